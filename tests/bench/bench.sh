#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bench.sh: what tracing costs. Each row is a program, untraced, under strace (when it is there) and
# under gatetrace, by turns; the medians of BENCH_RUNS (9) runs, in ns an operation. Both tracers
# follow children and write to /dev/null. Tracer and program share one CPU, since what they cost on
# two is mostly the scheduler's choice; BENCH_CPU=any leaves it that choice. BENCH_ROWS chooses rows.
# BENCH_STRICT=1: exit 1 when gatetrace is slower than strace by more than BENCH_SLACK (3) percent,
# or uses more memory.

set -eu
LC_ALL=C
export LC_ALL
: "${GATETRACE:?the program to measure}" "${TRACEES:?the folder of the programs to trace}"

calls=${TRACEES%/tracees}/bench/calls
runs=${BENCH_RUNS:-9}
rows=${BENCH_ROWS:-vdso int80 rw stack walk exec unasked}
cpu=${BENCH_CPU:-$(sed -n 's/^Cpus_allowed_list:.*[^0-9]\([0-9][0-9]*\)$/\1/p' /proc/self/status)}
pin="taskset -c $cpu"
if test "$cpu" = any || ! $pin true 2>/dev/null; then
	pin=
	echo "tracer and program are not bound to a CPU"
fi
tmp=$(mktemp -d "${TMPDIR:-/tmp}/gatetrace-bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

tracers="untraced gatetrace"
if command -v strace >/dev/null; then
	tracers="untraced strace gatetrace"
else
	echo "no strace here: no ratio to it"
fi

# once TRACER ARG...: "OPERATIONS NS KB". gatetrace-k: with call stacks, of which strace has none for
# 32-bit programs. $options are both tracers'.
options=
once() {
	by=$1
	shift
	# shellcheck disable=SC2086
	case $by in
	gatetrace-k) $pin "$GATETRACE" -k -f -o /dev/null "$calls" "$@" ;;
	untraced) $pin "$calls" "$@" ;;
	strace) $pin strace -f $options -o /dev/null "$calls" "$@" ;;
	gatetrace) $pin "$GATETRACE" -f $options -o /dev/null "$calls" "$@" ;;
	esac
}

measure() {
	case $1 in
	vdso | int80) once "$2" "$1" "${BENCH_CALLS:-20000}" ;;
	rw) once "$2" rw "${BENCH_CALLS:-10000}" ;;
	stack)
		case $2 in
		strace) ;;
		gatetrace) once gatetrace-k rw "${BENCH_CALLS:-10000}" ;;
		*) once "$2" rw "${BENCH_CALLS:-10000}" ;;
		esac
		;;
	walk) once "$2" walk "$tmp/tree" ;;
	unasked)
		options="--seccomp-bpf -e trace=chdir"
		once "$2" vdso "${BENCH_UNASKED:-1000000}"
		options=
		;;
	exec) once "$2" exec 100 "$TRACEES/vdsogate" >"$tmp/out" && tail -n 1 "$tmp/out" ;;
	esac
}

case $rows in
*walk*)
	mkdir "$tmp/tree"
	"$calls" plant "$tmp/tree" 20000
	;;
esac

run=0
while test $run -lt "$runs"; do
	run=$((run + 1))
	for row in $rows; do
		for tracer in $tracers; do
			measure "$row" "$tracer" >"$tmp/line"
			cat "$tmp/line" >>"$tmp/$row.$tracer"
		done
	done
	test ! -t 2 || printf '\r%d of %d' $run "$runs" >&2
done
test ! -t 2 || printf '\r             \r' >&2

cat >"$tmp/table.awk" <<'AWK'
function median(n,    i, j, t) {
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && value[j] < value[j - 1]; j--) {
			t = value[j]
			value[j] = value[j - 1]
			value[j - 1] = t
		}
	return n % 2 ? value[(n + 1) / 2] : (value[n / 2] + value[n / 2 + 1]) / 2
}

function ns(row, tracer,    file, n, field) {
	file = tmp "/" row "." tracer
	n = 0
	while ((getline line < file) > 0) {
		split(line, field, " ")
		value[++n] = field[2] / field[1]
		if (row != "stack" && field[3] > peak[tracer])
			peak[tracer] = field[3]
	}
	close(file)
	return n ? median(n) : 0
}

function times(a, b) {
	return b ? sprintf("%.2f", a / b) : "-"
}

BEGIN {
	title["vdso"] = "getppid, vDSO"
	title["int80"] = "getppid, int $0x80"
	title["rw"] = "write and read of 1 byte"
	title["stack"] = "the same, with -k"
	title["walk"] = "walk, a file"
	title["exec"] = "fork and exec"
	title["unasked"] = "getppid, --seccomp-bpf"
	format = "%-26s %10s %10s %10s %12s %10s\n"
	printf format, "ns, median of " runs, "untraced", "strace", "gatetrace", "/ untraced", "/ strace"
	n = split(rows, row, " ")
	for (i = 1; i <= n; i++) {
		plain = ns(row[i], "untraced")
		theirs = ns(row[i], "strace")
		ours = ns(row[i], "gatetrace")
		printf format, title[row[i]], sprintf("%.0f", plain), theirs ? sprintf("%.0f", theirs) : "-",
			sprintf("%.0f", ours), times(ours, plain), times(ours, theirs)
		result[row[i]] = ours
		if (theirs && ours > theirs * (1 + slack / 100))
			slower = slower " " row[i]
	}
	printf format, "peak memory of tracer, kB", "-", peak["strace"] ? peak["strace"] : "-", peak["gatetrace"], "-",
		times(peak["gatetrace"], peak["strace"])
	if (result["stack"] && result["rw"])
		printf "with -k, of without it: %s\n", times(result["stack"], result["rw"])
	if (peak["strace"] && peak["gatetrace"] > peak["strace"])
		slower = slower " memory"
	if (slower != "")
		print "worse than strace:" slower
	exit strict && slower != ""
}
AWK
awk -v tmp="$tmp" -v rows="$rows" -v runs="$runs" -v slack="${BENCH_SLACK:-3}" -v strict="${BENCH_STRICT:-0}" \
	-f "$tmp/table.awk"
