/* section: what each file of this folder provides, one per part of the case; rows in sections.def. */
#ifndef PM_MODEL_SECTION_H
#define PM_MODEL_SECTION_H

#include "postmortem/analysis/rows.h"
#include "postmortem/model/model.h"

typedef void pm_section(const pm_model_input *in, pm_out *o);

#define PM_SECTION(name) pm_section pm_section_##name;
#include "sections.def"
#undef PM_SECTION

/* A part of one host, inside "hosts". */
typedef void pm_host_section(const pm_model_input *in, pm_out *o, pm_id host);

/* Do the supplied lines of a host speak of it at all?  What they do not is left out: absent, not zero. */
typedef enum { PM_COVERED_MAIL, PM_COVERED_MAILBOX, PM_COVERED_LOGIN, PM_COVERED_COUNT } pm_covered;
bool pm_host_covers(const pm_model_input *in, pm_id host, pm_covered what);

#define PM_HOST_SECTION(name) pm_host_section pm_host_section_##name;
#include "host_sections.def"
#undef PM_HOST_SECTION

#endif
