/*
 * intern: text that stays, each distinct text once, known by a small number.
 *
 * Queue hosts, addresses and account names repeat thousands of times; tallies and lives hold ids.
 * Id 0 is the empty text.  Ids are valid for one pm_intern only.
 */
#ifndef PM_BASE_INTERN_H
#define PM_BASE_INTERN_H

#include "postmortem/base/span.h"

typedef struct pm_intern pm_intern;
typedef uint32_t pm_id;

pm_intern *pm_intern_new(void);
void pm_intern_free(pm_intern *t);                   /* NULL is welcome */
pm_id pm_intern_add(pm_intern *t, pm_span s);        /* copies s when it is new */
pm_span pm_intern_text(const pm_intern *t, pm_id id); /* lives as long as t; NUL-terminated */
uint32_t pm_intern_count(const pm_intern *t);        /* ids are 0 .. count-1 */

#endif
