/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/json_shim.h"

#include "event/shim_report.h"
#include "sink/json_write.h"

static const char *told(enum shim_told told)
{
	return told == TOLD_BY_CODE ? "code" : told == TOLD_BY_STACK ? "stack" : "unknown";
}

static void add_site_facts(struct buffer *to, const struct shim_site *site)
{
	bool first = true;

	json_text(to, "insn", shim_report_insn(site->insn));
	json_key(to, "known");
	buffer_adds(to, site->known ? "true" : "false");
	json_site(to, "at", &site->at);
	json_text(to, "verdict", site->faults ? "wrong" : site->clear ? "ok" : "open");
	json_key(to, "faults");
	buffer_addc(to, '[');
	for (unsigned i = 0; i < SHIM_FAULTS; i++) {
		const char *word = shim_report_fault((enum shim_fault)(1u << i));

		if (!(site->faults & 1u << i))
			continue;
		buffer_addf(to, "%s\"%s\"", first ? "" : ",", word);
		first = false;
	}
	buffer_addc(to, ']');
	json_unsigned(to, "calls", site->calls);
	json_unsigned(to, "wrong", site->bad);
}

static void add_verdict(struct buffer *to, const struct shim_report *r)
{
	json_unsigned(to, "shim", r->number);
	add_site_facts(to, r->site);
	json_text(to, "way", shim_report_way(r->way));
	if (r->caller.ip)
		json_site(to, "caller", &r->caller);
	if (r->target.ip)
		json_site(to, "target", &r->target);
	json_unsigned(to, "sp", r->sp);
	json_key(to, "words");
	buffer_addc(to, '[');
	for (uint32_t i = 0; i < r->words; i++)
		buffer_addf(to, "%s%u", i ? "," : "", (unsigned)r->word[i]);
	buffer_addc(to, ']');
	json_unsigned(to, "ebp", r->bp);
	json_unsigned(to, "edx", r->dx);
	json_unsigned(to, "ecx", r->cx);
	json_text(to, "ebp_told_by", told(r->ebp));
	if (r->shifted)
		json_number(to, "ebp_minus_esp", r->ebp_off);
	json_text(to, "sixth_told_by", told(r->sixth));
}

static void add_gs(struct buffer *to, const struct shim_report *r)
{
	json_unsigned(to, "sysinfo", r->sysinfo);
	json_unsigned(to, "gs10", r->gs10);
	if (r->gs10_at.module)
		json_site(to, "at", &r->gs10_at);
	if (r->after) {
		json_unsigned(to, "was", r->gs10_was);
		json_text(to, "after", r->after);
	}
	json_text(to, "before", r->before);
	if (r->parent)
		json_number(to, "parent", r->parent);
	json_key(to, "other_tls");
	buffer_adds(to, r->other_tls ? "true" : "false");
}

static void add_counts(struct buffer *to, const struct shim_report *r)
{
	json_unsigned(to, "by_vdso", r->by_vdso);
	json_unsigned(to, "bad_sysenters", r->bad_sysenters);
	json_key(to, "sites");
	buffer_addc(to, '[');
	for (unsigned i = 0; i < r->sites; i++) {
		buffer_addf(to, "%s{\"shim\":%u", i ? "," : "", i + 1);
		add_site_facts(to, r->all[i]);
		buffer_addc(to, '}');
	}
	buffer_addc(to, ']');
}

static void add_bad(struct buffer *to, const struct shim_report *r)
{
	if (r->last_call) {
		json_text(to, "last_call", r->last_call);
		json_site(to, "last", &r->last);
		json_unsigned(to, "last_sp", r->last_sp);
	}
	json_text(to, "insn", shim_report_insn(r->insn));
	json_unsigned(to, "sysinfo", r->sysinfo);
	json_unsigned(to, "gs10", r->gs10);
	json_key(to, "guesses");
	buffer_addc(to, '[');
	for (unsigned i = 0; i < r->guesses; i++) {
		buffer_addf(to, "%s{\"guess\":%u", i ? "," : "", i + 1);
		json_site(to, "caller", &r->guess[i]);
		json_site(to, "at", &r->guess_target[i]);
		buffer_addc(to, '}');
	}
	buffer_addc(to, ']');
}

const char *json_shim_type(enum event_kind kind)
{
	return kind == EVENT_SHIM ? "shim" : kind == EVENT_SHIM_GS ? "shim_gs" : "shim_counts";
}

void json_shim(struct buffer *to, const struct event *e)
{
	switch (e->kind) {
	case EVENT_SHIM:
		add_verdict(to, e->shim);
		break;
	case EVENT_SHIM_GS:
		add_gs(to, e->shim);
		break;
	case EVENT_SHIM_COUNTS:
		add_counts(to, e->shim);
		break;
	default:
		add_bad(to, e->shim);
	}
}
