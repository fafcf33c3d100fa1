#include "check.h"

#include "witness.h"

enum { HOUR = 3600, DAY = 86400, NOON_2026_01_05 = 1767614400 };

/* ---- the year to suppose ---- */

static const struct {
    const char *name, *path, *parent;
    int month, day;
    int stated;
    int64_t mtime, parent_mtime; /* 0: none */
    int year;
    pm_witness basis;
} supposed[] = {
    { "stated", "maillog-20200101", NULL, 12, 31, 2019, 0, 0, 2019, PM_WITNESS_STATED },
    { "before the date in the name", "maillog-20260104", NULL, 1, 3, 0, 0, 0, 2026, PM_WITNESS_NAME },
    { "on the day of rotation", "maillog-20260104", NULL, 1, 4, 0, 0, 0, 2026, PM_WITNESS_NAME },
    { "the day after", "maillog-20260104", NULL, 1, 5, 0, 0, 0, 2026, PM_WITNESS_NAME },
    { "two days after: the year before", "maillog-20260104", NULL, 1, 6, 0, 0, 0, 2025, PM_WITNESS_NAME },
    { "December in a file of January", "maillog-20260104", NULL, 12, 28, 0, 0, 0, 2025, PM_WITNESS_NAME },
    { "the name is stronger than mtime", "maillog-20200104", NULL, 1, 3, 0, NOON_2026_01_05, 0, 2020, PM_WITNESS_NAME },
    { "mtime", "maillog", NULL, 1, 5, 0, NOON_2026_01_05, 0, 2026, PM_WITNESS_MTIME },
    { "a day past mtime: clocks differ", "maillog", NULL, 1, 6, 0, NOON_2026_01_05, 0, 2026, PM_WITNESS_MTIME },
    { "two days past mtime", "maillog", NULL, 1, 7, 0, NOON_2026_01_05, 0, 2025, PM_WITNESS_MTIME },
    { "mtime of the file it came out of", "maillog.gz!maillog", "maillog.gz", 12, 31, 0, 0, NOON_2026_01_05, 2025, PM_WITNESS_MTIME },
    { "its own mtime first", "a.tar!maillog", "a.tar", 12, 31, 0, NOON_2026_01_05 + 365 * DAY, NOON_2026_01_05, 2026, PM_WITNESS_MTIME },
    { "no witness", "maillog", NULL, 1, 5, 0, 0, 0, 2027, PM_WITNESS_NOW },
    { "leap day", "maillog", NULL, 2, 29, 0, NOON_2026_01_05, 0, 2024, PM_WITNESS_MTIME },
};

static void test_suppose(void **state)
{
    (void)state;
    pm_zone *zone;
    assert_int_equal(pm_zone_open(&zone, "UTC", NULL), PM_OK);
    for (size_t i = 0; i < COUNT_OF(supposed); i++) {
        pm_piece parent = { .path = pm_span_of(supposed[i].parent), .has_mtime = supposed[i].parent_mtime != 0, .mtime = supposed[i].parent_mtime };
        pm_piece p = { .path = pm_span_of(supposed[i].path), .has_mtime = supposed[i].mtime != 0, .mtime = supposed[i].mtime,
                       .parent = supposed[i].parent ? &parent : NULL };
        pm_civil first = { .month = (uint8_t)supposed[i].month, .day = (uint8_t)supposed[i].day };
        pm_witness basis = PM_WITNESS_COUNT;
        int32_t year = pm_year_suppose(&p, &first, zone, supposed[i].stated, NOON_2026_01_05 + 365 * DAY, &basis);
        check_int(supposed[i].name, "year", year, supposed[i].year);
        check_int(supposed[i].name, "basis", basis, supposed[i].basis);
    }
    pm_zone_close(zone);
}

/* Noon in UTC on the 4th is the 5th in Kiribati: with the day's slack, the 6th is still in that year. */
static void test_suppose_in_zone(void **state)
{
    (void)state;
    static const struct {
        const char *zone;
        int day, year;
    } rows[] = { { "+14:00", 7, 2026 }, { "+14:00", 8, 2025 }, { "-12:00", 6, 2026 }, { "-12:00", 7, 2025 } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_zone *zone;
        pm_piece p = { .path = PM_SPAN("maillog"), .has_mtime = true, .mtime = NOON_2026_01_05 };
        pm_civil first = { .month = 1, .day = (uint8_t)rows[i].day };
        pm_witness basis;
        assert_int_equal(pm_zone_open(&zone, rows[i].zone, NULL), PM_OK);
        check_int(rows[i].zone, "year", pm_year_suppose(&p, &first, zone, 0, NOON_2026_01_05 + 365 * DAY, &basis), rows[i].year);
        pm_zone_close(zone);
    }
}

