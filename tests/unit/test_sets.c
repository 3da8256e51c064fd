/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "decode/sets.h"
#include "decode/tables.h"

static struct buffer b;

static const char *flags(enum set_id id, uint64_t value)
{
	buffer_reset(&b);
	set_print_flags(&b, &spec_sets[id], value);
	return buffer_text(&b);
}

static void every_word_of_every_enum_is_found(void **state)
{
	(void)state;
	for (int i = 0; i < SET_COUNT; i++) {
		const struct set *s = &spec_sets[i];
		const struct set_word *w = &spec_words[s->first];

		for (uint32_t k = 0; !s->flags && k < s->count; k++) {
			const char *word = set_word(s, w[k].value);

			assert_non_null(word);
			if (k)
				assert_true(w[k - 1].value <= w[k].value);
			/* Of two words with one value the first is used. */
			if (!k || w[k - 1].value != w[k].value)
				assert_string_equal(word, spec_name(w[k].name));
		}
	}
}

static void what_no_enum_has_is_not_found(void **state)
{
	(void)state;
	assert_null(set_word(&spec_sets[SET_whence], 77));
	assert_null(set_word(&spec_sets[SET_fcntl], 0x4d2));
	assert_null(set_word(&spec_sets[SET_cmsg_type], 0));
	assert_null(set_word(&spec_sets[SET_af], UINT64_MAX));
	assert_string_equal(set_unknown(&spec_sets[SET_af]), "AF_???");
}

static void every_flag_alone_prints_its_word(void **state)
{
	(void)state;
	for (int i = 0; i < SET_COUNT; i++) {
		const struct set *s = &spec_sets[i];
		const struct set_word *w = &spec_words[s->first];

		for (uint32_t k = 0; s->flags && k < s->count; k++) {
			if (w[k].kind != WORD_BITS)
				continue;
			assert_non_null(strstr(flags(i, w[k].value), spec_name(w[k].name)));
			assert_true(set_has_words(s, w[k].value));
		}
	}
}

static void flags_print_as_strace_prints_them(void **state)
{
	(void)state;
	assert_string_equal(flags(SET_open, 0), "O_RDONLY");
	assert_string_equal(flags(SET_open, 0x8242), "O_RDWR|O_CREAT|O_TRUNC|O_LARGEFILE");
	assert_string_equal(flags(SET_open, 0x80200003), "O_ACCMODE|O_PATH|0x80000000");
	assert_string_equal(flags(SET_prot, 0), "PROT_NONE");
	assert_string_equal(flags(SET_prot, 0xf7), "PROT_READ|PROT_WRITE|PROT_EXEC|0xf0");
	assert_string_equal(flags(SET_mmap, 0x99), "0x9 /* MAP_??? */|MAP_FIXED|0x80");
	assert_string_equal(flags(SET_mmap, 0x22 | 0x40000 | 21 << 26),
	                    "MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT");
	assert_string_equal(flags(SET_sock, 0x80801), "SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK");
	assert_string_equal(flags(SET_sock, 0x4d), "0x4d /* SOCK_??? */");
	assert_string_equal(flags(SET_clone, 0x1200011), "CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD");
	assert_string_equal(flags(SET_clone, 34), "SIGRT_2");
	assert_string_equal(flags(SET_mode, 0100644), "S_IFREG|0644");
	assert_string_equal(flags(SET_mode, 0140000), "S_IFSOCK|000");
	assert_string_equal(flags(SET_mode, 041777), "S_IFDIR|S_ISVTX|0777");
	assert_string_equal(flags(SET_mode, 0106755), "S_IFREG|S_ISUID|S_ISGID|0755");
	assert_string_equal(flags(SET_wait, 0), "0");
	assert_string_equal(flags(SET_wait, 0x100), "0x100 /* W??? */");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_of_every_enum_is_found),
		cmocka_unit_test(what_no_enum_has_is_not_found),
		cmocka_unit_test(every_flag_alone_prints_its_word),
		cmocka_unit_test(flags_print_as_strace_prints_them),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buffer_free(&b);
	return failed;
}
