/* SPDX-License-Identifier: GPL-2.0-or-later */

const GUTTER = 150, TOP = 26, LANE = 68, BAR_TOP = 36, BAR = 24;

/* What is drawn; input.js knows what the user does to it. */
class TimelineView {
	constructor(trace) {
		this.trace = trace;
		this.canvas = document.getElementById("lanes");
		this.stage = document.getElementById("stage");
		this.small = document.getElementById("overview");
		this.tip = document.getElementById("tip");
		this.lanes = [...trace.lanes.values()].filter((l) => l.calls.length || l.marks.length);
		this.picked = null;
		this.hovered = null;
		this.top = 0; /* of the lanes that are seen */
		this.setScale(true);
		this.resize();
		new ResizeObserver(() => requestAnimationFrame(() => this.resize())).observe(this.stage);
	}

	/* ---- What is seen: this.x0, a place; this.zoom, pixels a place ---- */

	setScale(stretched) {
		const middle = this.axis ? this.axis.time(this.x0 + this.plot() / 2 / this.zoom) : 0;
		const all = !this.axis || this.zoom <= this.least() * 1.01;

		this.axis = new Axis(this.trace, stretched);
		for (const lane of this.lanes) {
			lane.x = new Float64Array(lane.calls.length);
			lane.end = new Float64Array(lane.calls.length);
			lane.calls.forEach((c, i) => {
				lane.x[i] = this.axis.place(c.time);
				lane.end[i] = this.axis.place(c.end);
			});
			for (const m of lane.marks)
				m.x = this.axis.place(m.time);
		}
		this.density = null;
		if (all)
			this.fit();
		else
			this.look(this.axis.place(middle) - this.plot() / 2 / this.zoom, this.zoom);
	}

	plot() {
		return Math.max((this.width || 900) - GUTTER - 12, 50);
	}

	least() {
		return this.plot() / this.axis.length;
	}

	look(x0, zoom) {
		const least = this.least();

		this.zoom = Math.min(Math.max(zoom, least), Math.max(60, least * 4));
		this.x0 = Math.min(Math.max(x0, 0), Math.max(this.axis.length - this.plot() / this.zoom, 0));
		this.draw();
	}

	fit() {
		this.look(0, this.least());
	}

	/* At first sight a long trace is not a smear: what is most worth seeing, large enough. */
	begin() {
		const r = this.trace.restarts.find((k) => k.from && k.to), first = this.trace.calls[0];

		this.fit();
		if (this.least() >= 2.5 || !first)
			return;
		if (r)
			this.show(r.from.time, r.to.end);
		else
			this.look(0, 5);
	}

	zoomBy(factor, px) {
		const at = this.x0 + px / this.zoom;
		const zoom = Math.min(Math.max(this.zoom * factor, this.least()), 60);

		this.look(at - px / zoom, zoom);
	}

	/* Brings a stretch of time into the middle: all of it, and near enough to be read. */
	show(time, end) {
		const from = this.axis.place(time), to = this.axis.place(end === undefined ? time : end);
		const fits = this.plot() * 0.75 / Math.max(to - from, 1);
		const zoom = this.zoom > fits / 0.75 ? fits : Math.max(this.zoom, Math.min(fits, 6));

		this.look((from + to) / 2 - this.plot() / 2 / zoom, zoom);
	}

	showLane(tid) {
		const at = this.lanes.findIndex((l) => l.tid === tid) * LANE, room = this.height - TOP;

		if (at < this.top || at + LANE > this.top + room)
			this.top = this.clampTop(at - room / 2);
	}

	clampTop(top) {
		const most = this.lanes.length * LANE - (this.height - TOP);

		return Math.min(Math.max(top, 0), Math.max(most, 0));
	}

	resize() {
		const first = !this.width, all = !first && this.zoom <= this.least() * 1.01;

		this.width = this.stage.clientWidth;
		this.height = Math.min(TOP + this.lanes.length * LANE + 4, Math.max(window.innerHeight * 0.55,
			TOP + 2 * LANE));
		for (const [canvas, height] of [[this.canvas, this.height], [this.small, 30]]) {
			const ratio = window.devicePixelRatio || 1;

			canvas.width = Math.round(this.width * ratio);
			canvas.height = Math.round(height * ratio);
			canvas.style.height = height + "px";
			canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
		}
		this.density = null;
		this.top = this.clampTop(this.top);
		if (first)
			this.begin();
		else if (all)
			this.fit();
		else
			this.look(this.x0, this.zoom);
		cancelAnimationFrame(this.waiting);
		this.waiting = 0;
		this.paint(); /* now: a canvas with a new size is empty */
	}

