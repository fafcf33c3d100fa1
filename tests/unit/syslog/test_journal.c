/* Entries as systemd's src/shared/logs-show.c writes them (output_json, output_export), and "Journal Export Formats". */
#include "check.h"

#include "postmortem/syslog/journal.h"

enum { SENT = 1793750701, NO_PID = -1, NO_UID = -1 };

#define CURSOR "\"__CURSOR\":\"s=1;i=2\",\"__REALTIME_TIMESTAMP\":\"1793750702000009\",\"__MONOTONIC_TIMESTAMP\":\"7\""
#define SOURCE ",\"_SOURCE_REALTIME_TIMESTAMP\":\"1793750701123456\""
#define POSTFIX ",\"_HOSTNAME\":\"mx1\",\"SYSLOG_IDENTIFIER\":\"postfix/smtpd\",\"_PID\":\"714\",\"SYSLOG_PID\":\"7\""

static const struct {
    const char *row, *line;
    int64_t time; /* 0: no entry */
    uint32_t micro;
    const char *host, *tag;
    int64_t pid;
    const char *message; /* NULL: none */
    const char *command;
    int64_t uid;
} json[] = {
    { "as postfix has it", "{" CURSOR SOURCE POSTFIX ",\"_COMM\":\"smtpd\",\"_UID\":\"0\",\"MESSAGE\":\"connect from unknown[192.0.2.7]\"}", SENT, 123456,
      "mx1", "postfix/smtpd", 714, "connect from unknown[192.0.2.7]", "smtpd", 0 },
    { "no source time: the received", "{" CURSOR POSTFIX ",\"MESSAGE\":\"x\"}", SENT + 1, 9, "mx1", "postfix/smtpd", 714, "x", "", NO_UID },
    { "a source time that is none", "{" CURSOR ",\"_SOURCE_REALTIME_TIMESTAMP\":\"soon\"" POSTFIX ",\"MESSAGE\":\"x\"}", SENT + 1, 9, "mx1", "postfix/smtpd", 714, "x", "", NO_UID },
    { "the claimed pid, where journald has none", "{" CURSOR SOURCE ",\"SYSLOG_IDENTIFIER\":\"kernel\",\"SYSLOG_PID\":\"7\",\"MESSAGE\":\"x\"}", SENT, 123456, "", "kernel", 7, "x", "", NO_UID },
    { "no pid", "{" CURSOR SOURCE ",\"SYSLOG_IDENTIFIER\":\"kernel\",\"MESSAGE\":\"x\"}", SENT, 123456, "", "kernel", NO_PID, "x", "", NO_UID },
    { "no identifier: the command", "{" CURSOR SOURCE ",\"_COMM\":\"sshd\",\"MESSAGE\":\"x\"}", SENT, 123456, "", "sshd", NO_PID, "x", "sshd", NO_UID },
    { "bytes", "{" CURSOR SOURCE POSTFIX ",\"MESSAGE\":[72,105,255]}", SENT, 123456, "mx1", "postfix/smtpd", 714, "Hi\xff", "", NO_UID },
    { "null: too long to be shown", "{" CURSOR SOURCE POSTFIX ",\"MESSAGE\":null}", SENT, 123456, "mx1", "postfix/smtpd", 714, "", "", NO_UID },
    { "no message", "{" CURSOR SOURCE POSTFIX "}", SENT, 123456, "mx1", "postfix/smtpd", 714, NULL, "", NO_UID },
    { "a field twice", "{" CURSOR SOURCE POSTFIX ",\"MESSAGE\":[\"first\",\"second\"],\"_UID\":[\"5\",\"0\"]}", SENT, 123456, "mx1", "postfix/smtpd", 714, "first", "", 5 },
    { "escapes", "{" CURSOR SOURCE ",\"_HOSTNAME\":\"m\\u00e9\",\"SYSLOG_IDENTIFIER\":\"su\",\"MESSAGE\":\"a\\n\\\"b\\\"\"}", SENT, 123456, "m\xc3\xa9", "su", NO_PID, "a\n\"b\"", "", NO_UID },
    { "numbers without quotes", "{\"__REALTIME_TIMESTAMP\":1793750701000000,\"_PID\":7,\"_UID\":1000,\"MESSAGE\":\"x\"}", SENT, 0, "", "", 7, "x", "", 1000 },
    { "a pid beyond 32 bits", "{" CURSOR SOURCE ",\"_PID\":\"4294967296\",\"MESSAGE\":\"x\"}", SENT, 123456, "", "", NO_PID, "x", "", NO_UID },
    { "cut", "{" CURSOR SOURCE POSTFIX ",\"MESSAGE\":\"x\"", .time = 0 },
    { "no time", "{\"__CURSOR\":\"s=1\",\"MESSAGE\":\"x\"}", .time = 0 },
    { "time 0", "{\"__REALTIME_TIMESTAMP\":\"0\",\"MESSAGE\":\"x\"}", .time = 0 },
    { "of another program", "{\"time\":\"2026-11-04T00:05:01Z\",\"MESSAGE\":\"x\"}", .time = 0 },
    { "no object", "Nov  4 09:05:01 mx1 x: {}", .time = 0 },
};

