/*
 * account_takeover: an account used from strange places, and mail from it that is out of the ordinary,
 * close together and from the same addresses.  Made of the findings before it, with figures of the case.
 */
#include "detect.h"

#include "postmortem/base/buffer.h"
#include "postmortem/base/map.h"

static bool is_one_of(const pm_finding *x, const char *const *ids)
{
    for (; *ids != NULL; ids++)
        if (strcmp(x->detector->id, *ids) == 0)
            return true;
    return false;
}

static const char *const access_ids[] = { "PM-AUTH-02", "PM-AUTH-04", "PM-AUTH-05", "PM-AUTH-06", "PM-AUTH-07", "PM-AUTH-10", NULL };
static const char *const effect_ids[] = { "PM-VOL-01", "PM-AUTH-08", "PM-DST-03", "PM-DST-05", NULL };
static const char *const support_ids[] = { "PM-AUTH-11", "PM-DST-01", NULL };

static int64_t distance(const pm_finding *a, const pm_finding *b)
{
    if (a->from > b->to)
        return a->from - b->to;
    return b->from > a->to ? b->from - a->to : 0;
}

/* The findings of the account that belong together: those of access that have an effect near them, and these. */
typedef struct {
    const pm_finding *members[PM_MEMBERS_MAX];
    size_t n;
    int64_t from, to, effect_from;
    bool access, effect;
    unsigned kinds; /* of independent evidence: access 1, volume 2, destinations 4 */
} gathered;

static void take(gathered *g, const pm_finding *x)
{
    if (g->n < PM_MEMBERS_MAX)
        g->members[g->n++] = x;
    g->from = g->n == 1 || x->from < g->from ? x->from : g->from;
    g->to = g->n == 1 || x->to > g->to ? x->to : g->to;
}

static gathered gather(pm_findings *f, pm_span user, pm_id host, int64_t apart)
{
    gathered g = { .n = 0 };
    const pm_finding *x, *y;
    for (size_t i = 0; (x = pm_findings_of(f, PM_SUBJECT_ACCOUNT, user, host, i)) != NULL; i++) {
        bool access = is_one_of(x, access_ids), effect = is_one_of(x, effect_ids), partner = false;
        for (size_t k = 0; (y = pm_findings_of(f, PM_SUBJECT_ACCOUNT, user, host, k)) != NULL && !partner; k++)
            partner = distance(x, y) <= apart && ((access && is_one_of(y, effect_ids)) || (effect && is_one_of(y, access_ids)));
        if (!partner)
            continue;
        if (effect && (!g.effect || x->from < g.effect_from))
            g.effect_from = x->from;
        g.access = g.access || access;
        g.effect = g.effect || effect;
        g.kinds |= access ? 1 : strncmp(x->detector->id, "PM-DST", 6) == 0 ? 4 : 2;
        take(&g, x);
    }
    for (size_t i = 0; g.n && (x = pm_findings_of(f, PM_SUBJECT_ACCOUNT, user, host, i)) != NULL; i++)
        if (is_one_of(x, support_ids) && distance(x, g.members[0]) <= apart)
            take(&g, x);
    return g;
}

/* Recipients of all mail of the account within the time of these findings. */
static uint64_t recipients_within(pm_findings *f, const pm_tally_row *actor, const gathered *g)
{
    int32_t shift = pm_detect_case(f)->hour_shift;
    pm_rows hours = pm_detect_rows(f, PM_T_ACTOR_HOUR, actor->key[0], actor->key[1]);
    uint64_t n = 0;
    for (size_t i = 0; i < hours.n; i++)
        if (hours.rows[i]->key[2] >= pm_hour_of(g->from, shift) && hours.rows[i]->key[2] <= pm_hour_of(g->to - 1, shift))
            n += hours.rows[i]->n[PM_N_HOUR_RECIPIENTS];
    return n;
}

