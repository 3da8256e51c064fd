/* SPDX-License-Identifier: GPL-2.0-or-later */
"use strict";

/*
 * The lines behind the page (html.h lists them) become one trace. What only a
 * click shows stays text until the click.
 */
const gateWords = ["unknown", "int80", "vdso:sysenter", "vdso:syscall", "vdso:int80", "vdso:sigreturn",
	"shim:sysenter", "int80@64"];
const registerNames = ["eip", "esp", "eax", "orig_eax", "ebx", "ecx", "edx", "esi", "edi", "ebp", "eflags",
	"ss", "gs"];
const whyWords = ["", "a handler without SA_RESTART: EINTR",
	"a handler ran, and this code never restarts then: EINTR",
	"left by a jump out of the handler", "the process changed eip",
	"the next call is another one"];

const FAILED = 1, INTERRUPTED = 2, RESTARTED = 4, UNFINISHED = 8, DETACHED = 16;

class Trace {
	constructor() {
		this.argv = [];
		this.version = "";
		this.start = null;
		this.calls = [];
		this.marks = [];     /* signals, stops, forks, execs, ends */
		this.restarts = [];
		this.noRestarts = [];
		this.lanes = new Map();
		this.codes = new Map();
		this.vdsos = new Map(); /* by pid: those it had, by time */
		this.broken = 0;
		this.whole = false;
		this.end = 1;
		this.interrupted = new Map(); /* by seq: the call, or who made it again last */
		this.awaited = new Map();     /* by tid: the restart whose call has not come yet */
	}

	lane(tid) {
		let lane = this.lanes.get(tid);

		if (!lane) {
			lane = { tid, pid: tid, name: "", calls: [], marks: [], restarts: [], born: null,
				parent: 0 };
			this.lanes.set(tid, lane);
		}
		return lane;
	}

	line(text) {
		const tab = text.indexOf("\t");
		const record = JSON.parse(tab < 0 ? text : text.slice(0, tab));
		const rest = tab < 0 ? "" : text.slice(tab + 1);
		const take = this["take" + record[0]];

		if (take)
			take.call(this, record, rest);
	}

	takeH(r) {
		this.version = r[2];
		this.argv = r[3];
	}

	takeT(r) {
		this.start = r[1];
	}

	takeK(r) {
		this.codes.set(r[1], {
			id: r[1], kind: r[2], gate: r[3], landing: r[4], restart: r[5], jmp: r[6], insn: r[7],
			lines: r[8].map((l) => ({ offset: l[0], bytes: l[1], label: l[2], text: l[3],
				words: l[4], arrow: l[5] })),
		});
	}

	takeV(r) {
		const had = this.vdsos.get(r[1]) || [];

		had.push({ time: r[2], base: r[3], kv: r[4], code: this.codes.get(r[5]) || null });
		this.vdsos.set(r[1], had);
	}

	/* The vDSO that the process has at that time, or had last. */
	vdso(pid, time) {
		const had = this.vdsos.get(pid) || [];

		for (let i = had.length - 1; i >= 0; i--)
			if (had[i].time <= time)
				return had[i];
		return had[0] || null;
	}

	takeC(r, rest) {
		const tab = rest.indexOf("\t");
		const call = {
			kind: "call", seq: r[1], tid: r[2], pid: r[3], time: r[4], end: r[4] + r[5],
			gate: r[6], nr: r[7], name: r[8], flags: r[9], result: r[10], site: r[11],
			args: rest.slice(0, tab), more: rest.slice(tab + 1),
			on: true, restart: null, from: null,
		};
		const lane = this.lane(call.tid), restart = this.awaited.get(call.tid);

		if (call.end > this.end)
			this.end = call.end;
		lane.pid = call.pid;
		if (restart && call.flags & RESTARTED) {
			restart.to = call;
			call.from = restart;
			this.awaited.delete(call.tid);
		}
		if (call.flags & INTERRUPTED)
			this.interrupted.set(call.from ? call.from.of : call.seq, call);
		if (call.name === "execve" && call.result === "0")
			lane.name = baseName(arguments_(call)[0]);
		this.calls.push(call);
		lane.calls.push(call);
	}

	takeR(r) {
		const restart = {
			kind: "restart", seq: r[1], tid: r[2], time: r[3], of: r[4], name: r[5], insn: r[6],
			place: r[7], offset: r[8], ip: r[9], proof: r[10], index: this.restarts.length,
			from: this.interrupted.get(r[4]) || null, to: null,
		};

		if (restart.from)
			restart.from.restart = restart;
		this.awaited.set(restart.tid, restart);
		this.restarts.push(restart);
		this.lane(restart.tid).restarts.push(restart);
	}

	takeN(r) {
		this.noRestarts.push({ kind: "no restart", seq: r[1], tid: r[2], time: r[3], of: r[4],
			name: r[5], why: whyWords[r[6]] || "", signal: r[7] });
		this.mark(r, "no restart",
			"no restart of " + r[5] + ": " + (r[7] ? r[7] + ", " : "") + (whyWords[r[6]] || ""));
	}

