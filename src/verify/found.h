/*
 * found: what the inputs hold now, piece by piece, with hashes; and a second look at the pieces that need one.
 *
 * The lines of an item are read on the way in the piece that has its path.  Which piece is which item is known when all is
 * read: where it is another one, its lines are read in that one, and where bytes differ, they are sought.
 */
#ifndef PM_VERIFY_FOUND_H
#define PM_VERIFY_FOUND_H

#include "claims.h"
#include "postmortem/verify/verify.h"

#define PM_NO_STREAM SIZE_MAX

typedef enum { PM_AGAIN_NOT, PM_AGAIN_READ, PM_AGAIN_SEARCH } pm_again;

typedef struct {
    const pm_piece *piece;
    pm_span path;            /* visible */
    uint32_t parent;         /* PM_NO_ITEM: none */
    size_t stream;           /* in the order in which all streams come; PM_NO_STREAM: its bytes are not dealt out */
    uint32_t read_as;        /* the item whose lines were read in it; PM_NO_ITEM: none */
    uint32_t item;           /* which item it is; PM_NO_ITEM: none */
    pm_again again;
} pm_found_piece;

typedef struct {
    pm_arena *arena;
    pm_input *inputs;
    size_t n_inputs;
    pm_found_piece *pieces;  /* a container comes before what is in it */
    size_t n_pieces, cap_pieces;
} pm_found;

pm_status pm_found_read(pm_found *f, pm_claims *c, const pm_verify_options *o, pm_error *err);
/* Reads those with `again` set as `item`. */
void pm_found_read_again(pm_found *f, pm_claims *c, const pm_verify_options *o);
void pm_found_free(pm_found *f);

#endif
