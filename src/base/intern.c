#include "postmortem/base/intern.h"

#include "postmortem/base/arena.h"
#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

typedef struct {
    const char *ptr;
    uint32_t len;
    pm_id same_hash; /* next text with the same 64-bit hash; PM_MAP_NONE ends */
} entry;

struct pm_intern {
    pm_arena *arena;
    pm_map by_hash;
    entry *entries;
    size_t count, cap;
};

pm_intern *pm_intern_new(void)
{
    pm_intern *t = pm_zalloc(sizeof *t);
    t->arena = pm_arena_new();
    pm_intern_add(t, PM_SPAN(""));
    return t;
}

void pm_intern_free(pm_intern *t)
{
    if (t == NULL)
        return;
    pm_arena_free(t->arena);
    pm_map_free(&t->by_hash);
    free(t->entries);
    free(t);
}

pm_id pm_intern_add(pm_intern *t, pm_span s)
{
    if (s.len == 0 && t->count)
        return 0; /* the first text of all */
    uint32_t *slot = pm_map_slot_of(&t->by_hash, pm_hash(s));
    for (pm_id id = *slot; id != PM_MAP_NONE; id = t->entries[id].same_hash)
        if (t->entries[id].len == s.len && (s.len == 0 || memcmp(t->entries[id].ptr, s.ptr, s.len) == 0))
            return id;
    t->entries = pm_array_grow(t->entries, &t->cap, t->count + 1, sizeof *t->entries);
    pm_id id = (pm_id)t->count++;
    t->entries[id] = (entry){ pm_arena_copy(t->arena, s).ptr, (uint32_t)s.len, *slot };
    *slot = id;
    return id;
}

pm_span pm_intern_text(const pm_intern *t, pm_id id)
{
    return pm_span_make(t->entries[id].ptr, t->entries[id].len);
}

uint32_t pm_intern_count(const pm_intern *t)
{
    return (uint32_t)t->count;
}