	/* ---- Drawing ---- */

	colours() {
		const style = getComputedStyle(document.documentElement);
		const get = (name) => style.getPropertyValue(name).trim();

		this.c = {
			gate: gateWords.map((_, i) => get("--gate-" + i)), text: get("--text"),
			faint: get("--faint"), line: get("--line"), panel: get("--panel"),
			onGate: get("--on-gate"), accent: get("--accent"), off: get("--off"),
			signal: get("--signal"), mono: get("--mono"), sans: get("--sans"),
		};
		this.density = null;
	}

	draw() {
		if (this.waiting)
			return;
		this.waiting = requestAnimationFrame(() => {
			this.waiting = 0;
			this.paint();
		});
	}

	px(place) {
		return GUTTER + (place - this.x0) * this.zoom;
	}

	paint() {
		const g = this.canvas.getContext("2d"), w = this.width, h = this.height;

		if (!w)
			return;
		if (!this.c)
			this.colours();
		g.clearRect(0, 0, w, h);
		g.save();
		g.beginPath();
		g.rect(0, TOP, w, h - TOP);
		g.clip();
		const first = Math.floor(this.top / LANE), last = Math.ceil((this.top + h) / LANE);

		this.lanes.slice(first, last).forEach((lane, i) => this.paintLane(g, lane,
			TOP + (first + i) * LANE - this.top));
		g.restore();
		this.paintTicks(g);
		this.paintScrollbar(g);
		this.paintOverview();
	}

	paintScrollbar(g) {
		const room = this.height - TOP, all = this.lanes.length * LANE;

		if (all <= room)
			return;
		g.fillStyle = this.c.faint;
		g.globalAlpha = 0.5;
		g.beginPath();
		g.roundRect(this.width - 9, TOP + this.top / all * room, 6, Math.max(room * room / all, 20),
			3);
		g.fill();
		g.globalAlpha = 1;
	}

	paintTicks(g) {
		const step = 120;

		g.fillStyle = this.c.panel;
		g.fillRect(0, 0, this.width, TOP - 2);
		g.font = "11px " + this.c.sans;
		g.textBaseline = "middle";
		g.textAlign = "left";
		const ticks = [];

		for (let x = 0; x < this.plot() - 40; x += step)
			ticks.push([x, this.axis.time(this.x0 + x / this.zoom)]);
		const text = momentsText(ticks.map((t) => t[1]));

		for (const [i, [x]] of ticks.entries()) {
			g.fillStyle = this.c.line;
			g.fillRect(GUTTER + x, 6, 1, TOP - 8);
			g.fillStyle = this.c.faint;
			g.fillText(text[i], GUTTER + x + 5, TOP / 2);
		}
		g.fillStyle = this.c.line;
		g.fillRect(0, TOP - 1, this.width, 1);
	}

	paintLane(g, lane, y) {
		const bar = y + BAR_TOP, right = this.width;

		g.save();
		g.beginPath();
		g.rect(GUTTER, y, right - GUTTER, LANE);
		g.clip();
		g.fillStyle = this.c.line;
		g.fillRect(GUTTER, bar + BAR / 2, right, 1);
		this.paintCalls(g, lane, bar);
		this.paintRestarts(g, lane, bar);
		this.paintMarks(g, lane, bar);
		g.restore();
		g.fillStyle = this.c.panel;
		g.fillRect(0, y, GUTTER - 1, LANE);
		g.fillStyle = this.c.line;
		g.fillRect(0, y + LANE - 1, right, 1);
		g.textAlign = "left";
		g.textBaseline = "middle";
		g.fillStyle = this.c.text;
		g.font = "600 12.5px " + this.c.sans;
		g.fillText(fitText(lane.name || "task", 17), 12, bar + 3);
		g.fillStyle = this.c.faint;
		g.font = "11px " + this.c.mono;
		g.fillText(lane.tid === lane.pid ? "pid " + lane.pid : "tid " + lane.tid + " of " + lane.pid,
			12, bar + 19);
	}

