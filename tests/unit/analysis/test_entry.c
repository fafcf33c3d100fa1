/* What several lines make together: exported entries of a journal, texts that a container's runtime broke off. */
#include "check.h"

#include "entry.h"
#include "postmortem/base/buffer.h"

#define HEAD "__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1793750701000000\n"
#define TAIL "_PID=714\nSYSLOG_IDENTIFIER=sshd\n"
#define CRI(tag, text) "2026-11-04T00:05:01Z stdout " tag " " text "\n"
#define CRI_ERR(tag, text) "2026-11-04T00:05:01Z stderr " tag " " text "\n"
#define DOCKER(text) "{\"log\":\"" text "\",\"stream\":\"stdout\",\"time\":\"2026-11-04T00:05:01Z\"}\n"
#define PLAIN "Nov  4 09:05:01 mx1 sshd[9]: x\n"

static const char kinds[] = "-mtjb"; /* none, more, text, journal, bad */

static const struct {
    const char *row;
    pm_span text;
    const char *told; /* of each line its kind, behind it "(n lines from line:text)" of what it ended; "!n": so many came to nothing before */
    uint64_t open;    /* at the end */
} rows[] = {
    { "plain lines", PM_SPAN_INIT(PLAIN "\n" PLAIN), "---", 0 },
    { "an exported entry", PM_SPAN_INIT(HEAD "MESSAGE=a\n" TAIL "\n"), "mmmmmj(6 from 1:a)", 0 },
    { "two, and a plain line", PM_SPAN_INIT(PLAIN HEAD "MESSAGE=a\n" TAIL "\n" HEAD TAIL "MESSAGE=b\n\n" PLAIN), "-mmmmmj(6 from 2:a)mmmmmj(6 from 8:b)-", 0 },
    { "a message of three lines", PM_SPAN_INIT(HEAD "MESSAGE\n\x05\0\0\0\0\0\0\0a\n\nb\n\n" TAIL "\n"), "mmmmmmmmmj(10 from 1:a\n\nb\n)", 0 },
    { "a length with newlines in it", PM_SPAN_INIT(HEAD "MESSAGE\n\x0a\0\0\0\0\0\0\0" "0123456789\n" TAIL "\n"), "mmmmmmmj(8 from 1:0123456789)", 0 },
    { "no message", PM_SPAN_INIT(HEAD TAIL "\n"), "mmmmj(5 from 1:)", 0 },
    { "empty lines between", PM_SPAN_INIT("\n" HEAD "MESSAGE=a\n" TAIL "\n\n" HEAD "MESSAGE=b\n" TAIL "\n"), "-mmmmmj(6 from 2:a)-mmmmmj(6 from 9:b)", 0 },
    { "no end", PM_SPAN_INIT(HEAD "MESSAGE=a\n" TAIL), "mmmmm", 5 },
    { "no end of a value", PM_SPAN_INIT(HEAD "MESSAGE\n\x50\0\0\0\0\0\0\0a\n\n" PLAIN), "mmmmmm", 6 },
    { "a plain line instead of a field", PM_SPAN_INIT(HEAD "MESSAGE=a\n" PLAIN PLAIN), "mmm!3--", 0 },
    { "another entry instead of the empty line", PM_SPAN_INIT(HEAD "MESSAGE=a\n" HEAD "MESSAGE=b\n\n"), "mmm!3mmmj(4 from 4:b)", 0 },
    { "a value that ends within a line", PM_SPAN_INIT(HEAD "MESSAGE\n\x02\0\0\0\0\0\0\0abc\n" PLAIN), "mmm!3--", 0 },
    { "a length beyond all", PM_SPAN_INIT(HEAD "MESSAGE\n\xff\xff\xff\xff\xff\xff\xff\x7f" "abc\n" PLAIN), "mmm!3--", 0 },
    { "an entry without a time", PM_SPAN_INIT("__CURSOR=s=1\nMESSAGE=a\n\n" PLAIN), "mmb(3 from 1:)-", 0 },
    { "CRI", PM_SPAN_INIT(CRI("F", "a b") CRI("F", "c")), "t(1 from 1:a b)t(1 from 2:c)", 0 },
    { "CRI, broken off", PM_SPAN_INIT(CRI("P", "a ") CRI("P", "b ") CRI("F", "c") CRI("F", "d")), "mmt(3 from 1:a b c)t(1 from 4:d)", 0 },
    { "CRI, each stream for itself", PM_SPAN_INIT(CRI("P", "a ") CRI_ERR("P", "x ") CRI("F", "b") PLAIN CRI_ERR("F", "y")), "mmt(2 from 1:a b)-t(2 from 2:x y)", 0 },
    { "CRI, the end is missing", PM_SPAN_INIT(CRI("P", "a ") CRI_ERR("P", "b")), "mm", 2 },
    { "json-file, broken off", PM_SPAN_INIT(DOCKER("a ") DOCKER("b\\n") DOCKER("c\\n")), "mt(2 from 1:a b)t(1 from 3:c)", 0 },
    { "journalctl -o json, json-seq, json-sse",
      PM_SPAN_INIT("{\"__REALTIME_TIMESTAMP\":\"1793750701000000\",\"MESSAGE\":\"a\"}\n"
                   "\x1e{\"__REALTIME_TIMESTAMP\":\"1793750701000000\",\"MESSAGE\":\"b\"}\n"
                   "data: {\"__REALTIME_TIMESTAMP\":\"1793750701000000\",\"MESSAGE\":\"c\"}\n"),
      "j(1 from 1:a)j(1 from 2:b)j(1 from 3:c)", 0 },
};

