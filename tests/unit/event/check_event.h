/*
 * check_event: a table of log lines and what each says.  A field that a row does not name must come
 * out empty, so that a row also says what a line does not say.
 */
#ifndef PM_TESTS_CHECK_EVENT_H
#define PM_TESTS_CHECK_EVENT_H

#include "check.h"

#include "postmortem/event/event.h"

typedef struct {
    const char *tag, *message; /* "postfix/smtpd", "connect from unknown[192.0.2.7]" */
    pm_verdict verdict;
    pm_event_kind kind; /* and all below: for PM_PARSED only */
    const char *qid, *parent_qid, *child_qid, *client_name, *client, *user, *runas, *by, *sender, *recipient, *original_recipient,
        *helo, *relay_name, *relay, *relay_port, *method, *service, *stage, *action, *code, *dsn, *tty, *directory, *command, *text;
    uint64_t number, size;
    pm_delivery_status status;
    bool contested, unknown_user;
} event_row;

#define EVENT_TEXTS(X)                                                                                                   \
    X(qid) X(parent_qid) X(child_qid) X(client_name) X(client) X(user) X(runas) X(by) X(sender) X(recipient)              \
    X(original_recipient) X(helo) X(relay_name) X(relay) X(relay_port) X(method) X(service) X(stage) X(action) X(code)    \
    X(dsn) X(tty) X(directory) X(command) X(text)

static inline void check_event_fields(const event_row *row, const pm_event *ev)
{
    check_int(row->message, "kind", ev->kind, row->kind);
#define X(field) check_text(row->message, #field, ev->field, row->field);
    EVENT_TEXTS(X)
#undef X
    check_int(row->message, "number", (int64_t)ev->number, (int64_t)row->number);
    check_int(row->message, "size", (int64_t)ev->size, (int64_t)row->size);
    check_int(row->message, "status", ev->status, row->status);
    check_true(row->message, row->contested ? "contested" : "not contested", ev->contested == row->contested);
    check_true(row->message, "unknown user", ev->unknown_user == row->unknown_user);
}

static inline void check_event_row(const event_row *row)
{
    pm_record rec = { .tag = pm_span_of(row->tag), .message = pm_span_of(row->message), .times = 1 };
    pm_event ev;
    pm_verdict v = pm_event_read(pm_program_find(rec.tag), &rec, &ev);
    check_int(row->message, "verdict", v, row->verdict);
    if (row->verdict == PM_PARSED && v == PM_PARSED)
        check_event_fields(row, &ev);
}

#define CHECK_EVENTS(rows)                            \
    do {                                              \
        for (size_t i_ = 0; i_ < COUNT_OF(rows); i_++) \
            check_event_row(&(rows)[i_]);             \
    } while (0)

/* No prefix of a line may be read past its end: under the sanitizers, each in memory of its own. */
static inline void check_every_cut(const event_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const pm_program *program = pm_program_find(pm_span_of(rows[i].tag));
        for (size_t len = 0; len <= strlen(rows[i].message); len++) {
            char *copy = test_malloc(len ? len : 1);
            pm_event ev;
            memcpy(copy, rows[i].message, len);
            pm_record rec = { .tag = pm_span_of(rows[i].tag), .message = pm_span_make(copy, len), .times = 1 };
            pm_verdict v = pm_event_read(program, &rec, &ev);
            check_true(rows[i].message, "cut: a typed event has a kind", v != PM_PARSED || ev.kind != PM_EV_NONE);
            test_free(copy);
        }
    }
}

/* The main() of a parser's test: its table, and the table's lines cut at every byte. */
#define EVENT_TABLE(rows)                                                                     \
    static void reads_the_table(void **state)                                                 \
    {                                                                                         \
        (void)state;                                                                          \
        CHECK_EVENTS(rows);                                                                   \
    }                                                                                         \
    static void reads_cut_lines(void **state)                                                 \
    {                                                                                         \
        (void)state;                                                                          \
        check_every_cut(rows, COUNT_OF(rows));                                                \
    }                                                                                         \
    int main(void)                                                                            \
    {                                                                                         \
        const struct CMUnitTest tests[] = { cmocka_unit_test(reads_the_table), cmocka_unit_test(reads_cut_lines) }; \
        return CHECK_RUN(tests);                                                              \
    }

#endif
