#include "postmortem/analysis/tallies.h"

#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <assert.h>
#include <stdlib.h>

const pm_tally_shape pm_tally_shapes[PM_T_COUNT] = {
#define PM_TALLY(name, keys, keeps, width) { width, keys, keeps },
#include "postmortem/analysis/tallies.def"
#undef PM_TALLY
};

void pm_cite_sha256(const pm_cite *c, unsigned char out[PM_SHA256_SIZE])
{
    if (c->hashed)
        memcpy(out, c->sha256, PM_SHA256_SIZE);
    else
        pm_sha256_of(c->text, out);
}

int pm_cite_cmp(const pm_cite *a, const pm_cite *b)
{
    if (a->piece != b->piece) {
        int c = pm_span_cmp(a->piece->path, b->piece->path);
        if (c)
            return c;
    }
    return (a->line > b->line) - (a->line < b->line);
}

enum { CHUNK = 64 };

/* In a table with a time part the points come first, then the row with the counts of the open one. */
struct pm_tally_entry {
    pm_points points;
};

static bool is_timed(const pm_tally *t)
{
    return t->time_part < 4;
}

static size_t row_offset(const pm_tally *t)
{
    return is_timed(t) ? (sizeof(pm_points) + 7) / 8 * 8 : 0;
}

static pm_tally_row *row_of(const pm_tally *t, pm_tally_entry *e)
{
    return (pm_tally_row *)(void *)((char *)e + row_offset(t));
}

static pm_tally_entry *entry_of(const pm_tally *t, size_t i)
{
    return (pm_tally_entry *)(void *)(t->chunks[i / CHUNK] + i % CHUNK * t->stride);
}

void pm_tally_init(pm_tally *t, const pm_tally_shape *shape, pm_arena *arena)
{
    const char *time = strchr(shape->keys, 't');
    assert(shape->width <= PM_POINTS_WIDTH_MAX && (time == NULL || shape->keeps == PM_TALLY_PLAIN));
    *t = (pm_tally){ .shape = shape, .arena = arena, .time_part = time ? (size_t)(time - shape->keys) : 4 };
    t->stride = row_offset(t) + sizeof(pm_tally_row) + shape->width * sizeof(uint64_t) +
                (shape->keeps ? sizeof(pm_tally_when) : 0);
}

void pm_tally_free(pm_tally *t)
{
    for (size_t i = 0; is_timed(t) && i < t->n_entries; i++)
        pm_points_free(&entry_of(t, i)->points);
    free(t->chunks);
    free(t->slots);
    free(t->order);
    *t = (pm_tally){ 0 };
}

/* ---- finding an entry ---- */

/* The slot of a key, or the empty one where it belongs. */
static size_t slot_of(const pm_tally *t, const uint32_t k[4], uint32_t hash)
{
    size_t i = hash & (t->n_slots - 1);
    for (; t->slots[i].entry; i = (i + 1) & (t->n_slots - 1))
        if (t->slots[i].hash == hash && memcmp(row_of(t, entry_of(t, t->slots[i].entry - 1))->key, k, 4 * sizeof *k) == 0)
            break;
    return i;
}

static void grow_slots(pm_tally *t)
{
    size_t n = t->n_slots ? t->n_slots * 2 : 16;
    pm_tally_slot *slots = pm_zalloc(n * sizeof *slots);
    for (size_t s = 0; s < t->n_slots; s++) {
        size_t i = t->slots[s].hash & (n - 1);
        if (t->slots[s].entry == 0)
            continue;
        while (slots[i].entry)
            i = (i + 1) & (n - 1);
        slots[i] = t->slots[s];
    }
    free(t->slots);
    t->slots = slots;
    t->n_slots = n;
}