/* ---- one vote ---- */

static int64_t utc(int year, int month, int day, int hour, int minute, int second)
{
    pm_civil c = { year, (uint8_t)month, (uint8_t)day, (uint8_t)hour, (uint8_t)minute, (uint8_t)second };
    return pm_civil_to_seconds(&c);
}

static const struct {
    const char *name;
    int64_t later; /* the witness's time after noon of 5 January 2026 */
    int years;     /* in which it stands, after 2026 */
    bool explained;
    int shift;
    bool zone;
    int32_t error;
} votes[] = {
    { "the same", 0, 0, true, 0, true, 0 },
    { "seconds in the queue", 200, 0, true, 0, true, 0 },
    { "a year later", 0, 1, true, 1, true, 0 },
    { "three years before", 0, -3, true, -3, true, 0 },
    { "nine hours", 9 * HOUR, 0, true, 0, true, 9 * HOUR },
    { "nine hours back and a year", -9 * HOUR, 1, true, 1, true, -9 * HOUR },
    { "half past", 5 * HOUR + HOUR / 2, 0, true, 0, true, 5 * HOUR + HOUR / 2 },
    { "seven minutes: no zone", 7 * 60, 0, true, 0, false, 0 },
    { "fifteen hours: no zone has it", 15 * HOUR, 0, true, 0, false, 0 },
    { "a day and a half: held mail", 36 * HOUR, 0, true, 0, false, 0 },
    { "three days: explains nothing", 3 * DAY, 0, false, 0, false, 0 },
    { "half a year", 180 * DAY, 0, false, 0, false, 0 },
};

static void test_vote(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(votes); i++) {
        pm_votes v = { .n_year = 0 };
        int shift = -99;
        pm_witness_vote(&v, PM_WITNESS_QUEUE_ID, NOON_2026_01_05, utc(2026 + votes[i].years, 1, 5, 12, 0, 0) + votes[i].later);
        check_int(votes[i].name, "explained", pm_votes_shift(&v, &shift), votes[i].explained);
        check_int(votes[i].name, "unexplained", (int64_t)v.unexplained[PM_WITNESS_QUEUE_ID], !votes[i].explained);
        if (votes[i].explained)
            check_int(votes[i].name, "shift", shift, votes[i].shift);
        check_int(votes[i].name, "zone votes", (int64_t)v.n_zone, votes[i].zone);
        if (votes[i].zone)
            check_int(votes[i].name, "error", v.zone[0].error, votes[i].error);
    }
    pm_votes v = { .n_year = 0 };
    int shift = 0;
    pm_witness_vote(&v, PM_WITNESS_QUEUE_ID, utc(2024, 2, 29, 1, 0, 0), utc(2025, 2, 28, 1, 0, 0));
    check_true("leap day", "explained", pm_votes_shift(&v, &shift));
    check_int("leap day", "shift", shift, 1);
}

/* ---- all votes ---- */

typedef struct {
    pm_witness witness;
    int shift;
    uint64_t n;
} ballot;