static void check_entry(const char *row, pm_span text, const pm_entry *e)
{
    if (e->lines == 1 || e->kind != PM_ENTRY_JOURNAL)
        return;
    check_span(row, "all the entry's bytes", e->cite.text, pm_span_make(text.ptr + e->cite.offset, e->cite.length));
    check_true(row, "the newline, and the empty line, are not among them", text.ptr[e->cite.offset + e->cite.length] == '\n' &&
                                                                            text.ptr[e->cite.offset + e->cite.length + 1] == '\n');
}

static void entries(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_entries *all = pm_entries_new();
        pm_buffer told = { 0 };
        pm_cite cite = { .line = 0 };
        for (pm_span rest = rows[i].text; rest.len;) {
            pm_entry e;
            pm_span line = pm_span_take(&rest, PM_SPAN("\n"));
            char *lent = test_malloc(line.len + 1); /* an entry keeps what it needs */
            memcpy(lent, line.ptr, line.len);
            cite = (pm_cite){ .line = cite.line + 1, .offset = (uint64_t)(line.ptr - rows[i].text.ptr), .length = (uint32_t)line.len,
                              .text = pm_span_make(lent, line.len) };
            pm_entries_line(all, &cite, &e);
            if (e.broken)
                pm_buffer_format(&told, "!%u", (unsigned)e.broken);
            pm_buffer_add_char(&told, kinds[e.kind]);
            pm_span inner = e.kind == PM_ENTRY_TEXT ? e.wrapped.text : e.kind == PM_ENTRY_JOURNAL ? e.journal.record.message : (pm_span){ 0 };
            if (e.kind >= PM_ENTRY_TEXT)
                pm_buffer_format(&told, "(%u from %u:%.*s)", (unsigned)e.lines, (unsigned)e.cite.line, PM_SPAN_FMT(inner));
            check_entry(rows[i].row, rows[i].text, &e);
            test_free(lent);
        }
        check_text(rows[i].row, "told", pm_buffer_span(&told), rows[i].told);
        check_int(rows[i].row, "open at the end", (int64_t)pm_entries_end(all), (int64_t)rows[i].open);
        pm_buffer_free(&told);
        pm_entries_free(all);
    }
}

static void feed(pm_entries *all, pm_cite *cite, pm_span line, pm_entry *out)
{
    *cite = (pm_cite){ .line = cite->line + 1, .length = (uint32_t)line.len, .text = pm_span_first(line, PM_LINE_MAX + 1) };
    pm_entries_line(all, cite, out);
}

