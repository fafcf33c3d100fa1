/* What neighbouring lines say together: starts and stops of the mail system, silences, clocks that run back. */
#include "small_case.h"

#include "postmortem/analysis/case.h"
#include "postmortem/analysis/rows.h"

#include <string.h>

/* ---- restarts ---- */

#define SMTP "postfix/smtp[93]: 1E240C0A14: to=<x@example.net>, relay=none, delay=1, delays=1/0/0/0, dsn=4.4.1, status=deferred (no)"
#define STARTED(pid) "postfix/master[" #pid "]: daemon started -- version 3.7.11, configuration /etc/postfix"
#define STOPPED(pid) "postfix/master[" #pid "]: terminating on signal 15"
#define RELOADED(pid) "postfix/master[" #pid "]: reload -- version 3.7.11, configuration /etc/postfix"
#define OTHER(pid) "postfix/master[" #pid "]: warning: process /usr/lib/postfix/sbin/smtpd pid 812 exit status 1"
#define SCRIPT(words) "postfix/postfix-script[80]: " words " the Postfix mail system"
#define SUDO(user, command) "sudo[700]: " user " : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=" command
#define BOOT "systemd[1]: Startup finished in 2.1s (kernel) + 8.3s (userspace) = 10.4s."

typedef struct {
    int64_t at;
    const char *text; /* those of sudo, systemd and the kernel go to the log of logins */
} line;