static pm_tally_entry *new_entry(pm_tally *t, const uint32_t k[4])
{
    if (t->n_entries == t->n_chunks * CHUNK) {
        t->chunks = pm_array_grow(t->chunks, &t->cap_chunks, t->n_chunks + 1, sizeof *t->chunks);
        t->chunks[t->n_chunks++] = pm_arena_zalloc(t->arena, CHUNK * t->stride);
    }
    pm_tally_entry *e = entry_of(t, t->n_entries++);
    pm_tally_row *row = row_of(t, e);
    memcpy(row->key, k, sizeof row->key);
    if (t->shape->keeps) {
        row->when = (pm_tally_when *)(void *)(row->n + t->shape->width);
        row->when->first = row->when->last = PM_NO_TIME;
    }
    return e;
}

static pm_tally_entry *entry_at(pm_tally *t, const uint32_t k[4])
{
    uint32_t hash = (uint32_t)pm_hash_ids(k);
    if (t->n_entries * 4 >= t->n_slots * 3)
        grow_slots(t);
    pm_tally_slot *slot = &t->slots[slot_of(t, k, hash)];
    if (slot->entry)
        return entry_of(t, slot->entry - 1);
    pm_tally_entry *e = new_entry(t, k);
    *slot = (pm_tally_slot){ hash, (uint32_t)t->n_entries };
    return e;
}

pm_tally_row *pm_tally_at(pm_tally *t, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    assert(!is_timed(t));
    return row_of(t, entry_at(t, (const uint32_t[4]){ a, b, c, d }));
}

uint64_t *pm_tally_counts(pm_tally *t, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    uint32_t k[4] = { a, b, c, d };
    if (!is_timed(t))
        return row_of(t, entry_at(t, k))->n;
    uint32_t at = k[t->time_part];
    k[t->time_part] = 0;
    pm_tally_entry *e = entry_at(t, k);
    uint64_t *counts = row_of(t, e)->n;
    pm_points_open(&e->points, t->shape->width, counts, at);
    return counts;
}

const pm_tally_row *pm_tally_find(const pm_tally *t, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    assert(!is_timed(t));
    if (t->n_entries == 0)
        return NULL;
    const uint32_t k[4] = { a, b, c, d };
    uint32_t entry = t->slots[slot_of(t, k, (uint32_t)pm_hash_ids(k))].entry;
    return entry ? row_of(t, entry_of(t, entry - 1)) : NULL;
}

/* ---- moments ---- */

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

/* ---- merging ---- */

static int by_place(const void *a, const void *b)
{
    const pm_tally_place *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->second > y->second) - (x->second < y->second);
}

void pm_tally_tidy(pm_tally *t)
{
    for (size_t i = 0; is_timed(t) && i < t->n_entries; i++)
        pm_points_tidy(&entry_of(t, i)->points, t->shape->width, row_of(t, entry_of(t, i))->n);
    t->order = pm_realloc(t->order, (t->n_entries + 1) * sizeof *t->order);
    for (size_t i = 0; i < t->n_entries; i++) {
        const uint32_t *k = row_of(t, entry_of(t, i))->key;
        t->order[i] = (pm_tally_place){ k[0], k[1], (uint32_t)i };
    }
    qsort(t->order, t->n_entries, sizeof *t->order, by_place);
}

static void merge_row(pm_tally *dst, pm_tally_row *d, const pm_tally_row *s)
{
    for (size_t c = 0; c < dst->shape->width; c++)
        d->n[c] += s->n[c];
    if (s->when != NULL) {
        pm_tally_touch(dst, d, s->when->first, s->when->first_cite);
        pm_tally_touch(dst, d, s->when->last, s->when->last_cite);
    }
}

void pm_tally_merge(pm_tally *dst, pm_tally *src, const pm_id *ids)
{
    for (size_t i = 0; i < src->n_entries; i++) {
        pm_tally_entry *from = entry_of(src, i);
        pm_tally_row *s = row_of(src, from);
        uint32_t k[4];
        for (size_t p = 0; p < 4; p++)
            k[p] = src->shape->keys[p] == 's' ? ids[s->key[p]] : s->key[p];
        pm_tally_entry *e = entry_at(dst, k);
        if (is_timed(dst))
            pm_points_merge(&e->points, row_of(dst, e)->n, &from->points, s->n, dst->shape->width);
        else
            merge_row(dst, row_of(dst, e), s);
    }
}

