/* origins: the addresses that an account was used from. */
#include "detect.h"

#include "postmortem/base/map.h"

#include <stdlib.h>

static int by_first(const void *a, const void *b)
{
    const pm_origin *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return x->cite != NULL && y->cite != NULL ? pm_cite_cmp(x->cite, y->cite) : 0;
}

pm_origin *pm_origins_of(pm_findings *f, pm_id host, pm_id actor, int64_t since, size_t *n, size_t *n_suspect)
{
    pm_rows rows = pm_detect_rows(f, PM_T_ACTOR_CLIENT, host, actor);
    pm_origin *list = pm_arena_zalloc(pm_detect_arena(f), (rows.n + 1) * sizeof *list);
    pm_map index = { 0 };
    *n = *n_suspect = 0;
    for (size_t i = 0; i < rows.n; i++) { /* a row per address and name; names of one address are summed */
        const pm_tally_row *r = rows.rows[i];
        uint32_t *slot = pm_map_slot_of(&index, r->key[2]);
        if (*slot == PM_MAP_NONE) {
            *slot = (uint32_t)*n;
            list[(*n)++] = (pm_origin){ .address = r->key[2], .first = r->when->first, .last = r->when->last, .cite = r->when->first_cite };
        }
        pm_origin *o = &list[*slot];
        o->messages += r->n[PM_N_CLIENT_MESSAGES];
        o->recipients += r->n[PM_N_CLIENT_RECIPIENTS];
        o->refused += r->n[PM_N_CLIENT_REFUSED];
        if (r->when->first < o->first) {
            o->first = r->when->first;
            o->cite = r->when->first_cite;
        }
        o->last = r->when->last > o->last ? r->when->last : o->last;
    }
    pm_map_free(&index);
    qsort(list, *n, sizeof *list, by_first);
    for (size_t i = 0; i < *n; i++) {
        list[i].suspect = list[i].first >= since;
        *n_suspect += list[i].suspect;
    }
    return list;
}

uint64_t pm_finding_cite_origins(pm_findings *f, pm_finding *x, pm_id actor)
{
    const pm_case *c = pm_detect_case(f);
    pm_rows rows = pm_detect_rows(f, PM_T_ACTOR_CLIENT_HOUR, x->host, actor);
    pm_hour from = pm_hour_of(x->from, c->hour_shift), to = pm_hour_of(x->to - 1, c->hour_shift);
    size_t n, ignored;
    const pm_origin *o = pm_origins_of(f, x->host, actor, PM_NO_TIME, &n, &ignored);
    pm_map used = { 0 };
    for (size_t i = 0; i < rows.n; i++)
        if (rows.rows[i]->key[3] >= from && rows.rows[i]->key[3] <= to)
            pm_map_put(&used, rows.rows[i]->key[2], 1);
    for (size_t i = 0; i < n; i++)
        if (pm_map_get(&used, o[i].address) != PM_MAP_NONE)
            pm_finding_cite(x, o[i].cite);
    n = used.used;
    pm_map_free(&used);
    return n;
}
