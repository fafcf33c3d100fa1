#include "postmortem/report/report.h"

pm_status pm_report_write(const pm_model_input *in, const char *templates, pm_output *out, pm_error *err)
{
    (void)in;
    (void)templates;
    (void)out;
    return pm_fail(err, PM_E_FORMAT, "the report is not written yet");
}
