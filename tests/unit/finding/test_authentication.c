/* Who logged in, or tried to: PM-AUTH-01 to -11. */
#include "check_finding.h"

static void failures(small_log *mail, int64_t at, unsigned n, int64_t every, const char *user, const char *ip)
{
    for (unsigned i = 0; i < n; i++)
        small_line(mail, at + i * every, "postfix/smtpd[400]: warning: unknown[%s]: SASL LOGIN authentication failed: x, sasl_username=%s", ip, user);
}

static void mail_from(small_log *mail, int64_t at, const char *user, const char *ip)
{
    small_mails(mail, (small_mail){ .at = at, .user = user, .ip = ip });
}

/* ---- PM-AUTH-01: at least 20 failures in an hour ---- */

static void guesses(small_log *mail, small_log *login, int n)
{
    (void)login;
    failures(mail, HOUR, (unsigned)n, 60, "ann", "192.0.2.66");
    failures(mail, 3 * HOUR, (unsigned)n + 5, 60, "ann", "192.0.2.67");
    failures(mail, 5 * HOUR, 3, 60, "bob", "192.0.2.68");
}

static void guesses_over_two_hours(small_log *mail, small_log *login, int n)
{
    (void)login;
    failures(mail, HOUR - 10 * MINUTE, (unsigned)n, MINUTE, "ann", "192.0.2.66"); /* 10 in the one, the rest in the other */
}

/* ---- PM-AUTH-02: 10 failures within the hour before the first mail from a new net ---- */

static void guess_then_mail(small_log *mail, small_log *login, int n)
{
    (void)login;
    mail_from(mail, 0, "ann", "198.51.100.1");                                /* 1 to 7: as always */
    failures(mail, 10 * HOUR, (unsigned)n, 10, "ann", "192.0.2.66");          /* 8 on */
    mail_from(mail, 10 * HOUR + 30 * MINUTE, "ann", "192.0.2.66");
}

static void guess_then_first_mail(small_log *mail, small_log *login, int n)
{
    (void)login;
    failures(mail, 10 * HOUR, (unsigned)n, 10, "ann", "192.0.2.66");
    mail_from(mail, 10 * HOUR + 30 * MINUTE, "ann", "192.0.2.66");
}

/* its own phone, with an old password */
static void guess_from_known_net(small_log *mail, small_log *login, int n)
{
    (void)login;
    mail_from(mail, 0, "ann", "192.0.2.1");
    failures(mail, 10 * HOUR, (unsigned)n, 10, "ann", "192.0.2.66");
    mail_from(mail, 10 * HOUR + 30 * MINUTE, "ann", "192.0.2.66");
}

/* n minutes between, counted by ten */
static void guess_long_before(small_log *mail, small_log *login, int n)
{
    (void)login;
    mail_from(mail, 0, "ann", "198.51.100.1");
    failures(mail, 10 * HOUR, 10, 10, "ann", "192.0.2.66");
    mail_from(mail, 10 * HOUR + n * MINUTE, "ann", "192.0.2.66");
}

static void guess_of_another(small_log *mail, small_log *login, int n)
{
    (void)login;
    mail_from(mail, 0, "ann", "198.51.100.1");
    failures(mail, 10 * HOUR, (unsigned)n, 10, "bob", "192.0.2.66");
    mail_from(mail, 10 * HOUR + 30 * MINUTE, "ann", "192.0.2.66");
}

/* ---- PM-AUTH-03: 10 names from one address in an hour, three tries each at most ---- */

static void spray_of(small_log *mail, int names, int tries)
{
    for (int i = 0; i < names; i++)
        for (int k = 0; k < tries; k++)
            small_line(mail, HOUR + i * MINUTE + k, "postfix/smtpd[400]: warning: unknown[192.0.2.66]: SASL LOGIN authentication failed: x, sasl_username=u%d", i);
}

static void spray(small_log *mail, small_log *login, int n)
{
    (void)login;
    spray_of(mail, n, 1);
}

static void spray_tries(small_log *mail, small_log *login, int n)
{
    (void)login;
    spray_of(mail, 10, n);
}

/* ---- PM-AUTH-04: 10 nets or 20 addresses fail for an account within a day, and one of their nets gets in ---- */

static void from_nets(small_log *mail, int n)
{
    char ip[32];
    for (int i = 0; i < n; i++) {
        snprintf(ip, sizeof ip, "203.0.%d.7", i);
        failures(mail, 10 * HOUR + i * HOUR, 1, 1, "ann", ip);
    }
}

