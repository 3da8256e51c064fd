/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STAGE_SPACE_H
#define STAGE_SPACE_H

#include <stdbool.h>

#include "base/map.h"
#include "event/event.h"
#include "source/source.h"
#include "stage/vdso.h"

/*
 * What we know of one process's address space: its vDSO, and what code is
 * where. Everything is read when first asked for, from the task of the
 * current event, and forgotten when a call changes the mappings.
 */
struct space;

struct space *space_new(void);
void space_free(struct space *sp);

/* fork: a child starts with a copy of what its parent has. */
void space_fork(struct space *child, const struct space *parent);

/* exec: a new address space, whose vDSO is where the auxiliary vector says. */
void space_exec(struct space *sp);

/* Mappings in the range went or moved: code and symbols may be others, the vDSO elsewhere. */
void space_changed(struct space *sp, uint64_t start, uint64_t size);

/*
 * The layout of the vDSO: kind VDSO_ABSENT when there is none (a 64-bit
 * process has none for us), VDSO_UNKNOWN when it can't be read.
 */
const struct vdso_layout *space_vdso(struct space *sp, struct source *s);

/*
 * An image whose layout its bytes alone don't tell: whatever process has it, with
 * its entry at kv_offset, has this layout, moved. For all spaces; copied.
 */
void space_know(const void *image, uint32_t size, uint32_t kv_offset, const struct vdso_layout *layout);

/*
 * Facts about code, freed by the space: each is one block that starts with its
 * address as uint64_t. int $0x80 sites by the address behind them; call sites
 * by return address. Asking may drop what there was: a process can have any
 * number of them.
 */
struct map *space_sites(struct space *sp);
struct map *space_callsites(struct space *sp);

/* Where a call of this number came back to last: where it may come back to again. */
uint32_t *space_return(struct space *sp, uint32_t nr);

/* A process can write to its own vDSO: is it still what we know? If not it is looked at anew. */
void space_check(struct space *sp, struct source *s);

/*
 * Copies code, n bytes; how many, or -errno. System call instructions stand in
 * clusters: what is near is read along, and may be older than this moment.
 */
int space_code(struct space *sp, struct source *s, uint64_t addr, void *to, uint32_t n)
	__attribute__((warn_unused_result));

/*
 * What is mapped at addr: 1, 0. New mappings and mprotect() don't tell us: with
 * again, what is not found, or no code, is looked for in maps as they are now.
 */
struct mapped;
int space_mapped(struct space *sp, struct source *s, uint64_t addr, bool again, struct mapped *to);

/* Fills where->module, symbol, offset for where->ip, if a mapping holds it. */
void space_locate(struct space *sp, struct source *s, struct site *where);

#endif
