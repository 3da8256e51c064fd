# SPDX-License-Identifier: GPL-2.0-or-later
#
# Completion for a shell, made of the options' own table: usage.c's rows, or the help text of gatevdso.c.
#
#	awk -f completion.awk shell=bash|zsh program=NAME SOURCE
#
# POSIX awk; what words an argument can be stands in BEGIN (a test tries each of them).

BEGIN {
	quote = sprintf("%c", 39)
	words["color"] = "auto always never"
	words["const-print-style"] = "abbrev raw verbose"
	words["daemonize"] = "grandchild pgroup session"
	words["detach-on"] = "execve"
	words["gate"] = "short full none"
	words["interruptible"] = "anywhere waiting never never_tstp"
	words["kvm"] = "vcpu"
	words["prove"] = "restarts all"
	words["relative-timestamps"] = words["syscall-times"] = "s ms us ns"
	words["strings-in-hex"] = "all non-ascii non-ascii-chars none"
	words["summary-by"] = "gate site"
	words["summary-sort-by"] = "time min-time max-time avg-time calls errors name nothing"
	# Several of these, with commas:
	lists["absolute-timestamps"] = "none time unix s ms us ns"
	lists["decode-fds"] = "path socket dev pidfd all none"
	lists["decode-pids"] = "comm pidns all none"
	lists["quiet"] = "attach exit path-resolution personality thread-execve all none"
	lists["status"] = "successful failed unfinished unavailable detached"
	lists["summary-columns"] = "time-percent total-time min-time max-time avg-time calls errors name"
	lists["tips"] = "random compact full none"
	lists["trace"] = "%clock %creds %desc %file %ipc %memory %net %process %pure %signal %stat %statfs all none"
	lists["-e"] = "trace= signal= gate= status= inject= fault= abbrev= verbose= raw= read= write= quiet= decode-fds="
	n = 0
}

# One option. arg: its argument, "[ARG]" when it can go without, "".
function option(letter, name, arg, help) {
	n++
	letters[n] = letter
	names[n] = name
	args[n] = arg
	helps[n] = help
}

# { 'o', "output", "FILE", NULL, "help" }: to field[1..], a string without its quotes, NULL as ""
function split_row(text, field,   count, s) {
	count = 0
	while (match(text, /'.'|"([^"\\]|\\.)*"|[A-Za-z_.]+( = )?/)) {
		s = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		if (s ~ /^\./)
			return 0
		field[++count] = s == "NULL" ? "" : s ~ /^["']/ ? substr(s, 2, length(s) - 2) : s
		gsub(/\\"/, "\"", field[count])
	}
	return count
}

program == "gatetrace" && /^static const struct row rows/ { inside = 1; next }
program == "gatetrace" && inside && /^};/ { inside = 0 }
program == "gatetrace" && inside {
	row = row $0
	if (row !~ /},[ \t]*$/)
		next
	# Without help it is another name of the row before, which --help keeps to itself, too.
	if (split_row(row, f) == 5 && f[5] != "")
		option(length(f[1]) == 1 ? f[1] : "", f[2], f[3], f[5])
	row = ""
}