static void check_entry(size_t i, const pm_journal_entry *e)
{
    const char *row = json[i].row;
    check_int(row, "time", e->record.time, json[i].time);
    check_int(row, "micro", e->record.micro, json[i].micro);
    check_int(row, "form", e->record.form, PM_STAMP_EPOCH);
    check_text(row, "host", e->record.host, json[i].host);
    check_text(row, "tag", e->record.tag, json[i].tag);
    check_int(row, "pid", e->record.has_pid ? (int64_t)e->record.pid : NO_PID, json[i].pid);
    check_true(row, "has a message", e->has_message == (json[i].message != NULL));
    check_text(row, "message", e->record.message, json[i].message);
    check_text(row, "command", e->writer.command, json[i].command);
    check_int(row, "uid", e->writer.has_uid ? (int64_t)e->writer.uid : NO_UID, json[i].uid);
    check_true(row, "a writer, where something is said of it", (e->record.writer != NULL) == (json[i].command[0] != '\0' || json[i].uid != NO_UID));
}

static void reads_json(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(json); i++)
        for (size_t len = strlen(json[i].line); len > 0; len--) {
            char *copy = test_malloc(len), *room = test_malloc(len);
            pm_journal_entry e;
            bool is = pm_journal_read_json(pm_span_make(memcpy(copy, json[i].line, len), len), room, &e);
            bool whole = len == strlen(json[i].line);
            check_true(json[i].row, "an entry when it is whole", is == (whole && json[i].time != 0));
            if (is)
                check_entry(i, &e);
            test_free(copy);
            test_free(room);
        }
}

#define HEAD "__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1793750702000009\n__MONOTONIC_TIMESTAMP=7\n_BOOT_ID=0123456789abcdef0123456789abcdef\n"
#define TAIL "_SOURCE_REALTIME_TIMESTAMP=1793750701123456\n_PID=714\nSYSLOG_IDENTIFIER=sshd\n_UID=0\n_COMM=sshd\n_HOSTNAME=mx1"

static void reads_export(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        pm_span entry;
        pm_span message; /* ptr NULL: no entry */
    } rows[] = {
        { "text", PM_SPAN_INIT(HEAD "MESSAGE=a=b\n" TAIL), PM_SPAN_INIT("a=b") },
        { "its last newline is there", PM_SPAN_INIT(HEAD "MESSAGE=a=b\n" TAIL "\n"), PM_SPAN_INIT("a=b") },
        { "binary", PM_SPAN_INIT(HEAD "MESSAGE\n\x05\0\0\0\0\0\0\0a\n_b\xff\n" TAIL), PM_SPAN_INIT("a\n_b\xff") },
        { "binary, ten bytes: the length holds a newline", PM_SPAN_INIT(HEAD "MESSAGE\n\x0a\0\0\0\0\0\0\0" "0123456789\n" TAIL), PM_SPAN_INIT("0123456789") },
        { "binary, empty", PM_SPAN_INIT(HEAD "MESSAGE\n\0\0\0\0\0\0\0\0\n" TAIL), PM_SPAN_INIT("") },
        { "the first of two", PM_SPAN_INIT(HEAD "MESSAGE=a\nMESSAGE=b\n" TAIL), PM_SPAN_INIT("a") },
        { "by way of Windows", PM_SPAN_INIT(HEAD "MESSAGE=a\r\n" TAIL), PM_SPAN_INIT("a") },
        { "a length beyond the end", PM_SPAN_INIT(HEAD TAIL "\nMESSAGE\n\x09\0\0\0\0\0\0\0a"), { NULL, 0 } },
        { "a length beyond everything", PM_SPAN_INIT(HEAD TAIL "\nMESSAGE\n\xff\xff\xff\xff\xff\xff\xff\xff" "a\n"), { NULL, 0 } },
        { "no field", PM_SPAN_INIT(HEAD "some words\n" TAIL), { NULL, 0 } },
        { "no time", PM_SPAN_INIT("__CURSOR=s=1\nMESSAGE=a\n_PID=7"), { NULL, 0 } },
        { "a name that is too long", PM_SPAN_INIT(HEAD "A123456789012345678901234567890123456789012345678901234567890123_=x\n" TAIL), { NULL, 0 } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t len = 0; len <= rows[i].entry.len; len++) { /* cut anywhere: nothing is read beyond */
            char *copy = test_malloc(len + 1);
            pm_journal_entry e;
            bool is = pm_journal_read_export(pm_span_make(memcpy(copy, rows[i].entry.ptr, len), len), &e);
            if (len == rows[i].entry.len) {
                check_true(rows[i].row, "an entry or not", is == (rows[i].message.ptr != NULL));
                if (is) {
                    check_int(rows[i].row, "time", e.record.time, SENT);
                    check_text(rows[i].row, "host", e.record.host, "mx1");
                    check_text(rows[i].row, "tag", e.record.tag, "sshd");
                    check_int(rows[i].row, "pid", e.record.pid, 714);
                    check_span(rows[i].row, "message", e.record.message, rows[i].message);
                }
            }
            test_free(copy);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reads_json), cmocka_unit_test(reads_export) };
    return CHECK_RUN(tests);
}