static void distributed(small_log *mail, small_log *login, int n)
{
    (void)login;
    mail_from(mail, 0, "ann", "198.51.100.1"); /* 1 to 7 */
    from_nets(mail, n);                        /* 8 on, an hour apart, from 10 o'clock */
    mail_from(mail, 25 * HOUR, "ann", "203.0.0.99");
}

static void distributed_addresses(small_log *mail, small_log *login, int n)
{
    char ip[32];
    (void)login;
    mail_from(mail, 0, "ann", "198.51.100.1");
    for (int i = 0; i < n; i++) {
        snprintf(ip, sizeof ip, "203.0.%d.%d", i % 2, i);
        failures(mail, 10 * HOUR + i, 1, 1, "ann", ip);
    }
    mail_from(mail, 12 * HOUR, "ann", "203.0.0.99");
}

static void distributed_in_vain(small_log *mail, small_log *login, int n)
{
    (void)login;
    mail_from(mail, 0, "ann", "198.51.100.1");
    from_nets(mail, n);
    mail_from(mail, 25 * HOUR, "ann", "203.1.0.99"); /* a net that did not try */
}

static void distributed_and_known(small_log *mail, small_log *login, int n)
{
    (void)login;
    mail_from(mail, 0, "ann", "203.0.0.99"); /* a net of its own, among those that fail */
    from_nets(mail, n);
    mail_from(mail, 25 * HOUR, "ann", "203.0.0.99");
}

static void distributed_and_first(small_log *mail, small_log *login, int n)
{
    (void)login;
    from_nets(mail, n);
    mail_from(mail, 25 * HOUR, "ann", "203.0.0.99"); /* its first mail at all: not known to be new to it */
}

static void distributed_long_before(small_log *mail, small_log *login, int n)
{
    (void)login;
    mail_from(mail, 0, "ann", "198.51.100.1");
    from_nets(mail, 10); /* until 19 o'clock */
    mail_from(mail, n * HOUR, "ann", "203.0.0.99");
}

/* ---- PM-AUTH-06: 5 nets in an hour, 5 addresses of two nets, or 10 nets in a day; not as a habit ---- */

static void nets_in_an_hour_of_day(small_log *mail, int64_t day, int n)
{
    char ip[32];
    for (int i = 0; i < n; i++) {
        snprintf(ip, sizeof ip, "203.0.%d.7", i);
        mail_from(mail, day * DAY + 10 * HOUR + i * MINUTE, "ann", ip);
    }
}

/* a month of a line a day, so that one day is no habit */
static void month(small_log *mail)
{
    for (int day = 0; day < 30; day++)
        mail_from(mail, day * DAY, "ann", "198.51.100.1");
}

static void concurrent(small_log *mail, small_log *login, int n)
{
    (void)login;
    month(mail); /* 210 lines */
    nets_in_an_hour_of_day(mail, 30, n);
}

static void concurrent_addresses(small_log *mail, small_log *login, int nets)
{
    char ip[32];
    (void)login;
    month(mail);
    for (int i = 0; i < 5; i++) {
        snprintf(ip, sizeof ip, "203.0.%d.%d", i % nets, i + 1);
        mail_from(mail, 30 * DAY + 10 * HOUR + i * MINUTE, "ann", ip);
    }
}

static void concurrent_in_a_day(small_log *mail, small_log *login, int n)
{
    char ip[32];
    (void)login;
    month(mail);
    for (int i = 0; i < n; i++) { /* two an hour */
        snprintf(ip, sizeof ip, "203.0.%d.7", i);
        mail_from(mail, 30 * DAY + i / 2 * HOUR + i % 2, "ann", ip);
    }
}

/* so on n days of nine: a habit from every third day on */
static void concurrent_habit(small_log *mail, small_log *login, int n)
{
    (void)login;
    for (int hour = 0; hour < 9 * 24; hour++) { /* the log is whole */
        mail_from(mail, (int64_t)hour * HOUR, "bob", "198.51.100.1");
        if (hour % 24 == 10 && hour / 24 < n)
            nets_in_an_hour_of_day(mail, hour / 24, 5); /* on the first day from line 78 on */
    }
}

/* an address that was in use before and after, not meanwhile */
static void concurrent_and_at_home(small_log *mail, small_log *login, int n)
{
    concurrent(mail, login, n);
    mail_from(mail, 31 * DAY, "ann", "198.51.100.1");
}

