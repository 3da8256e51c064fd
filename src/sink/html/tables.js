/* SPDX-License-Identifier: GPL-2.0-or-later */

/* An element: make("b", { class: "x" }, "text", child...). Text stays text. */
function make(name, attributes, ...children) {
	const element = document.createElement(name);

	for (const [key, value] of Object.entries(attributes || {}))
		if (typeof value === "function")
			element.addEventListener(key, value);
		else if (value !== false && value !== null)
			element.setAttribute(key, value);
	element.append(...children);
	return element;
}

function gateBadge(gate) {
	return make("span", { class: "gate gate-" + gate }, gateWords[gate]);
}

/* ---- Long lists: only the rows that are seen exist ---- */

const ROW = 28;

class List {
	/* columns: [title, class, (item) => text or node] */
	constructor(holder, columns, onPick) {
		this.columns = columns;
		this.onPick = onPick;
		this.items = [];
		this.picked = null;
		this.head = make("div", { class: "row head", role: "row" },
			...columns.map((c) => make("span", { class: c[1], role: "columnheader" }, c[0])));
		this.space = make("div", { class: "space", role: "rowgroup" });
		this.body = make("div", { class: "rows", tabindex: "0", role: "grid", "aria-label": "Rows" },
			this.space);
		holder.replaceChildren(this.head, this.body);
		this.body.addEventListener("scroll", () => this.draw());
		this.body.addEventListener("keydown", (e) => this.key(e));
		new ResizeObserver(() => requestAnimationFrame(() => this.draw())).observe(this.body);
	}

	set(items) {
		this.items = items;
		this.space.style.height = items.length * ROW + "px";
		this.body.style.height = Math.min(Math.max(items.length, 3) * ROW, 420) + "px";
		this.body.setAttribute("aria-rowcount", items.length);
		this.draw();
	}

	draw() {
		const first = Math.max(Math.floor(this.body.scrollTop / ROW) - 4, 0);
		const last = Math.min(first + Math.ceil(this.body.clientHeight / ROW) + 8, this.items.length);
		const rows = [];

		for (let i = first; i < last; i++) {
			const item = this.items[i];
			const row = make("div", { class: "row" + (item === this.picked ? " picked" : ""),
				role: "row",
				"aria-rowindex": i + 1, "aria-selected": item === this.picked ? "true" :
					"false",
				click: () => this.onPick(item) },
				...this.columns.map((c) => make("span", { class: c[1], role: "gridcell" },
					c[2](item))));

			row.style.top = i * ROW + "px";
			rows.push(row);
		}
		this.space.replaceChildren(...rows);
	}

	show(item) {
		const i = this.items.indexOf(item), body = this.body;

		this.picked = item;
		const seen = i * ROW >= body.scrollTop && (i + 1) * ROW <= body.scrollTop + body.clientHeight;

		if (i >= 0 && !seen)
			body.scrollTop = i * ROW - body.clientHeight / 2;
		this.draw();
	}

	key(e) {
		const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[e.key];

		if (!step || !this.items.length)
			return;
		e.preventDefault();
		const now = this.items.indexOf(this.picked);

		this.onPick(this.items[Math.min(Math.max(now + step, 0), this.items.length - 1)]);
	}
}

/* ---- What there is to count ---- */

/* [{ gate, calls, failed, restarts, time }], most calls first */
function countGates(calls) {
	return count(calls, (c) => c.gate, (c) => ({ gate: c.gate, name: gateWords[c.gate] }));
}

function countSites(calls) {
	return count(calls, (c) => c.gate + c.site, (c) => ({ gate: c.gate, name: c.site || "not known" }));
}

function count(calls, keyOf, start) {
	const rows = new Map();

	for (const c of calls) {
		const key = keyOf(c);
		let row = rows.get(key);

		if (!row)
			rows.set(key, row = Object.assign({ kind: "count", calls: 0, failed: 0, restarts: 0,
				time: 0, first: c }, start(c)));
		row.calls++;
		row.failed += c.flags & FAILED ? 1 : 0;
		row.restarts += c.flags & RESTARTED ? 1 : 0;
		row.time += c.end - c.time;
	}
	return [...rows.values()].sort((a, b) => b.calls - a.calls);
}

const countColumns = [
	["Calls", "number", (r) => r.calls.toLocaleString("en")],
	["Failed", "number", (r) => r.failed ? r.failed.toLocaleString("en") : ""],
	["Restarts", "number", (r) => r.restarts ? r.restarts.toLocaleString("en") : ""],
	["Time inside", "number", (r) => duration(r.time)],
];

const tables = {
	Calls: {
		columns: [
			["Time", "time", (c) => moment(c.time)],
			["Thread", "tid", (c) => String(c.tid)],
			["Gate", "gatecol", (c) => gateBadge(c.gate)],
			["Call", "wide mono", (c) => callText(c)],
			["Result", "result mono", (c) => c.result],
			["Took", "number", (c) => c.flags & UNFINISHED ? "" : duration(c.end - c.time)],
		],
		items: (trace) => trace.calls.filter((c) => c.on),
	},
	Restarts: {
		columns: [
			["Time", "time", (r) => moment(r.time)],
			["Thread", "tid", (r) => String(r.tid)],
			["Call", "mono", (r) => r.name],
			["The CPU executes", "wide mono", (r) => r.why ? "no restart: " +
				(r.signal ? r.signal + ", " : "") + r.why :
				insnWords[r.insn] + " at " + r.place],
			["Known by", "gatecol", (r) => r.proof || ""],
		],
		items: (trace) => [...trace.restarts, ...trace.noRestarts].sort((a, b) => a.seq - b.seq),
	},
	Gates: {
		columns: [["Gate", "gatecol", (r) => gateBadge(r.gate)],
			["", "wide", (r) => gateHelp[r.gate]], ...countColumns],
		items: (trace) => countGates(trace.calls.filter((c) => c.on)),
	},
	Sites: {
		columns: [["Gate", "gatecol", (r) => gateBadge(r.gate)],
			["Called from", "wide mono", (r) => r.name], ...countColumns],
		items: (trace) => countSites(trace.calls.filter((c) => c.on)),
	},
	Signals: {
		columns: [
			["Time", "time", (m) => moment(m.time)],
			["Thread", "tid", (m) => String(m.tid)],
			["What", "mono", (m) => m.label],
			["", "wide mono", (m) => m.kind === "signal" ? signalText(m) : m.kind],
		],
		items: (trace) => trace.marks.filter((m) => m.kind !== "no restart"),
	},
};

