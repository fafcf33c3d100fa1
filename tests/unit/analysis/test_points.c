/* The expectation is a plain array of counts by time, filled by the same calls. */
#include "check.h"

#include "postmortem/analysis/points.h"

#include <string.h>

enum { TIMES = 4096, WIDTH = 3 };

typedef struct {
    pm_points points;
    uint64_t open[PM_POINTS_WIDTH_MAX]; /* the open point's counts */
    uint64_t want[TIMES][PM_POINTS_WIDTH_MAX];
    bool there[TIMES];
    size_t width;
} series;

static void count(series *s, uint32_t at, uint64_t n)
{
    pm_points_open(&s->points, s->width, s->open, at);
    for (size_t i = 0; i < s->width; i++) {
        s->open[i] += n * (i + 1);
        s->want[at][i] += n * (i + 1);
    }
    s->there[at] = true;
}

static void check_series(const char *row, series *s)
{
    uint32_t at = 0, n = 0;
    pm_points_tidy(&s->points, s->width, s->open);
    for (pm_points_reader r = pm_points_read(&s->points); pm_points_next(&r, s->width); at++, n++) {
        while (at < TIMES && !s->there[at])
            at++;
        check_int(row, "time", r.at, at);
        for (size_t i = 0; i < s->width && at < TIMES; i++)
            check_true(row, "count", r.counts[i] == s->want[at][i]);
    }
    while (at < TIMES && !s->there[at])
        at++;
    check_int(row, "all times were read", at, TIMES);
    check_int(row, "number of points", s->points.n, n);
    pm_points_free(&s->points);
}

static const struct {
    const char *name;
    uint32_t at[12];
    size_t n;
} rows[] = {
    { "none", { 0 }, 0 },
    { "one", { 7 }, 1 },
    { "time 0", { 0, 1 }, 2 },
    { "one time again and again", { 7, 7, 7, 7 }, 4 },
    { "in order", { 1, 2, 3, 100, 4000 }, 5 },
    { "backwards", { 4000, 100, 3, 2, 1, 0 }, 6 },
    { "to and fro", { 5, 9, 5, 9, 5, 9 }, 6 },
    { "one late line", { 1, 2, 3, 2, 3, 4 }, 6 },
    { "the last is the first", { 10, 20, 30, 10 }, 4 },
    { "steps of a byte and of two", { 0, 63, 64, 127, 128, 255, 2303, 4095, 0 }, 9 },
};

static void test_orders(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t width = 1; width <= PM_POINTS_WIDTH_MAX; width += 7) {
            static series s;
            s = (series){ .width = width };
            for (size_t k = 0; k < rows[i].n; k++)
                count(&s, rows[i].at[k], k + 1);
            check_series(rows[i].name, &s);
        }
}

static void test_large_counts(void **state)
{
    (void)state;
    static series s;
    s = (series){ .width = 1 };
    static const uint64_t counts[] = { 0, 1, 127, 128, 16383, 16384, UINT32_MAX, (uint64_t)UINT32_MAX + 1, UINT64_MAX / 2, UINT64_MAX };
    for (uint32_t i = 0; i < COUNT_OF(counts); i++)
        count(&s, i, counts[i]);
    check_series("large counts", &s);
}

/* Times far apart: the distance takes all the bits of a number. */
static void test_far_apart(void **state)
{
    (void)state;
    static const uint32_t at[] = { UINT32_MAX, 0, UINT32_MAX - 1, 1 }, want[] = { 0, 1, UINT32_MAX - 1, UINT32_MAX };
    pm_points p = { 0 };
    uint64_t open[1];
    for (size_t i = 0; i < COUNT_OF(at); i++) {
        pm_points_open(&p, 1, open, at[i]);
        open[0] = at[i];
    }
    pm_points_tidy(&p, 1, open);
    pm_points_reader r = pm_points_read(&p);
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        check_true("far apart", "a point", pm_points_next(&r, 1));
        check_int("far apart", "time", r.at, want[i]);
        check_int("far apart", "count", (int64_t)r.counts[0], want[i]);
    }
    check_true("far apart", "no further point", !pm_points_next(&r, 1));
    pm_points_free(&p);
}

