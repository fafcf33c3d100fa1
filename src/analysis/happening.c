#include "postmortem/analysis/happening.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

int pm_happening_cmp(const pm_happening *a, const pm_happening *b)
{
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    int c = pm_cite_cmp(&a->cite, &b->cite);
    if (c)
        return c;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

static void sift_down(pm_happening *h, size_t n, size_t i)
{
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= n)
            return;
        if (child + 1 < n && pm_happening_cmp(&h[child], &h[child + 1]) < 0)
            child++;
        if (pm_happening_cmp(&h[i], &h[child]) >= 0)
            return;
        pm_happening t = h[i];
        h[i] = h[child];
        h[child] = t;
        i = child;
    }
}

static void put(pm_happenings *l, pm_arena *arena, const pm_happening *h)
{
    if (l->n == PM_HAPPENINGS_MAX) {
        if (!l->heap) {
            for (size_t i = l->n / 2; i-- > 0;)
                sift_down(l->items, l->n, i);
            l->heap = true;
        }
        if (pm_happening_cmp(h, &l->items[0]) >= 0)
            return; /* later than all that are kept */
        l->items[0] = *h;
        l->items[0].cite.text = pm_arena_copy(arena, pm_span_first(h->cite.text, PM_CITE_TEXT));
        sift_down(l->items, l->n, 0);
        return;
    }
    l->items = pm_array_grow(l->items, &l->cap, l->n + 1, sizeof *l->items);
    l->items[l->n] = *h;
    l->items[l->n].cite.text = pm_arena_copy(arena, pm_span_first(h->cite.text, PM_CITE_TEXT));
    l->n++;
}

void pm_happenings_add(pm_happenings *l, pm_arena *arena, const pm_happening *h)
{
    l->total++;
    put(l, arena, h);
}

void pm_happenings_merge(pm_happenings *dst, pm_arena *arena, const pm_happenings *src, const pm_id *ids)
{
    for (size_t i = 0; i < src->n; i++) {
        pm_happening h = src->items[i];
        h.host = ids[h.host];
        h.a = ids[h.a];
        h.b = ids[h.b];
        h.c = ids[h.c];
        h.d = ids[h.d];
        h.e = ids[h.e];
        h.f = ids[h.f];
        put(dst, arena, &h);
    }
    dst->total += src->total;
}

static int by_time(const void *a, const void *b)
{
    return pm_happening_cmp(a, b);
}

void pm_happenings_sort(pm_happenings *l)
{
    if (l->n > 1)
        qsort(l->items, l->n, sizeof *l->items, by_time);
    l->heap = false;
}

void pm_happenings_free(pm_happenings *l)
{
    free(l->items);
    *l = (pm_happenings){ 0 };
}
