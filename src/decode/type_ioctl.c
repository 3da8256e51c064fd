/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ioctl's requests: include/uapi/asm-generic/ioctl.h. */
#include <string.h>

#include "decode/errnos.h"
#include "decode/sets.h"
#include "decode/types.h"

#define READ (2u << 30)
#define WRITE (1u << 30)
#define SIZES (0x3fffu << 16)
#define ANY_TYPE 0xff00u
enum { PROTOCOL_PRIVATE = 0x89e0, DEVICE_PRIVATE = 0x89f0 }; /* 16 each: include/uapi/linux/sockios.h */
enum { ARGUMENT = 2 }; /* the register of what a request is about */

#define TICK_RATE 1193182u
enum { KIND_LATIN = 0, KIND_FUNCTION = 1, KIND_META = 8, KIND_LETTER = 11, KIND_DEAD2 = 13 }; /* KT_... */
#define SET_FEATURE_OLD (READ | 0x4806)

/* Requests whose number has a part of its own: those of input devices, mixers, those of any size. */
static const char *made_up(struct decoding *d, uint32_t n)
{
	uint32_t size = n >> 16 & 0x3fff, low = n & 0xff;
	uint32_t kind = n & (READ | WRITE | ANY_TYPE), any_size = n & ~SIZES;
	const char *word;

	/* Was read-only in the headers once. */
	if (any_size == SET_FEATURE_OLD)
		any_size |= WRITE;
	word = set_word(&spec_sets[SET_ioctl_sized], any_size);
	if (word)
		return arena_printf(d->a, "%s(%u)", word, (unsigned)size);
	if (kind == (READ | 'M' << 8))
		return arena_printf(d->a, "MIXER_READ(%u)", (unsigned)low);
	if (kind == (WRITE | 'M' << 8))
		return arena_printf(d->a, "MIXER_WRITE(%u)", (unsigned)low);
	if (kind == (READ | 'E' << 8) && low >= 0x20 && low < 0x40) {
		word = set_word(&spec_sets[SET_input_event], low - 0x20);
		return word ? arena_printf(d->a, "EVIOCGBIT(%s, %u)", word, (unsigned)size)
			    : arena_printf(d->a, "EVIOCGBIT(%#x /* EV_??? */, %u)", (unsigned)low - 0x20,
					   (unsigned)size);
	}
	if ((kind == (READ | 'E' << 8) && low >= 0x40 && low < 0x80) ||
	    (kind == (WRITE | 'E' << 8) && low >= 0xc0)) {
		const char *name = n & READ ? "EVIOCGABS" : "EVIOCSABS";

		word = set_word(&spec_sets[SET_input_axis], low & 0x3f);
		return word ? arena_printf(d->a, "%s(%s)", name, word)
			    : arena_printf(d->a, "%s(%#x /* ABS_??? */)", name, (unsigned)low & 0x3f);
	}
	return NULL;
}

/* The headers' words for what strace 6.1 calls by its parts. */
static const char *unknown_to_strace(struct decoding *d, uint32_t n)
{
	if ((n & (READ | WRITE | ANY_TYPE)) == (READ | WRITE | 'M' << 8))
		return arena_printf(d->a, "MIXER_WRITE(%u)", (unsigned)n & 0xff);
	/* What they are for a protocol or a device of this descriptor's is not known. */
	if (n > DEVICE_PRIVATE && n <= (DEVICE_PRIVATE | 0xf))
		return arena_printf(d->a, "SIOCDEVPRIVATE+%u", (unsigned)n - DEVICE_PRIVATE);
	if (n > PROTOCOL_PRIVATE && n < DEVICE_PRIVATE)
		return arena_printf(d->a, "SIOCPROTOPRIVATE+%u", (unsigned)n - PROTOCOL_PRIVATE);
	return set_word(&spec_sets[SET_ioctl_ours], n);
}

