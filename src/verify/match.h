/*
 * match: which of the pieces found is which item of the case.json, and what became of it.
 *
 * A piece is an item when it lies at its place (the same name in the same container) and holds its content; else when it
 * holds its content under another name; else when it lies at its place and holds something else.  A container with other
 * bytes is gone into: what was packed anew is the same evidence.
 */
#ifndef PM_VERIFY_MATCH_H
#define PM_VERIFY_MATCH_H

#include "found.h"

typedef enum {
    PM_ITEM_MATCHES,  /* place, bytes as supplied and content */
    PM_ITEM_REPACKED, /* the same content, other bytes as supplied; a container, also of another name: look at what is in it */
    PM_ITEM_MOVED,    /* the same content under another name */
    PM_ITEM_SWAPPED,  /* MOVED, and what lay there lies under its name */
    PM_ITEM_DIFFERS,  /* at its place, other content */
    PM_ITEM_MISSING,
    PM_ITEM_STATES
} pm_item_state;

typedef struct {
    pm_item_state state;
    uint32_t found;          /* the piece; PM_NO_ITEM: MISSING */
    bool is_elsewhere;       /* not at its place */
    bool supplied_differs;   /* MOVED and SWAPPED: packed otherwise, too */
    uint32_t in_its_place;   /* MOVED, SWAPPED, MISSING: the item whose content lies under its name; PM_NO_ITEM: none */
    size_t lines[PM_LINE_STATES];
} pm_item_result;

/* results: one per item.  Sets `item` of the pieces, and `again` where lines have to be read or sought again. */
void pm_match(pm_claims *c, pm_found *f, pm_item_result *results);

#endif
