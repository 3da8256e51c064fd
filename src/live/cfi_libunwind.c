/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <libunwind.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "live/cfi.h"
#include "live/ehtable.h"

/* Exported for others that unwind processes, declared nowhere. */
extern int UNW_OBJ(dwarf_search_unwind_table)(unw_addr_space_t as, unw_word_t ip, unw_dyn_info_t *di,
					      unw_proc_info_t *pi, int need_unwind_info, void *arg);

struct cfi {
	unw_addr_space_t as;
	struct ehframe eh;
	struct ehtable_entry *own; /* when the module has no table: words relative to eh.start */
	uint32_t own_count;
};

/* Of one step. */
struct look {
	struct cfi *c;
	struct window *w;
	struct cfi_regs *r;
	uint32_t pc;
	bool own;      /* libunwind searches our table: it takes it for the task's memory */
	bool unknown;  /* nothing covers the pc */
};

static const int numbers[CFI_REGS] = {
	[CFI_AX] = UNW_X86_EAX, [CFI_CX] = UNW_X86_ECX, [CFI_DX] = UNW_X86_EDX,
	[CFI_BX] = UNW_X86_EBX, [CFI_SP] = UNW_X86_ESP, [CFI_BP] = UNW_X86_EBP,
	[CFI_SI] = UNW_X86_ESI, [CFI_DI] = UNW_X86_EDI, [CFI_IP] = UNW_X86_EIP,
};

bool cfi_available(void)
{
	return true;
}

/* ---- What libunwind asks for ---- */

/* Behind the frames, where no search looks for anything else. */
static uint32_t own_table(const struct cfi *c)
{
	return (c->eh.end + 3) & ~3u;
}

static int find(unw_addr_space_t as, unw_word_t ip, unw_proc_info_t *to, int all, void *arg)
{
	struct look *l = arg;
	const struct cfi *c = l->c;
	unw_dyn_info_t di = {
		.end_ip = UINT32_MAX,
		.format = UNW_INFO_FORMAT_REMOTE_TABLE,
		.u.rti = {
			.segbase = c->own ? c->eh.start : c->eh.hdr,
			.table_len = (c->own ? c->own_count : c->eh.count) * 2,
			.table_data = c->own ? own_table(c) : c->eh.table,
		},
	};
	int r;

	l->own = c->own != NULL;
	r = UNW_OBJ(dwarf_search_unwind_table)(as, ip, &di, to, all, l);
	l->own = false;
	l->unknown = r < 0;
	return r;
}

/* Whoever gave it frees it. */
static void put(unw_addr_space_t as, unw_proc_info_t *info, void *arg)
{
	(void)as;
	(void)info;
	(void)arg;
}

static int no_list(unw_addr_space_t as, unw_word_t *list, void *arg)
{
	(void)as;
	(void)list;
	(void)arg;
	return -UNW_ENOINFO;
}

static int memory(unw_addr_space_t as, unw_word_t addr, unw_word_t *word, int write, void *arg)
{
	struct look *l = arg;
	uint32_t into = addr - own_table(l->c);

	(void)as;
	if (write)
		return -UNW_EINVAL;
	if (l->own && into < l->c->own_count * sizeof(*l->c->own)) {
		memcpy(word, (const char *)l->c->own + into, sizeof(*word));
		return 0;
	}
	into = addr - l->c->eh.start;
	if (l->c->eh.copy && into < l->c->eh.end - l->c->eh.start)
		return ehframe_copy(&l->c->eh, l->w, addr, word, sizeof(*word)) == sizeof(*word)
			       ? 0
			       : -UNW_EINVAL;
	return window_word(l->w, addr, word) ? 0 : -UNW_EINVAL;
}

static int reg(unw_addr_space_t as, unw_regnum_t number, unw_word_t *word, int write, void *arg)
{
	struct look *l = arg;

	(void)as;
	if (write)
		return -UNW_EREADONLYREG;
	for (int i = 0; i < CFI_REGS; i++) {
		if (numbers[i] != number || !(l->r->known >> i & 1))
			continue;
		*word = i == CFI_IP ? l->pc : l->r->reg[i];
		return 0;
	}
	return -UNW_EBADREG;
}

static int no_fpreg(unw_addr_space_t as, unw_regnum_t number, unw_fpreg_t *to, int write, void *arg)
{
	(void)as;
	(void)number;
	(void)to;
	(void)write;
	(void)arg;
	return -UNW_EBADREG;
}

static int no_resume(unw_addr_space_t as, unw_cursor_t *cursor, void *arg)
{
	(void)as;
	(void)cursor;
	(void)arg;
	return -UNW_EINVAL;
}

static unw_accessors_t accessors = {
	.find_proc_info = find,
	.put_unwind_info = put,
	.get_dyn_info_list_addr = no_list,
	.access_mem = memory,
	.access_reg = reg,
	.access_fpreg = no_fpreg,
	.resume = no_resume,
};

/* ---- A module ---- */

struct cfi *cfi_open(const struct ehframe *eh, struct window *w)
{
	struct cfi *c = xcalloc(1, sizeof(*c));

	c->eh = *eh;
	if (!eh->count) {
		c->own = ehtable_make(eh, w, &c->own_count);
		for (uint32_t i = 0; i < c->own_count; i++) {
			c->own[i].start -= eh->start;
			c->own[i].frame -= eh->start;
		}
	}
	if ((!eh->count && !c->own_count) || !(c->as = unw_create_addr_space(&accessors, 0))) {
		cfi_close(c);
		return NULL;
	}
	unw_set_caching_policy(c->as, UNW_CACHE_GLOBAL);
	return c;
}

void cfi_close(struct cfi *c)
{
	if (!c)
		return;
	if (c->as)
		unw_destroy_addr_space(c->as);
	free(c->own);
	free(c->eh.copy);
	free(c);
}

/* The stubs that a handler comes back to: arch/x86/entry/vdso/vdso32/sigreturn.S. libunwind doesn't tell. */
static bool is_sigreturn(struct window *w, uint32_t ip)
{
	static const uint8_t plain[] = { 0x58, 0xb8, 0x77, 0, 0, 0, 0xcd, 0x80 };
	static const uint8_t rt[] = { 0xb8, 0xad, 0, 0, 0, 0xcd, 0x80 };
	uint8_t code[sizeof(plain)];
	uint32_t n = window_read(w, ip, code, sizeof(code));

	return (n >= sizeof(plain) && !memcmp(code, plain, sizeof(plain))) ||
	       (n >= sizeof(rt) && !memcmp(code, rt, sizeof(rt)));
}

int cfi_step(struct cfi *c, struct window *w, uint32_t pc, struct cfi_regs *r, bool *signal)
{
	struct look look = { .c = c, .w = w, .r = r, .pc = pc };
	struct cfi_regs up = { .known = 0 };
	unw_cursor_t cursor;
	int got;

	*signal = is_sigreturn(w, r->reg[CFI_IP]);
	if (unw_init_remote(&cursor, c->as, &look) < 0)
		return -EFAULT;
	got = unw_step(&cursor);
	if (look.unknown)
		return -ENOENT; /* what it did then was a guess */
	if (got < 0)
		return -EFAULT;
	if (!got)
		return 0;
	for (int i = 0; i < CFI_REGS; i++) {
		unw_word_t word;

		if (unw_get_reg(&cursor, numbers[i], &word) < 0)
			continue;
		up.reg[i] = word;
		up.known |= (uint16_t)(1 << i);
	}
	if (!(up.known >> CFI_IP & up.known >> CFI_SP & 1))
		return -EFAULT;
	*r = up;
	return 1;
}
