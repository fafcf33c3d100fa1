/*
 * json: one object on one line, member by member, without building anything.
 *
 * A library would make a tree of each line, dozens of allocations for the five fields that are wanted, and refuse what
 * evidence holds: bytes that are no UTF-8, a line that is cut off.  Strings may be cut: what is there is given.
 *
 * Lends:  spans of the line; what has to be decoded goes to the caller's room, of which it never takes more than the line's length.
 */
#ifndef PM_SYSLOG_JSON_H
#define PM_SYSLOG_JSON_H

#include "postmortem/base/span.h"

typedef enum {
    PM_JSON_STRING,
    PM_JSON_ARRAY,
    PM_JSON_OTHER, /* number, true, false, null, object */
} pm_json_kind;

typedef struct {
    pm_json_kind kind;
    pm_span raw; /* a string's without the quotes, with its escapes; an array's without the brackets */
} pm_json_value;

/* s begins with '{': *rest is what follows it.  false: no object. */
bool pm_json_begin(pm_span s, pm_span *rest);
/* The next member; *rest moves behind it.  false: the object ends, or is none. */
bool pm_json_next(pm_span *rest, pm_span *key, pm_json_value *value);
/* The next of an array's values. */
bool pm_json_element(pm_span *rest, pm_json_value *value);
/* Was '}' reached, and nothing but blanks behind it? */
bool pm_json_ended(pm_span rest);

/* A string without its escapes; an array of numbers as bytes (so journalctl writes what is no UTF-8), of other values its
 * first; anything else as it stands.  room: raw.len bytes; what is returned lies there. */
pm_span pm_json_text(pm_json_value value, char *room);

#endif
