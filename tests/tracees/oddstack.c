/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacks that no compiler makes; access(SCENE) is called on each, by int $0x80
 * where the stack could not bear a call.
 *
 * oddstack SCENE: below, each with what should be seen of it.
 */
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __clang__
#define APART __attribute__((noinline))
#else
#define APART __attribute__((noinline, noclone))
#endif
#define COME_BACK __asm__ volatile("" : : : "memory")

/* access(SCENE), with these in ebp and esp; then _exit(0). */
static APART void call_on(const char *scene, uintptr_t bp, uintptr_t sp)
{
	__asm__ volatile("mov %0, %%ebp\n\t"
			 "mov %1, %%esp\n\t"
			 "mov $33, %%eax\n\t"
			 "xor %%ecx, %%ecx\n\t"
			 "int $0x80\n\t"
			 "mov $1, %%eax\n\t"
			 "xor %%ebx, %%ebx\n\t"
			 "int $0x80\n\t"
			 :
			 : "r"(bp), "r"(sp), "b"(scene)
			 : "eax", "ecx", "memory");
	__builtin_unreachable();
}

/* Code without unwind data, in a function of its own: what it says is that of assembly without any .cfi. */
__asm__(".text\n"
	".type bare_stub, @function\n"
	"bare_stub:\n" /* access(%edx): two registers saved */
	"	push %ebx\n"
	"	push %esi\n"
	"	mov %eax, %ebx\n"
	"	mov $33, %eax\n"
	"	xor %ecx, %ecx\n"
	"	int $0x80\n"
	"	pop %esi\n"
	"	pop %ebx\n"
	"	ret\n"
	".size bare_stub, . - bare_stub\n");

static APART void caller_of_bare_stub(const char *scene)
{
	int result = 0;

	__asm__ volatile("call bare_stub" : "=a"(result) : "0"(scene) : "ecx", "memory");
	COME_BACK;
}

static void ignore(int sig, siginfo_t *info, void *context)
{
	uintptr_t *registers = (uintptr_t *)((char *)context + 20), *sp = (uintptr_t *)registers[7];

	(void)sig;
	(void)info;
	registers[14] = *sp; /* ip: back to who called nothing */
	registers[7] += 4;
}

static APART void call_nothing(void)
{
	void (*volatile nothing)(void) = NULL;

	nothing();
	COME_BACK;
}

/* The frame descriptions of this program, and the table that finds them, become other bytes. */
static int spoil(struct dl_phdr_info *info, size_t size, void *arg)
{
	const ElfW(Phdr) *ph = info->dlpi_phdr, *end = ph + info->dlpi_phnum, *frames = ph, *load = ph;
	const char *how = arg;
	uint8_t *start;
	uintptr_t page;
	size_t n;

	(void)size;
	while (frames < end && frames->p_type != PT_GNU_EH_FRAME)
		frames++;
	if (frames == end)
		exit(77);
	while (load->p_type != PT_LOAD || frames->p_vaddr - load->p_vaddr >= load->p_memsz)
		load++;
	start = (uint8_t *)info->dlpi_addr + frames->p_vaddr;
	n = load->p_memsz - (frames->p_vaddr - load->p_vaddr);
	page = (uintptr_t)start & ~4095u;
	if (mprotect((void *)page, (uintptr_t)start - page + n, PROT_READ | PROT_WRITE))
		exit(77);
	if (!strcmp(how, "random"))
		for (size_t at = 12; at < n; at++) /* behind the header: some bytes, one in four */
			start[at] ^= (uint8_t)(rand() & 0x100 ? 0 : rand() >> 8 & rand() >> 16);
	else if (!strcmp(how, "ones"))
		memset(start + 4, 0xff, n - 4);
	else
		memset(start, 0, n);
	return 1;
}

static APART void middle(const char *scene)
{
	access(scene, F_OK);
	COME_BACK;
}

static APART void outer(const char *scene)
{
	middle(scene);
	COME_BACK;
}

/* Two files, one after the other at one address, with different code. */
static APART void reload(int count, char **library)
{
	for (int i = 0; i < count; i++) {
		void *it = dlopen(library[i], RTLD_NOW);
		void (*call)(const char *scene) =
			it ? (void (*)(const char *))dlsym(it, "call_access") : NULL;

		if (!call)
			exit(77);
		call("reload");
		COME_BACK;
		dlclose(it);
	}
}

