#include "check.h"

#include "postmortem/base/rules.h"

static pm_rule *parse(pm_arena *a, const char *text)
{
    pm_rule *rules;
    pm_error err = { "" };
    if (pm_rules_parse(a, "x.rules", pm_span_of(text), &rules, &err) != PM_OK)
        fail_msg("%s", err.text);
    return rules;
}

static void records(void **state)
{
    (void)state;
    pm_arena *a = pm_arena_new();
    const pm_rule *r = parse(a, "# what the file is for\n"
                                "\n"
                                "id: first\n"
                                "pattern:  a: b \n"
                                "id: again\n"
                                "\n"
                                " \t\n"
                                "id: second\r\n"
                                "# in between\r\n"
                                "words: one\r\n"
                                "   two\r\n"
                                "\tthree\r\n"
                                "empty:\n"
                                "  now filled");
    check_int("first", "line", (int64_t)r->line, 3);
    check_int("first", "fields", (int64_t)r->n_fields, 3);
    check_text("first", "id: the first one", pm_rule_get(r, "id"), "first");
    check_text("first", "only the first colon counts", pm_rule_get(r, "pattern"), "a: b");
    check_text("first", "repeated key", r->fields[2].value, "again");
    check_true("first", "absent key", pm_rule_get(r, "none").ptr == NULL);
    r = r->next;
    check_int("second", "line", (int64_t)r->line, 8);
    check_text("second", "no carriage return", pm_rule_get(r, "id"), "second");
    check_text("second", "continued", pm_rule_get(r, "words"), "one two three");
    check_text("second", "continued from nothing", pm_rule_get(r, "empty"), "now filled");
    check_true("second", "the last", r->next == NULL);
    pm_arena_free(a);
}

static void nothing(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "\n", "# only words\n", "\r\n \r\n", "#" };
    pm_arena *a = pm_arena_new();
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        check_true(texts[i], "no rule", parse(a, texts[i]) == NULL);
    pm_arena_free(a);
}

static void wrong(void **state)
{
    (void)state;
    static const struct {
        const char *row, *text, *where;
    } rows[] = {
        { "no colon", "id: a\n\nid b\n", "x.rules:3:" },
        { "no key", ": value\n", "x.rules:1:" },
        { "continues nothing", "id: a\n\n  b\n", "x.rules:3:" },
        { "continues a comment", "# words\n  more\n", "x.rules:2:" },
        { "seventeen fields", "a:1\na:2\na:3\na:4\na:5\na:6\na:7\na:8\na:9\na:10\na:11\na:12\na:13\na:14\na:15\na:16\na:17\n",
          "x.rules:17:" },
    };
    pm_arena *a = pm_arena_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_rule *r;
        pm_error err = { "" };
        check_int(rows[i].row, "status", pm_rules_parse(a, "x.rules", pm_span_of(rows[i].text), &r, &err), PM_E_FORMAT);
        check_true(rows[i].row, err.text, strncmp(err.text, rows[i].where, strlen(rows[i].where)) == 0);
    }
    pm_arena_free(a);
}

/* A file saved by an editor that marks UTF-8 with U+FEFF. */
static void byte_order_mark(void **state)
{
    (void)state;
    pm_arena *a = pm_arena_new();
    const pm_rule *r = parse(a, "\xef\xbb\xbfid: first\n");
    check_text("mark", "id", pm_rule_get(r, "id"), "first");
    pm_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(records), cmocka_unit_test(nothing), cmocka_unit_test(wrong),
                                        cmocka_unit_test(byte_order_mark) };
    return CHECK_RUN(tests);
}
