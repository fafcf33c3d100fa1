/*
 * tie: what lines say of each other, counted: how often the line that another asks for is there, and where it is not.
 *
 * Whoever knows both ends says so, once, when it is certain.  Why a line is missing is for `partner` to say, when all
 * lines have been read.
 */
#ifndef PM_ANALYSIS_TIE_H
#define PM_ANALYSIS_TIE_H

#include "postmortem/analysis/facts.h"

enum { PM_TIE_PLACES = 16 };

/* Counts of one host's hour, and of one service. */
typedef struct {
    pm_id host, service;
    pm_hour hour;
    int64_t hour_from; /* UTC */
    bool used;
    uint32_t held[PM_TIE_COUNT], missing[PM_TIE_COUNT];
} pm_tie_place;

/* Where it is counted: what is said of the same hour is gathered first. */
typedef struct {
    pm_facts *facts;
    int32_t hour_shift;
    size_t latest, next; /* next: to make room */
    pm_tie_place places[PM_TIE_PLACES];
} pm_ties;

/* A line that is missing. */
typedef struct {
    pm_tie tie;
    pm_id host, service; /* service: an smtpd's tag; else 0 */
    int64_t from, to;  /* between which it must have stood; from PM_NO_TIME: the beginning of the log */
    pm_span queue_id;  /* empty: of none */
    uint32_t pid;      /* 0: not known */
    uint32_t lines;    /* how many */
    const pm_cite *cite; /* the line that shows it */
} pm_missing_partner;

pm_ties pm_ties_new(pm_facts *facts, int32_t hour_shift);
void pm_ties_held(pm_ties *t, pm_tie tie, pm_id host, pm_id service, int64_t time);
void pm_ties_missing(pm_ties *t, const pm_missing_partner *x);
/* Before the facts are merged or read. */
void pm_ties_flush(pm_ties *t);

#endif
