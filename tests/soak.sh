#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# All tracees at once, again and again, each under gatetrace with options drawn by lot, for SOAK_SECONDS
# (1800): none may end otherwise than it does untraced, none may be left behind, gatetrace never dies.
# Not part of the suite: make soak.

# shellcheck source-path=SCRIPTDIR source=live/lib.sh
. "$(dirname "$0")/live/lib.sh"
need_tracees helper
seconds=${SOAK_SECONDS:-1800}
RANDOM=${SOAK_SEED:-$$}
echo "for $seconds seconds, SOAK_SEED=$RANDOM"

# What is run, and what its exit status is untraced. Those that say 77 or need somebody else are left out.
programs=()
statuses=()
while read -r program; do
	# shellcheck disable=SC2086
	(cd "$tmp" && timeout --foreground -k 1 60 "$TRACEES/"$program </dev/null >"$tmp/said" 2>&1)
	status=$?
	case $status in 77 | 124 | 137) continue ;; esac
	programs+=("$program")
	statuses+=("$status")
done <<'EOF'
storm 500 3 2
storm 300 9 4
toil 3
queued 4 800
stops 12 3
stops storm 150
family vfork-exec
family fork
family vfork
threads
throng 60 20
throng line 40
haul children 20
haul sleeps 60
pure-bare
demo
gates-static
restarts
signals all
signals exit 9
signals die 15
victim nanosleep
vdsogate
slots
turns hop 4
turns equal 4 200
stack
kin
walk
unwinds
auxv-bare
EOF

kinds=("" -f -ff "-f --json" "-f -k" "-f --prove" "-f --prove=all" "-f --vdso=classic" "-f --vdso=int80"
	"-f --explain" "-f -c" "-f --check-shims" "-f -yy -Y" "-f -C" "-f --strace" "-f --gate=full -v"
	"-f --vdso=classic --prove" "-f --seccomp-bpf -e trace=read,write,nanosleep" "-f --html=HTML" "-f -i -n -r"
	"-f --kill-on-exit" "-f -T -tt --syscall-limit=200")

# one NUMBER: a program chosen by lot, in its own folder
one() {
	local n=$1 program=$2 wanted=$3 options=$4 folder=$tmp/$1 status
	mkdir -p "$folder"
	options=${options//HTML/$folder/page.html}
	# shellcheck disable=SC2086
	(cd "$folder" && export SOAK_MARK="soak $tmp" && timeout --foreground -k 1 120 "$GATETRACE" -o "$folder/trace" $options "$TRACEES/"$program \
		</dev/null >"$folder/said" 2>"$folder/stderr") 2>"$tmp/gone"
	status=$?
	if test "$status" != "$wanted" && [[ $options != *--syscall-limit* ]]; then
		echo "$options $program: status $status, untraced $wanted" >>"$tmp/wrong"
		head -n 5 "$folder/stderr" >>"$tmp/wrong"
	fi
	rm -rf "$folder"
}

: >"$tmp/wrong"
n=0
end=$((SECONDS + seconds))
while test $SECONDS -lt $end && test "$(wc -l <"$tmp/wrong")" -lt 50; do
	for ((i = 0; i < ${#programs[@]}; i++)); do
		n=$((n + 1))
		one $n "${programs[i]}" "${statuses[i]}" "${kinds[RANDOM % ${#kinds[@]}]}" &
	done
	wait
done
echo "$n traces of ${#programs[@]} programs"

# What was let go by --syscall-limit comes to its own end; nothing stays stopped.
left() {
	grep -a -l -z "^SOAK_MARK=soak $tmp\$" /proc/[0-9]*/environ 2>"$tmp/gone" | cut -d / -f 3 |
		while read -r pid; do
			in_state "$pid" Z || echo "$pid"
		done
}
# shellcheck disable=SC2317 # until_true calls it
nobody_left() {
	test -z "$(left)"
}
until_true "nobody is left" nobody_left || for pid in $(left); do
	echo "left: $pid $(status_of "$pid" State) $(tr '\0' ' ' <"/proc/$pid/cmdline")"
done
check "every program ended as it does untraced" test ! -s "$tmp/wrong"
head -n 40 "$tmp/wrong"
finish
