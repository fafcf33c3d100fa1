/*
 * chart_case: the picture of the case: one time axis, and above it in rows what was sent, what the
 * outside refused, which passwords failed, what happened to the services and on the host, the findings.
 * Time without lines is hatched.
 */
#include "chart.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

enum { HOUR = 3600, DAY = 86400, BINS_MAX = 140, LEFT = 152, RIGHT = PM_SVG_WIDTH - 14, LABEL = LEFT - 12 };

typedef enum { RECIPIENTS, SUSPECT, DEFERRED, BOUNCED, SASL_FAILED, SSH_FAILED, SERIES } series;

typedef struct {
    const pm_model_input *in;
    pm_axis axis;
    int64_t width;             /* of a bin, seconds of local time */
    int64_t starts[BINS_MAX + 1]; /* UTC */
    size_t n;
    uint64_t v[SERIES][BINS_MAX];
    pm_suspect suspects[PM_SUSPECTS_MAX];
    size_t n_suspects;
} picture;

/* ---- counting into bins ---- */

static int64_t floor_to(int64_t t, int64_t step)
{
    int64_t r = t % step;
    return t - (r < 0 ? r + step : r);
}

static void lay_out(picture *p)
{
    static const int64_t widths[] = { HOUR, 3 * HOUR, DAY, 7 * DAY, 28 * DAY };
    const pm_zone *z = p->in->c->zone;
    int64_t from = p->axis.from + pm_zone_offset(z, p->axis.from), to = p->axis.to + pm_zone_offset(z, p->axis.to);
    p->width = 0;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        if (to - from < widths[i] * (widths[i] < DAY ? 72 : 120) && p->width == 0)
            p->width = widths[i];
    if (p->width == 0)
        p->width = ((to - from) / 120 / DAY + 1) * DAY;
    int64_t first = floor_to(from, p->width);
    p->n = (size_t)((to - first) / p->width) + 1;
    p->n = p->n < BINS_MAX ? p->n : BINS_MAX;
    for (size_t i = 0; i <= p->n; i++)
        p->starts[i] = pm_zone_to_utc(z, first + (int64_t)i * p->width);
    p->axis.from = p->starts[0];
    p->axis.to = p->starts[p->n];
}

static void count(picture *p, series s, int64_t t, uint64_t n)
{
    size_t from = 0, to = p->n;
    if (n == 0 || t < p->starts[0] || t >= p->starts[p->n])
        return;
    while (to - from > 1) {
        size_t mid = from + (to - from) / 2;
        if (p->starts[mid] <= t)
            from = mid;
        else
            to = mid;
    }
    p->v[s][from] += n;
}

static void count_all(picture *p)
{
    const pm_case *c = p->in->c;
    const pm_tally *t = &c->facts->t[PM_T_ACTOR_HOUR];
    for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);) {
        const pm_tally_row *r = w.row;
        int64_t hour = pm_hour_start(r->key[2], c->hour_shift);
        count(p, RECIPIENTS, hour, r->n[PM_N_HOUR_RECIPIENTS]);
        if (pm_chart_suspect_of(p->suspects, p->n_suspects, r->key[0], r->key[1], hour))
            count(p, SUSPECT, hour, r->n[PM_N_HOUR_RECIPIENTS]);
    }
    t = &c->facts->t[PM_T_ATTEMPT_HOUR];
    for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);) {
        const pm_tally_row *r = w.row;
        if (pm_case_is_filter(c, r->key[0], r->key[1]))
            continue;
        count(p, DEFERRED, pm_hour_start(r->key[2], c->hour_shift), r->n[PM_N_STATUS_DEFERRED]);
        count(p, BOUNCED, pm_hour_start(r->key[2], c->hour_shift), r->n[PM_N_STATUS_BOUNCED]);
    }
    t = &c->facts->t[PM_T_AUTH_FAIL_HOUR];
    for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);)
        count(p, SASL_FAILED, pm_hour_start(w.row->key[3], c->hour_shift), w.row->n[PM_N_COUNT]);
    t = &c->facts->t[PM_T_SSH_FAIL_SLOT];
    for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);)
        count(p, SSH_FAILED, (int64_t)w.row->key[2] * 600, w.row->n[PM_N_COUNT]);
}

static void bin_name(const picture *p, size_t i, char buf[40])
{
    pm_axis_moment(p->in->c->zone, p->starts[i], buf);
    if (p->width >= DAY)
        buf[10] = '\0';
}

/* ---- rows of bars ---- */

static uint64_t greatest(const picture *p, series a, series b, bool stacked)
{
    uint64_t max = 0;
    for (size_t i = 0; i < p->n; i++) {
        uint64_t v = p->v[a][i] + (stacked ? p->v[b][i] : 0);
        max = v > max ? v : max;
    }
    return max;
}

