/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * One restart, drawn: the code on the left, the kernel on the right, arrows for
 * the ways between them, and a marker where the program counter is.
 */
const insnWords = { jmp: "jmp .Lenter_kernel", int80: "int $0x80", syscall: "syscall",
	unknown: "an instruction" };
const SVG = "http://www.w3.org/2000/svg";
const LINE = 25, CODE = 48, CODE_END = 440, KERNEL = 570, WIDTH = 840;

function draw(name, attributes, ...children) {
	const element = document.createElementNS(SVG, name);

	for (const [key, value] of Object.entries(attributes))
		element.setAttribute(key, value);
	element.append(...children);
	return element;
}

/* An int $0x80 of the program's own is a vDSO of two lines. */
function ownCode(restart) {
	return {
		kind: "int $0x80 at " + restart.place, landing: 2, restart: 0, jmp: -1, insn: "int80",
			own: true,
		lines: [
			{ offset: 0, bytes: "cd80", label: restart.place, text: "int $0x80",
				words: "into the kernel; a call made again comes here, too" },
			{ offset: 2, bytes: "", label: null, text: "...", words: "back from the kernel" },
		],
	};
}

class RestartStory {
	constructor(trace, restart) {
		const vdso = trace.vdso(restart.from ? restart.from.pid : restart.tid, restart.time);
		const lane = trace.lanes.get(restart.tid);
		const from = restart.from ? restart.from.end : restart.time;

		this.restart = restart;
		this.code = restart.offset >= 0 && vdso && vdso.code || ownCode(restart);
		this.kv = restart.offset >= 0 ? restart.ip - restart.offset : restart.ip;
		this.signals = lane.marks.filter((m) => (m.kind === "signal" || m.kind === "stop") &&
			m.time >= from && m.time <= restart.time);
		this.back = lane.calls.filter((c) => /^(rt_)?sigreturn$/.test(c.name) && c.time >= from &&
			c.end <= restart.time).pop() || null;
		this.enter = this.row((l) => l.offset === this.entryOffset());
		this.again = this.row((l) => l.offset === this.code.restart);
		this.landing = this.row((l) => l.offset === this.code.landing);
		this.steps = [];
		this.tell();
	}

	row(test) {
		return Math.max(this.code.lines.findIndex(test), 0);
	}

	/* What a fresh call goes into the kernel by: the restart point, unless there is something faster. */
	entryOffset() {
		const fast = this.code.lines.find((l) => l.text === "sysenter" || l.text === "syscall");

		return fast && fast.offset < this.code.landing ? fast.offset : this.code.restart;
	}

	/* where: a row of the code, or a box of the kernel. registers: null, as they were before. */
	add(where, at, title, text, registers, arrow) {
		this.steps.push({ where, at, title, text, arrow: arrow || "",
			registers: registers && registers.length ? registers : null,
			eip: where === "code" ? this.code.lines[at].offset : null });
	}

	walk(first, last, title) {
		for (let i = first; i <= last; i++)
			if (this.code.lines[i].text !== "nop")
				this.add("code", i, title + ": " + this.code.lines[i].text,
					this.code.lines[i].words || "", null);
	}