/* The last ordinary message before `first`: its time, where its address sent nothing later; else the hour that it entered in. */
static void note_last_ordinary(pm_findings *f, pm_finding *x, const pm_tally_row *actor, const pm_origin *o, size_t n, int64_t first)
{
    const pm_case *c = pm_detect_case(f);
    pm_hour first_hour = pm_hour_of(first, c->hour_shift);
    int64_t ordinary = PM_NO_TIME, hour = PM_NO_TIME;
    pm_map known = { 0 };
    for (size_t i = 0; i < n; i++) {
        if (o[i].suspect || o[i].first >= first)
            continue;
        if (o[i].last < first)
            ordinary = o[i].last > ordinary ? o[i].last : ordinary;
        else
            pm_map_put(&known, o[i].address, 1);
    }
    pm_rows rows = pm_detect_rows(f, PM_T_ACTOR_CLIENT_HOUR, actor->key[0], actor->key[1]); /* by hour */
    for (size_t i = 0; i < rows.n && rows.rows[i]->key[3] < first_hour; i++)
        if (pm_map_get(&known, rows.rows[i]->key[2]) != PM_MAP_NONE)
            hour = pm_hour_start(rows.rows[i]->key[3], c->hour_shift);
    pm_map_free(&known);
    if (hour != PM_NO_TIME && (ordinary == PM_NO_TIME || hour > ordinary))
        pm_finding_time(x, "last_ordinary_hour", hour);
    else if (ordinary != PM_NO_TIME)
        pm_finding_time(x, "last_ordinary", ordinary);
}

/* ---- other accounts that the same addresses came in by ---- */

typedef struct {
    uint64_t n, messages, refused;
    pm_map known, suspects; /* account -> its place among the related ones; addresses of the case */
} others;

static void add_other(pm_findings *f, pm_finding *x, others *all, pm_span name, const pm_tally_when *w)
{
    uint32_t *slot = pm_map_slot_of(&all->known, pm_intern_add(pm_detect_case(f)->facts->texts, name));
    if (*slot == PM_MAP_NONE) {
        *slot = (uint32_t)all->n++;
        if (x->n_related < PM_RELATED_MAX) {
            x->related[x->n_related++] = (pm_related){ name, w->first, w->last };
            pm_finding_cite(x, w->first_cite);
        }
    } else if (*slot < PM_RELATED_MAX) {
        pm_related *r = &x->related[*slot];
        r->first = w->first < r->first ? w->first : r->first;
        r->last = w->last > r->last ? w->last : r->last;
    }
}

