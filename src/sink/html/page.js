/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What eax may be at a stop, that no program sees. */
const codeWords = { [-38]: " ENOSYS: no result yet", [-512]: " ERESTARTSYS", [-513]: " ERESTARTNOINTR",
	[-514]: " ERESTARTNOHAND", [-516]: " ERESTART_RESTARTBLOCK", [-4]: " EINTR" };

/* The page: what is shown follows from what is picked, searched and filtered. */
class Page {
	constructor(trace) {
		this.trace = trace;
		this.gates = gateWords.map(() => true);
		this.query = null;
		this.onlyRestarts = this.onlyFailed = false;
		this.counts = countGates(trace.calls);
		this.timeline = new Timeline(trace, (item) => this.pick(item));
		this.figure = new RestartFigure($("figure"));
		this.head();
		this.gateButtons();
		this.tabButtons();
		this.listen();
		this.filter();
	}

	head() {
		const t = this.trace;
		const name = t.argv.length ? t.argv.map(safe).join(" ") : "attached processes";
		const stats = { calls: t.calls.length, restarts: t.restarts.length,
			signals: t.marks.filter((m) => m.kind === "signal").length,
				threads: this.timeline.lanes.length };

		document.title = name + " \u2013 gatetrace";
		$("title").textContent = name;
		$("facts").replaceChildren(...Object.entries(stats).flatMap(([what, n]) => [
			make("b", { "data-count": what }, n.toLocaleString("en")),
				" " + (n === 1 ? what.replace(/s$/, "") : what) + "  "]),
			make("b", {}, duration(t.end)), t.start ? "  since " +
				new Date(Number(BigInt(t.start) / 1000000n)).toISOString().replace("T", " ")
				.replace(/\..*/, " UTC") : "");
		if (!t.whole || t.broken)
			this.notice("This trace breaks off: gatetrace was ended before it could finish. " +
				"What came before is here.");
		$("made").textContent = "gatetrace " + t.version +
			". Pick: click or tap. Move: drag. Zoom: wheel or two fingers. " +
			"In the timeline: arrows, + and -, n and p for the next and previous call, " +
			"r for the next restart.";
	}

	notice(text) {
		$("notice").textContent = text;
		$("notice").hidden = false;
	}

	gateButtons() {
		$("gates").replaceChildren(...this.counts.map((row) => make("button",
			{ type: "button", "aria-pressed": "true",
			class: "gate-button", "data-gate": gateWords[row.gate], title: gateHelp[row.gate],
			click: (e) => this.toggleGate(e.currentTarget, row.gate) },
			make("i", { class: "swatch gate-" + row.gate }), gateWords[row.gate] + " ",
				make("b", {}, row.calls.toLocaleString("en")))));
	}

	toggleGate(button, gate) {
		this.gates[gate] = !this.gates[gate];
		button.setAttribute("aria-pressed", this.gates[gate]);
		this.filter();
	}

	tabButtons() {
		$("tabs").replaceChildren(...Object.keys(tables).map((name) => make("button",
			{ type: "button", role: "tab", "data-tab": name,
			"aria-controls": "table", click: () => this.tab(name) }, name)));
		this.tab(this.trace.restarts.length ? "Restarts" : "Calls");
	}

	tab(name) {
		this.tabName = name;
		for (const button of $("tabs").children) {
			button.setAttribute("aria-selected", button.dataset.tab === name);
			button.tabIndex = button.dataset.tab === name ? 0 : -1;
		}
		this.list = new List($("table"), tables[name].columns, (item) => this.pick(item));
		this.list.set(tables[name].items(this.trace));
	}

	/* ---- Search and filter ---- */

	/* Names and places as they are; arguments in the notation that they are kept in. */
	search(text) {
		const raw = JSON.stringify(text).slice(1, -1).replace(/</g, "\\u003c").replace(/[^ -~]/g,
			(c) => "\\u" +
			c.charCodeAt(0).toString(16).padStart(4, "0"));
		const escaped = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

		this.query = text ? { plain: new RegExp(escaped(text), "i"),
			raw: new RegExp(escaped(raw), "i") } : null;
		this.filter();
	}

