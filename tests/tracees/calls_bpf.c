/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bpf: every command at every size; filters of classic BPF. With -v the instructions. */
#include <linux/bpf.h>
#include <sys/socket.h>

#include "pretend.h"

enum { COMMANDS = 37, WORDS = 40 };

static uint32_t words[WORDS];

/* A different word everywhere, then nothing at all, then every bit. */
static void each_command(void)
{
	for (long command = 0; command < COMMANDS; command++) {
		for (uint32_t i = 0; i < WORDS; i++)
			words[i] = i + 2;
		for (long size = 0; size < 4 * WORDS; size += size < 80 ? 1 : 4) {
			put(words, (size_t)size);
			granted(SYS_bpf, command, LAST(size), size, 0, 0, 0);
		}
		CALL(SYS_bpf, command, fill(0, 132), 132);
		if (command != BPF_MAP_CREATE)
			CALL(SYS_bpf, command, fill(0xff, 132), 132);
		CALL(SYS_bpf, command, 0, 16);
		CALL(SYS_bpf, command, BAD, 16);
		CALL(SYS_bpf, command, page, 5000);
	}
}

static void each_word(void)
{
	memset(words, 0, sizeof(words));
	for (uint32_t i = 0; i < 50; i++) {
		words[0] = words[1] = words[2] = i;
		CALL(SYS_bpf, BPF_MAP_CREATE, put(words, 48), 48);
		CALL(SYS_bpf, BPF_PROG_LOAD, put(words, 48), 48);
		CALL(SYS_bpf, BPF_PROG_ATTACH, put(words, 20), 20);
		CALL(SYS_bpf, BPF_PROG_QUERY, put(words, 28), 28);
		CALL(SYS_bpf, BPF_LINK_CREATE, put(words, 28), 28);
		CALL(SYS_bpf, BPF_LINK_UPDATE, put(words, 16), 16);
	}
	memset(words, 0, sizeof(words));
	for (uint32_t bit = 0; bit < 32; bit++) {
		words[2] = words[3] = words[4] = words[6] = words[11] = words[16] = 1u << bit;
		CALL(SYS_bpf, BPF_MAP_CREATE, put(words, 32), 32);
		CALL(SYS_bpf, BPF_PROG_LOAD, put(words, 48), 48);
		CALL(SYS_bpf, BPF_PROG_ATTACH, put(words, 20), 20);
		CALL(SYS_bpf, BPF_MAP_LOOKUP_ELEM, put(words, 32), 32);
		CALL(SYS_bpf, BPF_MAP_UPDATE_ELEM, put(words, 32), 32);
		CALL(SYS_bpf, BPF_OBJ_GET, put(words, 16), 16);
		CALL(SYS_bpf, BPF_PROG_TEST_RUN, put(words, 80), 80);
	}
}

/* What attributes point to. */
static void pointers(void)
{
	static const char names[] = "/sys/fs/bpf/one\0GPL\0log of it\0\1\0\0\0\2\0\0\0\3\0\0\0";
	char *at = (char *)page + 64;

	memcpy(at, names, sizeof(names));
	memset(words, 0, sizeof(words));
	words[0] = (uint32_t)(uintptr_t)at;
	words[2] = 3;
	CALL(SYS_bpf, BPF_OBJ_PIN, put(words, 16), 16);
	CALL(SYS_bpf, BPF_RAW_TRACEPOINT_OPEN, put(words, 12), 12);
	words[2] = words[0] + 4;
	words[4] = 7;
	CALL(SYS_bpf, BPF_BTF_LOAD, put(words, 28), 28);
	words[0] = words[1] = 2;
	words[2] = (uint32_t)(uintptr_t)at;
	words[4] = (uint32_t)(uintptr_t)at + 16;
	words[6] = 1;
	words[8] = (uint32_t)(uintptr_t)at + 20;
	for (words[7] = 0; words[7] < 16; words[7] += 5)
		CALL(SYS_bpf, BPF_PROG_LOAD, put(words, 48), 48);
	words[4] = (uint32_t)(uintptr_t)at + 31;
	words[5] = 0;
	for (words[6] = 0; words[6] < 4; words[6]++)
		CALL(SYS_bpf, BPF_PROG_QUERY, put(words, 28), 28);
	memcpy(&words[7], "abcdefghijklmnop", 16);
	for (long size = 28; size < 48; size++)
		CALL(SYS_bpf, BPF_MAP_CREATE, put(words, (size_t)size), size);
}

static void filters(void)
{
	static const uint32_t returned[] = {
		0,	    1,		0x50001,    0x5ffff,	0x30005,    0x7ff00012,
		0x7ffc0000, 0x7fc00000, 0x80000003, 0x11110000, 0x7fff0000, 0xfffff004,
	};
	struct sock_filter code[16] = { 0 };
	struct sock_fprog program = { .filter = (struct sock_filter *)page };
	long p;

	for (unsigned i = 0; i < 0x140; i++) {
		for (unsigned j = 0; j < 16; j++) {
			code[j].code = (uint16_t)(i < 0x100 ? i : 0x1200 + 13 * (i - 0x100));
			code[j].k = returned[j % 12];
			code[j].jt = j & 1 ? (uint8_t)i : 0;
			code[j].jf = j == 15;
		}
		memcpy(page, code, sizeof(code));
		program.len = (uint16_t)(i % 17);
		p = put(&program, sizeof(program));
		CALL(SYS_seccomp, SECCOMP_SET_MODE_FILTER, i, p);
		CALL(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, p);
		CALL(SYS_setsockopt, 3, SOL_SOCKET, SO_ATTACH_FILTER, p, i % 12);
		CALL(SYS_bpf, BPF_PROG_LOAD, page, 128);
	}
	program.filter = (struct sock_filter *)(EDGE - 24);
	for (program.len = 0; program.len < 5; program.len++)
		CALL(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, put(&program, sizeof(program)));
	CALL(SYS_setsockopt, 3, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, put(&program, sizeof(program)), 8);
	CALL(SYS_setsockopt, 3, SOL_SOCKET, SO_ATTACH_FILTER, 0, 8);
	CALL(SYS_setsockopt, 3, SOL_SOCKET, SO_ATTACH_FILTER, BAD, 8);
	p = PUT(uint32_t, 2);
	CALL(SYS_getsockopt, 3, SOL_SOCKET, SO_GET_FILTER, page, p);
	CALL(SYS_getsockopt, 3, SOL_SOCKET, SO_GET_FILTER, 0, p);
}

/* Instructions: read when -v asks for them. */
static void instructions(void)
{
	uint8_t *code = page + 256;

	memset(words, 0, sizeof(words));
	words[0] = words[1] = 1;
	words[2] = (uint32_t)(uintptr_t)code;
	for (unsigned i = 0; i < 256; i++) {
		memcpy(code, (uint8_t[]){ (uint8_t)i, (uint8_t)(5 * i), 0xfe, 0xff, (uint8_t)i, 0, 0, 0 }, 8);
		CALL(SYS_bpf, BPF_PROG_LOAD, put(words, 24), 24);
	}
}

int main(void)
{
	pretend();
	each_command();
	each_word();
	pointers();
	filters();
	instructions();
	expect_end();
	return 0;
}
