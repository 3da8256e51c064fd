#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Lets libFuzzer look for inputs that break something, FUZZ_SECONDS (60) in each target; FUZZ names the targets, if
# not all. What it finds stays in the build folder, tests/fuzz/found, and is a start for the next time. An input that
# breaks something is put into the target's corpus, where it fails make check until the bug is gone.
# FUZZ_JOIN=1: the corpus becomes the fewest and smallest of all inputs that are known that reach all that they reach.

set -u
top=$(cd "${top_srcdir:-.}" && pwd) || exit 1
seconds=${FUZZ_SECONDS:-60}
build=$PWD/tests/fuzz/build
found=$PWD/tests/fuzz/found
export ASAN_OPTIONS="allocator_may_return_null=1:detect_stack_use_after_return=0:${ASAN_OPTIONS:-}"
export UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"

clang=${CLANG:-clang}
if ! echo 'int LLVMFuzzerTestOneInput(const char *b, unsigned long n) { return !b && n; }' |
	$clang -fsanitize=fuzzer,address,undefined -x c -o /dev/null - 2>/dev/null; then
	echo "skipped: $clang can't link libFuzzer (Debian: clang, libclang-rt-dev)"
	exit 77
fi

mkdir -p "$build" && cd "$build" || exit 1
if ! test -f Makefile; then
	"$top/configure" --quiet --enable-fuzzing CC="${CLANG:-clang}" CFLAGS="-g -O1" >configure.log 2>&1 || {
		cat configure.log
		exit 1
	}
fi
if ! make -j"$(nproc)" fuzz-targets >make.log 2>&1; then
	tail -n 30 make.log
	exit 1
fi

failed=0 count=0
for path; do
	name=${path##*/fuzz_}
	case " ${FUZZ:-$name} " in
	*" $name "*) ;;
	*) continue ;;
	esac
	count=$((count + 1))
	corpus=$top/tests/fuzz/corpus/$name
	mkdir -p "$found/$name" "$corpus"
	dict=$top/tests/fuzz/$name.dict
	test -f "$dict" || dict=
	if ! "$build/$path" -max_total_time="$seconds" -timeout=120 -rss_limit_mb=3000 -max_len=16384 \
		-artifact_prefix="$found/$name." -print_final_stats=1 -verbosity=1 ${dict:+-dict="$dict"} \
		"$found/$name" "$corpus" >"$found/$name.log" 2>&1; then
		failed=$((failed + 1))
		echo "$name: FAILED"
		grep -E 'not so:|ERROR|SUMMARY|runtime error|Test unit written' "$found/$name.log"
		for input in "$found/$name".crash-* "$found/$name".leak-* "$found/$name".timeout-* "$found/$name".oom-*; do
			test -f "$input" && mv "$input" "$corpus/${input##*/"$name".}" 2>/dev/null
		done
		continue
	fi
	awk -v name="$name" -v seconds="$seconds" '
		/number_of_executed_units/ { runs = $2 }
		/new_units_added/ { new = $2 }
		match($0, /cov: [0-9]+/) { cov = substr($0, RSTART + 5, RLENGTH - 5) }
		END { printf "%-10s %9d runs, %5d edges, %d new inputs\n", name, runs, cov, new }' "$found/$name.log"
	if test -n "${FUZZ_JOIN:-}"; then
		rm -rf "$found/$name.joined" && mkdir "$found/$name.joined"
		"$build/$path" -set_cover_merge=1 -use_counters=0 -max_len=16384 "$found/$name.joined" "$corpus" "$found/$name" \
			>"$found/$name.merge.log" 2>&1 || exit 1
		# Those with a name of their own are kept whatever they reach.
		for input in "$corpus"/*; do
			case ${input##*/} in
			*[!0-9a-f]*) ;;
			*) rm -f "$input" ;;
			esac
		done
		cp "$found/$name.joined"/* "$corpus/"
	fi
done
case " ${FUZZ:-tables} " in
*" tables "*)
	count=$((count + 1))
	if FUZZ_SECONDS=$seconds "$top/tests/spec/fuzz.sh" >"$found/tables.log" 2>&1; then
		printf '%-10s %s\n' tables "$(cat "$found/tables.log")"
	else
		failed=$((failed + 1))
		echo "tables: FAILED"
		cat "$found/tables.log"
	fi
	;;
esac
echo "$count targets, $failed failed"
test $failed = 0
