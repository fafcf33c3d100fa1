/* overlaps: which files hold the same lines, and where they do not hold what the other does. */
#include "section.h"

static void write_side(pm_out *o, const pm_overlap *v, int side)
{
    pm_out_list(o, side ? "origins_b" : "origins_a");
    for (size_t i = 0; i < v->n_cites[side]; i++)
        pm_out_cite(o, NULL, &v->cites[side][i]);
    pm_out_end(o);
}

void pm_section_overlaps(const pm_model_input *in, pm_out *o)
{
    char id[16];
    pm_out_list(o, "overlaps");
    for (size_t i = 0; i < in->c->n_overlaps; i++) {
        const pm_overlap *v = &in->c->overlaps[i];
        pm_out_object(o, NULL);
        pm_case_piece_id(in->c, v->a, id);
        pm_out_words(o, "a", id);
        pm_case_piece_id(in->c, v->b, id);
        pm_out_words(o, "b", id);
        pm_out_time(o, "from", v->from);
        pm_out_time(o, "to", v->to);
        pm_out_number(o, "common", v->common);
        pm_out_number(o, "only_a", v->only[0]);
        pm_out_number(o, "only_b", v->only[1]);
        pm_out_number(o, "filtered_a", v->filtered[0]);
        pm_out_number(o, "filtered_b", v->filtered[1]);
        pm_out_flag(o, "stamps_differ", v->forms_differ);
        pm_out_flag(o, "repeats_summed_up", v->repeats);
        pm_out_flag(o, "copies_differ", v->differs);
        write_side(o, v, 0);
        write_side(o, v, 1);
        pm_out_end(o);
    }
    pm_out_end(o);
}
