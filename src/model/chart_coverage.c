/*
 * chart_coverage: a bar for each log from its first to its last line, in rows by host and kind; hatched
 * where lines are missing: a file that is not there has a row of its own.  Where there are too many files for
 * that, those of a host and kind share a row.
 */
#include "chart.h"

#include "postmortem/base/memory.h"

#include <stdlib.h>

enum { ROWS = 60, BARS = 2000, ROW = 19, LEFT = 236, RIGHT = PM_SVG_WIDTH - 14, TOP = 10, NAME_MAX_CHARS = 30 };

typedef struct {
    const pm_piece *piece;       /* NULL: a file that is missing, or gave no line */
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
        bool unread = v->basis == PM_COVERAGE_DAMAGE && (pm_piece_stream(v->piece) == NULL || pm_piece_stream(v->piece)->first == PM_NO_TIME);
        if (v->basis == PM_COVERAGE_ROTATION || unread)
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

static bool together(const row *x, const row *y)
{
    return x->host == y->host && x->family == y->family;
}

/* The name of a row: of its file, or of what its n files have in common. */
static void draw_name(xmlNode *svg, const table *t, const row *r, size_t n, double y)
{
    static const char *const kinds[] = { "evidence.kind.maillog", "evidence.kind.authlog", "evidence.kind.messages", "evidence.kind.other" };
    char id[32] = "—";
    pm_arena *a = pm_arena_new();
    const pm_piece *piece = r->piece ? r->piece : r->missing->piece; /* NULL: it is not there */
    pm_span name = short_name(a, piece ? piece->path : r->missing->missing);
    if (piece != NULL)
        pm_case_piece_id(t->in->c, piece, id);
    if (n > 1) {
        snprintf(id, sizeof id, "×%zu", n);
        pm_span kind = pm_texts_message(t->in->texts, kinds[r->family < PM_FAMILY_OTHER ? r->family : PM_FAMILY_OTHER], t->in->lang);
        name = pm_arena_format(a, "%.*s %.*s", PM_SPAN_FMT(kind), PM_SPAN_FMT(pm_span_first(pm_case_text(t->in->c, r->host), NAME_MAX_CHARS / 2)));
    }
    pm_svg_words(svg, "axis", 8, y + 13, pm_span_of(id));
    pm_svg_words(svg, "axis strong", 44, y + 13, name);
    pm_arena_free(a);
}

/* Where a host has no log of a family, what is missing of it is missing in the others. */
static bool has_log(const pm_case *c, pm_id host, pm_family family)
{
    for (size_t i = 0; i < c->n_reaches; i++)
        if (c->reaches[i].host == host && c->reaches[i].family == family)
            return true;
    return false;
}

static void draw_bar(xmlNode *svg, const table *t, const row *r, double y)
{
    char id[16], at[40], to[40];
    double x1 = pm_axis_x(&t->axis, r->from), x2 = pm_axis_x(&t->axis, r->to);
    double w = x2 - x1 < 2 ? 2 : x2 - x1;
    const char *class = r->family == PM_FAMILY_MAIL ? "span mail" : r->family == PM_FAMILY_AUTH ? "span auth" : "span";
    if (r->piece == NULL) {
        pm_svg_hatch(svg, "chart-coverage", x1, y + 3, w, ROW - 6);
    } else {
        pm_case_piece_id(t->in->c, r->piece, id);
        bool twice = r->piece->state == PM_PIECE_DUPLICATE;
        xmlNode *bar = pm_svg_rect(svg, twice ? "span twice" : class, x1, y + 4, w, ROW - 8);
        pm_svg_tip(bar, "%s: %s – %s", id, pm_axis_moment(t->in->c->zone, r->from, at), pm_axis_moment(t->in->c->zone, r->to, to));
    }
    for (size_t i = 0; i < t->in->c->n_coverage && r->piece != NULL; i++) {
        const pm_coverage *v = &t->in->c->coverage[i];
        bool own = v->basis == PM_COVERAGE_DAMAGE ? v->piece == r->piece
                   : v->basis == PM_COVERAGE_GAP  ? v->from < r->to && v->to > r->from
                   : v->basis == PM_COVERAGE_LOSS ? v->from <= r->to && v->to >= r->from
                                                  : false;
        if (!own || v->host != r->host || (v->family != r->family && !v->any_stream && has_log(t->in->c, v->host, v->family)))
            continue;
        x1 = pm_axis_x(&t->axis, v->from);
        x2 = pm_axis_x(&t->axis, v->to);
        pm_svg_hatch(svg, "chart-coverage", x1, y + 3, x2 - x1 < 2 ? 2 : x2 - x1, ROW - 6);
    }
}

/* The rows from `first` on that share a line. */
static size_t on_one_line(const table *t, size_t first)
{
    size_t n = 1;
    while (t->n > ROWS && first + n < t->n && together(&t->rows[first], &t->rows[first + n]))
        n++;
    return n;
}

void pm_chart_coverage(const pm_model_input *in, xmlNode *charts)
{
    table t = { .in = in, .axis = { .zone = in->c->zone, .left = LEFT, .right = RIGHT } };
    xmlNode *chart = pm_tree_add(charts, "coverage");
    gather(&t);
    size_t shown = 0;
    double bottom = TOP;
    if (t.n && pm_tree_period(in->c, PM_FAMILY_COUNT, &t.axis.from, &t.axis.to)) {
        xmlNode *svg = pm_svg_open(chart, in, "chart-coverage", "coverage"), *ground = pm_tree_add(svg, "g");
        for (size_t line = 0, first = 0, n; line < ROWS && first < t.n; line++, first += n, bottom += ROW) {
            n = on_one_line(&t, first);
            if (line > 0 && !together(&t.rows[first], &t.rows[first - 1]))
                pm_svg_line(ground, "rule", 0, bottom, RIGHT, bottom);
            draw_name(svg, &t, &t.rows[first], n, bottom);
            for (size_t i = 0; i < n && shown < BARS; i++, shown++)
                draw_bar(svg, &t, &t.rows[first + i], bottom);
        }
        bottom += 2;
        pm_svg_line(ground, "base", LEFT, bottom, RIGHT, bottom);
        pm_svg_height(svg, pm_axis_draw(ground, &t.axis, TOP, bottom));
    }
    pm_tree_add_number(chart, "shown", shown);
    pm_tree_add_number(chart, "all", t.n);
    free(t.rows);
}
