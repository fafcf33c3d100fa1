/* Postfix src/global/mail_queue.h (queue ids), safe_ultostr.c, info_log_addr_form.c; RFC 5321 4.1.2 (quoting). */
#include "check.h"

#include "parser.h"

/*
 * Long ids: <seconds><microseconds>z<inode>, base 52 and 51.  The first three vectors are Postfix's own ids,
 * decoded by hand: 4SVLCh = 1700000000 s, 4btNdD = 1754000000 s, 4R7D00 = 1690000000 s.
 */
static void queue_ids(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        bool valid;
        int64_t seconds; /* 0: it does not say */
    } rows[] = {
        { "4SVLCh0sf8z5wKp", true, 1700000000 },
        { "4btNdD0000zyTD", true, 1754000000 },
        { "4R7D0075plzp", true, 1690000000 },
        { "1E240C0A14", true, 0 },
        { "ABCDEF", true, 0 },
        { "123456", true, 0 },
        { "0123456789ABCDEF01234", true, 0 },
        { "12345", false, 0 },                       /* five hex digits are the microseconds alone */
        { "ABCDEG", false, 0 },                      /* neither hex nor long */
        { "1e240c0a14", false, 0 },                  /* hex digits are upper case */
        { "NOQUEUE", false, 0 },
        { "warning", false, 0 },
        { "statistics", false, 0 },
        { "4SVLCh0sf8z", false, 0 },                 /* no inode */
        { "4SVLC0sf8z5wKp", false, 0 },              /* nine characters before the z */
        { "4SVLCh0sf8z5wKA", false, 0 },             /* a vowel */
        { "4SVLChzzzzz5wKp", false, 0 },             /* zzzz = 7311615 microseconds: more than a second */
        { "4SVLCh0sf8-5wKp", false, 0 },
        { "0123456789ABCDEF012345678", false, 0 },   /* longer than any */
        { "", false, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t seconds = 0;
        check_true(rows[i].id, "valid", pm_queue_id_valid(pm_span_of(rows[i].id)) == rows[i].valid);
        check_true(rows[i].id, "says its time", pm_queue_id_time(pm_span_of(rows[i].id), &seconds) == (rows[i].seconds != 0));
        if (rows[i].seconds)
            check_int(rows[i].id, "time", seconds, rows[i].seconds);
    }
}

/* Encodes as safe_ultostr.c does, and decodes: a thousand ids over thirty years. */
static void long_ids_there_and_back(void **state)
{
    (void)state;
    static const char digits[] = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
    for (int64_t t = 1000000000; t < 2000000000; t += 1000003) {
        char id[17];
        int64_t s = t, u = t % 1000000;
        for (int i = 5; i >= 0; i--, s /= 52)
            id[i] = digits[s % 52];
        for (int i = 9; i >= 6; i--, u /= 52)
            id[i] = digits[u % 52];
        memcpy(id + 10, "z5wKp", 6);
        int64_t got = 0;
        check_true(id, "valid", pm_queue_id_valid(pm_span_of(id)) && pm_queue_id_time(pm_span_of(id), &got));
        check_int(id, "time", got, t);
    }
}

static void take_queue_id(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        bool taken;
        const char *id, *rest;
    } rows[] = {
        { "1E240C0A14: removed", true, "1E240C0A14", "removed" },
        { "4SVLCh0sf8z5wKp: from=<>", true, "4SVLCh0sf8z5wKp", "from=<>" },
        { "NOQUEUE: reject", true, "", "reject" },
        { "1E240C0A14: ", true, "1E240C0A14", "" },
        { "1E240C0A14:removed", false, NULL, NULL },
        { "1E240C0A14", false, NULL, NULL },
        { "1E240C0A14:", false, NULL, NULL },
        { "warning: 1E240C0A14: x", false, NULL, NULL },
        { "NOQUEUES: reject", false, NULL, NULL },
        { " 1E240C0A14: removed", false, NULL, NULL },
        { "fatal: x", false, NULL, NULL },
        { "", false, NULL, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_span s = pm_span_of(rows[i].s), id = PM_SPAN("untouched");
        check_true(rows[i].s, "taken", pm_take_queue_id(&s, &id) == rows[i].taken);
        check_text(rows[i].s, "id", id, rows[i].taken ? rows[i].id : "untouched");
        check_text(rows[i].s, "rest", s, rows[i].taken ? rows[i].rest : rows[i].s);
    }
}

