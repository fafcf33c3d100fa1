/* Each row is a run of lines of one host's mail log, and what the last of them, a submission, is taken for. */
#include "check.h"

#include "session.h"

enum { HOUR = 3600, MX1 = 1, MX2 = 2, STEPS = 12 };

typedef enum { END, LINE, CONNECT, LOSS, CLIENT } what;

typedef struct {
    what what;
    int64_t time;
    uint32_t pid;
    pm_id host; /* 0: MX1 */
} step;

static const struct {
    const char *name;
    step steps[STEPS];
    pm_session_verdict alone;    /* the run's beginning is not known … */
    pm_session_verdict at_start; /* … or nothing stands before it */
} rows[] = {
    { "connected", { { CONNECT, 0, 7, 0 }, { CLIENT, 10, 7, 0 } }, PM_SESSION_REAL, PM_SESSION_REAL },
    { "another process connected", { { CONNECT, 0, 8, 0 }, { LINE, 2 * HOUR, 0, 0 }, { CLIENT, 4 * HOUR, 7, 0 } }, PM_SESSION_UNKNOWN,
      PM_SESSION_FORGED },
    { "the log is too short to tell", { { CONNECT, 0, 8, 0 }, { LINE, 2 * HOUR, 0, 0 }, { CLIENT, 4 * HOUR - 1, 7, 0 } }, PM_SESSION_UNKNOWN,
      PM_SESSION_REAL },
    { "a log without connections", { { LINE, 0, 0, 0 }, { LINE, 3 * HOUR, 0, 0 }, { CLIENT, 6 * HOUR, 7, 0 } }, PM_SESSION_UNKNOWN, PM_SESSION_REAL },
    { "the same pid on another host", { { CONNECT, 0, 7, MX2 }, { CONNECT, 0, 8, 0 }, { LINE, 2 * HOUR, 0, 0 }, { CLIENT, 4 * HOUR, 7, 0 } },
      PM_SESSION_UNKNOWN, PM_SESSION_FORGED },
    /* a process is remembered for a day after its last word */
    { "a day later", { { CONNECT, 0, 7, 0 }, { LINE, 3 * HOUR, 0, 0 }, { LINE, 6 * HOUR, 0, 0 }, { LINE, 9 * HOUR, 0, 0 },
      { LINE, 12 * HOUR, 0, 0 }, { LINE, 15 * HOUR, 0, 0 }, { LINE, 18 * HOUR, 0, 0 }, { LINE, 21 * HOUR, 0, 0 }, { CLIENT, 24 * HOUR, 7, 0 } },
      PM_SESSION_REAL, PM_SESSION_REAL },
    { "a day and a second later", { { CONNECT, 0, 7, 0 }, { LINE, 3 * HOUR, 0, 0 }, { LINE, 6 * HOUR, 0, 0 }, { LINE, 9 * HOUR, 0, 0 },
      { LINE, 12 * HOUR, 0, 0 }, { LINE, 15 * HOUR, 0, 0 }, { LINE, 18 * HOUR, 0, 0 }, { LINE, 21 * HOUR, 0, 0 }, { CLIENT, 24 * HOUR + 1, 7, 0 } },
      PM_SESSION_UNKNOWN, PM_SESSION_FORGED },
    { "a session of two days that speaks", { { CONNECT, 0, 7, 0 }, { LINE, 3 * HOUR, 0, 0 }, { LINE, 6 * HOUR, 0, 0 }, { CLIENT, 9 * HOUR, 7, 0 },
      { LINE, 12 * HOUR, 0, 0 }, { LINE, 15 * HOUR, 0, 0 }, { LINE, 18 * HOUR, 0, 0 }, { LINE, 21 * HOUR, 0, 0 }, { LINE, 24 * HOUR, 0, 0 },
      { LINE, 27 * HOUR, 0, 0 }, { LINE, 30 * HOUR, 0, 0 }, { CLIENT, 33 * HOUR, 7, 0 } }, PM_SESSION_REAL, PM_SESSION_REAL },
    /* what speaks when the log begins may have connected before it, and goes on */
    { "began before the log", { { CONNECT, 0, 8, 0 }, { CLIENT, HOUR, 7, 0 }, { CLIENT, 3 * HOUR, 7, 0 }, { CLIENT, 6 * HOUR, 7, 0 },
      { CLIENT, 9 * HOUR, 7, 0 } }, PM_SESSION_UNKNOWN, PM_SESSION_REAL },
    /* after a silence nothing is known of before */
    { "right after a break", { { CONNECT, 0, 8, 0 }, { LINE, 4 * HOUR, 0, 0 }, { CLIENT, 4 * HOUR + 10, 7, 0 } }, PM_SESSION_REAL, PM_SESSION_REAL },
    { "connected before the break", { { CONNECT, 0, 7, 0 }, { LINE, 4 * HOUR, 0, 0 }, { CONNECT, 4 * HOUR, 8, 0 }, { LINE, 6 * HOUR, 0, 0 },
      { CLIENT, 8 * HOUR, 7, 0 } }, PM_SESSION_FORGED, PM_SESSION_FORGED },
    { "spoke soon after the break and goes on", { { CONNECT, 0, 8, 0 }, { CONNECT, 4 * HOUR, 8, 0 }, { CLIENT, 4 * HOUR + 10, 7, 0 },
      { LINE, 7 * HOUR, 0, 0 }, { CLIENT, 10 * HOUR, 7, 0 } }, PM_SESSION_REAL, PM_SESSION_REAL },
    { "shorter than a break", { { CONNECT, 0, 8, 0 }, { LINE, 4 * HOUR - 1, 0, 0 }, { CLIENT, 4 * HOUR, 7, 0 } }, PM_SESSION_UNKNOWN,
      PM_SESSION_FORGED },
    { "right after lost lines", { { CONNECT, 0, 8, 0 }, { LOSS, 2 * HOUR, 0, 0 }, { CLIENT, 2 * HOUR + 10, 7, 0 } }, PM_SESSION_REAL,
      PM_SESSION_REAL },
    { "long after lost lines", { { CONNECT, 0, 8, 0 }, { LOSS, 2 * HOUR, 0, 0 }, { CONNECT, 2 * HOUR, 9, 0 }, { LINE, 4 * HOUR, 0, 0 },
      { CLIENT, 6 * HOUR, 7, 0 } }, PM_SESSION_FORGED, PM_SESSION_FORGED },
    { "connections only after it", { { LINE, 0, 0, 0 }, { LINE, 3 * HOUR, 0, 0 }, { CLIENT, 6 * HOUR, 7, 0 } }, PM_SESSION_UNKNOWN, PM_SESSION_REAL },
};

