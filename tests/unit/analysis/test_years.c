/*
 * The same log of 31 December to 2 January, with each witness alone, with each two of them in conflict, with none.
 *
 * What each of them says is built into the evidence; who is right is not asked, only who is believed.
 */
#include "small_case.h"

#include "witness.h"

#include "postmortem/base/civil.h"

#include <zlib.h>

/* design.md, C: who goes before whom.  Written down before the first run. */
static const pm_witness ranks[] = {
    PM_WITNESS_ISO_NEIGHBOUR, PM_WITNESS_QUEUE_ID, PM_WITNESS_MESSAGE_ID, PM_WITNESS_REPLY_EPOCH, /* the host's own lines */
    PM_WITNESS_STATED, PM_WITNESS_NAME,                                                         /* said of the file */
    PM_WITNESS_DATE_HEADER, PM_WITNESS_ORDER, PM_WITNESS_GZIP, PM_WITNESS_MTIME,                /* weak */
};

/* The year of 31 December as each witness has it; 0: it is silent. */
typedef int32_t claims[PM_WITNESS_COUNT];

static bool is_bound(pm_witness w)
{
    return w == PM_WITNESS_GZIP || w == PM_WITNESS_MTIME;
}

/* ---- the evidence ---- */

static int64_t utc(int32_t year, int month, int day, int hour, int minute, int second)
{
    pm_civil c = { year, (uint8_t)month, (uint8_t)day, (uint8_t)hour, (uint8_t)minute, (uint8_t)second };
    return pm_civil_to_seconds(&c);
}

/* mail_queue.h: seconds in base 52 of these letters. */
static void make_queue_id(char buf[16], int64_t t)
{
    static const char letters[] = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
    snprintf(buf, 16, "......0000z1");
    for (int i = 5; i >= 0; i--, t /= 52)
        buf[i] = letters[t % 52];
}

