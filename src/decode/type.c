/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode/type_netlink.h"
#include "decode/types.h"

#include <string.h>

#include "decode/sets.h"

static int64_t sign_extended(uint64_t raw, uint32_t size)
{
	return size == 1 ? (int8_t)raw : size == 2 ? (int16_t)raw : size == 4 ? (int32_t)raw : (int64_t)raw;
}

static uint64_t truncated(uint64_t raw, uint32_t size)
{
	return size && size < 8 ? raw & ((1ull << 8 * size) - 1) : raw;
}

static struct value *decode_dirfd(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	struct value *v;

	/* include/uapi/linux/fanotify.h */
	if (t->of && (int32_t)raw == -1)
		return make_named(d, "FAN_NOFD", (uint64_t)-1, BASE_DEC);
	if ((int32_t)raw != AT_FDCWD_NUMBER)
		return make_fd(d, (uint32_t)raw);
	v = make_named(d, "AT_FDCWD", (uint64_t)AT_FDCWD_NUMBER, BASE_DEC);
	return make_about(d, v, ABOUT_CWD, (uint32_t)raw);
}

/* new_encode_dev() of include/linux/kdev_t.h, widened as glibc's makedev() does. */
static struct value *decode_dev(struct decoding *d, uint64_t raw)
{
	uint32_t major = (uint32_t)((raw >> 8 & 0xfff) | (raw >> 32 & ~0xfffull));
	uint32_t minor = (uint32_t)((raw & 0xff) | (raw >> 12 & ~0xffull));

	return make_named(d, arena_printf(d->a, "makedev(%#x, %#x)", major, minor), raw, BASE_HEX);
}

/* Does a pointer to this print as [5]? */
static bool bracketed(const struct type_spec *t)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_STRUCT:
	case TYPE_ARRAY:
	case TYPE_CHARS:
	case TYPE_TEXT:
	case TYPE_DATA:
	case TYPE_ANSWERS:
	case TYPE_SIZED:
	case TYPE_PART:
	case TYPE_RECORDS:
	case TYPE_HEADED:
	case TYPE_CHOICE:
		return false;
	case TYPE_CUSTOM:
		return !spec_customs[t->of]->memory;
	default:
		return true;
	}
}

struct value *decode_pointee(struct decoding *d, const struct type_spec *of, uint64_t addr)
{
	struct value *to = decode_at(d, of, addr), *v, *last = NULL;

	if (!to || !bracketed(of))
		return to;
	v = make(d, VALUE_ARRAY);
	make_child(v, &last, NULL, to);
	return v;
}

static struct value *decode_pointer(struct decoding *d, const struct type_spec *of, uint64_t addr)
{
	struct value *to;

	if (!addr)
		return make_address(d, 0);
	to = decode_pointee(d, of, addr);
	if (!to) {
		to = make_unavailable(d, addr);
		to->cut = of->kind == TYPE_ARRAY && !view_too_many(&d->v, of);
	}
	return to;
}

/* A file type that has no name makes all of it a number. */
static bool mode_has_words(uint64_t mode)
{
	const struct set_word *w = &spec_words[spec_sets[SET_mode].first];

	for (uint32_t i = 0; i < spec_sets[SET_mode].count; i++)
		if (w[i].kind == WORD_FIELD && (!(mode & w[i].mask) || (mode & w[i].mask) == w[i].value))
			return true;
	return false;
}

static struct value *decode_packet(struct decoding *d, const struct type_spec *t, uint64_t at)
{
	uint32_t n = view_packet(&d->v, t);

	if (d->v.dump)
		make_dump(d, NULL, at, n);
	return make_packet(d, at, n);
}

/* It stays where all is in hexadecimal, and it is no text of ASCII. */
static void leave_out_nul(const struct decoding *d, struct value *v)
{
	enum string_style style = d->v.o->style.string;

	if (style == STRING_HEX || style == STRING_HEX_NONASCII || !v->len || v->bytes[v->len - 1])
		return;
	/* strace does so with the part that it shows, too, as if it were all. */
	if (v->cut && !d->v.o->strace)
		return;
	v->len--;
	v->cut = false;
}

/* An array that nothing had to be read for. */
static bool is_empty(const struct value *v)
{
	return v->kind == VALUE_ARRAY && !v->first;
}

static struct value *make_kibi(struct decoding *d, uint64_t n)
{
	if (n > 1024 && n % 1024 == 0)
		return make_named(d, arena_printf(d->a, "%llu*1024", (unsigned long long)n / 1024), n,
				  BASE_UDEC);
	return make_number(d, n, BASE_UDEC);
}

