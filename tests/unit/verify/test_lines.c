/* Cited lines in a stream that comes in blocks of any size; the states are what the content says to whoever counts its bytes. */
#include "lines.h"

#include "check.h"

/* 0 "alpha", 6 "", 7 "beta\r", 13 "an entry\nof two lines" (8, 12), 35 "end" without a newline */
static const char content[] = "alpha\n\nbeta\r\nan entry\nof two lines\nend";

static const struct {
    const char *name;
    const char *text;     /* what was cited; NULL: without a hash */
    uint64_t line, offset, length;
    pm_line_state state;
    uint64_t found_at;
} rows[] = {
    { "the first", "alpha", 1, 0, 5, PM_LINE_MATCHES, 0 },
    { "without a hash", NULL, 1, 0, 5, PM_LINE_AT_PLACE, 0 },
    { "without a hash, no line", NULL, 1, 0, 4, PM_LINE_DIFFERS, 0 },
    { "an empty one", "", 2, 6, 0, PM_LINE_MATCHES, 0 },
    { "a carriage return belongs to it", "beta\r", 3, 7, 5, PM_LINE_MATCHES, 0 },
    { "an entry of two lines", "an entry\nof two lines", 4, 13, 21, PM_LINE_MATCHES, 0 },
    { "its second line alone", "of two lines", 5, 22, 12, PM_LINE_MATCHES, 0 },
    { "the last, without a newline", "end", 6, 35, 3, PM_LINE_MATCHES, 0 },
    { "other bytes", "alphb", 1, 0, 5, PM_LINE_DIFFERS, 0 },
    { "another place", "of two lines", 5, 7, 12, PM_LINE_DIFFERS, 5 },
    { "another number", "alpha", 2, 0, 5, PM_LINE_MISPLACED, 1 },
    { "begins in the midst", "lpha", 1, 1, 4, PM_LINE_MISPLACED, 0 },
    { "ends in the midst", "alph", 1, 0, 4, PM_LINE_MISPLACED, 0 },
    { "a byte too long", "end?", 6, 35, 4, PM_LINE_GONE, 0 },
    { "behind the end", "end", 6, 38, 3, PM_LINE_GONE, 6 },
    { "far behind the end", "end", 6, 1ull << 60, 1ull << 60, PM_LINE_GONE, 0 },
    { "longer than all", "an", 4, 13, 1ull << 60, PM_LINE_GONE, 0 },
};

static int by_offset(const void *a, const void *b)
{
    const pm_claimed_line *x = a, *y = b;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Each row is known again by its place in the table. */
static void make(pm_claimed_line lines[COUNT_OF(rows)])
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        lines[i] = (pm_claimed_line){ .item = (uint32_t)i, .line = rows[i].line, .offset = rows[i].offset, .length = rows[i].length,
                                      .has_sha256 = rows[i].text != NULL };
        if (rows[i].text != NULL)
            pm_sha256_of(pm_span_of(rows[i].text), lines[i].sha256);
    }
    qsort(lines, COUNT_OF(rows), sizeof *lines, by_offset);
}

static void test_blocks(void **state)
{
    (void)state;
    for (size_t block = 1; block <= sizeof content; block++) {
        pm_claimed_line lines[COUNT_OF(rows)];
        make(lines);
        pm_lines *l = pm_lines_new(lines, COUNT_OF(rows));
        pm_search *s;
        for (size_t at = 0; at < sizeof content - 1; at += block)
            pm_lines_feed(l, content + at, sizeof content - 1 - at < block ? sizeof content - 1 - at : block);
        pm_lines_end(l);
        s = pm_search_new(lines, COUNT_OF(rows));
        for (size_t at = 0; at < sizeof content - 1; at += block)
            pm_search_feed(s, content + at, sizeof content - 1 - at < block ? sizeof content - 1 - at : block);
        pm_search_end(s);
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            check_int(rows[lines[i].item].name, "state", lines[i].state, rows[lines[i].item].state);
            check_int(rows[lines[i].item].name, "line where it stands now", (int64_t)lines[i].found_at, (int64_t)rows[lines[i].item].found_at);
        }
    }
}

/* So many disagree about one place: those that are too many are not believed, and nothing grows. */
static void test_most_open(void **state)
{
    (void)state;
    static pm_claimed_line lines[PM_LINES_OPEN + 10];
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        lines[i] = (pm_claimed_line){ .line = 1, .length = 5, .has_sha256 = true };
        pm_sha256_of(PM_SPAN("alpha"), lines[i].sha256);
    }
    pm_lines *l = pm_lines_new(lines, COUNT_OF(lines));
    pm_lines_feed(l, content, sizeof content - 1);
    pm_lines_end(l);
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        check_int("open", "state", lines[i].state, i < PM_LINES_OPEN ? PM_LINE_MATCHES : PM_LINE_DIFFERS);
}

/* The longest line that is sought, one longer, and equal ones, each of which is another citation's. */
static void test_search(void **state)
{
    (void)state;
    enum { LONG = PM_SEARCH_LINE_MAX };
    static char text[3 * LONG];
    pm_claimed_line lines[4];
    size_t n = 0;
    memset(text, 'x', LONG + 1);
    text[LONG + 1] = '\n'; /* line 1: too long */
    memset(text + LONG + 2, 'x', LONG);
    n = 2 * LONG + 2;
    memcpy(text + n, "\nsame\nsame", 10);
    n += 10;
    for (size_t i = 0; i < 4; i++)
        lines[i] = (pm_claimed_line){ .state = PM_LINE_GONE, .has_sha256 = true, .length = i == 0 ? LONG + 1 : i == 1 ? LONG : 4 };
    pm_sha256_of(pm_span_make(text, LONG + 1), lines[0].sha256);
    pm_sha256_of(pm_span_make(text, LONG), lines[1].sha256);
    pm_sha256_of(PM_SPAN("same"), lines[2].sha256);
    pm_sha256_of(PM_SPAN("same"), lines[3].sha256);
    pm_search *s = pm_search_new(lines, 4);
    for (size_t at = 0; at < n; at += 1000)
        pm_search_feed(s, text + at, n - at < 1000 ? n - at : 1000);
    pm_search_end(s);
    static const uint64_t at[] = { 0, 2, 3, 4 };
    for (size_t i = 0; i < 4; i++)
        check_int("search", "line", (int64_t)lines[i].found_at, (int64_t)at[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_blocks), cmocka_unit_test(test_most_open), cmocka_unit_test(test_search) };
    return CHECK_RUN(tests);
}
