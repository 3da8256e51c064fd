/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_HTML_H
#define SINK_HTML_H

#include "command/options.h"
#include "sink/out.h"
#include "sink/sink.h"

/*
 * One page to look at (gatetrace(1), --html). The page itself is html/, made C
 * by html/embed.awk; behind it stands the trace, in chunks of
 * <script type="application/json">, which a browser keeps and never runs. Each
 * event is one line that is written when it happens, and nothing is kept: the
 * page is of use, too, when the trace breaks off, as HTML needs no end tags.
 *
 * A line is up to three JSON arrays with tabs between them: what the page has
 * to know to draw, what it is searched for, what a click shows.
 *
 *   ["H",1,"0.1",[argv]]            format, version, what was run; [] for -p alone
 *   ["T","1700000000123456789"]     the time in ns that all others count from
 *   ["K",id,kind,gate,L,restart,jmp,insn,[[offset,bytes,label,text,words,arrow]...]]
 *                                   the code of __kernel_vsyscall; offsets from its start, -1: none
 *   ["V",pid,time,base,kv,id]       that process's vDSO has the code id (-1: none that is known)
 *   ["C",seq,tid,pid,time,duration,gate,nr,name,flags,result,site]
 *     [name,text...]  [entry,exit,esp,stack,frames]
 *                                   a call, its arguments, registers as hexadecimal words; frames: with -k
 *   ["R",seq,tid,time,of,name,insn,place,offset,ip,proof]           a restart; offset from kv, -1: not there
 *   ["N",seq,tid,time,of,name,why,signal]                           no restart
 *   ["S",seq,tid,time,signal]  [text]  [registers]
 *   ["P",seq,tid,time,signal]                                       stopped
 *   ["F",seq,tid,time,pid,parent]                                   a new task; parent 0: attached to
 *   ["X",seq,tid,time,by]                                           exec
 *   ["D",seq,tid,time,status,signal,core]                           the end of a task
 *   ["B",seq,tid,time,ebp]                                          a sysenter with unreadable ebp
 *   ["G",seq,tid,time,place]                                        jumped to the restart point from there
 *   ["L",seq,tid,time,count]                                        lost events
 *   ["E"]                                                           the trace is whole
 *
 * Pure ASCII without a "<" in the lines, whatever the traced process does.
 * o and out outlive the sink; out is nobody else's.
 */
struct sink *html_open(const struct options *o, struct out *out);

/* Bits of a call's flags. */
enum {
	HTML_FAILED = 1,
	HTML_INTERRUPTED = 2, /* the result is one of ERESTART* */
	HTML_RESTARTED = 4,   /* this entry is a restart */
	HTML_UNFINISHED = 8,
	HTML_DETACHED = 16,
};

/* The page up to the trace, in pieces: a number that nobody can guess goes between them. */
extern const char *const html_page[];
extern const unsigned html_pages;

#endif
