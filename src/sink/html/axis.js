/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Time as places: to scale, or stretched, which gives each stretch of time
 * between two events a width that grows with its logarithm.
 */
class Axis {
	constructor(trace, stretched) {
		const times = new Float64Array(2 * trace.calls.length + trace.marks.length + 2);
		let n = 0, used = 0;

		this.stretched = stretched;
		for (const c of trace.calls) {
			times[n++] = c.time;
			times[n++] = c.end;
		}
		for (const m of trace.marks)
			times[n++] = m.time;
		times[n++] = 0;
		times[n++] = trace.end;
		times.sort();
		for (let i = 0; i < n; i++)
			if (!used || times[i] !== times[used - 1])
				times[used++] = times[i];
		this.times = times.subarray(0, used);
		this.places = new Float64Array(used);
		for (let i = 1; i < used; i++) {
			const dt = times[i] - times[i - 1];

			this.places[i] = this.places[i - 1] +
				(stretched ? 1 + 5 * Math.log10(1 + dt / 2000) : dt / 1000);
		}
		this.length = this.places[used - 1] || 1;
	}

	/* Linear between the knots, both ways. */
	static map(from, to, x) {
		const i = Math.min(Math.max(firstNotBelow(from.length, (k) => from[k] - x), 1),
			from.length - 1);
		const part = (x - from[i - 1]) / (from[i] - from[i - 1] || 1);

		return to[i - 1] + part * (to[i] - to[i - 1]);
	}

	place(time) {
		return Axis.map(this.times, this.places, time);
	}

	time(place) {
		return Axis.map(this.places, this.times, place);
	}
}

/* The first of n for which minus(i) >= 0; n if there is none. */
function firstNotBelow(n, minus) {
	let low = 0, high = n;

	while (low < high) {
		const mid = (low + high) >> 1;

		if (minus(mid) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

function fitText(text, n) {
	return text.length <= n ? text : n < 2 ? "" : text.slice(0, n - 1) + "\u2026";
}

function tipText(item) {
	if (item.kind === "call")
		return fitText(callText(item), 200) + " = " + item.result + "\n" + gateWords[item.gate] +
			(item.site ? " from " + item.site : "") + "\n" + duration(item.end - item.time);
	if (item.kind === "restart")
		return "restart of " + item.name + "\n" + insnWords[item.insn] + " at " + item.place +
			" (" + item.proof + ")";
	return item.label + (item.kind === "signal" ? "\n" + signalText(item) : "");
}
