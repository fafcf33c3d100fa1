/*
 * memory: allocation that either succeeds or ends the program.
 *
 * Nothing sensible follows an exhausted memory in the middle of a case, so the program says one
 * sentence and exits with PM_EXIT_MEMORY.  Sizes that come from evidence meet a limit before they
 * come here.
 */
#ifndef PM_BASE_MEMORY_H
#define PM_BASE_MEMORY_H

#include "postmortem/base/status.h"

enum { PM_EXIT_MEMORY = 4 };

/* The sentence and the exit, for libraries that say that they got none. */
_Noreturn void pm_memory_exhausted(void);
void *pm_alloc(size_t size);                            /* uninitialised; free() it */
void *pm_zalloc(size_t size);                           /* zeroed; free() it */
void *pm_realloc(void *p, size_t size);                 /* free() it */
void *pm_array_grow(void *p, size_t *cap, size_t need, size_t item); /* doubles *cap until need fits */
void *pm_array_fit(void *p, size_t *cap, size_t n, size_t item);     /* gives back what lies beyond n */
/* Gives freed memory back to the machine: after a phase that held much of it.  Costs some milliseconds. */
void pm_memory_release(void);
char *pm_strdup(const char *s);                         /* free() it */

#endif
