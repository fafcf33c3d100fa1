/* Each row is a run of lines of one host's mail log, and what the last of them, a submission, is taken for. */
#include "check.h"

#include "session.h"

enum { HOUR = 3600, MX1 = 1, MX2 = 2 };

typedef enum { END, LINE, CONNECT, LOSS, CLIENT } what;

typedef struct {
    what what;
    int64_t time;
    uint32_t pid;
    pm_id host; /* 0: MX1 */
} step;

static const struct {
    const char *name;
    step steps[8];
    pm_session_verdict alone;    /* the run's beginning is not known … */
    pm_session_verdict at_start; /* … or nothing stands before it */
} rows[] = {
    { "connected", { { CONNECT, 0, 7, 0 }, { CLIENT, 10, 7, 0 } }, PM_SESSION_REAL, PM_SESSION_REAL },
    { "another process connected", { { CONNECT, 0, 8, 0 }, { CLIENT, HOUR, 7, 0 } }, PM_SESSION_UNKNOWN, PM_SESSION_FORGED },
    { "the log is too short to tell", { { CONNECT, 0, 8, 0 }, { CLIENT, HOUR - 1, 7, 0 } }, PM_SESSION_UNKNOWN, PM_SESSION_REAL },
    { "a log without connections", { { LINE, 0, 0, 0 }, { CLIENT, 2 * HOUR, 7, 0 } }, PM_SESSION_UNKNOWN, PM_SESSION_REAL },
    { "the same pid on another host", { { CONNECT, 0, 7, MX2 }, { CONNECT, 0, 8, 0 }, { CLIENT, HOUR, 7, 0 } }, PM_SESSION_UNKNOWN,
      PM_SESSION_FORGED },
    { "a day later", { { CONNECT, 0, 7, 0 }, { LINE, 11 * HOUR, 0, 0 }, { LINE, 22 * HOUR, 0, 0 }, { CLIENT, 24 * HOUR, 7, 0 } },
      PM_SESSION_REAL, PM_SESSION_REAL },
    { "a day and a second later", { { CONNECT, 0, 7, 0 }, { LINE, 11 * HOUR, 0, 0 }, { LINE, 22 * HOUR, 0, 0 }, { CLIENT, 24 * HOUR + 1, 7, 0 } },
      PM_SESSION_UNKNOWN, PM_SESSION_FORGED },
    /* after a silence of half a day nothing is known of before */
    { "right after a break", { { CONNECT, 0, 8, 0 }, { LINE, 12 * HOUR, 0, 0 }, { CLIENT, 12 * HOUR + 10, 7, 0 } }, PM_SESSION_REAL,
      PM_SESSION_REAL },
    { "connected before the break", { { CONNECT, 0, 7, 0 }, { LINE, 12 * HOUR, 0, 0 }, { CONNECT, 12 * HOUR, 8, 0 }, { CLIENT, 13 * HOUR, 7, 0 } },
      PM_SESSION_FORGED, PM_SESSION_FORGED },
    { "shorter than a break", { { CONNECT, 0, 8, 0 }, { LINE, 12 * HOUR - 1, 0, 0 }, { CLIENT, 12 * HOUR, 7, 0 } }, PM_SESSION_UNKNOWN,
      PM_SESSION_FORGED },
    { "right after lost lines", { { CONNECT, 0, 8, 0 }, { LOSS, 2 * HOUR, 0, 0 }, { CLIENT, 2 * HOUR + 10, 7, 0 } }, PM_SESSION_REAL,
      PM_SESSION_REAL },
    { "long after lost lines", { { CONNECT, 0, 8, 0 }, { LOSS, 2 * HOUR, 0, 0 }, { CONNECT, 2 * HOUR, 9, 0 }, { CLIENT, 3 * HOUR, 7, 0 } },
      PM_SESSION_FORGED, PM_SESSION_FORGED },
    { "connections only after it", { { LINE, 0, 0, 0 }, { LINE, HOUR, 0, 0 }, { CLIENT, 2 * HOUR, 7, 0 } }, PM_SESSION_UNKNOWN, PM_SESSION_REAL },
};