static struct value *ioctl_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	static const char *const directions[] = { "_IOC_NONE", "_IOC_WRITE", "_IOC_READ",
		                                  "_IOC_READ|_IOC_WRITE" };
	uint32_t n = (uint32_t)raw;
	struct value *v = make_enum(d, SET_ioctl, n);
	const char *word = set_word(v->set, n), *made = made_up(d, n);

	(void)t;
	if (made)
		return make_named(d, word ? arena_printf(d->a, "%s or %s", made, word) : made, n, BASE_HEX);
	if (word)
		return v;
	if (!d->v.o->strace && (word = unknown_to_strace(d, n)))
		return make_named(d, word, n, BASE_HEX);
	return make_named(d,
	                  arena_printf(d->a, "_IOC(%s, %#x, %#x, %#x)", directions[n >> 30], n >> 8 & 0xff,
	                               n & 0xff, n >> 16 & 0x3fff),
	                  n, BASE_HEX);
}

const struct type_ops type_ioctl = { .word = ioctl_word };

/* The argument of a request that no table knows. */
static struct value *ioctl_arg_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	uint32_t kind = d->v.word[1] & (READ | WRITE | ANY_TYPE);

	(void)t;
	if (kind == (READ | 'E' << 8) || kind == (WRITE | 'E' << 8))
		return make_address(d, raw);
	return make_number(d, raw, BASE_HEX);
}

const struct type_ops type_ioctl_arg = { .word = ioctl_arg_word, .failed_too = true };

/* A code of four characters, and its name: include/uapi/linux/videodev2.h. */
static struct value *fourcc(struct decoding *d, enum set_id set, uint64_t raw)
{
	const char *word = set_word(&spec_sets[set], raw);
	struct buffer b = BUFFER_INIT;
	struct value *v;

	if (d->v.o->style.xlat == XLAT_RAW)
		return make_number(d, raw, BASE_HEX);
	buffer_adds(&b, "v4l2_fourcc(");
	for (uint32_t i = 0; i < 4; i++) {
		uint8_t c = (uint8_t)(raw >> 8 * i);

		buffer_adds(&b, i ? ", '" : "'");
		if (c == '\'' || c == '\\')
			buffer_addc(&b, '\\');
		if (c >= ' ' && c < 0x7f)
			buffer_addc(&b, (char)c);
		else
			buffer_addf(&b, "\\x%02x", c);
		buffer_addc(&b, '\'');
	}
	buffer_addc(&b, ')');
	buffer_addc(&b, '\0');
	v = make_notation(d, arena_copy(d->a, b.data, b.len), raw);
	buffer_free(&b);
	v->comment = word;
	return v;
}

static struct value *pixfmt_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	(void)t;
	return fourcc(d, SET_v4l2_pix_fmt, raw);
}

static struct value *sdrfmt_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	(void)t;
	return fourcc(d, SET_v4l2_sdr_fmt, raw);
}

static struct value *metafmt_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	(void)t;
	return fourcc(d, SET_v4l2_meta_fmt, raw);
}

const struct type_ops type_pixfmt = { .word = pixfmt_word };
const struct type_ops type_sdrfmt = { .word = sdrfmt_word };
const struct type_ops type_metafmt = { .word = metafmt_word };

/* One character: 'a', '\t', '\x00'. */
static const char *character(struct decoding *d, uint8_t c)
{
	static const char named[] = "\t\n\v\f\r'\\", letters[] = "tnvfr'\\";
	const char *at = c ? strchr(named, c) : NULL;

	if (at)
		return arena_printf(d->a, "'\\%c'", letters[at - named]);
	return arena_printf(d->a, c >= ' ' && c < 0x7f ? "'%c'" : "'\\x%02x'", c);
}

static struct value *char_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	(void)t;
	return make_word(d, character(d, (uint8_t)raw));
}

const struct type_ops type_char = { .word = char_word };