static const struct {
    const char *name;
    line lines[8];
    const char *want; /* kind@time pid [clean] cause [who]; inferred ones: kind@after-before … */
} restarts[] = {
    { "nothing of master", { { 0, SMTP } }, "" },
    { "a first start says nothing about before", { { 60, STARTED(1) } }, "start@60 1 unknown; " },
    { "stop and start", { { 0, STARTED(1) }, { 100, SCRIPT("stopping") }, { 100, STOPPED(1) }, { 160, SCRIPT("starting") }, { 161, STARTED(2) } },
      "start@0 1 unknown; stop@100 1 unknown; start@161 2 clean unknown; " },
    { "reload", { { 0, STARTED(1) }, { 50, SCRIPT("refreshing") }, { 50, RELOADED(1) } }, "start@0 1 unknown; reload@50 1 unknown; " },
    { "killed: only the script said stop", { { 0, STARTED(1) }, { 100, SCRIPT("stopping") }, { 160, STARTED(2) } },
      "start@0 1 unknown; start@160 2 clean unknown; " },
    { "no stop before the start", { { 0, STARTED(1) }, { 90, SMTP }, { 160, STARTED(2) } },
      "start@0 1 unknown; crash@90-160 1 unknown; start@160 2 unknown; " },
    { "no stop, master spoke last", { { 0, STARTED(1) }, { 90, SMTP }, { 100, OTHER(1) }, { 160, STARTED(2) } },
      "start@0 1 unknown; crash@90-160 1 unknown; start@160 2 unknown; " },
    { "no stop, but its beginning was not seen", { { 10, OTHER(1) }, { 160, STARTED(2) } }, "crash@10-160 1 unknown; start@160 2 unknown; " },
    { "another master, no start", { { 0, OTHER(1) }, { 100, OTHER(2) } }, "unseen@0-100 2 unknown; " },
    { "another master reloads", { { 0, STARTED(1) }, { 100, RELOADED(2) } }, "start@0 1 unknown; unseen@0-100 2 unknown; reload@100 2 unknown; " },
    { "two instances are two masters", { { 0, STARTED(1) }, { 50, "postfix-out/master[2]: daemon started -- version 3.7.11, configuration /etc/postfix-out" },
      { 100, OTHER(1) } }, "start@0 1 unknown; start@50 2 unknown; " },
    { "only the script between two words of one master", { { 0, OTHER(1) }, { 50, SCRIPT("refreshing") }, { 100, OTHER(1) }, { 160, STARTED(2) } },
      "crash@0-160 1 unknown; start@160 2 unknown; " },
    /* a stop that another process wrote */
    { "the master goes on after it", { { 0, STARTED(1) }, { 50, STOPPED(9) }, { 100, OTHER(1) }, { 150, STOPPED(1) } },
      "start@0 1 unknown; stop@150 1 unknown; suspicious@50 pid-without-life; " },
    { "the master reloads after it, two of them", { { 0, RELOADED(1) }, { 50, STOPPED(9) }, { 60, STOPPED(8) }, { 100, RELOADED(1) } },
      "reload@0 1 unknown; reload@100 1 unknown; suspicious@50 pid-without-life; suspicious@60 pid-without-life; " },
    { "the master says nothing more", { { 0, STARTED(1) }, { 50, STOPPED(9) }, { 90, SMTP } }, "start@0 1 unknown; stop@50 9 unknown; " },
    { "a start between", { { 0, STARTED(1) }, { 50, STOPPED(9) }, { 60, STARTED(2) }, { 100, OTHER(1) } },
      "start@0 1 unknown; stop@50 9 unknown; start@60 2 clean unknown; unseen@60-100 1 unknown; " },
    { "nobody saw which master runs", { { 0, OTHER(1) }, { 50, STOPPED(9) }, { 100, OTHER(1) } }, "stop@50 9 unknown; unseen@50-100 1 unknown; " },
    { "its process did start", { { 0, STARTED(9) }, { 50, RELOADED(1) }, { 60, STOPPED(9) }, { 100, RELOADED(1) } },
      "start@0 9 unknown; unseen@0-50 1 unknown; reload@50 1 unknown; stop@60 9 unknown; unseen@60-100 1 unknown; reload@100 1 unknown; " },
    { "its process did start, and stopped", { { 0, STARTED(9) }, { 40, STOPPED(9) }, { 50, STARTED(1) }, { 60, STOPPED(9) }, { 100, OTHER(1) } },
      "start@0 9 unknown; stop@40 9 unknown; start@50 1 clean unknown; suspicious@60 pid-without-life; " },
    { "another instance goes on", { { 0, STARTED(1) }, { 50, "postfix-out/master[2]: daemon started -- version 3.7.11, configuration /etc/postfix-out" },
      { 60, STOPPED(9) }, { 100, "postfix-out/master[2]: reload -- version 3.7.11, configuration /etc/postfix-out" } },
      "start@0 1 unknown; start@50 2 unknown; stop@60 9 unknown; reload@100 2 unknown; " },
    /* who caused it */
    { "sudo, two minutes before", { { 0, SUDO("bob", "/usr/sbin/postfix start") }, { 120, STARTED(1) } }, "start@120 1 sudo bob; " },
    { "sudo, longer before", { { 0, SUDO("bob", "/usr/sbin/postfix start") }, { 121, STARTED(1) } }, "start@121 1 unknown; " },
    { "sudo afterwards", { { 0, STARTED(1) }, { 1, SUDO("bob", "/usr/sbin/postfix start") } }, "start@0 1 unknown; " },
    { "the last of two", { { 0, SUDO("ann", "/bin/systemctl restart postfix") }, { 9, SUDO("bob", "/bin/systemctl restart postfix") }, { 10, STARTED(1) } },
      "start@10 1 sudo bob; " },
    { "sudo for something else", { { 0, SUDO("bob", "/bin/systemctl restart nginx") }, { 10, STARTED(1) } }, "start@10 1 unknown; " },
    { "sudo that only looks", { { 0, SUDO("bob", "/usr/bin/less /etc/postfix/main.cf") }, { 10, STARTED(1) } }, "start@10 1 unknown; " },
    { "sudo for a reload, before a start", { { 0, SUDO("bob", "/usr/sbin/postfix reload") }, { 10, STARTED(1) } }, "start@10 1 unknown; " },
    { "sudo for a restart, before a stop", { { 0, SUDO("bob", "/bin/systemctl restart postfix") }, { 10, STOPPED(1) } }, "stop@10 1 sudo bob; " },
    { "sudo for a file of that name", { { 0, SUDO("bob", "/usr/bin/vi /root/postfix start-notes.txt") }, { 10, STARTED(1) } }, "start@10 1 unknown; " },
    { "sudo for a file with such words in its name", { { 0, SUDO("bob", "/usr/bin/tail -f /var/log/postfix-start-stop.log") }, { 10, STARTED(1) } }, "start@10 1 unknown; " },
    { "sudo for a unit", { { 0, SUDO("bob", "/bin/systemctl start postfix.service") }, { 10, STARTED(1) } }, "start@10 1 sudo bob; " },
    { "sudo that was refused", { { 0, "sudo[700]: bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/sbin/postfix start" },
      { 10, STARTED(1) } }, "start@10 1 unknown; " },
    { "reboot by hand", { { 0, SUDO("bob", "/sbin/reboot") }, { 10, STOPPED(1) } }, "stop@10 1 sudo bob; " },
    { "boot, ten minutes before", { { 0, BOOT }, { 600, STARTED(1) } }, "start@600 1 boot; " },
    { "boot, longer before", { { 0, BOOT }, { 601, STARTED(1) } }, "start@601 1 unknown; " },
    { "a boot stops and reloads nothing", { { 0, BOOT }, { 10, RELOADED(1) } }, "reload@10 1 unknown; " },
    { "a boot is over after the start", { { 0, STARTED(1) }, { 300, BOOT } }, "start@0 1 boot; " },
    { "longer after it", { { 0, STARTED(1) }, { 301, BOOT } }, "start@0 1 unknown; " },
    { "the host goes down", { { 100, STOPPED(1) }, { 220, "systemd-logind[1]: System is rebooting." } }, "stop@100 1 boot; " },
    { "later than that", { { 100, STOPPED(1) }, { 221, "systemd-logind[1]: System is rebooting." } }, "stop@100 1 unknown; " },
    { "packages, a quarter of an hour before", { { 0, SUDO("bob", "/usr/bin/apt-get -y upgrade") }, { 900, STOPPED(1) }, { 901, STARTED(2) } },
      "stop@900 1 package bob; start@901 2 clean unknown; " },
    { "the lists of packages alone", { { 0, SUDO("bob", "/usr/bin/apt update") }, { 10, STOPPED(1) } }, "stop@10 1 unknown; " },
    { "what dnf calls an update", { { 0, SUDO("bob", "/usr/bin/dnf update -y") }, { 10, RELOADED(1) } }, "reload@10 1 package bob; " },
    { "packages that renew themselves", { { 0, "systemd[1]: Starting Daily apt upgrade and clean activities..." }, { 10, STOPPED(1) } }, "stop@10 1 package; " },
    { "two readings", { { 0, SUDO("bob", "/bin/echo postfix restart ; USER=bin ; COMMAND=/bin/true") }, { 10, STOPPED(1) } }, "stop@10 1 unknown; " },
    /* of what no line tells: anything within its time */
    { "unseen, sudo in between", { { 0, OTHER(1) }, { 500, SUDO("bob", "/bin/systemctl restart postfix") }, { 9000, OTHER(2) } },
      "unseen@0-9000 2 sudo bob; " },
    { "unseen, sudo before", { { 0, SUDO("bob", "/bin/systemctl restart postfix") }, { 1, OTHER(1) }, { 9000, OTHER(2) } }, "unseen@1-9000 2 unknown; " },
    { "unseen, a boot in between", { { 0, OTHER(1) }, { 500, BOOT }, { 9000, OTHER(2) } }, "unseen@0-9000 2 boot; " },
    { "unseen, packages in between", { { 0, OTHER(1) }, { 500, SUDO("bob", "/usr/bin/dnf upgrade") }, { 9000, OTHER(2) } }, "unseen@0-9000 2 package bob; " },
    { "ended by a boot", { { 0, STARTED(1) }, { 990, SMTP }, { 1150, "kernel: Linux version 6.1.0-18-amd64 (gcc-12) #1 SMP" }, { 1160, STARTED(2) } },
      "start@0 1 unknown; crash@990-1160 1 boot; start@1160 2 boot; " },
    { "sudo is nearer than a boot", { { 0, BOOT }, { 9, SUDO("bob", "/usr/sbin/postfix start") }, { 10, STARTED(1) } }, "start@10 1 sudo bob; " },
};