static void number_at(xmlNode *svg, const char *class, double x, double y, uint64_t n)
{
    pm_arena *a = pm_arena_new();
    pm_svg_words(svg, class, x, y, pm_text_number(a, n));
    pm_arena_free(a);
}

static void label(xmlNode *svg, const picture *p, double y, const char *id)
{
    char note[96];
    pm_svg_message(svg, p->in, "lane end", LABEL, y, id);
    snprintf(note, sizeof note, "%s.note", id);
    if (pm_texts_message(p->in->texts, note, p->in->lang).len)
        pm_svg_message(svg, p->in, "lane-note end", LABEL, y + 15, note);
}

/* Two series over each other: `b` is part of the bar when inside, else stands on top of it. */
static void bars(xmlNode *svg, const picture *p, double top, double height, series a, series b, bool stacked, const char *class_a,
                 const char *class_b)
{
    uint64_t max = pm_axis_nice(greatest(p, a, b, stacked));
    double base = top + height;
    if (greatest(p, a, b, stacked)) {
        pm_svg_line(svg, "grid", LEFT, top, RIGHT, top);
        number_at(svg, "axis scale end", RIGHT, top - 3, max);
    }
    for (size_t i = 0; i < p->n; i++) {
        char name[40];
        uint64_t whole = p->v[a][i] + (stacked ? p->v[b][i] : 0), part = p->v[b][i];
        double x1 = pm_axis_x(&p->axis, p->starts[i]), x2 = pm_axis_x(&p->axis, p->starts[i + 1]);
        double gap = x2 - x1 > 5 ? 1.5 : x2 - x1 > 2.5 ? 0.5 : 0, h = height * (double)whole / (double)max;
        if (whole == 0)
            continue;
        bin_name(p, i, name);
        h = h < 1 ? 1 : h;
        xmlNode *bar = pm_svg_rect(svg, class_a, x1 + gap, base - h, x2 - x1 - 2 * gap, h);
        pm_svg_tip(bar, "%s: %llu", name, (unsigned long long)whole);
        if (part) {
            double hb = height * (double)part / (double)max;
            bar = pm_svg_rect(svg, class_b, x1 + gap, base - (hb < 1 ? 1 : hb), x2 - x1 - 2 * gap, hb < 1 ? 1 : hb);
            pm_svg_tip(bar, "%s: %llu / %llu", name, (unsigned long long)part, (unsigned long long)whole);
        }
    }
    pm_svg_line(svg, "base", LEFT, base, RIGHT, base);
}

/* ---- rows of signs ---- */

static void service_signs(xmlNode *svg, const picture *p, double y)
{
    static const pm_sign signs[] = { PM_SIGN_UP, PM_SIGN_DOWN, PM_SIGN_RING, PM_SIGN_CROSS, PM_SIGN_CROSS };
    /* A start mostly follows its stop too closely to stand beside it: the one below the line, the other above. */
    static const double beside[] = { 5, -5, 0, 0, 0 };
    static const char *const names[] = { "event.short.postfix.start", "event.short.postfix.stop", "event.short.postfix.reload",
                                         "event.short.postfix.crash", "event.short.postfix.unseen" };
    char at[40];
    for (size_t i = 0; i < p->in->c->n_restarts; i++) {
        const pm_restart *r = &p->in->c->restarts[i];
        bool inferred = r->kind == PM_RESTART_CRASH || r->kind == PM_RESTART_UNSEEN;
        int64_t t = inferred ? r->before : r->time;
        if (t == PM_NO_TIME)
            continue;
        pm_span what = pm_texts_message(p->in->texts, names[r->kind], p->in->lang);
        const char *class = inferred ? "sign line" : r->kind == PM_RESTART_RELOAD ? "sign ring" : "sign";
        xmlNode *n = pm_svg_sign(svg, class, signs[r->kind], pm_axis_x(&p->axis, t), y + beside[r->kind]);
        pm_svg_tip(n, "%s %.*s", pm_axis_moment(p->in->c->zone, t, at), PM_SPAN_FMT(what));
    }
}

/* Does a severe finding cite the line? */
static bool is_cited(const picture *p, const pm_cite *c)
{
    for (size_t i = 0; i < pm_findings_count(p->in->findings); i++) {
        const pm_finding *f = pm_findings_at(p->in->findings, i);
        for (size_t k = 0; f->severity >= PM_SEVERITY_HIGH && k < f->n_cites; k++)
            if (pm_cite_cmp(f->cites[k], c) == 0)
                return true;
    }
    return false;
}