/* ---- reading ---- */

pm_tally_walk pm_tally_begin(const pm_tally *t)
{
    return (pm_tally_walk){ .table = t };
}

/* The walk goes over to entry e. */
static void enter(pm_tally_walk *w, pm_tally_entry *e)
{
    pm_tally_row *row = (pm_tally_row *)(void *)w->space;
    w->points = pm_points_read(&e->points);
    memcpy(row->key, row_of(w->table, e)->key, sizeof row->key);
}

/* The next point of the entry that the walk is in. */
static bool next_point(pm_tally_walk *w)
{
    const pm_tally *t = w->table;
    pm_tally_row *row = (pm_tally_row *)(void *)w->space;
    if (!pm_points_next(&w->points, t->shape->width))
        return false;
    row->key[t->time_part] = w->points.at;
    memcpy(row->n, w->points.counts, t->shape->width * sizeof row->n[0]);
    w->row = row;
    return true;
}

bool pm_tally_next(pm_tally_walk *w)
{
    const pm_tally *t = w->table;
    if (!is_timed(t)) {
        if (w->next == t->n_entries)
            return false;
        w->row = row_of(t, entry_of(t, w->next++));
        return true;
    }
    while (w->next == 0 || !next_point(w)) {
        if (w->next == t->n_entries)
            return false;
        enter(w, entry_of(t, w->next++));
    }
    return true;
}

/* Where the first entry stands that is not before `key`. */
static size_t lower_bound(const pm_tally *t, pm_tally_place key)
{
    size_t from = 0, to = t->n_entries;
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (by_place(&t->order[mid], &key) < 0)
            from = mid + 1;
        else
            to = mid;
    }
    return from;
}

/* The rows of the entries order[from] to order[to - 1]. */
static const pm_tally_row **rows_between(const pm_tally *t, pm_arena *arena, size_t from, size_t to, size_t *n)
{
    size_t size = sizeof(pm_tally_row) + t->shape->width * sizeof(uint64_t), i = 0;
    *n = is_timed(t) ? 0 : to - from;
    for (size_t e = from; is_timed(t) && e < to; e++)
        *n += entry_of(t, t->order[e].entry)->points.n;
    const pm_tally_row **rows = pm_arena_alloc(arena, (*n + 1) * sizeof *rows);
    char *copies = is_timed(t) ? pm_arena_alloc(arena, (*n + 1) * size) : NULL;
    pm_tally_walk w = pm_tally_begin(t);
    for (size_t e = from; e < to; e++) {
        pm_tally_entry *entry = entry_of(t, t->order[e].entry);
        if (!is_timed(t)) {
            rows[i++] = row_of(t, entry);
            continue;
        }
        enter(&w, entry);
        for (; next_point(&w); i++)
            rows[i] = memcpy(copies + i * size, w.row, size);
    }
    return rows;
}

const pm_tally_row **pm_tally_rows_of_first(const pm_tally *t, pm_arena *arena, uint32_t first, size_t *n)
{
    size_t from = lower_bound(t, (pm_tally_place){ .first = first });
    size_t to = first == UINT32_MAX ? t->n_entries : lower_bound(t, (pm_tally_place){ .first = first + 1 });
    return rows_between(t, arena, from, to, n);
}

const pm_tally_row **pm_tally_rows_of(const pm_tally *t, pm_arena *arena, uint32_t first, uint32_t second, size_t *n)
{
    size_t from = lower_bound(t, (pm_tally_place){ .first = first, .second = second }), to = from;
    while (to < t->n_entries && t->order[to].first == first && t->order[to].second == second)
        to++;
    return rows_between(t, arena, from, to, n);
}