static bool is_login(const char *text)
{
    return strncmp(text, "sudo", 4) == 0 || strncmp(text, "systemd", 7) == 0 || strncmp(text, "kernel", 6) == 0;
}

static size_t put_restart(char *buf, size_t size, const pm_case *c, const pm_restart *r)
{
    static const char *const kinds[] = { "start", "stop", "reload", "crash", "unseen" };
    bool inferred = r->kind == PM_RESTART_CRASH || r->kind == PM_RESTART_UNSEEN;
    char when[64];
    if (inferred)
        snprintf(when, sizeof when, "%lld-%lld", (long long)(r->after - SMALL_START), (long long)(r->before - SMALL_START));
    else
        snprintf(when, sizeof when, "%lld", (long long)(r->time - SMALL_START));
    check_text("restart", "host", pm_case_text(c, r->host), "mx1");
    return (size_t)snprintf(buf, size, "%s@%s %u%s %.*s%s%.*s; ", kinds[r->kind], when, r->pid, r->clean ? " clean" : "", PM_SPAN_FMT(r->cause),
                            r->cause_who.len ? " " : "", PM_SPAN_FMT(r->cause_who));
}

static void test_restarts(void **state)
{
    (void)state;
    static const uint64_t cuts[] = { 1, 2, 3, 4, 5, 6, 7 }; /* each line a run of its own */
    for (size_t i = 0; i < 2 * COUNT_OF(restarts); i++) {
        size_t row = i / 2;
        small_log mail = { .lines = 0 }, login = { .lines = 0 };
        small_case s;
        char got[1000] = "";
        size_t at = 0;
        for (const line *l = restarts[row].lines; l->text != NULL; l++)
            small_line(is_login(l->text) ? &login : &mail, l->at, "%s", l->text);
        small_case_begin(&s);
        small_case_add(&s, "maillog", pm_buffer_span(&mail.text));
        if (login.lines)
            small_case_add(&s, "secure", pm_buffer_span(&login.text));
        s.options.cuts = cuts;
        s.options.n_cuts = i % 2 ? COUNT_OF(cuts) : 0;
        assert_int_equal(small_case_read(&s), PM_OK);
        for (size_t k = 0; k < s.c->n_restarts; k++)
            at += put_restart(got + at, sizeof got - at, s.c, &s.c->restarts[k]);
        const pm_happenings *h = &s.c->facts->h[PM_H_SUSPICIOUS];
        for (size_t k = 0; k < h->n; k++) {
            check_true(restarts[row].name, "the line from its tag on", pm_span_starts(pm_case_text(s.c, h->items[k].a), PM_SPAN("postfix/master[")));
            at += (size_t)snprintf(got + at, sizeof got - at, "suspicious@%lld %.*s; ", (long long)(h->items[k].time - SMALL_START),
                                   PM_SPAN_FMT(pm_case_text(s.c, h->items[k].b)));
        }
        check_text(restarts[row].name, i % 2 ? "cut" : "whole", pm_span_of(got), restarts[row].want);
        small_case_end(&s);
        small_log_free(&mail);
        small_log_free(&login);
    }
}

