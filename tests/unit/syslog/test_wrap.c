/*
 * What container runtimes write around a line: the CRI log format of Kubernetes, Docker's json-file, docker logs -t,
 * docker compose logs.  Times: date -d '2026-11-04 00:05:01Z' +%s.
 */
#include "check.h"

#include "postmortem/syslog/wrap.h"

enum { TAKEN = 1793750701, NEVER = -1 };

static const struct {
    const char *row, *line;
    const char *text; /* NULL: nothing is around it */
    unsigned stream;
    bool broken_off;
    int64_t time;
    uint32_t micro;
    const char *container;
} rows[] = {
    { "CRI", "2026-11-04T00:05:01.1Z stdout F Nov 04 09:05:01 mx1 x[7]: y", "Nov 04 09:05:01 mx1 x[7]: y", 0, false, TAKEN, 100000, NULL },
    { "CRI, offset, stderr", "2026-11-04T09:05:01.123456789+09:00 stderr F text", "text", 1, false, TAKEN, 123456, NULL },
    { "CRI, broken off", "2026-11-04T00:05:01Z stdout P Nov 04 09:0", "Nov 04 09:0", 0, true, TAKEN, 0, NULL },
    { "CRI, tags to come", "2026-11-04T00:05:01Z stdout F:x text", "text", 0, false, TAKEN, 0, NULL },
    { "CRI, empty", "2026-11-04T00:05:01Z stdout F ", "", 0, false, TAKEN, 0, NULL },
    { "CRI, another tag", "2026-11-04T00:05:01Z stdout X text", .text = NULL },
    { "CRI, another stream", "2026-11-04T00:05:01Z stdlog F text", .text = NULL },
    { "CRI, no offset", "2026-11-04T00:05:01 stdout F text", .text = NULL },
    { "a host named so", "2026-11-04T00:05:01Z stdout sshd[9]: text", .text = NULL },
    { "a line of syslog", "2026-11-04T00:05:01Z mx1 sshd[9]: text", .text = NULL },
    { "docker logs -t", "2026-11-04T00:05:01.123456789Z Nov 04 09:05:01 mx1 x[7]: y", "Nov 04 09:05:01 mx1 x[7]: y", 0, false, TAKEN, 123456, NULL },
    { "docker logs -t, two of RFC 3339", "2026-11-04T00:05:01.000000000Z 2026-11-04T09:05:01+09:00 mx1 x[7]: y", "2026-11-04T09:05:01+09:00 mx1 x[7]: y", 0, false, TAKEN, 0, NULL },
    { "docker logs -t, no time inside", "2026-11-04T00:05:01.000000000Z postfix/smtpd[7]: y", "postfix/smtpd[7]: y", 0, false, TAKEN, 0, NULL },
    { "nine digits of a line of syslog", "2026-11-04T00:05:01.000000000Z mx1 sshd[9]: text", .text = NULL },
    { "compose", "mail-1  | Nov 04 09:05:01 mx1 x[7]: y", "Nov 04 09:05:01 mx1 x[7]: y", 0, false, NEVER, 0, "mail-1" },
    { "compose, of version 1", "my_mail_1 | text", "text", 0, false, NEVER, 0, "my_mail_1" },
    { "compose, empty", "mail-1  |", "", 0, false, NEVER, 0, "mail-1" },
    { "compose --timestamps", "mail-1  | 2026-11-04T00:05:01.123456789Z some words", "some words", 0, false, TAKEN, 123456, "mail-1" },
    { "compose, a time of syslog's own", "mail-1  | 2026-11-04T00:05:01.123456+00:00 mx1 x[7]: y", "2026-11-04T00:05:01.123456+00:00 mx1 x[7]: y", 0, false, NEVER, 0, "mail-1" },
    { "a table", "| a | b |", .text = NULL },
    { "no blank before the bar", "mail-1| text", .text = NULL },
    { "words and a bar", "grep x y | wc", .text = NULL },
    { "json-file", "{\"log\":\"Nov 04 09:05:01 mx1 x[7]: \\\"y\\\"\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-04T00:05:01.123456789Z\"}",
      "Nov 04 09:05:01 mx1 x[7]: \"y\"", 0, false, TAKEN, 123456, NULL },
    { "json-file, attributes", "{\"log\":\"y\\r\\n\",\"stream\":\"stderr\",\"attrs\":{\"tag\":\"a\"},\"time\":\"2026-11-04T00:05:01Z\"}", "y", 1, false, TAKEN, 0, NULL },
    { "json-file, broken off", "{\"log\":\"Nov 04 \",\"stream\":\"stdout\",\"time\":\"2026-11-04T00:05:01Z\"}", "Nov 04 ", 0, true, TAKEN, 0, NULL },
    { "json-file, cut", "{\"log\":\"Nov 04 \\n\",\"stream\":\"stdout\",\"time\":\"2026-11-04T00:05:01Z\"", .text = NULL },
    { "json-file, no time", "{\"log\":\"Nov 04 \\n\",\"stream\":\"stdout\"}", .text = NULL },
    { "other JSON", "{\"level\":\"info\",\"log\":\"x\\n\",\"time\":\"2026-11-04T00:05:01Z\"}", .text = NULL },
    { "nothing", "", .text = NULL },
};

static void reads(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *room = test_malloc(strlen(rows[i].line) + 1);
        pm_wrapped w;
        bool is = pm_wrap_read(pm_span_of(rows[i].line), room, &w);
        check_true(rows[i].row, "wrapped or not", is == (rows[i].text != NULL));
        if (is) {
            check_text(rows[i].row, "text", w.text, rows[i].text);
            check_int(rows[i].row, "stream", w.stream, rows[i].stream);
            check_true(rows[i].row, "broken off", w.broken_off == rows[i].broken_off);
            check_int(rows[i].row, "time", w.has_time ? w.time : NEVER, rows[i].time);
            check_int(rows[i].row, "micro", w.micro, rows[i].micro);
            check_text(rows[i].row, "container", w.container, rows[i].container);
        }
        test_free(room);
    }
}

/* Every line that a clock reads and that is wrapped is one that is asked about; nothing is read beyond a cut. */
static void likely(void **state)
{
    (void)state;
    pm_zone *zone;
    pm_error err;
    check_true("UTC", "opens", pm_zone_open(&zone, "UTC", &err) == PM_OK);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t len = 0; len <= strlen(rows[i].line); len++) {
            char *copy = test_malloc(len + 1), *room = test_malloc(len + 1);
            pm_span line = pm_span_make(memcpy(copy, rows[i].line, len), len);
            pm_clock clock;
            pm_record rec;
            pm_wrapped w;
            pm_clock_init(&clock, zone, 2026);
            bool wrapped = pm_wrap_read(line, room, &w);
            if (wrapped && pm_record_read(&clock, line, &rec) && rec.tag.len == 0)
                check_true(rows[i].row, "asked about", pm_wrap_is_likely(&rec));
            test_free(copy);
            test_free(room);
        }
    pm_zone_close(zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reads), cmocka_unit_test(likely) };
    return CHECK_RUN(tests);
}
