#include "postmortem/analysis/facts.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

pm_facts *pm_facts_new(void)
{
    pm_facts *f = pm_zalloc(sizeof *f);
    f->arena = pm_arena_new();
    f->texts = pm_intern_new();
    for (size_t i = 0; i < PM_T_COUNT; i++)
        pm_tally_init(&f->t[i], &pm_tally_shapes[i], f->arena);
    return f;
}

void pm_facts_free(pm_facts *f)
{
    if (f == NULL)
        return;
    for (size_t i = 0; i < PM_T_COUNT; i++)
        pm_tally_free(&f->t[i]);
    for (size_t i = 0; i < PM_H_COUNT; i++)
        pm_happenings_free(&f->h[i]);
    for (size_t i = 0; i < PM_TIE_COUNT; i++)
        pm_happenings_free(&f->missing[i]);
    pm_intern_free(f->texts);
    pm_arena_free(f->arena);
    free(f);
}

void pm_facts_tidy(pm_facts *f)
{
    for (size_t i = 0; i < PM_T_COUNT; i++)
        pm_tally_tidy(&f->t[i]);
}

pm_id *pm_facts_merge(pm_facts *dst, pm_facts *src)
{
    uint32_t n = pm_intern_count(src->texts);
    pm_id *ids = pm_alloc(n * sizeof *ids);
    for (pm_id i = 0; i < n; i++)
        ids[i] = pm_intern_add(dst->texts, pm_intern_text(src->texts, i));
    for (size_t i = 0; i < PM_T_COUNT; i++)
        pm_tally_merge(&dst->t[i], &src->t[i], ids);
    for (size_t i = 0; i < PM_H_COUNT; i++)
        pm_happenings_merge(&dst->h[i], dst->arena, &src->h[i], ids);
    for (size_t i = 0; i < PM_TIE_COUNT; i++)
        pm_happenings_merge(&dst->missing[i], dst->arena, &src->missing[i], ids);
    return ids;
}
