#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The other way round than ioctls.sh: each ioctl request of the installed kernel headers, as 32-bit code gets it, has its
# word in the tables.
# shellcheck disable=SC2154 # make sets it

set -u
LC_ALL=C
export LC_ALL
# shellcheck source-path=SCRIPTDIR source=ioctl-cc.sh
. "$(dirname "$0")/ioctl-cc.sh"
tables=$top_srcdir/decoders

# The headers that have requests, as they are included
for dir in linux asm asm-generic sound rdma drm libdrm mtd misc scsi video xen; do
	test ! -d "/usr/include/$dir/" || (cd /usr/include && find "$dir/" -name '*.h' | sed 's|//|/|')
done | sort >"$tmp/all"
(cd /usr/include && xargs grep -lE '_IO(C|R|W|WR|_BAD)?\(|\bSIOC|0x(53|54|4[bB]|56|89)[0-9a-fA-F]{2}\b' <"$tmp/all") >"$tmp/headers"

# What they need to be included alone. An _IOC that stays in a macro's expansion tells that it is a request.
prelude() {
	for common in $needed; do
		echo "#include <$common>"
	done
	echo 'typedef uint8_t u8; typedef uint16_t u16; typedef uint32_t u32; typedef uint64_t u64;'
	echo "#include <$1>"
}

# compile WHAT...: from standard input
compile() {
	# shellcheck disable=SC2086
	$cc $flags -x c "$@" - 2>"$tmp/errors"
}

: >"$tmp/requests"
: >"$tmp/left"
while read -r header; do
	# The requests among the macros that it defines: all that end in an _IOC, and old numbers by their names.
	sed -n 's/^[ \t]*#[ \t]*define[ \t][ \t]*\([A-Za-z_][A-Za-z_0-9]*\)[ \t].*/\1/p' "/usr/include/$header" | sort -u |
		grep -vE '^(_?IOC_?(IN|OUT|INOUT)?|.*_(IOC|IOCTL)_(BASE|MAGIC|NR|TYPE)|.*(MAX|MIN)|SIOC_(IN|OUT|INOUT|VOID)|__KVM_.*)$' >"$tmp/macros"
	{
		prelude "$header"
		echo '#undef _IOC'
		sed 's/.*/@ "&" @ &/' "$tmp/macros"
	} | compile -E -P >"$tmp/expanded" || { echo "$header" >>"$tmp/left"; continue; }
	awk -v header="$header" '
		$1 != "@" { next }
		{ gsub(/"/, "", $2) }
		/_IOC\(/ && $4 !~ /^\{/ || /_IOC \(/ { print $2; next }
		$2 ~ /^(SIOC|TIOC|TC[GSFX]|FIO[A-Z]|CDROM|DVD_|HDIO_|KD[A-Z]|GIO_|PIO_|VT_|SCSI_IOCTL_|SG_[GSEN])/ && NF == 4 &&
			$4 ~ /^(0[xX][0-9a-fA-F]+|[0-9]+)$/ { print $2; next }
		$2 ~ /^SIOC/ { print $2 }' "$tmp/expanded" >"$tmp/names"
	test -s "$tmp/names" || continue
	# Their values; what is none for a compiler is left out.
	while :; do
		{ prelude "$header"; awk '{ print "const unsigned VALUE_" $1 " = (unsigned)(" $1 ");" }' "$tmp/names"; } |
			compile -S -o "$tmp/values" && break
		sed -n 's/^<stdin>:\([0-9]*\):.*error:.*/\1/p' "$tmp/errors" | sort -u >"$tmp/wrong"
		lines=$(prelude "$header" | wc -l)
		awk -v before="$lines" -v header="$header" -v left="$tmp/left" '
			NR == FNR { wrong[$1 - before]; next }
			FNR in wrong { print header, $1 >>left; next }
			{ print }' "$tmp/wrong" "$tmp/names" >"$tmp/kept"
		if cmp -s "$tmp/names" "$tmp/kept"; then
			echo "$header" >>"$tmp/left"
			continue 2
		fi
		mv "$tmp/kept" "$tmp/names"
	done
	awk -v header="$header" '
		/^VALUE_/ { name = substr($1, 7); sub(/:$/, "", name) }
		name != "" && $1 == ".long" && ($2 < 0 || $2 >= 512) { print name, $2, header }
		name != "" && $1 ~ /^\.(long|zero)$/ { name = "" }' \
		"$tmp/values" >>"$tmp/requests"
done <"$tmp/headers"

# Numbers with no word, but those that are put together by src/decode/type_ioctl.c: of mixers, of protocols and devices.
# libdrm has headers of other versions than the kernel: only the size of what they pass differs then.
awk '
	function hex(text,    i, n) {
		text = tolower(substr(text, 3))
		for (i = 1; i <= length(text); i++)
			n = n * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
		return n
	}
	function sizeless(n) { return n % 65536 + int(n / 1073741824) * 1073741824 }
	FILENAME ~ /[.]tbl$/ {
		if ($1 == "set")
			reading = $2 ~ /^ioctl(_ours|_sized)?$/
		else if (reading && $2 ~ /^0x/)
			known[hex($2)] = known_drm[sizeless(hex($2))] = 1
		next
	}
	{
		n = $2 < 0 ? $2 + 4294967296 : $2
		asked++
		if (n in known || n >= 35296 && n < 35328 || ($3 ~ /soundcard/ && $1 ~ /^SOUND_MIXER_(READ|WRITE)_/))
			next
		if ($3 ~ /^libdrm/ && sizeless(n) in known_drm)
			next
		printf "%s 0x%x of %s has no word\n", $1, n, $3
		wrong++
	}
	END {
		print asked + 0 " requests, " wrong + 0 " without a word"
		exit asked < 1500 || wrong
	}' "$tables/ioctl_names.tbl" "$tmp/requests" >"$tmp/said"
status=$?
cat "$tmp/said"
sed 's/^/left out, no number here: /' "$tmp/left"
exit $status
