/* Every line of a stream is accounted for, and nothing depends on the blocks in which its bytes come. */
#include "check.h"

#include "stream.h"

#include "postmortem/base/baked.h"
#include "postmortem/base/buffer.h"

#include <stdlib.h>
#include <string.h>

#define AT(second) "2026-01-05T00:00:0" #second "+00:00 mx1 "
#define OTHER_AT(second) "2026-01-05T00:00:0" #second "+00:00 mx2 "
#define KNOWN "postfix/qmgr[92]: warning: x\n"
#define TYPED "postfix/qmgr[92]: 1E240C0A14: removed\n"
#define REFUSED "warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: x\n"
#define FAILED "postfix/smtpd[7]: " REFUSED
#define LONG_LINE_MAX 65536
#define JSON(second, tag, text) "{\"__REALTIME_TIMESTAMP\":\"176757120" second "000000\",\"_HOSTNAME\":\"mx1\",\"SYSLOG_IDENTIFIER\":\"" tag \
    "\",\"_PID\":\"7\",\"MESSAGE\":\"" text "\"}\n"
/* six lines; the text with its newline */
#define EXPORT(second, line) "__CURSOR=s=1\n__REALTIME_TIMESTAMP=176757120" second "000000\n_HOSTNAME=mx1\nSYSLOG_IDENTIFIER=postfix/smtpd\nMESSAGE=" line "\n"

typedef struct {
    uint64_t typed, known, not_understood, out_of_range, undecodable;
} shares;

