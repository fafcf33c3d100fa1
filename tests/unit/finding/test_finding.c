/* The table of detectors, and the order in which their findings are listed. */
#include "small_case.h"

#include <string.h>

/* "T1110" or "T1110.001" */
static bool is_technique(pm_span s)
{
    for (size_t i = 1; i < s.len; i++)
        if (i != 5 && (s.ptr[i] < '0' || s.ptr[i] > '9'))
            return false;
    return (s.len == 5 || (s.len == 9 && s.ptr[5] == '.')) && s.ptr[0] == 'T';
}

static void test_detectors(void **state)
{
    (void)state;
    const pm_detector *d, *e;
    for (size_t i = 0; (d = pm_detector_at(i)) != NULL; i++) {
        pm_span area, number, rest;
        check_true(d->id, "PM-AREA-nn", pm_span_after(pm_span_of(d->id), PM_SPAN("PM-"), &rest) && pm_span_split(rest, PM_SPAN("-"), &area, &number) &&
                                            number.len == 2 && area.len > 0);
        for (size_t k = 0; k < i; k++) {
            e = pm_detector_at(k);
            check_true(d->id, "an id and a name of its own", strcmp(d->id, e->id) != 0 && strcmp(d->name, e->name) != 0);
        }
        for (pm_span techniques = pm_span_of(d->attack); techniques.len;)
            check_true(d->id, "ATT&CK ids", is_technique(pm_span_take(&techniques, PM_SPAN(" "))));
        for (size_t t = 0; t < PM_THRESHOLDS_MAX && d->thresholds[t].name != NULL; t++)
            check_true(d->id, "a threshold has a value", d->thresholds[t].value > 0);
    }
}

/* Five findings: two of one severity by time, two of one time by id, and then by subject. */
static void test_order(void **state)
{
    (void)state;
    static const char *const want[] = { "PM-INT-05 bob", "PM-INT-05 ann", "PM-INT-05 cid", "PM-HOST-02 mx1", "PM-HOST-05 mx1" };
    small_log mail = { .lines = 0 }, login = { .lines = 0 };
    small_case s;
    small_line(&mail, 0, "postfix/master[1]: daemon started -- version 3.7.11, configuration /etc/postfix");
    small_line(&login, 10, "sudo: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/rm /var/log/maillog");
    small_line(&login, 20, "useradd[600]: new user: name=support, UID=1001, GID=1001, home=/home/support, shell=/bin/bash");
    small_line(&login, 30, "sudo: cid : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/rm /var/log/maillog");
    small_line(&login, 30, "sudo: ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/rm /var/log/maillog");
    small_case_of(&s, &mail, &login);
    check_int("order", "findings", (int64_t)pm_findings_count(s.findings), COUNT_OF(want));
    for (size_t i = 0; i < pm_findings_count(s.findings) && i < COUNT_OF(want); i++) {
        char got[100];
        const pm_finding *x = pm_findings_at(s.findings, i);
        snprintf(got, sizeof got, "%s %.*s", x->detector->id, PM_SPAN_FMT(x->subject_value));
        check_text("order", "finding", pm_span_of(got), want[i]);
    }
    small_case_end(&s);
    small_log_free(&mail);
    small_log_free(&login);
}

/* Nothing out of the ordinary, nothing found. */
static void test_ordinary(void **state)
{
    (void)state;
    small_log mail = { .lines = 0 }, login = { .lines = 0 };
    small_case s;
    for (int day = 0; day < 14; day++)
        for (int hour = 8; hour < 18; hour++) {
            small_mails(&mail, (small_mail){ .at = day * DAY + hour * HOUR, .user = "ann", .recipients = 2 });
            small_mails(&mail, (small_mail){ .at = day * DAY + hour * HOUR + 60, .user = "bob", .ip = hour % 2 ? "192.0.2.8" : "198.51.100.8" });
            small_mails(&mail, (small_mail){ .at = day * DAY + hour * HOUR + 90, .uid = 0, .to = "example.org" });
            small_line(&mail, day * DAY + hour * HOUR + 120,
                       "postfix/smtpd[400]: warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: x, sasl_username=ann");
        }
    small_line(&login, 9 * HOUR, "sshd[500]: Accepted publickey for root from 192.0.2.9 port 40001 ssh2: RSA SHA256:abc");
    small_line(&login, 10 * HOUR, "sudo: root : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/less /var/log/maillog");
    small_case_of(&s, &mail, &login);
    for (size_t i = 0; i < pm_findings_count(s.findings); i++)
        check_fail("row 'ordinary': a finding %s of nothing", pm_findings_at(s.findings, i)->detector->id);
    check_int("ordinary", "findings", (int64_t)pm_findings_count(s.findings), 0);
    small_case_end(&s);
    small_log_free(&mail);
    small_log_free(&login);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_detectors), cmocka_unit_test(test_order), cmocka_unit_test(test_ordinary) };
    return CHECK_RUN(tests);
}