/* One message of a day; `later`: years after the first line's. */
static void add_message(pm_buffer *b, const claims says, int month, int day, int hour, int later, unsigned number)
{
    char qid[16], stamp[32];
    static const char *const months[] = { "", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    static const char *const weekdays[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    snprintf(stamp, sizeof stamp, "%s %2d %02d:58:20", months[month], day, hour);
    snprintf(qid, sizeof qid, "1E240C0A%02u", number);
    if (says[PM_WITNESS_QUEUE_ID])
        make_queue_id(qid, utc(says[PM_WITNESS_QUEUE_ID] + later, month, day, hour, 58, 20));
    pm_buffer_format(b, "%s mx1 postfix/pickup[90]: %s: uid=48 from=<www>\n", stamp, qid);
    if (says[PM_WITNESS_MESSAGE_ID])
        pm_buffer_format(b, "%s mx1 postfix/cleanup[91]: %s: message-id=<%04d%02d%02d%02d5820.%s@mx1.example.org>\n", stamp, qid,
                         says[PM_WITNESS_MESSAGE_ID] + later, month, day, hour, qid);
    int32_t year = says[PM_WITNESS_DATE_HEADER] + later;
    if (says[PM_WITNESS_DATE_HEADER])
        pm_buffer_format(b, "%s mx1 postfix/cleanup[91]: %s: warning: header Date: %s, %d %s %d %02d:58:20 +0000 from local; from=<www@example.org> to=<ann@example.net>\n",
                         stamp, qid, weekdays[pm_weekday(pm_days_from_civil(year, month, day))], day, months[month], year, hour);
    if (says[PM_WITNESS_REPLY_EPOCH])
        pm_buffer_format(b, "%s mx1 postfix/smtp[93]: %s: to=<ann@example.net>, relay=gmail-smtp-in.l.google.com[198.51.100.27]:25, delay=1, "
                            "delays=0.1/0/0.4/0.5, dsn=2.0.0, status=sent (250 2.0.0 OK  %lld d9443c01a7336-29f - gsmtp)\n",
                         stamp, qid, (long long)utc(says[PM_WITNESS_REPLY_EPOCH] + later, month, day, hour, 58, 20));
    if (says[PM_WITNESS_ISO_NEIGHBOUR])
        pm_buffer_format(b, "%04d-%02d-%02dT%02d:58:20+00:00 mx1 postfix/qmgr[92]: %s: removed\n", says[PM_WITNESS_ISO_NEIGHBOUR] + later, month,
                         day, hour, qid);
}

static pm_buffer the_log(const claims says)
{
    pm_buffer b = { 0 };
    add_message(&b, says, 12, 31, 8, 0, 1);
    add_message(&b, says, 12, 31, 23, 0, 2);
    add_message(&b, says, 1, 1, 0, 1, 3);
    add_message(&b, says, 1, 2, 7, 1, 4); /* the last line: 2 January 07:58:20 */
    return b;
}

/* RFC 1952 with a time in its header. */
static pm_buffer gzipped(pm_buffer *text, int64_t time)
{
    pm_buffer out = { 0 };
    z_stream z = { .next_in = (unsigned char *)text->data, .avail_in = (unsigned)text->len };
    gz_header head = { .time = (uLong)time };
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflateSetHeader(&z, &head), Z_OK);
    pm_buffer_reserve(&out, text->len + 1000);
    z.next_out = (unsigned char *)out.data;
    z.avail_out = (unsigned)text->len + 1000;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.len = z.total_out;
    deflateEnd(&z);
    return out;
}

/* The file before it, dated by its queue ids: of 24 December. */
static void add_file_before(small_case *s, int32_t year)
{
    char text[200], qid[16];
    make_queue_id(qid, utc(year, 12, 24, 8, 0, 0));
    snprintf(text, sizeof text, "Dec 24 08:00:00 mx1 postfix/pickup[90]: %s: uid=48 from=<www>\n", qid);
    small_case_add(s, "maillog.1", pm_span_of(text));
    small_case_dated(s, "maillog.1", utc(2026, 1, 1, 0, 0, 0));
}

enum { NOW_YEAR = 2030 }; /* 1 June */

static void read_log(small_case *s, const claims says)
{
    char name[64];
    pm_buffer log = the_log(says), packed = { 0 };
    small_case_begin(s);
    s->options.now = utc(NOW_YEAR, 6, 1, 0, 0, 0);
    s->options.year = says[PM_WITNESS_STATED] ? says[PM_WITNESS_STATED] + 1 : 0; /* of the latest line */
    const char *suffix = says[PM_WITNESS_GZIP] ? ".gz" : "";
    snprintf(name, sizeof name, "maillog%s", suffix);
    if (says[PM_WITNESS_NAME])
        snprintf(name, sizeof name, "maillog-%04d0102%s", says[PM_WITNESS_NAME] + 1, suffix);
    if (says[PM_WITNESS_GZIP])
        packed = gzipped(&log, utc(says[PM_WITNESS_GZIP] + 1, 1, 2, 8, 0, 0));
    small_case_add(s, name, pm_buffer_span(packed.len ? &packed : &log));
    small_case_dated(s, name, says[PM_WITNESS_MTIME] ? utc(says[PM_WITNESS_MTIME] + 1, 1, 2, 8, 0, 0) : 0);
    if (says[PM_WITNESS_ORDER])
        add_file_before(s, says[PM_WITNESS_ORDER]);
    if (small_case_read(s) != PM_OK)
        fail_msg("%s", s->err.text);
    pm_buffer_free(&log);
    pm_buffer_free(&packed);
}

static const pm_piece *the_piece(const small_case *s)
{
    for (size_t i = 0; i < s->c->n_pieces; i++) {
        const pm_piece *p = s->c->pieces[i];
        if (pm_piece_stream(p) != NULL && !pm_span_ends(p->path, PM_SPAN("maillog.1")))
            return p;
    }
    fail_msg("no log");
    return NULL;
}

static const pm_voice *voice_of(const pm_voice *v, size_t n, pm_witness w)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].witness == w)
            return &v[i];
    return NULL;
}

/* ---- each alone ---- */