/* The submissions of a run, and what the run by itself takes them for. */
typedef struct {
    pm_moment moment[STEPS];
    pm_session_verdict verdict[STEPS];
    size_t n;
} submissions;

static void feed(pm_sessions *s, const step *steps, size_t from, size_t to, submissions *out)
{
    for (size_t i = from; i < to; i++) {
        pm_moment m = {
            .time = steps[i].time, .ordinal = i, .host = steps[i].host ? steps[i].host : MX1, .pid = steps[i].pid};
        pm_sessions_line(s, &m);
        if (steps[i].what == CONNECT)
            pm_sessions_connect(s, &m);
        else if (steps[i].what == LOSS)
            pm_sessions_loss(s, &m);
        else if (steps[i].what == CLIENT) {
            out->verdict[out->n] = pm_sessions_verify(s, &m);
            out->moment[out->n++] = m;
        }
    }
}

/* Asks again for what the later run could not tell, and joins the two. */
static void join(pm_sessions *earlier, pm_sessions *later, submissions *of_later)
{
    for (size_t i = 0; i < of_later->n; i++)
        if (of_later->verdict[i] == PM_SESSION_UNKNOWN)
            of_later->verdict[i] = pm_sessions_verify_later(earlier, later, &of_later->moment[i]);
    pm_sessions_join(earlier, later);
}

static size_t count_steps(const step *steps)
{
    size_t n = 0;
    while (n < STEPS && steps[n].what != END)
        n++;
    return n;
}

