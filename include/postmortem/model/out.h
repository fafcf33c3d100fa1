/*
 * out: how a section states its part of the case: objects, lists and typed values, in order.
 *
 * A number exists once: each section is written once, against this interface, and every face of the
 * case is a sink behind it.  JSON takes all rows as they come; the tree behind the report takes at
 * most PM_TREE_ROWS of a list and says how many there are.
 *
 * Absent means not determinable from the evidence: nothing is written for a time that is not there.
 */
#ifndef PM_MODEL_OUT_H
#define PM_MODEL_OUT_H

#include "postmortem/analysis/case.h"

/* key is NULL for the items of a list. */
typedef struct {
    void *ctx;
    void (*object)(void *ctx, const char *key);
    void (*list)(void *ctx, const char *key);
    void (*end)(void *ctx);                        /* of the latest object or list */
    void (*text)(void *ctx, const char *key, pm_span value);
    void (*number)(void *ctx, const char *key, uint64_t value);
    void (*real)(void *ctx, const char *key, double value, int decimals);
    void (*flag)(void *ctx, const char *key, bool value);
} pm_sink;

typedef struct {
    const pm_sink *sink;
    const pm_case *c;
} pm_out;

void pm_out_object(pm_out *o, const char *key);
void pm_out_list(pm_out *o, const char *key);
void pm_out_end(pm_out *o);
void pm_out_text(pm_out *o, const char *key, pm_span value);          /* of the evidence: passwords in it are masked */
void pm_out_words(pm_out *o, const char *key, const char *value);     /* our own */
void pm_out_id(pm_out *o, const char *key, pm_id id);                 /* an interned text of the case */
void pm_out_tried_name(pm_out *o, const char *key, pm_id id);         /* a name that may be a password, typed in its place */
void pm_out_number(pm_out *o, const char *key, uint64_t value);
void pm_out_real(pm_out *o, const char *key, double value, int decimals);
void pm_out_flag(pm_out *o, const char *key, bool value);
void pm_out_time(pm_out *o, const char *key, int64_t t);              /* RFC 3339, the case's offset; PM_NO_TIME: nothing */
/* "at_least": true, where the log of that family has a hole that the count's time meets; PM_NO_TIME: where it has one at all. */
void pm_out_at_least(pm_out *o, pm_id host, pm_family family, int64_t first, int64_t last);
void pm_out_sha256(pm_out *o, const char *key, const unsigned char *hash); /* NULL: nothing */
/* {"e":"E03","line":…,"offset":…,"length":…,"sha256":…}; nothing for a citation without a piece. */
void pm_out_cite(pm_out *o, const char *key, const pm_cite *cite);
/* "origins": [...] of up to two citations, the second left out when it is the first again. */
void pm_out_origins(pm_out *o, const pm_cite *first, const pm_cite *last);

#endif