static void test_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ranks); i++)
        for (int32_t year = 2013; year <= 2024; year += 11) { /* neither is what would be assumed */
            small_case s;
            claims says = { 0 };
            pm_voice voices[PM_VOICES_MAX];
            const char *row = pm_witness_name(ranks[i]);
            says[ranks[i]] = year;
            read_log(&s, says);
            const pm_piece *p = the_piece(&s);
            const pm_stream_info *info = pm_piece_stream(p);
            size_t n = pm_case_voices(s.c, p, voices);
            check_int(row, "year", info->year_first, year);
            check_int(row, "first line", info->first, utc(year, 12, 31, 8, 58, 20));
            check_int(row, "last line", info->last, utc(year + 1, 1, 2, 7, 58, 20));
            check_int(row, "who is believed", pm_stream_year_decider(info), ranks[i]);
            check_int(row, "strength", pm_case_year_strength(s.c, p), i < 6 ? PM_YEAR_PROVED : PM_YEAR_WEAK);
            const pm_voice *v = voice_of(voices, n, ranks[i]);
            check_true(row, "is heard", v != NULL && v->year == year && !v->contradicts);
            check_int(row, "first that speaks", voices[0].witness, ranks[i]);
            v = voice_of(voices, n, PM_WITNESS_MTIME); /* where it is silent, the file is of 1970 */
            check_true(row, "nobody assumes", voice_of(voices, n, PM_WITNESS_NOW) == NULL);
            check_true(row, "a file of 1970", ranks[i] == PM_WITNESS_MTIME || (v != NULL && v->contradicts));
            small_case_end(&s);
        }
}

/* ---- none ---- */

static const struct {
    const char *name;
    int64_t mtime;
    int32_t year;
    pm_year_strength strength;
} copies[] = {
    { "of 1970: no time was kept", 0, NOW_YEAR - 1, PM_YEAR_ASSUMED },
    { "of before 1970", -5000000000, NOW_YEAR - 1, PM_YEAR_ASSUMED },
    { "of 1980: of a zip without times", 315532800, NOW_YEAR - 1, PM_YEAR_ASSUMED },
    { "a copy made now", 1906502400 /* 2030-06-01 */, NOW_YEAR - 1, PM_YEAR_ASSUMED },
    { "of a time that is yet to come", 1990000000 /* 2033 */, NOW_YEAR - 1, PM_YEAR_ASSUMED },
    { "copied two years ago: no later than that", 1843430400 /* 2028-06-01 */, 2027, PM_YEAR_WEAK },
    { "its own", 1451721600 /* 2016-01-02T08:00 */, 2015, PM_YEAR_WEAK },
};

static void test_none(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(copies); i++) {
        small_case s;
        pm_buffer log = the_log((claims){ 0 });
        small_case_begin(&s);
        s.options.now = utc(NOW_YEAR, 6, 1, 0, 0, 0);
        small_case_add(&s, "maillog", pm_buffer_span(&log));
        small_case_dated(&s, "maillog", copies[i].mtime);
        assert_int_equal(small_case_read(&s), PM_OK);
        const pm_piece *p = the_piece(&s);
        check_int(copies[i].name, "year", pm_piece_stream(p)->year_first, copies[i].year);
        check_int(copies[i].name, "strength", pm_case_year_strength(s.c, p), copies[i].strength);
        pm_buffer_free(&log);
        small_case_end(&s);
    }
}

/* ---- each two in conflict ---- */

/* Of two bounds the earlier; else who goes before. */
static pm_witness believed(pm_witness a, pm_witness b, const claims says)
{
    if (is_bound(a) && is_bound(b))
        return says[a] < says[b] ? a : b;
    for (size_t i = 0; i < COUNT_OF(ranks); i++)
        if (ranks[i] == a || ranks[i] == b)
            return ranks[i];
    return PM_WITNESS_COUNT;
}

/* Files before and bounds leave room on one side: only on the other they contradict. */
static bool contradicts(pm_witness w, int32_t says, int32_t decided)
{
    return w == PM_WITNESS_ORDER ? says > decided : is_bound(w) ? says < decided : says != decided;
}

