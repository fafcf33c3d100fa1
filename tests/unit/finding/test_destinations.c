/* Where mail goes, and what is answered: PM-DST-01, -03, -05. */
#include "check_finding.h"

static void mail_to(small_log *mail, int64_t at, const char *user, const char *domain, const char *outcome)
{
    small_mails(mail, (small_mail){ .at = at, .user = user, .to = domain, .outcome = outcome });
}

/* ---- PM-DST-01: 30 domains new within a day, four fifths of those written to ---- */

static void new_domains(small_log *mail, int64_t at, int n)
{
    char domain[32];
    for (int i = 0; i < n; i++) {
        snprintf(domain, sizeof domain, "d%d.example", i);
        mail_to(mail, at + i * 40 * MINUTE, "ann", domain, NULL); /* 36 in a day */
    }
}

static void novel(small_log *mail, small_log *login, int n)
{
    (void)login;
    mail_to(mail, 0, "ann", "known.example", NULL); /* 7 lines, like each */
    new_domains(mail, 7 * DAY, n);
}

static void novel_of_new_sender(small_log *mail, small_log *login, int n)
{
    (void)login;
    mail_to(mail, 1, "ann", "known.example", NULL);
    new_domains(mail, 7 * DAY, n);
}

/* over more than a day */
static void novel_slowly(small_log *mail, small_log *login, int n)
{
    char domain[32];
    (void)login;
    for (int i = 0; i < n; i++) {
        snprintf(domain, sizeof domain, "d%d.example", i);
        mail_to(mail, i * HOUR, "ann", domain, NULL); /* 24 in a day */
    }
}

/* and to n known ones within the same day */
static void novel_and_known(small_log *mail, small_log *login, int n)
{
    char domain[32];
    (void)login;
    for (int again = 0; again <= 1; again++) {
        for (int i = 0; i < n; i++) {
            snprintf(domain, sizeof domain, "k%d.example", i);
            mail_to(mail, again * (7 * DAY + 22 * HOUR) + i, "ann", domain, NULL);
        }
        if (!again)
            new_domains(mail, 7 * DAY, 32);
    }
}

/* ---- PM-DST-03: a fifth unknown of 100 in an hour ---- */

#define UNKNOWN "dsn=5.1.1, status=bounced (host mx said: 550 5.1.1 user unknown)"
#define LATER "dsn=4.4.1, status=deferred (connection timed out)"

static void unknown_of(small_log *mail, int64_t at, int unknown, int known)
{
    for (int i = 0; i < unknown + known; i++)
        mail_to(mail, at + i, "ann", NULL, i < unknown ? UNKNOWN : NULL);
}

static void unknown(small_log *mail, small_log *login, int n)
{
    (void)login;
    unknown_of(mail, HOUR, n, 100 - n);
    unknown_of(mail, 3 * HOUR, 50, 100); /* always */
}

static void unknown_of_few(small_log *mail, small_log *login, int n)
{
    (void)login;
    unknown_of(mail, HOUR, n, 0);
    for (int i = 0; i < 50; i++) /* not completed */
        mail_to(mail, HOUR + i, "ann", NULL, LATER);
}

/* ---- PM-DST-05: three recipients whose last answer names a list, a reputation or a limit ---- */

#define LISTED "dsn=5.7.1, status=bounced (host mx said: 554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org; " \
               "https://www.spamhaus.org/query/ip/192.0.2.25)"
#define POLICY "dsn=5.7.1, status=bounced (host mx said: 554 5.7.1 no)"

static void listed(small_log *mail, small_log *login, int n)
{
    (void)login;
    for (int i = 0; i < n; i++)
        mail_to(mail, HOUR + i, "ann", NULL, LISTED); /* the answer is the fifth of 7 lines */
}

static void refused(small_log *mail, small_log *login, int n)
{
    (void)login;
    for (int i = 0; i < n; i++)
        mail_to(mail, HOUR + i, "ann", NULL, POLICY);
}

/* bob met one first; ann bears the consequence unless she met 50 of them */
static void listed_later(small_log *mail, small_log *login, int n)
{
    (void)login;
    mail_to(mail, 0, "bob", NULL, LISTED);
    for (int i = 0; i < n; i++)
        mail_to(mail, HOUR + i, "ann", NULL, LISTED);
}

