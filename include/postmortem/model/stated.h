/*
 * stated: what the operator states of a case, in a text file: who asked, by which right, who collected what and how.
 *
 * Lines `key: value` in UTF-8, a comment behind `#` at the beginning of a line, a value that goes on in lines that begin with
 * a blank, `[evidence]` and `[transfer]` before what belongs to one item or one transfer.  The keys are the rows of
 * stated.def, in English or Japanese.
 *
 * A value is text, shown as it stands: nothing of it is believed, counted with, or looked up, but for the hash of an item,
 * which is compared.
 */
#ifndef PM_MODEL_STATED_H
#define PM_MODEL_STATED_H

#include "postmortem/base/sha256.h"

enum {
    PM_STATED_FILE_MAX = 1 << 18,
    PM_STATED_VALUE_MAX = 4000,   /* bytes */
    PM_STATED_SECTIONS_MAX = 400,
};

typedef struct pm_stated pm_stated;

/* PM_E_IO: it cannot be read.  PM_E_USAGE: names the line that is not understood. */
pm_status pm_stated_read(pm_stated **out, const char *file, pm_error *err);
void pm_stated_free(pm_stated *s); /* NULL is welcome */

/* The file, for whoever makes the report again. */
const char *pm_stated_file(const pm_stated *s);
const unsigned char *pm_stated_sha256(const pm_stated *s);

#endif