	tell() {
		const r = this.restart, from = r.from, to = r.to, code = this.code;
		const was = from ? callRegisters(from) : null, is = to ? callRegisters(to) : null;
		const L = code.own ? "behind the int $0x80" : "SYSENTER_RETURN";

		if (from && !from.from)
			this.walk(0, this.enter, from.name);
		if (from) {
			this.add("kernel", 0, "In the kernel: " + from.name,
				"The call sleeps. The kernel has noted where to go on: " + L +
				". eax is -38 until there is a result; orig_eax keeps the call's number.",
				was.entry, "in");
			this.add("kernel", 0, "A signal ends the sleep",
				"The result is " + from.result.replace(/^\? /, "") +
				": a code that the program never sees. eip is still " + L + ".", was.exit);
		}
		for (const m of this.signals)
			this.add("kernel", 1, m.kind === "stop" ? "The process is stopped" : m.label,
				m.kind === "stop" ? m.label :
				"The signal is delivered.", m.kind === "signal" ? signalRegisters(m) : null);
		if (this.back)
			this.add("kernel", 1, "A handler has run",
				"Its frame on the stack says where to go on: two bytes before " + L +
				", with eax " + (from ? from.nr : "the number") + ". " + this.back.name +
				" loads it.", callRegisters(this.back).exit);
		this.add("code", this.again, "eip is set back by two bytes",
			"The kernel takes two bytes off eip" +
			(to ? ` and puts ${to.nr}, the number of ${to.name}, into eax. ` : ". ") +
			(this.back ? "The stop at the end of " + this.back.name + " shows it." :
				"No stop shows this: it happens on the way out of the kernel."),
			this.setBack(was), "back");
		if (code.insn === "jmp") {
			this.add("code", this.again, "The CPU executes jmp .Lenter_kernel",
				"Back to the fast way in (" + r.proof + ").", null, "again");
			this.walk(this.row((l) => l.offset === code.jmp), this.enter, "again");
		} else {
			this.add("code", this.again, "The CPU executes " + insnWords[r.insn],
				"The restart is " + r.proof + ". A fresh call never comes here" +
				(this.again === this.enter ? " by another way: it is the way in as well." :
					"."), null, "again");
		}
		if (!to)
			return;
		this.add("kernel", 2, "In the kernel again: " + to.name,
			"The same registers, the same stack: the call is made again.", is.entry, "again");
		if (to.flags & UNFINISHED)
			return;
		this.add("kernel", 2, to.flags & INTERRUPTED ? "Interrupted once more" : "It comes back",
			"The result is " +
			to.result.replace(/^\? /, "") + ".", is.exit);
		if (!(to.flags & INTERRUPTED))
			for (let i = this.landing; i < code.lines.length && i < this.landing + 8; i++) {
				this.add("code", i, i === this.landing ? "Back in the program" :
					code.lines[i].text, code.lines[i].words || "", null,
					i === this.landing ? "out" : "");
				if (code.lines[i].text === "ret")
					break;
			}
	}

	/* As the kernel leaves them: read at sigreturn's end, else worked out from the exit. */
	setBack(was) {
		if (this.back || !was || !was.exit.length)
			return this.back ? callRegisters(this.back).exit : null;
		const now = was.exit.slice();

		now[0] = this.kv + this.code.restart;
		now[2] = this.restart.to ? this.restart.to.nr : now[3];
		return now;
	}
}

