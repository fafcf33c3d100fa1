#include "check.h"

#include "postmortem/base/arena.h"

#include <stdlib.h>
#include <sys/resource.h>

/* Blocks of every size, all alive at once: none overlaps another, each is aligned for any type. */
static void keeps_apart(void **state)
{
    (void)state;
    enum { N = 3000 };
    static unsigned char *p[N];
    static size_t size[N];
    pm_arena *a = pm_arena_new();
    for (size_t i = 0; i < N; i++) {
        size[i] = i % 97 == 0 ? 70000 + i : i * 7 % 300;
        p[i] = pm_arena_alloc(a, size[i]);
        check_true("alloc", "alignment", (uintptr_t)p[i] % _Alignof(max_align_t) == 0);
        memset(p[i], (int)(i % 251), size[i]);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < size[i]; k++)
            if (p[i][k] != i % 251)
                fail_msg("allocation %zu was overwritten at byte %zu", i, k);
    pm_arena_free(a);
}

static void zeroes(void **state)
{
    (void)state;
    pm_arena *a = pm_arena_new();
    for (int round = 0; round < 3; round++) {
        unsigned char *dirty = pm_arena_alloc(a, 1000);
        memset(dirty, 0xff, 1000);
        pm_arena_reset(a);
        unsigned char *clean = pm_arena_zalloc(a, 1000);
        for (size_t i = 0; i < 1000; i++)
            check_int("zalloc after reset", "byte", clean[i], 0);
        pm_arena_reset(a);
    }
    pm_arena_free(a);
}

static void copies(void **state)
{
    (void)state;
    pm_arena *a = pm_arena_new();
    char text[] = "a\0b";
    pm_span kept = pm_arena_copy(a, pm_span_make(text, 3));
    text[0] = 'X';
    check_span("copy", "text", kept, PM_SPAN("a\0b"));
    check_int("copy", "terminator", kept.ptr[3], 0);
    pm_span empty = pm_arena_copy(a, (pm_span){ 0 });
    check_int("copy of nothing", "length", (int64_t)empty.len, 0);
    check_true("copy of nothing", "a C string", empty.ptr != NULL && empty.ptr[0] == '\0');
    check_text("format", "text", pm_arena_format(a, "%s-%05d", "x", 42), "x-00042");
    pm_span wide = pm_arena_format(a, "%*s", 9000, "x");
    check_int("format", "wider than a block", (int64_t)wide.len, 9000);
    check_int("format", "its last byte", wide.ptr[8999], 'x');
    pm_arena_free(a);
}

/* The scratch arena is emptied after every line: a million lines may not need a million lines' memory. */
static void reset_gives_back(void **state)
{
    (void)state;
    pm_arena *a = pm_arena_new();
    for (int line = 0; line < 20000; line++) {
        pm_arena_alloc(a, 3000);
        pm_arena_alloc(a, 3000);
        pm_arena_reset(a);
    }
    check_true("reset", "memory stays small", pm_arena_bytes(a) < 64 * 1024);
    pm_arena_free(a);
    pm_arena_free(NULL);
}

/* Each line longer than all before it: 180 MB in all, of which 6 MB at a time. */
static void reset_gives_back_to_the_system(void **state)
{
    (void)state;
#ifdef PM_ARENA_MALLOC_EACH
    skip(); /* the sanitizers keep what was freed for a while */
#endif
    struct rusage before, after;
    pm_arena *a = pm_arena_new();
    getrusage(RUSAGE_SELF, &before);
    for (size_t line = 1; line < 60; line++) {
        memset(pm_arena_alloc(a, line * 100000), 1, line * 100000);
        pm_arena_reset(a);
    }
    getrusage(RUSAGE_SELF, &after);
    check_true("reset", "at most 60 MB more", after.ru_maxrss - before.ru_maxrss < 60000);
    pm_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_apart),
        cmocka_unit_test(zeroes),
        cmocka_unit_test(copies),
        cmocka_unit_test(reset_gives_back),
        cmocka_unit_test(reset_gives_back_to_the_system),
    };
    return CHECK_RUN(tests);
}
