/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Pointers, wheels and keys on the timeline. */
class Timeline extends TimelineView {
	constructor(trace, onPick) {
		super(trace);
		this.onPick = onPick;
		this.listen();
	}

	listen() {
		const canvas = this.canvas, pointers = new Map();
		const inside = (e) => ({ x: e.clientX - canvas.getBoundingClientRect().left,
			y: e.clientY - canvas.getBoundingClientRect().top });
		let moved = 0, apart = 0;

		canvas.addEventListener("pointerdown", (e) => {
			pointers.set(e.pointerId, inside(e));
			moved = 0;
			apart = 0;
			if (e.isTrusted)
				canvas.setPointerCapture(e.pointerId);
		});
		canvas.addEventListener("pointermove", (e) => {
			const now = inside(e), was = pointers.get(e.pointerId);

			if (!was) {
				this.hover(now);
				return;
			}
			moved += Math.abs(now.x - was.x) + Math.abs(now.y - was.y);
			pointers.set(e.pointerId, now);
			if (pointers.size === 2) {
				const [a, b] = [...pointers.values()];
				const distance = Math.hypot(a.x - b.x, a.y - b.y);

				if (apart)
					this.zoomBy(distance / apart, (a.x + b.x) / 2 - GUTTER);
				apart = distance;
			} else if (moved > 4) {
				this.top = this.clampTop(this.top - (now.y - was.y));
				this.look(this.x0 - (now.x - was.x) / this.zoom, this.zoom);
				this.tip.hidden = true;
			}
		});
		const up = (e) => {
			if (pointers.delete(e.pointerId) && e.type === "pointerup" && moved <= 4) {
				const at = inside(e), item = this.at(at.x, at.y);

				if (item)
					this.onPick(item);
			}
		};

		canvas.addEventListener("pointerup", up);
		canvas.addEventListener("pointercancel", up);
		canvas.addEventListener("pointerleave", () => {
			this.tip.hidden = true;
			this.hovered = null;
			this.draw();
		});
		canvas.addEventListener("wheel", (e) => {
			const unit = e.deltaMode ? 20 : 1;

			e.preventDefault();
			if (e.shiftKey && !e.deltaX)
				this.top = this.clampTop(this.top + e.deltaY * unit);
			else if (Math.abs(e.deltaX) <= Math.abs(e.deltaY))
				this.zoomBy(Math.exp(-e.deltaY * unit / (e.ctrlKey ? 100 : 400)),
					inside(e).x - GUTTER);
			if (Math.abs(e.deltaX) > Math.abs(e.deltaY))
				this.x0 += e.deltaX * unit / this.zoom;
			this.look(this.x0, this.zoom);
		}, { passive: false });
		canvas.addEventListener("keydown", (e) => this.key(e));
		const jump = (e) => {
			if (e.buttons || e.type === "pointerdown") {
				const left = this.small.getBoundingClientRect().left + GUTTER;
				const part = (e.clientX - left) / this.plot();

				this.look(part * this.axis.length - this.plot() / 2 / this.zoom, this.zoom);
			}
		};

		this.small.addEventListener("pointerdown", jump);
		this.small.addEventListener("pointermove", jump);
	}

	key(e) {
		const step = this.plot() / 8 / this.zoom;
		const act = {
			ArrowLeft: () => this.look(this.x0 - step, this.zoom),
			ArrowRight: () => this.look(this.x0 + step, this.zoom),
			ArrowUp: () => this.scrollTo(this.top - LANE),
			ArrowDown: () => this.scrollTo(this.top + LANE),
			"+": () => this.zoomBy(1.5, this.plot() / 2),
			"=": () => this.zoomBy(1.5, this.plot() / 2),
			"-": () => this.zoomBy(1 / 1.5, this.plot() / 2),
			Home: () => this.fit(),
			n: () => this.neighbour(1),
			p: () => this.neighbour(-1),
			r: () => this.nextRestart(),
		}[e.key];

		if (act && !e.ctrlKey && !e.metaKey && !e.altKey) {
			e.preventDefault();
			act();
		}
	}

	scrollTo(top) {
		this.top = this.clampTop(top);
		this.draw();
	}

	/* The next call in the same lane that is shown. */
	neighbour(step) {
		const lane = this.picked && this.trace.lanes.get(this.picked.tid) || this.lanes[0];
		let i = lane ? lane.calls.indexOf(this.picked) : -1;

		if (!lane)
			return;
		i = i < 0 && step < 0 ? lane.calls.length : i;
		for (i += step; i >= 0 && i < lane.calls.length; i += step)
			if (lane.calls[i].on) {
				this.onPick(lane.calls[i]);
				return;
			}
	}

	nextRestart() {
		const all = this.trace.restarts;
		const now = this.picked && this.picked.kind === "restart" ? this.picked.index : -1;

		if (all.length)
			this.onPick(all[(now + 1) % all.length]);
	}

	hover(at) {
		const item = this.at(at.x, at.y);

		if (item !== this.hovered) {
			this.hovered = item;
			this.draw();
		}
		this.canvas.style.cursor = item ? "pointer" : "";
		this.tip.hidden = !item;
		if (!item)
			return;
		this.tip.textContent = tipText(item);
		this.tip.style.left = Math.max(0,
			Math.min(at.x + 14, this.width - this.tip.offsetWidth - 8)) + "px";
		this.tip.style.top = at.y + 18 + "px";
	}
}