static void brackets(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        bool taken;
        const char *value, *rest;
    } rows[] = {
        { "<a@example.org>, x", true, "a@example.org", ", x" },
        { "<>", true, "", "" },
        { "<\"a>b\"@example.org> c", true, "\"a>b\"@example.org", " c" },
        { "<\"a\\\">b\"@example.org>", true, "\"a\\\">b\"@example.org", "" },
        { "<a\\>b>", true, "a\\", "b>" }, /* a backslash quotes inside quotes only */
        { "<\"a>b", false, NULL, NULL },
        { "<a", false, NULL, NULL },
        { "a>", false, NULL, NULL },
        { "<\"a\\", false, NULL, NULL },
        { "", false, NULL, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_span s = pm_span_of(rows[i].s), value = { 0 };
        check_true(rows[i].s, "taken", pm_take_bracketed(&s, &value) == rows[i].taken);
        if (rows[i].taken) {
            check_text(rows[i].s, "value", value, rows[i].value);
            check_text(rows[i].s, "rest", s, rows[i].rest);
        }
    }
}

static void peers(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        bool taken;
        const char *name, *address, *port, *rest;
    } rows[] = {
        { "mx.example.net[192.0.2.25]:25", true, "mx.example.net", "192.0.2.25", "25", "" },
        { "unknown[192.0.2.7]", true, "unknown", "192.0.2.7", "", "" },
        { "unknown[2001:db8::7]:4711 x", true, "unknown", "2001:db8::7", "4711", " x" },
        { "mx1[private/dovecot-lmtp]", true, "mx1", "private/dovecot-lmtp", "", "" },
        { "unknown[192.0.2.7]: 554 no", true, "unknown", "192.0.2.7", "", ": 554 no" },
        { "unknown[192.0.2.7]:99999", true, "unknown", "192.0.2.7", "", ":99999" },
        { "[192.0.2.7]:25", false, NULL, NULL, NULL, NULL },
        { "unknown[192.0.2.7", false, NULL, NULL, NULL, NULL },
        { "unknown", false, NULL, NULL, NULL, NULL },
        { "", false, NULL, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_span s = pm_span_of(rows[i].s), name = { 0 }, address = { 0 }, port = { 0 };
        check_true(rows[i].s, "taken", pm_take_peer(&s, &name, &address, &port) == rows[i].taken);
        if (!rows[i].taken)
            continue;
        check_text(rows[i].s, "name", name, rows[i].name);
        check_text(rows[i].s, "address", address, rows[i].address);
        check_text(rows[i].s, "port", port, rows[i].port);
        check_text(rows[i].s, "rest", s, rows[i].rest);
        s = pm_span_of(rows[i].s);
        check_true(rows[i].s, "the same without a port", pm_take_peer(&s, &name, &address, NULL));
        check_text(rows[i].s, "rest", s, rows[i].rest);
    }
}

