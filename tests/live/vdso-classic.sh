#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --vdso=classic and int80: what the process finds in the place of the kernel's vDSO, and that everything that
# leans on it works: stack unwinding, cancellation, C++ exceptions, gdb, threads, children, clocks.

# shellcheck disable=SC2317 # functions that until_true calls
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
: "${GATEVDSO:=$(dirname "$GATETRACE")/gatevdso}"
need_tracees dumpvdso helper kin kin-static storm unwinds unwinds-static victim
"$GATETRACE" --vdso=classic -o /dev/null "$TRACEES/vdsogate" >"$tmp/classic" 2>"$tmp/stderr" ||
	skip "$(cat "$tmp/stderr")"

# under VDSO COMMAND...: traced, with what it prints in $tmp/got
under() {
	under=$1
	shift
	timeout 60 "$GATETRACE" --vdso="$under" -f -o "$tmp/trace" "$@" >"$tmp/got" 2>"$tmp/stderr" </dev/null
}

# ---- The image
"$TRACEES/dumpvdso" >"$tmp/dump" || skip "no vDSO to be seen here"
size=$((0x$(head -n 1 "$tmp/dump" | cut -d ' ' -f 3)))
tail -c $size "$tmp/dump" >"$tmp/native"
"$GATEVDSO" --json "$tmp/native" >"$tmp/native.json"

# fact IMAGE FILTER: of gatevdso's
fact() {
	jq -c "$2" "$tmp/$1.json"
}

for vdso in classic int80; do
	under $vdso "$TRACEES/dumpvdso"
	check_equal "$vdso: image: exit status" 0 $?
	tail -c $size "$tmp/got" >"$tmp/$vdso"
	check_equal "$vdso: image: all of it" $size "$(wc -c <"$tmp/$vdso")"
	check_equal "$vdso: image: AT_SYSINFO is the entry" \
		"$(head -n 1 "$tmp/got" | sed 's/.*\(...\) .* .*/\1/')" \
		"$("$GATEVDSO" "$tmp/$vdso" | sed -n 's/^__kernel_vsyscall 0x.*\(...\)$/\1/p')"
	check_equal "$vdso: image: names of the kernel's functions" 0 "$(grep -c __vdso_ "$tmp/$vdso")"
	command -v jq >/dev/null || continue
	"$GATEVDSO" --json "$tmp/$vdso" >"$tmp/$vdso.json"
	for where in .landing.ip .restart.ip .sigreturn .rt_sigreturn .kernel; do
		check_equal "$vdso: image: $where" "$(fact native $where)" "$(fact $vdso $where)"
	done
	check_equal "$vdso: image: symbols" '["__kernel_rt_sigreturn","__kernel_sigreturn","__kernel_vsyscall"]' \
		"$(fact $vdso '[.symbols[].name] | sort')"
done
if command -v jq >/dev/null; then
	check_equal "classic: layout" '["classic","jmp"]' "$(fact classic '[.layout, .by]')"
	check_equal "classic: gate" "$(fact native .gate)" "$(fact classic .gate)"
	check_equal "int80: layout" '["modern int80","int80"]' "$(fact int80 '[.layout, .by]')"
else
	note "facts of the image: no jq"
fi

# ---- Its unwind data: __kernel_vsyscall's line by line, the stubs' like the kernel's
# frames IMAGE: a line for each place in a range, its pc counted from the range's start
frames() {
	readelf --debug-dump=frames-interp "$tmp/$1" 2>/dev/null | awk '
		/ FDE / { sub(/.*pc=/, ""); sub(/\.\..*/, ""); start = $0; next }
		/ CIE |^ *LOC / { next }
		/^[0-9a-f]+ / { if (start != "") print start, $0 }
		/^$/ { start = "" }' |
		while read -r start pc rules; do
			echo "$((0x$pc - 0x$start)) $rules"
		done
}
expressions() {
	readelf --debug-dump=frames "$tmp/$1" 2>/dev/null | sed -n 's/^ *\(DW_CFA_.*expression.*\)/\1/p'
}
if command -v readelf >/dev/null; then
	for vdso in classic int80; do
		# The landing pad is at 16, or at 9.
		landing=16
		test $vdso = classic || landing=9
		cat >"$tmp/wanted" <<-END
			0 esp+4 u u u c-4
			1 esp+8 c-8 u u c-4
			2 esp+12 c-8 c-12 u c-4
			3 esp+16 c-8 c-12 c-16 c-4
			$((landing + 1)) esp+12 c-8 c-12 u c-4
			$((landing + 2)) esp+8 c-8 u u c-4
			$((landing + 3)) esp+4 u u u c-4
		END
		frames $vdso | head -n 7 | tr -s ' ' | sed 's/ $//' >"$tmp/got"
		check_same "$vdso: unwind data of __kernel_vsyscall" "$tmp/wanted" "$tmp/got"
		expressions native >"$tmp/wanted"
		expressions $vdso >"$tmp/got"
		check "$vdso: unwind data of the stubs" test "$(wc -l <"$tmp/got")" = 27
		check_same "$vdso: unwind data of the stubs" "$tmp/wanted" "$tmp/got"
		check_equal "$vdso: readelf has nothing to complain of" "" "$(readelf -aW "$tmp/$vdso" 2>&1 >/dev/null)"
	done
