/* What the logs of logins show: PM-HOST-01 to -06.  (-07 is made of a case: test_cases.c) */
#include "check_finding.h"

/* ---- PM-HOST-01: at least 5 failures within an hour, then a login from the same address, which is new to the user ---- */

static void ssh_failures(small_log *l, int64_t at, int n)
{
    small_lines(l, at, (unsigned)n, 1, "sshd[500]: Failed password for root from 192.0.2.66 port 40000 ssh2");
}

static void ssh_accepted(small_log *l, int64_t at, const char *method)
{
    small_line(l, at, "sshd[501]: Accepted %s for root from 192.0.2.66 port 40001 ssh2", method);
}

static void some_mail(small_log *mail)
{
    small_mails(mail, (small_mail){ .at = 0, .user = "ann" });
}

static void ssh_guess(small_log *mail, small_log *login, int n)
{
    some_mail(mail);
    ssh_failures(login, HOUR, n);
    ssh_accepted(login, HOUR + 30 * MINUTE, "password");
}

/* n minutes between; both on the ten minutes that failures are counted by */
static void ssh_guess_before(small_log *mail, small_log *login, int n)
{
    some_mail(mail);
    ssh_failures(login, 10 * HOUR, 5);
    ssh_accepted(login, 10 * HOUR + n * MINUTE, "password");
}

static void ssh_guess_known(small_log *mail, small_log *login, int n)
{
    some_mail(mail);
    ssh_accepted(login, 0, "password");
    ssh_guess(mail, login, n);
}

static void ssh_guess_key(small_log *mail, small_log *login, int n)
{
    some_mail(mail);
    ssh_failures(login, HOUR, n);
    ssh_accepted(login, HOUR + 30 * MINUTE, "publickey");
}

static void ssh_guess_elsewhere(small_log *mail, small_log *login, int n)
{
    some_mail(mail);
    small_lines(login, HOUR, (unsigned)n, 1, "sshd[500]: Failed password for root from 192.0.2.67 port 40000 ssh2");
    ssh_accepted(login, HOUR + 30 * MINUTE, "password");
}

/* asking for the methods, and a key that does not fit, are no guesses */
static void ssh_no_guesses(small_log *mail, small_log *login, int n)
{
    some_mail(mail);
    small_lines(login, HOUR, (unsigned)n, 1, "sshd[500]: Failed none for root from 192.0.2.66 port 40000 ssh2");
    small_lines(login, HOUR, (unsigned)n, 1, "sshd[500]: Failed publickey for root from 192.0.2.66 port 40000 ssh2: RSA SHA256:abc");
    ssh_accepted(login, HOUR + 30 * MINUTE, "password");
}

/* ---- PM-HOST-02: changes of accounts, an hour apart at most ---- */

static void account_made(small_log *mail, small_log *login, int n)
{
    some_mail(mail);
    small_line(login, 0, "useradd[600]: new user: name=support, UID=%d, GID=1001, home=/home/support, shell=/bin/bash, from=/dev/pts/1", n);
    small_line(login, 1, "useradd[600]: new group: name=support, GID=1001");
}

static void accounts_apart(small_log *mail, small_log *login, int n)
{
    some_mail(mail);
    small_line(login, 0, "usermod[600]: add 'support' to group 'sudo'");
    small_line(login, n, "usermod[601]: lock user 'ann' password");
}

static void package(small_log *mail, small_log *login, int n)
{
    some_mail(mail);
    small_line(login, 0, "groupadd[600]: group added to /etc/group: name=ntp, GID=%d", n);
    small_line(login, 0, "groupadd[600]: group added to /etc/gshadow: name=ntp");
    small_line(login, 1, "useradd[601]: new user: name=ntp, UID=%d, GID=%d, home=/nonexistent, shell=/usr/sbin/nologin, from=none", n, n);
}

/* ---- PM-HOST-05: the mail system's comings and goings ---- */

static void restarts(small_log *mail, small_log *login, int boot)
{
    if (boot)
        small_line(login, 0, "systemd[1]: Startup finished in 2.1s (kernel) + 8.3s (userspace) = 10.4s.");
    else
        small_line(login, 0, "sshd[501]: Accepted password for root from 192.0.2.66 port 40001 ssh2");
    small_line(mail, 10, "postfix/master[1]: daemon started -- version 3.7.11, configuration /etc/postfix");
}

static void restart_by_sudo(small_log *mail, small_log *login, int n)
{
    restarts(mail, login, n);                                                                                        /* 1 */
    small_mails(mail, (small_mail){ .at = 100, .user = "ann" });                                                     /* 2 to 8 */
    small_line(login, 200, "sudo[700]: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/sbin/postfix reload");
    small_line(mail, 201, "postfix/master[1]: reload -- version 3.7.11, configuration /etc/postfix");                /* 9 */
    small_line(mail, 400, "postfix/master[2]: daemon started -- version 3.7.11, configuration /etc/postfix");        /* 10: and a crash */
    small_line(mail, 500, "postfix/master[3]: warning: process /usr/lib/postfix/sbin/smtpd pid 812 exit status 1");  /* 11: another one */
}

/* ---- PM-HOST-06: messages deleted from the queue ---- */

