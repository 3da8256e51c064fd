/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DEMANGLE_H_
#define DEMANGLE_H_

/*
 * C++ names as people write them. By libiberty, when configure found it, else
 * names stay as they are. A name is asked for again and again: the answers are kept.
 */

/* symbol, and what comes back, is good until symbols_free(): the name for people, or symbol itself. */
const char *demangle(const char *symbol);

void demangle_forget(void); /* before symbols_free() */

#endif
