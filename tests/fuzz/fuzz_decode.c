/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls with any registers of a process with any memory, and whatever else
 * happens to it, through capture, decoder and sinks as a trace goes. First
 * OPTIONS bytes of options; then one event behind the other. Memory is the
 * whole input.
 */
#include "config.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/numbers.h"
#include "decode/decode.h"
#include "fuzz.h"
#include "memory.h"
#include "printed.h"
#include "sink/html.h"
#include "sink/json.h"
#include "sink/out.h"
#include "sink/summary.h"
#include "sink/svg.h"
#include "sink/text.h"
#include "stage/capture.h"

enum { TASKS = 4, FIRST_TID = 100, NRS = 600 };
enum { CAPTURED_MAX = 129 << 20 };
enum format { TEXT, JSON, HTML, SVG, SUMMARY, FORMATS };

/* Rows of the tables are no branches: libFuzzer is told of them by counters of ours. */
#ifdef FUZZING
__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t seen[1 << 14];

static void see(const struct call *c, bool failed)
{
	uintptr_t name = (uintptr_t)c->name * 2 + failed;

	seen[(name ^ name >> 14) % sizeof(seen)] = 1;
}
#else
static void see(const struct call *c, bool failed)
{
	(void)failed;
	FUZZ_REQUIRE(c->name);
}
#endif

struct trace {
	struct fuzz_input in;
	struct fuzz_memory memory;
	struct reader reader;
	struct options o;
	enum format format;
	struct out *out;
	struct sink *sink;
	int fd;
	uint64_t seq, time;
	struct task {
		bool inside;
		struct event call;
		struct call decoded;
		struct arena arena;
	} task[TASKS];
};

static int tell_about(void *origin, enum about kind, uint32_t owner, uint32_t number, struct buffer *to)
{
	struct fuzz_memory *m = origin;

	(void)owner;
	if (number % 5 == 0)
		return -2;
	buffer_addf(to, "<%u:[%u]>", kind, number);
	if (m->size % 2)
		buffer_add(to, "\0device", 7);
	return 0;
}

/* ---- Options ---- */

static void decode_options(struct trace *t, unsigned how)
{
	static struct numbers all = { .invert = true };
	struct decode_options *d = &t->o.decode;

	d->string_max = (uint32_t)fuzz_take(&t->in, 1);
	d->verbose = how & 1;
	d->opaque = (how & 0x1e) == 2;
	d->raw = (how & 0x1e) == 4;
	d->reads = d->writes = how & 0x20 ? &all : NULL;
	d->about = (how & 0xc0) == 0x40 ? ABOUT_FDS | ABOUT_PIDS : 0;
	t->o.style.xlat = (enum xlat_style)((how >> 8 & 3) % 3);
	t->o.style.string = (enum string_style)((how >> 10 & 3) % 3);
}

static void sink_options(struct trace *t, unsigned how)
{
	struct options *o = &t->o;

	t->format = (enum format)((how & 7) % FORMATS);
	o->follow = how & 8;
	o->strace = how & 0x10;
	o->gate = (enum gate_style)((how >> 5 & 3) % 3);
	o->arg_names = how & 0x80;
	o->time = (enum time_style)((how >> 8 & 3) % 3);
	o->time_digits = o->duration_digits = 6;
	o->durations = how & 0x400;
	o->show_ip = how & 0x800;
	o->show_nr = how & 0x1000;
	o->show_pid = how & 0x2000;
	o->color = how & 0x4000 ? COLOR_ALWAYS : COLOR_NEVER;
	o->column = how & 0x8000 ? 40 : 0;
	o->json = t->format == JSON;
	o->svg_restart = 1;
	o->summary = t->format == SUMMARY ? (enum summary_kind)(1 + (how >> 8 & 3) % 3) : SUMMARY_NONE;
	o->decode.strace = o->strace;
	o->decode.style = o->style;
}

