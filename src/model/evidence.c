/* evidence: each piece, its hashes, its lines, the year its stamps mean; and the ledger over all. */
#include "section.h"

static const char *kind_of(const pm_piece *p)
{
    if (p->kind == PM_PIECE_CONTAINER)
        return "container";
    const pm_stream_info *s = pm_piece_stream(p);
    if (s == NULL || s->first == PM_NO_TIME)
        return "other";
    switch (s->family) {
    case PM_FAMILY_MAIL: return "maillog";
    case PM_FAMILY_AUTH: return "authlog";
    case PM_FAMILY_SYSTEM: return "messages";
    default: return "other";
    }
}

static const char *state_of(const pm_piece *p)
{
    static const char *const names[] = { "read", "damaged", "empty", "not-a-log", "duplicate" };
    return names[p->state];
}

static const char *damage_of(const pm_piece *p)
{
    static const char *const names[] = { "", "cut-off", "corrupt", "encrypted", "limit", "unreadable", "trailing-bytes", "link", "utf-16" };
    return names[p->damage];
}

static void write_ledger(pm_out *o, const pm_ledger *l)
{
    pm_out_object(o, "ledger");
    pm_out_number(o, "lines", l->lines);
    pm_out_number(o, "typed", l->typed);
    pm_out_number(o, "known_unused", l->known_unused);
    pm_out_number(o, "not_understood", l->not_understood);
    pm_out_number(o, "duplicate", l->duplicate);
    pm_out_number(o, "out_of_range", l->out_of_range);
    pm_out_number(o, "undecodable", l->undecodable);
    pm_out_end(o);
}

/* Who said which year, and who contradicts. */
static void write_year(pm_out *o, const pm_stream_info *s)
{
    if (!s->has_yearless)
        return;
    pm_out_object(o, "year");
    pm_out_number(o, "value", (uint64_t)s->year_first);
    if (s->year_last != s->year_first)
        pm_out_number(o, "last", (uint64_t)s->year_last);
    pm_out_list(o, "basis");
    for (pm_witness w = 0; w < PM_WITNESS_COUNT; w++) /* the strongest first */
        for (size_t i = 0; i < s->votes.n_year; i++)
            if (s->votes.year[i].witness == w && s->votes.year[i].shift == 0)
                pm_out_words(o, NULL, pm_witness_name(w));
    if (s->supposed_stands)
        pm_out_words(o, NULL, pm_witness_name(s->year_basis));
    pm_out_end(o);
    pm_out_list(o, "conflicts");
    for (size_t i = 0; i < s->votes.n_year; i++)
        if (s->votes.year[i].shift != 0) {
            pm_out_object(o, NULL);
            pm_out_words(o, "witness", pm_witness_name(s->votes.year[i].witness));
            pm_out_number(o, "year", (uint64_t)(s->year_first + s->votes.year[i].shift));
            pm_out_number(o, "votes", s->votes.year[i].n);
            pm_out_end(o);
        }
    pm_out_end(o);
    pm_out_end(o);
}

static void write_stream(const pm_model_input *in, pm_out *o, const pm_piece *p, const pm_stream_info *s)
{
    char id[16];
    if (pm_case_text(in->c, s->host).len)
        pm_out_id(o, "host", s->host);
    pm_out_number(o, "content_bytes", p->content_bytes);
    pm_out_sha256(o, "content_sha256", p->has_content_sha256 ? p->content_sha256 : NULL);
    pm_out_number(o, "lines", s->ledger.lines);
    pm_out_time(o, "first", s->first);
    pm_out_time(o, "last", s->last);
    write_year(o, s);
    if (s->duplicate_of != NULL) {
        pm_case_piece_id(in->c, s->duplicate_of, id);
        pm_out_words(o, "duplicate_of", id);
    }
    if (s->nul_blocks)
        pm_out_number(o, "nul_blocks", s->nul_blocks);
    if (s->overlong)
        pm_out_number(o, "overlong_lines", s->overlong);
    write_ledger(o, &s->ledger);
}

void pm_section_evidence(const pm_model_input *in, pm_out *o)
{
    char id[16];
    pm_out_list(o, "evidence");
    for (size_t i = 0; i < in->c->n_pieces; i++) {
        const pm_piece *p = in->c->pieces[i];
        pm_out_object(o, NULL);
        pm_case_piece_id(in->c, p, id);
        pm_out_words(o, "id", id);
        pm_out_text(o, "path", p->path);
        if (p->parent != NULL) {
            pm_case_piece_id(in->c, p->parent, id);
            pm_out_words(o, "parent", id);
        }
        pm_out_words(o, "kind", kind_of(p));
        pm_out_words(o, "state", state_of(p));
        if (p->damage != PM_DAMAGE_NONE) {
            pm_out_words(o, "damage", damage_of(p));
            if (p->damage_detail.len)
                pm_out_text(o, "damage_detail", p->damage_detail);
        }
        pm_out_number(o, "bytes", p->bytes);
        pm_out_sha256(o, "sha256", pm_piece_sha256(p));
        if (p->has_mtime)
            pm_out_time(o, "mtime", p->mtime);
        if (pm_piece_stream(p) != NULL)
            write_stream(in, o, p, pm_piece_stream(p));
        pm_out_end(o);
    }
    pm_out_end(o);
    write_ledger(o, &in->c->ledger);
}