	mark(r, kind, label, rest) {
		const mark = { kind, seq: r[1], tid: r[2], time: r[3], label, rest: rest || "" };

		if (mark.time > this.end)
			this.end = mark.time;
		this.marks.push(mark);
		this.lane(mark.tid).marks.push(mark);
		return mark;
	}

	takeS(r, rest) {
		this.mark(r, "signal", r[4], rest);
	}

	takeP(r) {
		this.mark(r, "stop", "stopped by " + r[4]);
	}

	takeF(r) {
		const lane = this.lane(r[2]);

		lane.pid = r[4];
		lane.parent = r[5];
		lane.born = r[3];
		if (r[5]) {
			lane.name = lane.name || this.lane(r[5]).name;
			this.mark(r, "fork",
				(r[4] === r[2] ? "process " : "thread ") + r[2] + ", made by " + r[5]);
		}
	}

	takeX(r) {
		this.mark(r, "exec", "exec");
	}

	takeD(r) {
		this.mark(r, "end",
			r[5] ? "killed by " + r[5] + (r[6] ? ", with a core" : "") : "exited with " + r[4]);
	}

	takeB(r) {
		this.mark(r, "bad",
			"sysenter with unreadable ebp " + hex(r[4]) + ": EFAULT without a system call");
	}

	takeG(r) {
		this.mark(r, "bad",
			"entry at the restart point, no restart" + (r[4] ? ": jumped to from " + r[4] : ""));
	}

	takeL(r) {
		this.mark(r, "lost", r[4] + " events were lost");
	}

	takeE() {
		this.whole = true;
	}

	finish() {
		this.calls.sort((a, b) => a.time - b.time || a.seq - b.seq);
		for (const lane of this.lanes.values()) {
			if (lane.calls.some((c, i, all) => i && c.time < all[i - 1].time))
				lane.calls.sort((a, b) => a.time - b.time);
			if (!lane.name && lane.parent)
				lane.name = this.lane(lane.parent).name;
		}
		this.interrupted = this.awaited = null;
	}
}

function baseName(quoted) {
	return (quoted || "").replace(/^"|"(\.\.\.)?$/g, "").split("/").pop();
}

/* [name, text, name, text...] -> texts */
function arguments_(call) {
	return JSON.parse(call.args || "[]").filter((_, i) => i % 2);
}

function callText(call) {
	return call.name + "(" + arguments_(call).join(", ") + ")";
}

function words(text) {
	return text ? text.split(" ").map((w) => parseInt(w, 16)) : [];
}

/* What was read at the stops: { entry, exit, esp, stack, frames }; registers in the order of their names. */
function callRegisters(call) {
	const more = JSON.parse(call.more || "[]");
	const entry = words(more[0]), exit = entry.slice(), change = words(more[1]);

	for (let i = 0; i + 1 < change.length; i += 2)
		exit[change[i]] = change[i + 1];
	return { entry, exit: call.flags & UNFINISHED ? [] : exit, esp: more[2] || 0, stack: words(more[3]),
		frames: (more[4] || "").split("\n").filter(Boolean) };
}

function signalText(mark) {
	return mark.rest ? JSON.parse(mark.rest.split("\t")[0])[0] : "";
}

function signalRegisters(mark) {
	const tab = mark.rest.indexOf("\t");

	return tab < 0 ? [] : words(JSON.parse(mark.rest.slice(tab + 1))[0]);
}

/* Chunk by chunk; a line that broke off is the last one. */
function readTrace(chunks) {
	const trace = new Trace();

	for (const chunk of chunks)
		for (const line of chunk.textContent.split("\n")) {
			if (!line)
				continue;
			try {
				trace.line(line);
			} catch (e) {
				trace.broken++;
			}
		}
	trace.finish();
	return trace;
}

/* ---- Words for numbers ---- */

function duration(ns) {
	if (ns < 1000)
		return ns.toFixed(0) + " ns";
	if (ns < 1e6)
		return (ns / 1e3).toFixed(ns < 1e4 ? 1 : 0) + " \u00b5s";
	if (ns < 1e9)
		return (ns / 1e6).toFixed(ns < 1e7 ? 2 : 1) + " ms";
	return (ns / 1e9).toFixed(3) + " s";
}

/* Moments of a trace, in one unit, with as many digits as it takes to tell them apart. */
function momentsText(times) {
	const last = times[times.length - 1] || 0,
		least = Math.min(...times.slice(1).map((t, i) => t - times[i]), 1e9);
	const [unit, name] = last < 1e6 ? [1e3, "\u00b5s"] : last < 1e9 ? [1e6, "ms"] : [1e9, "s"];
	const digits = Math.min(Math.max(Math.ceil(Math.log10(unit / Math.max(least, 1))), 0), 6);

	return times.map((t) => "+" + (t / unit).toFixed(digits) + " " + name);
}

function moment(ns) {
	return ns < 1e10 ? "+" + (ns / 1e6).toFixed(3) + " ms" : "+" + (ns / 1e9).toFixed(6) + " s";
}

function hex(n) {
	return "0x" + (n >>> 0).toString(16);
}

function hex8(n) {
	return (n >>> 0).toString(16).padStart(8, "0");
}

function many(n, one) {
	return n.toLocaleString("en") + " " + one + (n === 1 ? "" : "s");
}
