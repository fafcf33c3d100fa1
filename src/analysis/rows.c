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

static pm_rows sorted(const pm_facts *f, pm_tally_id t, pm_rows rows, pm_rows_order by, size_t column)
{
    order o = { f, f->t[t].shape->keys, by, column };
    if (by == PM_UNSORTED || rows.n < 2)
        return rows;
    const pm_tally_row **spare = pm_alloc(rows.n * sizeof *spare);
    sort_rows(rows.rows, spare, rows.n, &o);
    free(spare);
    return rows;
}

pm_rows pm_rows_of_host(const pm_facts *f, pm_arena *a, pm_tally_id t, pm_id host, pm_rows_order by, size_t column)
{
    pm_rows r;
    r.rows = pm_tally_rows_of_first(&f->t[t], a, host, &r.n);
    return sorted(f, t, r, by, column);
}

pm_rows pm_rows_of(const pm_facts *f, pm_arena *a, pm_tally_id t, pm_id host, uint32_t second, pm_rows_order by, size_t column)
{
    pm_rows r;
    r.rows = pm_tally_rows_of(&f->t[t], a, host, second, &r.n);
    return sorted(f, t, r, by, column);
}
