#include "check.h"

#include "postmortem/base/intern.h"

static void each_text_once(void **state)
{
    (void)state;
    enum { N = 20000 };
    static pm_id ids[N];
    pm_intern *t = pm_intern_new();
    char text[32];
    for (unsigned i = 0; i < N; i++) {
        int n = snprintf(text, sizeof text, "user%u@example.org", i);
        ids[i] = pm_intern_add(t, pm_span_make(text, (size_t)n));
    }
    check_int("count", "texts and the empty one", pm_intern_count(t), N + 1);
    for (unsigned i = 0; i < N; i++) {
        int n = snprintf(text, sizeof text, "user%u@example.org", i);
        check_int(text, "same id", pm_intern_add(t, pm_span_make(text, (size_t)n)), ids[i]);
        check_text(text, "text", pm_intern_text(t, ids[i]), text);
        check_int(text, "terminator", pm_intern_text(t, ids[i]).ptr[n], 0);
    }
    check_int("count", "nothing added", pm_intern_count(t), N + 1);
    pm_intern_free(t);
}

static void odd_texts(void **state)
{
    (void)state;
    pm_intern *t = pm_intern_new();
    check_int("empty", "id", pm_intern_add(t, PM_SPAN("")), 0);
    check_int("null", "id", pm_intern_add(t, (pm_span){ 0 }), 0);
    check_int("empty", "text", (int64_t)pm_intern_text(t, 0).len, 0);
    pm_id plain = pm_intern_add(t, PM_SPAN("a")), nul = pm_intern_add(t, PM_SPAN("a\0")), more = pm_intern_add(t, PM_SPAN("a\0b"));
    check_true("NUL inside", "three texts", plain != nul && nul != more && plain != more);
    check_span("NUL inside", "text", pm_intern_text(t, more), PM_SPAN("a\0b"));
    pm_intern_free(t);
    pm_intern_free(NULL);
}

/* The text is copied: the line it came from is gone after the next read. */
static void copies(void **state)
{
    (void)state;
    pm_intern *t = pm_intern_new();
    char line[] = "ann";
    pm_id id = pm_intern_add(t, pm_span_of(line));
    memcpy(line, "bob", 3);
    check_text("copied", "text", pm_intern_text(t, id), "ann");
    pm_intern_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(each_text_once), cmocka_unit_test(odd_texts), cmocka_unit_test(copies) };
    return CHECK_RUN(tests);
}