/* Feeds steps [from, to); the submission's moment goes to *client. */
static void feed(pm_sessions *s, const step *steps, size_t from, size_t to, pm_moment *client)
{
    for (size_t i = from; i < to; i++) {
        pm_moment m = { .time = steps[i].time, .ordinal = i, .host = steps[i].host ? steps[i].host : MX1, .pid = steps[i].pid };
        pm_sessions_line(s, &m);
        if (steps[i].what == CONNECT)
            pm_sessions_connect(s, &m);
        else if (steps[i].what == LOSS)
            pm_sessions_loss(s, &m);
        else if (steps[i].what == CLIENT)
            *client = m;
    }
}

static size_t count_steps(const step *steps)
{
    size_t n = 0;
    while (n < 8 && steps[n].what != END)
        n++;
    return n;
}

static void test_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_sessions *s = pm_sessions_new();
        pm_moment client;
        feed(s, rows[i].steps, 0, count_steps(rows[i].steps), &client);
        check_int(rows[i].name, "alone", pm_sessions_verify(s, &client), rows[i].alone);
        if (rows[i].alone == PM_SESSION_UNKNOWN)
            check_int(rows[i].name, "asked again, nothing before", pm_sessions_verify_later(NULL, s, &client), rows[i].at_start);
        pm_sessions_set_start(s);
        check_int(rows[i].name, "at the start", pm_sessions_verify(s, &client), rows[i].at_start);
        pm_sessions_free(s);
    }
}

/* Cut anywhere, the two runs together say what the whole says. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t n = count_steps(rows[i].steps);
        for (size_t cut = 1; cut < n; cut++) {
            pm_sessions *earlier = pm_sessions_new(), *later = pm_sessions_new();
            pm_moment client;
            feed(earlier, rows[i].steps, 0, cut, &client);
            feed(later, rows[i].steps, cut, n, &client);
            pm_sessions_set_start(earlier);
            pm_session_verdict v = pm_sessions_verify(later, &client);
            if (v == PM_SESSION_UNKNOWN)
                v = pm_sessions_verify_later(earlier, later, &client);
            check_int(rows[i].name, "cut", v, rows[i].at_start);
            pm_sessions_join(earlier, later);
            check_int(rows[i].name, "joined", pm_sessions_verify(earlier, &client), rows[i].at_start);
            pm_sessions_free(earlier);
            pm_sessions_free(later);
        }
    }
}

/* Hosts have other numbers in the facts that all runs share; lines of the earlier run come before. */
static void test_renumber_and_shift(void **state)
{
    (void)state;
    static const pm_id ids[] = { 0, 5, 6 };
    static const step steps[] = { { CONNECT, 0, 7, MX2 }, { CONNECT, 0, 8, MX1 } };
    pm_sessions *s = pm_sessions_new();
    pm_moment client;
    feed(s, steps, 0, 2, &client);
    pm_sessions_renumber(s, ids);
    pm_sessions_shift(s, 100);
    pm_sessions_set_start(s);
    pm_moment seven = { .time = HOUR, .ordinal = 200, .pid = 7, .host = 6 }, early = { .time = HOUR, .ordinal = 101, .pid = 7, .host = 5 };
    check_int("renumbered", "connected", pm_sessions_verify(s, &seven), PM_SESSION_REAL);
    seven.host = 5;
    check_int("renumbered", "on the other host", pm_sessions_verify(s, &seven), PM_SESSION_FORGED);
    check_int("shifted", "before the first connection", pm_sessions_verify(s, &early), PM_SESSION_REAL); /* it is line 101 now */
    pm_sessions_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_whole), cmocka_unit_test(test_cut), cmocka_unit_test(test_renumber_and_shift) };
    return CHECK_RUN(tests);
}
