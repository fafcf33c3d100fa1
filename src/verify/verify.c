#include "verification.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

static bool is_not_at_place(const pm_claimed_line *x)
{
    return x->state == PM_LINE_DIFFERS || x->state == PM_LINE_MISPLACED || x->state == PM_LINE_GONE;
}

/* true: some are to be sought. */
static bool seek_lines(pm_verification *v)
{
    bool any = false;
    for (size_t i = 0; i < v->found.n_pieces; i++)
        v->found.pieces[i].again = PM_AGAIN_NOT;
    for (size_t i = 0; i < v->claims->n_lines; i++) {
        const pm_claimed_line *x = &v->claims->lines[i];
        if (!is_not_at_place(x))
            continue;
        v->found.pieces[v->results[x->item].found].again = PM_AGAIN_SEARCH;
        any = true;
    }
    return any;
}

static bool any_again(const pm_found *f)
{
    for (size_t i = 0; i < f->n_pieces; i++)
        if (f->pieces[i].again != PM_AGAIN_NOT)
            return true;
    return false;
}

static void count(pm_verification *v)
{
    for (size_t i = 0; i < v->claims->n_items; i++)
        v->items[v->results[i].state]++;
    for (size_t i = 0; i < v->claims->n_lines; i++) {
        const pm_claimed_line *x = &v->claims->lines[i];
        v->lines[x->state]++;
        v->results[x->item].lines[x->state]++;
    }
    for (size_t i = 0; i < v->found.n_pieces; i++)
        v->n_unknown += v->found.pieces[i].item == PM_NO_ITEM;
}

pm_status pm_verify_run(pm_verification **out, const pm_verify_options *o, pm_error *err)
{
    pm_verification *v = pm_zalloc(sizeof *v);
    v->case_file = o->case_file;
    *out = v;
    pm_status st = pm_claims_read(&v->claims, o->case_file, err);
    if (st == PM_OK)
        st = pm_found_read(&v->found, v->claims, o, err);
    if (st != PM_OK) {
        pm_verify_free(v);
        *out = NULL;
        return st;
    }
    v->results = pm_zalloc(v->claims->n_items * sizeof *v->results);
    pm_match(v->claims, &v->found, v->results);
    if (any_again(&v->found))
        pm_found_read_again(&v->found, v->claims, o);
    if (seek_lines(v))
        pm_found_read_again(&v->found, v->claims, o);
    count(v);
    return PM_OK;
}

void pm_verify_free(pm_verification *v)
{
    if (v == NULL)
        return;
    pm_claims_free(v->claims);
    pm_found_free(&v->found);
    free(v->results);
    free(v);
}

bool pm_verify_all_match(const pm_verification *v)
{
    return v->items[PM_ITEM_MATCHES] == v->claims->n_items && v->lines[PM_LINE_MATCHES] + v->lines[PM_LINE_AT_PLACE] == v->claims->n_lines &&
           v->n_unknown == 0;
}