static const struct {
    const char *name, *text;
    shares want;
    uint64_t failures; /* of SASL logins */
    int64_t since, until; /* seconds of the minute; 0: open */
    uint64_t nul_blocks;
    bool cut_off;
} rows[] = {
    { "nothing", "", { .typed = 0 }, .failures = 0 },
    { "one of each", AT(0) TYPED AT(1) KNOWN AT(2) "postfix/qmgr[92]: something new\n" "no stamp\n", { 1, 1, 1, 0, 1 }, .failures = 0 },
    { "no newline at the end", AT(0) TYPED AT(1) "postfix/qmgr[92]: 1E240C0A15: removed", { .typed = 2 }, .failures = 0 },
    { "cut off there", AT(0) TYPED AT(1) "postfix/qmgr[92]: 1E240C0A15: removed", { .typed = 1, .undecodable = 1 }, .cut_off = true },
    { "cut off behind a newline", AT(0) TYPED, { .typed = 1 }, .cut_off = true },
    { "empty lines", "\n\n" AT(0) TYPED "\n", { .typed = 1, .undecodable = 3 }, .failures = 0 },
    { "CR LF", AT(0) "postfix/qmgr[92]: 1E240C0A14: removed\r\n" AT(1) "postfix/qmgr[92]: 1E240C0A15: removed\r\n", { .typed = 2 }, .failures = 0 },
    { "range", AT(0) TYPED AT(1) TYPED AT(2) TYPED AT(3) TYPED, { .typed = 2, .out_of_range = 2 }, .since = 1, .until = 3 },
    { "repeated n times", AT(0) FAILED AT(1) "rsyslogd: last message repeated 3 times\n", { .typed = 2 }, .failures = 4 },
    { "the repetition repeated", AT(0) FAILED AT(1) "rsyslogd: last message repeated 3 times\n" AT(2) "rsyslogd: last message repeated 2 times\n",
      { .typed = 3 }, .failures = 6 },
    { "nothing to repeat", AT(1) "rsyslogd: last message repeated 3 times\n" AT(2) TYPED, { .typed = 1, .known = 1 }, .failures = 0 },
    { "of the same host, another one between", AT(0) FAILED OTHER_AT(0) TYPED AT(1) "last message repeated 3 times\n" OTHER_AT(1) "last message repeated 9 times\n",
      { .typed = 4 }, .failures = 4 },
    { "only another host said something", OTHER_AT(0) FAILED AT(1) "last message repeated 3 times\n", { .typed = 1, .known = 1 }, .failures = 1 },
    { "of no host: the line before", AT(0) TYPED OTHER_AT(0) FAILED "Jan  5 00:00:01: --- last message repeated 5 times ---\n", { .typed = 3 }, .failures = 6 },
    { "in brackets", AT(0) "postfix/smtpd[7]: message repeated 5 times: [ warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: x]\n",
      { .typed = 1 }, .failures = 5 },
    { "byte order mark, and two files in one", "\xef\xbb\xbf" AT(0) TYPED "\xef\xbb\xbf" AT(1) TYPED, { .typed = 2 }, .failures = 0 },
    { "broken UTF-8", AT(0) "postfix/qmgr[92]: \xff\xfe\n", { .not_understood = 1 }, .failures = 0 },
    /* journalctl's own words, and lines that go on */
    { "furniture", "-- Journal begins at Mon 2026-01-05 00:00:00 UTC, ends at Mon 2026-01-05 00:00:03 UTC. --\n" AT(0) TYPED
      "-- Boot 0123456789abcdef0123456789abcdef --\n" AT(1) TYPED "-- Reboot --\n" "-- No entries --\n" "-- cursor: s=1;i=2\n",
      { .typed = 2, .known = 5 }, .failures = 0 },
    { "furniture of a range without lines", "-- Logs begin at Mon 2026-01-05 00:00:00 UTC, end at Mon 2026-01-05 00:00:03 UTC. --\n-- No entries --\n", { .known = 2 }, .failures = 0 },
    { "words that look like it", AT(0) TYPED "-- Bootleg --\n" "-- some words --\n", { .typed = 1, .undecodable = 2 }, .failures = 0 },
    { "a line goes on", AT(0) TYPED "        second line\n\tthird line\n" AT(1) "postfix/qmgr[92]: something new\n" " more\n",
      { .typed = 1, .known = 3, .not_understood = 1 }, .failures = 0 },
    { "what goes on from rubbish is rubbish", " indented\n" AT(0) TYPED " more\n" "rubbish\n" " more\n", { .typed = 1, .known = 1, .undecodable = 3 }, .failures = 0 },
    { "what goes on out of range is out of range", AT(0) TYPED " more\n" AT(1) TYPED " more\n", { .typed = 1, .known = 1, .out_of_range = 2 }, .since = 1 },
    /* lines inside others */
    { "CRI", "2026-01-05T00:00:00.1Z stdout F " AT(0) TYPED "2026-01-05T00:00:00.1Z stdout P 2026-01-05T00:00:01+00:00 mx1 postfix/qm\n"
      "2026-01-05T00:00:00.1Z stderr F words\n" "2026-01-05T00:00:00.1Z stdout F gr[92]: 1E240C0A15: removed\n",
      { .typed = 2, .known = 1, .not_understood = 1 }, .failures = 0 },
    { "CRI, no time inside", "2026-01-05T00:00:00.1Z stdout F " TYPED "2026-01-05T00:00:01.1Z stdout F " FAILED, { .typed = 2 }, .failures = 1 },
    { "CRI, broken off at the end", "2026-01-05T00:00:00.1Z stdout F " AT(0) TYPED "2026-01-05T00:00:00.1Z stdout P x\n", { .typed = 1, .undecodable = 1 }, .failures = 0 },
    { "CRI, out of range", "2026-01-05T00:00:00.1Z stdout P " AT(0) "\n2026-01-05T00:00:00.1Z stdout F " TYPED AT(1) TYPED, { .typed = 1, .out_of_range = 2 }, .since = 1 },
    { "compose, the last one repeated", "mail-1  | " AT(0) FAILED "mail-1  | " AT(1) "last message repeated 3 times\n", { .typed = 2 }, .failures = 4 },
    { "compose, no time at all", "mail-1  | words\n" "mail-1  | " AT(0) TYPED, { .typed = 1, .undecodable = 1 }, .failures = 0 },
    { "json-file", "{\"log\":\"2026-01-05T00:00:00+00:00 mx1 postfix/smtpd[7]: warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: \\\"x\\\"\\n\","
      "\"stream\":\"stdout\",\"time\":\"2026-01-05T00:00:00.5Z\"}\n", { .typed = 1 }, .failures = 1 },
    { "journalctl -o json", JSON("0", "postfix/smtpd", "warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: x") JSON("1", "postfix/qmgr", "1E240C0A14: removed")
      "{\"__REALTIME_TIMESTAMP\":\"1767571202000000\",\"_PID\":\"7\"}\n" "{\"cut\n", { .typed = 2, .known = 1, .undecodable = 1 }, .failures = 1 },
    { "journalctl -o export", EXPORT("0", REFUSED) EXPORT("1", "x\n") AT(2) TYPED, { .typed = 2, .known = 10, .not_understood = 1 }, .failures = 1 },
    { "… cut off", EXPORT("0", REFUSED) "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1767571201000000\n", { .typed = 1, .known = 5, .undecodable = 2 }, .failures = 1 },
    { "… out of range", EXPORT("0", REFUSED) EXPORT("1", REFUSED), { .typed = 1, .known = 5, .out_of_range = 6 }, .failures = 1, .since = 1 },
    { "… broken by a plain line", "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1767571201000000\n" AT(0) TYPED, { .typed = 1, .undecodable = 2 }, .failures = 0 },
};