else
	note "unwind data: no readelf"
fi

# ---- Programs: they print what they print untraced
cat >"$tmp/throws.cc" <<'END'
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct interrupted {
};
struct tidy {
	~tidy() { std::puts("tidied"); }
};

static int ready[2], never[2];

static void handler(int, siginfo_t *, void *)
{
	throw interrupted();
}

/* Whoever reads from `ready` knows that this is the next call. */
__attribute__((noinline)) static long reads()
{
	tidy t;
	char c = 0;

	write(ready[1], &c, 1);
	return read(never[0], &c, 1);
}

static void child()
{
	struct sigaction sa = {};

	sa.sa_sigaction = handler;
	sa.sa_flags = SA_RESTART | SA_SIGINFO;
	sigaction(SIGUSR1, &sa, NULL);
	for (int i = 0; i < 3; i++) {
		try {
			std::printf("read: %ld\n", reads());
		} catch (const interrupted &) {
			std::puts("caught");
		}
		sigset_t set;
		sigemptyset(&set);
		sigaddset(&set, SIGUSR1);
		sigprocmask(SIG_UNBLOCK, &set, NULL);
	}
}

/* In a tracer's stop before the read will do, too: the signal is pending then. */
static bool in_read(pid_t pid)
{
	char path[64];
	long nr = -1;

	std::snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	FILE *file = std::fopen(path, "re");
	if (!file)
		std::exit(1);
	if (std::fscanf(file, "%ld", &nr) != 1)
		nr = -1;
	std::fclose(file);
	return nr == SYS_read;
}

int main()
{
	int status;
	char c;

	if (pipe(ready) || pipe(never))
		return 1;
	pid_t pid = fork();
	if (!pid) {
		child();
		return 0;
	}
	for (int i = 0; i < 3; i++) {
		if (read(ready[0], &c, 1) != 1)
			return 1;
		while (!in_read(pid))
			usleep(200);
		kill(pid, SIGUSR1);
	}
	return waitpid(pid, &status, 0) != pid || status;
}
END
throws=
for link in -pie -static; do
	# shellcheck disable=SC2086
	if ${CXX:-g++} -m32 -O1 -fnon-call-exceptions $link -o "$tmp/throws$link" "$tmp/throws.cc" 2>"$tmp/stderr"; then
		throws="$throws $tmp/throws$link"
	else
		note "C++ exceptions, $link: no compiler of 32-bit C++ programs here"
	fi
done

# same NAME COMMAND...: traced with either vDSO, it does as it does untraced
same() {
	same=$1
	shift
	timeout 60 "$@" >"$tmp/wanted" 2>/dev/null </dev/null
	check_equal "$same: exit status, untraced" 0 $?
	for vdso in classic int80; do
		under $vdso "$@"
		check_equal "$vdso: $same: exit status" 0 $?
		check_same "$vdso: $same" "$tmp/wanted" "$tmp/got"
	done
}
for link in "" -static; do
	for what in cancel handler siginfo; do
		same "unwinds$link $what" "$TRACEES/unwinds$link" $what
	done
	same "kin$link calls" "$TRACEES/kin$link" calls
done
for program in $throws; do
	same "${program##*/}" "$program"
	check "${program##*/}: exceptions were caught" test "$(grep -c '^caught$' "$tmp/wanted")" = 3
done

# ---- Who has it: threads and children, and with -f what they execute
"$TRACEES/kin" who >"$tmp/alone"
classic='jmp .Lenter_kernel at 0xe'
for link in "" -static; do
	sed "s/: .*/: $classic/" "$tmp/alone" >"$tmp/wanted"
	under classic "$TRACEES/kin$link" who
	check_same "kin$link: with -f" "$tmp/wanted" "$tmp/got"
	sed -E "s/^(itself|a thread|fork): .*/\\1: $classic/" "$tmp/alone" >"$tmp/wanted"
	timeout 60 "$GATETRACE" --vdso=classic -o "$tmp/trace" "$TRACEES/kin$link" who >"$tmp/got" 2>"$tmp/stderr"
	check_same "kin$link: without -f" "$tmp/wanted" "$tmp/got"
done

# ---- The clock's functions are system calls
"$GATETRACE" -o "$tmp/trace" -e trace=/^clock_gettime "$TRACEES/victim" nanosleep >"$tmp/said"
native=$(grep -c 'clock_gettime' "$tmp/trace")
under classic -e trace=/^clock_gettime "$TRACEES/victim" nanosleep
check_equal "the clock: what the program says" "$(cat "$tmp/said")" "$(cat "$tmp/got")"
check "the clock: calls ($native without)" test "$(grep -c 'clock_gettime.* = 0$' "$tmp/trace")" -ge $((native + 2))

