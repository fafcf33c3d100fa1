/*
 * Far more mail than usual: PM-VOL-01 and -03.
 *
 * A sender's usual is one message at midnight of each of ten days, the log being whole from the first hour to the
 * last: 240 hours, of which one holds the burst.  10 messages in the other 239 hours are 0.04 per hour; a geometric
 * distribution of that mean exceeds b once in a million for b = ln(1e-6) / ln(mean / (1 + mean)) = 4.3.
 */
#include "check_finding.h"

enum { DAYS = 10, BURST_DAY = 9 };

/* A log that is never silent: somebody else's message each half hour, of 7 lines; with ann's 343 lines a day, and 154 of
 * them until 10 o'clock. */
static void whole_log(small_log *mail, int days, void (*more)(small_log *mail, int64_t at, int n), int n)
{
    for (int64_t t = 0; t < (int64_t)days * DAY; t += HOUR / 2) {
        small_mails(mail, (small_mail){ .at = t, .user = "bob", .ip = "198.51.100.9" });
        if (t % DAY == 0)
            small_mails(mail, (small_mail){ .at = t, .user = "ann", .ip = "198.51.100.1" });
        more(mail, t, n);
    }
}

static void send(small_log *mail, int64_t at, int recipients)
{
    small_mails(mail, (small_mail){ .at = at, .user = "ann", .ip = "192.0.2.66", .recipients = (unsigned)recipients });
}

/* ---- PM-VOL-01 ---- */

static void burst_at(small_log *mail, int64_t at, int n)
{
    if (at == BURST_DAY * DAY + 10 * HOUR) {
        send(mail, at + 1, n - n / 2);
        send(mail, at + 2, n / 2);
    }
}

static void burst(small_log *mail, small_log *login, int n)
{
    (void)login;
    whole_log(mail, DAYS, burst_at, n);
}

/* lines of a program lost in that minute of its hour */
static void burst_and_loss(small_log *mail, small_log *login, int minute, const char *program)
{
    burst(mail, login, 100);
    small_line(mail, BURST_DAY * DAY + 10 * HOUR + minute * MINUTE, "rsyslogd: imuxsock[pid: 16, name: x] from <mx1:%s>: 7 messages lost due to rate-limiting (200 allowed within 5 seconds)",
               program);
}

static void burst_with_loss(small_log *mail, small_log *login, int minute)
{
    burst_and_loss(mail, login, minute, "postfix/smtpd");
}

static void burst_with_other_loss(small_log *mail, small_log *login, int minute)
{
    burst_and_loss(mail, login, minute, "sshd");
}

/* a line that another process wrote names so and so */
static const char *const forged_names[] = { "ann", "annika" };
static void burst_with_forged(small_log *mail, small_log *login, int who)
{
    burst(mail, login, 100);
    small_line(mail, BURST_DAY * DAY + 12 * HOUR, "postfix/smtpd[4242][20457]: 1E240C0A14: client=unknown[198.51.100.7], sasl_method=PLAIN, sasl_username=%s", forged_names[who]);
}

/* six hours later again: one burst; seven: two */
static void burst_twice_at(small_log *mail, int64_t at, int n)
{
    if (at == 8 * DAY || at == 8 * DAY + (int64_t)n * HOUR)
        send(mail, at + 1, 200);
}

static void burst_twice(small_log *mail, small_log *login, int n)
{
    (void)login;
    whole_log(mail, DAYS, burst_twice_at, n);
}

/* a newsletter: the week before, at the same hour, to n recipients */
static void newsletter_at(small_log *mail, int64_t at, int n)
{
    if (at == 2 * DAY + 10 * HOUR)
        send(mail, at + 1, n);
    if (at == 9 * DAY + 10 * HOUR)
        send(mail, at + 1, 320);
}

static void newsletter(small_log *mail, small_log *login, int n)
{
    (void)login;
    whole_log(mail, DAYS, newsletter_at, n);
}

