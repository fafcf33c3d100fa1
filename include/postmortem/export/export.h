/*
 * export: the case in the forms that other programs read.  Each form is a sink behind the model's
 * sections, so that a number exists once.
 */
#ifndef PM_EXPORT_EXPORT_H
#define PM_EXPORT_EXPORT_H

#include "postmortem/base/output.h"
#include "postmortem/model/model.h"

/* case.json: RFC 8259, UTF-8, one line per row of a list. */
void pm_export_json(const pm_model_input *in, pm_output *out);

#endif
