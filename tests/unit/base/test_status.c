#include "check.h"

#include "postmortem/base/baked.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

static void sentences(void **state)
{
    (void)state;
    pm_error err = { "" };
    check_int("fail", "status", pm_fail(&err, PM_E_IO, "%s: %d", "x.log", 5), PM_E_IO);
    check_text("fail", "sentence", pm_span_of(err.text), "x.log: 5");
    check_int("no sentence wanted", "status", pm_fail(NULL, PM_E_LIMIT, "x"), PM_E_LIMIT);
    pm_fail(&err, PM_E_IO, "%0700d", 7); /* a name that is too long is cut, not overrun */
    check_int("long", "length", (int64_t)strlen(err.text), (int64_t)sizeof err.text - 1);
}

static void arrays(void **state)
{
    (void)state;
    size_t cap = 0;
    uint64_t *p = NULL;
    for (size_t n = 1; n <= 5000; n++) {
        p = pm_array_grow(p, &cap, n, sizeof *p);
        check_true("array", "room", cap >= n && cap < 2 * n + 16);
        p[n - 1] = n;
    }
    for (size_t n = 1; n <= 5000; n++)
        check_int("array", "item", (int64_t)p[n - 1], (int64_t)n);
    free(p);
    char *s = pm_strdup("x");
    check_text("strdup", "copy", pm_span_of(s), "x");
    free(s);
}

/* What the build baked in is what lies in templates/, byte for byte, sorted by name. */
static void baked(void **state)
{
    (void)state;
    size_t n = 0;
    for (const pm_baked_file *f = pm_baked_files; f->name != NULL; f++, n++) {
        char path[512], *content = malloc(f->content.len + 1);
        if (f != pm_baked_files)
            check_true(f->name, "sorted", strcmp(f[-1].name, f->name) < 0);
        snprintf(path, sizeof path, "%s/templates/%s", PM_SOURCE_DIR, f->name);
        FILE *in = fopen(path, "rb");
        check_true(f->name, "there", in != NULL);
        size_t got = fread(content, 1, f->content.len + 1, in);
        fclose(in);
        check_span(f->name, "content", f->content, pm_span_make(content, got));
        check_span(f->name, "found by name", pm_baked(f->name), f->content);
        free(content);
    }
    check_true("baked", "some files", n > 0);
    check_true("baked", "unknown name", pm_baked("no such file").ptr == NULL);
}

/* Tables may not be made to collide by evidence that knows the program: the seed must matter. */
static void seed(void **state)
{
    (void)state;
    uint64_t a = pm_hash(PM_SPAN("ann@example.org")), b = pm_hash_u64(1, 2);
    check_true("hash", "same again", pm_hash(PM_SPAN("ann@example.org")) == a && pm_hash_u64(1, 2) == b);
    check_true("hash", "order of the pair", pm_hash_u64(2, 1) != b);
    check_true("hash", "empty and NULL are one", pm_hash(PM_SPAN("")) == pm_hash((pm_span){ 0 }));
    pm_hash_seed(1);
    check_true("hash", "the seed matters", pm_hash(PM_SPAN("ann@example.org")) != a && pm_hash_u64(1, 2) != b);
    pm_hash_seed(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(sentences), cmocka_unit_test(arrays), cmocka_unit_test(baked),
                                        cmocka_unit_test(seed) };
    return CHECK_RUN(tests);
}
