#include "skew.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

enum {
    HOUR = 3600, DAY = 86400,
    BEYOND = 2 * DAY,      /* stands for all that is more than a day */
    BIAS = 4 * DAY,        /* keys are not negative */
    STEP = 60,             /* medians of two days that differ by more are said */
    READINGS_MIN = 3,      /* of a day, for its median to say something */
};

uint32_t pm_skew_bin(int64_t d)
{
    if (d > DAY || d < -DAY)
        d = BEYOND;
    else if (d > HOUR || d < -HOUR)
        d -= d % 60;
    return (uint32_t)(d + BIAS);
}

typedef struct {
    pm_id host;
    pm_witness witness;
    uint32_t day;
    int32_t seconds;
    uint64_t n;
} reading;

static const pm_case *sorting; /* qsort takes no context; cases are finished one at a time */

static int by_subject(const reading *x, const reading *y)
{
    if (x->host != y->host)
        return pm_span_cmp(pm_facts_name(sorting->facts, x->host), pm_facts_name(sorting->facts, y->host));
    return (x->witness > y->witness) - (x->witness < y->witness);
}

static int by_day(const void *a, const void *b)
{
    const reading *x = a, *y = b;
    int c = by_subject(x, y);
    if (c == 0)
        c = (x->day > y->day) - (x->day < y->day);
    return c ? c : (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

static int by_seconds(const void *a, const void *b)
{
    const reading *x = a, *y = b;
    return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

static reading *readings_of(const pm_case *c, size_t *n)
{
    reading *r = NULL;
    size_t cap = 0;
    *n = 0;
    for (pm_tally_walk w = pm_tally_begin(&c->facts->t[PM_T_SKEW]); pm_tally_next(&w);) {
        const uint32_t *key = w.row->key;
        r = pm_array_grow(r, &cap, *n + 1, sizeof *r);
        r[(*n)++] = (reading){ key[0], (pm_witness)key[1], key[3], (int32_t)key[2] - BIAS, w.row->n[PM_N_COUNT] };
    }
    return r;
}

/* Of readings in order of their seconds; the lower of two in the middle.  Those of no clock are the last, and left out. */
static uint64_t median_of(const reading *r, size_t n, int32_t *median)
{
    uint64_t all = 0, seen = 0;
    for (size_t i = 0; i < n; i++)
        all += r[i].seconds == BEYOND ? 0 : r[i].n;
    for (size_t i = 0; i < n && 2 * seen < all; i++) {
        *median = r[i].seconds;
        seen += r[i].n;
    }
    return all;
}

/* Readings of one host and witness, in order of the days. */
static void find_steps(const pm_case *c, pm_skew *s, const reading *r, size_t n)
{
    int32_t before = 0, median = 0;
    bool any = false;
    s->steps = pm_arena_alloc(c->arena, (n + 1) * sizeof *s->steps);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && r[end].day == r[i].day;)
            end++;
        uint64_t readings = median_of(r + i, end - i, &median);
        s->days += readings > 0;
        if (readings < READINGS_MIN)
            continue;
        if (any && (median - before > STEP || before - median > STEP))
            s->steps[s->n_steps++] = (pm_skew_step){ pm_hour_start(r[i].day * 24, c->hour_shift), before, median, readings };
        before = median;
        any = true;
    }
}

/* The same readings, whose order changes. */
static void sum_up(pm_skew *s, reading *r, size_t n)
{
    qsort(r, n, sizeof *r, by_seconds);
    s->n = median_of(r, n, &s->median);
    s->min = r[0].seconds;
    for (size_t i = 0; i < n; i++)
        if (r[i].seconds == BEYOND)
            s->beyond += r[i].n;
        else
            s->max = r[i].seconds;
}

void pm_skew_find(pm_case *c)
{
    size_t n;
    reading *r = readings_of(c, &n);
    sorting = c;
    if (n > 1)
        qsort(r, n, sizeof *r, by_day);
    c->skews = pm_arena_zalloc(c->arena, (n + 1) * sizeof *c->skews);
    c->n_skews = 0;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && by_subject(&r[end], &r[i]) == 0;)
            end++;
        pm_skew *s = &c->skews[c->n_skews++];
        s->host = r[i].host;
        s->witness = r[i].witness;
        find_steps(c, s, r + i, end - i);
        sum_up(s, r + i, end - i);
    }
    free(r);
}
