/* Each row is what daemons of a host's Postfix logged under, and how many instances its queue ids are kept apart by. */
#include "check.h"

#include "instance.h"

enum { MX1 = 1, MX2 = 2, TAGS = 16 };

static const struct {
    const char *name;
    const char *tags[TAGS]; /* those of a master or queue manager begin with "!" */
    size_t apart;           /* 0: the ids are the host's */
} rows[] = {
    { "one", { "!postfix/qmgr", "postfix/smtpd", "postfix/submission/smtpd" }, 0 },
    { "two", { "!postfix/qmgr", "postfix/submission/smtpd", "postfix-b/smtpd", "!postfix-b/qmgr" }, 2 },
    { "by its master", { "!postfix/master", "!postfix-b/master" }, 2 },
    { "one, and services with names of their own", { "!postfix/qmgr", "submission/smtpd", "postfix-slow/smtp" }, 0 },
    { "two, and a service with a name of its own", { "!postfix/qmgr", "!postfix-b/qmgr", "submission/smtpd" }, 0 },
    { "twelve", { "!a/qmgr", "!b/qmgr", "!c/qmgr", "!d/qmgr", "!e/qmgr", "!f/qmgr", "!g/qmgr", "!h/qmgr", "!i/qmgr", "!j/qmgr", "!k/qmgr", "!l/qmgr" }, 12 },
    { "one more", { "!a/qmgr", "!b/qmgr", "!c/qmgr", "!d/qmgr", "!e/qmgr", "!f/qmgr", "!g/qmgr", "!h/qmgr", "!i/qmgr", "!j/qmgr", "!k/qmgr", "!l/qmgr",
      "!m/qmgr" }, 0 },
};

static size_t apart(const pm_instances *s)
{
    const pm_host_instances *h = pm_instances_of(s, MX1);
    return h == NULL ? 0 : h->n;
}

static void see(pm_instances *s, const char *tag)
{
    bool speaks = tag[0] == '!';
    pm_instances_see(s, MX1, pm_span_of(tag + speaks), speaks);
}

/* At once, and added up from one for each line. */
static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_instances *whole = pm_instances_new(), *sum = pm_instances_new();
        for (const char *const *tag = rows[i].tags; *tag != NULL; tag++) {
            pm_instances *one = pm_instances_new();
            see(whole, *tag);
            see(one, *tag);
            pm_instances_add(sum, one);
            pm_instances_free(one);
        }
        check_int(rows[i].name, "whole", (int64_t)apart(whole), (int64_t)rows[i].apart);
        check_int(rows[i].name, "added up", (int64_t)apart(sum), (int64_t)rows[i].apart);
        assert_null(pm_instances_of(whole, MX2));
        assert_false(pm_instances_differ(whole, sum));
        pm_instances_free(whole);
        pm_instances_free(sum);
    }
}

/* What more was seen, and whether ids would be kept apart otherwise then. */
static void test_differ(void **state)
{
    (void)state;
    static const struct {
        const char *tag;
        bool differs;
    } steps[] = { { "!postfix/qmgr", false }, { "postfix/smtpd", false },  { "!postfix-b/qmgr", true }, { "postfix-b/smtpd", false },
                  { "!postfix-c/qmgr", true }, { "submission/smtpd", true }, { "!postfix-d/qmgr", false } };
    pm_instances *known = pm_instances_new(), *more = pm_instances_new();
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        see(more, steps[i].tag);
        check_int(steps[i].tag, "differs", pm_instances_differ(known, more), steps[i].differs);
        pm_instances_add(known, more);
    }
    pm_instances_free(known);
    pm_instances_free(more);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_differ) };
    return CHECK_RUN(tests);
}
