/* sent: the lines of a sender's mail that stand for it within a finding's time. */
#include "detect.h"

static void cite_within(pm_finding *x, int64_t time, const pm_cite *cite)
{
    if (time >= x->from && time < x->to)
        pm_finding_cite(x, cite);
}

void pm_finding_cite_sent(pm_findings *f, pm_finding *x, pm_id actor)
{
    pm_rows kept = pm_detect_rows(f, PM_T_ACTOR_LINE, x->host, actor);        /* by hour */
    pm_rows addresses = pm_detect_rows(f, PM_T_ACTOR_CLIENT, x->host, actor); /* by first time; of a uid there is one */
    const pm_cite *before = NULL;
    for (size_t i = 0; i < kept.n; i++) {
        const pm_tally_when *w = kept.rows[i]->when;
        cite_within(x, w->first, w->first_cite);
        if (w->first < x->from)
            before = w->first_cite;
    }
    for (size_t i = 0; i < addresses.n; i++)
        cite_within(x, addresses.rows[i]->when->first, addresses.rows[i]->when->first_cite);
    for (size_t i = 0; i < addresses.n; i++)
        cite_within(x, addresses.rows[i]->when->last, addresses.rows[i]->when->last_cite);
    if (x->n_cites == 0)
        pm_finding_cite(x, before);
}
