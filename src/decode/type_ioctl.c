/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ioctl's requests: include/uapi/asm-generic/ioctl.h. */
#include "decode/sets.h"
#include "decode/types.h"

#define READ (2u << 30)
#define WRITE (1u << 30)
#define SIZES (0x3fffu << 16)
#define ANY_TYPE 0xff00u
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

const struct type_ops type_ioctl_arg = { .word = ioctl_arg_word };
