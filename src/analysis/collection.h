/*
 * collection: what comes with the logs and speaks of other files: hash lists, and the marks of a collector.
 *
 * Reads what the walk has kept (pm_piece.kept), when all pieces are numbered and hashed.
 */
#ifndef PM_ANALYSIS_COLLECTION_H
#define PM_ANALYSIS_COLLECTION_H

#include "postmortem/analysis/case.h"

/* Compares the pieces with the lists: fills c->hash_lists and the pieces' listed_…  Files that only lists with other
 * digests than SHA-256 name are read once more; members of archives are not. */
void pm_hash_lists_compare(pm_case *c, const pm_input *inputs);
/* Fills c->collections. */
void pm_collections_find(pm_case *c);

#endif