	/* Bars that share a pixel are one: a million calls cost what fits on the screen. */
	paintCalls(g, lane, y) {
		const calls = lane.calls, n = calls.length, end = this.x0 + (this.width - GUTTER) / this.zoom;
		let i = firstNotBelow(n, (k) => lane.end[k] - this.x0);

		g.font = "12px " + this.c.mono;
		g.textAlign = "left";
		g.textBaseline = "middle";
		while (i < n && lane.x[i] <= end) {
			const call = calls[i];
			const x = this.px(lane.x[i]);
			let w = this.px(lane.end[i]) - x;

			if (w >= 4)
				w -= 1;
			g.fillStyle = call.on ? this.c.gate[call.gate] : this.c.off;
			if (w < 1.5) {
				g.fillRect(Math.floor(x), y, 1, BAR);
				const next = this.x0 + (Math.floor(x) + 1 - GUTTER) / this.zoom;

				i = Math.max(i + 1, firstNotBelow(n, (k) => lane.end[k] - next));
				continue;
			}
			this.paintBar(g, call, x, y, w);
			i++;
		}
	}

	paintBar(g, call, x, y, w) {
		const left = Math.max(x, GUTTER), room = Math.floor((x + w - left - 8) / 7.25);

		g.beginPath();
		g.roundRect(x, y, w, BAR, Math.min(4, w / 3));
		g.fill();
		if (call.flags & INTERRUPTED && call.on) {
			g.fillStyle = this.c.signal;
			g.fillRect(x + w - Math.min(4, w / 2), y, Math.min(4, w / 2), BAR);
		}
		if (call === this.picked || call === this.hovered) {
			g.strokeStyle = this.c.text;
			g.lineWidth = call === this.picked ? 2 : 1;
			g.stroke();
		}
		if (room >= 3) {
			g.fillStyle = call.on ? this.c.onGate : this.c.faint;
			g.fillText(fitText(call.name, room), left + 5, y + BAR / 2 + 0.5);
		}
	}

	/* From the call that was interrupted to the one that it was made again by. */
	paintRestarts(g, lane, y) {
		let drawn = -1;

		g.lineWidth = 1.5;
		for (const r of lane.restarts) {
			if (!r.from || !r.to)
				continue;
			const from = this.px(this.axis.place(r.from.end)) - 2,
				to = this.px(this.axis.place(r.to.time)) + 2;

			if (to < GUTTER || from > this.width || Math.floor(to) === drawn)
				continue;
			drawn = Math.floor(to);
			const up = Math.min(27, 10 + (to - from) / 8), on = r.from.on || r.to.on;

			const colour = r === this.picked || r === this.hovered ? this.c.text : this.c.accent;

			g.strokeStyle = g.fillStyle = on ? colour : this.c.off;
			g.lineWidth = r === this.picked ? 2.5 : 1.5;
			g.beginPath();
			g.moveTo(from, y);
			g.bezierCurveTo(from, y - up, to, y - up, to, y - 3);
			g.stroke();
			g.beginPath();
			g.moveTo(to - 3.5, y - 6);
			g.lineTo(to + 3.5, y - 6);
			g.lineTo(to, y);
			g.fill();
			this.paintInsn(g, r, from, to, y);
		}
	}

	/* What the CPU executes to make the call again, below the arc. */
	paintInsn(g, r, from, to, y) {
		const text = insnWords[r.insn];

		g.font = "10.5px " + this.c.mono;
		const width = g.measureText(text).width;

		if (to - from < width + 26)
			return;
		g.textAlign = "right";
		g.textBaseline = "middle";
		g.fillStyle = r.from.on || r.to.on ? this.c.accent : this.c.faint;
		g.fillText(text, to - 16, y - 8);
	}