static struct value *decode_number(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	struct value *v;

	raw = t->base == BASE_DEC ? (uint64_t)sign_extended(raw, t->size) : truncated(raw, t->size);
	switch ((enum number_of)t->of) {
	case NUMBER_PADDED:
		return make_word(d, arena_printf(d->a, "%#0*x", 2 * t->size, (unsigned)raw));
	case NUMBER_PAGES:
		return make_number(d, raw << 12, BASE_HEX);
	case NUMBER_KIBI:
		return make_kibi(d, raw);
	case NUMBER_PERMILLE:
		v = make_number(d, raw, t->base);
		v->comment = arena_printf(d->a, "%llu.%llu%%", (unsigned long long)raw / 10,
					  (unsigned long long)raw % 10);
		return v;
	case NUMBER_PLAIN:
	case NUMBER_HIGH_FIRST:
		break;
	}
	return make_number(d, raw, t->base);
}

/* The address of what is not followed; of an array that ends with a 0, how many there are: envp. */
static struct value *decode_counted(struct decoding *d, const struct type_spec *of, uint64_t addr)
{
	struct value *v = make_address(d, addr);
	uint64_t word = 1;
	uint32_t n = 0;

	if (of->kind != TYPE_ARRAY || of->count_by != COUNT_ZERO || !addr || d->v.o->opaque)
		return v;
	while (view_number(&d->v, addr + 4ull * n, 4, &word) && word)
		n++;
	if (word && !n)
		return make_unavailable(d, addr);
	v->comment = arena_printf(d->a, "%u var%s%s", n, n == 1 ? "" : "s", word ? ", unterminated" : "");
	return v;
}

struct value *decode_word(struct decoding *d, const struct type_spec *t, uint64_t raw)
{
	const char *word;
	struct value *v;

