/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gatevdso: what a vDSO is like, and how calls go through it. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/die.h"
#include "config.h"
#include "live/probe.h"
#include "vdso/check.h"
#include "vdso/disasm.h"
#include "vdso/facts.h"
#include "vdso/image.h"
#include "vdso/report.h"

static const char help[] =
	"Usage: gatevdso [OPTIONS] [-p PID | FILE]\n"
	"Prints the vDSO that a 32-bit x86 process gets on this machine; or that of a process,\n"
	"of an image (vdso32.so, a dump of its pages), or of a core file.\n"
	"\n"
	"  -p PID, --pid=PID      of this process\n"
	"  --json                 one line of JSON\n"
	"  --save=FILE            write the image to FILE, too\n"
	"  -h, --help             this\n"
	"  -V, --version          the version, and what it was built with\n";

struct asked {
	int pid; /* 0: none */
	const char *file, *save;
	bool json;
};

enum { OPTION_JSON = 256, OPTION_SAVE };

static int number(const char *text)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 10);
	if (errno || *end || end == text || n <= 0 || n > INT32_MAX)
		die("-p wants the number of a process, not '%s'", text);
	return (int)n;
}

static void put(const char *text, size_t n)
{
	if (fwrite(text, 1, n, stdout) != n || fflush(stdout))
		die("cannot write: %s", strerror(errno));
}

static void put_version(void)
{
	struct buffer text = BUFFER_INIT;

	buffer_addf(&text, "gatevdso %s (%s build, disassembly by %s)\n", PACKAGE_VERSION,
		    sizeof(void *) == 8 ? "x86-64" : "i386", disasm_built_with());
	put(text.data, text.len);
	buffer_free(&text);
}

static void parse(struct asked *a, int argc, char **argv)
{
	static const struct option names[] = {
		{ "pid", required_argument, NULL, 'p' },
		{ "json", no_argument, NULL, OPTION_JSON },
		{ "save", required_argument, NULL, OPTION_SAVE },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, ":p:hV", names, NULL)) != -1) {
		switch (c) {
		case 'p':
			a->pid = number(optarg);
			break;
		case OPTION_JSON:
			a->json = true;
			break;
		case OPTION_SAVE:
			a->save = optarg;
			break;
		case 'h':
			put(help, sizeof(help) - 1);
			exit(0);
		case 'V':
			put_version();
			exit(0);
		case ':':
			die("option '%s' wants an argument", argv[optind - 1]);
		default:
			die("unknown option '%s': see gatevdso --help", argv[optind - 1]);
		}
	}
	if (optind < argc)
		a->file = argv[optind++];
	if (optind < argc)
		die("one file at a time, not '%s' too", argv[optind]);
	if (a->file && a->pid)
		die("a process or a file, not both");
}

/* of: whose it is. */
static void read_image(struct image *image, const struct asked *a, struct buffer *of)
{
	int r;

	if (a->file) {
		buffer_adds(of, a->file);
		r = image_read(image, a->file);
	} else if (a->pid) {
		buffer_addf(of, "process %d", a->pid);
		r = probe_process(image, a->pid);
	} else {
		buffer_adds(of, "a 32-bit process on this machine");
		r = probe_here(image);
	}
	if (r < 0 && (a->file || a->pid))
		die("%s: %s", buffer_text(of), image->why);
	if (r < 0)
		die("%s", image->why);
}

/* A process whose vDSO is somebody's own: the kernel comes back to where it does in all others. */
static void complete(struct facts *facts, const struct image *image)
{
	struct image native;

	if (probe_here(&native) == 0)
		check_layout(&facts->layout, image, &native);
	image_free(&native);
}

static void save(const struct image *image, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		die("cannot write '%s': %s", path, strerror(errno));
	for (size_t at = 0; at < image->size;) {
		ssize_t n = write(fd, image->bytes + at, image->size - at);

		if (n < 0 && errno != EINTR)
			die("cannot write '%s': %s", path, strerror(errno));
		at += n > 0 ? (size_t)n : 0;
	}
	if (close(fd) < 0)
		die("cannot write '%s': %s", path, strerror(errno));
}

int main(int argc, char **argv)
{
	struct buffer of = BUFFER_INIT, out = BUFFER_INIT;
	struct asked asked = { 0 };
	struct image image;
	struct facts facts;

	program_name = "gatevdso";
	parse(&asked, argc, argv);
	read_image(&image, &asked, &of);
	if (facts_read(&facts, &image) < 0)
		die("%s: no vDSO: it has no symbol __kernel_vsyscall", buffer_text(&of));
	if (asked.pid && facts.layout.kind == VDSO_UNKNOWN)
		complete(&facts, &image);
	if (asked.save)
		save(&image, asked.save);
	(asked.json ? report_json : report_text)(&out, buffer_text(&of), &image, &facts);
	put(out.data, out.len);
	buffer_free(&out);
	buffer_free(&of);
	facts_free(&facts);
	image_free(&image);
	return 0;
}
