/*
 * chart_coverage: a bar for each log from its first to its last line, in rows by host and kind; hatched
 * where lines are missing: a file that is not there has a row of its own.
 */
#include "chart.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

enum { ROWS = 60, ROW = 19, LEFT = 236, RIGHT = PM_SVG_WIDTH - 14, TOP = 10, NAME_MAX_CHARS = 30 };

typedef struct {
    const pm_piece *piece;       /* NULL: a file that is missing */
    const pm_coverage *missing;
    pm_id host;
    pm_family family;
    int64_t from, to;
} row;

typedef struct {
    const pm_model_input *in;
    pm_axis axis;
    row *rows;
    size_t n, cap;
} table;

static void add(table *t, row r)
{
    t->rows = pm_array_grow(t->rows, &t->cap, t->n + 1, sizeof *t->rows);
    t->rows[t->n++] = r;
}

static const pm_case *sorting; /* qsort takes no context */

static int in_order(const void *a, const void *b)
{
    const row *x = a, *y = b;
    int c = x->host == y->host ? 0 : pm_span_cmp(pm_case_text(sorting, x->host), pm_case_text(sorting, y->host));
    if (c != 0)
        return c;
    if (x->family != y->family)
        return x->family < y->family ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->piece == NULL || y->piece == NULL)
        return x->piece == NULL ? y->piece != NULL : -1;
    return pm_span_cmp(x->piece->path, y->piece->path);
}

static void gather(table *t)
{
    const pm_case *c = t->in->c;
    for (size_t i = 0; i < c->n_pieces; i++) {
        const pm_stream_info *s = pm_piece_stream(c->pieces[i]);
        if (s != NULL && s->first != PM_NO_TIME)
            add(t, (row){ .piece = c->pieces[i], .host = s->host, .family = s->family, .from = s->first, .to = s->last });
    }
    for (size_t i = 0; i < c->n_coverage; i++) {
        const pm_coverage *v = &c->coverage[i];
        if (v->basis == PM_COVERAGE_ROTATION)
            add(t, (row){ .missing = v, .host = v->host, .family = v->family, .from = v->from, .to = v->to });
    }
    sorting = c;
    if (t->n > 1)
        qsort(t->rows, t->n, sizeof *t->rows, in_order);
}

/* The last part of a path; long names lose their middle. */
static pm_span short_name(pm_arena *a, pm_span path)
{
    pm_span name = pm_tree_last_name(path);
    if (name.len <= NAME_MAX_CHARS)
        return name;
    size_t begin = NAME_MAX_CHARS / 2, end = NAME_MAX_CHARS / 2 - 1;
    while (begin > 0 && ((unsigned char)name.ptr[begin] & 0xc0) == 0x80) /* not inside a character */
        begin--;
    while (end > 0 && ((unsigned char)name.ptr[name.len - end] & 0xc0) == 0x80)
        end--;
    return pm_arena_format(a, "%.*s…%.*s", (int)begin, name.ptr, (int)end, name.ptr + name.len - end);
}

static void draw_row(xmlNode *svg, const table *t, const row *r, double y)
{
    char id[16], at[40], to[40];
    pm_arena *a = pm_arena_new();
    double x1 = pm_axis_x(&t->axis, r->from), x2 = pm_axis_x(&t->axis, r->to);
    double w = x2 - x1 < 2 ? 2 : x2 - x1;
    const char *class = r->family == PM_FAMILY_MAIL ? "span mail" : r->family == PM_FAMILY_AUTH ? "span auth" : "span";
    if (r->piece == NULL) {
        pm_svg_words(svg, "axis", 8, y + 13, PM_SPAN("—"));
        pm_svg_words(svg, "axis strong", 44, y + 13, short_name(a, r->missing->missing));
        pm_svg_hatch(svg, "chart-coverage", x1, y + 3, w, ROW - 6);
    } else {
        pm_case_piece_id(t->in->c, r->piece, id);
        pm_svg_words(svg, "axis", 8, y + 13, pm_span_of(id));
        pm_svg_words(svg, "axis strong", 44, y + 13, short_name(a, r->piece->path));
        bool twice = r->piece->state == PM_PIECE_DUPLICATE;
        xmlNode *bar = pm_svg_rect(svg, twice ? "span twice" : class, x1, y + 4, w, ROW - 8);
        pm_svg_tip(bar, "%s: %s – %s", id, pm_axis_moment(t->in->c->zone, r->from, at), pm_axis_moment(t->in->c->zone, r->to, to));
    }
    for (size_t i = 0; i < t->in->c->n_coverage && r->piece != NULL; i++) {
        const pm_coverage *v = &t->in->c->coverage[i];
        bool own = v->basis == PM_COVERAGE_DAMAGE ? v->piece == r->piece
                                                  : v->basis == PM_COVERAGE_GAP && v->host == r->host && v->family == r->family &&
                                                        v->from < r->to && v->to > r->from;
        if (!own)
            continue;
        x1 = pm_axis_x(&t->axis, v->from);
        x2 = pm_axis_x(&t->axis, v->to);
        pm_svg_hatch(svg, "chart-coverage", x1, y + 3, x2 - x1 < 2 ? 2 : x2 - x1, ROW - 6);
    }
    pm_arena_free(a);
}

void pm_chart_coverage(const pm_model_input *in, xmlNode *charts)
{
    table t = { .in = in, .axis = { .zone = in->c->zone, .left = LEFT, .right = RIGHT } };
    xmlNode *chart = pm_tree_add(charts, "coverage");
    gather(&t);
    size_t shown = t.n < ROWS ? t.n : ROWS;
    pm_tree_add_number(chart, "shown", shown);
    pm_tree_add_number(chart, "all", t.n);
    if (shown && pm_tree_period(in->c, PM_FAMILY_COUNT, &t.axis.from, &t.axis.to)) {
        xmlNode *svg = pm_svg_open(chart, in, "chart-coverage", "coverage"), *ground = pm_tree_add(svg, "g");
        for (size_t i = 0; i < shown; i++) {
            double y = TOP + ROW * (double)i;
            if (i > 0 && (t.rows[i].family != t.rows[i - 1].family || t.rows[i].host != t.rows[i - 1].host))
                pm_svg_line(ground, "rule", 0, y, RIGHT, y);
            draw_row(svg, &t, &t.rows[i], y);
        }
        double bottom = TOP + ROW * (double)shown + 2;
        pm_svg_line(ground, "base", LEFT, bottom, RIGHT, bottom);
        pm_svg_height(svg, pm_axis_draw(ground, &t.axis, TOP, bottom));
    }
    free(t.rows);
}
