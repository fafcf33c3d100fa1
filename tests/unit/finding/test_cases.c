/*
 * What is made of findings: PM-CASE-01, PM-CASE-02 and PM-HOST-07.
 *
 * The log is ten days long and never silent: a message of bob's each half hour and one of ann's at midnight, from her
 * own address, of 7 lines each.  That is 343 lines a day, 154 of them until 10 o'clock.
 */
#include "check_finding.h"

enum { DAYS = 10, RECIPIENTS = 50 };

static void whole_log(small_log *mail, void (*more)(small_log *mail, int64_t at, int n), int n)
{
    for (int64_t t = 0; t < DAYS * DAY; t += HOUR / 2) {
        small_mails(mail, (small_mail){ .at = t, .user = "bob", .ip = "198.51.100.9" });
        if (t % DAY == 0)
            small_mails(mail, (small_mail){ .at = t, .user = "ann", .ip = "198.51.100.1" });
        more(mail, t, n);
    }
}

/* A message of ann's from each of so many nets; of 6 lines and one per recipient. */
static void from_nets(small_log *mail, int64_t at, int nets, int first_recipients, int recipients)
{
    char ip[32];
    for (int i = 0; i < nets; i++) {
        snprintf(ip, sizeof ip, "203.0.%d.7", i);
        small_mails(mail, (small_mail){ .at = at + 1 + i, .user = "ann", .ip = ip, .recipients = (unsigned)(i ? recipients : first_recipients) });
    }
}

/* ---- PM-CASE-01: PM-AUTH-06 (5 nets in an hour) and PM-VOL-01 (50 recipients in an hour will do here) ---- */

static void takeover_at(small_log *mail, int64_t at, int day)
{
    if (at == day * DAY + 10 * HOUR)
        from_nets(mail, at, 5, 10, 10);
}

static void takeover(small_log *mail, small_log *login, int day)
{
    (void)login;
    whole_log(mail, takeover_at, day);
}

/* carol came in from one of the strange addresses too; dave had used it for days, and erin's client failed there */
static void others_at(small_log *mail, int64_t at, int day)
{
    takeover_at(mail, at, day);
    if (at == 3 * DAY)
        small_mails(mail, (small_mail){ .at = at + 2, .user = "dave", .ip = "203.0.1.7" });
    if (at != day * DAY + 11 * HOUR)
        return;
    small_mails(mail, (small_mail){ .at = at + 2, .user = "dave", .ip = "203.0.1.7" });
    small_mails(mail, (small_mail){ .at = at + 3, .user = "carol", .ip = "203.0.2.7" });
    small_mails(mail, (small_mail){ .at = at + 4, .user = "carol", .ip = "203.0.3.7" });
    small_line(mail, at + 5, "postfix/smtpd[9]: connect from unknown[203.0.2.7]");
    small_line(mail, at + 5, "postfix/smtpd[9]: A0FFFFFFFF: client=unknown[203.0.2.7], sasl_method=PLAIN, sasl_username=carol");
    small_line(mail, at + 5, "postfix/smtpd[9]: disconnect from unknown[203.0.2.7] ehlo=1 auth=1 mail=1 quit=1 commands=4");
    small_line(mail, at + 6, "postfix/smtpd[9]: warning: unknown[203.0.2.7]: SASL LOGIN authentication failed: x, sasl_username=erin");
    small_line(mail, at + 7, "dovecot: imap-login: Login: user=<frank>, method=PLAIN, rip=203.0.4.7, lip=192.0.2.1, mpid=1, TLS, session=<a>");
}

static void others(small_log *mail, small_log *login, int day)
{
    (void)login;
    whole_log(mail, others_at, day);
}

static void little_mail_at(small_log *mail, int64_t at, int n)
{
    if (at == 8 * DAY + 10 * HOUR)
        from_nets(mail, at, 5, n - 40, 10);
}

static void little_mail(small_log *mail, small_log *login, int n)
{
    (void)login;
    whole_log(mail, little_mail_at, n);
}

static void few_nets_at(small_log *mail, int64_t at, int nets)
{
    if (at == 8 * DAY + 10 * HOUR)
        from_nets(mail, at, nets, 20, 20);
}

static void few_nets(small_log *mail, small_log *login, int nets)
{
    (void)login;
    whole_log(mail, few_nets_at, nets);
}

/* the mail comes from her own address */
static void own_mail_at(small_log *mail, int64_t at, int n)
{
    if (at != 8 * DAY + 10 * HOUR)
        return;
    from_nets(mail, at, 5, 1, 1);
    small_mails(mail, (small_mail){ .at = at + 10, .user = "ann", .ip = "198.51.100.1", .recipients = (unsigned)n });
}

static void own_mail(small_log *mail, small_log *login, int n)
{
    (void)login;
    whole_log(mail, own_mail_at, n);
}

