#include "detect.h"

#include "postmortem/base/addr.h"
#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"

#include <assert.h>
#include <stdlib.h>

struct pm_findings {
    const pm_case *c;
    pm_arena *arena;
    pm_finding **made;    /* in the order made */
    pm_finding **sorted;  /* in the order of the report */
    size_t n, cap;
    pm_arena *rows;       /* of the tables' rows that a detector looks at, until it looks at the next account */
    struct {
        double covered_hours;
        pm_hour first, last;  /* with a line of the mail family; first > last: none */
    } *hosts;                 /* as pm_case.hosts */
    pm_intern *nets;
    pm_map net_of;        /* address -> its net */
};

static const pm_detector *const detectors[] = {
#define PM_DETECTOR(name) &pm_detector_##name,
#include "detectors.def"
#undef PM_DETECTOR
};
enum { N_DETECTORS = sizeof detectors / sizeof *detectors };

const pm_detector *pm_detector_at(size_t i)
{
    return i < N_DETECTORS ? detectors[i] : NULL;
}

/* ---- names ---- */

const char *pm_severity_name(pm_severity_level s)
{
    static const char *const names[] = { "info", "low", "medium", "high", "critical" };
    return names[s];
}

const char *pm_confidence_name(pm_confidence c)
{
    static const char *const names[] = { "weak", "moderate", "strong" };
    return names[c];
}

const char *pm_subject_name(pm_subject_kind k)
{
    static const char *const names[] = { "account", "uid", "ip", "host", "evidence" };
    return names[k];
}

const char *pm_alternative_name(pm_alternative_state s)
{
    static const char *const names[] = { "unknown", "not-excluded", "excluded" };
    return names[s];
}

/* ---- what detectors ask ---- */

const pm_case *pm_detect_case(const pm_findings *f)
{
    return f->c;
}

pm_arena *pm_detect_arena(pm_findings *f)
{
    return f->arena;
}

pm_span pm_detect_piece_name(pm_findings *f, const pm_piece *p)
{
    char id[16];
    pm_span head, name = p->path;
    while (pm_span_split_last(name, PM_SPAN("!"), &head, &name) || pm_span_split_last(name, PM_SPAN("/"), &head, &name))
        ;
    pm_case_piece_id(pm_detect_case(f), p, id);
    return pm_arena_format(pm_detect_arena(f), "%s %.*s", id, PM_SPAN_FMT(name));
}

static pm_rows_order natural_order(pm_tally_id t)
{
    const pm_tally_shape *shape = &pm_tally_shapes[t];
    if (strpbrk(shape->keys, "nt") != NULL)
        return PM_BY_NUMBER;
    return shape->keeps ? PM_BY_TIME : PM_BY_COUNT;
}

pm_rows pm_detect_rows(pm_findings *f, pm_tally_id t, pm_id host, pm_id second)
{
    return pm_rows_of(f->c->facts, f->rows, t, host, second, natural_order(t), 0);
}

pm_rows pm_detect_host_rows(pm_findings *f, pm_tally_id t, pm_id host)
{
    return pm_rows_of_host(f->c->facts, f->rows, t, host, natural_order(t), 0);
}

static void each(const pm_detector *d, pm_findings *f, pm_look *look, bool accounts, bool uids)
{
    pm_arena *a = pm_arena_new();
    for (size_t h = 0; h < f->c->n_hosts; h++) {
        pm_rows actors = pm_rows_of_host(f->c->facts, a, PM_T_ACTOR, f->c->hosts[h], natural_order(PM_T_ACTOR), 0);
        for (size_t i = 0; i < actors.n; i++) {
            pm_span name, text = pm_case_text(f->c, actors.rows[i]->key[1]);
            pm_arena_reset(f->rows);
            if (accounts && pm_span_after(text, PM_SPAN("sasl:"), &name))
                look(d, f, actors.rows[i], PM_SUBJECT_ACCOUNT, name);
            else if (uids && pm_span_after(text, PM_SPAN("uid:"), &name))
                look(d, f, actors.rows[i], PM_SUBJECT_UID, name);
        }
    }
    pm_arena_free(a);
}

void pm_detect_each_account(const pm_detector *d, pm_findings *f, pm_look *look)
{
    each(d, f, look, true, false);
}

