#include "postmortem/analysis/tallies.h"

#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

const pm_tally_shape pm_tally_shapes[PM_T_COUNT] = {
#define PM_TALLY(name, keys, keeps, width) { width, keys, keeps },
#include "postmortem/analysis/tallies.def"
#undef PM_TALLY
};

int pm_cite_cmp(const pm_cite *a, const pm_cite *b)
{
    if (a->piece != b->piece) {
        int c = pm_span_cmp(a->piece->path, b->piece->path);
        if (c)
            return c;
    }
    return (a->line > b->line) - (a->line < b->line);
}

void pm_tally_init(pm_tally *t, const pm_tally_shape *shape, pm_arena *arena)
{
    *t = (pm_tally){ .shape = shape, .arena = arena };
}

void pm_tally_free(pm_tally *t)
{
    free(t->rows);
    pm_map_free(&t->index);
    *t = (pm_tally){ 0 };
}

static uint64_t hash_key(const uint32_t k[4])
{
    return pm_hash_u64((uint64_t)k[0] << 32 | k[1], (uint64_t)k[2] << 32 | k[3]);
}

/* The row of k, or NULL; *slot_key is where a new one belongs (two keys of one hash take neighbours). */
static pm_tally_row *find(const pm_tally *t, const uint32_t k[4], uint64_t *slot_key)
{
    for (uint64_t h = hash_key(k);; h++) {
        uint32_t i = pm_map_get(&t->index, h);
        *slot_key = h;
        if (i == PM_MAP_NONE)
            return NULL;
        if (memcmp(t->rows[i]->key, k, sizeof t->rows[i]->key) == 0)
            return t->rows[i];
    }
}

pm_tally_row *pm_tally_at(pm_tally *t, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    const uint32_t k[4] = { a, b, c, d };
    uint64_t slot;
    pm_tally_row *row = find(t, k, &slot);
    if (row != NULL)
        return row;
    size_t counts = sizeof *row + t->shape->width * sizeof row->n[0];
    row = pm_arena_zalloc(t->arena, counts + (t->shape->keeps ? sizeof *row->when : 0));
    memcpy(row->key, k, sizeof row->key);
    if (t->shape->keeps) {
        row->when = (pm_tally_when *)(void *)((char *)row + counts);
        row->when->first = row->when->last = PM_NO_TIME;
    }
    t->rows = pm_array_grow(t->rows, &t->cap, t->n_rows + 1, sizeof *t->rows);
    t->rows[t->n_rows] = row;
    pm_map_put(&t->index, slot, (uint32_t)t->n_rows++);
    return row;
}

const pm_tally_row *pm_tally_find(const pm_tally *t, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    const uint32_t k[4] = { a, b, c, d };
    uint64_t slot;
    return find(t, k, &slot);
}

/* Copies src over *dst, reusing its memory where the text fits. */
static void keep_cite(pm_arena *arena, pm_cite **dst, const pm_cite *src)
{
    enum { ROUND = 64 };
    if (*dst == NULL)
        *dst = pm_arena_zalloc(arena, sizeof **dst);
    pm_cite *c = *dst;
    char *room = (char *)(uintptr_t)c->text.ptr;
    size_t had = (c->text.len + ROUND - 1) / ROUND * ROUND;
    size_t len = src->text.len < PM_CITE_TEXT ? src->text.len : PM_CITE_TEXT;
    if (room == NULL || had < len)
        room = pm_arena_alloc(arena, (len + ROUND - 1) / ROUND * ROUND);
    if (len)
        memcpy(room, src->text.ptr, len);
    *c = *src;
    c->text = pm_span_make(room, len);
}

/* Earlier by time, among equals by place. */
static bool earlier(int64_t t, const pm_cite *c, int64_t than, const pm_cite *than_c)
{
    if (t != than)
        return t < than;
    return c != NULL && than_c != NULL && pm_cite_cmp(c, than_c) < 0;
}

void pm_tally_touch(pm_tally *t, pm_tally_row *row, int64_t time, const pm_cite *cite)
{
    pm_tally_when *w = row->when;
    if (time == PM_NO_TIME || w == NULL)
        return;
    bool is_first = w->first == PM_NO_TIME || earlier(time, cite, w->first, w->first_cite);
    bool is_last = w->last == PM_NO_TIME || earlier(w->last, w->last_cite, time, cite);
    if (is_first && cite != NULL && (t->shape->keeps & PM_TALLY_FIRST) == PM_TALLY_FIRST)
        keep_cite(t->arena, &w->first_cite, cite);
    if (is_last && cite != NULL && (t->shape->keeps & PM_TALLY_LAST) == PM_TALLY_LAST)
        keep_cite(t->arena, &w->last_cite, cite);
    if (is_first)
        w->first = time;
    if (is_last)
        w->last = time;
}

void pm_tally_merge(pm_tally *dst, const pm_tally *src, const pm_id *ids)
{
    for (size_t i = 0; i < src->n_rows; i++) {
        const pm_tally_row *s = src->rows[i];
        uint32_t k[4];
        for (size_t p = 0; p < 4; p++)
            k[p] = src->shape->keys[p] == 's' ? ids[s->key[p]] : s->key[p];
        pm_tally_row *d = pm_tally_at(dst, k[0], k[1], k[2], k[3]);
        for (size_t c = 0; c < src->shape->width; c++)
            d->n[c] += s->n[c];
        if (s->when != NULL) {
            pm_tally_touch(dst, d, s->when->first, s->when->first_cite);
            pm_tally_touch(dst, d, s->when->last, s->when->last_cite);
        }
    }
}

typedef struct {
    int (*cmp)(const void *ctx, const pm_tally_row *a, const pm_tally_row *b);
    const void *ctx;
} order;

static int by_key(const void *ctx, const pm_tally_row *a, const pm_tally_row *b)
{
    (void)ctx;
    for (size_t p = 0; p < 4; p++)
        if (a->key[p] != b->key[p])
            return a->key[p] < b->key[p] ? -1 : 1;
    return 0;
}

/* Merge sort: stable, and takes a context, which qsort does not. */
static void sort_rows(const pm_tally_row **rows, const pm_tally_row **spare, size_t n, const order *o)
{
    if (n < 2)
        return;
    size_t half = n / 2, i = 0, j = half, k = 0;
    sort_rows(rows, spare, half, o);
    sort_rows(rows + half, spare, n - half, o);
    while (i < half && j < n)
        spare[k++] = o->cmp(o->ctx, rows[j], rows[i]) < 0 ? rows[j++] : rows[i++];
    while (i < half)
        spare[k++] = rows[i++];
    while (j < n)
        spare[k++] = rows[j++];
    memcpy(rows, spare, n * sizeof *rows);
}

const pm_tally_row **pm_tally_sorted(const pm_tally *t, pm_arena *arena,
                                     int (*cmp)(const void *ctx, const pm_tally_row *a, const pm_tally_row *b),
                                     const void *ctx)
{
    order o = { cmp ? cmp : by_key, ctx };
    const pm_tally_row **rows = pm_arena_alloc(arena, (t->n_rows + 1) * 2 * sizeof *rows);
    for (size_t i = 0; i < t->n_rows; i++)
        rows[i] = t->rows[i];
    sort_rows(rows, rows + t->n_rows, t->n_rows, &o);
    return rows;
}
