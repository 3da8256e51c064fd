/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_TYPES_H
#define DECODE_TYPES_H

#include "base/arena.h"
#include "decode/decode.h"
#include "decode/spec.h"
#include "decode/tables.h"
#include "decode/value.h"
#include "event/about.h"
#include "event/event.h"
#include "event/reader.h"

/*
 * How values come out of a call: what capture and the decoder share, and what
 * each type_*.c provides. Both walk the same arguments in the same way: capture
 * copies memory, the decoder looks at the copies.
 */

enum {
	MOST_ELEMENTS = 64 * 1024, /* of an array, with -v: no process makes us print more */
	MOST_FOLLOWED = 1024, /* of those that lead to more memory */
	PATH_SHOWN = 4095, /* bytes of a path */
	MOST_NOTES = 4,
	AT_FDCWD_NUMBER = -100, /* linux/fcntl.h: AT_FDCWD */
};

/* A call: its arguments, variants and blocks resolved. */
struct view {
	const struct event *e;
	const struct decode_options *o;
	const struct call_spec *spec; /* whose name it has */
	const struct call_spec *result; /* whose result type it has */
	uint32_t nargs;
	uint32_t late; /* the argument that brings its comma along; nargs or more: none */
	const struct arg_spec *arg[CALL_ARGS_MAX];
	uint64_t raw[CALL_ARGS_MAX]; /* each argument's word, or two */
	uint32_t unread; /* bits: arguments whose words are in memory that can't be read */
	uint32_t word[EVENT_ARGS]; /* what counts and conditions refer to */
	uint8_t dump; /* the call's data is wanted whole */
	uint8_t exit; /* look at what memory holds at the exit */
	bool half; /* of a struct only what stands in front of the first answer */
	bool split; /* ... but for fields that are no answers */
	bool errors; /* the struct around has answers of its own for a call that failed */
	const struct arg_spec *note[MOST_NOTES]; /* what is told behind the result */
	uint32_t notes;
	bool noting; /* ... and is being told */
	uint32_t untold; /* of the descriptors that the result counts */
	const struct arg_spec *answer; /* whose memory has the result; NULL */
	const struct arg_spec *becomes; /* what an argument becomes; NULL: nothing of its own */
	uint32_t before; /* ... which one */
	const uint8_t *around; /* the struct whose fields are at hand; NULL */
	uint64_t start; /* where that is */
	uint64_t sized; /* where the TYPE_SIZED struct around begins */
	uint32_t given; /* bytes that it has; UINT32_MAX: there is none around */
	uint64_t rest_at;
	uint32_t rest;  /* bytes at rest_at: the netlink attribute that is looked at */
	uint64_t kind_at; /* IFLA_INFO_KIND of the link, and its length */
	uint32_t kind_len;
	uint32_t index; /* of an array's element that is looked at */
	uint8_t family; /* of the netlink message around it */
	uint8_t depth;
};

struct capturing {
	struct view v;
	struct event *e;
	const struct reader *r;
};

struct decoding {
	struct view v;
	struct arena *a;
	struct call *c;
};

/* Any function may be NULL: then there is nothing of the kind. */
struct type_ops {
	/* An argument, or a number of the type's size in memory; NULL: it turned out to be none. */
	struct value *(*word)(struct decoding *d, const struct type_spec *t, uint64_t raw);
	void (*capture_word)(struct capturing *k, const struct type_spec *t, uint64_t raw);
	/* What a MARK_AND_THEN argument gained at the exit, or NULL. */
	struct value *(*then)(struct decoding *d, const struct type_spec *t, uint64_t raw);

	/* Behind a pointer, or a field; NULL: can't be read. */
	struct value *(*memory)(struct decoding *d, const struct type_spec *t, uint64_t at);
	void (*capture)(struct capturing *k, const struct type_spec *t, uint64_t at);

	/* A good result: sets the call's result and note. */
	void (*result)(struct decoding *d, const struct type_spec *t, uint32_t raw);
	void (*capture_result)(struct capturing *k);

	bool failed_too; /* what a failed call left behind is shown */
	bool always; /* behind a pointer that nobody is to follow, too, as strace has it */
};

/* ---- view.c ---- */

/*
 * Resolves the call of e. capture's k is there to fetch an argument block; NULL
 * when it must have been captured.
 */
void view_open(struct view *v, const struct event *e, const struct decode_options *o, struct capturing *k);

/* All n bytes at addr as they were captured, or NULL. */
const uint8_t *view_bytes(const struct view *v, uint64_t addr, uint32_t n);
/* A number of 1, 2, 4 or 8 bytes at addr: false when it is not there. */
bool view_number(const struct view *v, uint64_t addr, uint32_t size, uint64_t *number);
uint64_t bytes_number(const uint8_t *at, uint32_t size);