/* At most one sign of a kind per pixel column: what lies under another cannot be seen anyway. */
static void host_signs(xmlNode *svg, const picture *p, pm_happening_kind kind, pm_sign sign, double y)
{
    const pm_happenings *h = &p->in->c->facts->h[kind];
    double last = -10;
    char at[40];
    for (size_t i = 0; i < h->n; i++) {
        double x = pm_axis_x(&p->axis, h->items[i].time);
        bool severe = h->n < 4000 && is_cited(p, &h->items[i].cite);
        if (x - last < 1 && !severe)
            continue;
        last = x;
        xmlNode *n = pm_svg_sign(svg, severe ? "sign severe" : sign == PM_SIGN_TICK ? "sign line" : "sign", sign, x, y);
        pm_svg_tip(n, "%s %.*s", pm_axis_moment(p->in->c->zone, h->items[i].time, at),
                   PM_SPAN_FMT(pm_span_first(pm_case_text(p->in->c, h->items[i].a), 200)));
    }
}

/* ---- the findings: bars with their numbers, packed so that none covers another ---- */

enum { LANES = 7, LANE = 19 };

static size_t free_lane(double ends[LANES], double from, double to)
{
    for (size_t k = 0; k < LANES; k++)
        if (ends[k] <= from) {
            ends[k] = to;
            return k;
        }
    return LANES;
}

static void add_title(const picture *p, xmlNode *bar, const pm_finding *f, size_t number)
{
    const xmlNode *title = pm_texts_sentence(p->in->texts, f, "title", 0);
    pm_arena *a = pm_arena_new();
    if (title != NULL)
        pm_svg_tip(bar, "%zu %.*s: %.*s", number, PM_SPAN_FMT(pm_texts_fill(p->in->c, title, p->in->lang, f, a)),
                   PM_SPAN_FMT(pm_span_first(f->subject_value, 200)));
    pm_arena_free(a);
}

static double finding_bars(xmlNode *svg, const picture *p, double top)
{
    double ends[LANES] = { 0 };
    size_t used = 0, left_out = 0;
    for (size_t i = 0; i < pm_findings_count(p->in->findings); i++) {
        const pm_finding *f = pm_findings_at(p->in->findings, i);
        if (f->severity < PM_SEVERITY_HIGH || f->from == PM_NO_TIME || pm_tree_is_member(p->in, f))
            continue;
        char number[24], class[40];
        snprintf(number, sizeof number, "%zu", i + 1);
        double x1 = pm_axis_x(&p->axis, f->from), x2 = pm_axis_x(&p->axis, f->to == PM_NO_TIME ? f->from : f->to);
        x2 = x2 - x1 < 5 ? x1 + 5 : x2;
        double words = 10 + 7.2 * (double)strlen(number);
        bool before = x2 + words > RIGHT; /* the number stands on the left */
        size_t lane = free_lane(ends, before ? x1 - words : x1, before ? x2 + 4 : x2 + words);
        if (lane == LANES) {
            left_out++;
            continue;
        }
        used = lane + 1 > used ? lane + 1 : used;
        double y = top + LANE * (double)lane;
        snprintf(class, sizeof class, "finding sev-%s", pm_severity_name(f->severity));
        xmlNode *bar = pm_svg_rect(svg, class, x1, y + 3, x2 - x1, 11);
        add_title(p, bar, f, i + 1);
        pm_svg_words(svg, before ? "axis strong end" : "axis strong", before ? x1 - 4 : x2 + 4, y + 13, pm_span_of(number));
    }
    if (left_out) {
        char more[24];
        snprintf(more, sizeof more, "+%zu", left_out);
        pm_svg_words(svg, "axis strong end", RIGHT, top + LANE * LANES + 8, pm_span_of(more));
    }
    return top + LANE * (double)(used ? used : 1);
}

/* ---- holes ---- */

static void holes(xmlNode *svg, const picture *p, const char *id, pm_family family, double top, double bottom, bool named)
{
    for (size_t i = 0; i < p->in->c->n_coverage; i++) {
        const pm_coverage *v = &p->in->c->coverage[i];
        if (v->family != family || v->to <= v->from || v->basis == PM_COVERAGE_CLOCK || v->basis == PM_COVERAGE_LOSS)
            continue;
        double x1 = pm_axis_x(&p->axis, v->from), x2 = pm_axis_x(&p->axis, v->to);
        pm_svg_hatch(svg, id, x1, top, x2 - x1 < 2 ? 2 : x2 - x1, bottom - top);
        if (named && x2 - x1 > 60)
            pm_svg_message(svg, p->in, "axis mid hole", (x1 + x2) / 2, top - 4, "chart.hole");
    }
}

/* ---- the whole ---- */

