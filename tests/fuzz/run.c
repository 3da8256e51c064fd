/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A target's main() where libFuzzer is not: runs it over every file of the
 * folders that are named, or of corpus/NAME for a target fuzz_NAME. The one
 * that it dies of is the last one that was named.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "base/buffer.h"
#include "fuzz.h"

static char running[4096];

/* stderr may be the target's now. */
static void at_death(int sig)
{
	ssize_t r = write(STDERR_FILENO, running, strlen(running));

	(void)r;
	signal(sig, SIG_DFL);
	raise(sig);
}

static void at_exit(void)
{
	if (*running)
		at_death(SIGABRT);
}

static unsigned run_file(const char *path)
{
	struct buffer bytes = BUFFER_INIT;
	FILE *file = fopen(path, "r");
	uint8_t *exact;
	size_t n;

	if (!file)
		die("cannot read %s: %s", path, strerror(errno));
	while ((n = fread(buffer_room(&bytes, 4096), 1, 4096, file)))
		bytes.len += n;
	fclose(file);
	exact = xcalloc(1, bytes.len ? bytes.len : 1);
	if (bytes.len)
		memcpy(exact, bytes.data, bytes.len);
	snprintf(running, sizeof(running), "this input: %s\n", path);
	LLVMFuzzerTestOneInput(exact, bytes.len);
	*running = '\0';
	free(exact);
	buffer_free(&bytes);
	return 1;
}

static unsigned run_folder(const char *path)
{
	struct dirent **entry;
	int n = scandir(path, &entry, NULL, alphasort);
	unsigned ran = 0;

	if (n < 0 && errno == ENOTDIR)
		return run_file(path);
	if (n < 0)
		die("cannot read %s: %s", path, strerror(errno));
	for (int i = 0; i < n; i++) {
		char *name;

		if (entry[i]->d_name[0] != '.') {
			if (asprintf(&name, "%s/%s", path, entry[i]->d_name) < 0)
				die("out of memory");
			ran += run_file(name);
			free(name);
		}
		free(entry[i]);
	}
	free(entry);
	return ran;
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/'), *top = getenv("top_srcdir");
	const char *name = slash ? slash + 1 : argv[0];
	unsigned ran = 0;
	char *corpus;

	signal(SIGABRT, at_death);
	signal(SIGSEGV, at_death);
	atexit(at_exit); /* die() is wrong, too */
	for (int i = 1; i < argc; i++)
		ran += run_folder(argv[i]);
	if (argc == 1) {
		if (!strncmp(name, "fuzz_", 5))
			name += 5;
		if (asprintf(&corpus, "%s/tests/fuzz/corpus/%s", top ? top : ".", name) < 0)
			die("out of memory");
		ran = run_folder(corpus);
		free(corpus);
	}
	printf("%u inputs\n", ran);
	return ran ? 0 : 1;
}