/* ---- PM-AUTH-08: 10 messages under 3 addresses that are not its own, in an hour ---- */

static void send_as(small_log *mail, int64_t at, int n, const char *from)
{
    for (int i = 0; i < n; i++)
        small_mails(mail, (small_mail){ .at = at + i, .user = "ann@example.org", .from = from });
}

static void foreign_senders(small_log *mail, small_log *login, int n)
{
    (void)login;
    send_as(mail, HOUR, n - 2, "a@example.com"); /* of 7 lines each */
    send_as(mail, HOUR + 100, 1, "b@example.com");
    send_as(mail, HOUR + 200, 1, "c@example.com");
}

static void two_foreign_senders(small_log *mail, small_log *login, int n)
{
    (void)login;
    send_as(mail, HOUR, n, "a@example.com");
    send_as(mail, HOUR + 100, n, "b@example.com");
    send_as(mail, HOUR + 200, n, ""); /* nobody's */
}

static void own_senders(small_log *mail, small_log *login, int n)
{
    (void)login;
    send_as(mail, HOUR, n, "ann@example.org");
    send_as(mail, HOUR + 100, n, "ann@lists.example.org");
    send_as(mail, HOUR + 200, n, "ANN@example.com");
    send_as(mail, HOUR + 300, n, "");
}

/* it has done so for n days */
static void foreign_senders_as_always(small_log *mail, small_log *login, int n)
{
    send_as(mail, HOUR, 1, "a@example.com");
    (void)login;
    send_as(mail, n * DAY + HOUR, 8, "a@example.com");
    send_as(mail, n * DAY + HOUR + 100, 1, "b@example.com");
    send_as(mail, n * DAY + HOUR + 200, 1, "c@example.com");
}

static void twenty_senders(small_log *mail, small_log *login, int n)
{
    char from[32];
    (void)login;
    for (int i = 0; i < n; i++) {
        snprintf(from, sizeof from, "x%d@example.com", i);
        send_as(mail, HOUR + i, 1, from);
    }
}

/* ---- PM-AUTH-11: a mailbox opened from the address of a high finding ---- */

static void opened_mailbox(small_log *mail, int64_t at, const char *user, const char *ip)
{
    small_line(mail, at, "dovecot: imap-login: Login: user=<%s>, method=PLAIN, rip=%s, lip=198.51.100.4, mpid=812, TLS, session=<q1Zx>", user, ip);
}

static void mailbox(small_log *mail, small_log *login, int last)
{
    char ip[32];
    (void)login;
    mail_from(mail, 0, "ann", "198.51.100.1");
    failures(mail, 2 * DAY, 10, 10, "ann", "192.0.2.66");
    mail_from(mail, 2 * DAY + 30 * MINUTE, "ann", "192.0.2.66"); /* 24 lines until here */
    snprintf(ip, sizeof ip, "192.0.2.%d", last);
    opened_mailbox(mail, 2 * DAY + HOUR, "ann", ip);
    opened_mailbox(mail, 2 * DAY + 2 * HOUR, "ann", ip);
    small_line(mail, 2 * DAY + 3 * HOUR,
               "dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<bob>, method=PLAIN, rip=%s, lip=198.51.100.4, session=<x>", ip);
}

/* nothing says which of the addresses is the strange one */
static void mailbox_of_a_new_account(small_log *mail, small_log *login, int n)
{
    guess_then_mail(mail, login, n); /* the first mail is of the same day */
    opened_mailbox(mail, 11 * HOUR, "ann", "192.0.2.66");
}

