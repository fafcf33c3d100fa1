/*
 * confidence: what stands against the lines that a finding rests on, the same for all findings.
 *
 * A detector says how well its lines carry the claim.  Holes in the time and years that nothing proves leave no claim strong;
 * where somebody wrote lines that name the subject, its real ones are a step less sure.
 */
#include "detect.h"

const char *pm_doubt_name(size_t i)
{
    static const char *const names[] = { "gap", "assumed-year", "forged-lines" };
    return i < sizeof names / sizeof *names ? names[i] : NULL;
}

static bool has_gap(const pm_findings *f, const pm_finding *x)
{
    if (x->from == PM_NO_TIME || x->detector->about_gaps)
        return false;
    for (size_t i = 0; i < x->n_cites; i++) {
        const pm_stream_info *s = pm_piece_stream(x->cites[i]->piece);
        if (s != NULL && pm_detect_gap_in(f, x->host, s->family, x->from, x->to))
            return true;
    }
    return false;
}

static bool has_assumed_year(const pm_case *c, const pm_finding *x)
{
    for (size_t i = 0; i < x->n_cites; i++) {
        const pm_stream_info *s = pm_piece_stream(x->cites[i]->piece);
        if (s != NULL && s->has_yearless && pm_case_year_strength(c, x->cites[i]->piece) == PM_YEAR_ASSUMED)
            return true;
    }
    return false;
}

/* "sasl_username=ann" at the end or before a comma, "uid=48 from=": the whole value, not the head of another one. */
static bool names_value(pm_span text, pm_span key, pm_span value)
{
    pm_span head, rest = text, tail;
    while (pm_span_split(rest, key, &head, &rest))
        if (pm_span_after(rest, value, &tail) && (tail.len == 0 || strchr(", >", tail.ptr[0]) != NULL))
            return true;
    return false;
}

static bool has_forged_lines(const pm_case *c, const pm_finding *x)
{
    const pm_happenings *h = &c->facts->h[PM_H_SUSPICIOUS];
    for (size_t i = 0; i < h->n && x->from != PM_NO_TIME; i++) {
        pm_span text = pm_case_text(c, h->items[i].a);
        if (h->items[i].host != x->host || h->items[i].time < x->from - PM_DAY_SECONDS || h->items[i].time > x->to + PM_DAY_SECONDS)
            continue;
        if ((x->subject == PM_SUBJECT_ACCOUNT &&
             (names_value(text, PM_SPAN("sasl_username="), x->subject_value) || names_value(text, PM_SPAN("user=<"), x->subject_value))) ||
            (x->subject == PM_SUBJECT_UID && names_value(text, PM_SPAN("uid="), x->subject_value)))
            return true;
    }
    return false;
}

void pm_finding_weigh(const pm_findings *f, pm_finding *x)
{
    x->at_least = has_gap(f, x);
    bool doubts[] = { x->at_least, has_assumed_year(pm_detect_case(f), x), has_forged_lines(pm_detect_case(f), x) };
    if (x->confidence == PM_CONFIDENCE_STRONG && (doubts[0] || doubts[1])) {
        x->confidence = PM_CONFIDENCE_MODERATE;
        x->doubts |= (doubts[0] ? 1u : 0) | (doubts[1] ? 2u : 0);
    }
    if (x->confidence > PM_CONFIDENCE_WEAK && doubts[2]) {
        x->confidence--;
        x->doubts |= 4u;
    }
}
