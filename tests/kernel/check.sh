#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# make check-kernel: the tests that look at gates, restarts and proofs, on other machines than this one, emulated: an
# i386 kernel with and without sysenter, an x86-64 kernel on Intel's and on AMD's kind of CPU. Each runs the static
# i386 build, the x86-64 ones the x86-64 build, too. Kernels and the guest's programs are Debian's, unpacked into the
# build folder; the system is left alone. And a real 2.6.29, with and without sysenter, with programs of its time
# (tools/old-linux). The last line is the sum; exit status 77: nothing could be done here.
#
#	GUESTS    of the list below, by their first words
#	RUN       names in tests/live, and "unit"
#	OLD_RUN   the same for the guests of 2.6.29, where fewer pass
#	KERNEL_26 a kernel 2.6 in the place of the one that is fetched
#	I386      the build folder of a static i386 build; else one is made

set -eu
source=${top_srcdir:?} build=${top_builddir:?}
work=$build/tests/guests
here=$source/tests/kernel
old=$work/old
old_run=${OLD_RUN:-gates prove-jmp let-go}
RUN=${RUN:-gates restarts prove vdso-classic transplant check-shims explain attach oracle}
export SECONDS_TO_LIVE="${SECONDS_TO_LIVE:-1500}"

# NAME KERNEL CPU BUILDS
guests() {
	cat <<-END
		i386-sysenter linux-image-686 pentium3 i386
		i386-int80 linux-image-686 pentium3,-sep i386
		amd64-sysenter linux-image-amd64:amd64 Nehalem,+rdrand i386,native
		amd64-syscall linux-image-amd64:amd64 Opteron_G3,+rdrand i386,native
		old-sysenter old pentium3 i386
		old-int80 old pentium3,-sep i386
	END
}

chosen() {
	guests | grep -E "^($(echo "${GUESTS:-.*}" | tr -s ' ' '|')) "
}

skip() {
	echo "$1"
	echo "0 passed, 0 failed, 1 skipped"
	exit 77
}

# package FOLDER NAME...
package() {
	"$source/tools/i386-package" "$@" || skip "check-kernel: packages can't be had"
}

# What the guest's kernel and programs are made of.
fetch() {
	metas=$(chosen | cut -d ' ' -f 2 | grep -v '^old$' | sort -u)
	test -n "$metas" || return 0
	# shellcheck disable=SC2086 # a list of words
	package "$work/kernels" busybox-static $metas
	for name in $metas; do
		plain=${name%:*}
		# The package of that name only depends on the newest one.
		image=$(readlink "$work/kernels/usr/share/doc/$plain") || skip "check-kernel: $plain names no kernel"
		package "$work/$plain" "$image${name#"$plain"}"
	done
	package "$work/root" bash binutils binutils-i686-linux-gnu coreutils dash debianutils diffutils findutils grep jq \
		libacl1 libattr1 libbinutils libc6 libcap-ng0 libcrypt1 libctf-nobfd0 libctf0 libgcc-s1 libgmp10 libjansson4 \
		libjq1 libonig5 libpcre2-8-0 libselinux1 libsmartcols1 libstdc++6 libtinfo6 libzstd1 mawk procps sed util-linux zlib1g
	mkdir -p "$work/root/tmp" "$work/root/root"
	ln -sf mawk "$work/root/usr/bin/awk"
	mkdir -p "$work/root/etc"
	printf '%s\n' root:x:0:0:root:/root:/bin/sh nobody:x:65534:65534:nobody:/nonexistent:/bin/false >"$work/root/etc/passwd"
	printf '%s\n' root:x:0: nogroup:x:65534: >"$work/root/etc/group"
}

# The x86-64 build's shared libraries go where they are here.
add_libraries() {
	for program in gatetrace gatevdso tests/live/oracle tests/tracees/hop-64; do
		test ! -x "$build/$program" || ldd "$build/$program"
	done | sed -nE 's/^[^/]*(\/[^ ]*) \(0x.*/\1/p' | sort -u >"$work/libraries"
	ldconfig -p 2>/dev/null | sed -n 's/.*libcapstone\.so.*x86-64.* => //p' >>"$work/libraries"
	while read -r file; do
		mkdir -p "$work/root$(dirname "$file")"
		cp -Lu "$file" "$work/root$file"
	done <"$work/libraries"
}