static void test_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_sessions *alone = pm_sessions_new(false), *start = pm_sessions_new(true), *known = pm_sessions_new(true);
        submissions of_alone = { .n = 0 }, of_known = { .n = 0 };
        feed(alone, rows[i].steps, 0, count_steps(rows[i].steps), &of_alone);
        check_int(rows[i].name, "alone", of_alone.verdict[of_alone.n - 1], rows[i].alone);
        join(start, alone, &of_alone);
        check_int(rows[i].name, "asked again, nothing before", of_alone.verdict[of_alone.n - 1], rows[i].at_start);
        feed(known, rows[i].steps, 0, count_steps(rows[i].steps), &of_known);
        check_int(rows[i].name, "at the start", of_known.verdict[of_known.n - 1], rows[i].at_start);
        pm_sessions_free(alone);
        pm_sessions_free(start);
        pm_sessions_free(known);
    }
}

/* Cut anywhere, the two runs together say what the whole says; so does what is said after they are joined. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t n = count_steps(rows[i].steps);
        for (size_t cut = 1; cut < n; cut++) {
            pm_sessions *earlier = pm_sessions_new(true), *later = pm_sessions_new(false);
            submissions before = { .n = 0 }, after = { .n = 0 };
            feed(earlier, rows[i].steps, 0, cut, &before);
            feed(later, rows[i].steps, cut, n, &after);
            join(earlier, later, &after);
            check_int(rows[i].name, "cut", after.verdict[after.n - 1], rows[i].at_start);
            check_int(rows[i].name, "joined", pm_sessions_verify(earlier, &after.moment[after.n - 1]),
                      rows[i].at_start);
            pm_sessions_free(earlier);
            pm_sessions_free(later);
        }
        for (size_t cut = 1; cut + 1 < n; cut++) { /* a log's beginning joined last */
            pm_sessions *start = pm_sessions_new(true), *earlier = pm_sessions_new(false),
                        *later = pm_sessions_new(false);
            submissions before = { .n = 0 }, after = { .n = 0 }, all;
            feed(earlier, rows[i].steps, 0, cut, &before);
            feed(later, rows[i].steps, cut, n, &after);
            join(earlier, later, &after);
            all = before;
            for (size_t k = 0; k < after.n; k++) {
                all.moment[all.n] = after.moment[k];
                all.verdict[all.n++] = after.verdict[k];
            }
            join(start, earlier, &all);
            check_int(rows[i].name, "start last", all.verdict[all.n - 1], rows[i].at_start);
            pm_sessions_free(start);
            pm_sessions_free(earlier);
            pm_sessions_free(later);
        }
    }
}

/* Hosts have other numbers in the facts that all runs share; lines of the earlier run come before. */
static void test_renumber_and_shift(void **state)
{
    (void)state;
    static const pm_id ids[] = {0, 5, 6};
    static const step steps[] = {
        {CONNECT, 0,        7, MX2},
        {CONNECT, 0,        8, MX1},
        {LINE,    3 * HOUR, 0, MX1},
        {LINE,    3 * HOUR, 0, MX2}
    };
    pm_sessions *s = pm_sessions_new(false), *start = pm_sessions_new(true);
    submissions none = { .n = 0 };
    feed(s, steps, 0, COUNT_OF(steps), &none);
    pm_sessions_renumber(s, ids);
    pm_sessions_shift(s, 100);
    pm_sessions_join(start, s);
    pm_moment seven = { .time = 4 * HOUR, .ordinal = 200, .pid = 7, .host = 6 },
              early = { .time = 4 * HOUR, .ordinal = 101, .pid = 7, .host = 5 };
    check_int("renumbered", "connected", pm_sessions_verify(start, &seven), PM_SESSION_REAL);
    seven.host = 5;
    check_int("renumbered", "on the other host", pm_sessions_verify(start, &seven), PM_SESSION_FORGED);
    check_int("shifted", "before the first connection", pm_sessions_verify(start, &early),
              PM_SESSION_REAL); /* it is line 101 now */
    pm_sessions_free(s);
    pm_sessions_free(start);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_whole), cmocka_unit_test(test_cut),
                                       cmocka_unit_test(test_renumber_and_shift)};
    return CHECK_RUN(tests);
}
