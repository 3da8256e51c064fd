/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/svg_parts.h"

#include <stdio.h>
#include <string.h>

/* Pixels. The code stands on the left, the kernel's part on the right. */
enum {
	WIDTH = 900,
	LINE = 25,
	TOP = 84,
	CODE = 48,
	CODE_END = 460,
	KERNEL = 590,
	KERNEL_END = 868,
	BOX = 56,
	CAPTION = 23,
};

static const char style[] =
	"<style>\n"
	"svg{background:#fff}\n"
	"text{font:14px ui-monospace,'DejaVu Sans Mono','Liberation "
	"Mono',Menlo,Consolas,monospace;fill:#16191f}\n"
	".title{font:600 19px system-ui,'Noto Sans','Liberation Sans',sans-serif}\n"
	".zone,.say{font:14px system-ui,'Noto Sans','Liberation Sans',sans-serif}\n"
	".mark{font:13px system-ui,'Noto Sans','Liberation Sans',sans-serif;text-anchor:end}"
	".zone,.dim,.mark{fill:#5b6472}.name,.hot{font-weight:700}.label{fill:#2563eb;font-weight:600}\n"
	".n{font:700 14px system-ui,'Noto Sans','Liberation Sans',sans-serif;fill:#fff}\n"
	".paper{fill:#fff}.kernel{fill:#f4f5f7;stroke:#dfe3e8}.box{fill:#fff;stroke:#9aa4b2;stroke-width:1.5}"
	".point{fill:#fbe3f2}\n"
	".way{fill:none;stroke-width:2.5}.in,.out{stroke:#2563eb}.back{stroke:#d97706}.again{stroke:#c21f86}"
	"\n"
	".fin,.fout{fill:#2563eb}.fback{fill:#d97706}.fagain{fill:#c21f86}\n"
	"@media(prefers-color-scheme:dark){svg{background:#191d23}text{fill:#e8ebf0}.n{fill:#101317}.zone,."
	"dim{fill:#9aa4b2}.label{fill:#7aaeff}"
	".paper{fill:#191d23}.kernel{fill:#101317;stroke:#2c323b}.box{fill:#191d23;stroke:#5b6472}.point{"
	"fill:#4b2440}"
	".in,.out{stroke:#7aaeff}.back{stroke:#fbbf4d}.again{stroke:#f472c4}"
	".fin,.fout{fill:#7aaeff}.fback{fill:#fbbf4d}.fagain{fill:#f472c4}}\n"
	"</style>\n";

struct canvas {
	struct buffer *to;
	const struct svg_restart *r;
	const struct listing *code;
	struct listing own;     /* of an int $0x80 outside the vDSO */
	uint32_t start;         /* offsets count from there */
	unsigned y[LISTING_MAX];
	unsigned enter, again, landing, target; /* lines */
	bool jmp;
	unsigned bottom;        /* of the code */
	unsigned box[3];        /* the kernel's, upper edge */
};

/* Text of ours and of the trace, which is printable ASCII by now; whatever is not is no XML either. */
static void add_text(struct buffer *to, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<':
			buffer_adds(to, "&lt;");
			break;
		case '>':
			buffer_adds(to, "&gt;");
			break;
		case '&':
			buffer_adds(to, "&amp;");
			break;
		default:
			buffer_addc(to, *text >= ' ' && *text <= '~' ? *text : '?');
		}
}

static void write_text(struct buffer *to, unsigned x, unsigned y, const char *kind, const char *text)
{
	buffer_addf(to, "<text x=\"%u\" y=\"%u\" class=\"%s\">", x, y, kind);
	add_text(to, text);
	buffer_adds(to, "</text>\n");
}

static void begin(struct buffer *to, unsigned height, const char *title)
{
	buffer_addf(
		to,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\" "
		"role=\"img\">\n<title>",
		(unsigned)WIDTH, height, (unsigned)WIDTH, height);
	add_text(to, title);
	buffer_addf(to, "</title>\n%s<rect class=\"paper\" width=\"%u\" height=\"%u\"/>\n", style,
		    (unsigned)WIDTH, height);
	write_text(to, CODE, 38, "title", title);
}