static void check_pair(pm_witness a, pm_witness b, int32_t year_a, int32_t year_b)
{
    small_case s;
    claims says = { 0 };
    char row[80];
    pm_voice voices[PM_VOICES_MAX];
    says[a] = year_a;
    says[b] = year_b;
    snprintf(row, sizeof row, "%s %d, %s %d", pm_witness_name(a), year_a, pm_witness_name(b), year_b);
    read_log(&s, says);
    const pm_piece *p = the_piece(&s);
    size_t n = pm_case_voices(s.c, p, voices);
    pm_witness winner = believed(a, b, says), loser = winner == a ? b : a;
    check_int(row, "year", pm_piece_stream(p)->year_first, says[winner]);
    check_int(row, "who is believed", pm_stream_year_decider(pm_piece_stream(p)), winner);
    const pm_voice *v = voice_of(voices, n, winner);
    check_true(row, "the one believed is heard", v != NULL && v->year == says[winner] && !v->contradicts);
    v = voice_of(voices, n, loser);
    check_true(row, "the other is heard", v != NULL);
    check_int(row, "and contradicts", v->contradicts, contradicts(loser, says[loser], says[winner]));
    if (v->contradicts || loser != PM_WITNESS_ORDER)
        check_int(row, "and says another year", v->year, says[loser]);
    small_case_end(&s);
}

static void test_pairs(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ranks); i++)
        for (size_t k = i + 1; k < COUNT_OF(ranks); k++) {
            check_pair(ranks[i], ranks[k], 2019, 2022);
            check_pair(ranks[i], ranks[k], 2022, 2019);
        }
}

/* ---- one witness against itself, and 29 February ---- */

/* Weekdays tell a Date: that was made up from one that a clock wrote; and a witness with a new year each time is none. */
static void test_date_headers(void **state)
{
    (void)state;
    static const struct {
        const char *name, *dates[8];
        int32_t year;
    } rows[] = {
        { "of its weekday", { "Mon, 4 May 2015 08:00:00 +0900" }, 2015 },
        { "without one", { "4 May 2015 08:00:00 +0900" }, 2015 },
        { "of another weekday", { "Tue, 4 May 2015 08:00:00 +0900" }, NOW_YEAR },
        { "most say", { "Mon, 4 May 2015 08:00:00 +0900", "Wed, 4 May 2016 08:00:00 +0900", "Wed, 4 May 2016 08:00:00 +0000" }, 2016 },
        { "as many say another", { "Mon, 4 May 2015 08:00:00 +0900", "Wed, 4 May 2016 08:00:00 +0900" }, NOW_YEAR },
        { "of months before", { "Sun, 4 Jan 2015 08:00:00 +0900" }, NOW_YEAR },
        { "no such day", { "Wed, 31 Apr 2015 08:00:00 +0900" }, NOW_YEAR },
        { "each another year", { "4 May 2001 08:00:00 +0000", "4 May 2002 08:00:00 +0000", "4 May 2003 08:00:00 +0000", "4 May 2004 08:00:00 +0000",
          "4 May 2005 08:00:00 +0000", "4 May 2006 08:00:00 +0000", "4 May 2007 08:00:00 +0000", "4 May 2007 08:00:00 +0000" }, NOW_YEAR },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        small_case s;
        pm_buffer log = { 0 };
        small_case_begin(&s);
        s.options.now = utc(NOW_YEAR, 6, 1, 0, 0, 0);
        for (size_t k = 0; k < COUNT_OF(rows[i].dates) && rows[i].dates[k] != NULL; k++)
            pm_buffer_format(&log, "May  4 08:00:00 mx1 postfix/cleanup[91]: 1E240C0A14: warning: header Date: %s from local; from=<a@example.org> to=<b@example.net>\n",
                             rows[i].dates[k]);
        small_case_add(&s, "maillog", pm_buffer_span(&log));
        small_case_dated(&s, "maillog", 0);
        assert_int_equal(small_case_read(&s), PM_OK);
        check_int(rows[i].name, "year", pm_piece_stream(the_piece(&s))->year_first, rows[i].year);
        pm_buffer_free(&log);
        small_case_end(&s);
    }
}

