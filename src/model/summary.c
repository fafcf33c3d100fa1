/*
 * summary: what the first page says: the findings that carry the case, sums over them, what to do first.
 *
 * Chooses and adds up figures of the findings; makes none of its own.
 */
#include "tree.h"

/* ---- the report's own name: the same evidence, options and version give the same one ---- */

static void write_id(const pm_model_input *in, pm_out *o)
{
    const pm_case *c = in->c;
    unsigned char hash[PM_SHA256_SIZE];
    char hex[PM_SHA256_HEX], times[128];
    pm_sha256 *h = pm_sha256_new();
    for (size_t i = 0; i < c->n_roots; i++) {
        const unsigned char *own = pm_piece_sha256(c->roots[i]);
        if (own != NULL)
            pm_sha256_add(h, own, PM_SHA256_SIZE);
        pm_sha256_add(h, c->roots[i]->path.ptr, c->roots[i]->path.len);
    }
    snprintf(times, sizeof times, "|%s|%s|%lld|%lld|%lld", in->version, pm_zone_name(c->zone), (long long)c->options->since,
             (long long)c->options->until, (long long)c->options->now);
    pm_sha256_add(h, times, strlen(times));
    pm_sha256_end(h, hash);
    pm_sha256_free(h);
    pm_sha256_hex(hash, hex);
    for (size_t i = 0; i < 12; i++)
        hex[i] = hex[i] >= 'a' ? (char)(hex[i] - 32) : hex[i];
    pm_out_text(o, "id", pm_span_first(pm_span_of(hex), 12));
}

/* ---- the findings that carry the case ---- */

enum { CARRYING = 5 };

typedef struct {
    const pm_finding *items[CARRYING];
    size_t n, more;
    pm_severity_level severity;
} carrying;

/* The severest ones that are no part of another; below high there is no case. */
static carrying carrying_of(const pm_model_input *in)
{
    carrying x = { .severity = PM_SEVERITY_INFO };
    size_t n = pm_findings_count(in->findings);
    if (n == 0)
        return x;
    x.severity = pm_findings_at(in->findings, 0)->severity;
    for (size_t i = 0; i < n && x.severity >= PM_SEVERITY_HIGH; i++) {
        const pm_finding *f = pm_findings_at(in->findings, i);
        if (f->severity < x.severity || pm_tree_is_member(in, f))
            continue;
        if (x.n < CARRYING)
            x.items[x.n++] = f;
        else
            x.more++;
    }
    return x;
}

static int64_t last_line_of(const pm_case *c, const pm_finding *f)
{
    int64_t last = PM_NO_TIME;
    for (size_t i = 0; i < c->n_pieces; i++) {
        const pm_stream_info *s = pm_piece_stream(c->pieces[i]);
        if (s != NULL && s->last != PM_NO_TIME && s->host == f->host && s->family == PM_FAMILY_MAIL && s->last > last)
            last = s->last;
    }
    return last;
}

static void write_carrying(const pm_model_input *in, pm_out *o, const carrying *x)
{
    pm_out_number(o, "carrying_more", x->more);
    pm_out_list(o, "carrying");
    for (size_t i = 0; i < x->n; i++) {
        const pm_finding *f = x->items[i];
        int64_t last = last_line_of(in->c, f);
        const pm_figure *end = pm_finding_figure(f, "last");
        int64_t to = end && end->type == PM_FIGURE_TIME ? end->time : f->to;
        pm_out_object(o, NULL);
        pm_out_number(o, "finding", pm_tree_number(in, f));
        pm_out_time(o, "last_line", last);
        if (last != PM_NO_TIME && to != PM_NO_TIME)
            pm_out_flag(o, "ongoing", last - to < 86400);
        pm_out_end(o);
    }
    pm_out_end(o);
}

static const pm_figure *number_in(const pm_finding *f, const char *name)
{
    const pm_figure *g = pm_finding_figure(f, name);
    return g != NULL && g->type == PM_FIGURE_NUMBER ? g : NULL;
}