static bool is_entry(const struct listing_line *line)
{
	return line->text && (!strcmp(line->text, "sysenter") || !strcmp(line->text, "syscall"));
}

static unsigned line_at(const struct canvas *c, uint32_t addr)
{
	for (unsigned i = 0; i < c->code->lines; i++)
		if (c->code->line[i].addr == addr)
			return i;
	return 0;
}

static void know_vdso(struct canvas *c, const struct drawing *d)
{
	const struct vdso_layout *l = &d->layout;

	c->code = &d->listing;
	c->start = l->vsyscall;
	c->again = line_at(c, l->restart);
	c->landing = line_at(c, l->landing);
	c->jmp = c->r->insn == RESTART_INSN_JMP;
	c->target = c->jmp ? line_at(c, l->jmp_target) : 0;
	c->enter = c->again;
	for (unsigned i = c->landing; i-- > 0;)
		if (is_entry(&c->code->line[i]))
			c->enter = i;
}

/* The program's own: two lines. */
static void know_own(struct canvas *c)
{
	static const uint8_t int80[] = { 0xcd, 0x80 };
	uint32_t at = (uint32_t)c->r->ip;
	bool syscall = c->r->insn == RESTART_INSN_SYSCALL;

	c->own.lines = 2;
	c->own.line[0] = (struct listing_line){
		.addr = at,
		.bytes = int80,
		.n = syscall ? 0 : 2,
		.label = c->r->place,
		.text = restart_insn_word(c->r->insn),
	};
	if (c->r->insn == RESTART_INSN_INT80)
		c->own.line[0].text = "int $0x80";
	c->own.line[1] = (struct listing_line){ .addr = at + 2, .bytes = int80, .n = 0, .text = "..." };
	c->code = &c->own;
	c->start = at;
	c->landing = 1;
}

static void lay_out(struct canvas *c)
{
	unsigned y = TOP;

	for (unsigned i = 0; i < c->code->lines; i++) {
		y += c->code->line[i].label ? 2 * LINE : LINE;
		c->y[i] = y;
	}
	c->bottom = y + LINE < 330 ? 330 : y + LINE;
	c->box[0] = TOP + 14;
	c->box[2] = c->bottom - BOX - 18;
	c->box[1] = (c->box[0] + c->box[2]) / 2;
}

static void draw_line(struct canvas *c, unsigned i)
{
	const struct listing_line *line = &c->code->line[i];
	struct buffer *to = c->to;
	unsigned y = c->y[i];
	char text[SVG_TEXT];
	uint32_t n = 0;

	if (line->label) {
		snprintf(text, sizeof(text), "%.46s:", line->label);
		write_text(to, CODE + 8, y - LINE, "label", text);
	}
	if (i == c->again)
		buffer_addf(to,
			    "<rect class=\"point\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"4\"/>\n",
			    (unsigned)CODE, y - 17, (unsigned)(CODE_END - CODE), (unsigned)(LINE - 2));
	snprintf(text, sizeof(text), "+%x", line->addr - c->start);
	write_text(to, CODE + 8, y, "dim", text);
	text[0] = '\0';
	for (uint32_t at = 0; at < line->n && at < 3; at++)
		n += (uint32_t)snprintf(text + n, sizeof(text) - n, "%02x ", line->bytes[at]);
	if (line->n > 3)
		snprintf(text + n, sizeof(text) - n, "..");
	write_text(to, CODE + 52, y, "dim", text);
	write_text(to, CODE + 136, y, i == c->again ? "hot" : "insn", line->text ? line->text : "?");
	if (i == c->again)
		buffer_addf(to, "<text x=\"%u\" y=\"%u\" class=\"mark\">restart point</text>\n",
			    CODE_END - 8u, y);
}