void pm_detect_each_uid(const pm_detector *d, pm_findings *f, pm_look *look)
{
    each(d, f, look, false, true);
}

void pm_detect_each_sender(const pm_detector *d, pm_findings *f, pm_look *look)
{
    each(d, f, look, true, true);
}

pm_id pm_detect_actor_of(pm_findings *f, const pm_finding *x)
{
    pm_span name = pm_arena_format(f->arena, "%s:%.*s", x->subject == PM_SUBJECT_UID ? "uid" : "sasl", PM_SPAN_FMT(x->subject_value));
    return pm_intern_add(f->c->facts->texts, name);
}

double pm_threshold_of(const pm_detector *d, const char *name)
{
    size_t i = 0;
    while (i < PM_THRESHOLDS_MAX && d->thresholds[i].name != NULL && strcmp(d->thresholds[i].name, name) != 0)
        i++;
    assert(i < PM_THRESHOLDS_MAX && d->thresholds[i].name != NULL); /* its row names it */
    return d->thresholds[i].value;
}

/* How long the mail log of each host is, once for all detectors. */
static void measure_hosts(pm_findings *f)
{
    const pm_case *c = f->c;
    f->hosts = pm_arena_zalloc(f->arena, (c->n_hosts + 1) * sizeof *f->hosts);
    for (size_t h = 0; h < c->n_hosts; h++)
        f->hosts[h].first = UINT32_MAX;
    for (pm_tally_walk w = pm_tally_begin(&c->facts->t[PM_T_LINE_HOUR]); pm_tally_next(&w);) {
        pm_hour hour = w.row->key[2];
        for (size_t h = 0; h < c->n_hosts && w.row->key[1] == PM_FAMILY_MAIL; h++) {
            if (w.row->key[0] != c->hosts[h])
                continue;
            f->hosts[h].first = hour < f->hosts[h].first ? hour : f->hosts[h].first;
            f->hosts[h].last = hour > f->hosts[h].last ? hour : f->hosts[h].last;
        }
    }
    for (size_t h = 0; h < c->n_hosts; h++) {
        double hours = f->hosts[h].first > f->hosts[h].last ? 0 : (double)(f->hosts[h].last - f->hosts[h].first) + 1;
        for (size_t i = 0; i < c->n_coverage; i++) {
            const pm_coverage *v = &c->coverage[i];
            if (v->host == c->hosts[h] && v->family == PM_FAMILY_MAIL && v->basis <= PM_COVERAGE_DAMAGE)
                hours -= (double)(v->to - v->from) / PM_HOUR_SECONDS;
        }
        f->hosts[h].covered_hours = hours > 0 ? hours : 0;
    }
}

static size_t host_index(const pm_findings *f, pm_id host)
{
    size_t h = 0;
    while (h < f->c->n_hosts && f->c->hosts[h] != host)
        h++;
    return h; /* one more was made, all zeros */
}

double pm_detect_covered_hours(const pm_findings *f, pm_id host)
{
    return f->hosts[host_index(f, host)].covered_hours;
}

int64_t pm_detect_last_line(const pm_findings *f, pm_id host)
{
    return pm_hour_start(f->hosts[host_index(f, host)].last + 1, f->c->hour_shift);
}

bool pm_detect_gap_in(const pm_findings *f, pm_id host, pm_family family, int64_t from, int64_t to)
{
    return pm_case_falls_short(f->c, host, family, from, to);
}

pm_id pm_net_of(pm_findings *f, pm_id address)
{
    uint32_t *known = pm_map_slot_of(&f->net_of, address);
    if (*known == PM_MAP_NONE) {
        char buf[64];
        *known = pm_intern_add(f->nets, pm_addr_net(pm_case_text(f->c, address), buf, sizeof buf));
    }
    return *known;
}

/* ---- making a finding ---- */

pm_finding *pm_finding_add(pm_findings *f, const pm_detector *d, pm_severity_level severity, pm_confidence confidence,
                           pm_subject_kind kind, pm_span value, pm_id host, int64_t from, int64_t to)
{
    pm_finding *x = pm_arena_zalloc(f->arena, sizeof *x);
    *x = (pm_finding){ .detector = d, .severity = severity, .confidence = confidence, .subject = kind, .subject_value = value,
                       .host = host, .from = from, .to = to, .variant = "" };
    f->made = pm_array_grow(f->made, &f->cap, f->n + 1, sizeof *f->made);
    f->made[f->n++] = x;
    return x;
}

