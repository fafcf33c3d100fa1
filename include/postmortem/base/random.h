/*
 * random: the seed of all hash tables.  Evidence is hostile and may be made to collide; a seed that
 * differs by run takes that away.  No output depends on it: everything is sorted before it is shown.
 */
#ifndef PM_BASE_RANDOM_H
#define PM_BASE_RANDOM_H

#include "postmortem/base/span.h"

void pm_hash_seed(uint64_t seed);   /* before any table is made; cli/ draws it from the system */
uint64_t pm_hash(pm_span s);
uint64_t pm_hash_with(pm_span s, uint64_t hash); /* of the pair: something hashed before, and s */
uint64_t pm_hash_u64(uint64_t a, uint64_t b);
uint64_t pm_hash_ids(const uint32_t ids[4]); /* small numbers that this program gave: quicker, and enough for them */

#endif