static void draw_box(struct canvas *c, unsigned i, const char *name, const char *what)
{
	buffer_addf(c->to, "<rect class=\"box\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"8\"/>\n",
		    (unsigned)KERNEL, c->box[i], (unsigned)(KERNEL_END - KERNEL - 16), (unsigned)BOX);
	write_text(c->to, KERNEL + 14, c->box[i] + 23, "name", name);
	write_text(c->to, KERNEL + 14, c->box[i] + 44, "dim", what);
}

/*
 * From x1 to x2 in a curve, with its head and a number on its way: in the middle, or, as 3 and 4 are often
 * close together, at the point of the curve 62 % on.
 */
static void draw_way(struct canvas *c, const char *kind, unsigned x1, unsigned y1, unsigned x2, unsigned y2,
		     unsigned number)
{
	unsigned middle = (x1 + x2) / 2, back = x2 < x1 ? x2 + 10 : x2 - 10;
	bool late = number > 2;
	unsigned x = late ? (55 * x1 + 707 * middle + 238 * x2) / 1000 : middle;
	unsigned y = late ? (324 * y1 + 676 * y2) / 1000 : (y1 + y2) / 2;

	buffer_addf(c->to, "<path class=\"way %s\" d=\"M%u %uC%u %u %u %u %u %u\"/>\n", kind, x1, y1, middle,
		    y1, middle, y2, back, y2);
	buffer_addf(c->to, "<path class=\"f%s\" d=\"M%u %uL%u %uV%uz\"/>\n", kind, x2, y2,
		    x2 < x1 ? x2 + 12 : x2 - 12, y2 - 6, y2 + 6);
	buffer_addf(c->to, "<circle class=\"f%s\" cx=\"%u\" cy=\"%u\" r=\"10\"/>\n", kind, x, y);
	buffer_addf(c->to, "<text class=\"n\" text-anchor=\"middle\" x=\"%u\" y=\"%u\">%u</text>\n", x, y + 5,
		    number);
}

static void draw_jmp(struct canvas *c)
{
	unsigned y1 = c->y[c->again] - 5, y2 = c->y[c->target] - 5;

	buffer_addf(c->to, "<path class=\"way again\" d=\"M%u %uC%u %u %u %u %u %u\"/>\n", (unsigned)CODE, y1,
		    CODE - 36u, y1, CODE - 36u, y2, CODE - 10u, y2);
	buffer_addf(c->to, "<path class=\"fagain\" d=\"M%u %uL%u %uV%uz\"/>\n", (unsigned)CODE, y2,
		    CODE - 12u, y2 - 6, y2 + 6);
}

static void draw_ways(struct canvas *c)
{
	unsigned enter = c->y[c->enter] - 5, again = c->y[c->again] - 5, fast = c->jmp ? enter : again;
	bool same = c->enter == c->again;

	if (c->r->known)
		draw_way(c, "in", CODE_END, enter - (same || c->jmp ? 6 : 0), KERNEL, c->box[0] + BOX / 2, 1);
	draw_way(c, "back", KERNEL, c->box[1] + BOX / 2, CODE_END, again - (same ? 0 : 5), 2);
	if (c->jmp)
		draw_jmp(c);
	draw_way(c, "again", CODE_END, fast + 6, KERNEL, c->box[2] + 14, 3);
	if (c->r->result[0])
		draw_way(c, "out", KERNEL, c->box[2] + BOX - 12, CODE_END, c->y[c->landing] - 5, 4);
}

static const char *insn_text(const struct svg_restart *r)
{
	switch (r->insn) {
	case RESTART_INSN_JMP:
		return "jmp .Lenter_kernel";
	case RESTART_INSN_SYSCALL:
		return "syscall";
	default:
		return "int $0x80";
	}
}