static const struct {
    const char *name;
    ballot ballots[4];
    uint64_t unexplained;   /* of queue ids */
    bool decided;
    int shift;
} elections[] = {
    { "nobody spoke", { { .n = 0 } }, 0, false, 0 },
    { "one voice", { { PM_WITNESS_QUEUE_ID, 1, 1 } }, 0, true, 1 },
    { "the most", { { PM_WITNESS_QUEUE_ID, 1, 3 }, { PM_WITNESS_QUEUE_ID, 2, 5 } }, 0, true, 2 },
    { "a tie: the nearer year", { { PM_WITNESS_QUEUE_ID, -3, 5 }, { PM_WITNESS_QUEUE_ID, 1, 5 } }, 0, true, 1 },
    { "the strong one, however few", { { PM_WITNESS_REPLY_EPOCH, 4, 900 }, { PM_WITNESS_QUEUE_ID, 1, 2 } }, 0, true, 1 },
    { "stamps beside it first", { { PM_WITNESS_QUEUE_ID, 1, 9 }, { PM_WITNESS_ISO_NEIGHBOUR, -1, 1 } }, 0, true, -1 },
    { "two thirds have to be explained", { { PM_WITNESS_QUEUE_ID, 1, 4 } }, 2, false, 0 },
    { "and a little more", { { PM_WITNESS_QUEUE_ID, 1, 5 } }, 2, true, 1 },
    { "unsound: the next witness", { { PM_WITNESS_QUEUE_ID, 1, 4 }, { PM_WITNESS_REPLY_EPOCH, 2, 1 } }, 2, true, 2 },
};

static void test_shift(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(elections); i++) {
        pm_votes all = { .n_year = 0 };
        int shift = -99;
        for (size_t k = 0; k < COUNT_OF(elections[i].ballots) && elections[i].ballots[k].n; k++) {
            pm_votes one = { .n_year = 1 };
            one.year[0].witness = elections[i].ballots[k].witness;
            one.year[0].shift = elections[i].ballots[k].shift;
            one.year[0].n = elections[i].ballots[k].n;
            pm_votes_merge(&all, &one);
        }
        pm_votes odd = { .n_year = 0 };
        odd.unexplained[PM_WITNESS_QUEUE_ID] = elections[i].unexplained;
        pm_votes_merge(&all, &odd);
        check_int(elections[i].name, "decided", pm_votes_shift(&all, &shift), elections[i].decided);
        if (elections[i].decided)
            check_int(elections[i].name, "shift", shift, elections[i].shift);
    }
}

static const struct {
    const char *name;
    struct {
        int32_t error;
        uint64_t n;
    } said[3];
    bool decided;
    int32_t error;
} zones[] = {
    { "nobody spoke", { { 0, 0 } }, false, 0 },
    { "one answer", { { 9 * HOUR, 3 } }, true, 9 * HOUR },
    { "summer time in the log", { { HOUR, 60 }, { 2 * HOUR, 40 } }, true, HOUR },
    { "no majority", { { HOUR, 50 }, { 2 * HOUR, 50 } }, false, 0 },
    { "a few strays", { { HOUR, 80 }, { 0, 11 }, { 5 * HOUR, 9 } }, true, HOUR },
    { "many answers", { { HOUR, 60 }, { 0, 20 }, { 5 * HOUR, 20 } }, false, 0 },
};

static void test_zone(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(zones); i++) {
        pm_votes v = { .n_year = 0 };
        int32_t error = 0;
        for (size_t k = 0; k < COUNT_OF(zones[i].said) && zones[i].said[k].n; k++) {
            v.zone[v.n_zone].error = zones[i].said[k].error;
            v.zone[v.n_zone++].n = zones[i].said[k].n;
        }
        check_int(zones[i].name, "decided", pm_votes_zone(&v, &error), zones[i].decided);
        if (zones[i].decided)
            check_int(zones[i].name, "error", error, zones[i].error);
    }
}

/* ---- lines that hold a time ---- */

