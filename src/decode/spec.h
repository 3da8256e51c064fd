/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DECODE_SPEC_H
#define DECODE_SPEC_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What decoders/gen.awk makes of the tables: constant data without pointers,
 * so that nothing is relocated or built at start-up. Everything refers to
 * everything else by index; a name is an offset into spec_text[].
 */
extern const char spec_text[];

static inline const char *spec_name(uint32_t name)
{
	return spec_text + name;
}

enum type_kind {
	TYPE_NUMBER, /* size bytes, in base; of: enum number_of */
	TYPE_ADDR,
	TYPE_DIRFD, /* of: 1: fanotify's, FAN_NOFD */
	TYPE_FD, /* of: a set, and one, or 0; word: enum about, whose owner is argument word number count */
	TYPE_PID, /* of: enum about */
	TYPE_ID, /* a number whose -1 prints as -1 */
	TYPE_DEV,
	TYPE_MODE, /* of: enum mode_of */
	TYPE_SIGNAL,
	TYPE_FLAGS,   /* of: set */
	TYPE_ENUM,    /* of: set; word: enum enum_of */
	TYPE_STRING,  /* a pointer to a NUL-terminated string, of at most count bytes; of: enum string_of */
	TYPE_BYTES,   /* a pointer to count bytes; of: enum bytes_of */
	TYPE_CHARS,   /* count bytes here, up to a NUL */
	TYPE_MORE,    /* without -v: "..." in place of the fields that are left out here */
	TYPE_CUT,     /* nothing: where an unfinished call is cut, behind this field's name */
	TYPE_UNSEEN,  /* "???": what can't be told */
	TYPE_TEXT,    /* a NUL-terminated string here, as long as -s says */
	TYPE_DATA,    /* count bytes here, as long as -s says; of: 1: in hexadecimal */
	TYPE_STRUCT,  /* of: struct */
	TYPE_POINTER, /* of: type; word: enum follow */
	TYPE_ARRAY,   /* count times the type of */
	TYPE_VARIANT, /* of: variant; word: the selecting argument */
	TYPE_BLOCK,   /* of: call whose arguments are words in memory */
	TYPE_ANSWERS, /* of: struct; of count of them those whose last field is not 0: note.c */
	TYPE_SIZED,   /* of: struct, of which count bytes are there, word or more: sized.c */
	TYPE_PART,    /* of: type, of which count bytes are there; word: enum part: part.c */
	TYPE_BITS,    /* bits of a number; of: their type, count: in spec_tests[]: mask, shift */
	TYPE_NOTATION, /* a number in parts, in base; of: their struct, word: enum notation: notation.c */
	TYPE_ATTRS,   /* netlink attributes; of: variant, asked: the set of its words */
	TYPE_RESUMED, /* no number: the call that is resumed */
	TYPE_CALLNR,  /* the number of a call of the architecture that count is */
	TYPE_RECORDS, /* of: struct, count times; at few of it is its length, less many; other: all bytes */
	TYPE_HEADED,  /* of: struct; other: TYPE_RECORDS behind it, and one: records.c */
	TYPE_CHOICE,  /* what a row of the variant of has, which the count chooses: choice.c */
	TYPE_CUSTOM,  /* of: enum type_id, printed by type_*.c */
};

/* What a number without a word is; WORD: and a word is one whatever -X says. */
enum enum_of { ENUM_PLAIN, ENUM_DECIMAL, ENUM_KIBI, ENUM_WORD };
/* PADDED: with zeros; PAGES: of 4096 bytes, shown in bytes; KIBI: 8192*1024; PERMILLE: 5, behind it 0.5% */
enum number_of {
	NUMBER_PLAIN, NUMBER_HIGH_FIRST, NUMBER_PADDED, NUMBER_PAGES, NUMBER_KIBI, NUMBER_PERMILLE,
};
enum follow { FOLLOW_UNLESS_OPAQUE, FOLLOW_VERBOSE, FOLLOW_ALWAYS }; /* VERBOSE: with -v only */
/* Of records: where the next is counted from; names: a type whose count is where the first is, and one. */
enum next { NEXT_BY_LENGTH, NEXT_FROM_THIS, NEXT_FROM_FIRST };
/* FIT: none unless the count is a multiple of few. FOLLOWED by the type asked. */
enum part {
	PART_SOME, PART_WHOLE, PART_EXACT, PART_ALL, PART_FIT, PART_SHORT, PART_ANY, PART_OR_DATA,
	PART_OR_XDATA, PART_FOLLOWED
};
/*
 * PLAIN: a number whose notation has words alone; NESTED: with -X verbose their numbers, too. PARTS: no
 * number is shown but those of the parts, as -X wants them; SPELLED: so, but with -X raw a number. WORDS:
 * words alone, whatever -X says.
 */