static void open_sink(struct trace *t)
{
	static struct sink *(*const open[])(const struct options *, struct out *) = {
		[TEXT] = text_open, [JSON] = json_open, [HTML] = html_open,
		[SVG] = svg_open, [SUMMARY] = summary_open,
	};
	static char path[32];

	t->fd = memfd_create("trace", MFD_CLOEXEC);
	FUZZ_REQUIRE(t->fd >= 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", t->fd);
	t->o.output = path;
	FUZZ_REQUIRE(out_open(&t->o, &t->out) == 0);
	t->sink = open[t->format](&t->o, t->out);
}

/* ---- Events ---- */

static void show(struct trace *t, struct event *e, const struct call *c)
{
	t->time += 1500;
	e->time = t->time;
	t->sink->event(t->sink, e, t->sink->needs_call ? c : NULL);
}

/* Words of the process's own: module, symbol and comm may hold anything. */
static void name_place(struct trace *t, struct event *e)
{
	static char module[16], symbol[16];

	for (unsigned i = 0; i < 15 && t->memory.size; i++) {
		module[i] = (char)t->memory.bytes[(e->arg[0] + i) % t->memory.size];
		symbol[i] = (char)t->memory.bytes[(e->arg[1] + i) % t->memory.size];
		e->comm[i] = module[i];
	}
	e->site = (struct site){ .ip = e->ip, .module = e->arg[0] & 1 ? module : NULL,
				 .symbol = e->arg[0] & 2 ? symbol : NULL, .offset = e->arg[2] };
	if (e->arg[2] & 1)
		*event_frame(e) = (struct frame){ .site = e->site, .path = module, .offset = e->arg[3] };
}

static struct event new_event(struct trace *t, enum event_kind kind, int tid)
{
	return (struct event){ .kind = kind, .tid = tid, .pid = FIRST_TID, .seq = ++t->seq, .passes = true };
}

static void enter(struct trace *t, struct task *task, int tid)
{
	struct event *e = &task->call;

	event_reset(e);
	e->kind = EVENT_ENTRY;
	e->tid = tid;
	e->pid = FIRST_TID;
	e->seq = ++t->seq;
	e->passes = true;
	e->nr = (uint32_t)fuzz_take(&t->in, 2);
	e->nr = e->nr == 0xffff ? UINT32_MAX : e->nr % NRS;
	for (int i = 0; i < EVENT_ARGS; i++)
		e->arg[i] = fuzz_word(&t->in);
	e->sp = e->arg[5];
	e->ip = e->arg[4];
	e->gate = (enum gate)(e->arg[3] % GATE_COUNT);
	name_place(t, e);
	arena_reset(&task->arena);
	capture_entry(e, &t->o.decode, &t->reader);
	decode_entry(e, &t->o.decode, &task->arena, &task->decoded);
	FUZZ_REQUIRE(task->decoded.name && task->decoded.spec);
	FUZZ_REQUIRE(task->decoded.ready <= task->decoded.nargs && task->decoded.nargs <= CALL_ARGS_MAX);
	e->name = task->decoded.name;
	show(t, e, &task->decoded);
	task->inside = true;
}

static void leave(struct trace *t, struct task *task, bool lost)
{
	struct event *e = &task->call;

	e->kind = lost ? EVENT_UNFINISHED : EVENT_EXIT;
	e->entry_time = e->time;
	e->result = (int32_t)fuzz_word(&t->in);
	if (!lost) {
		capture_exit(e, &t->o.decode, &t->reader);
		decode_exit(e, &t->o.decode, &task->arena, &task->decoded);
		see(&task->decoded, event_failed(e));
		for (uint32_t i = 0; i < task->decoded.nargs; i++)
			FUZZ_REQUIRE(task->decoded.arg[i]);
	}
	FUZZ_REQUIRE(e->bytes.len <= CAPTURED_MAX);
	show(t, e, &task->decoded);
	task->inside = false;
}

static void get_signal(struct trace *t, int tid)
{
	struct event e = new_event(t, EVENT_SIGNAL, tid);
	uint32_t at = fuzz_word(&t->in);

	e.sig = (int)(fuzz_take(&t->in, 1) & 0x7f);
	e.has_info = fuzz_read(&t->memory, at | 0x1000, e.info, sizeof(e.info)) == sizeof(e.info);
	e.arg[0] = at;
	name_place(t, &e);
	capture_signal(&e, &t->o.decode, &t->reader);
	show(t, &e, NULL);
	event_free(&e);
}

/* A number picks the kind, and says what it has to say. */
static void happen(struct trace *t, int tid)
{
	static const enum event_kind kinds[] = {
		EVENT_STOP, EVENT_NEW, EVENT_EXEC, EVENT_SUPERSEDED, EVENT_EXITED, EVENT_KILLED,
		EVENT_DETACHED, EVENT_MODE, EVENT_LOST, EVENT_RESTART, EVENT_NO_RESTART, EVENT_FORGED,
		EVENT_BAD_SYSENTER,
	};
	unsigned n = (unsigned)fuzz_take(&t->in, 2);
	struct event e = new_event(t, kinds[(n & 15) % (sizeof(kinds) / sizeof(*kinds))], tid);

	e.sig = n >> 8 & 0x7f;
	e.status = e.sig;
	e.core = n & 0x80;
	e.other = FIRST_TID + (n >> 8 & 3);
	e.count = n;
	e.of_seq = t->seq / 2;
	e.of_name = call_name_by_nr(n % NRS);
	e.insn = (enum restart_insn)(n >> 8 & 3);
	e.proof = (enum restart_proof)((n >> 10 & 3) % 3);
	e.why = (enum no_restart_why)((n >> 12 & 7) % 5);
	e.bad_ebp = n;
	e.arg[0] = n;
	name_place(t, &e);
	show(t, &e, NULL);
	event_free(&e);
}

static void play(struct trace *t)
{
	while (t->in.left) {
		unsigned op = (unsigned)fuzz_take(&t->in, 1);
		int tid = FIRST_TID + (int)(op >> 4) % TASKS;
		struct task *task = &t->task[tid - FIRST_TID];

		if (op & 4)
			happen(t, tid);
		else if (op & 8)
			get_signal(t, tid);
		else if (task->inside)
			leave(t, task, op & 2);
		else
			enter(t, task, tid);
		/* By far the most events are calls that come back at once. */
		if (!(op & 13) && task->inside)
			leave(t, task, op & 2);
	}
}

/* ---- What was printed ---- */

static void check_page(char *line)
{
	static const char begin[] = "<script type=\"application/json\">\n", end[] = "</script>\n";

	for (char *next; *line; line = next) {
		size_t n = strcspn(line, "\n");

		FUZZ_REQUIRE(line[n]);
		next = line + n + 1;
		if (!strncmp(line, begin, sizeof(begin) - 1) || !strncmp(line, end, sizeof(end) - 1))
			continue;
		FUZZ_REQUIRE(!memchr(line, '<', n));
		line[n] = '\0';
		for (char *value = line; *value;) {
			const char *stop = json_value_end(value, 0);

			FUZZ_REQUIRE(!*stop || *stop == '\t');
			value = (char *)stop + (*stop == '\t');
		}
	}
}

static void check_output(struct trace *t, size_t page)
{
	off_t size = lseek(t->fd, 0, SEEK_END);
	char *text = xcalloc(1, (size_t)size + 1);

	FUZZ_REQUIRE(pread(t->fd, text, (size_t)size, 0) == size);
	check_plain(text + page, (size_t)size - page, t->o.color == COLOR_ALWAYS);
	if (t->format == HTML)
		check_page(text + page);
	else if (t->format == JSON)
		check_json(text);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct trace *t = xcalloc(1, sizeof(*t));
	FILE *keep = stderr;
	off_t page;
	unsigned how;
	int r;

	t->in = (struct fuzz_input){ bytes, size };
	t->memory = (struct fuzz_memory){ .bytes = bytes, .size = size };
	t->reader = (struct reader){ .read = fuzz_read, .about = tell_about, .origin = &t->memory };
	t->time = UINT64_C(1700000000000000000);
	how = (unsigned)fuzz_take(&t->in, 2);
	t->memory.moves = how >> 12; /* mostly 0 in what real programs do */
	decode_options(t, how);
	sink_options(t, (unsigned)fuzz_take(&t->in, 2));
	open_sink(t);
	FUZZ_REQUIRE(t->sink->flush(t->sink) == 0);
	page = t->format == HTML ? lseek(t->fd, 0, SEEK_END) : 0;
	/* "Process 5 attached" */
	stderr = fopen("/dev/null", "w");
	play(t);
	fclose(stderr);
	stderr = keep;
	r = t->sink->end(t->sink);
	FUZZ_REQUIRE(r == 0 || t->format == SVG);
	FUZZ_REQUIRE(out_close(t->out) == 0);
	check_output(t, (size_t)page);
	close(t->fd);
	for (int i = 0; i < TASKS; i++) {
		event_free(&t->task[i].call);
		arena_free(&t->task[i].arena);
	}
	free(t);
	return 0;
}