	passes(c) {
		const q = this.query;

		return this.gates[c.gate] && (!this.onlyRestarts || c.flags & RESTARTED || c.restart) &&
			(!this.onlyFailed || c.flags & FAILED) &&
			(!q || q.plain.test(c.name) || q.plain.test(c.site) || q.plain.test(c.result) ||
				q.plain.test(String(c.tid)) ||
			q.raw.test(c.args));
	}

	filter() {
		let on = 0;

		for (const c of this.trace.calls) {
			c.on = Boolean(this.passes(c));
			on += c.on;
		}
		$("matches").textContent = on === this.trace.calls.length ? "" : on.toLocaleString("en") +
			" of " +
			many(this.trace.calls.length, "call");
		$("matches").dataset.matches = on;
		this.timeline.density = null;
		this.timeline.draw();
		this.list.set(tables[this.tabName].items(this.trace));
	}

	/* ---- Picking ---- */

	pick(item) {
		if (item.kind === "count") {
			this.narrow(item);
			item = item.first;
		}
		this.timeline.pick(item);
		this.timeline.showLane(item.tid);
		if (item.kind === "restart") {
			this.showRestart(item.index);
			this.timeline.show((item.from || item).time, item.to ? item.to.end : item.time);
		} else if (item.from || item.restart) {
			this.showRestart((item.from || item.restart).index);
		}
		this.detail(item);
		this.list.show(item);
		if (document.activeElement === this.list.body || item.kind !== "restart")
			this.reveal(item);
		$("spoken").textContent = item.kind === "call" ? callText(item) + " = " + item.result + ", " +
			gateWords[item.gate] :
			item.label || "restart of " + item.name;
	}

	/* A row of the gates or of the sites: what it counts is what is shown. */
	narrow(row) {
		this.gates.fill(this.tabName !== "Gates");
		this.gates[row.gate] = true;
		for (const button of $("gates").children)
			button.setAttribute("aria-pressed",
				this.gates[gateWords.indexOf(button.dataset.gate)]);
		this.search($("search").value = this.tabName === "Sites" ? row.first.site : "");
	}

	reveal(item) {
		const x = this.timeline.px(this.timeline.axis.place(item.time));

		if (x < GUTTER || x > this.timeline.width - 40)
			this.timeline.show(item.time, item.end);
	}

	detail(item) {
		const call = item.kind === "restart" ? item.to || item.from : item.kind === "call" && item;
		const parts = call ? callDetail(call, this) :
			item.kind === "no restart" && item.why ? noRestartDetail(item) : markDetail(item);

		$("detail").replaceChildren(...parts);
	}

	codeOf(call) {
		const vdso = this.trace.vdso(call.pid, call.time);

		return vdso && vdso.code;
	}

	restartButton(restart, text) {
		return make("button", { type: "button", class: "go", click: () => {
			this.showRestart(restart.index);
			$("restart").scrollIntoView({ behavior: "smooth", block: "nearest" });
		} }, text);
	}

	/* ---- The restart and its steps ---- */

	showRestart(i) {
		const all = this.trace.restarts;

		if (!all[i] || (this.story && this.story.restart === all[i]))
			return;
		this.story = new RestartStory(this.trace, all[i]);
		$("restart").hidden = false;
		$("restart-title").textContent = "How " + all[i].name + " restarts";
		$("restart-count").textContent = i + 1 + " of " + all.length;
		$("steps").replaceChildren(...this.story.steps.map((s, k) => make("li",
			{ "data-where": s.where },
			make("button", { type: "button", click: () => this.step(k) }, s.title))));
		this.figure.show(this.story);
		this.play(false);
		this.step(0);
	}

	otherRestart(by) {
		const n = this.trace.restarts.length;

		this.pick(this.trace.restarts[(this.story.restart.index + by + n) % n]);
	}

