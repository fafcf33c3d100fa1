/*
 * map: 64-bit key -> 32-bit value, open addressing.
 *
 * Keys are hashes or packed ids; the owner compares what the value points to when a hash may
 * collide.  Order of iteration depends on the keys and must never reach an output.
 */
#ifndef PM_BASE_MAP_H
#define PM_BASE_MAP_H

#include "postmortem/base/status.h"

#define PM_MAP_NONE UINT32_MAX

typedef struct {
    uint64_t key;
    uint32_t value; /* PM_MAP_NONE: empty slot */
} pm_map_slot;

typedef struct {
    pm_map_slot *slots;
    size_t cap, used; /* cap: a power of two, or 0 before first use */
} pm_map;

void pm_map_free(pm_map *m);
void pm_map_clear(pm_map *m);                                /* empties, keeps the memory */
uint32_t pm_map_get(const pm_map *m, uint64_t key);          /* PM_MAP_NONE when absent */
void pm_map_put(pm_map *m, uint64_t key, uint32_t value);    /* adds or replaces */
bool pm_map_remove(pm_map *m, uint64_t key);
/* The value's place, made with PM_MAP_NONE when absent; valid until the next put/slot/remove. */
uint32_t *pm_map_slot_of(pm_map *m, uint64_t key);

#endif