/* The row of a variant for the value of its selecting argument; NULL: there is none. */
const struct call_spec *variant_row(const struct variant_spec *variant, uint32_t value);
uint32_t view_count(const struct view *v, const struct type_spec *t);
/* What the argument that a COUNT_POINTEE names points to; false: it can't be read. */
bool view_pointee(const struct view *v, const struct type_spec *t, uint64_t *number);
uint32_t view_wanted(const struct view *v, const struct type_spec *t); /* whatever room there is */
/* The same; of a length that the kernel writes back 0, if there was no room at all, or either is negative. */
uint32_t view_given(struct view *v, const struct type_spec *t);
/* Elements of an array at addr; one more than are there, or are shown, when no 0 was found behind these. */
uint32_t view_array(const struct view *v, const struct type_spec *t, uint64_t addr);
bool view_too_many(const struct view *v, const struct type_spec *t); /* more than the kernel takes */
bool view_cond(const struct view *v, uint16_t cond);
/* Elements of an array of n that are shown: as many as a string has bytes, or with -v all. */
uint32_t view_shown(const struct view *v, uint32_t n);
/* The same of an array whose type says how few are enough. */
uint32_t view_elements(const struct view *v, const struct type_spec *t, uint32_t n);
/* Of n bytes those that are captured: as many as are shown, and one to see whether they are there; or all. */
uint32_t view_data(const struct view *v, uint32_t n);
/* Bytes of a BYTES_PACKET. */
uint32_t view_packet(const struct view *v, const struct type_spec *t);
/* Where a TYPE_STRING is. */
uint64_t view_string(const struct view *v, const struct type_spec *t, uint64_t raw);
/* Bytes of it that are shown. */
uint32_t view_text(const struct view *v, const struct type_spec *t);
/* The same of a TYPE_TEXT at addr. */
uint32_t view_text_here(const struct view *v, const struct type_spec *t, uint64_t addr);
/* Is the field of a struct at addr to be shown, as far as sizes, conditions and options say? */
bool view_field(const struct view *v, const struct field_spec *field, uint64_t addr);
/* What a pointer leads to stays unknown, it is only an address. */
bool view_opaque(const struct view *v, const struct type_spec *pointer);
bool view_failed(const struct view *v);
bool view_unread(const struct view *v, uint32_t i); /* argument i is in memory that can't be read */
/* Is an argument with this mark to be looked at in memory, now that the result is known? */
/* Does the call answer in this argument when it failed, too? */
bool view_answers_errors(const struct arg_spec *arg);
bool view_written(const struct view *v, const struct arg_spec *arg);
uint32_t type_size(const struct type_spec *t);

/* ---- capture.c ---- */

/* Copies n bytes at addr unless they are there; false: not all of them can be had. */
bool capture_bytes(struct capturing *k, uint64_t addr, uint32_t n);
/* Of an array of n elements the first, as far as they are shown, and one to see whether it is there. */
void capture_elements(struct capturing *k, uint64_t addr, uint32_t n, uint32_t shown, uint32_t size);
void capture_string(struct capturing *k, uint64_t addr, uint32_t max); /* up to its NUL, or max + 1 bytes */
void capture_words(struct capturing *k, uint64_t addr,
		   uint32_t max); /* up to a zero, or max words of 32 bits */
void capture_word(struct capturing *k, const struct type_spec *t, uint64_t raw);
void capture_at(struct capturing *k, const struct type_spec *t, uint64_t addr);
void capture_about(struct capturing *k, enum about kind, uint32_t number); /* if the user wants it */
void capture_about_of(struct capturing *k, enum about kind, uint32_t owner, uint32_t number);
void capture_struct(struct capturing *k, enum struct_id id, uint64_t addr);

/* Makes n bytes, with zeros up to size, those at addr, which may be no address of the process. */
void capture_copy(struct capturing *k, uint64_t addr, const void *bytes, uint32_t n, uint32_t size);

/* ---- sized.c ---- */

void capture_sized(struct capturing *k, const struct type_spec *t, uint64_t addr);
struct value *decode_sized(struct decoding *d, const struct type_spec *t, uint64_t addr);

/*
 * What a process gave behind the part of a struct that we know: bytes from to to of it, or that they can't be
 * read; NULL: they are 0. The kernel takes no more than a page.
 */
enum { REST_END = 4096 };
struct value *decode_rest(struct decoding *d, uint64_t addr, uint32_t from, uint32_t to);

/* ---- choice.c ---- */

/* What a TYPE_CHOICE at addr is; NULL: that can't be told. */
const struct type_spec *view_choice(const struct view *v, const struct type_spec *t, uint64_t addr);
void capture_choice(struct capturing *k, const struct type_spec *t, uint64_t addr);
struct value *decode_choice(struct decoding *d, const struct type_spec *t, uint64_t addr);

/* ---- records.c ---- */

/* HEAD and behind it records, each of which says where the next one is: [{...}, {...}]. */
void capture_headed(struct capturing *k, const struct type_spec *t, uint64_t addr);
struct value *decode_headed(struct decoding *d, const struct type_spec *t, uint64_t addr);
void capture_records(struct capturing *k, const struct type_spec *t, uint64_t addr);
struct value *decode_records(struct decoding *d, const struct type_spec *t, uint64_t addr);