	step(i) {
		const steps = this.story.steps, s = steps[i];

		this.stepNow = i;
		this.figure.step(i);
		$("step-count").textContent = i + 1 + " of " + steps.length;
		$("step-text").replaceChildren(make("b", {}, s.title + ". "), s.text);
		$("step-first").disabled = $("step-back").disabled = i === 0;
		$("step").disabled = i === steps.length - 1;
		[...$("steps").children].forEach((li, k) => {
			li.toggleAttribute("aria-current", k === i);
			if (k === i && li.parentNode.scrollHeight > li.parentNode.clientHeight)
				li.parentNode.scrollTop = li.offsetTop - li.parentNode.offsetTop - 60;
		});
		this.stepRegisters(i);
	}

	/* What is known at a step: the last registers that were read, and eip where the marker stands. */
	stepRegisters(i) {
		const upTo = (n) => this.story.steps.slice(0, n + 1).filter((s) => s.registers).pop();
		const now = upTo(i), was = i ? upTo(i - 1) : now, s = this.story.steps[i];
		const value = (step, k) => step ? step.registers[k] : undefined;
		const rows = [0, 1, 2, 3, 9].map((k) => {
			const v = k === 0 && s.where === "code" ? this.story.kv + s.eip : value(now, k);
			const changed = s.registers && now === s && value(was, k) !== v && i;

			return make("tr", {}, make("th", { scope: "row" }, registerNames[k]),
				make("td", { class: changed ? "changed" : "",
					"data-register": registerNames[k] }, v === undefined ? "\u2013" :
					hex8(v)),
				make("td", { class: "words" }, this.meaning(k, v)));
		});

		$("step-registers").tBodies[0].replaceChildren(...rows);
	}

	meaning(k, v) {
		if (v === undefined)
			return "";
		switch (registerNames[k]) {
		case "eip":
			return this.eipMeaning(v - this.story.kv);
		case "eax":
			return v >= 0xfffff001 ? (v | 0) + (codeWords[v | 0] || "") : "";
		case "orig_eax":
			return this.numberMeaning(v);
		default:
			return "";
		}
	}

	eipMeaning(offset) {
		const code = this.story.code;

		if (offset === code.landing)
			return code.own ? "behind the int $0x80" : "SYSENTER_RETURN";
		if (offset === code.restart)
			return "the restart point";
		return !code.own && offset >= 0 && offset < 64 ? "__kernel_vsyscall+" + hex(offset) : "";
	}

	numberMeaning(nr) {
		const from = this.story.restart.from;

		if (nr === 0xffffffff)
			return "-1: in no call";
		if (nr === 0)
			return "0 restart_syscall";
		return from && nr === from.nr ? nr + " " + from.name : String(nr);
	}

	play(on) {
		clearInterval(this.playing);
		this.playing = on ? setInterval(() => {
			if (this.stepNow + 1 < this.story.steps.length)
				this.step(this.stepNow + 1);
			else
				this.play(false);
		}, 1400) : 0;
		$("play").textContent = on ? "Pause" : "Play";
		$("play").setAttribute("aria-label", on ? "Pause" : "Play");
	}

	stepBy(by) {
		this.play(false);
		this.step(Math.min(Math.max(this.stepNow + by, 0), this.story.steps.length - 1));
	}

	/* ---- What the user does ---- */