static pm_replies *replies; /* of the whole program: its patterns take time */

typedef struct {
    pm_stream *stream;
    pm_zone *zone;
    pm_instances *instances;
    pm_case_options options;
    pm_piece piece;
} reading;

/* Feeds the text in blocks of so many bytes. */
static void read_text(reading *r, pm_span text, size_t block, bool cut_off)
{
    assert_int_equal(pm_zone_open(&r->zone, "UTC", NULL), PM_OK);
    r->piece = (pm_piece){ .path = PM_SPAN("maillog"), .kind = PM_PIECE_STREAM };
    r->instances = pm_instances_new();
    pm_stream_setup setup = { .options = &r->options, .zone = r->zone, .replies = replies, .instances = r->instances };
    r->stream = pm_stream_new(&setup, &r->piece);
    while (text.len) {
        pm_span part = pm_span_first(text, block);
        char *lent = malloc(part.len); /* so that the sanitizers see who looks at a block that is gone */
        memcpy(lent, part.ptr, part.len);
        pm_stream_hash(r->stream, lent, part.len);
        pm_stream_feed(r->stream, lent, part.len);
        free(lent);
        text = pm_span_skip(text, part.len);
    }
    pm_stream_end(r->stream, cut_off);
}

static void close_reading(reading *r)
{
    pm_stream_free(r->stream);
    pm_instances_free(r->instances);
    pm_zone_close(r->zone);
}

/* The facts of all runs of lines together. */
static pm_facts *take_facts(reading *r, size_t *n_runs)
{
    pm_facts *facts = pm_facts_new();
    pm_fold **folds = pm_stream_take_folds(r->stream, n_runs);
    for (size_t i = 0; i < *n_runs; i++) {
        pm_fold_move(folds[i], facts, replies);
        pm_fold_free(folds[i]);
    }
    free(folds);
    pm_facts_tidy(facts);
    return facts;
}

static uint64_t count_failures(const pm_facts *f)
{
    uint64_t n = 0;
    for (pm_tally_walk w = pm_tally_begin(&f->t[PM_T_AUTH_FAIL]); pm_tally_next(&w);)
        n += w.row->n[PM_N_COUNT];
    return n;
}

static void check_ledger(const char *row, const pm_ledger *l, const shares *want)
{
    check_int(row, "typed", (int64_t)l->typed, (int64_t)want->typed);
    check_int(row, "known", (int64_t)l->known_unused, (int64_t)want->known);
    check_int(row, "not understood", (int64_t)l->not_understood, (int64_t)want->not_understood);
    check_int(row, "out of range", (int64_t)l->out_of_range, (int64_t)want->out_of_range);
    check_int(row, "undecodable", (int64_t)l->undecodable, (int64_t)want->undecodable);
    check_int(row, "lines", (int64_t)l->lines,
              (int64_t)(want->typed + want->known + want->not_understood + want->out_of_range + want->undecodable));
}