enum notation { NOTATION_PLAIN, NOTATION_NESTED, NOTATION_PARTS, NOTATION_SPELLED, NOTATION_WORDS };
enum bytes_of { BYTES_PLAIN, BYTES_HEX, BYTES_NUL, BYTES_PACKET }; /* NUL: not shown; PACKET: of a socket */
/* Bits of TYPE_MODE's of: without the file's type; all its bits, where an umode_t has 16. */
enum mode_of { MODE_PERM = 1, MODE_WHOLE = 2 };
/* LINK: a path that the call does not follow; BEHIND: no pointer, but bytes from plus in the struct on */
enum string_of { STRING_TEXT, STRING_PATH, STRING_LINK, STRING_BEHIND };

/* Where a count stands. */
enum count_by {
	COUNT_NONE,
	COUNT_NUMBER,  /* count itself */
	COUNT_WORD,    /* argument word number count */
	COUNT_POINTEE, /* the 32 bits at offset asked of what argument word number count points to */
	COUNT_FIELD,   /* asked bytes at offset count of the struct around it; COUNT_SIGNED: negative is 0 */
	COUNT_RESULT,  /* the call's result; asked - 1: the argument word that limits a BYTES_PACKET */
	COUNT_OWN,     /* of a TYPE_SIZED: 32 bits at offset count of itself; if 0: plus; TYPE_CHOICE: at 0 */
	COUNT_INDEX,   /* which element of an array it is */
	COUNT_ZERO,    /* of an array of words: up to one that is 0 */
	COUNT_REST,    /* as much as there is of a netlink attribute */
};

/* LESS: less the other count, if there are as many; MOST: no more than that, TOLD: for others stands "..." */
enum other_is { OTHER_NONE, /* or the type's own business */ OTHER_LESS, OTHER_MOST, OTHER_MOST_TOLD };

enum { COUNT_SIGNED = 0x80, NAMES_ALONE = 0x8000, FEW_NONE = 0xffff, FEW_ALL = 0xfffe };

struct type_spec {
	uint8_t kind;     /* enum type_kind */
	uint16_t size;    /* bytes in memory; 0: see kind */
	uint8_t base;     /* enum value_base */
	uint8_t count_by; /* enum count_by */
	uint16_t count;
	uint16_t asked;
	uint32_t limit; /* of a greater count only the address is shown; 0: any will do */
	uint16_t of;
	uint8_t word;
	uint16_t times, plus; /* that the count is to be taken, and what is to be added; times 0: 1 */
	uint16_t most; /* of these; 0: as many as there are */
	uint16_t few, many; /* elements that are shown without -v and with it; 0: as of any array;
	                       FEW_NONE: none; FEW_ALL: all, whatever -s says, of TYPE_DATA, too */
	uint16_t names; /* of an array: the set of its elements' numbers, and one; 0: they have no names;
	                   NAMES_ALONE: as words, whatever -X says; of a TYPE_CUSTOM: a type with a second
	                   count, and one */
	uint16_t divisor; /* of times the count and plus; 0: none */
	uint16_t other; /* a type with another count, and one */
	uint8_t other_is; /* enum other_is */
};

