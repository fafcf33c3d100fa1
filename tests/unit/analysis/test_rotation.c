/* What rotation did to the name of a log. */
#include "check.h"

#include "rotation.h"

static const struct {
    const char *path, *series, *date; /* date: YYYYMMDDHH, NULL: none */
    int number;                       /* -1: none */
} names[] = {
    { "maillog", "maillog", NULL, -1 },
    { "var/log/maillog", "maillog", NULL, -1 },
    { "maillog.0", "maillog", NULL, 0 },
    { "maillog.1", "maillog", NULL, 1 },
    { "maillog.10.gz", "maillog", NULL, 10 },
    { "mail.log.2.gz", "mail.log", NULL, 2 },
    { "mail.log", "mail.log", NULL, -1 },
    { "maillog-20260104", "maillog", "2026010400", -1 },
    { "maillog-20260104.gz", "maillog", "2026010400", -1 },
    { "maillog-2026010403", "maillog", "2026010403", -1 },
    { "maillog-2026010423.gz", "maillog", "2026010423", -1 },
    { "maillog-2026010424", "maillog-2026010424", NULL, -1 },     /* no hour 24 */
    { "maillog-2026-01-04.gz", "maillog", "2026010400", -1 },
    { "maillog-2026-0104", "maillog-2026-0104", NULL, -1 },
    { "maillog-2026-01-041", "maillog-2026-01-041", NULL, -1 },
    { "maillog-2026-01-4", "maillog-2026-01-4", NULL, -1 },
    { "mail.log.20260104.xz", "mail.log", "2026010400", -1 },
    { "mx1_20260104.log", "mx1", "2026010400", -1 },
    { "e.tar.gz!var/log/maillog-20260104.gz!maillog-20260104", "maillog", "2026010400", -1 },
    { "e-20200101.tar.gz!var/log/maillog.3", "maillog", NULL, 3 },
    { "maillog-20261304", "maillog-20261304", NULL, -1 },     /* no month 13 */
    { "maillog-20260229", "maillog-20260229", NULL, -1 },     /* no leap year */
    { "maillog-20240229", "maillog", "2024022900", -1 },
    { "maillog-202601041", "maillog-202601041", NULL, -1 },   /* nine digits */
    { "maillog-18991231", "maillog-18991231", NULL, -1 },     /* no log was rotated then */
    { "maillog.123456", "maillog.123456", NULL, -1 },         /* too large for a rotation */
    { "maillog.processed", "maillog", NULL, -1 },
    { "maillog.processed.1.gz", "maillog", NULL, 1 },
    { ".processed", ".processed", NULL, -1 },
};

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        pm_civil c;
        unsigned number;
        char date[16] = "";
        pm_span path = pm_span_of(names[i].path);
        check_text(names[i].path, "series", pm_name_series(path), names[i].series);
        if (pm_name_date(path, &c))
            snprintf(date, sizeof date, "%04d%02d%02d%02d", c.year, c.month, c.day, c.hour);
        check_text(names[i].path, "date", pm_span_of(date), names[i].date);
        bool numbered = pm_name_number(path, &number);
        check_int(names[i].path, "number", numbered ? (int64_t)number : -1, names[i].number);
    }
}

/* The files of one log, the oldest first. */
static const char *const orders[][5] = {
    { "maillog.10", "maillog.2.gz", "maillog.1", "maillog" },
    { "maillog.2.bz2", "maillog.1.bz2", "maillog.0.bz2", "maillog" },
    { "maillog.processed.2.gz", "maillog.processed.1.gz", "maillog.processed", "maillog" },
    { "maillog.2", "maillog.1", "maillog-20260104", "maillog-20260111.gz", "maillog" },
    { "maillog-20260104", "maillog-2026010412", "maillog-2026-01-05", "maillog" },
};

static void test_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        pm_span path[COUNT_OF(orders[0])];
        size_t n = 0, next[COUNT_OF(orders[0])];
        while (n < COUNT_OF(path) && orders[i][n] != NULL) {
            path[n] = pm_span_of(orders[i][n]);
            check_int(orders[i][n], "of the same log", pm_name_log(path[n]) == pm_name_log(path[0]), true);
            n++;
        }
        pm_rotation_order(path, n, next);
        for (size_t k = 0; k < n; k++)
            check_int(orders[i][k], "is followed by the next", next[k] == (k + 1 < n ? k + 1 : SIZE_MAX), true);
    }
}

static const struct {
    const char *path, *folder;
} folders[] = {
    { "maillog.1", "" },
    { "e.tar.gz!var/log/maillog.1.gz!maillog.1", "e.tar.gz!var/log" },
    { "e.tar!maillog-20260104", "" },
};

static void test_folders(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(folders); i++)
        check_text(folders[i].path, "folder", pm_name_folder(pm_span_of(folders[i].path)), folders[i].folder);
    check_int("two folders", "are two logs", pm_name_log(PM_SPAN("a/maillog")) == pm_name_log(PM_SPAN("b/maillog")), false);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_names), cmocka_unit_test(test_order), cmocka_unit_test(test_folders) };
    return CHECK_RUN(tests);
}
