/*
 * small_case: logs of some lines, written by a test whose author can count them, read as one case.
 *
 * Times are seconds after SMALL_START; stamps are RFC 3339 in UTC, the zone of the case is UTC and its
 * one host is mx1, unless a test writes its lines itself.
 */
#ifndef PM_TESTS_SMALL_CASE_H
#define PM_TESTS_SMALL_CASE_H

#include "check.h"

#include "postmortem/base/buffer.h"
#include "postmortem/finding/finding.h"

enum {
    SMALL_START = 1767571200, /* 2026-01-05T00:00:00Z, a Monday */
    MINUTE = 60, HOUR = 3600, DAY = 86400,
    SMALL_FILES = 8,
};

/* ---- lines ---- */

typedef struct {
    pm_buffer text;
    unsigned mails;  /* so far; each has a queue id and an smtpd process of its own */
    unsigned lines;
} small_log;

/* "2026-01-05T09:00:00+00:00 mx1 " and what follows: "postfix/smtpd[7]: connect from …" */
void small_line(small_log *l, int64_t at, const char *fmt, ...) PM_PRINTF(3, 4);
/* The same text n times, `every` seconds apart. */
void small_lines(small_log *l, int64_t at, unsigned n, int64_t every, const char *text);
void small_log_free(small_log *l);

/* A message from its client's connection to its removal, all in one second.  A user hands it in by SASL, a uid
 * by pickup.  Each recipient is r<i>@<to>; what is left out is sent by a remote server. */
typedef struct {
    int64_t at;
    const char *user;
    unsigned uid;          /* without a user */
    const char *ip;        /* 192.0.2.7 */
    const char *from;      /* the user's name at example.org */
    const char *to;        /* domain: example.net */
    unsigned recipients;   /* 1 */
    const char *outcome;   /* "dsn=2.0.0, status=sent (250 2.0.0 Ok)" */
} small_mail;

/* Lines: one per recipient, and 4 of a uid's message or 6 of a user's; size=1000. */
void small_mails(small_log *l, small_mail m);

/* ---- the case ---- */

typedef struct {
    char folder[32];
    const char *input;
    pm_case_options options; /* a test may change what small_case_begin has set */
    pm_case *c;
    pm_findings *findings;
    pm_error err;
} small_case;

void small_case_begin(small_case *s);
void small_case_add(small_case *s, const char *name, pm_span content);
void small_case_dated(small_case *s, const char *name, int64_t mtime); /* of the file; else that of options.now */
pm_status small_case_read(small_case *s);     /* the folder is its one input */
void small_case_end(small_case *s);
/* Instead of reading it: its case.json; free() it. */
char *small_case_json(small_case *s);
/* All at once for one maillog and, unless it is NULL, one log of logins; fails the test when no case comes of it. */
void small_case_of(small_case *s, const small_log *mail, const small_log *login);

/* The i-th finding of a detector ("PM-AUTH-01") in the order of the report; NULL when there is none. */
const pm_finding *small_finding(const small_case *s, const char *id, size_t i);
/* A number among its figures; fails the test when it has none of that name. */
uint64_t small_figure(const char *row, const pm_finding *x, const char *name);
/* The row (host mx1, second, third, fourth) of a table without a time part, its keys being texts; NULL when there is none. */
const pm_tally_row *small_row(const small_case *s, pm_tally_id t, const char *second, const char *third, const char *fourth);

#endif
