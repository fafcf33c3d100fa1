#include "check.h"

#include "postmortem/base/map.h"

/* A generator with a known sequence, so that a failure can be repeated (Vigna's splitmix64). */
static uint64_t next_random(uint64_t *s)
{
    uint64_t z = *s += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* The odd number whose product with a (odd) is 1 mod 2^64; Newton's iteration doubles the right bits. */
static uint64_t inverse(uint64_t a)
{
    uint64_t x = a;
    for (int i = 0; i < 6; i++)
        x *= 2 - a * x;
    return x;
}

/* Keys that all begin their search at the same slot, whatever the size of the table. */
static uint64_t colliding_key(size_t i)
{
    return inverse(0x9E3779B97F4A7C15u) * ((uint64_t)i << 52 | (uint64_t)i << 20);
}

static uint64_t plain_key(size_t i)
{
    return i;
}

static uint64_t packed_key(size_t i)
{
    return (uint64_t)i << 32 | 7;
}

/* 100 000 operations beside an array that cannot be wrong. */
static void against_a_model(uint64_t (*key_of)(size_t), const char *row)
{
    enum { KEYS = 700, OPERATIONS = 100000 };
    static uint32_t model[KEYS];
    size_t used = 0;
    uint64_t random = 20260104;
    pm_map m = { 0 };
    for (size_t i = 0; i < KEYS; i++)
        model[i] = PM_MAP_NONE;
    for (int n = 0; n < OPERATIONS; n++) {
        size_t k = next_random(&random) % KEYS;
        uint32_t value = (uint32_t)(next_random(&random) % 1000000);
        switch (next_random(&random) % 5) {
        case 0:
        case 1:
            pm_map_put(&m, key_of(k), value);
            used += model[k] == PM_MAP_NONE;
            model[k] = value;
            break;
        case 2: {
            uint32_t *slot = pm_map_slot_of(&m, key_of(k));
            check_int(row, "slot", *slot, model[k]);
            *slot = value;
            used += model[k] == PM_MAP_NONE;
            model[k] = value;
            break;
        }
        case 3:
            check_true(row, "removed what was there", pm_map_remove(&m, key_of(k)) == (model[k] != PM_MAP_NONE));
            used -= model[k] != PM_MAP_NONE;
            model[k] = PM_MAP_NONE;
            break;
        default: check_int(row, "get", pm_map_get(&m, key_of(k)), model[k]); break;
        }
        check_int(row, "used", (int64_t)m.used, (int64_t)used);
    }
    for (size_t k = 0; k < KEYS; k++)
        check_int(row, "at the end", pm_map_get(&m, key_of(k)), model[k]);
    pm_map_free(&m);
}

static void random_operations(void **state)
{
    (void)state;
    against_a_model(plain_key, "plain keys");
    against_a_model(packed_key, "packed keys");
    against_a_model(colliding_key, "colliding keys");
}

static void empty_and_cleared(void **state)
{
    (void)state;
    pm_map m = { 0 };
    check_int("empty", "get", pm_map_get(&m, 1), PM_MAP_NONE);
    check_true("empty", "remove", !pm_map_remove(&m, 1));
    pm_map_clear(&m);
    pm_map_put(&m, 0, 5);
    pm_map_put(&m, UINT64_MAX, 6);
    check_int("extreme keys", "0", pm_map_get(&m, 0), 5);
    check_int("extreme keys", "max", pm_map_get(&m, UINT64_MAX), 6);
    pm_map_clear(&m);
    check_int("cleared", "get", pm_map_get(&m, 0), PM_MAP_NONE);
    check_int("cleared", "used", (int64_t)m.used, 0);
    pm_map_free(&m);
    check_true("freed", "empty", m.slots == NULL && m.cap == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(random_operations), cmocka_unit_test(empty_and_cleared) };
    return CHECK_RUN(tests);
}
