/*
 * broken_lives: lines are missing that others ask for, many within a stretch of time, and nothing explains it.
 * Single ones are listed under coverage and are no finding.
 */
#include "detect.h"

/* Missing lines of a host that follow each other closely. */
typedef struct {
    pm_id host;
    size_t first, end; /* in c->missing */
    int64_t from, to, shown; /* shown: when the first of them shows */
    uint64_t lines;
    bool of[PM_TIE_COUNT];
} cluster;

static bool counts(const pm_missing_line *x, pm_id host)
{
    return x->at->host == host && x->cause == PM_MISSING_UNEXPLAINED;
}

/* How much of what its ties ask for is missing: within the hours of the cluster, and in all others. */
static void measure(pm_findings *f, const cluster *k, double *within, double *outside)
{
    const pm_case *c = pm_detect_case(f);
    pm_hour from = pm_hour_of(k->shown, c->hour_shift), to = pm_hour_of(k->to, c->hour_shift);
    uint64_t held[2] = { 0 }, missing[2] = { 0 };
    for (pm_tie tie = 0; tie < PM_TIE_COUNT; tie++) {
        pm_rows rows = pm_detect_rows(f, PM_T_TIE, k->host, tie);
        for (size_t i = 0; i < rows.n && k->of[tie]; i++) {
            bool in = rows.rows[i]->key[3] >= from && rows.rows[i]->key[3] <= to;
            held[in] += rows.rows[i]->n[PM_N_TIE_HELD];
            missing[in] += rows.rows[i]->n[PM_N_TIE_MISSING];
        }
    }
    *within = held[1] + missing[1] ? 100.0 * (double)missing[1] / (double)(held[1] + missing[1]) : 0;
    *outside = held[0] + missing[0] ? 100.0 * (double)missing[0] / (double)(held[0] + missing[0]) : 0;
}

static void look_at(const pm_detector *d, pm_findings *f, const cluster *k)
{
    const pm_case *c = pm_detect_case(f);
    double within, outside;
    if ((double)k->lines < pm_threshold_of(d, "lines"))
        return;
    measure(f, k, &within, &outside);
    if (within < pm_threshold_of(d, "percent") || within < outside * pm_threshold_of(d, "times"))
        return;
    pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_LOW, PM_CONFIDENCE_MODERATE, PM_SUBJECT_HOST, pm_case_text(c, k->host), k->host,
                                   k->from, k->to);
    pm_finding_number(x, "lines", k->lines);
    pm_finding_real(x, "percent", within);
    for (size_t i = k->first; i < k->end; i++)
        if (counts(&c->missing[i], k->host))
            pm_finding_cite(x, &c->missing[i].at->cite);
}

static void add(cluster *k, const pm_missing_line *x)
{
    int64_t from = x->at->until == PM_NO_TIME ? x->at->time : x->at->until;
    k->from = k->lines == 0 || from < k->from ? from : k->from;
    k->shown = k->lines == 0 ? x->at->time : k->shown;
    k->to = x->at->time;
    k->lines += x->lines;
    k->of[x->tie] = true;
}

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    int64_t apart = (int64_t)pm_threshold_of(d, "apart_minutes") * 60;
    for (size_t h = 0; h < c->n_hosts; h++) {
        cluster k = { .host = c->hosts[h] };
        for (size_t i = 0; i < c->n_missing; i++) {
            const pm_missing_line *x = &c->missing[i];
            if (!counts(x, k.host))
                continue;
            if (k.lines && x->at->time - k.to > apart) {
                look_at(d, f, &k);
                k = (cluster){ .host = c->hosts[h], .first = i };
            }
            add(&k, x);
            k.end = i + 1;
        }
        look_at(d, f, &k);
    }
}

const pm_detector pm_detector_broken_lives = {
    .id = "PM-INT-07",
    .name = "broken_lives",
    .attack = "T1685.006 T1070.002",
    .about_gaps = true,
    .thresholds = { { "lines", 5 }, { "apart_minutes", 60 }, { "percent", 5 }, { "times", 5 } },
    .find = find,
};
