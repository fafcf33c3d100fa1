/* hosts: what happened on each, part by part. */
#include "section.h"

static pm_host_section *const parts[] = {
#define PM_HOST_SECTION(name) pm_host_section_##name,
#include "host_sections.def"
#undef PM_HOST_SECTION
};

void pm_section_hosts(const pm_model_input *in, pm_out *o)
{
    pm_out_list(o, "hosts");
    for (size_t i = 0; i < in->c->n_hosts; i++) {
        pm_out_object(o, NULL);
        pm_out_id(o, "name", in->c->hosts[i]);
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            parts[k](in, o, in->c->hosts[i]);
        pm_out_end(o);
    }
    pm_out_end(o);
}