# ---- A storm: the same sum, no restart unproven
for vdso in classic int80; do
	proof=witnessed
	test $vdso = classic || proof=tagged
	for threads in 1 4; do
		"$TRACEES/storm" 3000 7 $threads >"$tmp/wanted" 2>/dev/null
		under $vdso --prove "$TRACEES/storm" 3000 7 $threads
		check_equal "$vdso: storm, $threads threads: exit status" 0 $?
		check_same "$vdso: storm, $threads threads: its sum" "$tmp/wanted" "$tmp/got"
		grep '>>> restart of .*__kernel_vsyscall' "$tmp/trace" >"$tmp/restarts"
		echo "$vdso: storm, $threads threads: $(wc -l <"$tmp/restarts") restarts through the vDSO"
		check "$vdso: storm, $threads threads: restarts" test "$(wc -l <"$tmp/restarts")" -gt 20
		check_equal "$vdso: storm, $threads threads: not $proof" 0 "$(grep -vc "($proof)" "$tmp/restarts")"
	done
done

# ---- It stays when gatetrace ends; gdb finds its way through it
mkfifo "$tmp/in"
"$GATETRACE" --vdso=classic -o "$tmp/trace" "$TRACEES/victim" read <"$tmp/in" >"$tmp/out" 2>"$tmp/stderr" &
tracer=$!
started="$started $tracer"
exec 3>"$tmp/in"
victim_of() {
	pid=$(sed 's/ .*//' "/proc/$1/task/$1/children")
	test -n "$pid" && test "$({ tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null)" = "$TRACEES/victim read "
}
# Asleep in read, which has the number 3.
reading() {
	victim_of "$tracer" && test "$(cut -d ' ' -f 1 "/proc/$pid/syscall")" = 3 && in_state "$pid" S
}
if until_true "a victim that reads" reading; then
	started="$started $pid"
	kill -TERM "$tracer"
	wait "$tracer" 2>/dev/null
	check_equal "it stays: not traced" 0 "$(status_of "$pid" TracerPid)"
	"$GATEVDSO" -p "$pid" >"$tmp/got"
	check "it stays: gatevdso sees it" grep -qx 'layout  *classic' "$tmp/got"
	if command -v gdb >/dev/null; then
		timeout 60 gdb -nx -batch -ex backtrace -p "$pid" >"$tmp/gdb" 2>&1 </dev/null
		sed -n 's/^#[0-9]* .*\(__kernel_vsyscall\|do_read\|main\) (.*/\1/p' "$tmp/gdb" | xargs >"$tmp/got"
		check_equal "gdb: backtrace" "__kernel_vsyscall do_read main" "$(cat "$tmp/got")" ||
			cat "$tmp/gdb"
	else
		note "gdb: there is none here"
	fi
	echo line >&3
	until_true "it stays: the end" test ! -d "/proc/$pid"
	check_equal "it stays: what it says" "read: ok" "$(cat "$tmp/out")"
fi
exec 3>&-

# ---- strace's lines
"$GATETRACE" --strace -e trace=futex,write -o "$tmp/wanted" "$TRACEES/kin" calls >"$tmp/said"
under classic --strace -e trace=futex,write "$TRACEES/kin" calls
sed 's/0x[0-9a-f]*/ADDRESS/g' "$tmp/wanted" | sed 's/^[0-9]* *//' >"$tmp/a"
sed 's/0x[0-9a-f]*/ADDRESS/g' "$tmp/trace" | sed 's/^[0-9]* *//' >"$tmp/b"
check_same "--strace" "$tmp/a" "$tmp/b"

# ---- What can't be done
# told NAME REGEX ARGUMENT...: exit status 1 and one line, nothing else.
told() {
	told=$1 regex=$2
	shift 2
	"$@" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null
	check_equal "$told: exit status" 1 $?
	check_equal "$told: lines of standard error" 1 "$(wc -l <"$tmp/stderr")"
	check "$told: the reason: $(cat "$tmp/stderr")" grep -q "^gatetrace: .*$regex" "$tmp/stderr"
	check_equal "$told: standard output" "" "$(cat "$tmp/stdout")"
}
told "-p" "vdso.*(-p)" "$GATETRACE" --vdso=classic -p $$
told "-p and a program" "vdso.*(-p)" "$GATETRACE" --vdso=int80 -p $$ "$TRACEES/kin" calls
told "no such program" "cannot run '/no/such'" "$GATETRACE" --vdso=classic /no/such
# The leak check of a sanitizer build would want ptrace too.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
told "ptrace forbidden" "--vdso=classic: cannot trace" \
	"$TRACEES/helper" no-ptrace "$GATETRACE" --vdso=classic "$TRACEES/kin" calls
finish