static pm_figure *new_figure(pm_finding *x, const char *name)
{
    assert(x->n_figures < PM_FIGURES_MAX);
    x->figures[x->n_figures].name = name;
    return &x->figures[x->n_figures++];
}

void pm_finding_number(pm_finding *x, const char *name, uint64_t value)
{
    pm_figure *g = new_figure(x, name);
    g->type = PM_FIGURE_NUMBER;
    g->number = value;
}

void pm_finding_real(pm_finding *x, const char *name, double value)
{
    pm_figure *g = new_figure(x, name);
    g->type = PM_FIGURE_REAL;
    g->real = value;
}

void pm_finding_time(pm_finding *x, const char *name, int64_t value)
{
    pm_figure *g = new_figure(x, name);
    g->type = PM_FIGURE_TIME;
    g->time = value;
}

void pm_finding_text(pm_finding *x, const char *name, pm_span value)
{
    pm_figure *g = new_figure(x, name);
    g->type = PM_FIGURE_TEXT;
    g->text = value;
}

void pm_finding_cite(pm_finding *x, const pm_cite *cite)
{
    if (cite == NULL || cite->piece == NULL)
        return;
    for (size_t i = 0; i < x->n_cites; i++)
        if (pm_cite_cmp(x->cites[i], cite) == 0)
            return;
    if (x->n_cites < PM_CITES_MAX)
        x->cites[x->n_cites++] = cite;
    else
        x->more_lines++;
}

void pm_finding_alternatives(pm_finding *x, size_t n, const pm_alternative_state *states)
{
    for (size_t i = 0; i < n && i < PM_STATES_MAX; i++)
        x->alternatives[i] = states[i];
}

const pm_figure *pm_finding_figure(const pm_finding *x, const char *name)
{
    for (size_t i = 0; i < x->n_figures; i++)
        if (strcmp(x->figures[i].name, name) == 0)
            return &x->figures[i];
    return NULL;
}

const pm_finding *pm_findings_of(const pm_findings *f, pm_subject_kind kind, pm_span value, pm_id host, size_t i)
{
    for (size_t k = 0; k < f->n; k++)
        if (f->made[k]->subject == kind && f->made[k]->host == host && pm_span_eq(f->made[k]->subject_value, value) && i-- == 0)
            return f->made[k];
    return NULL;
}

const pm_finding *pm_findings_made(const pm_findings *f, size_t i)
{
    return i < f->n ? f->made[i] : NULL;
}

/* ---- the list ---- */

static int report_order(const void *a, const void *b)
{
    const pm_finding *x = *(const pm_finding *const *)a, *y = *(const pm_finding *const *)b;
    if (x->severity != y->severity)
        return x->severity > y->severity ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    int c = strcmp(x->detector->id, y->detector->id);
    return c ? c : pm_span_cmp(x->subject_value, y->subject_value);
}

pm_findings *pm_findings_make(const pm_case *c)
{
    pm_findings *f = pm_zalloc(sizeof *f);
    f->c = c;
    f->arena = pm_arena_new();
    f->rows = pm_arena_new();
    f->nets = pm_intern_new();
    measure_hosts(f);
    for (size_t i = 0; i < N_DETECTORS; i++) {
        detectors[i]->find(detectors[i], f);
        pm_arena_reset(f->rows);
    }
    for (size_t i = 0; i < f->n; i++)
        pm_finding_weigh(f, f->made[i]);
    f->sorted = pm_alloc((f->n + 1) * sizeof *f->sorted);
    if (f->n)
        memcpy(f->sorted, f->made, f->n * sizeof *f->sorted);
    qsort(f->sorted, f->n, sizeof *f->sorted, report_order);
    return f;
}

void pm_findings_free(pm_findings *f)
{
    if (f == NULL)
        return;
    pm_intern_free(f->nets);
    pm_map_free(&f->net_of);
    pm_arena_free(f->arena);
    pm_arena_free(f->rows);
    free(f->made);
    free(f->sorted);
    free(f);
}

size_t pm_findings_count(const pm_findings *f)
{
    return f->n;
}

const pm_finding *pm_findings_at(const pm_findings *f, size_t i)
{
    return f->sorted[i];
}
