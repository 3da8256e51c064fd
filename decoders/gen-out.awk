# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tables -> C, third part: what src/decode/spec.h declares (tables), the names that C code uses (header), and the
# proof that the numbers are the kernel's (abi).

function begin(what) {
	print "/* SPDX-License-Identifier: GPL-2.0-or-later */"
	print "/* Made by decoders/gen.awk: " what ". */"
}

function u64(digits) {
	sub(/^0+/, "", digits)
	return "0x" (digits == "" ? "0" : digits) (length(digits) > 8 ? "ull" : "u")
}

function open_array(type, name) {
	print "\nconst " type " " name "[] = {"
	printed = 0
}

function element(s) {
	print "\t{ " s " },"
	printed++
}

# ISO C has no empty array.
function close_array(zero) {
	if (!printed)
		print "\t" zero ","
	print "};"
}

# A row's groups: its own, those of the call of its name, or those of the call that it is a part of.
function groups_of(c) {
	if (cgroups[c] != "")
		return cgroups[c]
	return cname[c] != "" && cname[c] in call_of ? cgroups[call_of[cname[c]]] : cup[c] >= 0 ? groups_of(cup[c]) : ""
}

function group_bits(c,    n, i, g, bits) {
	n = split(groups_of(c), g, ",")
	for (i = 1; i <= n; i++) {
		if (g[i] ~ /^(-|noreturn|reads|writes)$/)
			continue
		if (!(g[i] in group_of)) {
			group_of[g[i]] = groups
			group_text[groups++] = text_at(g[i])
		}
		bits = bits (bits == "" ? "" : " | ") "1u << " group_of[g[i]]
	}
	if (groups > 32)
		wrong(call_at[c], "more than 32 groups")
	return bits == "" ? 0 : bits
}

# The words of its own arguments and of all that a variant may bring, whose words are not in a block.
function words_of(c,    most, n, i, v, r) {
	most = call_words[c] + 0
	n = split(call_variants[c], v, " ")
	for (i = 1; i <= n; i++)
		for (r = 0; r < rows && !variant_block[v[i]]; r++)
			if (row_variant[r] == v[i] && words_of_row(row_call[r]) > most)
				most = words_of_row(row_call[r])
	return most < 6 ? most : 6
}

function words_of_row(c) {
	if (!(c in row_words))
		row_words[c] = words_of(c)
	return row_words[c]
}

function call_flags(c,    s) {
	s = call_no[c]
	if ((c in cgroups) && ("," cgroups[c] ",") ~ /,noreturn,/)
		s = s " CALL_NORETURN"
	if (("," groups_of(c) ",") ~ /,reads,/)
		s = s " CALL_READS"
	if (("," groups_of(c) ",") ~ /,writes,/)
		s = s " CALL_WRITES"
	if (cresult[c] != "")
		s = s " CALL_HAS_RESULT"
	if (cstyle[c] != "")
		s = s " CALL_" toupper(cstyle[c])
	if ((c in cvariant) && variant_block[cvariant[c]])
		s = s " CALL_BLOCK"
	if ((c in cvariant) && variant_late[cvariant[c]])
		s = s " CALL_LATE"
	sub(/^ +/, "", s)
	sub(/ +$/, "", s)
	gsub(/ +/, " | ", s)
	return s == "" ? 0 : s
}

