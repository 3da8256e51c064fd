/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vdso/listing.h"

#include <string.h>

/* How the code at hand goes into the kernel when it is called: why an instruction is there depends on it. */
enum way { BY_SYSENTER, BY_SYSCALL, BY_INT80, WAYS };

enum { ROW = 8, ROWS_MAX = 8 }; /* of bytes without a name */

static const struct insn {
	uint8_t n, code[5];
	const char *text;
	const char *words[WAYS];
} insns[] = {
	{ 1, { 0x51 }, "push %ecx",
	  { "kept here: the way back loads ecx with the stack pointer",
	    "kept here: syscall loads ecx with its return address",
	    "kept here, although int $0x80 keeps it anyway" } },
	{ 1, { 0x52 }, "push %edx",
	  { "kept here: the way back loads edx with the return address",
	    "kept here, although syscall keeps it anyway",
	    "kept here, although int $0x80 keeps it anyway" } },
	{ 1, { 0x55 }, "push %ebp",
	  { "the 6th argument: the kernel reads it where ebp will point",
	    "the 6th argument: the kernel reads it from the stack",
	    "kept here, although int $0x80 keeps it anyway" } },
	{ 2, { 0x89, 0xe5 }, "mov %esp,%ebp", { "where the stack is: sysenter forgets esp", NULL, NULL } },
	{ 2, { 0x89, 0xcd }, "mov %ecx,%ebp", { NULL, "the 2nd argument: syscall overwrites ecx", NULL } },
	{ 2, { 0x0f, 0x34 }, "sysenter",
	  { "into the kernel; the way back is always to SYSENTER_RETURN", NULL, NULL } },
	{ 2, { 0x0f, 0x05 }, "syscall",
	  { NULL, "into the kernel; the way back is to SYSENTER_RETURN", NULL } },
	{ 2, { 0xcd, 0x80 }, "int $0x80",
	  { "restart point: only a call that is made again comes here",
	    "restart point: only a call that is made again comes here",
	    "into the kernel; restart point, too: a call made again comes here" } },
	{ 1, { 0x5d }, "pop %ebp", { "the caller's ebp", "the caller's ebp", "the caller's ebp" } },
	{ 1, { 0x5a }, "pop %edx", { "the caller's edx", "the caller's edx", "the caller's edx" } },
	{ 1, { 0x59 }, "pop %ecx", { "the caller's ecx", "the caller's ecx", "the caller's ecx" } },
	{ 5, { 0xb9, 0x2b, 0, 0, 0 }, "mov $0x2b,%ecx",
	  { NULL, "back from the kernel: the selector of the stack segment", NULL } },
	{ 2, { 0x8e, 0xd1 }, "mov %ecx,%ss",
	  { NULL, "loads the stack segment anew, which sysret does not do", NULL } },
	{ 2, { 0x89, 0xe9 }, "mov %ebp,%ecx", { NULL, "the caller's ecx, the 2nd argument", NULL } },
	{ 1, { 0xc3 }, "ret",
	  { "to the caller; the result is in eax", "to the caller; the result is in eax",
	    "to the caller; the result is in eax" } },
};

static const char jmp_words[] = "restart point: only a call that is made again comes here";
static const char syscall_words[] = "into the kernel; restart point, too: a call made again comes here";
static const char back_words[] = "back from the kernel: the caller's ebp";
static const char foreign_words[] = "restart point of that sysenter: only a call made again comes here";
static const char last_words[] = "to the caller; only a sysenter made elsewhere comes to what follows";
struct walk {
	struct listing *to;
	const struct vdso_layout *layout;
	const uint8_t *code; /* at kv */
	uint32_t size, at;
	enum way way;
	bool unused;  /* nobody calls what follows: the rest of 7.0's slow layout */
	bool entered; /* the instruction that goes into the kernel is behind us */
};

static enum way way_of(const uint8_t *code, uint32_t n)
{
	for (; n >= 2; code++, n--) {
		if (code[0] == 0x0f && code[1] == 0x34)
			return BY_SYSENTER;
		if (code[0] == 0x0f && code[1] == 0x05)
			return BY_SYSCALL;
	}
	return BY_INT80;
}

static void name_insn(struct walk *w, struct listing_line *line)
{
	const struct insn *end = insns + sizeof(insns) / sizeof(*insns);

	for (const struct insn *i = insns; i < end; i++) {
		if (i->n > w->size - w->at || memcmp(i->code, line->bytes, i->n) != 0)
			continue;
		line->n = i->n;
		line->text = i->text;
		line->words = i->words[w->way];
		return;
	}
}

static void name_nops(struct walk *w, struct listing_line *line)
{
	uint32_t n = 0;

	while (w->at + n < w->size && vdso_noop(line->bytes + n, w->size - w->at - n))
		n += (uint32_t)vdso_noop(line->bytes + n, w->size - w->at - n);
	line->n = n;
	line->text = "nop";
	if (w->at == 0)
		line->words = "room for int $0x80; ret, where nothing faster is to be used";
	else if (w->entered)
		line->words = "never executed: nothing comes back here";
	else
		line->words = "room: on other CPUs sysenter or syscall is here";
}

static void name_jmp(const struct walk *w, struct listing_line *line)
{
	if (w->size - w->at < 2)
		return;
	line->n = 2;
	line->text = "jmp .Lenter_kernel";
	line->words = jmp_words;
	line->arrow = ARROW_TAIL;
}