/* Sums over the compound findings about sending.  What was accepted shows while mail can lie in the queue, and not for all of them. */
static void write_sums(const pm_model_input *in, pm_out *o)
{
    static const char *const names[] = { "messages", "recipients", "accepted", "addresses" };
    size_t cases = 0;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        uint64_t sum = 0;
        size_t have = 0;
        bool at_least = false, outcome = strcmp(names[k], "accepted") == 0;
        cases = 0;
        for (size_t i = 0; i < pm_findings_count(in->findings); i++) {
            const pm_finding *f = pm_findings_at(in->findings, i);
            bool sending = strncmp(f->detector->id, "PM-CASE-", 8) == 0 && number_in(f, "recipients");
            const pm_figure *g = sending ? number_in(f, names[k]) : NULL;
            cases += sending;
            at_least = at_least || (sending && (f->at_least || (outcome && (g == NULL || number_in(f, "lower_bound") != NULL))));
            have += g != NULL;
            sum += g ? g->number : 0;
        }
        if (have == 0)
            continue;
        pm_out_object(o, names[k]);
        pm_out_number(o, "sum", sum);
        pm_out_number(o, "of", have);
        if (at_least)
            pm_out_flag(o, "at_least", true);
        pm_out_end(o);
    }
    pm_out_number(o, "sending_cases", cases);
}

/* Everything that accounts and uids handed in, for a case without a case. */
static void write_totals(const pm_model_input *in, pm_out *o)
{
    const pm_tally *t = &in->c->facts->t[PM_T_ACTOR];
    uint64_t messages = 0, recipients = 0, accounts = 0;
    for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);) {
        pm_span actor = pm_case_text(in->c, w.row->key[1]);
        bool account = pm_span_starts(actor, PM_SPAN("sasl:"));
        if (!account && !pm_span_starts(actor, PM_SPAN("uid:")))
            continue;
        messages += w.row->n[PM_N_ACTOR_MESSAGES];
        recipients += w.row->n[PM_N_ACTOR_RECIPIENTS];
        accounts += account;
    }
    pm_out_object(o, "totals");
    pm_out_number(o, "messages", messages);
    pm_out_number(o, "recipients", recipients);
    pm_out_number(o, "accounts", accounts);
    for (size_t i = 0; i < in->c->n_hosts; i++)
        if (pm_case_total_falls_short(in->c, in->c->hosts[i], PM_FAMILY_MAIL)) {
            pm_out_flag(o, "at_least", true);
            break;
        }
    pm_out_end(o);
}

/* ---- what is missing ---- */

static void write_missing(const pm_model_input *in, pm_out *o)
{
    int64_t seconds = 0;
    uint64_t holes = 0, losses = 0, damaged = 0;
    for (size_t i = 0; i < in->c->n_coverage; i++) {
        const pm_coverage *v = &in->c->coverage[i];
        if (v->basis == PM_COVERAGE_LOSS)
            losses++;
        if (v->basis == PM_COVERAGE_LOSS || v->basis == PM_COVERAGE_CLOCK)
            continue;
        holes++;
        seconds += v->to - v->from;
    }
    uint64_t lines = in->c->ledger.lines, unread = in->c->ledger.undecodable + in->c->ledger.not_understood, beside = 0;
    for (size_t i = 0; i < in->c->n_pieces; i++) {
        const pm_piece *p = in->c->pieces[i];
        const pm_stream_info *stream = pm_piece_stream(p);
        damaged += p->state == PM_PIECE_DAMAGED;
        if (p->state != PM_PIECE_NOT_A_LOG || stream == NULL)
            continue;
        beside += stream->ledger.undecodable; /* a collection holds thousands of files that are no logs: nothing is lost in them */
        lines -= stream->ledger.undecodable;
        unread -= stream->ledger.undecodable;
    }
    pm_out_object(o, "missing");
    pm_out_number(o, "holes", holes);
    pm_out_number(o, "seconds", (uint64_t)seconds);
    pm_out_number(o, "losses", losses);
    pm_out_number(o, "damaged", damaged);
    pm_out_number(o, "log_lines", lines);
    pm_out_number(o, "unread", unread);
    pm_out_number(o, "not_of_logs", beside);
    pm_out_flag(o, "partly_read", in->c->partly_read);
    pm_out_end(o);
}

