#include "check.h"

#include "postmortem/base/pattern.h"

#include <stdlib.h>

static pm_pattern *compile(const char *regex, unsigned flags)
{
    pm_pattern *p;
    pm_error err = { "" };
    if (pm_pattern_new(&p, pm_span_of(regex), flags, &err) != PM_OK)
        fail_msg("%s", err.text);
    return p;
}

static void matches(void **state)
{
    (void)state;
    static const struct {
        const char *regex;
        unsigned flags;
        const char *subject;
        bool match;
        const char *whole, *first;
    } rows[] = {
        { "listed at ([a-z.]+)", 0, "554 listed at bl.example.net now", true, "listed at bl.example.net", "bl.example.net" },
        { "LISTED", 0, "listed", false, NULL, NULL },
        { "LISTED", PM_PATTERN_NOCASE, "is listed", true, "listed", NULL },
        { "a(x)?b", 0, "ab", true, "ab", NULL },
        { "^b", 0, "a\nb", false, NULL, NULL },      /* one line, even with a newline in it */
        { "a.b", 0, "a\nb", true, "a\nb", NULL },    /* a dot is any byte */
        { "^.$", PM_PATTERN_UTF, "\xe2\x82\xac", true, "\xe2\x82\xac", NULL }, /* U+20AC: one character */
        { "^...$", 0, "\xe2\x82\xac", true, "\xe2\x82\xac", NULL },            /* or three bytes */
        { "\xc3\x84", PM_PATTERN_UTF | PM_PATTERN_NOCASE, "\xc3\xa4", true, "\xc3\xa4", NULL },
        { "x", PM_PATTERN_UTF, "\xff\xfex", true, "x", NULL }, /* broken UTF-8 hides nothing */
        { "", 0, "", true, "", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_span groups[2];
        pm_pattern *p = compile(rows[i].regex, rows[i].flags);
        check_true(rows[i].regex, "match", pm_pattern_match(p, pm_span_of(rows[i].subject), groups, 2) == rows[i].match);
        if (rows[i].match) {
            check_text(rows[i].regex, "whole", groups[0], rows[i].whole);
            check_text(rows[i].regex, "group 1", groups[1], rows[i].first);
            check_true(rows[i].regex, "unset group", (groups[1].ptr == NULL) == (rows[i].first == NULL));
        }
        pm_pattern_free(p);
    }
    pm_pattern_free(NULL);
}

static void subjects(void **state)
{
    (void)state;
    pm_span groups[1];
    pm_pattern *p = compile("b$", 0);
    check_true("NUL", "a byte like any other", pm_pattern_match(p, PM_SPAN("a\0b"), groups, 1));
    check_int("NUL", "where", groups[0].len ? groups[0].ptr[0] : 0, 'b');
    check_true("no subject", "no match", !pm_pattern_match(p, (pm_span){ 0 }, groups, 1));
    check_true("no groups wanted", "match", pm_pattern_match(p, PM_SPAN("ab"), NULL, 0));
    pm_pattern_free(p);
}

static void wrong_patterns(void **state)
{
    (void)state;
    static const struct {
        const char *regex, *words;
    } rows[] = {
        { "a(b", "at offset 3" },
        { "[z-a]", "at offset 3" },
        { "a**b(", "offset" },
        { "\\C", "offset" }, /* would split characters */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_pattern *p = (pm_pattern *)1;
        pm_error err = { "" };
        check_int(rows[i].regex, "status", pm_pattern_new(&p, pm_span_of(rows[i].regex), 0, &err), PM_E_FORMAT);
        check_true(rows[i].regex, "no pattern", p == NULL);
        check_true(rows[i].regex, "names the pattern", strstr(err.text, rows[i].regex) != NULL);
        check_true(rows[i].regex, rows[i].words, strstr(err.text, rows[i].words) != NULL);
    }
}

/* Patterns whose backtracking doubles with each letter: the limits end them, and soon. */
static void catastrophic(void **state)
{
    (void)state;
    static const char *const regexes[] = { "^(a+)+$", "^(a|aa)+$", "^(.*?,){25}P", "(x+x+)+y", "^((a|b|ab)*)*c" };
    static const size_t lengths[] = { 50, 60000 }; /* the long ones also fill the matcher's stack, the short ones do not */
    char *subject = malloc(60000);
    for (size_t i = 0; i < COUNT_OF(regexes) * COUNT_OF(lengths); i++) {
        const char *regex = regexes[i / COUNT_OF(lengths)];
        size_t len = lengths[i % COUNT_OF(lengths)];
        pm_span groups[2];
        pm_pattern *p = compile(regex, 0);
        memset(subject, regex[1] == 'x' ? 'x' : 'a', len);
        for (size_t k = 0; regex[2] == '.' && k < len; k += 3)
            subject[k] = ',';
        subject[len - 1] = '!';
        clock_t before = clock();
        check_true(regex, "no match", !pm_pattern_match(p, pm_span_make(subject, len), groups, 2));
        double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
        if (seconds > 5) /* without limits: longer than anyone waits; with them: milliseconds */
            fail_msg("row '%s': took %.1f s", regex, seconds);
        pm_pattern_free(p);
    }
    free(subject);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(matches), cmocka_unit_test(subjects),
                                        cmocka_unit_test(wrong_patterns), cmocka_unit_test(catastrophic) };
    return CHECK_RUN(tests);
}
