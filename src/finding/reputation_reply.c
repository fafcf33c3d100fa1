/*
 * reputation_reply: other servers name a blocklist, a bad reputation or a rate limit when they answer an account's mail.
 * Once a server is listed, everybody's mail meets such answers: accounts that met few of them, and later
 * than another, bear the consequence and are not a cause.
 */
#include "detect.h"

static bool speaks_of_us(const pm_findings *f, const pm_tally_row *r)
{
    const pm_case *c = pm_detect_case(f);
    pm_span id, operator_name, what;
    pm_case_reply_rule(c, r->key[2], &id, &operator_name, &what);
    return !pm_case_is_filter(c, r->key[0], r->key[3]) &&
           (pm_span_eq(what, PM_SPAN("blocklist")) || pm_span_eq(what, PM_SPAN("reputation")) || pm_span_eq(what, PM_SPAN("rate")));
}

/* The first hour in which any account or uid of the host met such an answer. */
static int64_t first_of_host(pm_findings *f, pm_id host)
{
    pm_rows rows = pm_detect_host_rows(f, PM_T_ACTOR_REPLY, host);
    int64_t first = PM_NO_TIME;
    for (size_t i = 0; i < rows.n; i++)
        if (speaks_of_us(f, rows.rows[i]) && (first == PM_NO_TIME || rows.rows[i]->when->first < first))
            first = rows.rows[i]->when->first;
    return first;
}

/* The first and last answers of these kinds to anybody, where they fall into the time of the finding. */
static void cite_replies(pm_findings *f, pm_finding *x, pm_rows met)
{
    pm_rows replies = pm_detect_host_rows(f, PM_T_REPLY, x->host);
    for (size_t i = 0; i < replies.n; i++) {
        const pm_tally_when *w = replies.rows[i]->when;
        bool its_own = false;
        for (size_t k = 0; k < met.n && !its_own; k++)
            its_own = met.rows[k]->key[2] == replies.rows[i]->key[1] && speaks_of_us(f, met.rows[k]);
        if (its_own && w->first >= x->from && w->first < x->to)
            pm_finding_cite(x, w->first_cite);
        if (its_own && w->last >= x->from && w->last < x->to)
            pm_finding_cite(x, w->last_cite);
    }
}

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span name)
{
    const pm_case *c = pm_detect_case(f);
    pm_rows rows = pm_detect_rows(f, PM_T_ACTOR_REPLY, actor->key[0], actor->key[1]);
    uint64_t recipients = 0, operators = 0;
    int64_t first = PM_NO_TIME, last = PM_NO_TIME;
    pm_span most_named = { 0 };
    uint64_t most = 0;
    for (size_t i = 0; i < rows.n; i++) {
        const pm_tally_row *r = rows.rows[i];
        pm_span id, operator_name, what;
        if (!speaks_of_us(f, r))
            continue;
        pm_case_reply_rule(c, r->key[2], &id, &operator_name, &what);
        recipients += r->n[PM_N_COUNT];
        operators++;
        first = first == PM_NO_TIME || r->when->first < first ? r->when->first : first;
        last = last == PM_NO_TIME || r->when->last > last ? r->when->last : last;
        if (r->n[PM_N_COUNT] > most) {
            most = r->n[PM_N_COUNT];
            most_named = operator_name;
        }
    }
    if ((double)recipients < pm_threshold_of(d, "recipients"))
        return;
    bool bears = (double)recipients < pm_threshold_of(d, "recipients_of_a_cause") && first > first_of_host(f, actor->key[0]);
    pm_finding *x = pm_finding_add(f, d, bears ? PM_SEVERITY_LOW : PM_SEVERITY_HIGH, PM_CONFIDENCE_MODERATE, kind, name, actor->key[0], first,
                                   last + PM_HOUR_SECONDS);
    x->variant = bears ? "bears" : "";
    pm_finding_number(x, "recipients", recipients);
    pm_finding_number(x, "operators", operators);
    pm_finding_text(x, "most_named", most_named);
    pm_finding_number(x, "most", most);
    const pm_alternative_state states[] = { PM_ALTERNATIVE_NOT_EXCLUDED };
    pm_finding_alternatives(x, 1, states);
    cite_replies(f, x, rows);
    pm_finding_cite_sent(f, x, actor->key[1]);
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_detect_each_sender(d, f, look_at);
}

const pm_detector pm_detector_reputation_reply = {
    .id = "PM-DST-05",
    .name = "reputation_reply",
    .attack = "",
    .thresholds = { { "recipients", 3 },
                    { "recipients_of_a_cause", 50 } },
    .find = find,
};
