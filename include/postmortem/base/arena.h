/*
 * arena: many small allocations, freed together.
 *
 * Two arenas carry almost everything: `scratch` is emptied after every line, `case` lives until the
 * report is written.  A function that allocates is handed the arena, so its signature tells the
 * lifetime.  Under the sanitizers each allocation is its own malloc.
 */
#ifndef PM_BASE_ARENA_H
#define PM_BASE_ARENA_H

#include "postmortem/base/span.h"

typedef struct pm_arena pm_arena;

pm_arena *pm_arena_new(void);
void pm_arena_free(pm_arena *a);                 /* NULL is welcome */
void pm_arena_reset(pm_arena *a);                /* forgets all allocations, keeps the memory */
void *pm_arena_alloc(pm_arena *a, size_t size);  /* uninitialised, aligned for any type */
void *pm_arena_zalloc(pm_arena *a, size_t size);
pm_span pm_arena_copy(pm_arena *a, pm_span s);   /* NUL-terminated behind its length, for C functions */
pm_span pm_arena_format(pm_arena *a, const char *fmt, ...) PM_PRINTF(2, 3);
size_t pm_arena_bytes(const pm_arena *a);        /* memory held */

#endif
