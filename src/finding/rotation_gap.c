/* rotation_gap: files of a log series are not there, or one breaks off, cannot be read or was not read to its end, was handed
 * over twice, or is another than a hash list says. */
#include "detect.h"

static bool has_lines(const pm_piece *p)
{
    const pm_stream_info *s = pm_piece_stream(p);
    return s != NULL && s->first != PM_NO_TIME;
}

/* The hole that the damage makes in the coverage; NULL: it makes none, or which is not known. */
static const pm_coverage *hole_of(const pm_case *c, const pm_piece *p)
{
    for (size_t i = 0; i < c->n_coverage; i++)
        if (c->coverage[i].basis == PM_COVERAGE_DAMAGE && c->coverage[i].piece == p)
            return &c->coverage[i];
    return NULL;
}

/* First and last line of a piece and all in it. */
static void span_of(const pm_piece *p, int64_t *from, int64_t *to)
{
    const pm_stream_info *s = pm_piece_stream(p);
    if (s != NULL && s->first != PM_NO_TIME) {
        *from = *from == PM_NO_TIME || s->first < *from ? s->first : *from;
        *to = *to == PM_NO_TIME || s->last > *to ? s->last : *to;
    }
    for (const pm_piece *child = p->first_child; child != NULL; child = child->next)
        span_of(child, from, to);
}

/* The finding's time is that of the hole the piece makes, or of the lines read from it, else of all evidence. */
static pm_finding *add_about(const pm_detector *d, pm_findings *f, const pm_piece *p)
{
    const pm_case *c = pm_detect_case(f);
    const pm_stream_info *s = pm_piece_stream(p);
    const pm_coverage *hole = hole_of(c, p);
    int64_t from = hole ? hole->from : PM_NO_TIME, to = hole ? hole->to : PM_NO_TIME;
    if (hole == NULL)
        span_of(p, &from, &to);
    for (size_t i = 0; from == PM_NO_TIME && i < c->n_roots; i++)
        span_of(c->roots[i], &from, &to);
    return pm_finding_add(f, d, PM_SEVERITY_MEDIUM, PM_CONFIDENCE_STRONG, PM_SUBJECT_EVIDENCE, p->path,
                          s != NULL ? s->host : hole != NULL ? hole->host : 0, from, to);
}

/* What it may have held is not known. */
static void add_unread(const pm_detector *d, pm_findings *f, const pm_piece *p)
{
    static const char *const variants[] = { "unread", "cut", "corrupt", "encrypted", "wrong-passphrase", "unknown-encryption", "limit", "unreadable", "corrupt", "unread" };
    pm_finding *x = add_about(d, f, p);
    x->variant = variants[p->damage];
    pm_finding_text(x, "file", pm_detect_piece_name(f, p));
    if (p->damage == PM_DAMAGE_LIMIT) /* by the name of its option */
        pm_finding_text(x, "detail", pm_arena_format(pm_detect_arena(f), "--max-%.*s", PM_SPAN_FMT(p->damage_detail)));
    else if (p->damage_detail.len)
        pm_finding_text(x, "detail", p->damage_detail);
}

/* The file is another than the one whose hash was written down. */
static void add_hash_differs(const pm_detector *d, pm_findings *f, const pm_piece *p)
{
    pm_finding *x = add_about(d, f, p);
    x->variant = "hash-differs";
    pm_finding_text(x, "file", pm_detect_piece_name(f, p));
    pm_finding_text(x, "list", pm_detect_piece_name(f, p->listed_in));
}

/* "maillog.1" in "rm /var/log/maillog.1.gz", but not in "rm /var/log/maillog.10" */
static bool names_file(pm_span command, pm_span file)
{
    pm_span head, rest = command;
    while (pm_span_split(rest, file, &head, &rest))
        if (rest.len == 0 || rest.ptr[0] < '0' || rest.ptr[0] > '9')
            return true;
    return false;
}

/* … or one of "maillog.4 – maillog.3" */
static bool names_any(pm_span command, pm_span files)
{
    while (files.len)
        if (names_file(command, pm_span_take(&files, PM_SPAN(" – "))))
            return true;
    return false;
}

/* Who ran a command on the missing file, where a sudo line names it. */
static void note_command(const pm_case *c, pm_finding *x, pm_span files)
{
    const pm_happenings *sudo = &c->facts->h[PM_H_SUDO];
    for (size_t i = 0; i < sudo->n; i++) {
        const pm_happening *h = &sudo->items[i];
        pm_span command = pm_case_text(c, h->e);
        if (h->host != x->host || h->f != 0 || !pm_command_touches_logs(command) || !names_any(command, files))
            continue;
        pm_finding_text(x, "command_by", pm_case_text(c, h->a));
        pm_finding_time(x, "command_at", h->time);
        pm_finding_cite(x, &h->cite);
        return;
    }
}

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    for (size_t i = 0; i < c->n_coverage; i++) {
        const pm_coverage *v = &c->coverage[i];
        if (v->basis != PM_COVERAGE_ROTATION && (v->basis != PM_COVERAGE_DAMAGE || !has_lines(v->piece)))
            continue;
        bool missing = v->basis == PM_COVERAGE_ROTATION;
        pm_span what = missing ? v->missing : v->piece->path;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_MEDIUM, v->by_date ? PM_CONFIDENCE_MODERATE : PM_CONFIDENCE_STRONG,
                                       PM_SUBJECT_EVIDENCE, what, v->host, v->from, v->to);
        x->variant = !missing ? "damaged" : v->to > v->from ? "missing" : "newest";
        pm_finding_text(x, "file", missing ? what : pm_detect_piece_name(f, v->piece));
        pm_finding_number(x, "hours", (uint64_t)(v->to - v->from) / PM_HOUR_SECONDS);
        pm_finding_number(x, "usual_lines", v->expected);
        pm_finding_cite(x, &v->cite);
        if (missing && v->n_missing > 1)
            pm_finding_number(x, "files", v->n_missing);
        if (missing)
            note_command(c, x, what);
    }
    for (size_t i = 0; i < c->n_pieces; i++)
        if (c->pieces[i]->state == PM_PIECE_DAMAGED && (hole_of(c, c->pieces[i]) == NULL || !has_lines(c->pieces[i])))
            add_unread(d, f, c->pieces[i]);
    for (size_t i = 0; i < c->n_pieces; i++)
        if (c->pieces[i]->listed == PM_LISTED_DIFFERS)
            add_hash_differs(d, f, c->pieces[i]);
    for (size_t i = 0; i < c->n_pieces; i++) {
        const pm_piece *p = c->pieces[i];
        const pm_stream_info *s = pm_piece_stream(p);
        if (s == NULL || s->ledger.duplicate == 0)
            continue;
        bool whole = p->state == PM_PIECE_DUPLICATE;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_INFO, PM_CONFIDENCE_STRONG, PM_SUBJECT_EVIDENCE, p->path, s->host, s->first, s->last);
        x->variant = whole ? "twice" : "overlap";
        pm_finding_text(x, "file", pm_detect_piece_name(f, p));
        if (whole)
            pm_finding_text(x, "same_as", pm_detect_piece_name(f, s->duplicate_of));
        pm_finding_number(x, "lines", s->ledger.duplicate);
    }
}

const pm_detector pm_detector_rotation_gap = {
    .id = "PM-INT-04",
    .name = "rotation_gap",
    .attack = "T1685.006 T1070.002",
    .about_gaps = true,
    .find = find,
};
