/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole command line, its words separated by NUL or newline. Nothing is run,
 * nothing is opened: that would be main's. What is bad is told in one line.
 */
#include <unistd.h>

#include "base/die.h"
#include "command/environment.h"
#include "command/options.h"
#include "command/usage.h"
#include "fuzz.h"

enum { WORDS_MAX = 64 };

/* Lines of ours: each begins with our name, but for what strace says behind it. */
static void check_complaint(const char *said, size_t len)
{
	size_t name = strlen(program_name);
	bool strace = !strcmp(program_name, "strace");

	FUZZ_REQUIRE(len && said[len - 1] == '\n');
	for (const char *end; *said; said = end + 1) {
		FUZZ_REQUIRE(!strncmp(said, program_name, name) && !strncmp(said + name, ": ", 2));
		end = strchr(said, '\n');
		FUZZ_REQUIRE(end > said + name + 2);
		if (strace)
			break;
	}
}

static void check_options(const struct options *o)
{
	char *const ours[] = { (char[]){ "A=b" }, (char[]){ "C=d" }, NULL };
	char **env;

	FUZZ_REQUIRE(o->command || o->attaches);
	FUZZ_REQUIRE(!o->command || o->command[0]);
	FUZZ_REQUIRE(o->color <= COLOR_NEVER && o->gate <= GATE_STYLE_NONE && o->time <= TIME_EPOCH);
	FUZZ_REQUIRE(o->time_digits <= 9 && o->relative_digits <= 9 && o->duration_digits <= 9);
	FUZZ_REQUIRE(o->summary_columns <= SUMMARY_COLUMNS && o->interruptible <= 4);
	FUZZ_REQUIRE(!o->separate || o->output);
	env = environment_edit(ours, o->env, o->envs);
	for (char **e = env; *e; e++)
		FUZZ_REQUIRE(strchr(*e, '='));
	free(env);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz_input in = { bytes, size };
	char *words = fuzz_text(&in, size), *said = NULL, *argv[WORDS_MAX + 1];
	FILE *keep_out = stdout, *keep_err = stderr;
	size_t len = 0;
	struct options o;
	int argc = 0, r;

	for (size_t i = 0; i < size; i++)
		if (words[i] == '\n')
			words[i] = '\0';
	for (char *word = words; word < words + size && argc < WORDS_MAX; word += strlen(word) + 1)
		argv[argc++] = word;
	argv[argc] = NULL;
	program_name = "gatetrace";
	stdout = stderr = open_memstream(&said, &len);
	FUZZ_REQUIRE(stderr);
	r = options_parse(&o, argc, argv);
	fclose(stderr);
	stdout = keep_out;
	stderr = keep_err;
	FUZZ_REQUIRE(r >= 0 && r <= 2);
	if (r == 2)
		check_complaint(said, len);
	if (r == 0) {
		check_options(&o);
		options_free(&o);
	}
	free(said);
	free(words);
	return 0;
}
