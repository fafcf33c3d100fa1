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

uint64_t pm_hash_with(pm_span s, uint64_t hash)
{
    return XXH3_64bits_withSeed(s.len ? s.ptr : "", s.len, hash); /* the seed is in it already */
}

uint64_t pm_hash_u64(uint64_t a, uint64_t b)
{
    uint64_t in[2] = { a, b };
    return XXH3_64bits_withSeed(in, sizeof in, seed);
}

uint64_t pm_hash_ids(const uint32_t ids[4])
{
    uint64_t h = ((uint64_t)ids[0] << 32 | ids[1]) ^ seed;
    h *= 0x9E3779B97F4A7C15u;
    h = (h ^ h >> 32 ^ ((uint64_t)ids[2] << 32 | ids[3])) * 0xD6E8FEB86659FD93u;
    return h ^ h >> 32;
}
