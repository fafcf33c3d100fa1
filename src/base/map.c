#include "postmortem/base/map.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

enum { FIRST_CAP = 64 };

/* Keys may be packed ids, not hashes: spread them (Fibonacci hashing); where they differ in the upper half alone, it is
 * the upper bits of the product that do. */
static inline size_t home(const pm_map *m, uint64_t key)
{
    uint64_t h = key * 0x9E3779B97F4A7C15u;
    return (size_t)((h ^ h >> 32) >> 20) & (m->cap - 1);
}

void pm_map_free(pm_map *m)
{
    free(m->slots);
    *m = (pm_map){ 0 };
}

void pm_map_clear(pm_map *m)
{
    for (size_t i = 0; i < m->cap; i++)
        m->slots[i].value = PM_MAP_NONE;
    m->used = 0;
}

static void resize(pm_map *m, size_t cap)
{
    pm_map old = *m;
    m->slots = pm_alloc(cap * sizeof *m->slots);
    m->cap = cap;
    m->used = 0;
    for (size_t i = 0; i < cap; i++)
        m->slots[i].value = PM_MAP_NONE;
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i].value != PM_MAP_NONE)
            pm_map_put(m, old.slots[i].key, old.slots[i].value);
    free(old.slots);
}

/* Where key is, or the empty slot where it belongs. */
static size_t find(const pm_map *m, uint64_t key)
{
    size_t i = home(m, key);
    while (m->slots[i].value != PM_MAP_NONE && m->slots[i].key != key)
        i = (i + 1) & (m->cap - 1);
    return i;
}

uint32_t pm_map_get(const pm_map *m, uint64_t key)
{
    return m->used ? m->slots[find(m, key)].value : PM_MAP_NONE;
}

uint32_t *pm_map_slot_of(pm_map *m, uint64_t key)
{
    if ((m->used + 1) * 4 > m->cap * 3)
        resize(m, m->cap ? m->cap * 2 : FIRST_CAP);
    size_t i = find(m, key);
    if (m->slots[i].value == PM_MAP_NONE) {
        m->slots[i].key = key;
        m->used++; /* the caller fills the value; a slot left at NONE is reused harmlessly */
    }
    return &m->slots[i].value;
}

void pm_map_put(pm_map *m, uint64_t key, uint32_t value)
{
    *pm_map_slot_of(m, key) = value;
}

bool pm_map_remove(pm_map *m, uint64_t key)
{
    if (m->used == 0)
        return false;
    size_t i = find(m, key);
    if (m->slots[i].value == PM_MAP_NONE)
        return false;
    m->slots[i].value = PM_MAP_NONE;
    m->used--;
    /* close the gap: move back what would no longer be found */
    for (size_t j = (i + 1) & (m->cap - 1); m->slots[j].value != PM_MAP_NONE; j = (j + 1) & (m->cap - 1)) {
        size_t h = home(m, m->slots[j].key);
        if (((j - h) & (m->cap - 1)) >= ((j - i) & (m->cap - 1))) {
            m->slots[i] = m->slots[j];
            m->slots[j].value = PM_MAP_NONE;
            i = j;
        }
    }
    return true;
}
