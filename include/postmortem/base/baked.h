/* baked: the files of templates/, inside the binary.  Names as below templates/: "rules/replies.rules". */
#ifndef PM_BASE_BAKED_H
#define PM_BASE_BAKED_H

#include "postmortem/base/span.h"

typedef struct {
    const char *name;
    pm_span content;
} pm_baked_file;

/* All of them, sorted by name; the last has a NULL name.  Made by the build (src/base/bake.cmake). */
extern const pm_baked_file pm_baked_files[];

pm_span pm_baked(const char *name); /* empty with NULL ptr when there is no such file */

#endif