static const char *label_at(const struct vdso_layout *l, uint32_t addr)
{
	if (addr == l->vsyscall)
		return "__kernel_vsyscall";
	if (addr == l->jmp_target)
		return ".Lenter_kernel";
	return addr == l->sysenter_landing ? "SYSENTER_RETURN" : NULL;
}

static struct listing_line *new_line(struct walk *w)
{
	struct listing_line *line = &w->to->line[w->to->lines++];

	*line = (struct listing_line){
		.addr = w->layout->vsyscall + w->at,
		.bytes = w->code + w->at,
		.n = 1,
	};
	line->label = label_at(w->layout, line->addr);
	return line;
}

/* What an instruction is for where the same one elsewhere is for something else. */
static void name_place(const struct walk *w, struct listing_line *line)
{
	const struct vdso_layout *l = w->layout;

	if (l->jmp_target && line->addr >= l->jmp_target && line->addr < l->restart)
		line->arrow = line->addr == l->jmp_target ? ARROW_HEAD : ARROW_SHAFT;
	if (l->restart_insn == RESTART_INSN_SYSCALL && line->addr == l->restart)
		line->words = syscall_words;
	if (w->unused && line->addr == l->sysenter_landing - 2)
		line->words = foreign_words;
	if (line->addr == l->sysenter_landing && line->bytes[0] == 0x5d)
		line->words = back_words;
}

static void walk_known(struct walk *w)
{
	const struct vdso_layout *l = w->layout;
	uint32_t landing = l->landing - l->vsyscall, last = l->sysenter_landing - l->vsyscall;

	w->way = way_of(w->code, landing);
	while (w->at < w->size && w->to->lines < LISTING_MAX) {
		struct listing_line *line = new_line(w);
		bool nops = vdso_noop(line->bytes, w->size - w->at) > 0, back = line->bytes[0] == 0xc3;

		if (l->jmp_target && line->addr == l->restart)
			name_jmp(w, line);
		else if (nops)
			name_nops(w, line);
		else
			name_insn(w, line);
		name_place(w, line);
		if (!nops && (line->bytes[0] == 0x0f || line->bytes[0] == 0xcd))
			w->entered = true;
		w->at += line->n;
		if (back && w->at > last)
			break;
		if (back) {
			line->words = last_words;
			w->unused = true;
			w->way = way_of(line->bytes, last - (w->at - 1));
			w->entered = false;
		}
	}
}

/* As far as the symbol goes, within reason. */
static uint32_t unknown_end(const struct walk *w, const struct facts *facts)
{
	uint32_t end = 4 * ROW;

	for (unsigned i = 0; i < facts->symbols; i++)
		if (facts->symbol[i].addr == w->layout->vsyscall && facts->symbol[i].size)
			end = facts->symbol[i].size;
	if (end > ROW * ROWS_MAX)
		end = ROW * ROWS_MAX;
	return end < w->size ? end : w->size;
}

static void walk_bytes(struct walk *w, uint32_t end)
{
	while (w->at < end) {
		struct listing_line *line = new_line(w);

		line->n = end - w->at < ROW ? end - w->at : ROW;
		w->at += line->n;
	}
}

static const char *words_of(const struct disasm_insn *insn)
{
	switch (insn->op) {
	case DISASM_SYSENTER:
		return "into the kernel; the way back is to its landing pad, wherever this is";
	case DISASM_SYSCALL:
		return "into the kernel";
	case DISASM_INT:
		return insn->operand[0].value == 0x80 ? "into the kernel; the way back is to what follows"
						      : NULL;
	default:
		return NULL;
	}
}

/* The first jmp that goes back to a line of the listing. */
static void draw_arrow(struct listing *to, unsigned tail, uint32_t target)
{
	unsigned head = 0;

	while (head <= tail && to->line[head].addr != target)
		head++;
	for (unsigned i = head; i <= tail; i++)
		to->line[i].arrow = i == head ? ARROW_HEAD : i < tail ? ARROW_SHAFT : ARROW_TAIL;
}

static void walk_insns(struct walk *w, uint32_t end)
{
	bool drawn = false;

	while (w->at < end && w->to->lines < LISTING_MAX) {
		unsigned i = w->to->lines;
		struct listing_line *line = new_line(w);
		struct disasm_insn insn;

		if (disasm_insn(&insn, line->bytes, w->size - w->at, line->addr, 32)) {
			memcpy(w->to->text[i], insn.text, sizeof(insn.text));
			line->n = insn.n;
			line->text = w->to->text[i];
			line->words = words_of(&insn);
		}
		if (!drawn && insn.op == DISASM_JMP && insn.operand[0].kind == DISASM_IMM) {
			draw_arrow(w->to, i, (uint32_t)insn.operand[0].value);
			drawn = line->arrow != ARROW_NONE;
		}
		w->at += line->n;
	}
}

void listing_make(struct listing *listing, const struct image *image, const struct facts *facts)
{
	const struct vdso_layout *l = &facts->layout;
	uint32_t offset = l->vsyscall - l->base;
	struct walk w = {
		.to = listing,
		.layout = l,
		.code = image->bytes + offset,
		.size = l->size - offset,
	};

	listing->lines = 0;
	if (l->kind != VDSO_UNKNOWN)
		walk_known(&w);
	else if (disasm_works())
		walk_insns(&w, unknown_end(&w, facts));
	else
		walk_bytes(&w, unknown_end(&w, facts));
}
