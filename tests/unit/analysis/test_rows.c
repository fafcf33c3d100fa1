/* The order of rows must not depend on the order in which keys were met, nor on hashing. */
#include "check.h"

#include "postmortem/analysis/rows.h"

typedef struct {
    const char *host, *user, *address;
    uint64_t n;
    int64_t first;
} fact;

/* AUTH_FAIL: host, name claimed, address; keeps first and last time. */
static const fact facts[] = {
    { "mx1", "ann", "192.0.2.9", 2, 500 },  { "mx1", "bob", "192.0.2.7", 7, 300 }, { "mx1", "ann", "192.0.2.7", 2, 400 },
    { "mx2", "ann", "192.0.2.1", 9, 100 },  { "mx1", "cid", "192.0.2.8", 7, 300 }, { "mx1", "ann", "192.0.2.8", 5, 400 },
};

typedef struct {
    const char *name;
    pm_rows_order by;
    const char *host, *user; /* user NULL: all of the host */
    const char *want;        /* user@address … in order */
} row;

static const row rows[] = {
    { "by count, then by texts", PM_BY_COUNT, "mx1", "ann", "ann@192.0.2.8 ann@192.0.2.7 ann@192.0.2.9 " },
    { "by time, then by texts", PM_BY_TIME, "mx1", "ann", "ann@192.0.2.7 ann@192.0.2.8 ann@192.0.2.9 " },
    { "one row", PM_BY_COUNT, "mx2", "ann", "ann@192.0.2.1 " },
    { "no such group", PM_BY_COUNT, "mx2", "bob", "" },
    { "no such host", PM_BY_COUNT, "mx3", "ann", "" },
    { "a host by count", PM_BY_COUNT, "mx1", NULL, "bob@192.0.2.7 cid@192.0.2.8 ann@192.0.2.8 ann@192.0.2.7 ann@192.0.2.9 " },
    { "a host by time", PM_BY_TIME, "mx1", NULL, "bob@192.0.2.7 cid@192.0.2.8 ann@192.0.2.7 ann@192.0.2.8 ann@192.0.2.9 " },
    { "another host", PM_BY_TIME, "mx2", NULL, "ann@192.0.2.1 " },
};

static void add(pm_facts *f, const fact *x)
{
    pm_tally *t = &f->t[PM_T_AUTH_FAIL];
    pm_tally_row *r = pm_tally_at(t, pm_facts_text(f, pm_span_of(x->host)), pm_facts_text(f, pm_span_of(x->user)),
                                  pm_facts_text(f, pm_span_of(x->address)), 0);
    r->n[PM_N_COUNT] = x->n;
    pm_tally_touch(t, r, x->first, NULL);
}

static void test_orders(void **state)
{
    (void)state;
    for (size_t turn = 0; turn < COUNT_OF(facts); turn++) {
        pm_facts *f = pm_facts_new();
        static const char *const users[] = { "ann", "bob", "cid" }; /* their numbers lie side by side */
        for (size_t i = 0; i < COUNT_OF(users); i++)
            pm_facts_text(f, pm_span_of(users[i]));
        for (size_t i = 0; i < COUNT_OF(facts); i++)
            add(f, &facts[(i + turn) % COUNT_OF(facts)]);
        pm_facts_tidy(f);
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            char got[400] = "";
            pm_id host = pm_facts_text(f, pm_span_of(rows[i].host));
            pm_rows r = rows[i].user ? pm_rows_of(f, f->arena, PM_T_AUTH_FAIL, host, pm_facts_text(f, pm_span_of(rows[i].user)),
                                                  rows[i].by, PM_N_COUNT)
                                     : pm_rows_of_host(f, f->arena, PM_T_AUTH_FAIL, host, rows[i].by, PM_N_COUNT);
            for (size_t k = 0, at = 0; k < r.n; k++)
                at += (size_t)snprintf(got + at, sizeof got - at, "%.*s@%.*s ", PM_SPAN_FMT(pm_facts_name(f, r.rows[k]->key[1])),
                                       PM_SPAN_FMT(pm_facts_name(f, r.rows[k]->key[2])));
            check_text(rows[i].name, "rows", pm_span_of(got), rows[i].want);
        }
        pm_facts_free(f);
    }
}

/* Tables with a time part: by it, then by the texts. */
static void test_by_number(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        uint32_t hour;
    } counts[] = { { "192.0.2.9", 30 }, { "192.0.2.7", 10 }, { "192.0.2.8", 20 }, { "192.0.2.7", 30 }, { "192.0.2.9", 10 } };
    for (size_t turn = 0; turn < COUNT_OF(counts); turn++) {
        pm_facts *f = pm_facts_new();
        char got[400] = "";
        pm_id host = pm_facts_text(f, PM_SPAN("mx1")), ann = pm_facts_text(f, PM_SPAN("ann"));
        for (size_t i = 0; i < COUNT_OF(counts); i++) {
            size_t k = (i + turn) % COUNT_OF(counts);
            pm_tally_counts(&f->t[PM_T_AUTH_FAIL_HOUR], host, ann, pm_facts_text(f, pm_span_of(counts[k].address)), counts[k].hour)[PM_N_COUNT]++;
        }
        pm_facts_tidy(f);
        pm_rows r = pm_rows_of_host(f, f->arena, PM_T_AUTH_FAIL_HOUR, host, PM_BY_NUMBER, 0);
        for (size_t k = 0, at = 0; k < r.n; k++)
            at += (size_t)snprintf(got + at, sizeof got - at, "%u:%.*s ", r.rows[k]->key[3], PM_SPAN_FMT(pm_facts_name(f, r.rows[k]->key[2])));
        check_text("by number", "rows", pm_span_of(got), "10:192.0.2.7 10:192.0.2.9 20:192.0.2.8 30:192.0.2.7 30:192.0.2.9 ");
        pm_facts_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_orders), cmocka_unit_test(test_by_number) };
    return CHECK_RUN(tests);
}
