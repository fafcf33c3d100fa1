/* evidence: each piece, its hashes, its lines, the year its stamps mean; and the ledger over all. */
#include "section.h"

static const char *kind_of(const pm_piece *p)
{
    if (p->kind == PM_PIECE_CONTAINER)
        return "container";
    if (p->speaks != PM_SPEAKS_NOT)
        return p->speaks == PM_SPEAKS_OF_HASHES ? "hash-list" : "collection-log";
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
    static const char *const names[] = { "", "cut-off", "corrupt", "encrypted", "wrong-passphrase", "unknown-encryption", "limit", "unreadable", "trailing-bytes", "link" };
    return names[p->damage];
}

/* Of what is named and not read. */
static const char *type_of(const pm_piece *p)
{
    static const char *const names[] = { "", "symlink", "hard-link", "fifo", "socket", "character-device", "block-device" };
    return names[p->type];
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

static void write_voice(pm_out *o, const pm_stream_info *s, const pm_voice *v, const char *lines)
{
    pm_out_object(o, NULL);
    pm_out_words(o, "witness", pm_witness_name(v->witness));
    pm_out_number(o, "year", (uint64_t)v->year);
    if (v->lines)
        pm_out_number(o, lines, v->lines);
    if (v->time != PM_NO_TIME) {
        pm_out_time(o, "time", v->time);
        pm_out_real(o, "after_last_line_seconds", (double)(v->time - s->last), 0);
    }
    pm_out_flag(o, "contradicts", v->contradicts);
    pm_out_end(o);
}

/* Who said which year, what was decided, and who says another: a bound that allows a later one contradicts nothing. */
static void write_year(const pm_case *c, pm_out *o, const pm_piece *p, const pm_stream_info *s)
{
    pm_voice voices[PM_VOICES_MAX];
    size_t n = pm_case_voices(c, p, voices);
    if (!s->has_yearless)
        return;
    pm_year_strength strength = pm_case_year_strength(c, p);
    pm_out_object(o, "year");
    if (strength == PM_YEAR_ASSUMED)
        pm_out_flag(o, "determinable", false);
    else
        pm_out_words(o, "strength", strength == PM_YEAR_PROVED ? "proved" : "weak");
    pm_out_number(o, strength == PM_YEAR_ASSUMED ? "assumed" : "value", (uint64_t)s->year_first);
    if (s->year_last != s->year_first)
        pm_out_number(o, "last", (uint64_t)s->year_last);
    pm_out_words(o, "decided_by", pm_witness_name(strength == PM_YEAR_ASSUMED ? PM_WITNESS_NOW : pm_stream_year_decider(s)));
    pm_out_list(o, "basis");
    for (size_t i = 0; i < n; i++)
        if (voices[i].year == s->year_first)
            pm_out_words(o, NULL, pm_witness_name(voices[i].witness));
    pm_out_end(o);
    pm_out_list(o, "votes");
    for (size_t i = 0; i < n; i++)
        write_voice(o, s, &voices[i], "lines");
    pm_out_end(o);
    pm_out_list(o, "conflicts");
    for (size_t i = 0; i < n; i++)
        if (voices[i].year != s->year_first)
            write_voice(o, s, &voices[i], "votes");
    pm_out_end(o);
    pm_out_end(o);
}

static void write_stream(const pm_model_input *in, pm_out *o, const pm_piece *p, const pm_stream_info *s)
{
    char id[16];
    if (pm_case_text(in->c, s->host).len && p->speaks == PM_SPEAKS_NOT) /* "2026-01-04 09:00:00 +0900 INF …" names no host */
        pm_out_id(o, "host", s->host);
    pm_out_number(o, "content_bytes", p->content_bytes);
    if (p->decoded_from != NULL)
        pm_out_words(o, "decoded_from", p->decoded_from);
    pm_out_sha256(o, "content_sha256", p->has_content_sha256 ? p->content_sha256 : NULL);
    pm_out_number(o, "lines", s->ledger.lines);
    pm_out_time(o, "first", s->first);
    pm_out_time(o, "last", s->last);
    write_year(in->c, o, p, s);
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

/* What a hash list among the evidence says of it. */
static void write_listed(const pm_model_input *in, pm_out *o, const pm_piece *p)
{
    static const char *const states[] = { "", "not-compared", "match", "differs" };
    char id[16];
    if (p->listed == PM_LISTED_NOT)
        return;
    pm_out_object(o, "hash_list");
    pm_case_piece_id(in->c, p->listed_in, id);
    pm_out_words(o, "list", id);
    pm_out_words(o, "state", states[p->listed]);
    pm_out_words(o, "digest", p->listed_digest);
    if (p->listed_content)
        pm_out_words(o, "of", "content");
    pm_out_end(o);
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
        pm_out_words(o, "path", p->path.ptr); /* not masked: by it a piece is known, also to verify */
        if (p->name_encoding != NULL)
            pm_out_words(o, "name_encoding", p->name_encoding);
        if (p->name_length)
            pm_out_number(o, "name_length", p->name_length);
        if (p->parent != NULL) {
            pm_case_piece_id(in->c, p->parent, id);
            pm_out_words(o, "parent", id);
        }
        pm_out_words(o, "kind", kind_of(p));
        pm_out_words(o, "state", state_of(p));
        if (p->type != PM_TYPE_FILE)
            pm_out_words(o, "type", type_of(p));
        if (p->folders)
            pm_out_number(o, "folders", p->folders);
        if (p->damage != PM_DAMAGE_NONE) {
            pm_out_words(o, "damage", damage_of(p));
            if (p->damage_detail.len)
                pm_out_text(o, "damage_detail", p->damage_detail);
        }
        if (p->opened)
            pm_out_flag(o, "opened_with_passphrase", true);
        pm_out_number(o, "bytes", p->bytes);
        pm_out_sha256(o, "sha256", pm_piece_sha256(p));
        write_listed(in, o, p);
        if (p->has_mtime)
            pm_out_time(o, "mtime", p->mtime);
        if (p->has_gzip_time)
            pm_out_time(o, "gzip_time", p->gzip_time);
        if (pm_piece_stream(p) != NULL)
            write_stream(in, o, p, pm_piece_stream(p));
        pm_out_end(o);
    }
    pm_out_end(o);
    write_ledger(o, &in->c->ledger);
}
