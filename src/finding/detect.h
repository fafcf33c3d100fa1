/*
 * detect: what detectors have to work with.  One file per detector, one row in detectors.def.
 */
#ifndef PM_FINDING_DETECT_H
#define PM_FINDING_DETECT_H

#include "postmortem/analysis/rows.h"
#include "postmortem/finding/finding.h"

#define PM_DETECTOR(name) extern const pm_detector pm_detector_##name;
#include "detectors.def"
#undef PM_DETECTOR

enum { PM_HOUR_SECONDS = 3600, PM_DAY_SECONDS = 86400, PM_MERGE_HOURS = 6 };

const pm_case *pm_detect_case(const pm_findings *f);
pm_arena *pm_detect_arena(pm_findings *f);

/* Rows of (host, second) in a table: by hour where the table has hours, else by first time, else by count.
 * They are there until pm_detect_each_…() looks at the next account, or the detector ends. */
pm_rows pm_detect_rows(pm_findings *f, pm_tally_id t, pm_id host, pm_id second);
/* Rows of a host. */
pm_rows pm_detect_host_rows(pm_findings *f, pm_tally_id t, pm_id host);

/* Calls look for each SASL user, each uid, or both, of every host; name: without "sasl:" or "uid:". */
typedef void pm_look(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span name);
void pm_detect_each_account(const pm_detector *d, pm_findings *f, pm_look *look);
void pm_detect_each_uid(const pm_detector *d, pm_findings *f, pm_look *look);
void pm_detect_each_sender(const pm_detector *d, pm_findings *f, pm_look *look);
/* The actor of a finding's account or uid. */
pm_id pm_detect_actor_of(pm_findings *f, const pm_finding *x);

/* "E08 maillog-20260108" */
pm_span pm_detect_piece_name(pm_findings *f, const pm_piece *p);

/* Does a command remove, shorten or change log files? */
bool pm_command_touches_logs(pm_span command);

double pm_threshold_of(const pm_detector *d, const char *name);

/* A new finding; the text of value must outlive the case (interned, or in pm_detect_arena). */
pm_finding *pm_finding_add(pm_findings *f, const pm_detector *d, pm_severity_level severity, pm_confidence confidence,
                           pm_subject_kind kind, pm_span value, pm_id host, int64_t from, int64_t to);
void pm_finding_number(pm_finding *x, const char *name, uint64_t value);
void pm_finding_real(pm_finding *x, const char *name, double value);
void pm_finding_time(pm_finding *x, const char *name, int64_t value);
void pm_finding_text(pm_finding *x, const char *name, pm_span value);
void pm_finding_cite(pm_finding *x, const pm_cite *cite); /* NULL is welcome; beyond PM_CITES_MAX only counted */
void pm_finding_alternatives(pm_finding *x, size_t n, const pm_alternative_state *states);

/* Findings of one subject made so far: i from 0, NULL at the end. */
const pm_finding *pm_findings_of(const pm_findings *f, pm_subject_kind kind, pm_span value, pm_id host, size_t i);
/* All so far, in the order made. */
const pm_finding *pm_findings_made(const pm_findings *f, size_t i);

/* Hours of a host's mail log that the evidence covers, gaps left out; and the last line's time. */
double pm_detect_covered_hours(const pm_findings *f, pm_id host);
int64_t pm_detect_last_line(const pm_findings *f, pm_id host);
/* Is there a hole in what the host's logs of a family cover that overlaps the span? */
bool pm_detect_gap_in(const pm_findings *f, pm_id host, pm_family family, int64_t from, int64_t to);
/* Lowers the confidence of a finding that is complete by what stands against its lines. */
void pm_finding_weigh(const pm_findings *f, pm_finding *x);

/* ---- bursts: hours in which an actor sent far more than its own usual ---- */

typedef struct {
    pm_hour from, to, peak_hour;    /* to: the last hour of it */
    uint64_t peak, recipients, messages;
    double mean, bound;             /* per hour, outside all bursts */
    double baseline_days;           /* covered, outside all bursts */
} pm_burst;

/* By messages or recipients per hour; minimum: the least peak, without_baseline: the least when fewer than 7 days
 * are there to compare with. */
size_t pm_bursts_of(pm_findings *f, pm_id host, pm_id actor, size_t column, uint64_t minimum, uint64_t without_baseline,
                    pm_burst *out, size_t max);

/* ---- the addresses that an account was used from ---- */

typedef struct {
    pm_id address;
    int64_t first, last;
    uint64_t messages, recipients, refused;
    const pm_cite *cite;
    bool suspect;
} pm_origin;

/* Cites the first line from each address that the finding's hours have mail from; how many they are. */
uint64_t pm_finding_cite_origins(pm_findings *f, pm_finding *x, pm_id actor);

/* All addresses of an account, first seen first, names summed.  Suspect ones are those first seen at or after
 * `since`; *n_suspect says how many. */
pm_origin *pm_origins_of(pm_findings *f, pm_id host, pm_id actor, int64_t since, size_t *n, size_t *n_suspect);

/* Figures "accepted", "bounced" …: what became of the mail that entered on the days of the finding; whole days, so
 * that they also hold ordinary mail. */
void pm_finding_outcomes(pm_findings *f, pm_finding *x, pm_id actor);

/* Cites lines of the sender's mail within the finding's time: the first of each hour of a uid or of each day of an account, the
 * first and last from each address; where none of them lies in it, the latest one before it. */
void pm_finding_cite_sent(pm_findings *f, pm_finding *x, pm_id actor);

pm_id pm_net_of(pm_findings *f, pm_id address); /* the net's number within the case; equal nets, equal numbers */

#endif
