#include "postmortem/base/random.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

static uint64_t seed;

void pm_hash_seed(uint64_t s)
{
    seed = s;
}

uint64_t pm_hash(pm_span s)
{
    return XXH3_64bits_withSeed(s.len ? s.ptr : "", s.len, seed);
}

uint64_t pm_hash_u64(uint64_t a, uint64_t b)
{
    uint64_t in[2] = { a, b };
    return XXH3_64bits_withSeed(in, sizeof in, seed);
}
