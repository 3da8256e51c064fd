/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_JSON_STORY_H
#define SINK_JSON_STORY_H

#include "base/buffer.h"
#include "event/event.h"

struct story;

/* Why there was no restart: a word. */
const char *json_story_why(enum no_restart_why why);

/* The members of an object of type "explanation", behind those that every object has. */
void json_story(struct buffer *to, const struct story *s);

#endif
