/* The hosts' clocks against what lines hold of other clocks. */
#include "small_case.h"

#include "skew.h"

/* Differences are counted to the second within an hour, to the minute within a day; beyond that as one. */
static void test_bins(void **state)
{
    (void)state;
    static const struct {
        int64_t a, b;
        bool same;
    } rows[] = {
        { 0, 0, true },         { 0, 1, false },          { -1, 1, false },
        { 3599, 3600, false },  { 3660, 3719, true },     { 3660, 3720, false },
        { 86400, 86401, false }, { 86401, 1 << 30, true }, { 86401, -86401, true }, { INT64_MAX, INT64_MIN, true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_int("bins", "are the same", pm_skew_bin(rows[i].a) == pm_skew_bin(rows[i].b), rows[i].same);
}

/* A delivery to Gmail, whose clock is `ahead` seconds behind ours. */
static void gmail(small_log *l, int64_t at, int64_t ahead)
{
    small_line(l, at, "postfix/smtp[93]: 1E240C0A14: to=<ann@example.net>, relay=gmail-smtp-in.l.google.com[198.51.100.27]:25, delay=1, "
                      "delays=0.1/0/0.4/0.5, dsn=2.0.0, status=sent (250 2.0.0 OK  %lld d9443c01a7336-29f - gsmtp)",
               (long long)(SMALL_START + at - ahead));
}

static void test_distribution(void **state)
{
    (void)state;
    small_log l = { .lines = 0 };
    small_case s;
    static const int64_t ahead[] = { 1, 0, 2, 1, 133, -3, 3 * DAY }; /* the last is no clock's */
    for (size_t i = 0; i < COUNT_OF(ahead); i++)
        gmail(&l, (int64_t)i * MINUTE, ahead[i]);
    small_line(&l, HOUR, "postfix/cleanup[91]: 6F2F016CE26: message-id=<20260105005958.6F2F016CE26@mx1.example.org>");
    small_line(&l, HOUR, "postfix/cleanup[91]: 6F2F016CE26: message-id=<20260105005958.of-a-client@example.org>");
    small_case_of(&s, &l, NULL);
    check_int("case", "rows", (int64_t)s.c->n_skews, 2);
    const pm_skew *m = &s.c->skews[0], *g = &s.c->skews[1];
    check_int("Message-ID", "witness", m->witness, PM_WITNESS_MESSAGE_ID);
    check_int("Message-ID", "readings", (int64_t)m->n, 1);
    check_int("Message-ID", "median", m->median, 2);
    check_int("Gmail", "witness", g->witness, PM_WITNESS_REPLY_EPOCH);
    check_int("Gmail", "readings", (int64_t)g->n, 6);
    check_int("Gmail", "least", g->min, -3);
    check_int("Gmail", "median: the lower of 1 and 1", g->median, 1);
    check_int("Gmail", "greatest", g->max, 133);
    check_int("Gmail", "beyond", (int64_t)g->beyond, 1);
    check_int("Gmail", "days", (int64_t)g->days, 1);
    check_int("Gmail", "steps", (int64_t)g->n_steps, 0);
    small_case_end(&s);
    small_log_free(&l);
}

/* The clock goes 20 s a day wrong, then is set; a day with two readings says nothing. */
static void test_steps(void **state)
{
    (void)state;
    static const int64_t ahead[] = { 0, 20, 40, 170, 0, 0, 60, 0 };
    small_log l = { .lines = 0 };
    small_case s;
    for (size_t day = 0; day < COUNT_OF(ahead); day++)
        for (int i = 0; i < (day == 5 ? 2 : 3); i++)
            gmail(&l, (int64_t)day * DAY + i * HOUR, day == 5 ? 500 : ahead[day]);
    small_case_of(&s, &l, NULL);
    check_int("case", "rows", (int64_t)s.c->n_skews, 1);
    const pm_skew *g = &s.c->skews[0];
    check_int("Gmail", "days", (int64_t)g->days, 8);
    check_int("Gmail", "steps", (int64_t)g->n_steps, 2); /* 40 -> 170, 170 -> 0; 0 -> 60 is no more than 60 */
    check_int("first", "day", g->steps[0].day, SMALL_START + 3 * DAY);
    check_int("first", "before", g->steps[0].before, 40);
    check_int("first", "after", g->steps[0].after, 170);
    check_int("first", "readings", (int64_t)g->steps[0].n, 3);
    check_int("second", "day", g->steps[1].day, SMALL_START + 4 * DAY);
    check_int("second", "after", g->steps[1].after, 0);
    small_case_end(&s);
    small_log_free(&l);
}

/* Stamps are nine hours from the zone stated: queue ids and Message-IDs tell it to the second. */
static void test_zone(void **state)
{
    (void)state;
    small_case s;
    small_case_begin(&s);
    small_case_add(&s, "maillog", PM_SPAN("Jan  5 09:00:00 mx1 postfix/cleanup[91]: 6F2F016CE26: message-id=<20260105000000.6F2F016CE26@mx1.example.org>\n"));
    assert_int_equal(small_case_read(&s), PM_OK);
    check_int("zone", "rows", (int64_t)s.c->n_skews, 1);
    check_int("zone", "median", s.c->skews[0].median, 9 * HOUR);
    check_true("zone", "conflict", s.c->zone_conflict);
    small_case_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_bins), cmocka_unit_test(test_distribution), cmocka_unit_test(test_steps), cmocka_unit_test(test_zone) };
    return CHECK_RUN(tests);
}