static void test_rows(void **state)
{
    (void)state;
    enum { START = 1767571200 }; /* 2026-01-05T00:00:00Z */
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t block = 1; block <= 200; block++) { /* of which some end anywhere in a line, and some hold two lines */
            size_t n;
            reading r = { .options = { .since = rows[i].since ? START + rows[i].since : PM_NO_TIME,
                                       .until = rows[i].until ? START + rows[i].until : PM_NO_TIME, .now = START } };
            read_text(&r, pm_span_of(rows[i].text), block, rows[i].cut_off);
            check_ledger(rows[i].name, &pm_stream_info_of(r.stream)->ledger, &rows[i].want);
            check_int(rows[i].name, "bytes", (int64_t)r.piece.content_bytes, (int64_t)strlen(rows[i].text));
            unsigned char hash[PM_SHA256_SIZE];
            pm_sha256_of(pm_span_of(rows[i].text), hash);
            check_true(rows[i].name, "hash of the content", r.piece.has_content_sha256 && memcmp(hash, r.piece.content_sha256, sizeof hash) == 0);
            pm_facts *f = take_facts(&r, &n);
            check_int(rows[i].name, "failures", (int64_t)count_failures(f), (int64_t)rows[i].failures);
            pm_facts_free(f);
            close_reading(&r);
        }
}

/* NULs before a line, as a power loss leaves them, and a line longer than any program writes. */
static void test_odd_bytes(void **state)
{
    (void)state;
    static const char nuls[] = AT(0) TYPED "\0\0\0\0" AT(1) TYPED "\0\0\n";
    static const struct {
        const char *name;
        size_t len;
        uint64_t overlong;
    } lines[] = { { "as long as may be", LONG_LINE_MAX, 0 }, { "a byte longer", LONG_LINE_MAX + 1, 1 }, { "much longer", 3 * LONG_LINE_MAX, 1 } };
    for (size_t block = 1; block <= sizeof nuls; block++) {
        reading r = { .options = { .since = PM_NO_TIME, .until = PM_NO_TIME } };
        read_text(&r, pm_span_make(nuls, sizeof nuls - 1), block, false);
        check_ledger("NULs", &pm_stream_info_of(r.stream)->ledger, &(shares){ .typed = 2, .undecodable = 1 });
        check_int("NULs", "blocks", (int64_t)pm_stream_info_of(r.stream)->nul_blocks, 2);
        close_reading(&r);
    }
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        for (size_t block = 4096; block <= 1 << 20; block *= 16) {
            pm_buffer text = { 0 };
            reading r = { .options = { .since = PM_NO_TIME, .until = PM_NO_TIME } };
            pm_buffer_add(&text, PM_SPAN(AT(0) "postfix/qmgr[92]: "));
            while (text.len < lines[i].len)
                pm_buffer_add_char(&text, 'x');
            pm_buffer_add(&text, PM_SPAN("\n" AT(1) "sudo: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/a\n"));
            read_text(&r, pm_buffer_span(&text), block, false);
            check_ledger(lines[i].name, &pm_stream_info_of(r.stream)->ledger,
                         &(shares){ .typed = 1, .not_understood = !lines[i].overlong, .undecodable = lines[i].overlong });
            check_int(lines[i].name, "overlong", (int64_t)pm_stream_info_of(r.stream)->overlong, (int64_t)lines[i].overlong);
            size_t n;
            pm_facts *f = take_facts(&r, &n);
            check_int(lines[i].name, "offset of the next line", (int64_t)f->h[PM_H_SUDO].items[0].cite.offset, (int64_t)lines[i].len + 1);
            pm_facts_free(f);
            close_reading(&r);
            pm_buffer_free(&text);
        }
}