/* When an argument or a field is there at all: one of the tests holds (or none of them). */
struct cond_spec {
	uint16_t first; /* in spec_tests[] */
	uint8_t tests;
	uint8_t ref;  /* argument word, or field's offset */
	uint8_t size; /* of that field; 0: ref is none, it is the call's result */
	bool negate;
	uint16_t also; /* another one, which has to hold, too; 0: none */
};

struct test_spec {
	uint64_t mask, value; /* mask 0: at least value */
};

enum arg_mark {
	MARK_IN,
	MARK_NONZERO,  /* !: the same, unless all bytes are 0; then at the exit what it has become */
	MARK_READABLE, /* ?: the same, but what can't be read is a number that is told at the exit */
	MARK_OUT,
	MARK_OUT_SOME, /* >+ */
	MARK_OUT_INTR, /* >! */
	MARK_BOTH,     /* <> */
	MARK_AND_THEN, /* <=> */
	MARK_BECOMES,  /* =>: what the argument before it has become */
	MARK_BECOMES_OR, /* =>!: or its address, when the call failed */
	MARK_BECOMES_AT_ONCE, /* =>>: the same, and that there will be something is told at the entry */
	MARK_BECOMES_ANYWAY, /* =>+: when the call failed, too */
	MARK_BECOMES_IF, /* =>~: the same, if it is something else */
	MARK_BECOMES_STILL, /* =>@: behind what can't be read, too */
	MARK_RESULT, /* =: what it points to is the result */
	MARK_NOTE, /* ==: told behind the result */
	MARK_NOTE_AT, /* ==@: be it only its address */
	MARK_NOTE_OR, /* ==!: its address where it can't be read, but not with -e verbose= */
};

enum { ARG_NAMED = 1, ARG_HIDDEN = 2, ARG_COMMA = 4 }; /* COMMA: in a late row, but its comma is not */

enum { WORD_SP = 0xff };

/*
 * BEHIND: what its register points to, offset bytes on. BRACKETS: so, and in brackets where it is only an
 * address. BLOCK: so, with others there: where it can't be read, or the call failed, it is the register, or
 * there is none if it is not the first.
 */
enum { ARG_BEHIND = 8, ARG_BRACKETS = 16, ARG_BLOCK = 32 };

struct arg_spec {
	uint32_t name;
	uint16_t type;
	uint8_t word;  /* its register, 0 is ebx; a 64-bit argument's first; WORD_SP: the stack pointer */
	uint8_t mark;  /* enum arg_mark */
	uint8_t flags; /* ARG_* */
	uint8_t offset;
	uint16_t cond; /* in spec_conds[]; 0: always there */
};

enum {
	CALL_NORETURN = 1,
	CALL_NO_ENTRY_MEMORY = 2, /* no argument has memory to look at when the call begins */
	CALL_NO_EXIT_MEMORY = 4,  /* ... or when it comes back */
	CALL_HAS_RESULT = 8,      /* result is a type; else a signed number */
	CALL_BLOCK = 16,          /* a variant's row whose arguments are words in memory */
	CALL_READS = 64, /* what it reads from, or writes to, its first argument, -e read= and write= dump */
	CALL_WRITES = 128,
	CALL_LATE = 32,           /* a row whose comma is printed with its first argument */
	CALL_STYLED = 256, /* -X tells how the flags of the result's note look, too: else they are words */
	CALL_NOTED = 1024, /* the brackets of notes are there, though there are none */
	CALL_SEEN = 2048, /* the result has a word only where the last argument could be read */
	CALL_WORDS = 512, /* ... and not even -X raw leaves them out */
};

struct call_spec {
	uint32_t name;   /* 0: a variant's row without a name of its own */
	uint32_t groups; /* bit i: spec_groups[i] */
	uint16_t first;  /* in spec_args[] */
	uint16_t result; /* type */
	uint32_t label;  /* of the result's note; 0: none */
	uint8_t args;
	uint8_t words; /* registers, or words of a block, that they take: at most 6 */
	uint16_t flags; /* CALL_* */
};

struct set_word {
	uint64_t value, mask; /* mask 0: plain bits (of an enum: a value) */
	uint32_t name;
	uint32_t kind; /* enum word_kind */
};

