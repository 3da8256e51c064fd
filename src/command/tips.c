/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command/tips.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "command/words.h"

/* Lines of up to WIDTH columns. */
enum { WIDTH = 62, LINES = 4 };

static const char *const tips[][LINES] = {
	{ "-e gate=restart shows only calls that the kernel made again,",
	  "each with the line that says how." },
	{ "--prove watches restarts happen, instruction by instruction:",
	  "(witnessed) in place of (inferred)." },
	{ "--explain tells the whole story of each interrupted call." },
	{ "--gate=full says where in the program a call was made:", "int80@libc.so.6(brk+0x17)." },
	{ "--vdso=classic gives a program the vDSO of older kernels,",
	  "whose restart point is a jump: what restarts there shows it." },
	{ "-e inject=read:error=ERESTARTSYS:when=1 makes a call restart", "without any signal." },
	{ "--summary-by=gate counts which way into the kernel is taken;", "--summary-by=site from where." },
	{ "--check-shims judges code of your own that executes sysenter:",
	  "its stack, its ebp, and where it comes back." },
	{ "--html=FILE makes a page of the trace, to look at and to click", "through." },
	{ "gatevdso -p PID explains the vDSO that a process has." },
	{ "-k prints the call stack of each call, through the vDSO." },
	{ "--seccomp-bpf -f lets calls that -e trace= does not name run at", "almost full speed." },
	{ "-ff -o FILE writes each thread's lines to a file of its own." },
	{ "-o '|COMMAND' hands the lines to a command, and leaves standard",
	  "error to the program. The shell wants the quotation marks." },
	{ "--json writes one object a line: jq, Python and others read it." },
	{ "-p PID attaches to a process that runs; ^C lets it go again", "as it was." },
	{ "--strace prints as strace does, to the letter: scripts that read",
	  "strace's output read this as well." },
	{ "-y and -yy tell what is behind descriptors, -Y who is behind", "process ids." },
};

enum { TIPS = sizeof(tips) / sizeof(*tips) };

/* In the full format the frame has this to its right. */
static const char *const arch[] = {
	"    _________ ", "   /  _____  \\", "  |  /  |  \\  |", "  | |   |   | |", "  | |  o|o  | |",
	"  | |   |   | |", "__|_|___|___|_|__",
};

enum { ARCH = sizeof(arch) / sizeof(*arch) };

static int number(const char *text, size_t len, int *id)
{
	int64_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)text[i]))
			return -EINVAL;
		n = 10 * n + (text[i] - '0');
		if (n > INT_MAX)
			return -EINVAL;
	}
	*id = (int)n;
	return len ? 0 : -EINVAL;
}

int tips_wish(const char *text, struct tips_wish *wish)
{
	static const char *const formats[] = { "none", "compact", "full", NULL };
	static const char *const ids[] = { "random", NULL };
	struct tips_wish new = { TIPS_COMPACT, TIPS_RANDOM };

	for (; *text; text += strspn(text, ",")) {
		bool id = !strncmp(text, "id:", 3), format = !strncmp(text, "format:", 7);
		size_t n;
		int i;

		text += id ? 3 : format ? 7 : 0;
		n = strcspn(text, ",");
		i = id ? -1 : words_which_case(text, n, formats);
		if (i >= 0)
			new.format = (enum tips_format)i;
		else if (format)
			return -EINVAL;
		else if (words_which_case(text, n, ids) == 0)
			new.id = TIPS_RANDOM;
		else if ((n || id) && number(text, n, &new.id) < 0)
			return -EINVAL;
		text += n;
	}
	*wish = new;
	return 0;
}

static void rule(FILE *to)
{
	fputc('+', to);
	for (int i = 0; i < WIDTH + 4; i++)
		fputc('-', to);
	fputc('+', to);
}

static void line(FILE *to, const char *text)
{
	fprintf(to, "|  %-*s  |", WIDTH, text);
}

void tips_print(const struct tips_wish *wish, FILE *to)
{
	const char *const *tip;
	unsigned id = (unsigned)wish->id;
	int rows, lines = 0;

	if (wish->format == TIPS_NONE)
		return;
	if (wish->id == TIPS_RANDOM && getrandom(&id, sizeof(id), GRND_NONBLOCK) < 0)
		id = 0;
	tip = tips[id % TIPS];
	while (lines < LINES && tip[lines])
		lines++;
	rows = wish->format == TIPS_FULL && lines + 2 < ARCH ? ARCH : lines + 2;
	for (int i = 0; i < rows; i++) {
		if (i == 0 || i == rows - 1)
			rule(to);
		else
			line(to, i <= lines ? tip[i - 1] : "");
		fprintf(to, "%s\n", wish->format == TIPS_FULL && i < ARCH ? arch[i] : "");
	}
}
