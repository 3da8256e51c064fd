#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Names and files that a process chooses are data: no FIFO is waited for, no device, link or folder in the place
# of a mapped file is opened, no name reaches the output as it is; and nobody gains rights by being traced.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_tracees hostile_files victim

escape=$(printf '\033')
bell=$(printf '\007')
for scenario in $("$TRACEES/hostile_files" list); do
	for options in --gate=full "--gate=full -k" --json "--html=$tmp/page"; do
		rm -rf "$tmp/folder"
		mkdir "$tmp/folder"
		# shellcheck disable=SC2086
		timeout 20 "$GATETRACE" $options -f -o "$tmp/trace" "$TRACEES/hostile_files" "$scenario" "$tmp/folder" \
			>"$tmp/said" 2>"$tmp/stderr"
		status=$?
		test $status != 77 || {
			note "$scenario: no code can be mapped from $tmp"
			break
		}
		check_equal "$scenario, $options: exit status" 0 $status
		check "$scenario, $options: messages" test ! -s "$tmp/stderr"
		test "$options" = "--html=$tmp/page" ||
			check_equal "$scenario, $options: the call" 1 "$(grep -c 'from there' "$tmp/trace")"
		check_equal "$scenario, $options: control characters" 0 "$(cat "$tmp/trace" "$tmp"/page* 2>/dev/null |
			grep -c -e "$escape" -e "$bell")"
	done
	# What the tracer itself opens there is a handle, no file; only a regular file, the one that was mapped, is read.
	# To Linux before 2.6.39 that is an open() as any other: one that waits for nobody, and of a regular file.
	command -v strace >/dev/null || continue
	rm -rf "$tmp/folder"
	mkdir "$tmp/folder"
	strace -o "$tmp/looks" -e trace=%file "$GATETRACE" --gate=full -k -o "$tmp/trace" \
		"$TRACEES/hostile_files" "$scenario" "$tmp/folder" >"$tmp/said" 2>"$tmp/stderr" || continue
	check "$scenario: looked at" grep -q "stat.*$tmp/folder/" "$tmp/looks"
	grep "^open.*$tmp/folder/" "$tmp/looks" >"$tmp/opens"
	check_equal "$scenario: opened" 0 "$(grep -v -c 'O_NONBLOCK|\(O_LARGEFILE|\)\?O_NOFOLLOW.*O_PATH' "$tmp/opens")"
	case $scenario in
	fifo | link | device | folder) check "$scenario: no handle either" test ! -s "$tmp/opens" ;;
	plain) check "$scenario: a handle" test -s "$tmp/opens" ;;
	esac
done

# A setuid program has its owner's rights, but not under a tracer of less.
if test "$(id -u)" = 0 && command -v setpriv >/dev/null; then
	chmod 755 "$tmp"
	mkdir -m 777 "$tmp/nobody"
	cp "$TRACEES/hostile_files" "$tmp/nobody/setuid"
	cp "$GATETRACE" "$tmp/nobody/gatetrace"
	chown 0:0 "$tmp/nobody/setuid"
	chmod 4755 "$tmp/nobody/setuid"
	nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
	if test "$($nobody "$tmp/nobody/setuid" uid 2>"$tmp/stderr")" = 0; then
		check_equal "setuid: traced by nobody" 65534 \
			"$($nobody "$tmp/nobody/gatetrace" -o "$tmp/nobody/trace" "$tmp/nobody/setuid" uid 2>"$tmp/stderr")"
		check "setuid: its trace" grep -q '+++ exited with 0 +++' "$tmp/nobody/trace"
		if id nobody >"$tmp/id" 2>&1; then
			check_equal "setuid: traced by root, for nobody" 0 \
				"$("$GATETRACE" -u nobody -o "$tmp/trace" "$tmp/nobody/setuid" uid 2>"$tmp/stderr")"
		else
			note "setuid: nobody is called nobody here"
		fi
	else
		note "setuid: such bits mean nothing in $tmp"
	fi
	# A link that waits for the output of one who is root, in a folder for all.
	mkdir -m 1777 "$tmp/sticky"
	echo kept >"$tmp/kept"
	chown 65534 "$tmp/kept"
	$nobody ln -s "$tmp/kept" "$tmp/sticky/out"
	"$GATETRACE" -o "$tmp/sticky/out" "$TRACEES/hostile_files" uid >"$tmp/said" 2>"$tmp/stderr"
	check_equal "a link in a sticky folder: exit status" 1 $?
	check_equal "a link in a sticky folder" "gatetrace: cannot write '$tmp/sticky/out': Permission denied" \
		"$(cat "$tmp/stderr")"
	check_equal "a link in a sticky folder: where it leads" kept "$(cat "$tmp/kept")"

	# ... and where a name with a pid is known before.
	mkfifo "$tmp/in"
	"$TRACEES/victim" running <"$tmp/in" >"$tmp/said" 2>&1 &
	victim=$!
	started="$started $victim"
	exec 3>"$tmp/in"
	until_true "a link with a pid: the process runs" in_state $victim R
	$nobody ln -s "$tmp/kept" "$tmp/sticky/each.$victim"
	timeout 20 "$GATETRACE" -ff -o "$tmp/sticky/each" -p $victim >"$tmp/none" 2>"$tmp/stderr"
	check_equal "a link with a pid: exit status" 1 $?
	check_equal "a link with a pid" \
		"gatetrace: cannot write '$tmp/sticky/each': Permission denied" "$(tail -n 1 "$tmp/stderr")"
	check_equal "a link with a pid: where it leads" kept "$(cat "$tmp/kept")"
	check "a link with a pid: nobody traces the process" all_traced_by $victim 0
	echo line >&3
	exec 3>&-
	wait $victim
	check_equal "a link with a pid: the process ends well" "running: ok" "$(cat "$tmp/said")"

	# Our own leads where we want it to, in there too; and theirs does where nobody else could have laid it.
	ln -s "$tmp/ours" "$tmp/sticky/ours"
	"$GATETRACE" -o "$tmp/sticky/ours" "$TRACEES/hostile_files" uid >"$tmp/said" 2>"$tmp/stderr"
	check_equal "our link in a sticky folder: exit status" 0 $?
	check "our link in a sticky folder: it leads" test -s "$tmp/ours"
	mkdir -m 777 "$tmp/open"
	$nobody ln -s "$tmp/theirs" "$tmp/open/out"
	"$GATETRACE" -o "$tmp/open/out" "$TRACEES/hostile_files" uid >"$tmp/said" 2>"$tmp/stderr"
	check_equal "a link in an open folder: exit status" 0 $?
	check "a link in an open folder: it leads" test -s "$tmp/theirs"
else
	note "setuid: only root can try that"
fi
finish