/* so many hours after the strange addresses one of them sends much */
static void mail_later_at(small_log *mail, int64_t at, int hours)
{
    if (at == 2 * DAY + 10 * HOUR)
        from_nets(mail, at, 5, 1, 1);
    if (at == 2 * DAY + 11 * HOUR + hours * HOUR)
        from_nets(mail, at, 1, 60, 0);
}

static void mail_later(small_log *mail, small_log *login, int hours)
{
    (void)login;
    whole_log(mail, mail_later_at, hours);
}

/* ---- PM-CASE-02: PM-VOL-03 (100 messages in an hour) and PM-DST-05 (3 recipients) or PM-DST-03 (a fifth unknown) ---- */

#define LISTED "dsn=5.7.1, status=bounced (host mx said: 554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org; " \
               "https://www.spamhaus.org/query/ip/192.0.2.25)"
#define UNKNOWN "dsn=5.1.1, status=bounced (host mx said: 550 5.1.1 user unknown)"

static void hand_in(small_log *mail, int64_t at, unsigned uid, int n, const char *outcome)
{
    for (int i = 0; i < n; i++)
        small_mails(mail, (small_mail){ .at = at, .uid = uid, .outcome = outcome }); /* of 5 lines, the fourth is the answer */
}

static void web_at(small_log *mail, int64_t at, int n_listed)
{
    if (at != 8 * DAY + 10 * HOUR)
        return;
    hand_in(mail, at, 48, 100 - n_listed, NULL);
    hand_in(mail, at + 1, 48, n_listed, LISTED);
}

static void web(small_log *mail, small_log *login, int n_listed)
{
    (void)login;
    whole_log(mail, web_at, n_listed);
}

static void web_unknown_at(small_log *mail, int64_t at, int n)
{
    if (at != 8 * DAY + 10 * HOUR)
        return;
    hand_in(mail, at, 48, 100 - 3 - n, NULL);
    hand_in(mail, at + 1, 48, n, UNKNOWN);
    hand_in(mail, at + 2, 48, 3, LISTED);
}

static void web_unknown(small_log *mail, small_log *login, int n)
{
    (void)login;
    whole_log(mail, web_unknown_at, n);
}

static void two_uids_at(small_log *mail, int64_t at, int n_listed)
{
    if (at != 8 * DAY + 10 * HOUR)
        return;
    hand_in(mail, at, 48, 100, NULL);
    hand_in(mail, at + 1, 33, n_listed, LISTED);
}

static void two_uids(small_log *mail, small_log *login, int n_listed)
{
    (void)login;
    whole_log(mail, two_uids_at, n_listed);
}

static void answers_later_at(small_log *mail, int64_t at, int hours)
{
    if (at == 5 * DAY + 10 * HOUR)
        hand_in(mail, at, 48, 100, NULL);
    if (at == 5 * DAY + 11 * HOUR + hours * HOUR)
        hand_in(mail, at, 48, 3, LISTED);
}

static void answers_later(small_log *mail, small_log *login, int hours)
{
    (void)login;
    whole_log(mail, answers_later_at, hours);
}

/* ---- PM-HOST-07: SSH from an address of PM-CASE-01 ---- */

static void ssh(small_log *mail, small_log *login, int net)
{
    takeover(mail, login, 8);
    for (int i = 0; i < 2; i++)
        small_line(login, 8 * DAY + (12 + i) * HOUR, "sshd[501]: Accepted password for root from 203.0.%d.7 port 40001 ssh2", net);
    small_line(login, 8 * DAY + 14 * HOUR, "sshd[501]: Accepted password for root from 198.51.100.1 port 40001 ssh2"); /* ann's own */
}

/* Somebody who used the address a week before is not spoken of; of two who did so in its time, each is. */
static void ssh_of_others(small_log *mail, small_log *login, int day)
{
    small_line(login, day * DAY + 12 * HOUR + 1, "sshd[501]: Accepted publickey for backup from 203.0.3.7 port 40001 ssh2");
    ssh(mail, login, 3);
}

static void ssh_without_case(small_log *mail, small_log *login, int net)
{
    little_mail(mail, login, RECIPIENTS - 1);
    small_line(login, 8 * DAY + 12 * HOUR, "sshd[501]: Accepted password for root from 203.0.%d.7 port 40001 ssh2", net);
}

#define NO_OTHERS "expired=0 other=0 discarded=0 "