/* What is longer than a line may be is bad, however it is spread; what follows is read. */
static void limits(void **state)
{
    (void)state;
    for (int64_t more = -1; more <= 1; more++) {
        pm_entries *all = pm_entries_new();
        pm_cite cite = { .line = 0 };
        pm_entry e;
        pm_buffer field = { 0 };
        enum { HEAD_BYTES = 16 + 1 + 37 + 1 }; /* and a field of the rest */
        pm_buffer_add(&field, PM_SPAN("X="));
        while ((int64_t)field.len < PM_LINE_MAX - HEAD_BYTES + more)
            pm_buffer_add_char(&field, 'x');
        feed(all, &cite, PM_SPAN("__CURSOR=s=1;i=2"), &e);
        feed(all, &cite, PM_SPAN("__REALTIME_TIMESTAMP=1793750701000000"), &e);
        feed(all, &cite, pm_buffer_span(&field), &e);
        feed(all, &cite, (pm_span){ 0 }, &e);
        check_int("export", "kind", e.kind, more <= 0 ? PM_ENTRY_JOURNAL : PM_ENTRY_BAD);
        check_int("export", "length", e.cite.length, PM_LINE_MAX + more);
        /* broken off: two halves */
        pm_buffer_clear(&field);
        pm_buffer_add(&field, PM_SPAN("2026-11-04T00:05:01Z stdout P "));
        while ((int64_t)field.len < PM_LINE_MAX)
            pm_buffer_add_char(&field, 'y');
        feed(all, &cite, pm_buffer_span(&field), &e);
        check_int("CRI", "kind", e.kind, PM_ENTRY_MORE);
        feed(all, &cite, pm_span_first(pm_buffer_span(&field), (size_t)(30 + 30 + more)), &e);
        check_int("CRI", "kind", e.kind, PM_ENTRY_MORE);
        feed(all, &cite, PM_SPAN("2026-11-04T00:05:01Z stdout F "), &e);
        check_int("CRI", "kind", e.kind, more <= 0 ? PM_ENTRY_TEXT : PM_ENTRY_BAD);
        check_int("CRI", "lines", (int64_t)e.lines, 3);
        /* a value of 100,000 bytes in one line: bad, and its end is found */
        pm_buffer_clear(&field);
        pm_buffer_add(&field, pm_span_make("\xa0\x86\x01\0\0\0\0\0", 8));
        while (field.len < 100008)
            pm_buffer_add_char(&field, 'z');
        feed(all, &cite, PM_SPAN("__CURSOR=s=1;i=2"), &e);
        feed(all, &cite, PM_SPAN("MESSAGE"), &e);
        feed(all, &cite, pm_buffer_span(&field), &e);
        feed(all, &cite, PM_SPAN("__REALTIME_TIMESTAMP=1793750701000000"), &e);
        check_int("long value", "kind", e.kind, PM_ENTRY_MORE);
        feed(all, &cite, (pm_span){ 0 }, &e);
        check_int("long value", "kind", e.kind, PM_ENTRY_BAD);
        check_int("long value", "lines", (int64_t)e.lines, 5);
        check_int("long value", "open", (int64_t)pm_entries_end(all), 0);
        pm_buffer_free(&field);
        pm_entries_free(all);
    }
}

static void said(void **state)
{
    (void)state;
    static const struct {
        const char *cited;
        size_t tag_at;
        const char *said;
    } lines[] = {
        { "Nov  4 09:05:01 mx1 sshd[9]: x", 20, "sshd[9]: x" },
        { "mail-1  | Nov  4 09:05:01 mx1 sshd[9]: x", 30, "sshd[9]: x" },
        { "{\"__REALTIME_TIMESTAMP\":\"1793750701000000\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"9\",\"MESSAGE\":\"a \\\"b\\\"\"}", 0, "sshd[9]: a \"b\"" },
        { "{\"__REALTIME_TIMESTAMP\":\"1793750701000000\",\"SYSLOG_IDENTIFIER\":\"sudo\",\"MESSAGE\":\"a\"}", 0, "sudo: a" },
        { HEAD TAIL "MESSAGE=a b", 20, "sshd[714]: a b" },
        { "{\"log\":\"Nov  4 09:05:01 mx1 sshd[9]: x\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-04T00:05:01Z\"}", 0, "Nov  4 09:05:01 mx1 sshd[9]: x" },
        { "{\"cut", 0, "{\"cut" },
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        pm_buffer b = { 0 };
        pm_entry_said(&b, pm_span_of(lines[i].cited), lines[i].tag_at);
        check_text(lines[i].cited, "said", pm_buffer_span(&b), lines[i].said);
        pm_buffer_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(entries), cmocka_unit_test(limits), cmocka_unit_test(said) };
    return CHECK_RUN(tests);
}