# Everything that names a text comes before the texts themselves.
function write_tables(    i, w) {
	begin("the tables")
	print "#include \"decode/tables.h\"\n\n#include \"decode/types.h\"\n#include \"decode/value.h\""

	open_array("struct type_spec", "spec_types")
	for (i = 0; i < types; i++)
		element(type_text[i])
	close_array("{ 0 }")
	open_array("struct test_spec", "spec_tests")
	for (i = 0; i < tests; i++)
		element(u64(test_mask[i]) ", " u64(test_value[i]))
	close_array("{ 0 }")
	open_array("struct cond_spec", "spec_conds")
	element("0, 0, 0, 0, false, 0")
	for (i = 1; i <= conds; i++)
		element(cond_text[i])
	close_array()
	open_array("struct arg_spec", "spec_args")
	for (i = 0; i < args; i++)
		element(arg_init[i])
	close_array("{ 0 }")
	open_array("struct call_spec", "spec_calls")
	for (i = 0; i < calls; i++)
		element(text_at(cname[i]) ", " call_groups[i] ", " call_first[i] + 0 ", " call_result[i] + 0 ", " \
			text_at(clabel[i]) ", " call_args[i] + 0 ", " words_of_row(i) ", " call_flags(i))
	close_array()
	open_array("uint16_t", "spec_by_nr")
	for (i = 0; i <= last_nr; i++)
		if (i in by_nr)
			print "\t[" i "] = " by_nr[i] ","
	close_array("0")
	print "\nconst uint32_t spec_nrs = sizeof(spec_by_nr) / sizeof(spec_by_nr[0]);"
	open_array("uint32_t", "spec_groups")
	for (i = 0; i < groups; i++)
		print "\t" group_text[i] ","
	print "\t0,\n};"
	open_array("struct set", "spec_sets")
	for (i = 0; i < sets; i++)
		element(text_at(set_name[i]) ", " text_at(set_unknown[i]) ", " set_first[i] ", " set_count[i] ", " \
			(set_flags[i] ? "true" : "false") ", " (set_parts[i] ? "true" : "false") ", " set_told[i] ", " set_on[i] ", " u64(set_on_mask[i]))
	close_array("{ 0 }")
	open_array("struct set_word", "spec_words")
	for (i = 0; i < words; i++) {
		w = sorted[i]
		element(u64(word_value[w]) ", " u64(word_mask[w]) ", " text_at(word_name[w]) ", " word_kind[w])
	}
	close_array("{ 0 }")
	open_array("struct struct_spec", "spec_structs")
	for (i = 0; i < structs; i++)
		element(text_at(struct_name[i]) ", " struct_size[i] ", " struct_first[i] ", " struct_fields[i] ", " \
			(struct_points[i] ? "true" : "false") ", " (struct_answers[i] ? "true" : "false") ", " (struct_instead[i] ? "true" : "false") ", " (struct_errors[i] ? "true" : "false") ", " \
			text_at(struct_spelled[i]))
	close_array("{ 0 }")
	open_array("struct field_spec", "spec_fields")
	for (i = 0; i < fields; i++)
		element(field_init[i])
	close_array("{ 0 }")
	open_array("struct variant_spec", "spec_variants")
	for (i = 0; i < variants; i++)
		element(u64(variant_mask[i]) ", " variant_first[i] ", " variant_count[i] ", " variant_last[i])
	close_array("{ 0 }")
	open_array("struct row_spec", "spec_rows")
	for (i = 0; i < row_count; i++)
		element(u64(row_key[i]) ", " row_to[i])
	close_array("{ 0 }")
	print "\nconst struct type_ops *const spec_customs[] = {"
	for (i = 0; i < customs; i++)
		print "\t&type_" custom_name[i] ","
	print (customs ? "" : "\t0,\n") "};"
	print "\nconst char spec_text[] ="
	for (i = 0; i < texts; i++) {
		gsub(/[?]/, "\\?", text[i]) # no trigraph
		print "\t\"" text[i] "\\0\""
	}
	print "\t;"
}

function write_header(    i) {
	begin("what C code calls by name")
	print "#ifndef DECODE_TABLES_H\n#define DECODE_TABLES_H\n\n#include \"decode/spec.h\"\n"
	print "struct type_ops;\n\nenum set_id {"
	for (i = 0; i < sets; i++)
		print "\tSET_" set_name[i] ","
	print "\tSET_COUNT\n};\n\nenum struct_id {"
	for (i = 0; i < structs; i++)
		print "\tSTRUCT_" struct_name[i] ","
	print "\tSTRUCT_COUNT\n};\n\nenum variant_id {"
	for (i = 0; i < variants; i++)
		print "\tVARIANT_" variant_name[i] ","
	print "\tVARIANT_COUNT\n};\n\nenum type_id {"
	for (i = 0; i < customs; i++)
		print "\tCUSTOM_" custom_name[i] ","
	print "\tCUSTOM_COUNT\n};\n"
	for (i = 0; i < customs; i++)
		print "extern const struct type_ops type_" custom_name[i] ";"
	print "extern const struct type_ops *const spec_customs[];\n\n#endif"
}

function assert_word(name, value, check) {
	if (check == "ifdef")
		print "#ifdef " name
	print "_Static_assert((" (length(u64(value)) > 11 ? "unsigned long long" : "unsigned") ")(" name ") == " u64(value) ", \"" name "\");"
	if (check == "ifdef")
		print "#endif"
}

# The numbers come first: other headers may bring the host's own <asm/unistd.h> with them.
function write_abi(    i, n, h, k, c) {
	begin("fails to compile where the tables and the kernel's headers disagree")
	print "#include <asm/unistd_32.h>\n"
	for (i = 1; i <= nr_count; i++) {
		c = by_nr[nrs[i]]
		k = "__NR_" kernel_name[c]
		print "#ifdef " k "\n_Static_assert(" k " == " nrs[i] ", \"" cname[c] "\");\n#undef " k "\n#endif"
	}
	print "#undef __NR_syscalls\n"
	for (i = 0; i < sets; i++) {
		n = split(set_headers[i], h, " ")
		for (k = 1; k <= n; k++) {
			if (h[k] in header_seen)
				continue
			header_seen[h[k]] = 1
			print "#if __has_include(" h[k] ")\n#include " h[k] "\n#endif"
		}
	}
	for (i = 0; i < words; i++)
		if (word_check[i] != "" && set_headers[word_set[i]] != "")
			assert_word(word_name[i], word_value[i], word_check[i])
	print "\ntypedef int abi_checked; /* ISO C wants a declaration */"
}

END {
	if (!errors) {
		resolve()
		groups = 0
		for (c = 0; c < calls; c++)
			call_groups[c] = group_bits(c)
	}
	if (errors) {
		close("cat 1>&2")
		exit 1
	}
	if (out == "tables")
		write_tables()
	else if (out == "header")
		write_header()
	else
		write_abi()
}
