#include "check.h"

#include "postmortem/analysis/tally.h"
#include "postmortem/base/intern.h"

#include <string.h>

enum { WIDTH = 2 };

static const pm_tally_shape plain = { WIDTH, "ssn-", PM_TALLY_PLAIN }, times = { WIDTH, "ss--", PM_TALLY_TIMES },
                            first = { WIDTH, "ss--", PM_TALLY_FIRST }, both = { WIDTH, "ss--", PM_TALLY_FIRST | PM_TALLY_LAST },
                            hours = { WIDTH, "sst-", PM_TALLY_PLAIN }, last_hours = { WIDTH, "ssst", PM_TALLY_PLAIN };

static pm_piece piece_a = { .path = PM_SPAN_INIT("a/maillog") }, piece_b = { .path = PM_SPAN_INIT("b/maillog") };

static pm_cite cite_at(const pm_piece *p, uint64_t line, const char *text)
{
    return (pm_cite){ .piece = p, .line = line, .text = pm_span_of(text) };
}

/* Rows and counts in both kinds of table, beyond the first chunk and the first slots. */
static void test_counts(void **state)
{
    (void)state;
    const pm_tally_shape *const shapes[] = { &plain, &hours, &last_hours };
    for (size_t k = 0; k < COUNT_OF(shapes); k++) {
        pm_arena *arena = pm_arena_new();
        pm_tally t;
        uint64_t sum = 0, rows = 0;
        pm_tally_init(&t, shapes[k], arena);
        for (uint32_t round = 1; round <= 2; round++)
            for (uint32_t i = 0; i < 500; i++) {
                uint64_t *n = pm_tally_counts(&t, i % 7, i, i % 3, 0);
                n[0] += i;
                n[1] += round;
            }
        pm_tally_tidy(&t);
        for (pm_tally_walk w = pm_tally_begin(&t); pm_tally_next(&w); rows++) {
            uint32_t i = w.row->key[1];
            check_int("counts", "key 0", w.row->key[0], i % 7);
            check_int("counts", "key 2", w.row->key[2], i % 3);
            check_int("counts", "column 0", (int64_t)w.row->n[0], 2 * (int64_t)i);
            check_int("counts", "column 1", (int64_t)w.row->n[1], 3);
            sum += i;
        }
        check_int("counts", "rows", (int64_t)rows, 500);
        check_int("counts", "each row once", (int64_t)sum, 500 * 499 / 2);
        pm_tally_free(&t);
        pm_arena_free(arena);
    }
}

static void test_find(void **state)
{
    (void)state;
    pm_arena *arena = pm_arena_new();
    pm_tally t;
    pm_tally_init(&t, &plain, arena);
    check_true("find", "nothing in an empty table", pm_tally_find(&t, 1, 2, 3, 0) == NULL);
    pm_tally_at(&t, 1, 2, 3, 0)->n[1] = 9;
    const pm_tally_row *r = pm_tally_find(&t, 1, 2, 3, 0);
    check_true("find", "what was counted", r != NULL && r->n[1] == 9);
    check_true("find", "another key", pm_tally_find(&t, 3, 2, 1, 0) == NULL);
    check_true("find", "the row stays where it is", pm_tally_at(&t, 1, 2, 3, 0) == r);
    pm_tally_free(&t);
    pm_arena_free(arena);
}

/* First and last by time; of lines of one time by file, then line; whatever the order of the calls. */
static const struct {
    int64_t time;
    const pm_piece *piece;
    uint64_t line;
    const char *text;
} touches[] = {
    { 20, &piece_a, 5, "middle" },
    { 10, &piece_b, 2, "first in b" },
    { 10, &piece_a, 9, "first" },
    { 10, &piece_a, 10, "first, a line later" },
    { 30, &piece_b, 1, "last" },
    { 30, &piece_a, 99, "last in a" },
    { PM_NO_TIME, &piece_a, 1, "no time" },
};

