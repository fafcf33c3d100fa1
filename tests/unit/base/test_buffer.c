#include "check.h"

#include "postmortem/base/buffer.h"

static void grows(void **state)
{
    (void)state;
    pm_buffer b = { 0 };
    for (int i = 0; i < 100000; i++)
        pm_buffer_add_char(&b, (char)('a' + i % 26));
    check_int("chars", "length", (int64_t)b.len, 100000);
    for (size_t i = 0; i < b.len; i++)
        if (b.data[i] != (char)('a' + i % 26))
            fail_msg("byte %zu was lost", i);
    pm_buffer_clear(&b);
    check_int("clear", "length", (int64_t)b.len, 0);
    pm_buffer_add(&b, PM_SPAN("x\0y"));
    pm_buffer_add(&b, (pm_span){ 0 });
    check_span("add", "bytes", pm_buffer_span(&b), PM_SPAN("x\0y"));
    pm_buffer_free(&b);
    check_true("free", "empty again", b.data == NULL && b.len == 0 && b.cap == 0);
}

static void formats(void **state)
{
    (void)state;
    pm_buffer b = { 0 };
    pm_buffer_format(&b, "%d", 7);
    pm_buffer_format(&b, "%s", "");
    pm_buffer_format(&b, ",%*s", 5000, "x");
    check_int("format", "length", (int64_t)b.len, 5002);
    check_span("format", "head", pm_span_first(pm_buffer_span(&b), 3), PM_SPAN("7, "));
    check_int("format", "last", b.data[5001], 'x');
    pm_buffer_free(&b);
}

static void reserves(void **state)
{
    (void)state;
    pm_buffer b = { 0 };
    pm_buffer_add(&b, PM_SPAN("head"));
    pm_buffer_reserve(&b, 1 << 20);
    check_true("reserve", "room behind len", b.cap - b.len >= 1 << 20);
    memset(b.data + b.len, 'y', 1 << 20);
    check_text("reserve", "what was there", pm_buffer_span(&b), "head");
    pm_buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(grows), cmocka_unit_test(formats), cmocka_unit_test(reserves) };
    return CHECK_RUN(tests);
}
