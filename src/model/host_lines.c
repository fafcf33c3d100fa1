/* lines: how much of each program's lines was understood, and the shapes that were not. */
#include "section.h"

enum { SHAPES = 200 };

void pm_host_section_lines(const pm_model_input *in, pm_out *o, pm_id host)
{
    pm_arena *a = pm_arena_new();
    pm_rows rows = pm_rows_of_host(in->c->facts, a, PM_T_LINES, host, PM_BY_COUNT, PM_N_LINES_TYPED);
    pm_out_list(o, "programs");
    for (size_t i = 0; i < rows.n; i++) {
        pm_out_object(o, NULL);
        pm_out_id(o, "program", rows.rows[i]->key[1]);
        pm_out_number(o, "typed", rows.rows[i]->n[PM_N_LINES_TYPED]);
        pm_out_number(o, "known_unused", rows.rows[i]->n[PM_N_LINES_KNOWN]);
        pm_out_number(o, "not_understood", rows.rows[i]->n[PM_N_LINES_UNKNOWN]);
        pm_out_end(o);
    }
    pm_out_end(o);
    rows = pm_rows_of_host(in->c->facts, a, PM_T_SHAPE, host, PM_BY_COUNT, PM_N_COUNT);
    pm_out_list(o, "not_understood");
    for (size_t i = 0; i < rows.n && i < SHAPES; i++) {
        pm_out_object(o, NULL);
        pm_out_id(o, "program", rows.rows[i]->key[1]);
        pm_out_id(o, "shape", rows.rows[i]->key[2]);
        pm_out_number(o, "count", rows.rows[i]->n[PM_N_COUNT]);
        if (rows.rows[i]->when->first_cite != NULL)
            pm_out_text(o, "sample", rows.rows[i]->when->first_cite->text);
        pm_out_origins(o, rows.rows[i]->when->first_cite, NULL);
        pm_out_end(o);
    }
    pm_out_end(o);
    pm_arena_free(a);
}