static void add_caption(struct canvas *c, unsigned number, const char *kind, unsigned *y, struct buffer *text)
{
	char n[8];

	snprintf(n, sizeof(n), "%u", number);
	*y += CAPTION;
	buffer_addf(c->to, "<circle class=\"f%s\" cx=\"%u\" cy=\"%u\" r=\"9\"/>\n", kind, CODE + 16u, *y - 5);
	buffer_addf(c->to, "<text class=\"n\" text-anchor=\"middle\" x=\"%u\" y=\"%u\">%s</text>\n",
		    CODE + 16u, *y, n);
	write_text(c->to, CODE + 36, *y, "say", buffer_text(text));
	buffer_reset(text);
}

static void draw_captions(struct canvas *c)
{
	const struct svg_restart *r = c->r;
	struct buffer text = BUFFER_INIT;
	unsigned y = c->bottom + 14;

	if (r->known) {
		buffer_addf(
			&text,
			"%s, call %u, sleeps in the kernel, which has noted eip = %08x, behind the way in.",
			r->name, r->nr, (unsigned)r->landing);
		add_caption(c, 1, "in", &y, &text);
	}
	buffer_addf(&text, "%s%s: %s. ", r->signal[0] ? r->signal : "A signal",
		    r->signals > 1 ? " and others" : "",
		    r->known ? r->code : "interrupted before the trace began");
	if (r->handler)
		buffer_addf(&text, "A handler runs; its sigreturn loads eip = %08x, two bytes before.",
			    (unsigned)r->ip);
	else
		buffer_addf(&text, "No handler: the kernel sets eip back by two bytes, to %08x.",
			    (unsigned)r->ip);
	add_caption(c, 2, "back", &y, &text);
	buffer_addf(&text, "The CPU executes what stands there: %s (%s)%s%s.", insn_text(r),
		    proof_word(r->proof), r->again[0] ? ", and so goes into the kernel again: " : "",
		    r->again);
	add_caption(c, 3, "again", &y, &text);
	if (r->result[0]) {
		buffer_addf(
			&text,
			"The result is %s; the program goes on behind the way in, and has noticed nothing.",
			r->result);
		add_caption(c, 4, "out", &y, &text);
	}
	buffer_free(&text);
}

void svg_draw(struct buffer *to, const struct svg_restart *r, const struct drawing *code)
{
	struct canvas c = { .to = to, .r = r };
	char title[2 * SVG_TEXT];

	if (code)
		know_vdso(&c, code);
	else
		know_own(&c);
	lay_out(&c);
	snprintf(title, sizeof(title), "How %s restarts", r->name);
	begin(to, c.bottom + 14 + 4 * CAPTION + 22, title);
	snprintf(title, sizeof(title), "the program%s%s", code ? ", in the vDSO: " : "",
		 code ? vdso_layout_name(&code->layout) : "");
	write_text(to, CODE, 68, "zone", title);
	write_text(to, KERNEL - 16, 68, "zone", "the kernel");
	buffer_addf(to, "<rect class=\"kernel\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"10\"/>\n",
		    KERNEL - 16u, (unsigned)TOP - 4, KERNEL_END - KERNEL + 16u, c.bottom - TOP + 4);
	for (unsigned i = 0; i < c.code->lines; i++)
		draw_line(&c, i);
	draw_box(&c, 0, r->name, r->known ? r->code : "before the trace");
	draw_box(&c, 1, r->signal[0] ? r->signal : "(signal)",
		 !r->signal[0] && r->known ? "none came to this thread"
		 : r->handler		   ? "a handler runs"
					   : "no handler");
	snprintf(title, sizeof(title), "%s%.26s", r->result[0] ? "= " : "", r->result);
	draw_box(&c, 2, r->again[0] ? r->again : "...", title);
	draw_ways(&c);
	draw_captions(&c);
	buffer_adds(to, "</svg>\n");
}

void svg_draw_nothing(struct buffer *to)
{
	begin(to, 84, "The trace has no such restart");
	buffer_adds(to, "</svg>\n");
}