	listen() {
		const click = (id, act) => $(id).addEventListener("click", act);
		const toggle = (id, act) => click(id, (e) => {
			const on = e.currentTarget.getAttribute("aria-pressed") !== "true";

			e.currentTarget.setAttribute("aria-pressed", on);
			act(on);
		});

		toggle("only-restarts", (on) => { this.onlyRestarts = on; this.filter(); });
		toggle("only-failed", (on) => { this.onlyFailed = on; this.filter(); });
		toggle("scale", (on) => {
			$("scale").textContent = on ? "Stretched" : "To scale";
			this.timeline.setScale(on);
		});
		click("zoom-in", () => this.timeline.zoomBy(1.6, this.timeline.plot() / 2));
		click("zoom-out", () => this.timeline.zoomBy(1 / 1.6, this.timeline.plot() / 2));
		click("fit", () => this.timeline.fit());
		click("theme", () => this.theme());
		click("restart-previous", () => this.otherRestart(-1));
		click("restart-next", () => this.otherRestart(1));
		click("step", () => this.stepBy(1));
		click("step-back", () => this.stepBy(-1));
		click("step-first", () => this.stepBy(-1e9));
		click("play", () => {
			if (!this.playing && this.stepNow + 1 === this.story.steps.length)
				this.step(0);
			this.play(!this.playing);
		});
		let soon = 0;

		$("search").addEventListener("input", (e) => {
			clearTimeout(soon);
			soon = setTimeout(() => this.search(e.target.value.trim()), 120);
		});
		$("tabs").addEventListener("keydown", (e) => this.tabKey(e));
		$("restart").addEventListener("keydown", (e) => this.stepKey(e));
		document.addEventListener("keydown", (e) => {
			if (e.key === "/" && document.activeElement !== $("search")) {
				e.preventDefault();
				$("search").focus();
			}
		});
		matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolour());
		addEventListener("hashchange", () => this.follow());
		this.listenToPrinter();
	}

	/* Paper is light; what is on the canvas has to be painted for it. */
	listenToPrinter() {
		const root = document.documentElement;
		let was = "";

		addEventListener("beforeprint", () => {
			was = root.dataset.theme || "system";
			root.dataset.theme = "light";
			this.timeline.colours();
			this.timeline.paint();
		});
		addEventListener("afterprint", () => this.theme(was));
	}

	tabKey(e) {
		const names = Object.keys(tables), by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];

		if (!by)
			return;
		this.tab(names[(names.indexOf(this.tabName) + by + names.length) % names.length]);
		$("tabs").querySelector("[aria-selected=true]").focus();
	}

	stepKey(e) {
		const by = { ArrowRight: 1, ArrowLeft: -1, Home: -1e9, End: 1e9 }[e.key];

		if (by && this.story) {
			e.preventDefault();
			this.stepBy(by);
		}
	}

	theme(wanted) {
		const all = ["system", "light", "dark"], root = document.documentElement;
		const now = wanted || all[(all.indexOf(root.dataset.theme || "system") + 1) % all.length];

		root.dataset.theme = now;
		$("theme").textContent = "Theme: " + now;
		this.recolour();
	}

	recolour() {
		this.timeline.colours();
		this.timeline.draw();
	}

	/* For slides: page.html#restart=2&step=5, #call=17 (by seq), #search=TEXT, #tab=Sites, #theme=dark */
	follow() {
		const wanted = new URLSearchParams(location.hash.slice(1));
		const call = this.trace.calls.find((c) => String(c.seq) === wanted.get("call"));

		if (["system", "light", "dark"].includes(wanted.get("theme")))
			this.theme(wanted.get("theme"));
		if (tables[wanted.get("tab")])
			this.tab(wanted.get("tab"));
		if (wanted.has("search"))
			this.search($("search").value = wanted.get("search"));
		if (call)
			this.pick(call);
		if (wanted.has("restart") && this.trace.restarts[wanted.get("restart") - 1])
			this.pick(this.trace.restarts[wanted.get("restart") - 1]);
		if (wanted.has("step") && this.story)
			this.stepBy(Number(wanted.get("step")) - 1 - this.stepNow);
	}
}

function $(id) {
	return document.getElementById(id);
}

/* Characters that would move others about, seen. */
function safe(text) {
	return text.replace(/[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
		(c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
}

/* Everything behind this script is there by then. */
document.addEventListener("DOMContentLoaded", () => {
	const trace = readTrace(document.querySelectorAll("script[type='application/json']"));

	document.querySelector("main").hidden = false;
	window.page = new Page(trace);
	if (trace.restarts.length)
		page.showRestart(0);
	page.follow();
	document.documentElement.dataset.ready = Math.round(performance.now());
});
