/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sink/explain.h"

#include <stdio.h>

#include "sink/explain_parts.h"

static void end(struct prose *p)
{
	const struct story *s = p->s;
	unsigned at = PROSE_TEXT - 1;

	switch (s->end) {
	case STORY_DONE:
		prose(p, at, COLOUR_RESTART, "So %s was made again: its caller sees nothing but the result.",
		      s->name);
		break;
	case STORY_INTERRUPTED:
		prose(p, at, COLOUR_RESTART, "So %s was made again, and interrupted again: to be continued.",
		      s->name);
		break;
	case STORY_CUT:
		if (s->cut == EVENT_KILLED)
			prose(p, at, COLOUR_RESTART, "Then %s killed the process.", prose_signal(p, s->sig));
		else if (s->cut == EVENT_DETACHED)
			prose(p, at, COLOUR_RESTART, "Here gatetrace lets the process go.");
		else if (s->cut == EVENT_EXITED)
			prose(p, at, COLOUR_RESTART, "Then the thread ended.");
		else
			prose(p, at, COLOUR_RESTART, "Then the process started another program.");
		break;
	default:
		break;
	}
	if (s->end != STORY_NO_RESTART)
		return;
	switch (s->why) {
	case NO_RESTART_HANDLER:
	case NO_RESTART_ALWAYS:
		prose(p, at, COLOUR_RESTART, "So %s was not made again: the program got EINTR.", s->name);
		break;
	case NO_RESTART_JUMPED_OUT:
		prose(p, at, COLOUR_RESTART,
		      "So %s was not made again: the program left the handler of %s by a jump.", s->name,
		      prose_signal(p, s->sig));
		explain_word(p, TERM_JUMP);
		break;
	case NO_RESTART_ANOTHER:
		prose(p, at, COLOUR_RESTART, "So %s was not made again: the next call is another one.",
		      s->name);
		break;
	default:
		prose(p, at, COLOUR_RESTART, "So %s was not made again: the program itself changed eip.",
		      s->name);
	}
}

static void heading(struct prose *p, int tid)
{
	const struct story *s = p->s;
	char times[32] = "", whose[32] = "";

	if (s->round > 1)
		snprintf(times, sizeof(times), ", interruption %u", s->round);
	if (tid)
		snprintf(whose, sizeof(whose), " of thread %d", tid);
	prose(p, 0, COLOUR_RESTART, "How %s%s was interrupted%s%s", s->name, whose,
	      s->again ? " and made again" : s->end == STORY_NO_RESTART ? " and not made again" : "", times);
}

void explain_story(struct explain *x, struct buffer *to, const struct story *s, int tid)
{
	struct prose p = { .x = x, .to = to, .s = s };

	prose_gap(&p);
	heading(&p, tid);
	prose_gap(&p);
	for (unsigned i = 0; i < s->steps; i++)
		explain_step(&p, &s->step[i]);
	if (s->left_out && !s->again)
		prose(&p, PROSE_TEXT, COLOUR_COUNT, "(%u more stops are left out here)", s->left_out);
	end(&p);
	prose_gap(&p);
}