/* ---- silences and clocks ---- */

static const struct {
    const char *name;
    int64_t at[5];
    size_t n;
    const char *silences, *backsteps; /* from-to; */
} times[] = {
    { "short of half an hour", { 0, 1799 }, 2, "", "" },
    { "half an hour", { 0, 1800 }, 2, "0-1800; ", "" },
    { "two seconds back", { 10, 8 }, 2, "", "" },
    { "three seconds back", { 10, 7 }, 2, "", "10-7; " },
    { "back and half an hour on", { 3000, 1000, 2800 }, 3, "1000-2800; ", "3000-1000; " },
};

static void list_spans(char *buf, size_t size, const pm_happenings *h)
{
    for (size_t k = 0, at = 0; k < h->n; k++)
        at += (size_t)snprintf(buf + at, size - at, "%lld-%lld; ", (long long)(h->items[k].until - SMALL_START), (long long)(h->items[k].time - SMALL_START));
}

static void test_times(void **state)
{
    (void)state;
    static const uint64_t cuts[] = { 1, 2, 3, 4 }; /* each line a run of its own: what joining finds */
    for (size_t i = 0; i < 2 * COUNT_OF(times); i++) {
        size_t row = i / 2;
        small_log mail = { .lines = 0 };
        small_case s;
        char silences[200] = "", backsteps[200] = "";
        for (size_t k = 0; k < times[row].n; k++)
            small_line(&mail, times[row].at[k], SMTP);
        small_case_begin(&s);
        small_case_add(&s, "maillog", pm_buffer_span(&mail.text));
        s.options.cuts = cuts;
        s.options.n_cuts = i % 2 ? COUNT_OF(cuts) : 0;
        assert_int_equal(small_case_read(&s), PM_OK);
        list_spans(silences, sizeof silences, &s.c->facts->h[PM_H_SILENCE]);
        list_spans(backsteps, sizeof backsteps, &s.c->facts->h[PM_H_BACKSTEP]);
        check_text(times[row].name, "silences", pm_span_of(silences), times[row].silences);
        check_text(times[row].name, "clock steps", pm_span_of(backsteps), times[row].backsteps);
        small_case_end(&s);
        small_log_free(&mail);
    }
}