/* the last answer counts */
static void listed_then_sent(small_log *mail, small_log *login, int n)
{
    (void)login;
    for (int i = 0; i < n; i++) {
        small_line(mail, HOUR + i, "postfix/pickup[90]: 10000000%02X: uid=48 from=<www>", i);
        small_line(mail, HOUR + i, "postfix/qmgr[92]: 10000000%02X: from=<www@example.org>, size=1000, nrcpt=1 (queue active)", i);
        small_line(mail, HOUR + i,
                   "postfix/smtp[93]: 10000000%02X: to=<x@example.net>, relay=mx.example.net[198.51.100.25]:25, delay=1, delays=1/0/0/0, dsn=4.7.1, status=deferred "
                   "(host mx said: 450 4.7.1 Client host [192.0.2.25] blocked using zen.spamhaus.org)", i);
        small_line(mail, 2 * HOUR + i,
                   "postfix/smtp[93]: 10000000%02X: to=<x@example.net>, relay=mx.example.net[198.51.100.25]:25, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 Ok)", i);
    }
}

static const finding_row rows[] = {
    /* their first line, in these rows, ends the silence since the first day: a hole that they touch */
    { "30 new domains in a day", novel, 30, "PM-DST-01", "account ann", "medium moderate", 7 * DAY, 8 * DAY,
      "new_domains=30 written_domains_at_most=30 percent=100 known_days=7 at_least ", "E01:9 E01:212 ", 0 },
    { "29", novel, 29, "PM-DST-01", .others = 0 },
    { "known for less than a week", novel_of_new_sender, 30, "PM-DST-01", "account ann", "low weak no-baseline", 7 * DAY, 8 * DAY,
      "new_domains=30 written_domains_at_most=30 percent=100 known_days=6 at_least ", "E01:9 E01:212 ", 0 },
    { "over more than a day", novel_slowly, 60, "PM-DST-01", .others = 0 },
    { "four fifths of all", novel_and_known, 8, "PM-DST-01", "account ann", "medium moderate", 7 * DAY, 8 * DAY,
      "new_domains=32 written_domains_at_most=40 percent=80 known_days=7 at_least ", "E01:58 E01:331 ", 0 },
    { "less than four fifths", novel_and_known, 9, "PM-DST-01", .others = 0 },

    { "a fifth unknown", unknown, 20, "PM-DST-03", "account ann", "high moderate", HOUR, 4 * HOUR,
      "hours=2 completed=250 unknown=70 percent=28 peak_hour=10800 at_least ", "E01:2 E01:1745 ", 0 },
    { "less than a fifth in the one hour", unknown, 19, "PM-DST-03", "account ann", "high moderate", 3 * HOUR, 4 * HOUR,
      "hours=1 completed=150 unknown=50 percent=33 peak_hour=10800 at_least ", "E01:1745 ", 0 },
    { "99 completed", unknown_of_few, 99, "PM-DST-03", .others = 0 },
    { "100 completed", unknown_of_few, 100, "PM-DST-03", "account ann", "high moderate", HOUR, 2 * HOUR,
      "hours=1 completed=100 unknown=100 percent=100 peak_hour=3600 ", "E01:2 E01:695 ", 0 },

    { "three recipients", listed, 3, "PM-DST-05", "account ann", "high moderate", HOUR, 2 * HOUR, "recipients=3 operators=1 most_named=Spamhaus most=3 ",
      "E01:5 E01:19 E01:2 E01:16 ", 0 },
    { "two", listed, 2, "PM-DST-05", .others = 0 },
    { "refused for another reason", refused, 9, "PM-DST-05", .others = 0 },
    { "not the first to meet them", listed_later, 49, "PM-DST-05", "account ann", "low moderate bears", HOUR, 2 * HOUR,
      "recipients=49 operators=1 most_named=Spamhaus most=49 ", "E01:348 E01:9 E01:345 ", 0 },
    { "but to meet many", listed_later, 50, "PM-DST-05", "account ann", "high moderate", HOUR, 2 * HOUR,
      "recipients=50 operators=1 most_named=Spamhaus most=50 ", "E01:355 E01:9 E01:352 ", 0 },
    { "sent in the end", listed_then_sent, 9, "PM-DST-05", .others = 0 },
};

FINDING_TABLE(rows)
