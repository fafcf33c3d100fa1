#include "postmortem/base/status.h"

#include <stdarg.h>

const char *pm_status_text(pm_status st)
{
    static const char *const texts[] = {
#define X(name, text) text,
        PM_STATUS_LIST(X)
#undef X
    };
    return (size_t)st < sizeof texts / sizeof *texts ? texts[st] : "unknown status";
}

pm_status pm_fail(pm_error *err, pm_status st, const char *fmt, ...)
{
    if (err != NULL) {
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(err->text, sizeof err->text, fmt, ap);
        va_end(ap);
    }
    return st;
}
