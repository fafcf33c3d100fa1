#include "postmortem/analysis/rows.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

typedef struct {
    const pm_facts *f;
    const char *keys;
    pm_rows_order by;
    size_t column;
} order;

static int by_texts(const order *o, const pm_tally_row *a, const pm_tally_row *b)
{
    for (size_t p = 0; p < 4; p++) {
        int c = 0;
        if (a->key[p] == b->key[p])
            continue;
        if (o->keys[p] == 's')
            c = pm_span_cmp(pm_facts_name(o->f, a->key[p]), pm_facts_name(o->f, b->key[p]));
        if (c == 0)
            c = a->key[p] < b->key[p] ? -1 : 1;
        return c;
    }
    return 0;
}

static uint32_t last_number(const order *o, const pm_tally_row *r)
{
    for (size_t p = 4; p-- > 0;)
        if (o->keys[p] == 'n' || o->keys[p] == 't')
            return r->key[p];
    return 0;
}

static int in_order(const order *o, const pm_tally_row *a, const pm_tally_row *b)
{
    if (o->by == PM_BY_COUNT && a->n[o->column] != b->n[o->column])
        return a->n[o->column] > b->n[o->column] ? -1 : 1;
    if (o->by == PM_BY_TIME && a->when->first != b->when->first)
        return a->when->first < b->when->first ? -1 : 1;
    if (o->by == PM_BY_NUMBER && last_number(o, a) != last_number(o, b))
        return last_number(o, a) < last_number(o, b) ? -1 : 1;
    return by_texts(o, a, b);
}

/* Merge sort: stable, and takes a context, which qsort does not. */
static void sort_rows(const pm_tally_row **rows, const pm_tally_row **spare, size_t n, const order *o)
{
    size_t half = n / 2, i = 0, j = half, k = 0;
    if (n < 2)
        return;
    sort_rows(rows, spare, half, o);
    sort_rows(rows + half, spare, n - half, o);
    if (in_order(o, rows[half - 1], rows[half]) <= 0)
        return;
    while (i < half && j < n)
        spare[k++] = in_order(o, rows[j], rows[i]) < 0 ? rows[j++] : rows[i++];
    while (i < half)
        spare[k++] = rows[i++];
    memcpy(rows, spare, k * sizeof *rows); /* the rest stands where it belongs */
}

static bool same_group(const pm_tally_row *a, const pm_tally_row *b)
{
    return a->key[0] == b->key[0] && a->key[1] == b->key[1];
}

pm_rows pm_rows_index(const pm_facts *f, pm_arena *a, pm_tally_id t, pm_rows_order by, size_t column)
{
    order o = { f, f->t[t].shape->keys, by, column };
    pm_rows all;
    all.rows = pm_tally_rows(&f->t[t], a, &all.n);
    const pm_tally_row **spare = pm_alloc((all.n + 1) * sizeof *spare);
    for (size_t i = 0, k; i < all.n; i = k) {
        for (k = i + 1; k < all.n && same_group(all.rows[i], all.rows[k]); k++)
            ;
        sort_rows(all.rows + i, spare, k - i, &o);
    }
    free(spare);
    return all;
}

static size_t lower_bound(pm_rows r, uint64_t key)
{
    size_t from = 0, to = r.n;
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (((uint64_t)r.rows[mid]->key[0] << 32 | r.rows[mid]->key[1]) < key)
            from = mid + 1;
        else
            to = mid;
    }
    return from;
}

pm_rows pm_rows_of(pm_rows index, pm_id host, uint32_t second)
{
    uint64_t key = (uint64_t)host << 32 | second;
    size_t from = lower_bound(index, key), to = lower_bound(index, key + 1);
    return (pm_rows){ index.rows + from, to - from };
}

pm_rows pm_rows_of_host(const pm_facts *f, pm_arena *a, pm_tally_id t, pm_id host, pm_rows_order by, size_t column)
{
    order o = { f, f->t[t].shape->keys, by, column };
    pm_rows all;
    size_t n = 0;
    all.rows = pm_tally_rows(&f->t[t], a, &all.n);
    for (size_t i = 0; i < all.n; i++)
        if (all.rows[i]->key[0] == host)
            all.rows[n++] = all.rows[i];
    all.n = n;
    const pm_tally_row **spare = pm_alloc((n + 1) * sizeof *spare);
    sort_rows(all.rows, spare, n, &o);
    free(spare);
    return all;
}