static void test_touch(void **state)
{
    (void)state;
    const pm_tally_shape *const shapes[] = { &times, &first, &both };
    for (size_t k = 0; k < COUNT_OF(shapes); k++)
        for (size_t turn = 0; turn < COUNT_OF(touches); turn++) {
            pm_arena *arena = pm_arena_new();
            pm_tally t;
            pm_tally_init(&t, shapes[k], arena);
            pm_tally_row *r = pm_tally_at(&t, 1, 2, 0, 0);
            check_true("touch", "untouched", r->when->first == PM_NO_TIME && r->when->last == PM_NO_TIME);
            for (size_t i = 0; i < COUNT_OF(touches); i++) {
                size_t at = (i + turn) % COUNT_OF(touches);
                char text[40]; /* the line is lent: its bytes go away */
                snprintf(text, sizeof text, "%s", touches[at].text);
                pm_cite c = cite_at(touches[at].piece, touches[at].line, text);
                pm_tally_touch(&t, r, touches[at].time, &c);
                memset(text, 'x', sizeof text);
            }
            check_int("touch", "first", r->when->first, 10);
            check_int("touch", "last", r->when->last, 30);
            if (shapes[k] == &times)
                check_true("touch", "no lines are kept", r->when->first_cite == NULL && r->when->last_cite == NULL);
            else
                check_text("touch", "first line", r->when->first_cite->text, "first");
            if (shapes[k] == &both)
                check_text("touch", "last line", r->when->last_cite->text, "last");
            else
                check_true("touch", "no last line is kept", r->when->last_cite == NULL);
            pm_tally_free(&t);
            pm_arena_free(arena);
        }
}

/* A line longer than is kept. */
static void test_long_line(void **state)
{
    (void)state;
    static char text[PM_CITE_TEXT + 500];
    memset(text, 'x', sizeof text);
    pm_arena *arena = pm_arena_new();
    pm_tally t;
    pm_tally_init(&t, &first, arena);
    pm_tally_row *r = pm_tally_at(&t, 1, 2, 0, 0);
    pm_cite c = { .piece = &piece_a, .line = 1, .length = sizeof text, .text = pm_span_make(text, sizeof text) };
    pm_tally_touch(&t, r, 5, &c);
    check_int("long line", "kept", (int64_t)r->when->first_cite->text.len, PM_CITE_TEXT);
    check_int("long line", "true length", r->when->first_cite->length, PM_CITE_TEXT + 500);
    c.text = pm_span_make(text, 10);
    pm_tally_touch(&t, r, 4, &c);
    check_int("long line", "an earlier, shorter one", (int64_t)r->when->first_cite->text.len, 10);
    pm_tally_free(&t);
    pm_arena_free(arena);
}