/* "-1 EINTR (Interrupted system call)" -> "-1 EINTR" */
function shortResult(call) {
	return call.result.replace(/^\? /, "").replace(/ \(.*/, "");
}

class RestartFigure {
	constructor(svg) {
		this.svg = svg;
	}

	/* Where the rows and boxes are. A label has a line of its own. */
	place(story) {
		let y = 46;

		this.y = story.code.lines.map((l) => {
			y += l.label ? 2 * LINE : LINE;
			return y;
		});
		this.bottom = Math.max(y + 30, 330);
		this.box = [70, (70 + this.bottom - 90) / 2, this.bottom - 90];
	}

	show(story) {
		this.place(story);
		this.story = story;
		const svg = this.svg, r = story.restart, code = story.code;

		svg.setAttribute("viewBox", "0 0 " + WIDTH + " " + this.bottom);
		svg.replaceChildren(
			draw("defs", {}, ...["in", "back", "again", "out", "on"].map((n) => draw("marker",
				{ id: "head-" + n, viewBox: "0 0 10 10",
				refX: 9, refY: 5, markerWidth: 7, markerHeight: 7,
					orient: "auto-start-reverse" },
				draw("path", { d: "M0 1 10 5 0 9z", class: "head " + n })))),
			this.text(CODE, 24, "zone",
				code.own ? "the program" : "the program, in the vDSO (" + code.kind + ")"),
			draw("rect", { x: KERNEL - 24, y: 36, width: WIDTH - KERNEL + 20,
				height: this.bottom - 44, rx: 10, class: "kernel" }),
			this.text(KERNEL - 24, 24, "zone", "the kernel"),
			...code.lines.flatMap((l, i) => this.line(l, this.y[i], i)),
			this.kernelBox(0, r.from ? r.from.name : r.name,
				r.from ? shortResult(r.from) : "before the trace"),
			this.kernelBox(1, ...this.signalWords(story)),
			this.kernelBox(2, r.to ? r.to.name : "...", r.to ? "= " + shortResult(r.to) : ""),
			...this.arrows(story),
			this.marker = draw("g", { class: "pc" },
				draw("path", { d: "M-30 -9H-11L0 0-11 9H-30z" }),
				this.text(-28, 4, "pc-text", "eip")));
	}

	signalWords(story) {
		const n = story.signals.length, what = story.back ? "a handler runs" : "no handler";

		if (!n)
			return ["(signal)", story.restart.from ? "none came to this thread" : what];
		return [story.signals[0].label, n > 1 ? "and " + (n - 1) + " more; " + what : what];
	}

	text(x, y, kind, text) {
		return draw("text", { x, y, class: kind }, text);
	}

	line(l, y, i) {
		const bytes = (l.bytes.match(/../g) || []).slice(0, 3).join(" ") +
			(l.bytes.length > 6 ? " .." : "");
		const parts = [this.text(CODE + 8, y, "offset", "+" + l.offset.toString(16)),
			this.text(CODE + 46, y, "bytes", bytes),
			this.text(CODE + 142, y, "insn", l.text || "?")];

		if (l.offset === this.story.code.restart)
			parts.push(draw("text", { x: CODE_END - 8, y, class: "mark", "text-anchor": "end" },
				"restart point"));

		if (l.label)
			parts.push(this.text(CODE + 8, y - LINE + 1, "label", fitText(l.label, 46) + ":"));
		return [draw("g", { class: "line", "data-row": i, "data-offset": l.offset },
			draw("rect", { x: CODE, y: y - 17, width: CODE_END - CODE, height: LINE - 2, rx: 4 }),
				...parts)];
	}

	kernelBox(i, name, what) {
		const y = this.box[i];

		return draw("g", { class: "box", "data-box": i },
			draw("rect", { x: KERNEL, y: y - 26, width: WIDTH - KERNEL - 28, height: 58, rx: 8 }),
			this.text(KERNEL + 14, y - 2, "name", fitText(name, 24)),
				this.text(KERNEL + 14, y + 19, "what", fitText(what, 32)));
	}

	/* From one place to another, with a number on its way: 3 and 4 are often close, and stand apart. */
	arrow(name, x1, y1, x2, y2, number) {
		const middle = (x1 + x2) / 2, late = number > 2;
		const x = late ? 0.055 * x1 + 0.707 * middle + 0.238 * x2 : middle;
		const y = late ? 0.324 * y1 + 0.676 * y2 : (y1 + y2) / 2;

		return [draw("path", { d: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`,
			class: "arrow " + name, "marker-end": `url(#head-${name})` }),
			draw("g", { class: "number " + name }, draw("circle", { cx: x, cy: y, r: 9.5 }),
				draw("text", { x, y: y + 4.5, "text-anchor": "middle" }, String(number)))];
	}

	arrows(story) {
		const middle = (row) => this.y[row] - 5, same = story.enter === story.again,
			jmp = story.code.insn === "jmp";
		const fast = jmp ? story.enter : story.again, box = this.box;
		const parts = [
			...this.arrow("in", CODE_END, middle(story.enter) - (same || jmp ? 6 : 0), KERNEL - 2,
				box[0], 1),
			...this.arrow("back", KERNEL, box[1], CODE_END + 2,
				middle(story.again) - (same ? 0 : 5), 2),
			...this.arrow("again", CODE_END, middle(fast) + 6, KERNEL - 2, box[2] - 12, 3),
			...this.arrow("out", KERNEL, box[2] + 14, CODE_END + 2, middle(story.landing), 4),
		];

		if (jmp) {
			const target = story.row((l) => l.offset === story.code.jmp),
				y1 = middle(story.again), y2 = middle(target), x = CODE - 38;

			parts.unshift(draw("path", { class: "arrow again",
				d: `M${CODE} ${y1}C${x} ${y1} ${x} ${y2} ${CODE - 2} ${y2}`,
				"marker-end": "url(#head-again)" }));
		}
		return parts;
	}

	/* Step i: the marker goes there, its arrow and its place light up. */
	step(i) {
		const s = this.story.steps[i];
		const x = s.where === "code" ? CODE - 2 : KERNEL - 2;
		const y = s.where === "code" ? this.y[s.at] - 5 : this.box[s.at] + (s.at === 2 ? 2 : 0);

		this.marker.style.transform = "translate(" + x + "px," + y + "px)";
		this.marker.dataset.where = s.where;
		this.marker.dataset.offset = s.eip === null ? "" : s.eip;
		for (const line of this.svg.querySelectorAll(".line"))
			line.classList.toggle("on", s.where === "code" && Number(line.dataset.row) === s.at);
		for (const box of this.svg.querySelectorAll(".box"))
			box.classList.toggle("on", s.where === "kernel" && Number(box.dataset.box) === s.at);
		for (const arrow of this.svg.querySelectorAll(".arrow, .number"))
			arrow.classList.toggle("on", s.arrow !== "" && arrow.classList.contains(s.arrow));
	}
}