build_i386() {
	mkdir -p "$work/i386"
	words=$("$source/tools/i386-sysroot" "$work/sysroot") || skip "check-kernel: no i386 libraries to be had"
	(
		cd "$work/i386"
		test -f Makefile || eval "\"$source/configure\" --quiet --host=i686-linux-gnu --enable-static $words"
		make --no-print-directory -j"$(nproc)" all
		make --no-print-directory -j"$(nproc)" check TESTS=
	) >"$work/i386.log" 2>&1 || {
		tail -n 20 "$work/i386.log"
		echo "check-kernel: the i386 build failed: $work/i386.log"
		exit 1
	}
}

# The traced programs once more: linked with a C library that works on a kernel 2.6. Not all of them can be.
fetch_old() {
	"$source/tools/old-linux" "$old" 2>"$work/old.log" || return
	mkdir -p "$old/build"
	(
		cd "$old/build"
		cc="OLD=$(quoted "$old/programs") $(quoted "$here/old-cc")"
		make -k -j"$(nproc)" -f "$i386/Makefile" top_srcdir="$source" srcdir="$source" VPATH="$source" \
			TRACEE_CC="$cc" tracees
	) >>"$work/old.log" 2>&1 || :
}

quoted() {
	printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

# boot NAME KERNEL CPU BUILDS: its results in results.NAME, a line a test.
boot() {
	name=$1 kernel=${2%:*} cpu=$3 builds=$4
	test "$native" = x86_64 || builds=i386
	{
		if test "$kernel" = old; then
			echo "source=/source i386=/build tests='$old_run'"
		else
			echo "source=$(quoted "$source") i386=$(quoted "$i386") native=$(quoted "$build") tests='$RUN'"
		fi
		echo "builds='$(echo "$builds" | tr , ' ')' limit=${LIMIT:-600}"
		cat "$here/job.sh"
	} >"$work/job.$name"
	if test "$kernel" = old; then
		set -- "$here/boot-old.sh" "$old" "$cpu" "$work/job.$name" "$source" "$i386" "$old/build/tests/tracees"
	else
		set -- "$source" "$build"
		case $i386/ in "$build"/*) ;; *) set -- "$@" "$i386" ;; esac
		set -- "$here/boot.sh" "$work/$kernel" "$cpu" "$work/job.$name" "$work/root" "$@"
	fi
	status=0
	BUSYBOX="$work/kernels/bin/busybox" "$@" >"$work/console.$name" 2>&1 || status=$?
	tr -d '\r' <"$work/console.$name" | awk -v guest="$name" -v status=$status -v limit="$SECONDS_TO_LIVE" '
		/^@kernel / { print guest ": " substr($0, 9); next }
		/^@gate / { print guest ": " substr($0, 7); next }
		/^@end/ { ended = 1; next }
		/^@test / {
			result = $4 == 0 ? "pass" : $4 == 77 ? "skip" : "FAIL"
			if (result == "FAIL")
				printf "%s", said
			said = ""
			head = result ": " guest " " $2 " " $3 " (" $5 " s): "
			sub(/^@test [^ ]* [^ ]* [^ ]* [^ ]* /, "")
			print head ($0 == "" ? "-" : $0)
			next
		}
		{ said = said "  | " $0 "\n" }
		END {
			if (ended)
				exit
			printf "%s", said
			print "FAIL: " guest ": " (status == 124 ? "killed, no end after " limit " s" : \
				"it ended too early (status " status "): its console is above")
		}' >"$work/results.$name"
	cat "$work/results.$name"
}

if test "${1:-}" = boot; then
	shift
	boot "$@"
	exit
fi

for program in qemu-system-x86_64 qemu-system-i386 cpio gzip; do
	command -v $program >/dev/null || skip "check-kernel: no $program here (Debian: qemu-system-x86, cpio)"
done
mkdir -p "$work"
rm -f "$work"/results.* "$work"/console.*
test -n "$(chosen)" || {
	echo "check-kernel: GUESTS='$GUESTS' names none of: $(guests | cut -d ' ' -f 1 | tr '\n' ' ')"
	exit 1
}
fetch
native=${NATIVE:?the CPU that this build is for}
test "$native" != x86_64 || add_libraries
i386=${I386:-}
if test -z "$i386"; then
	build_i386
	i386=$work/i386
fi
if chosen | grep -q ' old ' && ! fetch_old; then
	# The others can do without.
	echo "skip: old: $(tail -n 1 "$work/old.log")" | tee "$work/results.old"
	there=' old '
fi
export native i386 RUN

chosen | grep -v "${there:-^$}" | xargs -r -P "$(nproc)" -L 1 "$0" boot
cat "$work"/results.* | awk '/^pass: / { p++ } /^FAIL: / { f++ } /^skip: / { s++ }
	END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit f > 0 || !p }'
