/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live/probe.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "decode/symbols.h"
#include "live/attach.h"
#include "live/kernel.h"
#include "live/launch.h"
#include "live/mem.h"
#include "live/stop.h"
#include "live/task.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x10u /* linux/memfd.h, since 6.3 */
#endif

__attribute__((format(printf, 3, 4))) static int fail(struct image *image, int err, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(image->why, sizeof(image->why), format, ap);
	va_end(ap);
	return -err;
}

/* The auxiliary vector, if it is a 32-bit one: its entries give themselves away by AT_PHENT. */
static int read_auxv(struct image *image, int pid)
{
	struct buffer bytes = BUFFER_INIT;
	int r = mem_proc_file(pid, "auxv", &bytes);
	bool narrow = false;

	if (r < 0) {
		fail(image, -r, "%s", attach_why(pid, -r));
		goto out;
	}
	for (size_t at = 0; at + 8 <= bytes.len; at += 8) {
		uint32_t pair[2];

		memcpy(pair, bytes.data + at, sizeof(pair));
		if (pair[0] == AT_NULL)
			break;
		if (pair[0] == AT_SYSINFO)
			image->sysinfo = pair[1];
		if (pair[0] == AT_SYSINFO_EHDR)
			image->base = pair[1];
		if (pair[0] == AT_PHENT)
			narrow = pair[1] == sizeof(Elf32_Phdr);
	}
	if (!bytes.len)
		r = fail(image, ESRCH, "it has ended, or is a kernel thread: no memory, no vDSO");
	else if (!narrow)
		r = fail(image, ENOEXEC, "not a 32-bit process");
out:
	buffer_free(&bytes);
	return r;
}

/* mremap moves a vDSO, munmap removes it: the mappings know. Old kernels do not name it there. */
static uint32_t mapped_size(struct image *image, int pid)
{
	struct buffer text = BUFFER_INIT;
	struct mappings *mappings;
	uint32_t size = IMAGE_MAX;
	uint64_t start, end;

	if (mem_proc_file(pid, "maps", &text) < 0)
		buffer_reset(&text);
	mappings = mappings_parse(text.data, text.len);
	if (mappings_vdso(mappings, &start, &end)) {
		image->base = (uint32_t)start;
		if (end - start < size)
			size = (uint32_t)(end - start);
	}
	mappings_free(mappings);
	buffer_free(&text);
	return size;
}

int probe_process(struct image *image, int pid)
{
	struct span span;
	uint32_t size;
	int r;

	*image = (struct image){ .mapped = true };
	kernel_begin();
	r = read_auxv(image, pid);
	if (r < 0)
		return r;
	size = mapped_size(image, pid);
	if (!image->base)
		return fail(image, ENOENT, "it has no vDSO: its libc uses int $0x80 alone");
	image->bytes = xcalloc(1, size);
	span = (struct span){ image->base, image->bytes, size };
	r = mem_readv(pid, &span, 1);
	if (r == -EFAULT || r == 0)
		return fail(image, ENOENT, "nothing is mapped at 0x%x, where its vDSO was", image->base);
	if (r < 0 && !kernel.vm_readv)
		return fail(image, -r, "before Linux 3.2 nobody but its tracer can read its memory");
	if (r < 0)
		return fail(image, -r, "%s", attach_why(pid, -r));
	image->size = (size_t)r;
	return image_check(image);
}

/* A program of the smallest size. We end it before it runs; without us it would end itself. */
static int write_program(int fd)
{
	static const uint8_t code[] = {
		0x31, 0xdb,                   /* xor %ebx,%ebx */
		0xb8, 0x01, 0x00, 0x00, 0x00, /* mov $__NR_exit,%eax */
		0xcd, 0x80,                   /* int $0x80 */
	};
	struct {
		Elf32_Ehdr ehdr;
		Elf32_Phdr phdr;
		uint8_t code[sizeof(code)];
	} program = {
		.ehdr = {
			.e_ident = ELFMAG "\1\1\1", /* ELFCLASS32, ELFDATA2LSB, EV_CURRENT */
			.e_type = ET_EXEC,
			.e_machine = EM_386,
			.e_version = EV_CURRENT,
			.e_phoff = sizeof(Elf32_Ehdr),
			.e_ehsize = sizeof(Elf32_Ehdr),
			.e_phentsize = sizeof(Elf32_Phdr),
			.e_phnum = 1,
		},
		.phdr = {
			.p_type = PT_LOAD,
			.p_vaddr = 0x8048000,
			.p_filesz = sizeof(program),
			.p_memsz = sizeof(program),
			.p_flags = PF_R | PF_X,
			.p_align = 0x1000,
		},
	};

	program.ehdr.e_entry = program.phdr.p_vaddr + sizeof(Elf32_Ehdr) + sizeof(Elf32_Phdr);
	memcpy(program.code, code, sizeof(code));
	if (write(fd, &program, sizeof(program)) == (ssize_t)sizeof(program))
		return 0;
	return errno ? -errno : -EIO;
}

