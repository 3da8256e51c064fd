/* SPDX-License-Identifier: GPL-2.0-or-later */
"use strict";

/*
 * Put behind a page by html.sh: does what a user would do, and writes what is
 * seen then, a line each, into the document.
 */
const said = [];

function say(...parts) {
	said.push(parts.join(" "));
}

function key(element, name) {
	element.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
}

function pointer(element, type, x, y, id) {
	const box = element.getBoundingClientRect();

	element.dispatchEvent(new PointerEvent(type, { clientX: box.left + x, clientY: box.top + y,
		pointerId: id || 1,
		bubbles: true, buttons: type === "pointerup" ? 0 : 1 }));
}

function wait(ms) {
	return new Promise((done) => setTimeout(done, ms));
}

function counts() {
	for (const b of document.querySelectorAll("[data-count]"))
		say("count", b.dataset.count, b.textContent.replace(/,/g, ""));
	for (const b of document.querySelectorAll("[data-gate]"))
		say("gate", b.dataset.gate, b.querySelector("b").textContent.replace(/,/g, ""));
	say("notice", !$("notice").hidden);
}

/* Every restart, from its first step to its last by the keyboard. */
function restarts() {
	page.trace.restarts.forEach((r, i) => {
		const way = [];

		page.showRestart(i);
		for (let k = 0; k < page.story.steps.length; k++) {
			const marker = document.querySelector("#figure .pc"),
				title = $("step-text").querySelector("b").textContent;
			const line = document.querySelector("#figure .line.on");
			const eip = $("step-registers").querySelector("[data-register=eip]").textContent;

			way.push(marker.dataset.where === "code" ? marker.dataset.offset : "k");
			if (marker.dataset.where === "code" &&
				(!line || line.dataset.offset !== marker.dataset.offset))
				say("wrong line");
			if (/^eip is set back/.test(title))
				say("back", r.seq, marker.dataset.offset, parseInt(eip, 16));
			if (/^The CPU executes/.test(title))
				say("executes", r.seq, title.replace("The CPU executes ", "").replace(/\. $/,
					""));
			key($("restart"), "ArrowRight");
		}
		say("way", r.seq, way.join(","));
		say("last", $("step").disabled);
	});
}

async function player() {
	if (!page.story)
		return;
	key($("restart"), "Home");
	$("play").click();
	say("play", $("play").textContent);
	await wait(3200);
	const got = page.stepNow;

	say("played", got > 0);
	$("play").click();
	await wait(3200);
	say("paused", page.stepNow === got);
	$("step").click();
	say("stepped", page.stepNow - got);
	$("step-back").click();
	$("step-back").click();
	say("stepped back", page.stepNow - got);
}

async function filters() {
	const search = async (text) => {
		$("search").value = text;
		$("search").dispatchEvent(new Event("input"));
		await wait(300);
		say("search", text || "nothing", $("matches").dataset.matches);
	};
	const all = document.querySelectorAll(".gate-button"), first = all[0];

	first.click();
	say("without", first.dataset.gate, $("matches").dataset.matches);
	first.click();
	say("with", $("matches").dataset.matches);
	$("only-failed").click();
	say("failed", $("matches").dataset.matches);
	$("only-failed").click();
	await search("getpid");
	await search("<...");
	await search("no such text");
	await search("");
	for (const tab of document.querySelectorAll("[role=tab]")) {
		tab.click();
		say("tab", tab.dataset.tab, page.list.items.length,
			document.querySelectorAll(".rows .row").length > 0 ||
			!page.list.items.length);
	}
}

/* Two fingers come apart, one drags. */
function fingers() {
	const t = page.timeline, canvas = $("lanes"), zoom = t.zoom;

	pointer(canvas, "pointerdown", 400, 60, 2);
	pointer(canvas, "pointerdown", 500, 60, 3);
	pointer(canvas, "pointermove", 390, 60, 2);
	pointer(canvas, "pointermove", 600, 60, 3);
	say("pinched", t.zoom > zoom);
	pointer(canvas, "pointerup", 600, 60, 3);
	const x0 = t.x0;

	pointer(canvas, "pointermove", 290, 60, 2);
	say("dragged", t.x0 > x0);
	pointer(canvas, "pointerup", 290, 60, 2);
}

/* A click on a bar; then the keyboard goes from call to call. */
async function picks() {
	const t = page.timeline, call = page.trace.calls.find((c) => c.name === "getpid") ||
		page.trace.calls[0];
	const detail = () => document.querySelector("#detail h3 code").textContent;

	t.show(call.time, call.end);
	t.showLane(call.tid);
	await wait(100);
	const lane = t.lanes.findIndex((l) => l.tid === call.tid);
	const x = t.px((t.axis.place(call.time) + t.axis.place(call.end)) / 2),
		y = TOP + lane * LANE - t.top + BAR_TOP + BAR / 2;

	pointer($("lanes"), "pointerdown", x, y);
	pointer($("lanes"), "pointerup", x, y);
	say("picked", detail(), page.timeline.picked === call,
		document.querySelectorAll("#detail .registers").length);
	key($("lanes"), "n");
	say("next", page.timeline.picked !== call);
	key($("lanes"), "p");
	say("previous", page.timeline.picked === call);
	const zoom = t.zoom;

	key($("lanes"), "+");
	say("zoomed", t.zoom > zoom);
	key($("lanes"), "Home");
	say("all", t.zoom === t.least());
	fingers();
	const list = page.list, row = list.items.indexOf(list.picked);

	key(list.body, "ArrowDown");
	say("row below", list.items.indexOf(list.picked) - row,
		document.querySelectorAll(".row.picked").length);
	$("scale").click();
	$("theme").click();
	say("theme", document.documentElement.dataset.theme);
	await wait(100);
}

(async () => {
	await wait(200);
	try {
		counts();
		restarts();
		await player();
		await filters();
		await picks();
		say("elements", document.querySelectorAll("img, iframe, object, embed, link, a").length);
	} catch (e) {
		say("error", e.stack);
	}
	say("ready", document.documentElement.dataset.ready);
	const seen = document.createElement("pre");

	seen.textContent = said.join("\n");
	for (const script of document.querySelectorAll("script"))
		script.remove();
	document.body.replaceChildren(seen);
})();