static uint32_t roll(uint32_t *state) /* the generator of ISO C's example */
{
    *state = *state * 1103515245u + 12345;
    return *state >> 16;
}

/* So many out of order that they are put in order in between. */
static void test_many(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 4; seed++) {
        static series s;
        s = (series){ .width = WIDTH };
        uint32_t dice = seed;
        for (int i = 0; i < 20000; i++)
            count(&s, seed == 1 ? (uint32_t)(TIMES - 1 - i % TIMES) : roll(&dice) % (seed == 2 ? 3 : TIMES), roll(&dice));
        check_series("many", &s);
    }
}

/* [from, to] in steps of `step` into a, the same for b, and b into a. */
static const struct {
    const char *name;
    uint32_t a_from, a_to, a_step, b_from, b_to, b_step;
} merges[] = {
    { "both empty", 1, 0, 1, 1, 0, 1 },
    { "into an empty one", 1, 0, 1, 5, 9, 1 },
    { "of an empty one", 5, 9, 1, 1, 0, 1 },
    { "behind", 0, 10, 1, 20, 30, 1 },
    { "in front", 20, 30, 1, 0, 10, 1 },
    { "touching behind", 0, 10, 1, 10, 20, 1 },
    { "touching in front", 10, 20, 1, 0, 10, 1 },
    { "touching, one point", 0, 10, 1, 10, 10, 1 },
    { "one point that touches", 10, 10, 1, 10, 20, 1 },
    { "the same point", 10, 10, 1, 10, 10, 1 },
    { "the same points", 0, 10, 1, 0, 10, 1 },
    { "one between the others", 0, 20, 2, 1, 21, 2 },
    { "overlapping", 0, 20, 1, 15, 40, 1 },
    { "inside", 0, 40, 3, 9, 21, 2 },
    { "long", 0, 2000, 1, 2000, 4000, 1 },
};

static void test_merge(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * COUNT_OF(merges); i++) {
        static series a, b;
        const bool goes_on = i >= COUNT_OF(merges);
        const size_t row = i % COUNT_OF(merges);
        a = (series){ .width = WIDTH };
        b = (series){ .width = WIDTH };
        for (uint32_t at = merges[row].a_from; at <= merges[row].a_to; at += merges[row].a_step)
            count(&a, at, at + 1);
        for (uint32_t at = merges[row].b_from; at <= merges[row].b_to; at += merges[row].b_step) {
            count(&b, at, 1000);
            a.there[at] = true;
            for (size_t c = 0; c < WIDTH; c++)
                a.want[at][c] += 1000 * (c + 1);
        }
        pm_points_merge(&a.points, a.open, &b.points, b.open, WIDTH);
        check_true(merges[row].name, "the source is empty", b.points.n == 0 && b.points.len == 0);
        if (goes_on) { /* like any other */
            count(&a, 4050, 7);
            count(&a, 12, 7);
        }
        check_series(merges[row].name, &a);
        pm_points_free(&b.points);
    }
}

/* Three runs that overlap, touch or stand apart, put together in three orders: the same. */
static void test_merge_order(void **state)
{
    (void)state;
    static const int orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 2, 0 } };
    static const uint32_t distances[] = { 50, 99, 100 }; /* of their beginnings; each is 100 long */
    for (size_t o = 0; o < COUNT_OF(orders) * COUNT_OF(distances); o++) {
        static series all;
        all = (series){ .width = 1 };
        for (int k = 0; k < 3; k++) {
            pm_points part = { 0 };
            uint64_t open[1];
            uint32_t first = (uint32_t)orders[o / COUNT_OF(distances)][k] * distances[o % COUNT_OF(distances)];
            for (uint32_t at = first; at < first + 100; at++) {
                pm_points_open(&part, 1, open, at);
                open[0] += at;
                all.want[at][0] += at;
                all.there[at] = true;
            }
            pm_points_merge(&all.points, all.open, &part, open, 1);
            pm_points_free(&part);
        }
        check_series("merge order", &all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_orders),    cmocka_unit_test(test_large_counts), cmocka_unit_test(test_far_apart),
                                        cmocka_unit_test(test_many),      cmocka_unit_test(test_merge),        cmocka_unit_test(test_merge_order) };
    return CHECK_RUN(tests);
}