/* Texts have other numbers in the table that takes over; numbers and times stay. */
static void test_merge(void **state)
{
    (void)state;
    static const pm_id ids[] = { 0, 11, 12, 13, 14, 15, 16 };
    const pm_tally_shape *const shapes[] = { &plain, &hours, &both };
    for (size_t k = 0; k < COUNT_OF(shapes); k++) {
        pm_arena *arena = pm_arena_new();
        pm_tally dst, src;
        pm_tally_init(&dst, shapes[k], arena);
        pm_tally_init(&src, shapes[k], arena);
        uint32_t third = shapes[k] == &both ? 0 : 5;
        pm_tally_counts(&dst, 11, 12, third, 0)[0] = 1;
        pm_tally_counts(&dst, 1, 2, third, 0)[0] = 100; /* 1 and 2 are other texts here */
        pm_tally_counts(&src, 1, 2, third, 0)[0] = 20;
        pm_tally_counts(&src, 3, 0, third, 0)[0] = 300;
        pm_cite mine = cite_at(&piece_a, 5, "mine"), early = cite_at(&piece_a, 3, "early"), late = cite_at(&piece_a, 7, "late");
        if (shapes[k] == &both) {
            pm_tally_touch(&dst, pm_tally_at(&dst, 11, 12, 0, 0), 50, &mine);
            pm_tally_touch(&src, pm_tally_at(&src, 1, 2, 0, 0), 30, &early);
            pm_tally_touch(&src, pm_tally_at(&src, 1, 2, 0, 0), 70, &late);
        }
        pm_tally_merge(&dst, &src, ids);
        pm_tally_tidy(&dst);
        uint64_t rows = 0;
        for (pm_tally_walk w = pm_tally_begin(&dst); pm_tally_next(&w); rows++) {
            int64_t want = w.row->key[0] == 11 ? 21 : w.row->key[0] == 1 ? 100 : 300;
            check_int("merge", "count", (int64_t)w.row->n[0], want);
            check_int("merge", "second key", w.row->key[1], w.row->key[0] == 11 ? 12 : w.row->key[0] == 1 ? 2 : 0);
            check_int("merge", "third key", w.row->key[2], third);
            check_true("merge", "first key", w.row->key[0] == 11 || w.row->key[0] == 1 || w.row->key[0] == 13);
        }
        check_int("merge", "rows", (int64_t)rows, 3);
        if (shapes[k] == &both) {
            const pm_tally_row *r = pm_tally_find(&dst, 11, 12, 0, 0);
            check_text("merge", "first line", r->when->first_cite->text, "early");
            check_text("merge", "last line", r->when->last_cite->text, "late");
        }
        pm_tally_free(&dst);
        pm_tally_free(&src);
        pm_arena_free(arena);
    }
}

/* All rows, groups of (key 0, key 1) together. */
static void test_rows(void **state)
{
    (void)state;
    const pm_tally_shape *const shapes[] = { &plain, &hours };
    for (size_t k = 0; k < COUNT_OF(shapes); k++) {
        pm_arena *arena = pm_arena_new();
        pm_tally t;
        pm_tally_init(&t, shapes[k], arena);
        for (uint32_t i = 0; i < 300; i++)
            pm_tally_counts(&t, i % 2, i % 5, i / 10, 0)[0]++;
        pm_tally_tidy(&t);
        for (uint32_t one = 0; one < 3; one++) { /* 2 x 5 groups of 30 */
            size_t n, all;
            (void)pm_tally_rows_of_first(&t, arena, one, &all);
            check_int("rows", "of the one part", (int64_t)all, one < 2 ? 150 : 0);
            for (uint32_t two = 0; two < 6; two++) {
                const pm_tally_row **rows = pm_tally_rows_of(&t, arena, one, two, &n);
                check_int("rows", "of both parts", (int64_t)n, one < 2 && two < 5 ? 30 : 0);
                for (size_t i = 0; i < n; i++)
                    check_int("rows", "key and count", rows[i]->key[0] == one && rows[i]->key[1] == two && rows[i]->n[0] == 1, true);
            }
        }
        pm_tally_free(&t);
        pm_arena_free(arena);
    }
}

static void test_cite_order(void **state)
{
    (void)state;
    static const struct {
        const pm_piece *a;
        uint64_t line_a;
        const pm_piece *b;
        uint64_t line_b;
        int want;
    } pairs[] = { { &piece_a, 1, &piece_a, 2, -1 }, { &piece_a, 2, &piece_a, 1, 1 }, { &piece_a, 9, &piece_b, 1, -1 }, { &piece_a, 3, &piece_a, 3, 0 } };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        pm_cite a = cite_at(pairs[i].a, pairs[i].line_a, ""), b = cite_at(pairs[i].b, pairs[i].line_b, "");
        int got = pm_cite_cmp(&a, &b);
        check_int("cite order", "sign", (got > 0) - (got < 0), pairs[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_counts),    cmocka_unit_test(test_find),  cmocka_unit_test(test_touch),
                                        cmocka_unit_test(test_long_line), cmocka_unit_test(test_merge), cmocka_unit_test(test_rows),
                                        cmocka_unit_test(test_cite_order) };
    return CHECK_RUN(tests);
}
