#include "postmortem/analysis/points.h"

#include "postmortem/base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 10, TIDY_MIN = 256 };

void pm_points_free(pm_points *p)
{
    free(p->bytes);
    *p = (pm_points){ 0 };
}

/* ---- numbers of seven bits a byte ---- */

static uint8_t *put(uint8_t *p, uint64_t v)
{
    while (v >= 0x80) {
        *p++ = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    *p++ = (uint8_t)v;
    return p;
}

static const uint8_t *get(const uint8_t *p, uint64_t *v)
{
    unsigned shift = 0;
    *v = 0;
    do
        *v |= (uint64_t)(*p & 0x7f) << shift;
    while (shift += 7, *p++ & 0x80);
    return p;
}

/* A distance may point back: the sign goes to the lowest bit. */
static uint64_t fold_sign(int64_t v)
{
    return v < 0 ? (uint64_t)(-v) * 2 - 1 : (uint64_t)v * 2;
}

static int64_t unfold_sign(uint64_t v)
{
    return v & 1 ? -(int64_t)((v + 1) / 2) : (int64_t)(v / 2);
}

/* ---- points ---- */

static void append(pm_points *p, size_t width, const uint64_t *counts, uint32_t at)
{
    size_t need = p->len + (width + 1) * NUMBER_MAX;
    if (need > p->cap) {
        p->cap = (uint32_t)(p->len / 2 * 3 + (width + 1) * NUMBER_MAX);
        p->bytes = pm_realloc(p->bytes, p->cap);
    }
    p->last = p->len;
    uint8_t *end = put(p->bytes + p->len, fold_sign((int64_t)at - p->closed_at));
    for (size_t i = 0; i < width; i++)
        end = put(end, counts[i]);
    p->len = (uint32_t)(end - p->bytes);
    p->closed_at = at;
    p->n++;
}

static void close_open(pm_points *p, size_t width, const uint64_t *counts)
{
    if (!p->open)
        return;
    p->out_of_order = p->out_of_order || (p->len && p->at <= p->closed_at);
    append(p, width, counts, p->at);
    p->open = false;
}

static pm_points_reader reader(const pm_points *p)
{
    return (pm_points_reader){ .p = p->bytes, .end = p->len ? p->bytes + p->len : p->bytes };
}

pm_points_reader pm_points_read(const pm_points *p)
{
    assert(!p->open && !p->out_of_order);
    return reader(p);
}

bool pm_points_next(pm_points_reader *r, size_t width)
{
    uint64_t distance;
    if (r->p == r->end)
        return false;
    r->p = get(r->p, &distance);
    r->at = (uint32_t)((int64_t)r->at + unfold_sign(distance));
    for (size_t i = 0; i < width; i++)
        r->p = get(r->p, &r->counts[i]);
    return true;
}

typedef struct {
    uint32_t at;
    uint64_t counts[PM_POINTS_WIDTH_MAX];
} point;

static int by_time(const void *a, const void *b)
{
    uint32_t x = ((const point *)a)->at, y = ((const point *)b)->at;
    return (x > y) - (x < y);
}

/* Nearly in order as a rule: by insertion, as long as that is cheap. */
static void sort(point *all, size_t n)
{
    size_t budget = 16 * n;
    for (size_t i = 1; i < n; i++) {
        point x = all[i];
        size_t k = i;
        for (; k > 0 && all[k - 1].at > x.at && budget > 0; k--, budget--)
            all[k] = all[k - 1];
        all[k] = x;
        if (budget == 0) {
            qsort(all, n, sizeof *all, by_time);
            return;
        }
    }
}

static void sort_points(pm_points *p, size_t width)
{
    pm_points_reader r = reader(p);
    pm_points sorted = { 0 };
    point *all = NULL;
    size_t n = 0, cap = 0;
    while (pm_points_next(&r, width)) {
        all = pm_array_grow(all, &cap, n + 1, sizeof *all);
        all[n].at = r.at;
        memcpy(all[n++].counts, r.counts, sizeof r.counts);
    }
    sort(all, n);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i + 1; k < n && all[k].at == all[i].at; k++)
            for (size_t c = 0; c < width; c++)
                all[i].counts[c] += all[k].counts[c];
        append(&sorted, width, all[i].counts, all[i].at);
    }
    free(all);
    free(p->bytes);
    *p = sorted;
}

void pm_points_tidy(pm_points *p, size_t width, uint64_t *counts)
{
    close_open(p, width, counts);
    if (p->out_of_order)
        sort_points(p, width);
    p->tidy_len = p->len;
}

void pm_points_open(pm_points *p, size_t width, uint64_t *counts, uint32_t at)
{
    if (p->open && p->at == at)
        return;
    close_open(p, width, counts);
    if (p->out_of_order && p->len > 2 * p->tidy_len + TIDY_MIN)
        pm_points_tidy(p, width, counts);
    memset(counts, 0, width * sizeof *counts);
    p->at = at;
    p->open = true;
}

/* Takes the last closed point off again. */
static void take_last(pm_points *p, size_t width, uint64_t *counts)
{
    uint64_t distance;
    const uint8_t *at = get(p->bytes + p->last, &distance);
    for (size_t i = 0; i < width; i++)
        at = get(at, &counts[i]);
    p->len = p->last;
    p->n--;
    p->closed_at = (uint32_t)((int64_t)p->closed_at - unfold_sign(distance));
}

/* a += b: the points of b behind those of a.  Where the first of b is the last of a, they become one. */
static void join(pm_points *a, const pm_points *b, size_t width)
{
    pm_points_reader r = pm_points_read(b);
    uint64_t last[PM_POINTS_WIDTH_MAX];
    pm_points_next(&r, width);
    if (r.at == a->closed_at) {
        take_last(a, width, last);
        for (size_t i = 0; i < width; i++)
            r.counts[i] += last[i];
    }
    append(a, width, r.counts, r.at);
    size_t rest = (size_t)(r.end - r.p);
    if (rest == 0)
        return;
    if (a->len + rest > a->cap) {
        a->cap = (uint32_t)(a->len + rest + a->len / 2);
        a->bytes = pm_realloc(a->bytes, a->cap);
    }
    memcpy(a->bytes + a->len, r.p, rest);
    a->last = a->len + b->last - (b->len - (uint32_t)rest);
    a->len += (uint32_t)rest;
    a->n += b->n - 1;
    a->closed_at = b->closed_at;
}

static void swap(pm_points *a, pm_points *b)
{
    pm_points c = *a;
    *a = *b;
    *b = c;
}

static uint32_t first_of(const pm_points *p)
{
    uint64_t distance;
    get(p->bytes, &distance);
    return (uint32_t)unfold_sign(distance);
}

void pm_points_merge(pm_points *dst, uint64_t *dst_counts, pm_points *src, uint64_t *src_counts, size_t width)
{
    close_open(dst, width, dst_counts);
    pm_points_tidy(src, width, src_counts);
    if (dst->len == 0)
        swap(dst, src);
    if (src->len == 0)
        return;
    if (!dst->out_of_order && first_of(dst) >= src->closed_at)
        swap(dst, src);
    dst->out_of_order = dst->out_of_order || first_of(src) < dst->closed_at; /* to be sorted once there is much of it */
    join(dst, src, width);
    pm_points_free(src);
    if (!dst->out_of_order)
        dst->tidy_len = dst->len;
    else if (dst->len > 2 * dst->tidy_len + TIDY_MIN)
        pm_points_tidy(dst, width, dst_counts);
}