/* The vDSO's unwind data can't be found any more. */
static int hide_tables_of_vdso(struct dl_phdr_info *info, size_t size, void *arg)
{
	ElfW(Phdr) *ph = (ElfW(Phdr) *)info->dlpi_phdr;
	unsigned long vdso = getauxval(AT_SYSINFO_EHDR), pages = 1;

	(void)size;
	(void)arg;
	if (!vdso || (uintptr_t)ph - vdso >= 4096)
		return 0;
	/* All of it, or nothing. */
	while (mprotect((void *)vdso, pages * 4096, PROT_READ | PROT_WRITE | PROT_EXEC))
		if (++pages > 8)
			exit(77);
	for (int i = 0; i < info->dlpi_phnum; i++)
		if (ph[i].p_type == PT_GNU_EH_FRAME)
			ph[i].p_type = PT_NULL;
	return 1;
}

/* Code that is made at run time: memory first, executable later; a frame pointer is all it has. */
static APART void made_code(const char *scene)
{
	static const uint8_t code[] = {
		0x55, 0x89, 0xe5,       /* push %ebp; mov %esp, %ebp */
		0x83, 0xec, 0x08,       /* sub $8, %esp */
		0x6a, 0x00,             /* push $0 */
		0xff, 0x75, 0x0c,       /* push 12(%ebp): scene */
		0xff, 0x55, 0x08,       /* call *8(%ebp) */
		0xc9, 0xc3,             /* leave; ret */
	};
	void *room = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	access("what is mapped is known now", F_OK);
	memcpy(room, code, sizeof(code));
	mprotect(room, 4096, PROT_READ | PROT_EXEC);
	((void (*)(int (*)(const char *, int), const char *))room)(access, scene);
	COME_BACK;
}

int main(int argc, char **argv)
{
	static uintptr_t words[4096];
	const char *scene = argc > 1 ? argv[1] : "";
	struct sigaction act = { .sa_sigaction = ignore, .sa_flags = SA_SIGINFO };

	if (!strcmp(scene, "circle")) { /* frame pointers that go round */
		words[0] = (uintptr_t)&words[2];
		words[2] = (uintptr_t)&words[0];
		words[1] = words[3] = (uintptr_t)main;
		call_on(scene, (uintptr_t)words, (uintptr_t)words);
	} else if (!strcmp(scene, "nowhere")) { /* no stack at all */
		call_on(scene, 8, 4);
	} else if (!strcmp(scene, "top")) { /* where addresses end */
		call_on(scene, 0xfffffff8, 0xfffffffc);
	} else if (!strcmp(scene, "words")) { /* return addresses that are none */
		for (int i = 0; i < 4096; i++)
			words[i] = (uintptr_t)main + (uintptr_t)i;
		call_on(scene, (uintptr_t)words, (uintptr_t)words);
	} else if (!strcmp(scene, "vdso")) {
		if (!dl_iterate_phdr(hide_tables_of_vdso, NULL))
			return 77;
		outer(scene);
	} else if (!strcmp(scene, "made")) {
		made_code(scene);
	} else if (!strcmp(scene, "stub")) {
		caller_of_bare_stub(scene);
	} else if (!strcmp(scene, "null")) {
		sigaction(SIGSEGV, &act, NULL);
		call_nothing();
	} else if (!strcmp(scene, "reload") && argc > 2) {
		reload(argc - 2, argv + 2);
	} else if (!strcmp(scene, "deleted")) {
		unlink(argv[0]);
		outer(scene);
	} else if (!strcmp(scene, "fifo")) { /* the file's name is another's now */
		unlink(argv[0]);
		mkfifo(argv[0], 0600);
		outer(scene);
	} else if (!strncmp(scene, "spoilt ", 7)) {
		srand(argc > 2 ? (unsigned)atoi(argv[2]) : 1);
		dl_iterate_phdr(spoil, (void *)(scene + 7));
		outer(scene);
	} else {
		return 1;
	}
	return 0;
}