/*
 * Before memfd_create() (3.17): a file whose name is gone when we return. It
 * can't be executed as long as it is open for writing.
 */
static int make_in(const char *folder)
{
	char path[128];
	int fd, again, r;

	snprintf(path, sizeof(path), "%s/gatevdso.XXXXXX", folder);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	errno = 0;
	r = write_program(fd);
	if (r == 0 && fchmod(fd, 0700) < 0)
		r = -errno;
	again = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (again < 0)
		r = -errno;
	unlink(path);
	close(fd);
	if (r < 0 && again >= 0)
		close(again);
	return r < 0 ? r : again;
}

static int make_program(void)
{
	int fd = memfd_create("gatevdso", MFD_CLOEXEC | MFD_EXEC), r;

	if (fd < 0 && errno == EINVAL) /* before 6.3 */
		fd = memfd_create("gatevdso", MFD_CLOEXEC);
	if (fd < 0 && errno == ENOSYS) {
		fd = make_in("/tmp");
		return fd < 0 ? make_in("/dev/shm") : fd;
	}
	if (fd < 0)
		return -errno;
	errno = 0;
	r = write_program(fd);
	if (r < 0)
		close(fd);
	return r < 0 ? r : fd;
}

/* To where it has executed the program; -ENOEXEC: it ended on the way. */
static int run_to_exec(struct launch *l)
{
	struct stop s = { .kind = STOP_TRAP };

	launch_go(l);
	for (;;) {
		int r;

		ptrace(PTRACE_CONT, l->tid, NULL, (void *)(long)(s.kind == STOP_SIGNAL ? s.sig : 0));
		r = stop_wait_for(l->tid, &s);

		if (r < 0)
			return r;
		if (stop_is_death(&s)) {
			l->tid = 0;
			return -ENOEXEC;
		}
		if (s.kind == STOP_EXEC)
			return 0;
	}
}

static void finish(struct launch *l)
{
	struct stop s;

	if (l->tid) {
		kill(l->tid, SIGKILL);
		while (stop_wait_for(l->tid, &s) > 0 && !stop_is_death(&s))
			;
	}
	launch_end(l);
}

int probe_here(struct image *image)
{
	char path[32], name[] = "gatevdso", *argv[] = { name, NULL }, *envp[] = { NULL };
	struct launch l = { .go = -1 };
	struct task t = { .tid = 0 };
	struct stop end;
	int fd = make_program(), r;

	*image = (struct image){ .mapped = true };
	if (fd < 0)
		return fail(image, -fd, "cannot make a 32-bit program to look at: %s", strerror(-fd));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	l.path = xstrdup(path);
	launch_remember_signals();
	r = launch_start(&l, argv, envp);
	if (r < 0) {
		fail(image, -r, "cannot start a 32-bit program: %s", strerror(-r));
		goto out;
	}
	t.tid = t.pid = l.tid;
	r = attach_child(&t, false, false, false, &end);
	if (r > 0)
		r = -ECHILD;
	if (r < 0) {
		fail(image, -r, "cannot trace a 32-bit program: %s", attach_why(0, -r));
		launch_abandon(&l);
		l.tid = 0;
		goto out;
	}
	r = run_to_exec(&l);
	if (r < 0)
		fail(image, -r, "32-bit programs do not run here (CONFIG_IA32_EMULATION, ia32_emulation=)");
	else
		r = probe_process(image, l.tid);
out:
	finish(&l);
	close(fd);
	return r;
}