	paintMarks(g, lane, y) {
		let free = -1;

		g.textAlign = "left";
		g.textBaseline = "alphabetic";
		g.font = "10.5px " + this.c.sans;
		for (const m of lane.marks) {
			const x = Math.round(this.px(m.x));

			if (x < GUTTER - 150 || x > this.width || m.kind === "no restart" ||
				(m.kind === "fork" && lane.tid !== m.tid))
				continue;
			if (x <= free && x < this.width && m.kind !== "end")
				continue;
			const signal = m.kind === "signal" || m.kind === "bad";

			g.fillStyle = signal ? this.c.signal : this.c.faint;
			g.fillRect(x, y - 26, 1.5, BAR + 26);
			g.beginPath();
			g.arc(x + 0.75, y - 28, signal ? 3.5 : 2.5, 0, 7);
			g.fill();
			const label = m.kind === "fork" ? "start" :
				m.kind === "signal" ? m.label.replace(/^SIG/, "") : m.label;

			if (this.zoom > 2 || lane.marks.length < 12) {
				const width = g.measureText(label).width;

				/* At the right edge the label stands on the left, if there is room. */
				const left = x + 8 + width > this.width, at = left ? x - 6 - width : x + 6;

				if (at > free - 4)
					g.fillText(label, at, y - 24);
				free = x + 10 + width;
			} else {
				free = x + 3;
			}
		}
	}

	paintOverview() {
		const g = this.small.getContext("2d"), w = this.plot();

		g.clearRect(0, 0, this.width, 30);
		if (!this.density)
			this.density = this.countColumns(Math.floor(w));
		for (let x = 0; x < this.density.length; x++)
			if (this.density[x]) {
				const high = Math.max(2, 26 * this.density[x]);

				g.fillStyle = this.c.gate[2];
				g.globalAlpha = 0.55;
				g.fillRect(GUTTER + x, 28 - high, 1, high);
			}
		g.globalAlpha = 1;
		g.fillStyle = this.c.accent;
		for (const r of this.trace.restarts)
			g.fillRect(GUTTER + this.axis.place(r.time) / this.axis.length * w - 0.5, 0, 1.5, 6);
		g.strokeStyle = this.c.text;
		g.lineWidth = 1;
		g.strokeRect(GUTTER + this.x0 / this.axis.length * w + 0.5, 0.5,
			Math.max(w * w / this.zoom / this.axis.length, 3) - 1, 29);
		g.fillStyle = this.c.faint;
		g.font = "11px " + this.c.sans;
		g.textBaseline = "middle";
		g.fillText("whole trace", 12, 15);
	}

	/* How busy each column is, from 0 to 1. */
	countColumns(w) {
		const count = new Float64Array(w), scale = w / this.axis.length;
		let most = 1;

		for (const lane of this.lanes)
			for (let i = 0; i < lane.x.length; i++)
				if (lane.calls[i].on)
					count[Math.min(Math.floor(lane.x[i] * scale), w - 1)]++;
		for (let x = 0; x < w; x++)
			most = Math.max(most, count[x]);
		return count.map((n) => n && 0.15 + 0.85 * Math.log(1 + n) / Math.log(1 + most));
	}

	/* ---- Who is there? ---- */

	at(px, py) {
		const lane = this.lanes[Math.floor((py - TOP + this.top) / LANE)];

		if (!lane || px < GUTTER || py < TOP)
			return null;
		const place = this.x0 + (px - GUTTER) / this.zoom, near = 5 / this.zoom;
		const above = (py - TOP + this.top) % LANE < BAR_TOP - 1;

		if (above) {
			const m = lane.marks.find((k) => Math.abs(k.x - place) < near * 1.5 &&
				k.kind !== "no restart");
			const time = this.axis.time(place);
			const r = lane.restarts.find((k) => k.from && k.to && k.from.end <= time &&
				time <= k.to.time);

			return m || r || null;
		}
		const i = firstNotBelow(lane.calls.length, (k) => lane.end[k] - place);
		const distance = (k) => Math.max(lane.x[k] - place, place - lane.end[k], 0);
		const best = [i - 1, i].filter((k) => k >= 0 && k < lane.calls.length)
			.sort((a, b) => distance(a) - distance(b))[0];

		return best !== undefined && distance(best) < near ? lane.calls[best] : null;
	}

	pick(item) {
		this.picked = item;
		this.draw();
	}
}