/* Where summer time ends, local stamps go back by an hour, and time goes on: wherever the log is cut. */
static void test_summer_time_ends(void **state)
{
    (void)state;
    enum { BERLIN = 1761440400 }; /* 2025-10-26T01:00:00Z: 03:00 is 02:00 again */
    static const char text[] = "Oct 26 02:30:00 mx1 " SMTP "\nOct 26 02:59:59 mx1 " SMTP "\nOct 26 02:00:10 mx1 " SMTP "\nOct 26 02:30:00 mx1 " SMTP
                               "\nOct 26 03:00:00 mx1 " SMTP "\n";
    static const uint64_t cuts[] = { 1, 2, 3, 4 };
    for (size_t n_cuts = 0; n_cuts <= COUNT_OF(cuts); n_cuts++) {
        small_case s;
        small_case_begin(&s);
        s.options.zone = "Europe/Berlin";
        s.options.year = 2025;
        s.options.cuts = cuts + COUNT_OF(cuts) - n_cuts;
        s.options.n_cuts = n_cuts;
        small_case_add(&s, "maillog", pm_span_of(text));
        assert_int_equal(small_case_read(&s), PM_OK);
        check_int("summer time ends", "clock steps", (int64_t)s.c->facts->h[PM_H_BACKSTEP].n, 0);
        check_int("summer time ends", "last line", pm_piece_stream(s.c->pieces[s.c->n_pieces - 1])->last, BERLIN + 3600);
        /* 02:30 and 02:59:59 in the first hour, 02:00:10 and 02:30 in the second, 03:00 */
        static const struct {
            int64_t hour;
            uint64_t lines;
        } hours[] = { { BERLIN - 3600, 2 }, { BERLIN, 2 }, { BERLIN + 3600, 1 } };
        pm_rows r = pm_rows_of(s.c->facts, s.c->arena, PM_T_LINE_HOUR, s.c->hosts[0], PM_FAMILY_MAIL, PM_BY_NUMBER, 0);
        check_int("summer time ends", "hours", (int64_t)r.n, COUNT_OF(hours));
        for (size_t i = 0; i < COUNT_OF(hours); i++) {
            check_int("summer time ends", "hour", pm_hour_start(r.rows[i]->key[2], s.c->hour_shift), hours[i].hour);
            check_int("summer time ends", "lines in it", (int64_t)r.rows[i]->n[PM_N_COUNT], (int64_t)hours[i].lines);
        }
        small_case_end(&s);
    }
}

/* A copy of the log's end that begins in the second of the two hours holds the same lines. */
static void test_summer_time_ends_in_a_copy(void **state)
{
    (void)state;
    static const char first[] = "Oct 26 02:59:59 mx1 " SMTP "\n";
    small_case s;
    pm_buffer end = { 0 }, whole = { 0 };
    for (int i = 0; i < 600; i++)
        pm_buffer_format(&end, "Oct 26 02:%02d:%02d mx1 postfix/qmgr[92]: %010X: removed\n", i / 60 + 10, i % 60, (unsigned)i + 1);
    pm_buffer_add(&whole, pm_span_of(first));
    pm_buffer_add(&whole, pm_buffer_span(&end));
    small_case_begin(&s);
    s.options.zone = "Europe/Berlin";
    s.options.year = 2025;
    small_case_add(&s, "maillog", pm_buffer_span(&whole));
    small_case_add(&s, "maillog.end", pm_buffer_span(&end));
    assert_int_equal(small_case_read(&s), PM_OK);
    check_int("a copy", "lines", (int64_t)s.c->ledger.lines, 1201);
    check_int("a copy", "lines that are there twice", (int64_t)s.c->ledger.duplicate, 600);
    small_case_end(&s);
    pm_buffer_free(&end);
    pm_buffer_free(&whole);
}