static const struct {
    const char *name;
    pm_event ev;
    pm_stamp_form form;
    int64_t time; /* of the line */
    bool speaks;
    pm_witness witness;
} lines[] = {
    /* "4dkFzM0000z" begins with 2026-01-05T12:00:00Z in base 52: test_queue_id */
    { "a Message-ID that Postfix made", { .kind = PM_EV_MESSAGE_ID, .qid = PM_SPAN_INIT("6F2F016CE26"),
      .text = PM_SPAN_INIT("<20260105120000.6F2F016CE26@mx1.example.org>") }, PM_STAMP_RFC3164, NOON_2026_01_05, true, PM_WITNESS_MESSAGE_ID },
    { "of another queue id", { .kind = PM_EV_MESSAGE_ID, .qid = PM_SPAN_INIT("6F2F016CE27"),
      .text = PM_SPAN_INIT("<20260105120000.6F2F016CE26@mx1.example.org>") }, PM_STAMP_RFC3164, NOON_2026_01_05, false, 0 },
    { "of a mail client", { .kind = PM_EV_MESSAGE_ID, .qid = PM_SPAN_INIT("6F2F016CE26"), .text = PM_SPAN_INIT("<20260105@example.org>") },
      PM_STAMP_RFC3164, NOON_2026_01_05, false, 0 },
    { "with a month 13", { .kind = PM_EV_MESSAGE_ID, .qid = PM_SPAN_INIT("6F2F016CE26"),
      .text = PM_SPAN_INIT("<20261305120000.6F2F016CE26@mx1.example.org>") }, PM_STAMP_RFC3164, NOON_2026_01_05, false, 0 },
    { "Gmail's reply", { .kind = PM_EV_DELIVERY, .status = PM_DELIVERY_SENT, .relay_name = PM_SPAN_INIT("gmail-smtp-in.l.google.com"),
      .text = PM_SPAN_INIT("250 2.0.0 OK  1767614400 d9443c01a7336-29f - gsmtp") }, PM_STAMP_RFC3164, NOON_2026_01_05, true, PM_WITNESS_REPLY_EPOCH },
    { "another's in its words", { .kind = PM_EV_DELIVERY, .status = PM_DELIVERY_SENT, .relay_name = PM_SPAN_INIT("mx.example.net"),
      .text = PM_SPAN_INIT("250 2.0.0 OK  1767614400 d9443c01a7336-29f - gsmtp") }, PM_STAMP_RFC3164, NOON_2026_01_05, false, 0 },
    { "Gmail's refusal", { .kind = PM_EV_DELIVERY, .status = PM_DELIVERY_BOUNCED, .relay_name = PM_SPAN_INIT("gmail-smtp-in.l.google.com"),
      .text = PM_SPAN_INIT("250 2.0.0 OK  1767614400 d9443c01a7336-29f - gsmtp") }, PM_STAMP_RFC3164, NOON_2026_01_05, false, 0 },
    { "a stamp that has its year", { .kind = PM_EV_DELIVERY, .status = PM_DELIVERY_SENT, .relay_name = PM_SPAN_INIT("gmail-smtp-in.l.google.com"),
      .text = PM_SPAN_INIT("250 2.0.0 OK  1767614400 d9443c01a7336-29f - gsmtp") }, PM_STAMP_RFC3339, NOON_2026_01_05, false, 0 },
};

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        pm_votes v = { .n_year = 0 };
        pm_record rec = { .time = lines[i].time, .form = lines[i].form };
        pm_witness_event(&v, &rec, &lines[i].ev);
        check_int(lines[i].name, "votes", (int64_t)v.n_year, lines[i].speaks);
        if (lines[i].speaks) {
            check_int(lines[i].name, "witness", v.year[0].witness, lines[i].witness);
            check_int(lines[i].name, "shift", v.year[0].shift, 0);
            check_int(lines[i].name, "error", v.zone[0].error, 0);
        }
    }
}

/* mail_queue.h: seconds in base 52 of these letters, least digit last. */
static void test_queue_id(void **state)
{
    (void)state;
    static const char letters[] = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
    char qid[] = "......0000z1";
    int64_t t = NOON_2026_01_05;
    for (int i = 5; i >= 0; i--, t /= 52)
        qid[i] = letters[t % 52];
    static const pm_event_kind kinds[] = { PM_EV_CLIENT, PM_EV_PICKUP, PM_EV_QUEUED };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) { /* later lines of the id may be days away */
        pm_votes v = { .n_year = 0 };
        pm_record rec = { .time = NOON_2026_01_05 + 9 * HOUR, .form = PM_STAMP_RFC3164 };
        pm_event ev = { .kind = kinds[i], .qid = pm_span_of(qid) };
        pm_witness_event(&v, &rec, &ev);
        check_int("queue id", "votes", (int64_t)v.n_year, kinds[i] != PM_EV_QUEUED);
        if (v.n_year)
            check_int("queue id", "error", v.zone[0].error, -9 * HOUR);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_suppose), cmocka_unit_test(test_suppose_in_zone),
                                        cmocka_unit_test(test_vote),  cmocka_unit_test(test_shift),   cmocka_unit_test(test_zone),
                                        cmocka_unit_test(test_lines), cmocka_unit_test(test_queue_id) };
    return CHECK_RUN(tests);
}
