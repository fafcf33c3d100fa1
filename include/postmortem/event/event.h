/*
 * event: one record -> what happened, with its fields.
 *
 * Parsing is stateless: everything here follows from the line alone.  All spans point into the line.
 * A field that the writer of the line took from a stranger is that stranger's text; where two
 * readings are possible the event is marked contested and no reading is preferred.
 */
#ifndef PM_EVENT_EVENT_H
#define PM_EVENT_EVENT_H

#include "postmortem/syslog/record.h"

/* name, and what the fields mean where that is not plain */
#define PM_EVENT_LIST(X)                                                                                               \
    /* mail: the life of a message */                                                                                  \
    X(CONNECT)        /* smtpd: a session begins: client */                                                            \
    X(DISCONNECT)     /* smtpd: it ends: client, text = command counts */                                              \
    X(CLIENT)         /* smtpd: qid (empty: NOQUEUE), client, method, user, parent_qid = orig_queue_id */              \
    X(PICKUP)         /* pickup: qid, number = uid, sender, parent_qid = orig_id */                                    \
    X(MESSAGE_ID)     /* cleanup: qid, text = the header's value */                                                    \
    X(QUEUED)         /* qmgr: qid, sender, size, number = nrcpt */                                                    \
    X(DELIVERY)       /* any agent: qid, recipient, relay, dsn, status, text = reason */                               \
    X(REMOVED)        /* qmgr: qid */                                                                                  \
    X(EXPIRED)        /* qmgr: qid, sender: returned to sender */                                                      \
    X(NOTIFICATION)   /* bounce: qid, child_qid = the notice, code = "non-delivery", "delay", … */                     \
    X(REJECT)         /* smtpd, cleanup, postscreen: a policy said no: qid or NOQUEUE, action, stage, client, code,    \
                         dsn, text, sender, recipient, helo, user */                                                   \
    X(HEADER_CHECK)   /* cleanup: qid, action, stage = "header"|"body", text = the header, client, sender, recipient */ \
    X(AUTH_FAILED)    /* smtpd: SASL: client, method, text = reason, user = the name claimed, if logged */             \
    X(PROXY_ACCEPT)   /* smtpd before-queue filter: child_qid, client, sender, user */                                 \
    X(QUEUE_DELETED)  /* postsuper: qid */                                                                             \
    X(QUEUE_TOTAL)    /* postsuper: action = "Deleted", number = messages */                                           \
    X(QUEUE_CHANGED)  /* postsuper: qid, action = "requeued" | "placed on hold" | "released from hold" | "expired" */  \
    X(CONNECTION_LOST)/* smtpd, postscreen: client, stage = after which command */                                     \
    X(PEAK)           /* anvil: stage = which rate, number, client */                                                  \
    /* mail: the service */                                                                                            \
    X(MASTER_START)   /* master: text = version, code = configuration directory */                                     \
    X(MASTER_RELOAD)                                                                                                   \
    X(MASTER_STOP)    /* master: number = signal, 0 when not said */                                                   \
    X(MASTER_TROUBLE) /* master: a daemon died or could not start: text */                                             \
    X(SCRIPT)         /* postfix-script: action = "start" | "stop" | "reload" | other words */                         \
    /* mailboxes */                                                                                                    \
    X(MAILBOX_LOGIN)  /* user, client, service, method */                                                              \
    X(MAILBOX_FAILED) /* user (may be empty), client, service, method, number = attempts, text = reason */             \
    X(BACKEND_FAILED) /* Dovecot auth, saslauthd, pam for mail: user, client, service, text */                         \
    /* the host */                                                                                                     \
    X(SSH_ACCEPTED)   /* user, client, number = port, method, text = key */                                            \
    X(SSH_FAILED)     /* user, client, number = port, method; flag unknown_user */                                     \
    X(SSH_INVALID)    /* "Invalid user": user, client */                                                               \
    X(SUDO)           /* user, runas, tty, directory, command, text = refusal or empty */                              \
    X(SU)             /* user = from, runas = to, tty, text = "" or refusal */                                         \
    X(SESSION_OPENED) /* pam: service, user, by */                                                                     \
    X(SESSION_CLOSED) /* pam: service, user */                                                                         \
    X(PAM_FAILED)     /* pam: service, user, client, number = failures */                                              \
    X(ACCOUNT_CHANGED)/* program = the tool, text = the whole message */                                               \
    X(CRON_JOB)       /* user, command */                                                                              \
    X(CRON_CHANGED)   /* user, action, text = target */                                                                \
    X(SERVICE)        /* service, action = "start" | "stop" | "reload": syslogd, dovecot, sshd, systemd units, kernel */ \
    X(LOG_LOSS)       /* the logger admits lost lines: number = how many (0: not said), text */                        \
    X(CLOCK_STEP)     /* a time daemon, dovecot or journald says that the clock jumped: text */

