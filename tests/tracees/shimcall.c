/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One call with six arguments through AT_SYSINFO, by a program without a libc: whatever that way into the
 * kernel is worth, all else here goes by int $0x80. Ends with a bit for each register that did not come back:
 * 1 ebx, 2 ecx, 4 edx, 8 esi, 16 edi, 32 ebp; 64: the call failed. 99: there is no AT_SYSINFO.
 */
enum { AT_SYSINFO = 32, NR_EXIT = 1 };

unsigned entry;

/* mmap2(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 7): the offset is not looked at. */
__asm__(".text\n"
	"call_it:\n"
	"	push %ebp; push %ebx; push %esi; push %edi\n"
	"	mov $192, %eax\n"
	"	mov $0, %ebx\n"
	"	mov $4096, %ecx\n"
	"	mov $1, %edx\n"
	"	mov $0x22, %esi\n"
	"	mov $-1, %edi\n"
	"	mov $7, %ebp\n"
	"	call *entry\n"
	"	cmp $-4096, %eax\n"
	"	mov $0, %eax\n"
	"	jbe 1f\n"
	"	or $64, %eax\n"
	"1:	test %ebx, %ebx; jz 2f; or $1, %eax\n"
	"2:	cmp $4096, %ecx; je 3f; or $2, %eax\n"
	"3:	cmp $1, %edx; je 4f; or $4, %eax\n"
	"4:	cmp $0x22, %esi; je 5f; or $8, %eax\n"
	"5:	cmp $-1, %edi; je 6f; or $16, %eax\n"
	"6:	cmp $7, %ebp; je 7f; or $32, %eax\n"
	"7:	pop %edi; pop %esi; pop %ebx; pop %ebp\n"
	"	ret\n"
	".globl _start\n"
	"_start:\n"
	"	mov %esp, %eax\n"
	"	push %eax\n"
	"	call begin\n");

int call_it(void);
void begin(unsigned *stack);

void begin(unsigned *stack)
{
	unsigned *word = stack + 1 + stack[0] + 1;
	int status = 99;

	while (*word++)
		;
	for (; word[0]; word += 2)
		if (word[0] == AT_SYSINFO)
			entry = word[1];
	if (entry)
		status = call_it();
	__asm__ volatile("int $0x80" : : "a"(NR_EXIT), "b"(status));
}