program != "gatetrace" && /^\t"  -.*\\n"/ {
	text = substr($0, 4)
	sub(/\\n".*/, "", text)
	text = substr(text, match(text, /-/))
	help = text
	sub(/   *.*/, "", text)
	sub(/^.*[^ ]   */, "", help)
	letter = text ~ /^-[A-Za-z]/ ? substr(text, 2, 1) : ""
	name = match(text, /--[a-z-]+/) ? substr(text, RSTART + 2, RLENGTH - 2) : ""
	option(letter, name, match(text, /=.*/) ? substr(text, RSTART + 1) : "", help)
}

function is_optional(i) {
	return args[i] ~ /^\[/
}

function arg_name(i,   a) {
	a = args[i]
	gsub(/\[|\]|:/, " ", a)
	sub(/^ */, "", a)
	sub(/ *$/, "", a)
	return a
}

function key(i) {
	return names[i] == "" ? "-" letters[i] : names[i]
}

# ---- bash
# Every way to write the option whose argument is a word of its own, or behind "=".
function spellings(i,   s) {
	s = letters[i] != "" && args[i] != "" && !is_optional(i) ? "-" letters[i] : ""
	return names[i] == "" ? s : s (s == "" ? "" : "|") "--" names[i]
}

function bash_action(i,   k) {
	k = key(i)
	if (k in words)
		return "_gt_words \"" words[k] "\""
	if (k in lists)
		return "_gt_words \"" lists[k] "\""
	if (args[i] == "PID")
		return "_gt_words \"$(cd /proc && printf '%s ' [0-9]*)\""
	if (args[i] == "USER")
		return "COMPREPLY=($(compgen -u -- \"$cur\"))"
	if (args[i] == "FILE" || args[i] == "PATH")
		return "_gt_files"
	if (k == "vdso")
		return "_gt_words \"classic int80 native\"; _gt_files"
	return ":"
}

function bash(   i, all, separate, s) {
	for (i = 1; i <= n; i++) {
		if (letters[i] != "")
			all = all " -" letters[i]
		if (names[i] != "")
			all = all " --" names[i] (args[i] != "" && !is_optional(i) ? "=" : "")
		if (args[i] != "" && !is_optional(i) && spellings(i) != "")
			separate = separate (separate == "" ? "" : "|") spellings(i)
	}
	print "# bash completion for " program ", made from its table of options"
	print ""
	# Each program's file has its own copy: whichever is loaded first.
	print "# Of the words in $1 those that go on as $cur does; behind a comma a list goes on."
	print "_gt_words()"
	print "{"
	print "\tlocal head="
	print "\tcase $cur in"
	print "\t*,*) head=${cur%,*}, ;;"
	print "\tesac"
	print "\tCOMPREPLY+=($(compgen -P \"$head\" -W \"$1\" -- \"${cur##*,}\"))"
	print "\tcase ${COMPREPLY-} in"
	print "\t*=) compopt -o nospace 2>/dev/null ;;"
	print "\tesac"
	print "}"
	print ""
	print "_gt_files()"
	print "{"
	print "\tlocal file"
	print "\tcompopt -o filenames 2>/dev/null"
	print "\twhile IFS= read -r file; do"
	print "\t\tCOMPREPLY+=(\"$file\")"
	print "\tdone < <(compgen -f -- \"$cur\")"
	print "}"
	print ""
	print "_" program "()"
	print "{"
	print "\tlocal cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]} i"
	print "\tCOMPREPLY=()"
	print "\t# Where the program stands: everything behind it is its own."
	print "\tfor ((i = 1; i < COMP_CWORD; i++)); do"
	print "\t\tcase ${COMP_WORDS[i]} in"
	print "\t\t" separate ") test \"${COMP_WORDS[i+1]}\" = = || ((i++)) ;;"
	print "\t\t=) ((i++)) ;;"
	print "\t\t-*) ;;"
	if (program == "gatetrace") {
		print "\t\t*)"
		print "\t\t\tif declare -F _command_offset >/dev/null; then"
		print "\t\t\t\t_command_offset $i"
		print "\t\t\telse"
		print "\t\t\t\t_gt_files"
		print "\t\t\tfi"
		print "\t\t\treturn"
		print "\t\t\t;;"
	}
	print "\t\tesac"
	print "\tdone"
	print "\tif test \"$cur\" = =; then"
	print "\t\tcur="
	print "\telif test \"$option\" = =; then"
	print "\t\toption=${COMP_WORDS[COMP_CWORD-2]}"
	print "\telse"
	print "\t\t# Behind a blank only an argument that has to be there."
	print "\t\tcase $option in"
	print "\t\t" separate ") ;;"
	print "\t\t*) option= ;;"
	print "\t\tesac"
	print "\tfi"
	print "\tcase $option in"
	for (i = 1; i <= n; i++)
		if (args[i] != "" && spellings(i) != "")
			print "\t" spellings(i) ") " bash_action(i) "; return ;;"
	print "\t?*) return ;;"
	print "\tesac"
	print "\tcase $cur in"
	print "\t-*) _gt_words \"" substr(all, 2) "\" ;;"
	if (program == "gatetrace")
		print "\t*) COMPREPLY=($(compgen -c -- \"$cur\")); _gt_files ;;"
	else
		print "\t*) _gt_files ;;"
	print "\tesac"
	print "}"
	print "complete -F _" program " " program
}

# ---- zsh
function zsh_quoted(s) {
	gsub(/\\/, "\\\\", s)
	gsub(/\[/, "\\[", s)
	gsub(/\]/, "\\]", s)
	gsub(/:/, "\\:", s)
	gsub(quote, quote "\\" quote quote, s)
	return s
}

function zsh_action(i,   k) {
	k = key(i)
	if (k in words)
		return "(" words[k] ")"
	if (k == "-e")
		return " compadd -S \"\" -- " lists[k]
	if (k in lists)
		return " _values -s , " arg_name(i) " " lists[k]
	if (args[i] == "PID")
		return "_pids"
	if (args[i] == "USER")
		return "_users"
	if (args[i] == "FILE" || args[i] == "PATH")
		return "_files"
	if (k == "vdso")
		return " _alternative \"words:way:(classic int80 native)\" \"files:file:_files\""
	return ""
}

function zsh_spec(name, sign, i,   s) {
	s = "\t" quote "*" name (args[i] == "" ? "" : sign) "[" zsh_quoted(helps[i]) "]"
	if (args[i] != "")
		s = s (is_optional(i) ? "::" : ":") arg_name(i) ":" zsh_action(i)
	print s quote " \\"
}

function zsh(   i, kept) {
	print "#compdef " program
	print "# Made from the table of options."
	print ""
	print "_arguments -s -S \\"
	for (i = 1; i <= n; i++) {
		if (letters[i] != "") {
			kept = args[i]
			if (is_optional(i))
				args[i] = ""
			zsh_spec("-" letters[i], "+", i)
			args[i] = kept
		}
		if (names[i] != "")
			zsh_spec("--" names[i], is_optional(i) ? "=-" : "=", i)
	}
	if (program == "gatetrace")
		print "\t" quote "(-):program: _command_names -e" quote " \\\n\t" quote "*::argument: _normal" quote
	else
		print "\t" quote "::image or core:_files" quote
}

END {
	if (!n) {
		print "completion.awk: no options found in " FILENAME >"/dev/stderr"
		exit 1
	}
	if (shell == "zsh")
		zsh()
	else
		bash()
}
