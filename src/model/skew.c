/* skew: the hosts' clocks against what lines hold of other clocks. */
#include "section.h"

void pm_section_skew(const pm_model_input *in, pm_out *o)
{
    pm_out_list(o, "skew");
    for (size_t i = 0; i < in->c->n_skews; i++) {
        const pm_skew *s = &in->c->skews[i];
        pm_out_object(o, NULL);
        pm_out_id(o, "host", s->host);
        pm_out_words(o, "witness", pm_witness_name(s->witness));
        pm_out_number(o, "count", s->n);
        if (s->n) {
            pm_out_real(o, "min_seconds", s->min, 0);
            pm_out_real(o, "median_seconds", s->median, 0);
            pm_out_real(o, "max_seconds", s->max, 0);
        }
        pm_out_number(o, "days", s->days);
        if (s->beyond)
            pm_out_number(o, "beyond_a_day", s->beyond);
        pm_out_list(o, "steps");
        for (size_t k = 0; k < s->n_steps; k++) {
            pm_out_object(o, NULL);
            pm_out_time(o, "day", s->steps[k].day);
            pm_out_real(o, "before_seconds", s->steps[k].before, 0);
            pm_out_real(o, "after_seconds", s->steps[k].after, 0);
            pm_out_number(o, "count", s->steps[k].n);
            pm_out_end(o);
        }
        pm_out_end(o);
        pm_out_end(o);
    }
    pm_out_end(o);
}
