#include "check.h"

#include "reply.h"

#include "postmortem/base/baked.h"

static pm_replies *replies_of(pm_span rules)
{
    pm_replies *r;
    pm_error err = { "" };
    if (pm_replies_new(&r, "replies.rules", rules, &err) != PM_OK)
        fail_msg("%s", err.text);
    return r;
}

/* Each row of our own table matches its sample, no earlier row does, and ids are unique. */
static void test_samples(void **state)
{
    (void)state;
    pm_replies *r = replies_of(pm_baked("rules/replies.rules"));
    check_true("replies.rules", "has rows", pm_replies_count(r) > 20);
    for (size_t i = 0; i < pm_replies_count(r); i++) {
        char row[64];
        pm_span listed;
        const pm_reply_rule *rule = pm_replies_rule(r, i);
        snprintf(row, sizeof row, "%.*s", PM_SPAN_FMT(rule->id));
        check_true(row, "a sample", rule->sample.len > 0);
        size_t got = pm_replies_match(r, rule->sample, &listed);
        check_span(row, "the row that its sample matches", got == PM_NPOS ? PM_SPAN("none") : pm_replies_rule(r, got)->id, rule->id);
        for (size_t k = 0; k < i; k++)
            check_true(row, "an id of its own", !pm_span_eq(pm_replies_rule(r, k)->id, rule->id));
    }
    pm_replies_free(r);
}

static const char rules[] = "id: listed\noperator: A\nkind: blocklist\naddress: yes\npattern: blocked using a\\.example\n\n"
                            "id: listed-too\noperator: B\nkind: blocklist\npattern: blocked using\n\n"
                            "id: slow\noperator: C\nkind: rate\npattern: ^4\\d\\d (?:4\\.7\\.\\d )?too fast\n\n"
                            "id: nobody\noperator: D\nkind: unknown-user\npattern: does not exist\n";

static const struct {
    const char *name, *reply, *id, *listed;
} rows[] = {
    { "the first row counts", "550 [192.0.2.25] blocked using a.example", "listed", "192.0.2.25" },
    { "a row without address: yes", "550 [192.0.2.25] blocked using b.example", "listed-too", NULL },
    { "case does not matter", "550 [192.0.2.25] BLOCKED Using A.Example", "listed", "192.0.2.25" },
    { "the last address before the words", "host mx[198.51.100.1] said: 550 [192.0.2.25] blocked using a.example [203.0.113.9]", "listed",
      "192.0.2.25" },
    { "brackets without an address", "550 [spam] blocked using a.example", "listed", NULL },
    { "IPv6", "550 [2001:db8::25] blocked using a.example", "listed", "2001:db8::25" },
    /* smtp(8) joins the lines of a reply: the codes stand between the words */
    { "joined lines", "550-5.7.1 [192.0.2.25] blocked 550-5.7.1 using 550 5.7.1 a.example", "listed", "192.0.2.25" },
    { "a code that is a word", "550 5.7.1 blocked 550 5.7.1 using a.example", "none", NULL },
    { "anchored", "450 4.7.1 too fast", "slow", NULL },
    { "not anchored there", "host said: 450 too fast", "none", NULL },
    { "unknown user", "550 5.1.1 <x@example.net> does not exist", "nobody", NULL },
    { "nothing we know", "550 5.7.1 no", "none", NULL },
    { "empty", "", "none", NULL },
};

static void test_match(void **state)
{
    (void)state;
    pm_replies *r = replies_of(pm_span_of(rules));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_span listed;
        size_t got = pm_replies_match(r, pm_span_of(rows[i].reply), &listed);
        check_span(rows[i].name, "id", got == PM_NPOS ? PM_SPAN("none") : pm_replies_rule(r, got)->id, pm_span_of(rows[i].id));
        check_text(rows[i].name, "address of ours", listed, rows[i].listed);
    }
    pm_replies_free(r);
}

static const struct {
    const char *text;
    bool remote;
} texts[] = {
    { "host mx.example.net[198.51.100.1] said: 550 5.7.1 no (in reply to MAIL FROM command)", true },
    { "host mx.example.net[198.51.100.1] refused to talk to me: 554 no", true },
    { "delivery temporarily suspended: host mx.example.net[198.51.100.1] said: 421 later", true },
    { "SASL authentication failed; server mx.example.net[198.51.100.1] said: 535 no", true },
    { "connect to mx.bl.spamcop.net[198.51.100.1]:25: Connection timed out", false },
    { "Host or domain name not found. Name service error for name=zen.spamhaus.org type=MX: Host not found", false },
    { "unknown user: \"bob\"", false },
    { "", false },
};

static void test_remote(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        check_int(texts[i].text, "remote", pm_reply_is_remote(pm_span_of(texts[i].text)), texts[i].remote);
}

static const struct {
    const char *name, *rules, *sentence;
} wrongs[] = {
    { "no id", "operator: A\nkind: rate\npattern: x\n", "mine.rules:1: a reply rule needs id, operator and a known kind" },
    { "no operator", "\nid: a\nkind: rate\npattern: x\n", "mine.rules:2: a reply rule needs id, operator and a known kind" },
    { "unknown kind", "id: a\noperator: A\nkind: praise\npattern: x\n", "mine.rules:1: a reply rule needs id, operator and a known kind" },
};

static void test_wrong_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
        pm_replies *r;
        pm_error err = { "" };
        check_int(wrongs[i].name, "status", pm_replies_new(&r, "mine.rules", pm_span_of(wrongs[i].rules), &err), PM_E_FORMAT);
        check_true(wrongs[i].name, "nothing is left", r == NULL);
        check_text(wrongs[i].name, "sentence", pm_span_of(err.text), wrongs[i].sentence);
    }
    pm_replies *r;
    pm_error err = { "" };
    check_int("pattern", "status", pm_replies_new(&r, "mine.rules", PM_SPAN("id: a\noperator: A\nkind: rate\npattern: (\n"), &err), PM_E_FORMAT);
    check_true("pattern", "a sentence", err.text[0] != '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_samples), cmocka_unit_test(test_match), cmocka_unit_test(test_remote), cmocka_unit_test(test_wrong_rules) };
    return CHECK_RUN(tests);
}
