/*
 * finding: what the facts amount to, each claim with its figures, its threshold, its other
 * explanations and the lines that show it.
 *
 * A detector is a file and a row in detectors.def.  It reads the finished case; compound ones read
 * only the findings made before them.  Sentences are in templates/text.xml under the detector's id;
 * a finding holds the figures they speak of.
 */
#ifndef PM_FINDING_FINDING_H
#define PM_FINDING_FINDING_H

#include "postmortem/analysis/case.h"

typedef enum { PM_SEVERITY_INFO, PM_SEVERITY_LOW, PM_SEVERITY_MEDIUM, PM_SEVERITY_HIGH, PM_SEVERITY_CRITICAL } pm_severity_level;
typedef enum { PM_CONFIDENCE_WEAK, PM_CONFIDENCE_MODERATE, PM_CONFIDENCE_STRONG } pm_confidence;
typedef enum { PM_SUBJECT_ACCOUNT, PM_SUBJECT_UID, PM_SUBJECT_IP, PM_SUBJECT_HOST, PM_SUBJECT_EVIDENCE } pm_subject_kind;
/* Of another explanation: do the lines rule it out? */
typedef enum { PM_ALTERNATIVE_UNKNOWN, PM_ALTERNATIVE_NOT_EXCLUDED, PM_ALTERNATIVE_EXCLUDED } pm_alternative_state;

typedef struct pm_detector pm_detector;
typedef struct pm_findings pm_findings;

/* A figure that the sentences name, and case.json lists. */
typedef struct {
    const char *name;
    enum { PM_FIGURE_NUMBER, PM_FIGURE_REAL, PM_FIGURE_TIME, PM_FIGURE_TEXT } type;
    uint64_t number;
    double real;
    int64_t time;
    pm_span text;
} pm_figure;

enum { PM_FIGURES_MAX = 24, PM_CITES_MAX = 20, PM_STATES_MAX = 6, PM_MEMBERS_MAX = 24, PM_RELATED_MAX = 8 };

typedef struct {
    pm_span account;
    int64_t first, last;
} pm_related;

typedef struct pm_finding pm_finding;
struct pm_finding {
    const pm_detector *detector;
    pm_severity_level severity;
    pm_confidence confidence;
    bool at_least;                /* its counts are lower bounds: the logs have a hole in its time */
    unsigned doubts;              /* bits: what lowered the confidence, see pm_doubt_name() */
    pm_subject_kind subject;
    pm_span subject_value;
    pm_id host;
    int64_t from, to;             /* PM_NO_TIME: not applicable */
    const char *variant;          /* of the sentences: "", or a suffix such as "no-baseline" */
    pm_figure figures[PM_FIGURES_MAX];
    size_t n_figures;
    pm_alternative_state alternatives[PM_STATES_MAX]; /* in the order of the catalogue's <alternative>s */
    const pm_cite *cites[PM_CITES_MAX];
    size_t n_cites;
    uint64_t more_lines;          /* that show the same, beyond those cited */
    const pm_finding *members[PM_MEMBERS_MAX]; /* of a compound one */
    size_t n_members;
    pm_related related[PM_RELATED_MAX]; /* other accounts that it concerns */
    size_t n_related;
};

/* A limit that a rule compares with; every one is printed in the report.  text.xml says what it counts: threshold.<id>.<name>. */
typedef struct {
    const char *name;
    double value;
} pm_threshold;

enum { PM_THRESHOLDS_MAX = 8 };

struct pm_detector {
    const char *id;               /* "PM-AUTH-02" */
    const char *name;             /* "guess_then_login" */
    const char *attack;           /* ATT&CK ids, separated by blanks; "" for none */
    pm_threshold thresholds[PM_THRESHOLDS_MAX];
    bool about_gaps;              /* what is missing is the claim itself */
    void (*find)(const pm_detector *self, pm_findings *f);
};

pm_findings *pm_findings_make(const pm_case *c);
void pm_findings_free(pm_findings *f);
size_t pm_findings_count(const pm_findings *f);
/* In the order of the report: severest first, then by time, id and subject. */
const pm_finding *pm_findings_at(const pm_findings *f, size_t i);

const pm_figure *pm_finding_figure(const pm_finding *x, const char *name); /* NULL when there is none */

/* All detectors, whether they found something or not: i from 0, NULL at the end. */
const pm_detector *pm_detector_at(size_t i);

const char *pm_severity_name(pm_severity_level s);
const char *pm_confidence_name(pm_confidence c);
const char *pm_doubt_name(size_t bit); /* "gap", "assumed-year", "forged-lines"; NULL: no further one */
const char *pm_subject_name(pm_subject_kind k);
const char *pm_alternative_name(pm_alternative_state s);

#endif