static void deleted(small_log *mail, small_log *login, int total)
{
    (void)login;
    small_mails(mail, (small_mail){ .at = 0, .user = "ann", .outcome = "dsn=4.4.1, status=deferred (timed out)" }); /* 1 to 7 */
    small_line(mail, 100, "postfix/postsuper[800]: 0000000002: removed");
    small_line(mail, 101, "postfix/postsuper[800]: 0000000003: removed");
    small_line(mail, 102, "postfix/postsuper[800]: Deleted: %d messages", total);
}

static void deleted_all(small_log *mail, small_log *login, int total)
{
    (void)login;
    small_mails(mail, (small_mail){ .at = 0, .user = "ann" });
    small_line(mail, 100, "postfix/postsuper[800]: Deleted: %d messages", total);
    small_line(mail, 200, "postfix/postsuper[801]: Deleted: 5 messages");
}

static void requeued(small_log *mail, small_log *login, int total)
{
    (void)login;
    small_mails(mail, (small_mail){ .at = 0, .user = "ann" });
    small_line(mail, 100, "postfix/postsuper[800]: 0000000001: requeued");
    small_line(mail, 100, "postfix/postsuper[800]: Requeued: %d message", total);
}

static const finding_row rows[] = {
    { "five failures, then a login", ssh_guess, 5, "PM-HOST-01", "account root", "high moderate", 30 * MINUTE, HOUR + 30 * MINUTE,
      "failures=5 address=192.0.2.66 login=5400 method=password ", "E02:6 E02:5 ", 0 },
    { "four failures", ssh_guess, 4, "PM-HOST-01", .others = 0 },
    { "within the hour, by ten minutes", ssh_guess_before, 69, "PM-HOST-01", "account root", "high moderate", 10 * HOUR + 9 * MINUTE, 11 * HOUR + 9 * MINUTE,
      "failures=5 address=192.0.2.66 login=40140 method=password ", "E02:6 ", 0 },
    { "longer before", ssh_guess_before, 70, "PM-HOST-01", .others = 0 },
    { "from a known address", ssh_guess_known, 5, "PM-HOST-01", .others = 0 },
    { "with a key", ssh_guess_key, 5, "PM-HOST-01", .others = 0 },
    { "failures from elsewhere", ssh_guess_elsewhere, 50, "PM-HOST-01", .others = 0 },
    { "what is no guess", ssh_no_guesses, 50, "PM-HOST-01", .others = 0 },

    { "an account", account_made, 1001, "PM-HOST-02", "host mx1", "medium strong", 0, 1,
      "changes=2 new_accounts=1 first_change=new user: name=support, UID=1001, GID=1001, home=/home/support, shell=/bin/bash, from=/dev/pts/1 ",
      "E02:1 E02:2 ", 0 },
    { "one with the rights of root", account_made, 0, "PM-HOST-02", "host mx1", "high strong root", 0, 1,
      "changes=2 new_accounts=1 first_change=new user: name=support, UID=0, GID=1001, home=/home/support, shell=/bin/bash, from=/dev/pts/1 ",
      "E02:1 E02:2 ", 0 },
    { "an hour apart", accounts_apart, HOUR, "PM-HOST-02", "host mx1", "medium strong", 0, HOUR,
      "changes=2 new_accounts=0 first_change=add 'support' to group 'sudo' ", "E02:1 E02:2 ", 0 },
    { "more than an hour apart", accounts_apart, HOUR + 1, "PM-HOST-02", "host mx1", "medium strong", 0, 0,
      "changes=1 new_accounts=0 first_change=add 'support' to group 'sudo' ", "E02:1 ", 1 },
    { "a package", package, 999, "PM-HOST-02", "host mx1", "info strong system", 0, 1,
      "changes=3 new_accounts=1 first_change=group added to /etc/group: name=ntp, GID=999 ", "E02:1 E02:2 E02:3 ", 0 },
    { "no package: ids of people", package, 1000, "PM-HOST-02", "host mx1", "medium strong", 0, 1,
      "changes=3 new_accounts=1 first_change=group added to /etc/group: name=ntp, GID=1000 ", "E02:1 E02:2 E02:3 ", 0 },

    { "a start", restarts, 0, "PM-HOST-05", "host mx1", "info strong", 10, 10, "events=1 by_sudo=0 crashes=0 unseen=0 ", "E01:1 ", 0 },
    { "a start at a boot", restarts, 1, "PM-HOST-05", .others = 0 },
    { "all kinds", restart_by_sudo, 0, "PM-HOST-05", "host mx1", "info strong", 10, 500, "events=3 by_sudo=1 crashes=1 unseen=1 ",
      "E01:1 E01:9 E01:10 E01:11 ", 0 },

    { "deleted by id, and the total", deleted, 2, "PM-HOST-06", "host mx1", "info strong", 100, 102, "messages=2 named=2 ", "E01:8 E01:9 E01:10 ", 0 },
    { "the total is more", deleted, 9, "PM-HOST-06", "host mx1", "info strong", 100, 102, "messages=9 named=2 ", "E01:8 E01:9 E01:10 ", 0 },
    { "totals alone", deleted_all, 412, "PM-HOST-06", "host mx1", "info strong", 100, 200, "messages=417 named=0 ", "E01:8 E01:9 ", 0 },
    { "requeued is not deleted", requeued, 1, "PM-HOST-06", .others = 0 },
};

FINDING_TABLE(rows)
