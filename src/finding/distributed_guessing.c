/*
 * distributed_guessing: one account tried from many places within a day, and then used from a new
 * address in one of their nets.  Without such a login it is noise that AUTH-01 covers.
 */
#include "detect.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"

#include <stdlib.h>

typedef struct {
    pm_hour from, to;
    uint64_t addresses, nets, failures;
} wave;

/* The 24 hours with the most different addresses. */
static wave widest(pm_findings *f, pm_rows rows)
{
    wave best = { 0 };
    for (size_t i = 0; i < rows.n; i++) {
        if (i > 0 && rows.rows[i]->key[3] == rows.rows[i - 1]->key[3])
            continue; /* windows begin with an hour */
        pm_map addresses = { 0 }, nets = { 0 };
        wave w = { .from = rows.rows[i]->key[3] };
        for (size_t k = i; k < rows.n && rows.rows[k]->key[3] - w.from < 24; k++) {
            w.to = rows.rows[k]->key[3];
            w.failures += rows.rows[k]->n[PM_N_COUNT];
            pm_map_put(&addresses, rows.rows[k]->key[2], 1);
            pm_map_put(&nets, pm_net_of(f, rows.rows[k]->key[2]), 1);
        }
        w.addresses = addresses.used;
        w.nets = nets.used;
        pm_map_free(&addresses);
        pm_map_free(&nets);
        if (w.addresses > best.addresses)
            best = w;
    }
    return best;
}

/* The first use of the account, within a day of the wave, from a new address in a net that guessed. */
static const pm_origin *login_after(pm_findings *f, pm_rows failed, const wave *w, const pm_origin *o, size_t n)
{
    const pm_case *c = pm_detect_case(f);
    int64_t from = pm_hour_start(w->from, c->hour_shift), to = pm_hour_start(w->to + 1, c->hour_shift) + PM_DAY_SECONDS;
    for (size_t i = 1; i < n; i++) { /* the first address of all is not new */
        if (o[i].first < from || o[i].first > to)
            continue;
        pm_id net = pm_net_of(f, o[i].address);
        for (size_t k = 0; k < failed.n; k++)
            if (failed.rows[k]->key[3] >= w->from && failed.rows[k]->key[3] <= w->to &&
                pm_net_of(f, failed.rows[k]->key[2]) == net)
                return &o[i];
    }
    return NULL;
}

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span user)
{
    const pm_case *c = pm_detect_case(f);
    pm_id host = actor->key[0], name = pm_intern_add(c->facts->texts, user);
    pm_rows failed = pm_detect_rows(f, PM_T_AUTH_FAIL_HOUR, host, name);
    wave w = widest(f, failed);
    if ((double)w.nets < pm_threshold_of(d, "nets") && (double)w.addresses < pm_threshold_of(d, "addresses"))
        return;
    size_t n, ignored;
    const pm_origin *o = pm_origins_of(f, host, actor->key[1], PM_NO_TIME, &n, &ignored);
    const pm_origin *login = login_after(f, failed, &w, o, n);
    if (login == NULL)
        return;
    int64_t from = pm_hour_start(w.from, c->hour_shift);
    int64_t to = pm_hour_start(w.to + 1, c->hour_shift);
    pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_HIGH, PM_CONFIDENCE_MODERATE, kind, user, host, from,
                                   login->first > to ? login->first : to);
    pm_finding_number(x, "failures", w.failures);
    pm_finding_number(x, "addresses", w.addresses);
    pm_finding_number(x, "nets", w.nets);
    pm_finding_text(x, "address", pm_case_text(c, login->address));
    pm_finding_time(x, "login", login->first);
    const pm_alternative_state states[] = { PM_ALTERNATIVE_NOT_EXCLUDED };
    pm_finding_alternatives(x, 1, states);
    pm_finding_cite(x, login->cite);
    pm_rows pairs = pm_detect_rows(f, PM_T_AUTH_FAIL, host, name);
    for (size_t i = 0; i < pairs.n; i++)
        if (pairs.rows[i]->when->last >= from && pairs.rows[i]->when->first < to)
            pm_finding_cite(x, pairs.rows[i]->when->first_cite);
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_detect_each_account(d, f, look_at);
}

const pm_detector pm_detector_distributed_guessing = {
    .id = "PM-AUTH-04",
    .name = "distributed_guessing",
    .attack = "T1110.001",
    .thresholds = { { "nets", 10 }, { "addresses", 20 } },
    .find = find,
};