static void burst_on_first_day(small_log *mail, int64_t at, int n)
{
    if (at == 10 * HOUR)
        send(mail, at + 1, n);
}

static void burst_without_baseline(small_log *mail, small_log *login, int n)
{
    (void)login;
    whole_log(mail, 1, burst_on_first_day, n);
}

/* ---- PM-VOL-03 ---- */

static void uid_at(small_log *mail, int64_t at, int n)
{
    for (int i = 0; at == BURST_DAY * DAY + 10 * HOUR && i < n; i++)
        small_mails(mail, (small_mail){ .at = at + i, .uid = 48, .recipients = 2 });
}

static void uid(small_log *mail, small_log *login, int n)
{
    (void)login;
    whole_log(mail, DAYS, uid_at, n);
}

static void uid_with_script(small_log *mail, small_log *login, int n)
{
    static const char *const names[] = { "other.php", "mailer.php", "mailer.php(12) : eval()'d code", "mailer.php(13) : eval()'d code" };
    uid(mail, login, n);
    for (int i = 0; i < 4; i++) {
        small_line(mail, DAYS * DAY + i, "postfix/pickup[90]: 10000000%02X: uid=48 from=<www>", i);
        small_line(mail, DAYS * DAY + i, "postfix/cleanup[91]: 10000000%02X: warning: header X-PHP-Originating-Script: 48:%s from local; from=<www>", i,
                   names[i]);
    }
}

/* 100 messages an hour, on the first n days */
static void steady_at(small_log *mail, int64_t at, int n)
{
    for (int i = 0; at < n * DAY && at % HOUR == 0 && i < 100; i++)
        small_mails(mail, (small_mail){ .at = at + i, .uid = 48 });
}

static void steady(small_log *mail, small_log *login, int n)
{
    (void)login;
    whole_log(mail, DAYS, steady_at, n);
}