typedef enum {
    PM_EV_NONE,
#define X(name) PM_EV_##name,
    PM_EVENT_LIST(X)
#undef X
    PM_EV_COUNT
} pm_event_kind;


/* log_adhoc.c, bounce.c, defer.c, sent.c, verify.c */
typedef enum {
    PM_DELIVERY_SENT,
    PM_DELIVERY_DEFERRED,
    PM_DELIVERY_BOUNCED,
    PM_DELIVERY_SOFTBOUNCE,
    PM_DELIVERY_PROBE, /* deliverable, undeliverable: an address probe, no mail */
    PM_DELIVERY_OTHER,
} pm_delivery_status;

typedef struct {
    pm_event_kind kind;
    bool contested;           /* another reading is possible */
    bool unknown_user;        /* ssh: the account does not exist on the host */
    pm_delivery_status status;
    pm_span qid, parent_qid, child_qid;
    pm_span client_name, client;   /* host name as logged ("unknown"), address */
    pm_span user, runas, by;
    pm_span sender, recipient, original_recipient, helo;
    pm_span relay_name, relay, relay_port; /* relay: address or socket path; all empty for "none"; name alone for local ones */
    pm_span method, service, stage, action, code, dsn;
    pm_span tty, directory, command;
    pm_span text;
    uint64_t number, size;
} pm_event;

/* How much a line was understood. */
typedef enum {
    PM_PARSED,        /* typed: the fields reach the case */
    PM_KNOWN,         /* recognised by its shape, not used */
    PM_NOT_UNDERSTOOD
} pm_verdict;

/* Which part of the house logged it; decides what kind of log a member is. */
typedef enum { PM_FAMILY_MAIL, PM_FAMILY_AUTH, PM_FAMILY_SYSTEM, PM_FAMILY_OTHER, PM_FAMILY_COUNT } pm_family;

/* Who wrote a record, as far as its tag says. */
typedef struct pm_program pm_program;

/* The program behind a tag: never NULL; unknown tags share one program that understands nothing. */
const pm_program *pm_program_find(pm_span tag);
pm_family pm_program_family(const pm_program *p);
pm_span pm_program_name(const pm_program *p);       /* "smtpd", "sshd"; empty for unknown ones */
bool pm_program_is_postfix(const pm_program *p);
bool pm_program_needs_pid(const pm_program *p);     /* every version logs one: a line without is not its own */
/* Can this process have written as that program?  false: logger(1) did, or a user's process that is not the program. */
bool pm_program_may_be(const pm_program *p, const pm_writer *w);
/* The tag in front of "/smtpd": "postfix/submission"; empty when there is none. */
pm_span pm_tag_instance(pm_span tag);

pm_verdict pm_event_read(const pm_program *p, const pm_record *rec, pm_event *out);

/* For --list-parsers, the tests and the fuzz seeds: i from 0, false at the end. */
bool pm_parser_list(size_t i, const char **program, const char **summary, const char **sample);

/* Long queue ids (mail_queue.h): creation time in UTC.  false for short ids and other text. */
bool pm_queue_id_time(pm_span qid, int64_t *seconds);
bool pm_queue_id_valid(pm_span s);

/* "250 2.0.0 Ok: queued as 4btNdD0000zyTD" -> the id; false when the reply names none. */
bool pm_reply_queued_as(pm_span reply, pm_span *qid);

#endif
