/*
 * chart_hours: recipients per hour of each sender that carries a finding, with the band that is normal
 * for it: from nothing to the bound that the finding compares with.  Where no sender does, the busiest
 * ones are drawn around their busiest hour.
 */
#include "chart.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

enum {
    HOUR = 3600,
    DAY = 86400,
    SENDERS = 6,
    BUSIEST = 3,
    HOURS_MAX = 24 * 14,
    LEFT = 64,
    RIGHT = PM_SVG_WIDTH - 14,
    TOP = 24,
    HEIGHT = 120,
};

typedef struct {
    const pm_model_input *in;
    pm_suspect who;
    double mean, bound;
    bool has_band;
    pm_axis axis;
    int64_t first;         /* UTC of hour 0 */
    size_t n;
    uint64_t recipients[HOURS_MAX], messages[HOURS_MAX];
} sender;

/* The rise that a finding of the same sender describes, with mean and bound. */
static void find_band(sender *s)
{
    if (s->who.finding == NULL)
        return;
    for (size_t i = 0; i < pm_findings_count(s->in->findings); i++) {
        const pm_finding *f = pm_findings_at(s->in->findings, i);
        const pm_figure *mean = pm_finding_figure(f, "mean"), *bound = pm_finding_figure(f, "bound");
        if (f->subject != s->who.finding->subject || f->host != s->who.host || mean == NULL || bound == NULL ||
            !pm_span_eq(f->subject_value, s->who.finding->subject_value) || strcmp(f->variant, "no-baseline") == 0)
            continue;
        s->mean = mean->real;
        s->bound = (double)bound->number;
        s->has_band = true;
        return;
    }
}

/* The span of the finding with a day on both sides, inside the evidence; long ones are cut behind two weeks. */
static bool lay_out(sender *s)
{
    const pm_case *c = s->in->c;
    int64_t from, to;
    if (!pm_tree_period(c, PM_FAMILY_MAIL, &from, &to))
        return false;
    int64_t around = s->who.finding ? DAY : 3 * DAY;
    from = s->who.from - around > from ? s->who.from - around : from;
    to = s->who.to + around < to ? s->who.to + around : to;
    pm_hour first = pm_hour_of(from, c->hour_shift), last = pm_hour_of(to, c->hour_shift);
    if (to < from)
        return false;
    s->n = last - first + 1 < HOURS_MAX ? last - first + 1 : HOURS_MAX;
    s->first = pm_hour_start(first, c->hour_shift);
    s->axis = (pm_axis){ .zone = c->zone, .from = s->first, .to = s->first + (int64_t)s->n * HOUR, .left = LEFT, .right = RIGHT };
    return true;
}

static void count_all(sender *s)
{
    const pm_tally *t = &s->in->c->facts->t[PM_T_ACTOR_HOUR];
    for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);) {
        const pm_tally_row *r = w.row;
        int64_t at = (pm_hour_start(r->key[2], s->in->c->hour_shift) - s->first) / HOUR;
        if (r->key[0] != s->who.host || r->key[1] != s->who.actor || at < 0 || at >= (int64_t)s->n)
            continue;
        s->recipients[at] += r->n[PM_N_HOUR_RECIPIENTS];
        s->messages[at] += r->n[PM_N_HOUR_MESSAGES];
    }
}

static void draw_band(xmlNode *svg, const sender *s, double max)
{
    if (!s->has_band || max <= 0)
        return;
    double h = HEIGHT * s->bound / max;
    h = h < 2 ? 2 : h > HEIGHT ? HEIGHT : h;
    pm_svg_rect(svg, "band", LEFT, TOP + HEIGHT - h, RIGHT - LEFT, h);
}

static void draw(xmlNode *chart, const sender *s, const char *id)
{
    uint64_t max = 0;
    char at[40];
    pm_arena *a = pm_arena_new();
    xmlNode *svg = pm_svg_open(chart, s->in, id, "hours"), *ground = pm_tree_add(svg, "g");
    for (size_t i = 0; i < s->n; i++)
        max = s->recipients[i] > max ? s->recipients[i] : max;
    max = pm_axis_nice(max);
    for (int k = 1; k <= 2; k++) {
        double y = TOP + HEIGHT - HEIGHT * k / 2.0;
        pm_svg_line(ground, "grid", LEFT, y, RIGHT, y);
        if (max % 2 == 0 || k == 2)
            pm_svg_words(ground, "axis end", LEFT - 8, y + 4, pm_text_number(a, max * (uint64_t)k / 2));
    }
    pm_svg_words(ground, "axis end", LEFT - 8, TOP + HEIGHT + 4, PM_SPAN("0"));
    for (size_t i = 0; i < s->in->c->n_coverage; i++) {
        const pm_coverage *v = &s->in->c->coverage[i];
        if (v->family != PM_FAMILY_MAIL || v->basis == PM_COVERAGE_CLOCK || v->basis == PM_COVERAGE_LOSS || v->to < s->axis.from ||
            v->from > s->axis.to)
            continue;
        double x1 = pm_axis_x(&s->axis, v->from), x2 = pm_axis_x(&s->axis, v->to);
        pm_svg_hatch(ground, id, x1, TOP, x2 - x1, HEIGHT);
        if (x2 - x1 > 60)
            pm_svg_message(svg, s->in, "axis mid hole", (x1 + x2) / 2, TOP + HEIGHT / 2.0, "chart.hole");
    }
    draw_band(svg, s, (double)max);
    for (size_t i = 0; i < s->n; i++) {
        if (s->recipients[i] == 0)
            continue;
        int64_t hour = s->first + (int64_t)i * HOUR;
        double x1 = pm_axis_x(&s->axis, hour), x2 = pm_axis_x(&s->axis, hour + HOUR);
        double gap = x2 - x1 > 4 ? 0.75 : 0, h = HEIGHT * (double)s->recipients[i] / (double)max;
        bool inside = s->who.finding && pm_chart_suspect_of(&s->who, 1, s->who.host, s->who.actor, hour) != NULL;
        xmlNode *bar = pm_svg_rect(svg, inside ? "bar suspect" : "bar", x1 + gap, TOP + HEIGHT - (h < 1 ? 1 : h), x2 - x1 - 2 * gap,
                                   h < 1 ? 1 : h);
        pm_svg_tip(bar, "%s: %llu", pm_axis_moment(s->in->c->zone, hour, at), (unsigned long long)s->recipients[i]);
    }
    pm_svg_line(svg, "base", LEFT, TOP + HEIGHT, RIGHT, TOP + HEIGHT);
    pm_svg_message(svg, s->in, "lane", LEFT, TOP - 10, "chart.hours.unit");
    pm_svg_height(svg, pm_axis_draw(ground, &s->axis, TOP, TOP + HEIGHT));
    pm_arena_free(a);
}

