#include "check.h"

#include "svg.h"

#include <string.h>

enum { START = 1767571200, DAY = 86400 }; /* 2026-01-05T00:00:00Z */

static xmlNode *new_root(xmlDoc **doc)
{
    *doc = xmlNewDoc(PM_XML("1.0"));
    xmlNode *n = xmlNewDocNode(*doc, NULL, PM_XML("svg"), NULL);
    xmlDocSetRootElement(*doc, n);
    return n;
}

static const char *attribute(const xmlNode *n, const char *name)
{
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
        if (strcmp((const char *)a->name, name) == 0)
            return (const char *)a->children->content;
    return NULL;
}

/* One decimal, and none where it is nought. */
static const struct {
    double v;
    const char *want;
} numbers[] = { { 0, "0" }, { 12, "12" }, { 3.5, "3.5" }, { 3.04, "3" }, { -0.04, "0" }, { -1.5, "-1.5" }, { 960, "960" }, { 100.26, "100.3" } };

static void test_numbers(void **state)
{
    (void)state;
    xmlDoc *doc;
    xmlNode *root = new_root(&doc);
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        const xmlNode *n = pm_svg_line(root, "grid", numbers[i].v, 0, 1, 2);
        check_text(numbers[i].want, "x1", pm_span_of(attribute(n, "x1")), numbers[i].want);
        check_text(numbers[i].want, "class", pm_span_of(attribute(n, "class")), "grid");
    }
    const xmlNode *n = pm_svg_rect(root, NULL, 1, 2, -3, -0.5);
    check_text("a size below nought", "width", pm_span_of(attribute(n, "width")), "0");
    check_text("a size below nought", "height", pm_span_of(attribute(n, "height")), "0");
    check_true("no class", "no attribute", attribute(n, "class") == NULL);
    xmlFreeDoc(doc);
}

/* Words are text, whatever they hold. */
static void test_words(void **state)
{
    (void)state;
    char text[1000];
    xmlDoc *doc;
    xmlNode *root = new_root(&doc);
    xmlNode *n = pm_svg_words(root, "axis", 1, 2, PM_SPAN("</text><script>\x01\xff"));
    check_text("words", "text", pm_tree_text_of(n), "</text><script>\\x01\\xff");
    pm_svg_tip(n, "%s of %d", "a\x1b", 7);
    check_text("tip", "text", pm_tree_text_of(pm_tree_child(n, "title")), "a\\x1b of 7");
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    n = pm_svg_words(root, "axis", 1, 2, PM_SPAN(""));
    pm_svg_tip(n, "%s", text);
    check_int("a long tip", "length", (int64_t)pm_tree_text_of(pm_tree_child(n, "title")).len, 511);
    xmlFreeDoc(doc);
}

static const struct {
    const char *name;
    int64_t from, to, t;
    double want;
} places[] = {
    { "the beginning", 100, 200, 100, 50 },  { "the end", 100, 200, 200, 250 },  { "a quarter", 100, 200, 125, 100 },
    { "before", 100, 200, 0, 50 },           { "behind", 100, 200, 999, 250 },   { "no time at all", 100, 100, 100, 50 },
};

static void test_places(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        pm_axis a = { .from = places[i].from, .to = places[i].to, .left = 50, .right = 250 };
        check_int(places[i].name, "x", (int64_t)(pm_axis_x(&a, places[i].t) * 1000), (int64_t)(places[i].want * 1000));
    }
}

static const struct {
    uint64_t max, want;
} rounds[] = { { 0, 1 },   { 1, 1 },   { 2, 2 },   { 3, 4 },   { 5, 6 },     { 7, 8 },     { 9, 10 },       { 10, 10 },           { 11, 12 },
               { 13, 15 }, { 16, 20 }, { 21, 25 }, { 26, 30 }, { 31, 40 },   { 41, 50 },   { 51, 60 },      { 61, 80 },           { 81, 100 },
               { 12, 12 }, { 50, 50 }, { 120, 120 }, { 100, 100 }, { 101, 120 }, { 1201, 1500 }, { 999999, 1000000 }, { 1000001, 1200000 } };

static void test_nice(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rounds); i++) {
        char row[24];
        snprintf(row, sizeof row, "%llu", (unsigned long long)rounds[i].max);
        check_int(row, "rounded", (int64_t)pm_axis_nice(rounds[i].max), (int64_t)rounds[i].want);
    }
    for (uint64_t n = 1; n < UINT64_MAX / 3; n = n * 3 + 1) /* never below, never twice as much */
        check_true("any number", "rounded", pm_axis_nice(n) >= n && pm_axis_nice(n) / 2 <= n);
    check_true("the largest", "rounded", pm_axis_nice(UINT64_MAX) == UINT64_MAX);
}

/* 900 wide.  The first word is the offset; what has no room at the right end is left out. */
static const struct {
    const char *name, *zone;
    int64_t from, to; /* after START */
    const char *want;
} axes[] = {
    { "a day, by two hours", "+09:00", 0, DAY,
      "+09:00 10:00 2026-01-05 12:00 14:00 16:00 18:00 20:00 22:00 00:00 2026-01-06 02:00 04:00 06:00 08:00 " },
    { "ten days", "+09:00", 0, 10 * DAY, "+09:00 2026-01-06 01-07 01-08 01-09 01-10 01-11 01-12 01-13 01-14 01-15 " },
    { "over new year", "UTC", -8 * DAY, 2 * DAY, "+00:00 2025-12-28 12-29 12-30 12-31 2026-01-01 01-02 01-03 01-04 01-05 01-06 " },
    { "ten weeks, from Monday to Monday", "UTC", DAY, 71 * DAY, "+00:00 2026-01-12 01-19 01-26 02-02 02-09 02-16 02-23 03-02 03-09 " },
    { "a year", "UTC", 0, 365 * DAY,
      "+00:00 2026-02 2026-03 2026-04 2026-05 2026-06 2026-07 2026-08 2026-09 2026-10 2026-11 2026-12 " },
    { "a moment", "UTC", 0, 0, "+00:00 00:00 2026-01-05 " },
};

static void test_axes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(axes); i++) {
        char got[600] = "";
        size_t at = 0;
        xmlDoc *doc;
        pm_zone *zone;
        xmlNode *root = new_root(&doc);
        assert_int_equal(pm_zone_open(&zone, axes[i].zone, NULL), PM_OK);
        pm_axis a = { .zone = zone, .from = START + axes[i].from, .to = START + axes[i].to, .left = 0, .right = 900 };
        pm_axis_draw(root, &a, 0, 100);
        for (const xmlNode *n = root->children; n != NULL; n = n->next)
            if (strcmp((const char *)n->name, "text") == 0)
                at += (size_t)snprintf(got + at, sizeof got - at, "%.*s ", PM_SPAN_FMT(pm_tree_text_of(n)));
        check_text(axes[i].name, "words", pm_span_of(got), axes[i].want);
        pm_zone_close(zone);
        xmlFreeDoc(doc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_numbers), cmocka_unit_test(test_words), cmocka_unit_test(test_places),
                                        cmocka_unit_test(test_nice),    cmocka_unit_test(test_axes) };
    return CHECK_RUN(tests);
}