const gateHelp = ["the facts don't decide it", "int $0x80 outside the vDSO", "__kernel_vsyscall, by sysenter",
	"__kernel_vsyscall, by syscall",
		"__kernel_vsyscall, by int $0x80: a restart, or a CPU without sysenter",
	"the vDSO's stubs that end a signal handler", "a sysenter that the vDSO did not execute",
		"int $0x80 in 64-bit code"];

/* ---- Details of one ---- */

function fact(name, ...value) {
	return [make("dt", {}, name), make("dd", {}, ...value)];
}

function registersTable(columns, rows) {
	const cell = (v, was) => make("td", { class: was !== undefined && v !== was ? "changed" : "" },
		v === undefined ? "" : hex8(v));

	return make("table", { class: "registers" },
		make("thead", {}, make("tr", {},
			...["", ...columns].map((c) => make("th", { scope: "col" }, c)))),
		make("tbody", {}, ...registerNames.map((name, i) => make("tr", {},
			make("th", { scope: "row" }, name),
			...rows.map((r, k) => cell(r[i], k ? rows[k - 1][i] : undefined))))));
}

/* What stands at esp: what the code has pushed before it went into the kernel, and where it returns to. */
function stackWords(call, code) {
	if (!code || call.gate < 2 || call.gate > 4)
		return [];
	const pushed = code.lines.filter((l) => l.offset < code.landing && /^push/.test(l.text || ""));

	return [...pushed.reverse().map((l) => "the caller's " + l.text.replace(/.*%/, "")),
		"return address"];
}

function callDetail(call, page) {
	const registers = callRegisters(call), names = stackWords(call, page.codeOf(call)),
		all = JSON.parse(call.args || "[]");
	const list = [];

	for (let i = 0; i + 1 < all.length; i += 2)
		list.push(make("tr", {}, make("th", { scope: "row" }, all[i]), make("td", {}, all[i + 1])));
	return [
		make("h3", {}, gateBadge(call.gate), " ", make("code", {}, call.name)),
		make("dl", {},
			...fact("Result", make("code", {}, call.result)),
			...fact("Called from", make("code", {}, call.site || "not known")),
			...fact("Thread", call.tid + (call.tid === call.pid ? "" :
				" of process " + call.pid)),
			...fact("When", moment(call.time) +
				(call.flags & UNFINISHED ? ", it never came back" :
				", took " + duration(call.end - call.time))),
			...fact("Number", call.nr + ", event " + call.seq)),
		...(call.from ? [page.restartButton(call.from, "This is a restart: see how")] : []),
		...(call.restart ? [page.restartButton(call.restart,
			"It was interrupted, and restarts: see how")] : []),
		make("h4", {}, "Arguments"),
		list.length ? make("table", { class: "args" }, make("tbody", {}, ...list)) :
			make("p", { class: "hint" }, "none"),
		...(registers.entry.length ? [
			make("h4", {}, "Registers"),
			registersTable(registers.exit.length ? ["entry", "exit"] : ["entry"],
				registers.exit.length ? [registers.entry, registers.exit] :
					[registers.entry]),
			make("h4", {}, "Stack at the entry"),
			make("table", { class: "registers stack" },
				make("tbody", {}, ...registers.stack.map((w, i) => make("tr", {},
				make("th", { scope: "row" }, "esp+" + (4 * i).toString(16)),
					make("td", {}, hex8(w)),
				make("td", { class: "words" }, names[i] || ""))))),
		] : [make("p", { class: "hint" }, "No registers: 64-bit code.")]),
		...(registers.frames.length ? [make("h4", {}, "Call stack"), make("ol", { class: "frames" },
			...registers.frames.map((f) => make("li", {},
				make("code", {}, f.replace(/^ > /, "")))))] : []),
	];
}

function markDetail(mark) {
	const registers = mark.kind === "signal" ? signalRegisters(mark) : [];

	return [
		make("h3", {}, make("code", {}, mark.label || "restart of " + mark.name)),
		make("dl", {}, ...fact("Thread", String(mark.tid)), ...fact("When", moment(mark.time)),
			...(mark.kind === "signal" ? fact("Says", make("code", {}, signalText(mark))) : [])),
		...(registers.length ? [make("h4", {}, "Registers"), registersTable(["at the stop"],
			[registers])] : []),
	];
}

function noRestartDetail(r) {
	return [
		make("h3", {}, make("code", {}, "no restart of " + r.name)),
		make("dl", {}, ...fact("Thread", String(r.tid)), ...fact("When", moment(r.time)),
			...fact("Why", (r.signal ? r.signal + ": " : "") + r.why)),
	];
}