static void test_leap_day(void **state)
{
    (void)state;
    static const struct {
        const char *name, *file;
        int32_t queue_id;    /* year in the queue id of the first line, 28 February */
        int32_t year, leap;  /* decided, and what 29 February says */
        bool contradicts;
    } rows[] = {
        { "alone: the latest that has one", "maillog", 0, 2028, 2028, false },
        { "and queue ids that agree", "maillog", 2024, 2024, 2024, false },
        { "and queue ids of no leap year", "maillog", 2026, 2026, 2024, true },
        { "and a name of no leap year", "maillog-20270301", 0, 2027, 2024, true },
        { "and a name that agrees", "maillog-20240301", 0, 2024, 2024, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        small_case s;
        char text[300], qid[16] = "1E240C0A14";
        pm_voice voices[PM_VOICES_MAX];
        if (rows[i].queue_id)
            make_queue_id(qid, utc(rows[i].queue_id, 2, 28, 8, 0, 0));
        small_case_begin(&s);
        s.options.now = utc(NOW_YEAR, 6, 1, 0, 0, 0);
        snprintf(text, sizeof text, "Feb 28 08:00:00 mx1 postfix/pickup[90]: %s: uid=48 from=<www>\nFeb 29 08:00:00 mx1 postfix/qmgr[92]: %s: removed\n", qid, qid);
        small_case_add(&s, rows[i].file, pm_span_of(text));
        small_case_dated(&s, rows[i].file, 0);
        assert_int_equal(small_case_read(&s), PM_OK);
        const pm_piece *p = the_piece(&s);
        const pm_voice *v = voice_of(voices, pm_case_voices(s.c, p, voices), PM_WITNESS_LEAP_DAY);
        check_int(rows[i].name, "year", pm_piece_stream(p)->year_first, rows[i].year);
        check_true(rows[i].name, "the day is heard", v != NULL);
        check_int(rows[i].name, "it says", v->year, rows[i].leap);
        check_int(rows[i].name, "contradicts", v->contradicts, rows[i].contradicts);
        small_case_end(&s);
    }
}

/* ---- a log of more than a year ---- */

/* From March 2014 to January 2016: what bounds it is near its end. */
static void test_long(void **state)
{
    (void)state;
    static const struct {
        const char *name, *file;
        int64_t mtime;
        int32_t name_says, mtime_says; /* 0: is silent */
        bool name_contradicts, mtime_contradicts;
    } rows[] = {
        { "rotated and copied soon after", "maillog-20160110", 1452384000 /* 2016-01-10 */, 2014, 2014, false, false },
        { "copied years later", "maillog", 1747353600 /* 2025-05-16 */, 0, 2023, false, false },
        { "copied before its last line", "maillog", 1420848000 /* 2015-01-10 */, 0, 2013, false, true },
        { "a name of a year later", "maillog-20170110", 1452384000, 2015, 2014, true, false },
        { "a name of a year before", "maillog-20150110", 1452384000, 2013, 2014, true, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        small_case s;
        pm_buffer log = { 0 };
        char qid[16];
        pm_voice voices[PM_VOICES_MAX];
        make_queue_id(qid, utc(2014, 3, 9, 8, 0, 0));
        pm_buffer_format(&log, "Mar  9 08:00:00 mx1 postfix/pickup[90]: %s: uid=48 from=<www>\n", qid);
        static const char *const stamps[] = { "Aug  9", "Dec  9", "Apr  9", "Aug  9", "Dec  9", "Jan  9" };
        for (size_t k = 0; k < COUNT_OF(stamps); k++)
            pm_buffer_format(&log, "%s 08:00:00 mx1 postfix/qmgr[92]: warning: x\n", stamps[k]);
        small_case_begin(&s);
        s.options.now = utc(NOW_YEAR, 6, 1, 0, 0, 0);
        small_case_add(&s, rows[i].file, pm_buffer_span(&log));
        small_case_dated(&s, rows[i].file, rows[i].mtime);
        assert_int_equal(small_case_read(&s), PM_OK);
        const pm_piece *p = the_piece(&s);
        size_t n = pm_case_voices(s.c, p, voices);
        check_int(rows[i].name, "first year", pm_piece_stream(p)->year_first, 2014);
        check_int(rows[i].name, "last year", pm_piece_stream(p)->year_last, 2016);
        const pm_voice *name = voice_of(voices, n, PM_WITNESS_NAME), *mtime = voice_of(voices, n, PM_WITNESS_MTIME);
        check_int(rows[i].name, "the name says", name ? name->year : 0, rows[i].name_says);
        check_int(rows[i].name, "mtime says", mtime ? mtime->year : 0, rows[i].mtime_says);
        check_int(rows[i].name, "the name contradicts", name && name->contradicts, rows[i].name_contradicts);
        check_int(rows[i].name, "mtime contradicts", mtime->contradicts, rows[i].mtime_contradicts);
        pm_buffer_free(&log);
        small_case_end(&s);
    }
}

/* ---- several files ---- */

/* Three numbered files over New Year, of which one holds a queue id; and a second host with a year of its own. */
static void test_bundles(void **state)
{
    (void)state;
    typedef struct {
        const char *name, *stamp;
        const char *host;
        int32_t queue_id; /* year; 0: none */
        int32_t year;     /* decided */
    } member;
    static const struct {
        const char *name;
        int32_t stated;
        member members[5];
    } rows[] = {
        { "the newest is dated", 0, { { "maillog", "Jan  9 08:00:00", "mx1", 2016, 2016 }, { "maillog.1", "Jan  2 08:00:00", "mx1", 0, 2016 },
          { "maillog.2", "Dec 26 08:00:00", "mx1", 0, 2015 } } },
        { "the oldest is dated", 0, { { "maillog", "Jan  9 08:00:00", "mx1", 0, 2016 }, { "maillog.1", "Jan  2 08:00:00", "mx1", 0, 2016 },
          { "maillog.2", "Dec 26 08:00:00", "mx1", 2015, 2015 } } },
        { "the middle one is dated", 0, { { "maillog", "Jan  9 08:00:00", "mx1", 0, 2016 }, { "maillog.1", "Jan  2 08:00:00", "mx1", 2016, 2016 },
          { "maillog.2", "Dec 26 08:00:00", "mx1", 0, 2015 } } },
        { "a wrong --year", 2021, { { "maillog", "Jan  9 08:00:00", "mx1", 2016, 2016 } } },
        { "a right --year, of the latest line", 2016, { { "maillog", "Jan  9 08:00:00", "mx1", 0, 2016 }, { "maillog.1", "Dec 26 08:00:00", "mx1", 0, 2015 } } },
        { "two hosts, two years", 0, { { "mx1.log", "Jan  9 08:00:00", "mx1", 2016, 2016 }, { "mx2.log", "Jan  9 08:00:00", "mx2", 2019, 2019 } } },
        { "files of years", 0, { { "maillog", "Mar  9 08:00:00", "mx1", 2019, 2019 }, { "maillog.1", "Mar  2 08:00:00", "mx1", 2017, 2017 },
          { "old.log", "Mar  2 08:00:00", "mx1", 0, NOW_YEAR } } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        small_case s;
        small_case_begin(&s);
        s.options.now = utc(NOW_YEAR, 6, 1, 0, 0, 0);
        s.options.year = rows[i].stated;
        for (const member *m = rows[i].members; m->name != NULL; m++) {
            char text[200], qid[16] = "1E240C0A14";
            bool december = m->stamp[0] == 'D';
            if (m->queue_id)
                make_queue_id(qid, utc(m->queue_id, december ? 12 : m->stamp[0] == 'M' ? 3 : 1, december ? 26 : m->stamp[5] - '0', 8, 0, 0));
            snprintf(text, sizeof text, "%s %s postfix/pickup[90]: %s: uid=48 from=<www>\n", m->stamp, m->host, qid);
            small_case_add(&s, m->name, pm_span_of(text));
            small_case_dated(&s, m->name, 0);
        }
        assert_int_equal(small_case_read(&s), PM_OK);
        for (const member *m = rows[i].members; m->name != NULL; m++)
            for (size_t k = 0; k < s.c->n_pieces; k++)
                if (pm_piece_stream(s.c->pieces[k]) != NULL && pm_span_ends(s.c->pieces[k]->path, pm_span_of(m->name)) &&
                    s.c->pieces[k]->path.ptr[s.c->pieces[k]->path.len - strlen(m->name) - 1] == '/')
                    check_int(rows[i].name, m->name, pm_piece_stream(s.c->pieces[k])->year_first, m->year);
        small_case_end(&s);
    }
}

/* ---- summer time ---- */

/* Local stamps without a year around a change of the clocks; each line's queue id says its true second. */
static void test_summer_time(void **state)
{
    (void)state;
    static const struct {
        const char *zone;
        int64_t first;           /* UTC, 30 minutes before the change */
        const char *stamps[4];   /* of that moment, and each half hour later */
    } rows[] = {
        /* 2026-03-29 01:00 UTC: 02:00 -> 03:00 */
        { "Europe/Berlin", 1774744200, { "Mar 29 01:30:00", "Mar 29 03:00:00", "Mar 29 03:30:00", "Mar 29 04:00:00" } },
        /* 2026-10-25 01:00 UTC: 03:00 -> 02:00 */
        { "Europe/Berlin", 1792888200, { "Oct 25 02:30:00", "Oct 25 02:00:00", "Oct 25 02:30:00", "Oct 25 03:00:00" } },
        /* 2026-03-08 07:00 UTC: 02:00 -> 03:00 */
        { "America/New_York", 1772951400, { "Mar  8 01:30:00", "Mar  8 03:00:00", "Mar  8 03:30:00", "Mar  8 04:00:00" } },
        /* 2026-11-01 06:00 UTC: 02:00 -> 01:00 */
        { "America/New_York", 1793511000, { "Nov  1 01:30:00", "Nov  1 01:00:00", "Nov  1 01:30:00", "Nov  1 02:00:00" } },
        /* none since 1951: the same moments as the first */
        { "Asia/Tokyo", 1774744200, { "Mar 29 09:30:00", "Mar 29 10:00:00", "Mar 29 10:30:00", "Mar 29 11:00:00" } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        small_case s;
        pm_buffer log = { 0 };
        small_case_begin(&s);
        s.options.zone = rows[i].zone;
        s.options.now = utc(NOW_YEAR, 6, 1, 0, 0, 0);
        for (int k = 0; k < 4; k++) {
            char qid[16];
            make_queue_id(qid, rows[i].first + k * 1800);
            pm_buffer_format(&log, "%s mx1 postfix/pickup[90]: %s: uid=48 from=<www>\n", rows[i].stamps[k], qid);
        }
        small_case_add(&s, "maillog", pm_buffer_span(&log));
        small_case_dated(&s, "maillog", 0);
        assert_int_equal(small_case_read(&s), PM_OK);
        const pm_stream_info *info = pm_piece_stream(the_piece(&s));
        check_int(rows[i].zone, "first", info->first, rows[i].first);
        check_int(rows[i].zone, "last", info->last, rows[i].first + 3 * 1800);
        check_int(rows[i].zone, "answers on the zone", (int64_t)info->votes.n_zone, 1);
        check_int(rows[i].zone, "error", info->votes.zone[0].error, 0);
        check_int(rows[i].zone, "lines that say so", (int64_t)info->votes.zone[0].n, 4);
        check_true(rows[i].zone, "no conflict", !s.c->zone_conflict);
        pm_buffer_free(&log);
        small_case_end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_alone), cmocka_unit_test(test_none), cmocka_unit_test(test_pairs),
                                        cmocka_unit_test(test_date_headers), cmocka_unit_test(test_leap_day), cmocka_unit_test(test_bundles), cmocka_unit_test(test_long),
                                        cmocka_unit_test(test_summer_time) };
    return CHECK_RUN(tests);
}