/* The clock of another host runs for itself. */
static void test_hosts_apart(void **state)
{
    (void)state;
    small_case s;
    static const char text[] = "2026-01-05T00:00:00+00:00 mx1 " SMTP "\n2026-01-05T05:00:00+00:00 mx2 " SMTP "\n"
                               "2026-01-05T00:00:01+00:00 mx1 " SMTP "\n2026-01-05T05:00:01+00:00 mx2 " SMTP "\n";
    small_case_begin(&s);
    small_case_add(&s, "maillog", pm_span_of(text));
    assert_int_equal(small_case_read(&s), PM_OK);
    check_int("two hosts", "silences", (int64_t)s.c->facts->h[PM_H_SILENCE].n, 0);
    check_int("two hosts", "clock steps", (int64_t)s.c->facts->h[PM_H_BACKSTEP].n, 0);
    check_int("two hosts", "hosts", (int64_t)s.c->n_hosts, 2);
    small_case_end(&s);
}

/* ---- lines that their program cannot have written ---- */

static const struct {
    const char *name, *lines[2];
    const char *reason; /* NULL: nothing is suspicious */
} aliens[] = {
    { "two pids", { "postfix/smtpd[4242][20457]: connect from unknown[192.0.2.7]" }, "doubled-pid" },
    { "no pid where others have one", { SMTP, "postfix/smtpd: connect from unknown[192.0.2.7]" }, "no-pid" },
    { "no pid anywhere", { "postfix/smtpd: connect from unknown[192.0.2.7]", "postfix/qmgr: 1E240C0A14: removed" }, NULL },
    { "a program that logs none", { SMTP, "sudo: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/true" }, NULL },
};

static void test_aliens(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(aliens); i++) {
        small_log mail = { .lines = 0 };
        small_case s;
        for (size_t k = 0; k < 2 && aliens[i].lines[k]; k++)
            small_line(&mail, (int64_t)k, "%s", aliens[i].lines[k]);
        small_case_of(&s, &mail, NULL);
        const pm_happenings *h = &s.c->facts->h[PM_H_SUSPICIOUS];
        check_int(aliens[i].name, "suspicious lines", (int64_t)h->n, aliens[i].reason != NULL);
        if (h->n) {
            check_text(aliens[i].name, "reason", pm_case_text(s.c, h->items[0].b), aliens[i].reason);
            check_text(aliens[i].name, "line", pm_case_text(s.c, h->items[0].a), aliens[i].lines[mail.lines - 1]);
        }
        small_case_end(&s);
        small_log_free(&mail);
    }
}

/* ---- lines not understood ---- */

static void test_shapes(void **state)
{
    (void)state;
    small_log mail = { .lines = 0 };
    small_case s;
    small_line(&mail, 0, "postfix/qmgr[92]: something new 17 <a@example.org> [192.0.2.7] end");
    small_line(&mail, 1, "postfix/qmgr[92]: something new 4 <b> [] end");
    small_line(&mail, 2, "postfix/qmgr[92]: something else");
    small_line(&mail, 3, "postfix/qmgr[92]: 1E240C0A14: removed");
    small_case_of(&s, &mail, NULL);
    const pm_tally_row *r = small_row(&s, PM_T_SHAPE, "qmgr", "something new N <> [] end", "");
    check_true("shape", "numbers and brackets make no difference", r != NULL && r->n[PM_N_COUNT] == 2);
    r = small_row(&s, PM_T_SHAPE, "qmgr", "something else", "");
    check_true("shape", "another one", r != NULL && r->n[PM_N_COUNT] == 1);
    r = small_row(&s, PM_T_LINES, "qmgr", "", "");
    check_true("lines", "of qmgr", r != NULL && r->n[PM_N_LINES_UNKNOWN] == 3 && r->n[PM_N_LINES_TYPED] == 1);
    small_case_end(&s);
    small_log_free(&mail);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_restarts), cmocka_unit_test(test_times), cmocka_unit_test(test_summer_time_ends), cmocka_unit_test(test_summer_time_ends_in_a_copy), cmocka_unit_test(test_hosts_apart),
                                        cmocka_unit_test(test_aliens),   cmocka_unit_test(test_shapes) };
    return CHECK_RUN(tests);
}
