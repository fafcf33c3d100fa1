/*
 * files: where templates come from: a folder of the operator's, else the ones baked in, file by file.
 *
 * Owns:   what it read, as text and as parsed documents.
 * Lends:  both, as long as it lives.
 */
#ifndef PM_REPORT_FILES_H
#define PM_REPORT_FILES_H

#include "postmortem/base/arena.h"

#include <libxml/tree.h>

typedef struct pm_files pm_files;

pm_files *pm_files_open(const char *dir); /* NULL: only the baked ones */
void pm_files_close(pm_files *f);         /* NULL is welcome */

/* PM_E_IO: no such file.  PM_E_LIMIT: it is no template of sensible size. */
pm_status pm_files_text(pm_files *f, const char *name, pm_span *out, pm_error *err);
/* Parsed once, however often asked for.  PM_E_FORMAT with the line when it is not well-formed. */
pm_status pm_files_document(pm_files *f, const char *name, xmlDoc **out, pm_error *err);

#endif