/* N bytes as the digits of a UUID. */
static struct value *hexes_memory(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = view_count(&d->v, t);
	const uint8_t *p = view_bytes(&d->v, at, n);
	struct buffer b = BUFFER_INIT;
	struct value *v;

	if (!p)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		buffer_addf(&b, "%02x", p[i]);
	buffer_addc(&b, '\0');
	v = make_word(d, arena_copy(d->a, b.data, b.len));
	buffer_free(&b);
	return v;
}

static void hexes_capture(struct capturing *k, const struct type_spec *t, uint64_t at)
{
	capture_bytes(k, at, view_count(&k->v, t));
}

const struct type_ops type_hexes = { .memory = hexes_memory, .capture = hexes_capture };

/* -EPERM, as the kernel's own code has it. */
static struct value *minus_errno_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	int64_t n = t->size == 8 ? (int64_t)raw : (int32_t)raw;
	const char *name = n < 0 && n > -4096 ? errno_name((int)-n) : NULL;

	return name ? make_named(d, arena_printf(d->a, "-%s", name), (uint64_t)n, BASE_DEC)
		    : make_number(d, (uint64_t)n, BASE_DEC);
}

const struct type_ops type_minus_errno = { .word = minus_errno_word };

/* What a number is called: no part of it, and not for those who want numbers alone. */
static struct value *remark(struct decoding *d, struct value *v, const char *text)
{
	if (d->v.o->style.xlat != XLAT_RAW)
		v->comment = text;
	return v;
}

/* The speaker's: the timer's ticks in a period (include/linux/timex.h: PIT_TICK_RATE), and milliseconds. */
static struct value *sound_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	uint32_t ticks = (uint32_t)raw;
	struct value *v = make_number(d, ticks, BASE_UDEC);

	(void)t;
	return remark(d, v,
		      ticks && ticks <= TICK_RATE ? arena_printf(d->a, "%u Hz", TICK_RATE / ticks) : "off");
}

static struct value *tone_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	uint32_t ticks = raw & 0xffff, duration = (uint32_t)raw >> 16;
	struct value *v = make_number(d, ticks, BASE_UDEC);

	(void)t;
	if (duration)
		v = make_word(d, arena_printf(d->a, "%u<<16|%u", duration, ticks));
	if (duration && ticks)
		return remark(d, v, arena_printf(d->a, "%u Hz, %u ms", TICK_RATE / ticks, duration));
	return remark(d, v, "off");
}

const struct type_ops type_sound = { .word = sound_word };
const struct type_ops type_tone = { .word = tone_word };

static struct value *kb_func_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	const char *name = set_word(&spec_sets[SET_kb_key], KIND_FUNCTION << 8 | (raw & 0xff));

	(void)t;
	return name ? make_named(d, arena_printf(d->a, "KVAL(%s)", name), raw & 0xff, BASE_HEX)
		    : make_number(d, raw & 0xff, BASE_HEX);
}

/* A key of the map, include/uapi/linux/keyboard.h: its kind above, which one below. */
static struct value *kb_value_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	uint32_t n = raw & 0xffff, kind = n >> 8, which = n & 0xff;
	const char *name = set_word(&spec_sets[SET_kb_key], n), *of = set_word(&spec_sets[SET_kb_kind], kind);
	struct value *v = make_number(d, n, BASE_HEX);

	(void)t;
	if (name)
		return remark(d, v, name);
	if (kind == KIND_LATIN || kind == KIND_META || kind == KIND_LETTER || kind == KIND_DEAD2)
		return remark(d, v, arena_printf(d->a, "K(%s, %s)", of, character(d, (uint8_t)which)));
	if (of)
		return remark(d, v, arena_printf(d->a, which ? "K(%s, %#x)" : "K(%s, 0)", of, which));
	return remark(d, v, arena_printf(d->a, which ? "K(%#x, %#x)" : "K(%#x, 0)", kind, which));
}

const struct type_ops type_kb_func = { .word = kb_func_word };
const struct type_ops type_kb_value = { .word = kb_value_word };