	switch ((enum type_kind)t->kind) {
	case TYPE_NUMBER:
		return decode_number(d, t, raw);
	case TYPE_ADDR:
		return make_address(d, truncated(raw, t->size));
	case TYPE_DIRFD:
		return decode_dirfd(d, t, raw);
	case TYPE_FD:
		word = t->of ? set_word(&spec_sets[t->of - 1], raw & UINT32_MAX) : NULL;
		return word ? make_named(d, word, (uint64_t)(int32_t)raw, BASE_DEC)
			    : make_about(d, make_number(d, (uint64_t)(int32_t)raw, BASE_DEC), t->word,
					 (uint32_t)raw);
	case TYPE_PID:
		return make_pid(d, t->of, (uint32_t)raw);
	case TYPE_ID:
		raw = truncated(raw, t->size);
		if (raw == truncated(UINT64_MAX, t->size))
			return make_number(d, UINT64_MAX, BASE_DEC);
		return make_number(d, raw, BASE_UDEC);
	case TYPE_DEV:
		return decode_dev(d, truncated(raw, t->size));
	case TYPE_MODE:
		raw = truncated(raw, t->of & MODE_WHOLE ? t->size : 2);
		if (t->of & MODE_PERM || !mode_has_words(raw))
			return make_number(d, raw, BASE_OCT);
		v = make_flags(d, SET_mode, raw);
		v->base = BASE_OCT;
		return v;
	case TYPE_SIGNAL:
		raw = truncated(raw, t->size);
		if (t->base == BASE_UDEC && raw > 64)
			return make_number(d, raw, BASE_UDEC);
		return make_signal(d, (uint32_t)raw);
	case TYPE_FLAGS:
		return make_flags(d, t->of, truncated(raw, t->size));
	case TYPE_ENUM:
		v = make_enum(d, t->of, truncated(raw, t->size));
		if ((t->base == BASE_UDEC && t->size >= 4) || t->word)
			v->base = t->base;
		v->width = (uint8_t)t->size;
		if (t->word == ENUM_WORD && set_word(v->set, v->number))
			return make_word(d, set_word(v->set, v->number));
		if (t->word == ENUM_KIBI && !set_word(v->set, v->number))
			return make_kibi(d, v->number);
		if (t->word && t->base == BASE_DEC && !set_word(v->set, v->number))
			v->number = (uint64_t)sign_extended(raw, t->size);
		return v;
	case TYPE_STRING:
		raw = view_string(&d->v, t, raw);
		if (raw && t->count_by == COUNT_FIELD && !view_count(&d->v, t))
			return make_string(d, "", 0, false);
		return make_cstring(d, raw, view_text(&d->v, t));
	case TYPE_BYTES:
		if ((t->size == 8 && raw > UINT32_MAX) || (raw && view_too_many(&d->v, t)))
			return make_unavailable(d, raw);
		if (t->of == BYTES_PACKET)
			return decode_packet(d, t, truncated(raw, t->size));
		v = make_bytes(d, truncated(raw, t->size), view_count(&d->v, t));
		if (d->v.dump)
			make_dump(d, NULL, truncated(raw, t->size), view_count(&d->v, t));
		if (v->kind != VALUE_STRING)
			return v;
		if (t->of == BYTES_HEX)
			v->base = BASE_HEX;
		if (t->of == BYTES_NUL)
			leave_out_nul(d, v);
		return v;
	case TYPE_POINTER:
		if (t->word == FOLLOW_VERBOSE && !d->v.o->verbose)
			return decode_counted(d, &spec_types[t->of], truncated(raw, t->size));
		v = decode_pointer(d, &spec_types[t->of], truncated(raw, t->size));
		/* Another argument may have brought the memory there. */
		if (view_opaque(&d->v, t) && raw &&
		    (!is_empty(v) || spec_types[t->of].count_by == COUNT_ZERO))
			return make_unavailable(d, truncated(raw, t->size));
		return v;
	case TYPE_CUSTOM:
		if (spec_customs[t->of]->word)
			return spec_customs[t->of]->word(d, t, raw);
		break;
	case TYPE_BITS:
		return decode_word(d, &spec_types[t->of],
				   (truncated(raw, t->size) & spec_tests[t->count].mask) >>
					   spec_tests[t->count].value);
	case TYPE_NOTATION:
		raw = t->base == BASE_DEC ? (uint64_t)sign_extended(raw, t->size) : truncated(raw, t->size);
		return decode_notation(d, t, raw);
	case TYPE_RESUMED:
		word = d->v.e->chain ? d->v.e->chain : "system call";
		return make_word(d, arena_printf(d->a, "<... resuming interrupted %s ...>", word));
	case TYPE_CALLNR:
		return callname_make(d, view_count(&d->v, t), truncated(raw, t->size));
	case TYPE_VARIANT:
	case TYPE_BLOCK:
		return make_unavailable(d, raw);
	case TYPE_CHARS:
	case TYPE_TEXT:
	case TYPE_MORE:
	case TYPE_CUT:
	case TYPE_UNSEEN:
	case TYPE_DATA:
	case TYPE_STRUCT:
	case TYPE_ARRAY:
	case TYPE_ANSWERS:
	case TYPE_SIZED:
	case TYPE_PART:
	case TYPE_RECORDS:
	case TYPE_HEADED:
	case TYPE_CHOICE:
	case TYPE_ATTRS:
		break;
	}
	return make_number(d, truncated(raw, 4), BASE_HEX);
}

static struct value *decode_chars(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	uint32_t n = view_count(&d->v, t);
	const uint8_t *at = view_bytes(&d->v, addr, n);
	uint32_t len = 0;

	if (!at)
		return NULL;
	/* The last one is the NUL's, whatever stands there. */
	while (len + 1 < n && at[len])
		len++;
	return make_string(d, at, len, n && at[len]);
}

/* To its NUL, or as far as there are bytes. */
static struct value *decode_text_of_rest(struct decoding *d, uint64_t addr)
{
	uint64_t n = d->v.rest_at + d->v.rest - addr;
	uint32_t got;
	const char *p;

	if (n > d->v.o->string_max)
		return make_cstring(d, addr, d->v.o->string_max);
	p = event_bytes(d->v.e, !d->v.exit, addr, (uint32_t)n, &got);
	if (got && memchr(p, '\0', got))
		return make_string(d, p, (uint32_t)strnlen(p, got), false);
	return got < n ? make_unavailable(d, addr) : make_string(d, p, got, got);
}

static struct value *decode_text(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	struct value *v;

	if (t->count_by == COUNT_REST)
		return decode_text_of_rest(d, addr);
	v = make_cstring(d, addr, d->v.o->string_max);

	return v->kind == VALUE_UNAVAILABLE ? make_word(d, "???") : v;
}

static struct value *decode_data(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	uint32_t n = view_count(&d->v, t);
	const uint8_t *all = t->few == FEW_ALL ? view_bytes(&d->v, addr, n) : NULL;
	struct value *v = all ? make_string(d, all, n, false) : make_bytes(d, addr, n);

	if (v->kind != VALUE_STRING)
		return NULL;
	if (t->of)
		v->base = BASE_HEX;
	return v;
}