/* ---- struct.c ---- */

/* The struct around is *id, or one of its "instead"s; false: nothing that could be told. */
bool view_instead(const struct view *v, enum struct_id *id);
struct value *decode_struct(struct decoding *d, enum struct_id id, uint64_t addr); /* NULL: can't be read */

/* ---- notation.c ---- */

struct value *decode_notation(struct decoding *d, const struct type_spec *t, uint64_t raw);

/* ---- note.c ---- */

bool note_wanted(const struct view *v); /* is something told behind the result, of what arguments point to? */
void note_capture(struct capturing *k);
void note_tell(struct decoding *d);
void capture_answers(struct capturing *k, const struct type_spec *t, uint64_t addr);
struct value *decode_answers(struct decoding *d, const struct type_spec *t, uint64_t addr); /* never NULL */

/* ---- part.c ---- */

/* Bytes of a struct, be it one that goes on: an array at its end has as many elements as it says. */
uint64_t view_size_of(struct view *v, const struct struct_spec *s, uint64_t addr);

void capture_part(struct capturing *k, const struct type_spec *t, uint64_t addr);
struct value *decode_part(struct decoding *d, const struct type_spec *t, uint64_t addr);

/* ---- callname.c ---- */

/* The number of a call of any architecture, with its name where we know it; arch: AUDIT_ARCH_... */
struct value *callname_make(struct decoding *d, uint32_t arch, uint64_t number);

/* ---- type_siginfo.c ---- */

void capture_siginfo(struct capturing *k); /* what the event's own siginfo refers to */

/* ---- make.c: values in the arena ---- */

struct value *make(struct decoding *d, enum value_kind kind);
struct value *make_number(struct decoding *d, uint64_t number, enum value_base base);
struct value *make_address(struct decoding *d, uint64_t addr);
struct value *make_unavailable(struct decoding *d, uint64_t addr);
struct value *make_word(struct decoding *d, const char *text); /* text is static, or in the arena */
struct value *make_notation(struct decoding *d, const char *text, uint64_t number); /* whatever -X says */
struct value *make_named(struct decoding *d, const char *text, uint64_t number, enum value_base base);
struct value *make_enum(struct decoding *d, enum set_id set, uint64_t number);
struct value *make_flags(struct decoding *d, enum set_id set, uint64_t number);
/* A descriptor, the id of a process: with what was captured about it. */
struct value *make_fd(struct decoding *d, uint32_t fd);
struct value *make_pid(struct decoding *d, enum about kind, uint32_t id);
struct value *make_about(struct decoding *d, struct value *v, enum about kind, uint32_t number); /* v */
struct value *make_signal(struct decoding *d, uint32_t sig);
struct value *make_string(struct decoding *d, const void *bytes, uint32_t n, bool cut);
/* "name=" and v. */
struct value *make_beside(struct decoding *d, const char *name, struct value *child);
/* v as the user wants it printed: a part of a notation. */
const char *make_text(struct decoding *d, const struct value *v);
const char *make_quoted(struct decoding *d, const char *text); /* as a string of the process would be */

/* NUL-terminated at addr, at most max bytes shown; its address when it can't be read. */
struct value *make_cstring(struct decoding *d, uint64_t addr, uint32_t max);
/* n bytes at addr, cut at -s. */
struct value *make_bytes(struct decoding *d, uint64_t addr, uint32_t n);
/* The same, in hexadecimal. */
struct value *make_hex(struct decoding *d, uint64_t addr, uint32_t n);
/* Adds a child at the end of a tree; name: NULL in arrays. *last remembers where that is. */
struct value *make_child(struct value *parent, struct value **last, const char *name, struct value *child);
/* Adds to what stands behind the result; style: NULL for the user's. */
/* Adds n bytes at addr, as many as are there, to the call's data; heading: in the arena, or NULL. */
void make_dump(struct decoding *d, const char *heading, uint64_t addr, uint32_t n);
void make_note(struct decoding *d, const struct value *v, const char *label, const struct value_style *style);

/* ---- type.c ---- */

struct value *decode_word(struct decoding *d, const struct type_spec *t, uint64_t raw);
struct value *decode_at(struct decoding *d, const struct type_spec *t,
			uint64_t addr); /* NULL: can't be read */
/* As behind a pointer: [5]. */
struct value *decode_pointee(struct decoding *d, const struct type_spec *of, uint64_t addr);

/* n elements of size bytes, each told by element, up to one that can't be read; NULL: the first can't. */
typedef struct value *decode_element(struct decoding *d, const struct type_spec *t, uint64_t at);
struct value *decode_elements(struct decoding *d, uint64_t addr, uint32_t n, uint32_t size,
			      decode_element *element, const struct type_spec *t);

#endif
