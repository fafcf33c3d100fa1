/*
 * parser: what a daemon's file in this folder provides.  One new file, one new row in parsers.def.
 * Copy tests/unit/event/demo_parser.c to begin.
 */
#ifndef PM_EVENT_PARSER_H
#define PM_EVENT_PARSER_H

#include "postmortem/event/event.h"

typedef struct {
    const char *programs;  /* names of the program, separated by blanks: "sshd sshd-session" */
    bool postfix;          /* the tag is <syslog_name>/<program> */
    bool pid_always;       /* no version logs without a process id */
    pm_family family;
    const char *summary;   /* for people */
    const char *sample;    /* a message this parser types; tests and fuzz seeds come from it */
    /* Reads rec->message; on PM_PARSED fills *out, which comes zeroed. */
    pm_verdict (*parse)(const pm_record *rec, pm_event *out);
    /* Messages known by their beginning and not used; ended by NULL.  May be NULL. */
    const char *const *known;
} pm_parser;

#define PM_PARSER(name) extern const pm_parser pm_parser_##name;
#include "parsers.def"
#undef PM_PARSER

/* Does the message begin with one of the parser's known words? */
bool pm_parser_knows(const pm_parser *parser, pm_span message);

/* ---- pieces that several daemons' lines share ---- */

/* "mx.example.net[192.0.2.7]:25" at the front of *s: name, address, port (may be NULL); moves behind. */
bool pm_take_peer(pm_span *s, pm_span *name, pm_span *address, pm_span *port);

/* "<…>" at the front of *s by RFC 5321 quoting; *s moves behind '>'.  Text without the brackets. */
bool pm_take_bracketed(pm_span *s, pm_span *out);

/* "QID: rest" or "NOQUEUE: rest" (qid empty then). */
bool pm_take_queue_id(pm_span *s, pm_span *qid);

/* "key=value" up to ", " or the end; false when s does not begin with key. */
bool pm_take_value(pm_span *s, pm_span key, pm_span *value);

/* A delivery line, whoever wrote it: "QID: to=<…>, relay=…, …, status=sent (…)". s is behind "QID: ". */
bool pm_read_delivery(pm_span s, pm_event *out);

/* "REJECT-LIKE: STAGE from name[addr]: text; from=<…> to=<…> proto=… helo=<…>" behind the action word. */
bool pm_read_policy(pm_span s, pm_event *out);

/* The tail "; from=<…> to=<…> proto=… helo=<…>" read by its quoting; *head = what stands before it. */
typedef enum { PM_TAIL_NONE, PM_TAIL_CLEAN, PM_TAIL_CONTESTED } pm_tail;
pm_tail pm_read_tail(pm_span s, pm_span *head, pm_event *out);

/* The same when it is known where it begins; admin_text: ": words" may follow it. */
bool pm_read_tail_here(pm_span s, bool admin_text, pm_event *out);

/* "554 5.7.1 text", "554 text", "5.7.1 text": reply code and enhanced status at the front, into code and dsn. */
void pm_read_reply(pm_span s, pm_event *out);

/* "pam_unix(sshd:auth): …" and "PAM 2 more authentication failures; …", under whatever tag. */
pm_verdict pm_read_pam(const pm_record *rec, pm_event *out);

/* "warning: " and kin directly behind the tag are a severity, not an action. */
typedef enum { PM_SEVERITY_NONE, PM_SEVERITY_WARNING, PM_SEVERITY_ERROR } pm_severity;
pm_severity pm_take_severity(pm_span *s);

static inline bool pm_starts(pm_span s, const char *head)
{
    return pm_span_starts(s, pm_span_of(head));
}

#endif
