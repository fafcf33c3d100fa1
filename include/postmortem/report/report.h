/*
 * report: the model's tree -> one self-contained HTML file, through natural templates.
 *
 * Owns:   nothing after it returns.
 * Never:  writes HTML from C: elements come from the templates, text from the model, and libxml2 escapes it.
 */
#ifndef PM_REPORT_REPORT_H
#define PM_REPORT_REPORT_H

#include "postmortem/base/output.h"
#include "postmortem/model/model.h"

/* templates: a folder that takes the place of the ones baked in, or NULL.
 * PM_E_FORMAT with file and line when a template is not well-formed or an expression is wrong. */
pm_status pm_report_write(const pm_model_input *in, const char *templates, pm_output *out, pm_error *err);

#endif