static const finding_row rows[] = {
    { "20 in an hour", guesses, 20, "PM-AUTH-01", "host mx1", "info strong", HOUR, 4 * HOUR, "failures=45 hours=2 peak=25 peak_hour=10800 pairs=3 ",
      "E01:1 E01:21 E01:46 ", 0 },
    /* 24 in the other hour */
    { "19 in the one", guesses, 19, "PM-AUTH-01", "host mx1", "info strong", 3 * HOUR, 4 * HOUR, "failures=24 hours=1 peak=24 peak_hour=10800 pairs=3 ",
      "E01:20 E01:44 ", 0 },
    { "19 in the other", guesses, 14, "PM-AUTH-01", .others = 0 },
    { "29 in two hours", guesses_over_two_hours, 29, "PM-AUTH-01", .others = 0 },
    { "20 of 30 in an hour", guesses_over_two_hours, 30, "PM-AUTH-01", "host mx1", "info strong", HOUR, 2 * HOUR,
      "failures=20 hours=1 peak=20 peak_hour=3600 pairs=1 ", "E01:1 ", 0 },

    { "10 failures", guess_then_mail, 10, "PM-AUTH-02", "account ann", "high strong", 9 * HOUR + 30 * MINUTE, 10 * HOUR + 30 * MINUTE,
      "failures=10 address=192.0.2.66 login=37800 minutes=60 ", "E01:19 E01:17 ", 0 },
    { "9 failures", guess_then_mail, 9, "PM-AUTH-02", .others = 0 },
    { "no mail before", guess_then_first_mail, 10, "PM-AUTH-02", "account ann", "high moderate", 9 * HOUR + 30 * MINUTE, 10 * HOUR + 30 * MINUTE,
      "failures=10 address=192.0.2.66 login=37800 minutes=60 ", "E01:12 E01:10 ", 0 },
    { "the net is known", guess_from_known_net, 10, "PM-AUTH-02", .others = 0 },
    { "69 minutes before, by ten minutes", guess_long_before, 69, "PM-AUTH-02", "account ann", "high strong", 10 * HOUR + 9 * MINUTE, 11 * HOUR + 9 * MINUTE,
      "failures=10 address=192.0.2.66 login=40140 minutes=60 ", "E01:19 ", 0 },
    { "70 minutes before", guess_long_before, 70, "PM-AUTH-02", .others = 0 },
    { "another account's failures", guess_of_another, 50, "PM-AUTH-02", .others = 0 },

    { "10 names", spray, 10, "PM-AUTH-03", "host mx1", "low moderate", HOUR, 2 * HOUR, "hours=1 failures=10 most_names=10 most_address=192.0.2.66 ",
      "E01:1 E01:2 E01:3 E01:4 E01:5 E01:6 E01:7 E01:8 E01:9 E01:10 ", 0 },
    { "9 names", spray, 9, "PM-AUTH-03", .others = 0 },
    { "three tries each", spray_tries, 3, "PM-AUTH-03", "host mx1", "low moderate", HOUR, 2 * HOUR, "hours=1 failures=30 most_names=10 most_address=192.0.2.66 ",
      "E01:1 E01:4 E01:7 E01:10 E01:13 E01:16 E01:19 E01:22 E01:25 E01:28 ", 0 },
    { "four tries each", spray_tries, 4, "PM-AUTH-03", .others = 0 },

    { "10 nets, then a login", distributed, 10, "PM-AUTH-04", "account ann", "high moderate", 10 * HOUR, 25 * HOUR,
      "failures=10 addresses=10 nets=10 address=203.0.0.99 login=90000 ", "E01:19 E01:8 E01:9 E01:10 E01:11 E01:12 E01:13 E01:14 E01:15 E01:16 E01:17 ", 0 },
    { "9 nets", distributed, 9, "PM-AUTH-04", .others = 0 },
    { "20 addresses", distributed_addresses, 20, "PM-AUTH-04", "account ann", "high moderate", 10 * HOUR, 12 * HOUR,
      "failures=20 addresses=20 nets=2 address=203.0.0.99 login=43200 ",
      "E01:29 E01:8 E01:9 E01:10 E01:11 E01:12 E01:13 E01:14 E01:15 E01:16 E01:17 E01:18 E01:19 E01:20 E01:21 E01:22 E01:23 E01:24 E01:25 E01:26 +1", 0 },
    { "19 addresses", distributed_addresses, 19, "PM-AUTH-04", .others = 0 },
    { "from a net that did not try", distributed_in_vain, 10, "PM-AUTH-04", .others = 0 },
    { "from an address of its own", distributed_and_known, 10, "PM-AUTH-04", .others = 0 },
    { "no mail before", distributed_and_first, 10, "PM-AUTH-04", .others = 0 },
    { "within a day of them", distributed_long_before, 44, "PM-AUTH-04", "account ann", "high moderate", 10 * HOUR, 44 * HOUR,
      "failures=10 addresses=10 nets=10 address=203.0.0.99 login=158400 ", "E01:19 E01:8 E01:9 E01:10 E01:11 E01:12 E01:13 E01:14 E01:15 E01:16 E01:17 ", 0 },
    { "more than a day after", distributed_long_before, 45, "PM-AUTH-04", .others = 0 },

    { "5 nets in an hour", concurrent, 5, "PM-AUTH-06", "account ann", "high moderate", 30 * DAY + 10 * HOUR, 30 * DAY + 11 * HOUR,
      "addresses=5 nets=5 hour=2628000 all_addresses=5 ", "E01:212 E01:219 E01:226 E01:233 E01:240 ", 0 },
    { "5 nets, and one before and after", concurrent_and_at_home, 5, "PM-AUTH-06", "account ann", "high moderate", 30 * DAY + 10 * HOUR, 30 * DAY + 11 * HOUR,
      "addresses=5 nets=5 hour=2628000 all_addresses=5 ", "E01:212 E01:219 E01:226 E01:233 E01:240 ", 0 },
    { "4 nets", concurrent, 4, "PM-AUTH-06", .others = 0 },
    { "5 addresses of two nets", concurrent_addresses, 2, "PM-AUTH-06", "account ann", "high moderate", 30 * DAY + 10 * HOUR, 30 * DAY + 11 * HOUR,
      "addresses=5 nets=2 hour=2628000 all_addresses=5 ", "E01:212 E01:219 E01:226 E01:233 E01:240 ", 0 },
    { "5 addresses of one net", concurrent_addresses, 1, "PM-AUTH-06", .others = 0 },
    { "10 nets in a day", concurrent_in_a_day, 10, "PM-AUTH-06", "account ann", "medium moderate day", 30 * DAY, 30 * DAY + 5 * HOUR,
      "addresses=10 nets=10 hour=2592000 all_addresses=10 ",
      "E01:212 E01:219 E01:226 E01:233 E01:240 E01:247 E01:254 E01:261 E01:268 E01:275 ", 0 },
    { "9 nets in a day", concurrent_in_a_day, 9, "PM-AUTH-06", .others = 0 },
    { "on three days of nine", concurrent_habit, 3, "PM-AUTH-06", "account ann", "high moderate", 10 * HOUR, 11 * HOUR,
      "addresses=5 nets=5 hour=36000 all_addresses=5 ", "E01:79 E01:86 E01:93 E01:100 E01:107 ", 2 },
    { "on four days of nine", concurrent_habit, 4, "PM-AUTH-06", .others = 0 },

    { "10 messages under 3 addresses", foreign_senders, 10, "PM-AUTH-08", "account ann@example.org", "medium moderate", HOUR, 2 * HOUR,
      "senders=3 messages=10 hour=3600 ", "E01:2 E01:65 ", 0 },
    { "9 messages", foreign_senders, 9, "PM-AUTH-08", .others = 0 },
    { "2 addresses", two_foreign_senders, 20, "PM-AUTH-08", .others = 0 },
    { "its own addresses", own_senders, 20, "PM-AUTH-08", .others = 0 },
    /* its first line ends the silence since the first day: a hole that it touches */
    { "for a week", foreign_senders_as_always, 7, "PM-AUTH-08", "account ann@example.org", "medium moderate", 7 * DAY + HOUR, 7 * DAY + 2 * HOUR,
      "senders=3 messages=10 hour=608400 at_least ", "E01:9 E01:72 ", 0 },
    { "for longer than a week", foreign_senders_as_always, 8, "PM-AUTH-08", .others = 0 },
    { "20 addresses", twenty_senders, 20, "PM-AUTH-08", "account ann@example.org", "high moderate", HOUR, 2 * HOUR, "senders=20 messages=20 hour=3600 ",
      "E01:2 E01:135 ", 0 },
    { "19 addresses", twenty_senders, 19, "PM-AUTH-08", "account ann@example.org", "medium moderate", HOUR, 2 * HOUR, "senders=19 messages=19 hour=3600 ",
      "E01:2 E01:128 ", 0 },

    { "from the same address", mailbox, 66, "PM-AUTH-11", "account ann", "high moderate several", 2 * DAY + HOUR, 2 * DAY + 2 * HOUR,
      "logins=2 address=192.0.2.66 service=imap-login first=176400 last=180000 suspect_account=ann ", "E01:25 E01:26 ", 0 },
    { "from its neighbour", mailbox, 67, "PM-AUTH-11", .others = 0 },
    { "of an account that is new", mailbox_of_a_new_account, 10, "PM-AUTH-11", .others = 0 },
};

FINDING_TABLE(rows)