static void write(xmlNode *chart, const sender *s)
{
    char real[32];
    pm_span kind, name;
    if (s->who.finding != NULL)
        pm_tree_add_number(chart, "finding", pm_tree_number(s->in, s->who.finding));
    if (pm_span_split(pm_case_text(s->in->c, s->who.actor), PM_SPAN(":"), &kind, &name)) {
        pm_tree_add_text(chart, "kind", kind);
        pm_tree_add_text(chart, "subject", name);
    }
    pm_tree_add_text(chart, "host", pm_case_text(s->in->c, s->who.host));
    pm_tree_add_time(s->in->c, chart, "from", s->axis.from);
    pm_tree_add_time(s->in->c, chart, "to", s->axis.to);
    if (s->has_band) {
        snprintf(real, sizeof real, "%.2f", s->mean);
        pm_tree_add_text(chart, "mean", pm_span_of(real));
        pm_tree_add_number(chart, "bound", (uint64_t)s->bound);
    }
    xmlNode *hours = pm_tree_add(chart, "hours");
    for (size_t i = 0; i < s->n; i++) {
        if (s->recipients[i] == 0)
            continue;
        xmlNode *row = pm_tree_add(hours, "i");
        pm_tree_add_time(s->in->c, row, "hour", s->first + (int64_t)i * HOUR);
        pm_tree_add_number(row, "messages", s->messages[i]);
        pm_tree_add_number(row, "recipients", s->recipients[i]);
    }
}

static bool precedes(const pm_case *c, const pm_tally_row *a, const pm_tally_row *b)
{
    uint64_t x = a->n[PM_N_ACTOR_RECIPIENTS], y = b->n[PM_N_ACTOR_RECIPIENTS];
    if (x != y)
        return x > y;
    int order = pm_span_cmp(pm_case_text(c, a->key[1]), pm_case_text(c, b->key[1]));
    return order != 0 ? order < 0 : pm_span_cmp(pm_case_text(c, a->key[0]), pm_case_text(c, b->key[0])) < 0;
}

/* Its busiest hour, the first of equal ones. */
static void find_peak(const pm_case *c, pm_suspect *s)
{
    const pm_tally *t = &c->facts->t[PM_T_ACTOR_HOUR];
    uint64_t most = 0;
    for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);) {
        int64_t hour = pm_hour_start(w.row->key[2], c->hour_shift);
        uint64_t n = w.row->n[PM_N_HOUR_RECIPIENTS];
        if (w.row->key[0] != s->host || w.row->key[1] != s->actor || n < most || (n == most && most && hour > s->from))
            continue;
        most = n;
        s->from = s->to = hour;
    }
}

static size_t busiest(const pm_model_input *in, pm_suspect out[BUSIEST])
{
    const pm_tally *t = &in->c->facts->t[PM_T_ACTOR];
    const pm_tally_row *top[BUSIEST] = { NULL };
    size_t n = 0;
    for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);) {
        pm_span actor = pm_case_text(in->c, w.row->key[1]);
        if (!pm_span_starts(actor, PM_SPAN("sasl:")) && !pm_span_starts(actor, PM_SPAN("uid:")))
            continue;
        size_t at = n;
        while (at > 0 && precedes(in->c, w.row, top[at - 1]))
            at--;
        if (at == BUSIEST)
            continue;
        n = n < BUSIEST ? n + 1 : n;
        for (size_t k = n - 1; k > at; k--)
            top[k] = top[k - 1];
        top[at] = w.row;
    }
    for (size_t i = 0; i < n; i++) {
        out[i] = (pm_suspect){ .host = top[i]->key[0], .actor = top[i]->key[1] };
        find_peak(in->c, &out[i]);
    }
    return n;
}

void pm_chart_hours(const pm_model_input *in, xmlNode *charts)
{
    pm_suspect who[PM_SUSPECTS_MAX];
    size_t n = pm_chart_suspects(in, who), drawn = 0;
    xmlNode *list = pm_tree_add(charts, "hours");
    if (n == 0)
        n = busiest(in, who);
    for (size_t i = 0; i < n && drawn < SENDERS; i++) {
        char id[32];
        sender *s = pm_zalloc(sizeof *s);
        s->in = in;
        s->who = who[i];
        find_band(s);
        if (lay_out(s)) {
            xmlNode *chart = pm_tree_add(list, "i");
            snprintf(id, sizeof id, "chart-hours-%zu", ++drawn);
            count_all(s);
            write(chart, s);
            draw(chart, s, id);
        }
        free(s);
    }
}