/* A boot is listed by the time of the first record after it, and cites the marker; the first lines of a file follow none. */
static void test_boots(void **state)
{
    (void)state;
    static const char text[] = "-- Boot 00000000000000000000000000000001 --\n" AT(0) TYPED "-- Boot 00000000000000000000000000000002 --\n"
                               "rubbish\n" OTHER_AT(5) TYPED AT(6) TYPED "-- Reboot --\n" AT(7) TYPED "-- Reboot --\n";
    static const struct {
        const char *host, *marker;
        int64_t time;
        uint64_t line;
    } want[] = { { "mx2", "-- Boot 00000000000000000000000000000002 --", 1767571205, 3 }, { "mx1", "-- Reboot --", 1767571207, 7 } };
    static const uint64_t cuts[] = { 2, 3, 4, 5, 6, 7, 8 };
    size_t n;
    reading out = { .options = { .since = want[0].time + 1, .until = PM_NO_TIME } };
    read_text(&out, pm_span_of(text), 30, false);
    pm_facts *facts = take_facts(&out, &n);
    check_int("a boot out of range", "listed", (int64_t)facts->h[PM_H_SERVICE].n, 1);
    pm_facts_free(facts);
    close_reading(&out);
    for (size_t n_cuts = 0; n_cuts <= COUNT_OF(cuts); n_cuts++) {
        reading r = { .options = { .since = PM_NO_TIME, .until = PM_NO_TIME, .cuts = cuts, .n_cuts = n_cuts } };
        read_text(&r, pm_span_of(text), 30, false);
        pm_facts *f = take_facts(&r, &n);
        pm_happenings *h = &f->h[PM_H_SERVICE];
        pm_happenings_sort(h);
        check_int("boots", "listed", (int64_t)h->n, COUNT_OF(want));
        for (size_t i = 0; i < COUNT_OF(want); i++) {
            check_text(want[i].marker, "host", pm_facts_name(f, h->items[i].host), want[i].host);
            check_int(want[i].marker, "time", h->items[i].time, want[i].time);
            check_text(want[i].marker, "service", pm_facts_name(f, h->items[i].a), "host");
            check_text(want[i].marker, "action", pm_facts_name(f, h->items[i].b), "start");
            check_int(want[i].marker, "line", (int64_t)h->items[i].cite.line, (int64_t)want[i].line);
            check_text(want[i].marker, "text", h->items[i].cite.text, want[i].marker);
            check_span(want[i].marker, "place", pm_span_make(text + h->items[i].cite.offset, h->items[i].cite.length), pm_span_of(want[i].marker));
        }
        pm_facts_free(f);
        close_reading(&r);
    }
}

/* What stands in an entry's, or a wrapped line's place: all its bytes, the first line of those that were broken off. */
static void test_places_inside(void **state)
{
    (void)state;
#define BECAME "bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/a"
    static const struct {
        const char *name, *text, *cited;
        uint64_t line;
    } places[] = {
        { "export", AT(0) TYPED "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1767571200000000\nSYSLOG_IDENTIFIER=sudo\nMESSAGE=" BECAME "\n_PID=7\n\n" AT(0) TYPED,
          "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1767571200000000\nSYSLOG_IDENTIFIER=sudo\nMESSAGE=" BECAME "\n_PID=7", 2 },
        { "JSON", JSON("0", "sudo", BECAME), "{\"__REALTIME_TIMESTAMP\":\"1767571200000000\",\"_HOSTNAME\":\"mx1\",\"SYSLOG_IDENTIFIER\":\"sudo\",\"_PID\":\"7\",\"MESSAGE\":\"" BECAME "\"}", 1 },
        { "CRI", AT(0) TYPED "2026-01-05T00:00:00Z stdout F " AT(0) "sudo: " BECAME "\n", "2026-01-05T00:00:00Z stdout F " AT(0) "sudo: " BECAME, 2 },
        { "CR LF", "2026-01-05T00:00:00Z stdout P " AT(0) "su\r\n2026-01-05T00:00:00Z stdout F do: " BECAME "\r\n", "2026-01-05T00:00:00Z stdout P " AT(0) "su\r", 1 },
        { "broken off", "2026-01-05T00:00:00Z stdout P " AT(0) "su\n2026-01-05T00:00:00Z stdout F do: " BECAME "\n" AT(0) TYPED, "2026-01-05T00:00:00Z stdout P " AT(0) "su", 1 },
    };
    for (size_t i = 0; i < COUNT_OF(places); i++)
        for (size_t block = 1; block <= 300; block++) {
            size_t n;
            reading r = { .options = { .since = PM_NO_TIME, .until = PM_NO_TIME } };
            read_text(&r, pm_span_of(places[i].text), block, false);
            pm_facts *f = take_facts(&r, &n);
            pm_happenings *h = &f->h[PM_H_SUDO];
            check_int(places[i].name, "lines", (int64_t)h->n, 1);
            const pm_cite *c = &h->items[0].cite;
            check_text(places[i].name, "text", c->text, places[i].cited);
            check_text(places[i].name, "place", pm_span_make(places[i].text + c->offset, c->length), places[i].cited);
            check_int(places[i].name, "line", (int64_t)c->line, (int64_t)places[i].line);
            check_text(places[i].name, "command", pm_facts_name(f, h->items[0].e), "/bin/a");
            pm_facts_free(f);
            close_reading(&r);
        }
}