/* WORD_ENUM: value is a set. WORD_APART: its fields are a number apart, name is told of an unknown one. */
enum word_kind {
	WORD_BITS, WORD_FIELD, WORD_SHIFTED, WORD_OCTAL, WORD_HEX, WORD_SIGNAL, WORD_ENUM, WORD_APART,
};

/* An enum's words are sorted by value, a flags set's stand in the order of printing. */
enum set_told { SET_TOLD = 1, SET_TOLD_ALWAYS }; /* with -X raw, too */

struct set {
	uint32_t name;
	uint32_t unknown; /* "O_???"; 0: none */
	uint16_t first, count;
	bool flags;
	bool parts; /* raw numbers are those of its parts: 0x1|0x800 */
	uint8_t told; /* the number stands in front of its words, or its word: enum set_told */
	uint16_t base; /* a set, and one: of its words is told what has none, base_mask apart; 0: no */
	uint32_t base_mask;
};

/*
 * FIELD_OUT: the kernel's answer, or what it points to is: looked at when a call has come back well; with
 * FIELD_ANYWAY when it failed, too.
 * FIELD_THEN: so is what has become of it; with FIELD_CHANGED when it is something else, with
 * FIELD_ANYWAY when the call failed, too. FIELD_CHANGED alone: there when it was 0 before.
 * FIELD_ERROR: the answer of a call that failed.
 * FIELD_BESIDE: with its name it stands behind the field before it, which has become this.
 */
enum {
	FIELD_VERBOSE = 1,
	FIELD_HIDDEN = 2,
	FIELD_OUT = 4,
	FIELD_NONZERO = 8,
	FIELD_THEN = 16,
	FIELD_CHANGED = 32,
	FIELD_ERROR = 64,
	FIELD_ANYWAY = 128,
	FIELD_BESIDE = 512,
	FIELD_INSTEAD = 1024, /* and HIDDEN: if its condition holds the struct is this one */
	FIELD_BRIEF = 256 /* FIELD_NONZERO, but with -v */
};

struct field_spec {
	uint32_t name;
	uint16_t type;
	uint16_t then; /* the same, but for a FIELD_THEN that becomes something else */
	uint16_t offset;
	uint16_t flags; /* FIELD_* */
	uint16_t cond;
	uint16_t since; /* there when a TYPE_SIZED struct is longer than this; 0: always */
};

struct struct_spec {
	uint32_t name;
	uint16_t size;  /* bytes */
	uint16_t first; /* in spec_fields[] */
	uint8_t fields;
	bool pointers; /* some field points to more memory, or is longer than the struct */
	bool answers;  /* some field, or one of its struct, is FIELD_OUT, FIELD_THEN or FIELD_ERROR */
	bool instead;  /* some field is FIELD_INSTEAD */
	bool errors;   /* some field is FIELD_ERROR */
	uint32_t spelled; /* "%/%": the fields stand where the % are; 0: {a=1, b=2} */
};

/* Rows sorted by value; last: the row of every other value. */
struct variant_spec {
	uint32_t mask;
	uint16_t first, count; /* in spec_rows[] */
	uint16_t last;         /* call */
};

struct row_spec {
	uint32_t value;
	uint16_t call;
};

extern const struct type_spec spec_types[];
extern const struct cond_spec spec_conds[];
extern const struct test_spec spec_tests[];
extern const struct arg_spec spec_args[];
extern const struct call_spec spec_calls[];
extern const uint16_t spec_by_nr[]; /* number -> spec_calls[]; 0: no such call */
extern const uint32_t spec_nrs;     /* numbers in spec_by_nr[] */
extern const struct set spec_sets[];
extern const struct set_word spec_words[];
extern const struct struct_spec spec_structs[];
extern const struct field_spec spec_fields[];
extern const struct variant_spec spec_variants[];
extern const struct row_spec spec_rows[];
extern const uint32_t spec_groups[]; /* names: "file", "desc", "%stat" for strace's %%stat; 0 ends them */

#endif
