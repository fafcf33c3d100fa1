#include "postmortem/analysis/rows.h"

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

static int in_order(const void *ctx, const pm_tally_row *a, const pm_tally_row *b)
{
    const order *o = ctx;
    if (o->by == PM_BY_COUNT && a->n[o->column] != b->n[o->column])
        return a->n[o->column] > b->n[o->column] ? -1 : 1;
    if (o->by == PM_BY_TIME && a->when->first != b->when->first)
        return a->when->first < b->when->first ? -1 : 1;
    if (o->by == PM_BY_NUMBER && last_number(o, a) != last_number(o, b))
        return last_number(o, a) < last_number(o, b) ? -1 : 1;
    return by_texts(o, a, b);
}

static int in_groups(const void *ctx, const pm_tally_row *a, const pm_tally_row *b)
{
    if (a->key[0] != b->key[0])
        return a->key[0] < b->key[0] ? -1 : 1;
    if (a->key[1] != b->key[1])
        return a->key[1] < b->key[1] ? -1 : 1;
    return in_order(ctx, a, b);
}

pm_rows pm_rows_index(const pm_facts *f, pm_arena *a, pm_tally_id t, pm_rows_order by, size_t column)
{
    const pm_tally *table = &f->t[t];
    order o = { f, table->shape->keys, by, column };
    pm_rows all;
    all.rows = pm_tally_sorted(table, a, in_groups, &o, &all.n);
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
    const pm_tally *table = &f->t[t];
    order o = { f, table->shape->keys, by, column };
    pm_rows all;
    all.rows = pm_tally_sorted(table, a, in_order, &o, &all.n);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (all.rows[i]->key[0] == host)
            all.rows[n++] = all.rows[i];
    all.n = n;
    return all;
}
