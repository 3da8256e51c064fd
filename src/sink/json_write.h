/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SINK_JSON_WRITE_H
#define SINK_JSON_WRITE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "event/event.h"

/*
 * JSON (RFC 8259), appended to a buffer in pure ASCII.
 */

/* "text" in quotation marks: UTF-8 as \uXXXX, bytes that are not UTF-8 as \ufffd. */
void json_string(struct buffer *to, const char *text, size_t len);

/* The bytes as base64 (RFC 4648) in quotation marks. */
void json_base64(struct buffer *to, const void *bytes, size_t len);

/* Nanoseconds as seconds, with nine digits behind the point. */
void json_seconds(struct buffer *to, uint64_t ns);

/* ,"key":value */
void json_key(struct buffer *to, const char *key);
void json_number(struct buffer *to, const char *key, int64_t number);
void json_unsigned(struct buffer *to, const char *key, uint64_t number);
void json_text(struct buffer *to, const char *key, const char *text);

/* {"ip":...,"module":...,"symbol":...,"offset":...}, what is known of it; json_site: as a key's value. */
void json_place(struct buffer *to, const struct site *where);
void json_site(struct buffer *to, const char *key, const struct site *where);

#endif