/* Those that the addresses were new to, too: of two who share a gateway, neither is the other's stranger. */
static void note_others(pm_findings *f, pm_finding *x, const pm_origin *o, size_t n, int64_t since, int64_t until)
{
    const pm_case *c = pm_detect_case(f);
    others all = { .n = 0 };
    pm_buffer list = { 0 };
    pm_span name;
    for (size_t i = 0; i < n; i++)
        if (o[i].suspect && o[i].first < until)
            pm_map_put(&all.suspects, o[i].address, 1);
    pm_rows mail = pm_detect_host_rows(f, PM_T_ACTOR_CLIENT, x->host), boxes = pm_detect_host_rows(f, PM_T_MAILBOX, x->host); /* by first time */
    for (size_t i = 0; i < mail.n; i++) {
        const pm_tally_row *r = mail.rows[i];
        if (pm_map_get(&all.suspects, r->key[2]) == PM_MAP_NONE || r->when->first < since ||
            !pm_span_after(pm_case_text(c, r->key[1]), PM_SPAN("sasl:"), &name) || pm_span_eq(name, x->subject_value))
            continue;
        add_other(f, x, &all, name, r->when);
        all.messages += r->n[PM_N_CLIENT_MESSAGES];
        all.refused += r->n[PM_N_CLIENT_REFUSED];
    }
    for (size_t i = 0; i < boxes.n; i++) {
        const pm_tally_row *r = boxes.rows[i];
        name = pm_case_text(c, r->key[1]);
        if (r->n[PM_N_MAILBOX_OK] && r->when->first >= since && !pm_span_eq(name, x->subject_value) &&
            pm_map_get(&all.suspects, r->key[2]) != PM_MAP_NONE)
            add_other(f, x, &all, name, r->when);
    }
    for (size_t i = 0; i < x->n_related; i++) {
        pm_buffer_add(&list, i ? PM_SPAN(", ") : PM_SPAN(""));
        pm_buffer_add(&list, x->related[i].account);
    }
    if (all.n > x->n_related)
        pm_buffer_add(&list, PM_SPAN(", …"));
    if (all.n) {
        pm_finding_number(x, "other_accounts", all.n);
        pm_finding_text(x, "other_names", pm_arena_copy(pm_detect_arena(f), pm_buffer_span(&list)));
        pm_finding_number(x, "other_messages", all.messages);
        pm_finding_number(x, "other_refused", all.refused);
    }
    pm_buffer_free(&list);
    pm_map_free(&all.known);
    pm_map_free(&all.suspects);
}

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span user)
{
    int64_t apart = (int64_t)pm_threshold_of(d, "hours_apart") * PM_HOUR_SECONDS;
    gathered g = gather(f, user, actor->key[0], apart);
    if (!g.access || !g.effect)
        return;
    size_t n, suspects;
    const pm_origin *o = pm_origins_of(f, actor->key[0], actor->key[1], g.from - PM_DAY_SECONDS, &n, &suspects);
    uint64_t messages = 0, recipients = 0, refused = 0, strangers = 0;
    int64_t first = PM_NO_TIME, last = PM_NO_TIME;
    for (size_t i = 0; i < n; i++) {
        if (!o[i].suspect || o[i].first >= g.to + PM_DAY_SECONDS)
            continue;
        strangers++;
        messages += o[i].messages;
        recipients += o[i].recipients;
        refused += o[i].refused;
        first = first == PM_NO_TIME ? o[i].first : first;
        last = o[i].last > last ? o[i].last : last;
    }
    if (strangers == 0 || messages + refused == 0 || 2 * recipients < recipients_within(f, actor, &g))
        return; /* most of the mail came from the addresses that the account always had: two findings, not one case */
    bool two_kinds = g.kinds != 1 && (g.kinds & (g.kinds - 1)) != 0;
    pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_CRITICAL, two_kinds ? PM_CONFIDENCE_STRONG : PM_CONFIDENCE_MODERATE, kind,
                                   user, actor->key[0], first < g.from ? first : g.from, last > g.to ? last : g.to);
    for (size_t i = 0; i < g.n; i++)
        x->members[x->n_members++] = g.members[i];
    pm_finding_number(x, "messages", messages);
    pm_finding_number(x, "recipients", recipients);
    pm_finding_number(x, "addresses", strangers);
    pm_finding_number(x, "refused", refused);
    pm_finding_time(x, "first", first);
    pm_finding_time(x, "last", last);
    note_last_ordinary(f, x, actor, o, n, first);
    bool ongoing = pm_detect_last_line(f, actor->key[0]) - last < PM_DAY_SECONDS;
    x->variant = ongoing ? "ongoing" : "";
    pm_finding_outcomes(f, x, actor->key[1]);
    for (size_t i = 0; i < n && x->n_cites == 0; i++)
        if (o[i].suspect)
            pm_finding_cite(x, o[i].cite); /* the timeline shows it */
    note_others(f, x, o, n, g.from - PM_DAY_SECONDS, g.to + PM_DAY_SECONDS);
    for (size_t i = 0; i < n; i++)
        if (o[i].suspect && o[i].first < g.to + PM_DAY_SECONDS)
            pm_finding_cite(x, o[i].cite);
    for (size_t i = 0; i < g.n; i++)
        for (size_t k = 0; k < g.members[i]->n_cites && k < 3; k++)
            pm_finding_cite(x, g.members[i]->cites[k]);
    /* A carrier's addresses and a mailing on purpose would leave the same lines; who shares the account is not in them. */
    const pm_alternative_state states[] = { PM_ALTERNATIVE_NOT_EXCLUDED, PM_ALTERNATIVE_NOT_EXCLUDED, PM_ALTERNATIVE_UNKNOWN };
    pm_finding_alternatives(x, 3, states);
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_detect_each_account(d, f, look_at);
}

const pm_detector pm_detector_account_takeover = {
    .id = "PM-CASE-01",
    .name = "account_takeover",
    .attack = "T1078 T1586.002",
    .thresholds = { { "hours_apart", 72 } },
    .find = find,
};
