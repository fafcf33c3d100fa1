/* collections: what collectors made, and the hash lists that came with the evidence. */
#include "section.h"

static void write_id(const pm_model_input *in, pm_out *o, const char *key, const pm_piece *p)
{
    char id[16];
    if (p == NULL)
        return;
    pm_case_piece_id(in->c, p, id);
    pm_out_words(o, key, id);
}

static void write_said(pm_out *o, const char *key, pm_span value)
{
    if (value.len)
        pm_out_text(o, key, value);
}

static void write_collection(const pm_model_input *in, pm_out *o, const pm_collection *x)
{
    pm_out_object(o, NULL);
    pm_out_words(o, "kind", x->kind);
    write_id(in, o, "evidence", x->evidence);
    write_said(o, "folder", x->folder);
    write_id(in, o, "says", x->says);
    write_id(in, o, "acquisition_log", x->acquisition_log);
    write_said(o, "version", x->version);
    write_said(o, "host", x->host);
    write_said(o, "started", x->started);
    write_said(o, "ended", x->ended);
    pm_out_end(o);
}

static void write_hash_list(const pm_model_input *in, pm_out *o, const pm_hash_list *l)
{
    pm_out_object(o, NULL);
    write_id(in, o, "list", l->piece);
    pm_out_number(o, "lines", l->lines);
    pm_out_number(o, "match", l->n[PM_LISTED_MATCH]);
    pm_out_number(o, "differs", l->n[PM_LISTED_DIFFERS]);
    pm_out_number(o, "not_compared", l->n[PM_LISTED_NOT_COMPARED]);
    pm_out_number(o, "absent", l->absent);
    pm_out_number(o, "unread", l->unread);
    if (l->in_part)
        pm_out_flag(o, "in_part", true);
    pm_out_list(o, "absent_names");
    for (size_t i = 0; i < l->absent && i < PM_ABSENT_NAMED; i++)
        pm_out_text(o, NULL, l->absent_names[i]);
    pm_out_end(o);
    pm_out_end(o);
}

void pm_section_collections(const pm_model_input *in, pm_out *o)
{
    const pm_case *c = in->c;
    if (c->n_collections > 0) {
        pm_out_list(o, "collections");
        for (size_t i = 0; i < c->n_collections; i++)
            write_collection(in, o, &c->collections[i]);
        pm_out_end(o);
    }
    if (c->n_hash_lists > 0) {
        pm_out_list(o, "hash_lists");
        for (size_t i = 0; i < c->n_hash_lists; i++)
            write_hash_list(in, o, &c->hash_lists[i]);
        pm_out_end(o);
    }
}
