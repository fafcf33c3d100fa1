#include "check.h"

/* ---- finding and splitting ---- */

static void finds(void **state)
{
    (void)state;
    static const struct {
        const char *s, *what;
        size_t first, last;
    } rows[] = {
        { "to=<a>, to=<b>", "to=<", 0, 8 },
        { "aaaa", "aa", 0, 2 },
        { "abc", "abc", 0, 0 },
        { "abc", "abcd", PM_NPOS, PM_NPOS },
        { "", "a", PM_NPOS, PM_NPOS },
        { "xabxab", "b", 2, 5 },
        { "aab", "ab", 1, 1 },
        { "abc", "", 0, 3 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_span s = pm_span_of(rows[i].s), what = pm_span_of(rows[i].what);
        check_int(rows[i].s, "find", (int64_t)pm_span_find(s, what), (int64_t)rows[i].first);
        check_int(rows[i].s, "find_last", (int64_t)pm_span_find_last(s, what), (int64_t)rows[i].last);
        check_true(rows[i].s, "has", pm_span_has(s, what) == (rows[i].first != PM_NPOS));
    }
    check_int("char", "first", (int64_t)pm_span_find_char(PM_SPAN("a:b:c"), ':'), 1);
    check_int("char", "last", (int64_t)pm_span_find_last_char(PM_SPAN("a:b:c"), ':'), 3);
    check_int("char", "none", (int64_t)pm_span_find_char(PM_SPAN("abc"), ':'), (int64_t)PM_NPOS);
}

static void splits(void **state)
{
    (void)state;
    pm_span head = PM_SPAN("untouched"), tail = PM_SPAN("untouched");
    assert_false(pm_span_split(PM_SPAN("abc"), PM_SPAN(": "), &head, &tail));
    check_text("no separator", "head", head, "untouched");
    check_text("no separator", "tail", tail, "untouched");

    assert_true(pm_span_split(PM_SPAN("a: b: c"), PM_SPAN(": "), &head, &tail));
    check_text("first", "head", head, "a");
    check_text("first", "tail", tail, "b: c");
    assert_true(pm_span_split_last(PM_SPAN("a: b: c"), PM_SPAN(": "), &head, &tail));
    check_text("last", "head", head, "a: b");
    check_text("last", "tail", tail, "c");

    pm_span s = PM_SPAN("x from y from z");
    assert_true(pm_span_split_last(s, PM_SPAN(" from "), &s, &tail)); /* head may alias s */
    check_text("alias", "head", s, "x from y");
    check_text("alias", "tail", tail, "z");
}

static void takes(void **state)
{
    (void)state;
    pm_span s = PM_SPAN("a, b,, c");
    check_text("take", "first", pm_span_take(&s, PM_SPAN(", ")), "a");
    check_text("take", "second", pm_span_take(&s, PM_SPAN(", ")), "b,");
    check_text("take", "rest", pm_span_take(&s, PM_SPAN(", ")), "c");
    check_text("take", "at the end", pm_span_take(&s, PM_SPAN(", ")), "");
    check_int("take", "left", (int64_t)s.len, 0);
}

static void front_and_back(void **state)
{
    (void)state;
    pm_span rest = PM_SPAN("untouched");
    assert_true(pm_span_after(PM_SPAN("warning: x"), PM_SPAN("warning: "), &rest));
    check_text("after", "rest", rest, "x");
    assert_false(pm_span_after(PM_SPAN("warn"), PM_SPAN("warning: "), &rest));
    check_text("after, too short", "rest", rest, "x");
    assert_true(pm_span_before(PM_SPAN("text]"), PM_SPAN("]"), &rest));
    check_text("before", "rest", rest, "text");
    assert_false(pm_span_before(PM_SPAN("]t"), PM_SPAN("]"), &rest));
    check_text("skip too far", "rest", pm_span_skip(PM_SPAN("abc"), 7), "");
    check_text("first too far", "all", pm_span_first(PM_SPAN("abc"), PM_NPOS), "abc");
    check_text("trim", "both", pm_span_trim(PM_SPAN(" \t a b \t")), "a b");
    check_text("trim", "only blanks", pm_span_trim(PM_SPAN("  \t ")), "");
}

/* A NUL in the evidence is a byte like any other. */
static void holds_nul(void **state)
{
    (void)state;
    pm_span s = PM_SPAN("a\0b\0c");
    check_int("nul", "length", (int64_t)s.len, 5);
    check_int("nul", "find", (int64_t)pm_span_find(s, PM_SPAN("\0c")), 3);
    check_true("nul", "differs", !pm_span_eq(s, PM_SPAN("a\0b\0d")));
    check_true("nul", "equal", pm_span_eq(s, PM_SPAN("a\0b\0c")));
}

/* The empty span has a NULL pointer; nothing may look behind it. */
static void empty_span(void **state)
{
    (void)state;
    pm_span none = { 0 }, head, tail;
    check_true("empty", "eq", pm_span_eq(none, PM_SPAN("")));
    check_true("empty", "starts", pm_span_starts(none, none) && pm_span_starts(PM_SPAN("a"), none) &&
                                      !pm_span_starts(none, PM_SPAN("a")));
    check_true("empty", "ends", pm_span_ends(none, none) && !pm_span_ends(none, PM_SPAN("a")));
    check_int("empty", "find", (int64_t)pm_span_find(none, PM_SPAN("a")), (int64_t)PM_NPOS);
    check_int("empty", "find_last", (int64_t)pm_span_find_last(none, PM_SPAN("a")), (int64_t)PM_NPOS);
    check_true("empty", "split", !pm_span_split(none, PM_SPAN(":"), &head, &tail));
    check_int("empty", "take", (int64_t)pm_span_take(&none, PM_SPAN(":")).len, 0);
    check_int("empty", "trim", (int64_t)pm_span_trim(none).len, 0);
    check_int("empty", "skip", (int64_t)pm_span_skip(none, 3).len, 0);
    check_int("empty", "cmp", pm_span_cmp(none, PM_SPAN("")), 0);
    check_true("empty", "nocase", pm_span_eq_nocase(none, PM_SPAN("")) && !pm_span_has_nocase(none, PM_SPAN("a")));
    check_int("empty", "of NULL", (int64_t)pm_span_of(NULL).len, 0);
}

static void compares(void **state)
{
    (void)state;
    check_true("cmp", "shorter first", pm_span_cmp(PM_SPAN("ab"), PM_SPAN("abc")) < 0);
    check_true("cmp", "longer last", pm_span_cmp(PM_SPAN("abc"), PM_SPAN("ab")) > 0);
    check_true("cmp", "bytes are unsigned", pm_span_cmp(PM_SPAN("\x80"), PM_SPAN("z")) > 0);
    check_int("cmp", "equal", pm_span_cmp(PM_SPAN("abc"), PM_SPAN("abc")), 0);
    check_true("nocase", "equal", pm_span_eq_nocase(PM_SPAN("FaiLed"), PM_SPAN("fAILeD")));
    check_true("nocase", "only ASCII letters", !pm_span_eq_nocase(PM_SPAN("["), PM_SPAN("{")) &&
                                                   !pm_span_eq_nocase(PM_SPAN("\xc3\x84"), PM_SPAN("\xc3\xa4")));
    check_true("nocase", "inside", pm_span_has_nocase(PM_SPAN("Mailbox FULL today"), PM_SPAN("full")));
    check_true("nocase", "at the end", pm_span_has_nocase(PM_SPAN("is FULL"), PM_SPAN("full")));
    check_true("nocase", "not there", !pm_span_has_nocase(PM_SPAN("ful"), PM_SPAN("full")));
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        bool whole, leading;
        uint64_t value;
        const char *rest;
    } rows[] = {
        { "0", true, true, 0, "" },
        { "007", true, true, 7, "" },
        { "18446744073709551615", true, true, UINT64_MAX, "" },
        { "18446744073709551616", false, false, 0, "" },
        { "184467440737095516150", false, false, 0, "" },
        { "12 bytes", false, true, 12, " bytes" },
        { "-1", false, false, 0, "" },
        { "+1", false, false, 0, "" },
        { " 1", false, false, 0, "" },
        { "", false, false, 0, "" },
        { "x", false, false, 0, "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint64_t whole = 4711, leading = 4711;
        pm_span rest = { 0 };
        bool is_whole = pm_span_to_u64(pm_span_of(rows[i].s), &whole);
        check_true(rows[i].s, "whole", is_whole == rows[i].whole);
        check_true(rows[i].s, "leading", pm_span_number(pm_span_of(rows[i].s), &leading, &rest) == rows[i].leading);
        if (rows[i].whole)
            check_true(rows[i].s, "value", whole == rows[i].value);
        if (rows[i].leading) {
            check_true(rows[i].s, "leading value", leading == rows[i].value);
            check_text(rows[i].s, "rest", rest, rows[i].rest);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds),      cmocka_unit_test(splits),   cmocka_unit_test(takes),
        cmocka_unit_test(front_and_back), cmocka_unit_test(holds_nul), cmocka_unit_test(empty_span),
        cmocka_unit_test(compares),   cmocka_unit_test(numbers),
    };
    return CHECK_RUN(tests);
}
