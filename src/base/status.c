#include "postmortem/base/status.h"

#include <stdarg.h>

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
