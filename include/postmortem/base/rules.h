/*
 * rules: knowledge as data rows in readable files, baked into the binary and extendable by the user.
 *
 * A file is a list of records.  A record is a run of lines `key: value`, ended by an empty line; a
 * value continues on lines that begin with a blank; `#` begins a comment line.  Keys may repeat.
 */
#ifndef PM_BASE_RULES_H
#define PM_BASE_RULES_H

#include "postmortem/base/arena.h"

typedef struct pm_rule {
    struct pm_rule *next;
    size_t line; /* of its first key, from 1 */
    size_t n_fields;
    struct {
        pm_span key, value;
    } fields[16];
} pm_rule;

/* Parses text, which must outlive the rules; records in order.  PM_E_FORMAT names file and line. */
pm_status pm_rules_parse(pm_arena *a, const char *file, pm_span text, pm_rule **out, pm_error *err);
pm_span pm_rule_get(const pm_rule *r, const char *key); /* first value, or an empty span with NULL ptr */

#endif