static const finding_row rows[] = {
    { "100 recipients in an hour", burst, 100, "PM-VOL-01", "account ann", "high strong", 9 * DAY + 10 * HOUR, 9 * DAY + 11 * HOUR,
      "messages=2 recipients=100 peak=100 peak_hour=813600 mean=0.04 bound=5 baseline_days=9 ", "E01:3243 ", 0 },
    { "lines are lost in it", burst_with_loss, 30, "PM-VOL-01", "account ann", "high moderate", 9 * DAY + 10 * HOUR, 9 * DAY + 11 * HOUR,
      "messages=2 recipients=100 peak=100 peak_hour=813600 mean=0.04 bound=5 baseline_days=9 at_least ", "E01:3243 ", 0 },
    { "lines of another log are lost in it", burst_with_other_loss, 30, "PM-VOL-01", "account ann", "high strong", 9 * DAY + 10 * HOUR, 9 * DAY + 11 * HOUR,
      "messages=2 recipients=100 peak=100 peak_hour=813600 mean=0.04 bound=5 baseline_days=9 ", "E01:3243 ", 0 },
    { "after it", burst_with_loss, 61, "PM-VOL-01", "account ann", "high strong", 9 * DAY + 10 * HOUR, 9 * DAY + 11 * HOUR,
      "messages=2 recipients=100 peak=100 peak_hour=813600 mean=0.04 bound=5 baseline_days=9 ", "E01:3243 ", 0 },
    { "somebody writes lines in her name", burst_with_forged, 0, "PM-VOL-01", "account ann", "high moderate", 9 * DAY + 10 * HOUR, 9 * DAY + 11 * HOUR,
      "messages=2 recipients=100 peak=100 peak_hour=813600 mean=0.04 bound=5 baseline_days=9 ", "E01:3243 ", 0 },
    { "in another's", burst_with_forged, 1, "PM-VOL-01", "account ann", "high strong", 9 * DAY + 10 * HOUR, 9 * DAY + 11 * HOUR,
      "messages=2 recipients=100 peak=100 peak_hour=813600 mean=0.04 bound=5 baseline_days=9 ", "E01:3243 ", 0 },
    { "99: only as part of a case", burst, 99, "PM-VOL-01", "account ann", "low strong", 9 * DAY + 10 * HOUR, 9 * DAY + 11 * HOUR,
      "messages=2 recipients=99 peak=99 peak_hour=813600 mean=0.04 bound=5 baseline_days=9 ", "E01:3243 ", 0 },
    { "50", burst, 50, "PM-VOL-01", "account ann", "low strong", 9 * DAY + 10 * HOUR, 9 * DAY + 11 * HOUR,
      "messages=2 recipients=50 peak=50 peak_hour=813600 mean=0.04 bound=5 baseline_days=9 ", "E01:3243 ", 0 },
    { "49", burst, 49, "PM-VOL-01", .others = 0 },
    { "six hours apart are one", burst_twice, 6, "PM-VOL-01", "account ann", "high strong", 8 * DAY, 8 * DAY + 7 * HOUR,
      "messages=3 recipients=401 peak=201 peak_hour=691200 mean=0.04 bound=5 baseline_days=9 ", "E01:9 E01:2760 ", 0 },
    { "seven are two", burst_twice, 7, "PM-VOL-01", "account ann", "high strong", 8 * DAY, 8 * DAY + HOUR,
      "messages=2 recipients=201 peak=201 peak_hour=691200 mean=0.04 bound=5 baseline_days=9 ", "E01:9 E01:2760 ", 1 },
    { "an eighth of it the week before", newsletter, 40, "PM-VOL-01", .others = 0 },
    { "less than an eighth", newsletter, 39, "PM-VOL-01", "account ann", "high strong", 9 * DAY + 10 * HOUR, 9 * DAY + 11 * HOUR,
      "messages=1 recipients=320 peak=320 peak_hour=813600 mean=0.21 bound=8 baseline_days=9 ", "E01:842 ", 0 },
    { "250 without a baseline", burst_without_baseline, 250, "PM-VOL-01", "account ann", "high moderate no-baseline", 10 * HOUR, 11 * HOUR,
      "messages=1 recipients=250 peak=250 peak_hour=36000 mean=0.04 bound=5 baseline_days=0 ", "E01:156 ", 0 },
    { "249 without a baseline", burst_without_baseline, 249, "PM-VOL-01", .others = 0 },

    { "100 messages in an hour", uid, 100, "PM-VOL-03", "uid 48", "high strong", 9 * DAY + 10 * HOUR, 9 * DAY + 11 * HOUR,
      "messages=100 recipients=200 peak=100 peak_hour=813600 mean=0.00 bound=1 ", "E01:3242 E01:3836 ", 0 },
    { "99 messages", uid, 99, "PM-VOL-03", .others = 0 },
    /* the first of each of 48 hours of 514 lines, and the last */
    { "steady for two days of ten", steady, 2, "PM-VOL-03", "uid 48", "high strong", 0, 2 * DAY,
      "messages=4800 recipients=4800 peak=100 peak_hour=0 mean=0.00 bound=1 ", "E01:15 E01:529 E01:1043 E01:1557 E01:2071 E01:2585 E01:3099 E01:3613 E01:4127 E01:4641 "
      "E01:5155 E01:5669 E01:6183 E01:6697 E01:7211 E01:7725 E01:8239 E01:8753 E01:9267 E01:9781 +29", 0 },
    { "steady for ten: that is its usual", steady, DAYS, "PM-VOL-03", .others = 0 },
    { "its script", uid_with_script, 100, "PM-VOL-03", "uid 48", "high strong script", 9 * DAY + 10 * HOUR, 9 * DAY + 11 * HOUR,
      "messages=100 recipients=200 peak=100 peak_hour=813600 mean=0.00 bound=1 script=mailer.php script_lines=3 script_evaluated=2 ", "E01:3242 ", 0 },
};

FINDING_TABLE(rows)
