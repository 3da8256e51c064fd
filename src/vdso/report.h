/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VDSO_REPORT_H
#define VDSO_REPORT_H

#include "base/buffer.h"
#include "vdso/facts.h"
#include "vdso/image.h"

/*
 * An image and its facts, to read: as text, or as one line of JSON. of says
 * whose it is: "this machine", "process 12", a file's name.
 */
void report_text(struct buffer *to, const char *of, const struct image *image, const struct facts *facts);
void report_json(struct buffer *to, const char *of, const struct image *image, const struct facts *facts);

/* "6.1.0", of LINUX_VERSION_CODE. */
void report_version(struct buffer *to, uint32_t version);

#endif