/* Can lines of the family tell anything of this bin?  Not where there are none at all, or where a hole takes up all of it. */
static bool is_covered(const picture *p, pm_family family, size_t bin)
{
    const pm_case *c = p->in->c;
    int64_t from, to;
    if (!pm_tree_period(c, family, &from, &to))
        return false;
    for (size_t i = 0; i < c->n_coverage && c->n_hosts == 1; i++) {
        const pm_coverage *v = &c->coverage[i];
        if (v->family == family && v->basis <= PM_COVERAGE_DAMAGE && v->from <= p->starts[bin] && v->to >= p->starts[bin + 1])
            return false;
    }
    return true;
}

static void write_bins(xmlNode *chart, const picture *p)
{
    static const char *const names[SERIES] = { "recipients", "suspect", "deferred", "bounced", "sasl_failed", "ssh_failed" };
    char total[24];
    xmlNode *rows = pm_tree_add(chart, "bins");
    snprintf(total, sizeof total, "%zu", p->n);
    pm_tree_set(rows, "total", pm_span_of(total));
    for (size_t i = 0; i < p->n; i++) {
        char name[40];
        xmlNode *row = pm_tree_add(rows, "i");
        bin_name(p, i, name);
        pm_tree_add_text(row, "from", pm_span_of(name));
        for (size_t s = 0; s < SERIES; s++)
            if (is_covered(p, s == SSH_FAILED ? PM_FAMILY_AUTH : PM_FAMILY_MAIL, i))
                pm_tree_add_number(row, names[s], p->v[s][i]);
    }
}

static void draw(xmlNode *chart, picture *p)
{
    xmlNode *svg = pm_svg_open(chart, p->in, "chart-case", "case");
    xmlNode *ground = pm_tree_add(svg, "g"); /* holes and grid lie below the rest */
    double y = 22, mail_top = y - 2;
    label(svg, p, y + 34, "chart.lane.recipients");
    bars(svg, p, y, 84, RECIPIENTS, SUSPECT, false, "bar", "bar suspect");
    y += 84 + 26;
    label(svg, p, y + 16, "chart.lane.refusals");
    bars(svg, p, y, 44, DEFERRED, BOUNCED, true, "bar light", "bar dark");
    y += 44 + 26;
    label(svg, p, y + 16, "chart.lane.failures");
    bars(svg, p, y, 40, SASL_FAILED, SSH_FAILED, true, "bar light", "bar dark");
    y += 40 + 14;
    label(svg, p, y + 14, "chart.lane.service");
    pm_svg_line(svg, "rule", LEFT, y + 10, RIGHT, y + 10);
    service_signs(svg, p, y + 10);
    y += 26;
    double mail_bottom = y - 2, auth_top = y;
    label(svg, p, y + 14, "chart.lane.ssh");
    pm_svg_line(svg, "rule", LEFT, y + 10, RIGHT, y + 10);
    host_signs(svg, p, PM_H_SSH_LOGIN, PM_SIGN_TICK, y + 10);
    y += 24;
    label(svg, p, y + 14, "chart.lane.root");
    pm_svg_line(svg, "rule", LEFT, y + 10, RIGHT, y + 10);
    host_signs(svg, p, PM_H_SUDO, PM_SIGN_TICK, y + 10);
    host_signs(svg, p, PM_H_ACCOUNT, PM_SIGN_DIAMOND, y + 10);
    y += 26;
    double auth_bottom = y - 2;
    label(svg, p, y + 14, "chart.lane.findings");
    y = finding_bars(svg, p, y);
    pm_svg_line(svg, "base", LEFT, y + 4, RIGHT, y + 4);
    holes(ground, p, "chart-case", PM_FAMILY_MAIL, mail_top, mail_bottom, true);
    holes(ground, p, "chart-case", PM_FAMILY_AUTH, auth_top, auth_bottom, false);
    pm_svg_height(svg, pm_axis_draw(ground, &p->axis, 18, y + 4));
}

void pm_chart_case(const pm_model_input *in, xmlNode *charts)
{
    picture *p = pm_zalloc(sizeof *p);
    p->in = in;
    p->axis = (pm_axis){ .zone = in->c->zone, .left = LEFT, .right = RIGHT };
    if (pm_tree_period(in->c, PM_FAMILY_COUNT, &p->axis.from, &p->axis.to)) {
        xmlNode *chart = pm_tree_add(charts, "case");
        lay_out(p);
        p->n_suspects = pm_chart_suspects(in, p->suspects);
        count_all(p);
        pm_tree_add_text(chart, "bin", p->width < DAY ? PM_SPAN("hour") : p->width == DAY ? PM_SPAN("day") : PM_SPAN("days"));
        pm_tree_add_number(chart, "bin_days", (uint64_t)(p->width / DAY));
        pm_tree_add_number(chart, "bin_hours", (uint64_t)(p->width / HOUR));
        draw(chart, p);
        write_bins(chart, p);
    }
    free(p);
}