static struct value *elements(struct decoding *d, uint64_t addr, uint32_t n, uint32_t shown, uint32_t size,
			      decode_element *element, const struct type_spec *t)
{
	struct value *v = make(d, VALUE_ARRAY), *last = NULL;

	for (uint32_t i = 0; i < n; i++) {
		uint64_t at = addr + (uint64_t)i * size;
		struct value *child;

		/* One that is not shown any more is looked for all the same. */
		d->v.index = i;
		if (i < shown)
			child = element(d, t, at);
		else
			child = view_bytes(&d->v, at, size) ? make(d, VALUE_MORE) : NULL;
		if (!child && !i)
			return NULL;
		if (!child) {
			child = make(d, VALUE_MORE);
			child->comment = arena_printf(d->a, "%#llx", (unsigned long long)at);
		}
		make_child(v, &last, NULL, child);
		if (child->kind == VALUE_MORE)
			break;
	}
	return v;
}

struct value *decode_elements(struct decoding *d, uint64_t addr, uint32_t n, uint32_t size,
			      decode_element *element, const struct type_spec *t)
{
	return elements(d, addr, n, view_shown(&d->v, n), size, element, t);
}


/* The number of an element as a word: as -X wants it, or alone. */
static const char *element_name(struct decoding *d, uint16_t names, uint32_t i)
{
	struct value *v = make_enum(d, (names & ~NAMES_ALONE) - 1u, i);
	const char *word = set_word(v->set, i);

	v->base = BASE_UDEC;
	if (word && names & NAMES_ALONE)
		v = make_word(d, word);
	return arena_printf(d->a, "[%s]", make_text(d, v));
}

static struct value *decode_array(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	const struct type_spec *of = &spec_types[t->of];
	uint32_t n = view_array(&d->v, t, addr), shown = view_elements(&d->v, t, n), i = 0;
	struct value *v, *last = NULL;

	/* Of what is never shown it does not matter whether it is there. */
	if (t->few == FEW_NONE && !d->v.o->verbose && n) {
		v = make(d, VALUE_ARRAY);
		make_child(v, &last, NULL, make(d, VALUE_MORE));
		return v;
	}
	v = elements(d, addr, n, shown, type_size(of), decode_at, of);
	if (v && t->other_is == OTHER_MOST_TOLD && shown == n && view_wanted(&d->v, t) > n) {
		last = value_last(v);
		if (!last || last->kind != VALUE_MORE)
			make_child(v, &last, NULL, make(d, VALUE_MORE));
	}
	if (v && t->names)
		for (struct value *child = v->first; child && child->kind != VALUE_MORE; child = child->next)
			child->name = element_name(d, t->names, i++);
	return v;
}

struct value *decode_at(struct decoding *d, const struct type_spec *t, uint64_t addr)
{
	const struct type_ops *ops;
	uint64_t raw;

	if (view_too_many(&d->v, t))
		return NULL;
	switch ((enum type_kind)t->kind) {
	case TYPE_STRUCT:
		return decode_struct(d, t->of, addr);
	case TYPE_ARRAY:
		return decode_array(d, t, addr);
	case TYPE_CHARS:
		return decode_chars(d, t, addr);
	case TYPE_TEXT:
		return decode_text(d, t, addr);
	case TYPE_DATA:
		return decode_data(d, t, addr);
	case TYPE_ANSWERS:
		return decode_answers(d, t, addr);
	case TYPE_SIZED:
		return decode_sized(d, t, addr);
	case TYPE_PART:
		return decode_part(d, t, addr);
	case TYPE_UNSEEN:
		return make_word(d, "???");
	case TYPE_RECORDS:
		return decode_records(d, t, addr);
	case TYPE_HEADED:
		return decode_headed(d, t, addr);
	case TYPE_CHOICE:
		return decode_choice(d, t, addr);
	case TYPE_CUSTOM:
		ops = spec_customs[t->of];
		if (ops->memory)
			return ops->memory(d, t, addr);
		break;
	default:
		break;
	}
	if (t->kind == TYPE_NOTATION && t->asked) {
		uint64_t high;

		if (!view_number(&d->v, addr, 4, &raw) || !view_number(&d->v, addr + t->asked, 4, &high))
			return NULL;
		return decode_word(d, t, high << 32 | raw);
	}
	return view_number(&d->v, addr, t->size, &raw) ? decode_word(d, t, raw) : NULL;
}
