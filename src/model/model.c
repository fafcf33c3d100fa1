#include "section.h"

static pm_section *const sections[] = {
#define PM_SECTION(name) pm_section_##name,
#include "sections.def"
#undef PM_SECTION
};

void pm_model_write(const pm_model_input *in, const pm_sink *sink)
{
    pm_out o = { sink, in->c };
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        sections[i](in, &o);
}
