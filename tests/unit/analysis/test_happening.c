#include "check.h"

#include "postmortem/analysis/happening.h"

static pm_piece piece = { .path = PM_SPAN_INIT("maillog") };

static pm_happening at(int64_t time, uint64_t line)
{
    return (pm_happening){ .kind = PM_H_SUDO, .time = time, .until = PM_NO_TIME, .host = 1, .a = 2, .cite = { .piece = &piece, .line = line, .text = PM_SPAN("x") } };
}

/* Added in any order, listed by time and line. */
static void test_order(void **state)
{
    (void)state;
    static const struct {
        int64_t time;
        uint64_t line;
    } in[] = { { 30, 1 }, { 10, 9 }, { 10, 8 }, { 20, 3 }, { -5, 4 } }, out[] = { { -5, 4 }, { 10, 8 }, { 10, 9 }, { 20, 3 }, { 30, 1 } };
    for (size_t turn = 0; turn < COUNT_OF(in); turn++) {
        pm_arena *arena = pm_arena_new();
        pm_happenings l = { .n = 0 };
        for (size_t i = 0; i < COUNT_OF(in); i++) {
            pm_happening h = at(in[(i + turn) % COUNT_OF(in)].time, in[(i + turn) % COUNT_OF(in)].line);
            pm_happenings_add(&l, arena, &h);
        }
        pm_happenings_sort(&l);
        check_int("order", "all", (int64_t)l.n, COUNT_OF(in));
        for (size_t i = 0; i < l.n; i++) {
            check_int("order", "time", l.items[i].time, out[i].time);
            check_int("order", "line", (int64_t)l.items[i].cite.line, (int64_t)out[i].line);
        }
        pm_happenings_free(&l);
        pm_arena_free(arena);
    }
}

/* A full list keeps the earliest and counts all. */
static void test_full(void **state)
{
    (void)state;
    enum { ALL = PM_HAPPENINGS_MAX + 500 };
    for (int backwards = 0; backwards <= 1; backwards++) {
        pm_arena *arena = pm_arena_new();
        pm_happenings l = { .n = 0 };
        for (int i = 0; i < ALL; i++) {
            int64_t time = backwards ? ALL - 1 - i : (int64_t)i * 7919 % ALL; /* 7919 is a prime: each time once */
            pm_happening h = at(time, 1);
            pm_happenings_add(&l, arena, &h);
        }
        pm_happenings_sort(&l);
        check_int("full", "kept", (int64_t)l.n, PM_HAPPENINGS_MAX);
        check_int("full", "counted", (int64_t)l.total, ALL);
        for (size_t i = 0; i < l.n; i++)
            check_int("full", "time", l.items[i].time, (int64_t)i);
        pm_happenings_free(&l);
        pm_arena_free(arena);
    }
}

/* Two full lists are the list over both, whichever takes over the other. */
static void test_merge(void **state)
{
    (void)state;
    static const pm_id ids[] = { 0, 11, 12, 13 };
    for (int turn = 0; turn <= 1; turn++) {
        pm_arena *arena = pm_arena_new();
        pm_happenings l[2] = { { .n = 0 }, { .n = 0 } };
        for (int i = 0; i < 2 * PM_HAPPENINGS_MAX; i++) {
            pm_happening h = at(i, 1);
            pm_happenings_add(&l[i % 2], arena, &h);
        }
        pm_happenings_merge(&l[turn], arena, &l[1 - turn], ids);
        pm_happenings_sort(&l[turn]);
        check_int("merge", "kept", (int64_t)l[turn].n, PM_HAPPENINGS_MAX);
        check_int("merge", "counted", (int64_t)l[turn].total, 2 * PM_HAPPENINGS_MAX);
        for (size_t i = 0; i < l[turn].n; i++) {
            bool taken_over = (int)(i % 2) != turn;
            check_int("merge", "time", l[turn].items[i].time, (int64_t)i);
            check_int("merge", "host", l[turn].items[i].host, taken_over ? 11 : 1);
            check_int("merge", "text", l[turn].items[i].a, taken_over ? 12 : 2);
        }
        pm_happenings_free(&l[0]);
        pm_happenings_free(&l[1]);
        pm_arena_free(arena);
    }
}

/* The line is lent: the list keeps its own copy. */
static void test_copy(void **state)
{
    (void)state;
    char line[] = "abc";
    pm_arena *arena = pm_arena_new();
    pm_happenings l = { .n = 0 };
    pm_happening h = at(1, 1);
    h.cite.text = pm_span_of(line);
    pm_happenings_add(&l, arena, &h);
    line[0] = 'x';
    check_text("copy", "line", l.items[0].cite.text, "abc");
    pm_happenings_free(&l);
    pm_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_order), cmocka_unit_test(test_full), cmocka_unit_test(test_merge), cmocka_unit_test(test_copy) };
    return CHECK_RUN(tests);
}