/* A host is remembered while 63 others speak. */
static void test_many_hosts(void **state)
{
    (void)state;
    enum { REMEMBERED = 64 };
    for (unsigned others = REMEMBERED - 1; others <= REMEMBERED; others++) {
        pm_buffer text = { 0 };
        size_t n;
        reading r = { .options = { .since = PM_NO_TIME, .until = PM_NO_TIME } };
        pm_buffer_add(&text, PM_SPAN(AT(0) FAILED));
        for (unsigned i = 0; i < others; i++)
            pm_buffer_format(&text, "2026-01-05T00:00:00+00:00 h%u " TYPED, i);
        pm_buffer_add(&text, PM_SPAN(AT(1) "last message repeated 3 times\n"));
        read_text(&r, pm_buffer_span(&text), 100, false);
        pm_facts *f = take_facts(&r, &n);
        check_int("many hosts", "failures", (int64_t)count_failures(f), others < REMEMBERED ? 4 : 1);
        check_int("many hosts", "known", (int64_t)pm_stream_info_of(r.stream)->ledger.known_unused, others < REMEMBERED ? 0 : 1);
        pm_facts_free(f);
        close_reading(&r);
        pm_buffer_free(&text);
    }
}

/* Where a cited line lies: found again by its offset and length. */
static void test_places(void **state)
{
    (void)state;
    static const char text[] = "rubbish\n" AT(0) TYPED AT(1) "sudo: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/a\r\n\n" AT(2)
                               "sudo: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/b";
    for (size_t block = 1; block <= sizeof text; block++) {
        size_t n;
        reading r = { .options = { .since = PM_NO_TIME, .until = PM_NO_TIME } };
        read_text(&r, pm_span_of(text), block, false);
        pm_facts *f = take_facts(&r, &n);
        pm_happenings *h = &f->h[PM_H_SUDO];
        check_int("places", "lines", (int64_t)h->n, 2);
        for (size_t i = 0; i < h->n; i++) {
            check_int("places", "line", (int64_t)h->items[i].cite.line, i ? 5 : 3);
            check_span("places", "text", h->items[i].cite.text, pm_span_make(text + h->items[i].cite.offset, h->items[i].cite.length));
            check_true("places", "the line", pm_span_has(h->items[i].cite.text, i ? PM_SPAN("/bin/b") : PM_SPAN("/bin/a\r")));
        }
        pm_facts_free(f);
        close_reading(&r);
    }
}

/* Runs begin where the options say so, or after so many bytes. */
static void test_runs(void **state)
{
    (void)state;
    static const uint64_t twice[] = { 2, 4 }, close_by[] = { 2, 2, 3 }, beyond[] = { 99 };
    static const struct {
        const char *name;
        const uint64_t *cuts;
        size_t n_cuts, shard_bytes, runs;
    } table[] = {
        { "whole", NULL, 0, 0, 1 },         { "cut twice", twice, 2, 0, 3 },   { "cuts close together", close_by, 3, 0, 3 },
        { "behind the end", beyond, 1, 0, 1 }, { "by size", NULL, 0, 68, 5 },    { "by size of two", NULL, 0, 69, 3 },
    };
    static const char text[] = AT(0) TYPED AT(1) TYPED AT(2) TYPED AT(3) TYPED AT(4) TYPED; /* five lines of 68 bytes */
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        size_t n;
        reading r = { .options = { .since = PM_NO_TIME, .until = PM_NO_TIME, .cuts = table[i].cuts, .n_cuts = table[i].n_cuts,
                                   .shard_bytes = table[i].shard_bytes } };
        read_text(&r, pm_span_of(text), 50, false);
        pm_facts_free(take_facts(&r, &n));
        check_int(table[i].name, "runs", (int64_t)n, (int64_t)table[i].runs);
        close_reading(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_odd_bytes), cmocka_unit_test(test_places), cmocka_unit_test(test_places_inside),
                                        cmocka_unit_test(test_boots), cmocka_unit_test(test_many_hosts), cmocka_unit_test(test_runs) };
    if (pm_replies_new(&replies, "replies.rules", pm_baked("rules/replies.rules"), NULL) != PM_OK)
        return 1;
    int failed = CHECK_RUN(tests);
    pm_replies_free(replies);
    return failed;
}