/* ---- what to do: the steps that the findings call for, most pressing first ---- */

enum { CAUSES = 9 };

static const struct {
    const char *step;
    const char *causes[CAUSES]; /* ids of findings */
} steps[] = {
    { "preserve-host", { "PM-HOST-07", "PM-HOST-01", "PM-INT-05", "PM-INT-08", "PM-INT-06" } },
    { "contain-account", { "PM-CASE-01", "PM-AUTH-02", "PM-AUTH-04", "PM-AUTH-06", "PM-AUTH-07", "PM-AUTH-08", "PM-VOL-01" } },
    { "contain-program", { "PM-CASE-02", "PM-VOL-03" } },
    { "contain-relay", { "PM-CASE-03", "PM-AUTH-09" } },
    { "mailbox-reach", { "PM-AUTH-11" } },
    { "fill-holes", { "PM-INT-04", "PM-INT-01", "PM-INT-02", "PM-INT-07", "PM-INT-10" } },
    { "review-accounts", { "PM-HOST-02", "PM-HOST-03", "PM-HOST-04" } },
    { "blocklists", { "PM-DST-05" } },
    { "keep-queue", { "PM-HOST-06", "PM-VOL-06" } },
};

static bool calls_for(const pm_finding *f, const char *const *causes)
{
    for (size_t i = 0; i < CAUSES && causes[i] != NULL; i++)
        if (strcmp(causes[i], f->detector->id) == 0)
            return true;
    return false;
}

/* "preserve-host" is for when the host itself is in question. */
static void write_steps(const pm_model_input *in, pm_out *o)
{
    pm_out_list(o, "steps");
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        bool begun = false;
        size_t named = 0;
        for (size_t i = 0; i < pm_findings_count(in->findings) && named < 6; i++) {
            const pm_finding *f = pm_findings_at(in->findings, i);
            if (f->severity < PM_SEVERITY_MEDIUM || !calls_for(f, steps[s].causes))
                continue;
            if (!begun) {
                pm_out_object(o, NULL);
                pm_out_words(o, "step", steps[s].step);
                pm_out_list(o, "because");
            }
            begun = true;
            named++;
            pm_out_object(o, NULL);
            pm_out_number(o, "finding", i + 1);
            pm_out_text(o, "subject", f->subject_value);
            pm_out_end(o);
        }
        if (begun) {
            pm_out_end(o);
            pm_out_end(o);
        }
    }
    pm_out_end(o);
}

void pm_tree_summary(const pm_model_input *in, pm_out *o)
{
    uint64_t of_severity[PM_SEVERITY_CRITICAL + 1] = { 0 };
    int64_t from = PM_NO_TIME, to = PM_NO_TIME;
    carrying x = carrying_of(in);
    pm_out_object(o, "summary");
    write_id(in, o);
    if (pm_tree_period(in->c, PM_FAMILY_COUNT, &from, &to)) {
        pm_out_time(o, "from", from);
        pm_out_time(o, "to", to);
    }
    for (size_t i = 0; i < pm_findings_count(in->findings); i++)
        of_severity[pm_findings_at(in->findings, i)->severity]++;
    pm_out_object(o, "severities");
    for (int s = PM_SEVERITY_CRITICAL; s >= PM_SEVERITY_INFO; s--)
        pm_out_number(o, pm_severity_name((pm_severity_level)s), of_severity[s]);
    pm_out_end(o);
    pm_out_words(o, "severity", pm_findings_count(in->findings) ? pm_severity_name(x.severity) : "none");
    write_carrying(in, o, &x);
    write_sums(in, o);
    write_totals(in, o);
    write_missing(in, o);
    write_steps(in, o);
    pm_out_end(o);
}
