/*
 * check_finding: a table of small logs and what a detector makes of each.  A row that names no subject makes no finding;
 * the others say all that the finding says: figures that a row does not name must not be there.
 */
#ifndef PM_TESTS_CHECK_FINDING_H
#define PM_TESTS_CHECK_FINDING_H

#include "small_case.h"

typedef struct {
    const char *name;
    void (*write)(small_log *mail, small_log *login, int n); /* the evidence */
    int n;
    const char *id;          /* of the detector */
    const char *subject;     /* "account ann", "host mx1"; NULL: no finding of this detector */
    const char *severity;    /* "high strong", and behind them the variant of the sentences, where there is one */
    int64_t from, to;        /* after SMALL_START */
    const char *figures;     /* "failures=20 peak_hour=3600 address=192.0.2.7 "; times are after SMALL_START; "at_least " at the end where they are lower bounds */
    const char *lines;       /* cited ones, in order: "E01:3 E02:1 ", and "+2" for two more */
    size_t others;           /* further findings of this detector */
} finding_row;

static inline size_t put_figure(char *buf, size_t size, const pm_figure *g)
{
    switch (g->type) {
    case PM_FIGURE_NUMBER: return (size_t)snprintf(buf, size, "%s=%llu ", g->name, (unsigned long long)g->number);
    case PM_FIGURE_REAL: return (size_t)snprintf(buf, size, "%s=%.2f ", g->name, g->real);
    case PM_FIGURE_TIME: return (size_t)snprintf(buf, size, "%s=%lld ", g->name, (long long)(g->time - SMALL_START));
    default: return (size_t)snprintf(buf, size, "%s=%.*s ", g->name, PM_SPAN_FMT(g->text));
    }
}

static inline void check_finding(const finding_row *row, const small_case *s, const pm_finding *x)
{
    char text[2000] = "";
    size_t at = 0;
    pm_span subject = x->subject_value;
    if (x->subject == PM_SUBJECT_EVIDENCE) /* without the folder, whose name is another each time */
        pm_span_split(subject, PM_SPAN("/"), &(pm_span){ 0 }, &subject);
    snprintf(text, sizeof text, "%s %.*s", pm_subject_name(x->subject), PM_SPAN_FMT(subject));
    check_text(row->name, "subject", pm_span_of(text), row->subject);
    snprintf(text, sizeof text, "%s %s%s%s", pm_severity_name(x->severity), pm_confidence_name(x->confidence), x->variant[0] ? " " : "", x->variant);
    check_text(row->name, "severity", pm_span_of(text), row->severity);
    check_int(row->name, "from", x->from - SMALL_START, row->from);
    check_int(row->name, "to", x->to - SMALL_START, row->to);
    text[0] = '\0';
    for (size_t i = 0; i < x->n_figures; i++)
        at += put_figure(text + at, sizeof text - at, &x->figures[i]);
    if (x->at_least)
        snprintf(text + at, sizeof text - at, "at_least ");
    check_text(row->name, "figures", pm_span_of(text), row->figures);
    text[at = 0] = '\0';
    for (size_t i = 0; i < x->n_cites; i++) {
        char piece[16];
        pm_case_piece_id(s->c, x->cites[i]->piece, piece);
        at += (size_t)snprintf(text + at, sizeof text - at, "%s:%llu ", piece, (unsigned long long)x->cites[i]->line);
    }
    if (x->more_lines)
        snprintf(text + at, sizeof text - at, "+%llu", (unsigned long long)x->more_lines);
    check_text(row->name, "cited lines", pm_span_of(text), row->lines);
}

static inline void check_findings(const finding_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const finding_row *row = &rows[i];
        small_log mail = { .lines = 0 }, login = { .lines = 0 };
        small_case s;
        row->write(&mail, &login, row->n);
        small_case_of(&s, &mail, login.lines ? &login : NULL);
        const pm_finding *x = small_finding(&s, row->id, 0);
        check_int(row->name, "found", x != NULL, row->subject != NULL);
        if (x != NULL && row->subject != NULL)
            check_finding(row, &s, x);
        size_t all = 0;
        while (small_finding(&s, row->id, all) != NULL)
            all++;
        check_int(row->name, "findings", (int64_t)all, (int64_t)(row->others + (row->subject != NULL)));
        small_case_end(&s);
        small_log_free(&mail);
        small_log_free(&login);
    }
}

#define FINDING_TABLE(rows)                                                \
    static void test_rows(void **state)                                    \
    {                                                                      \
        (void)state;                                                       \
        check_findings(rows, COUNT_OF(rows));                              \
    }                                                                      \
    int main(void)                                                         \
    {                                                                      \
        const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) }; \
        return CHECK_RUN(tests);                                           \
    }

#endif
