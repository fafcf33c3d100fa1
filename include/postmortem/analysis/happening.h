/*
 * happening: single events that a case lists one by one: restarts, logins, commands, suspicious lines.
 *
 * Each kind keeps its earliest PM_HAPPENINGS_MAX by time and place, and counts all: the list of two
 * runs of lines is the list over both, in any order of merging.
 */
#ifndef PM_ANALYSIS_HAPPENING_H
#define PM_ANALYSIS_HAPPENING_H

#include "postmortem/analysis/tally.h"

/* kind, and what its texts hold */
#define PM_HAPPENING_LIST(X)                                                                                           \
    X(MASTER)      /* a: start, stop, reload, script start…; b: instance; c: version; d: configuration; n: pid; flags */ \
    X(MASTER_TROUBLE) /* a: text */                                                                                    \
    X(SERVICE)     /* a: service, b: start, stop, reload, c: text */                                                    \
    X(SSH_LOGIN)   /* a: user, b: address, c: method, d: key; n: port */                                               \
    X(SUDO)        /* a: user, b: runas, c: tty, d: directory, e: command, f: refusal; contested */                     \
    X(SU)          /* a: from, b: to, c: tty, f: refusal */                                                             \
    X(SESSION)     /* a: user, b: by, c: service */                                                                     \
    X(ACCOUNT)     /* a: tool, b: text */                                                                               \
    X(CRON_CHANGE) /* a: user, b: action, c: target */                                                                  \
    X(LOSS)        /* a: text; n: lines lost, 0 when not said */                                                        \
    X(CLOCK)       /* a: text */                                                                                        \
    X(QUEUE_TOTAL) /* a: action; n: messages */                                                                         \
    X(SILENCE)     /* time: last line before, until: first line after; n: family */                                     \
    X(BACKSTEP)    /* time: before, until: after (earlier) */                                                           \
    X(SUSPICIOUS)  /* a: the line from its tag on, b: reason */

typedef enum {
#define X(name) PM_H_##name,
    PM_HAPPENING_LIST(X)
#undef X
    PM_H_COUNT
} pm_happening_kind;

enum { PM_HAPPENINGS_MAX = 20000 };

typedef struct {
    pm_happening_kind kind;
    int64_t time;      /* UTC */
    int64_t until;     /* kinds that have a second moment; else PM_NO_TIME */
    pm_id host, a, b, c, d, e, f;
    uint64_t n;
    bool contested;
    pm_cite cite;
} pm_happening;

typedef struct {
    pm_happening *items;
    size_t n, cap;
    uint64_t total;    /* all that happened, kept or not */
    bool heap;         /* full: items are a heap with the latest on top */
} pm_happenings;

/* By time, then by place in the evidence. */
int pm_happening_cmp(const pm_happening *a, const pm_happening *b);

/* Keeps h; its citation's text is copied into arena. */
void pm_happenings_add(pm_happenings *l, pm_arena *arena, const pm_happening *h);
/* dst += src; the texts' ids are renumbered by ids. */
void pm_happenings_merge(pm_happenings *dst, pm_arena *arena, const pm_happenings *src, const pm_id *ids);
void pm_happenings_sort(pm_happenings *l);
void pm_happenings_free(pm_happenings *l);

#endif
