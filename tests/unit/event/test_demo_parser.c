/* The example to copy, compiled and run so that it cannot go stale.  A real parser's table is test_sudo.c or test_su.c. */
#include "check_event.h"

#include "parser.h"

extern const pm_parser pm_parser_demo; /* stands in parser.h for the rows of parsers.def */
#include "demo_parser.c"

static const event_row rows[] = {
    { "doord", "opened door north for ann from 192.0.2.7", PM_PARSED, PM_EV_MAILBOX_LOGIN, .service = "north", .user = "ann", .client = "192.0.2.7" },
    /* a name that imitates the line */
    { "doord", "opened door north for ann from 198.51.100.66 from 192.0.2.7", PM_PARSED, PM_EV_MAILBOX_LOGIN, .service = "north",
      .user = "ann from 198.51.100.66", .client = "192.0.2.7" },
    { "doord", "hinge oiled", .verdict = PM_KNOWN },
    { "doord", "opened door north", .verdict = PM_NOT_UNDERSTOOD },
    { "doord", "something new", .verdict = PM_NOT_UNDERSTOOD },
};

/* As pm_event_read() does for the rows of parsers.def, where this one has none. */
static pm_verdict read_demo(pm_span message, pm_event *ev)
{
    const pm_record rec = { .message = message, .times = 1 };
    *ev = (pm_event){ .kind = PM_EV_NONE };
    pm_verdict v = pm_parser_demo.parse(&rec, ev);
    return v == PM_NOT_UNDERSTOOD && pm_parser_knows(&pm_parser_demo, message) ? PM_KNOWN : v;
}

static void reads_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_event ev;
        check_int(rows[i].message, "verdict", read_demo(pm_span_of(rows[i].message), &ev), rows[i].verdict);
        if (rows[i].verdict == PM_PARSED)
            check_event_fields(&rows[i], &ev);
    }
}

static void types_its_sample(void **state)
{
    (void)state;
    pm_event ev;
    check_int("sample", "verdict", read_demo(pm_span_of(pm_parser_demo.sample), &ev), PM_PARSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reads_the_table), cmocka_unit_test(types_its_sample) };
    return CHECK_RUN(tests);
}
