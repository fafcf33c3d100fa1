#include "postmortem/base/baked.h"

pm_span pm_baked(const char *name)
{
    for (const pm_baked_file *f = pm_baked_files; f->name != NULL; f++)
        if (strcmp(f->name, name) == 0)
            return f->content;
    return (pm_span){ 0 };
}
