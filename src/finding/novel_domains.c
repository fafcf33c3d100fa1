/* novel_domains: within a day, an account writes to many domains that it had never written to. */
#include "detect.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

/* Domains of one actor: when first and last written to; rows of several legs are one domain. */
typedef struct {
    pm_id domain;
    int64_t first, last;
} contact;

static int by_domain(const void *a, const void *b)
{
    const contact *x = a, *y = b;
    return (x->domain > y->domain) - (x->domain < y->domain);
}

static int by_first(const void *a, const void *b)
{
    const contact *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return by_domain(a, b);
}

static size_t contacts_of(pm_findings *f, pm_id host, pm_id actor, contact **out)
{
    pm_rows rows = pm_detect_rows(f, PM_T_ACTOR_DOMAIN, host, actor);
    contact *list = pm_arena_alloc(pm_detect_arena(f), (rows.n + 1) * sizeof *list);
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < rows.n; i++)
        if (!pm_case_is_filter(pm_detect_case(f), host, rows.rows[i]->key[2]))
            list[n++] = (contact){ rows.rows[i]->key[3], rows.rows[i]->when->first, rows.rows[i]->when->last };
    qsort(list, n, sizeof *list, by_domain);
    for (size_t i = 0; i < n; i++) {
        if (kept && list[kept - 1].domain == list[i].domain) {
            list[kept - 1].first = list[i].first < list[kept - 1].first ? list[i].first : list[kept - 1].first;
            list[kept - 1].last = list[i].last > list[kept - 1].last ? list[i].last : list[kept - 1].last;
        } else {
            list[kept++] = list[i];
        }
    }
    qsort(list, kept, sizeof *list, by_first);
    *out = list;
    return kept;
}

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span name)
{
    contact *list;
    size_t n = contacts_of(f, actor->key[0], actor->key[1], &list), best = 0, at = 0;
    for (size_t i = 0, k = 0; i < n; i++) { /* the day with the most first contacts */
        if (list[i].first == PM_NO_TIME)
            continue;
        for (k = k > i ? k : i; k < n && list[k].first - list[i].first < PM_DAY_SECONDS;)
            k++;
        if (k - i > best) {
            best = k - i;
            at = i;
        }
    }
    if ((double)best < pm_threshold_of(d, "domains"))
        return;
    int64_t from = list[at].first, to = from + PM_DAY_SECONDS;
    uint64_t written = 0; /* at most: one written to before and after, but not on this day, counts too */
    for (size_t i = 0; i < n; i++)
        written += list[i].first < to && list[i].last >= from;
    int64_t known_since = actor->when->first;
    double share = (double)best * 100 / (double)(written ? written : 1);
    bool baseline = from - known_since >= 7 * (int64_t)PM_DAY_SECONDS;
    if (share < pm_threshold_of(d, "percent_new"))
        return;
    pm_finding *x = pm_finding_add(f, d, baseline ? PM_SEVERITY_MEDIUM : PM_SEVERITY_LOW, baseline ? PM_CONFIDENCE_MODERATE : PM_CONFIDENCE_WEAK, kind, name,
                                   actor->key[0], from, to);
    x->variant = baseline ? "" : "no-baseline";
    pm_finding_number(x, "new_domains", best);
    pm_finding_number(x, "written_domains_at_most", written);
    pm_finding_number(x, "percent", (uint64_t)share);
    pm_finding_number(x, "known_days", (uint64_t)((from - known_since) / PM_DAY_SECONDS));
    const pm_alternative_state states[] = { PM_ALTERNATIVE_NOT_EXCLUDED };
    pm_finding_alternatives(x, 1, states);
    pm_finding_cite_sent(f, x, actor->key[1]);
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_detect_each_sender(d, f, look_at);
}

const pm_detector pm_detector_novel_domains = {
    .id = "PM-DST-01",
    .name = "novel_domains",
    .attack = "T1566",
    .thresholds = { { "domains", 30 }, { "percent_new", 80 } },
    .find = find,
};