/* The next hop's id, out of its own words: the last one it names. */
static void queued_as(void **state)
{
    (void)state;
    static const struct {
        const char *reply, *id;
    } rows[] = {
        { "250 2.0.0 Ok: queued as 4btNdD0000zyTD", "4btNdD0000zyTD" },
        { "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 1E240C0A14", "1E240C0A14" },
        { "250 queued as 1E240C0A14; thanks", "1E240C0A14" },
        { "250 queued as 1E240C0A14, queued as 2F351C0A15", "2F351C0A15" },
        { "250 Ok queued as x", NULL },
        { "250 Ok", NULL },
        { "250 queued as ", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_span id = { 0 };
        check_true(rows[i].reply, "names an id", pm_reply_queued_as(pm_span_of(rows[i].reply), &id) == (rows[i].id != NULL));
        if (rows[i].id)
            check_text(rows[i].reply, "id", id, rows[i].id);
    }
}

/* A tail, and lines made to look like many: linear, whatever they hold. */
static void tails(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        pm_tail tail;
        const char *head, *sender, *recipient, *helo;
    } rows[] = {
        { "x; from=<a> to=<b> proto=SMTP helo=<c>", PM_TAIL_CLEAN, "x", "a", "b", "c" },
        { "x; to=<b> proto=SMTP", PM_TAIL_CLEAN, "x", NULL, "b", NULL },
        { "x; proto=SMTP", PM_TAIL_CLEAN, "x", NULL, NULL, NULL },
        { "x; from=<a>, to=<b>, proto=SMTP, helo=<c>", PM_TAIL_CLEAN, "x", "a", "b", "c" },
        { "x; y; from=<a> to=<b>", PM_TAIL_CLEAN, "x; y", "a", "b", NULL },
        { "x", PM_TAIL_NONE, NULL, NULL, NULL, NULL },
        { "x; from=<a> to=<b> novelty", PM_TAIL_NONE, NULL, NULL, NULL, NULL },
        { "x; from=<a> from=<b>", PM_TAIL_NONE, NULL, NULL, NULL, NULL },       /* each field once */
        { "x; helo=<c> from=<a>", PM_TAIL_NONE, NULL, NULL, NULL, NULL },       /* in smtpd's order */
        { "x; from=<a> to=<b> proto=SMTP helo=<c>d", PM_TAIL_NONE, NULL, NULL, NULL, NULL },
        { "; from=<a>", PM_TAIL_CLEAN, "", "a", NULL, NULL },
        { "x; from=<\"; from=<a>\"@b> to=<c>", PM_TAIL_CONTESTED, "x", "\"; from=<a>\"@b", "c", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_event ev = { 0 };
        pm_span head = { 0 };
        check_int(rows[i].s, "tail", pm_read_tail(pm_span_of(rows[i].s), &head, &ev), rows[i].tail);
        check_text(rows[i].s, "head", head, rows[i].head);
        check_text(rows[i].s, "sender", ev.sender, rows[i].sender);
        check_text(rows[i].s, "recipient", ev.recipient, rows[i].recipient);
        check_text(rows[i].s, "helo", ev.helo, rows[i].helo);
    }
}

/* Lines of 64 KiB made of beginnings: twenty of each kind are read in a moment. */
static void no_line_costs_its_square(void **state)
{
    (void)state;
    static const struct {
        const char *tag, *head, *again, *end;
    } rows[] = {
        { "postfix/smtpd", "NOQUEUE: reject: RCPT from x[192.0.2.7]: 554 ", "; from=<\"", ">x" },
        { "postfix/smtpd", "NOQUEUE: reject: RCPT from x[192.0.2.7]: 554 ", "; from=<a> to=<b>", "" },
        { "postfix/cleanup", "1E240C0A14: warning: header ", " from local; from=<\"", ">x" },
        { "postfix/cleanup", "1E240C0A14: warning: header ", " from ", "" },
        { "postfix/smtp", "1E240C0A14: to=<", "a>, ", "" },
        { "postfix/smtp", "1E240C0A14: to=<a>, relay=none", ", x=", "" },
        { "postfix/qmgr", "1E240C0A14: from=<", ">, size=", "" },
        { "postfix/anvil", "statistics: max message rate 1/60s for (", ":", "" },
        { "sshd", "Failed publickey for ", "x port 1 ssh2: ", "" },
        { "sshd", "Invalid user ", " from x port 1", "" },
        { "sudo", " ann : PWD=", "x ; USER=", "" },
        { "dovecot", "imap-login: Login: user=<", "a>, method=b, ", "" },
        { "dovecot", "auth: pam(", "a,b): ", "" },
        { "CRON", "(a) CMD (", "b) (", "" },
        { "saslauthd", "do_auth : auth failure: [user=", "] [service=", "" },
    };
    enum { LONG = 65536 };
    char *line = malloc(LONG);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t n = strlen(rows[i].head), m = strlen(rows[i].again), end = strlen(rows[i].end);
        memcpy(line, rows[i].head, n);
        for (; n + m + end <= LONG; n += m)
            memcpy(line + n, rows[i].again, m);
        memcpy(line + n, rows[i].end, end);
        n += end;
        pm_record rec = { .tag = pm_span_of(rows[i].tag), .message = pm_span_make(line, n), .times = 1 };
        clock_t before = clock();
        for (int k = 0; k < 20; k++) {
            pm_event ev;
            (void)pm_event_read(pm_program_find(rec.tag), &rec, &ev);
        }
        double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
        check_true(rows[i].again, "twenty lines take less than a second", seconds < 1);
    }
    free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queue_ids), cmocka_unit_test(long_ids_there_and_back), cmocka_unit_test(take_queue_id),
        cmocka_unit_test(brackets),  cmocka_unit_test(peers),                   cmocka_unit_test(queued_as),
        cmocka_unit_test(tails),     cmocka_unit_test(no_line_costs_its_square),
    };
    return CHECK_RUN(tests);
}
