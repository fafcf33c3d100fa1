/* tallies: the names of the columns of the tables in tallies.def, and the tables' shapes. */
#ifndef PM_ANALYSIS_TALLIES_H
#define PM_ANALYSIS_TALLIES_H

#include "postmortem/analysis/tally.h"

enum { PM_N_COUNT }; /* tables with one column */
enum { PM_N_LINES_TYPED, PM_N_LINES_KNOWN, PM_N_LINES_UNKNOWN };
enum {
    PM_N_ACTOR_MESSAGES,
    PM_N_ACTOR_RECIPIENTS,
    PM_N_ACTOR_BYTES,
    PM_N_ACTOR_REFUSED,    /* logged in, then refused by a check */
    PM_N_ACTOR_NOT_QUEUED, /* logged in, never seen to enter the queue */
    PM_N_ACTOR_OPEN,       /* messages without an end at the end of the evidence */
};
enum { PM_N_CLIENT_MESSAGES, PM_N_CLIENT_RECIPIENTS, PM_N_CLIENT_REFUSED };  /* ACTOR_CLIENT */
enum { PM_N_HOUR_MESSAGES, PM_N_HOUR_RECIPIENTS, PM_N_HOUR_BYTES };          /* ACTOR_HOUR */
enum { PM_N_DONE_COMPLETED, PM_N_DONE_UNKNOWN_USER };                        /* ACTOR_DONE_HOUR */
enum { PM_N_STATUS_SENT, PM_N_STATUS_DEFERRED, PM_N_STATUS_BOUNCED, PM_N_STATUS_OTHER }; /* FINAL, ATTEMPT, ATTEMPT_HOUR */
enum { PM_N_FILTER_NAMED, PM_N_FILTER_SAME_ID }; /* recipients whose mail came back: by the id that the reply named, or by its Message-ID */
enum { PM_N_REPLY_COUNT, PM_N_REPLY_SUSPENDED };
enum { PM_N_MAILBOX_OK, PM_N_MAILBOX_FAILED };
enum { PM_N_SSH_COUNT, PM_N_SSH_UNKNOWN };
enum { PM_N_TIE_HELD, PM_N_TIE_MISSING };                                    /* TIE: how often a partner was there; lines that were not */

/* What became of a recipient of an actor: the columns of ACTOR_FINAL. */
typedef enum {
    PM_OUTCOME_ACCEPTED, /* sent, by a remote server */
    PM_OUTCOME_LOCAL,    /* sent, into a mailbox here */
    PM_OUTCOME_DEFERRED, /* the last word was "try again" */
    PM_OUTCOME_BOUNCED,
    PM_OUTCOME_EXPIRED,  /* given up after the queue lifetime */
    PM_OUTCOME_OTHER,
    PM_OUTCOME_UNNAMED,  /* sent, and the relay's reply names no queue id: where the relay is a content filter, it
                            threw the message away; else it is as good as accepted */
    PM_OUTCOME_COUNT
} pm_outcome;

extern const pm_tally_shape pm_tally_shapes[PM_T_COUNT];

#endif