static const finding_row rows[] = {
    /* accepted: the 50, and ann's own message of the same day */
    { "many nets and much mail", takeover, 8, "PM-CASE-01", "account ann", "critical strong", 8 * DAY + 10 * HOUR, 8 * DAY + 11 * HOUR,
      "messages=5 recipients=50 addresses=5 refused=0 first=727201 last=727205 last_ordinary_hour=691200 accepted=51 local=0 deferred=0 bounced=0 " NO_OTHERS,
      "E01:2900 E01:2916 E01:2932 E01:2948 E01:2964 ", 0 },
    /* less than a day before the last line; and the last ordinary message is known, for there is none after */
    { "to the end of the log", takeover, 9, "PM-CASE-01", "account ann", "critical strong ongoing", 9 * DAY + 10 * HOUR, 9 * DAY + 11 * HOUR,
      "messages=5 recipients=50 addresses=5 refused=0 first=813601 last=813605 last_ordinary=777600 accepted=51 local=0 deferred=0 bounced=0 " NO_OTHERS,
      "E01:3243 E01:3259 E01:3275 E01:3291 E01:3307 ", 0 },
    /* 7 lines more since the third day; bob's of 11 o'clock end at 2999, carol's client lines are 3008, 3015 and 3022 */
    { "other accounts from the same addresses", others, 8, "PM-CASE-01", "account ann", "critical strong", 8 * DAY + 10 * HOUR, 8 * DAY + 11 * HOUR,
      "messages=5 recipients=50 addresses=5 refused=0 first=727201 last=727205 last_ordinary_hour=691200 accepted=51 local=0 deferred=0 bounced=0 " NO_OTHERS
      "other_accounts=2 other_names=carol, frank other_messages=2 other_refused=1 ",
      "E01:2907 E01:3008 E01:3025 E01:2923 E01:2939 E01:2955 E01:2971 ", 0 },
    { "49 recipients", little_mail, RECIPIENTS - 1, "PM-CASE-01", .others = 0 },
    { "4 nets", few_nets, 4, "PM-CASE-01", .others = 0 },
    { "the mail is her own", own_mail, 60, "PM-CASE-01", .others = 0 },
    /* accepted: 65, and her own of four days */
    { "72 hours between", mail_later, 72, "PM-CASE-01", "account ann", "critical strong", 2 * DAY + 10 * HOUR, 5 * DAY + 12 * HOUR,
      "messages=6 recipients=65 addresses=5 refused=0 first=208801 last=471601 last_ordinary_hour=172800 accepted=69 local=0 deferred=0 bounced=0 " NO_OTHERS,
      "E01:842 E01:849 E01:856 E01:863 E01:870 ", 0 },
    { "73 hours between", mail_later, 73, "PM-CASE-01", .others = 0 },

    { "a burst, and listed", web, 3, "PM-CASE-02", "uid 48", "critical moderate", 8 * DAY + 10 * HOUR, 8 * DAY + 11 * HOUR,
      "messages=100 recipients=100 peak=100 peak_hour=727200 accepted=97 local=0 deferred=0 bounced=3 " NO_OTHERS, "E01:2899 E01:3394 E01:3387 E01:3397 ", 0 },
    { "a burst alone", web, 2, "PM-CASE-02", .others = 0 },
    { "and many unknown: two kinds of evidence", web_unknown, 20, "PM-CASE-02", "uid 48", "critical strong", 8 * DAY + 10 * HOUR, 8 * DAY + 11 * HOUR,
      "messages=100 recipients=100 peak=100 peak_hour=727200 accepted=77 local=0 deferred=0 bounced=23 " NO_OTHERS, "E01:2899 E01:3394 E01:3387 E01:3397 ", 0 },
    { "of another uid", two_uids, 3, "PM-CASE-02", .others = 0 },
    /* what was accepted of the burst's own day */
    { "72 hours later", answers_later, 72, "PM-CASE-02", "uid 48", "critical moderate", 5 * DAY + 10 * HOUR, 5 * DAY + 11 * HOUR,
      "messages=100 recipients=100 peak=100 peak_hour=468000 accepted=100 local=0 deferred=0 bounced=0 " NO_OTHERS, "E01:1870 E01:3416 E01:3426 E01:3413 E01:3423 ", 0 },
    { "73 hours later", answers_later, 73, "PM-CASE-02", .others = 0 },

    { "from one of the addresses", ssh, 3, "PM-HOST-07", "account root", "critical moderate", 8 * DAY + 12 * HOUR, 8 * DAY + 13 * HOUR,
      "address=203.0.3.7 method=password suspect_account=ann logins=2 ", "E02:1 E02:2 E01:2948 ", 0 },
    { "that another user had used", ssh_of_others, 1, "PM-HOST-07", "account root", "critical moderate", 8 * DAY + 12 * HOUR, 8 * DAY + 13 * HOUR,
      "address=203.0.3.7 method=password suspect_account=ann logins=2 ", "E02:2 E02:3 E01:2948 ", 0 },
    { "and another uses", ssh_of_others, 8, "PM-HOST-07", "account root", "critical moderate", 8 * DAY + 12 * HOUR, 8 * DAY + 13 * HOUR,
      "address=203.0.3.7 method=password suspect_account=ann logins=2 ", "E02:2 E02:3 E01:2948 ", 1 },
    { "from another net", ssh, 9, "PM-HOST-07", .others = 0 },
    { "without a case", ssh_without_case, 3, "PM-HOST-07", .others = 0 },
};

FINDING_TABLE(rows)
