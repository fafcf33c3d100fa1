/* Sources of the shapes: Linux-PAM libpam/pam_syslog.c, modules/pam_unix/support.c and pam_unix_sess.c, 1.1.8 to 1.7. */
#include "check_event.h"

static const event_row rows[] = {
    { "auth", "pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=bob rhost=192.0.2.7  user=bob", PM_PARSED,
      PM_EV_PAM_FAILED, .service = "dovecot", .user = "bob", .by = "bob", .client = "192.0.2.7", .number = 1 },
    { "sshd", "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root", PM_PARSED,
      PM_EV_PAM_FAILED, .service = "sshd", .user = "root", .client = "192.0.2.7", .number = 1 },
    { "sshd", "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7 ", PM_PARSED, PM_EV_PAM_FAILED,
      .service = "sshd", .client = "192.0.2.7", .number = 1 },
    { "auth", "pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=nosuch rhost=192.0.2.7", PM_PARSED,
      PM_EV_PAM_FAILED, .service = "dovecot", .user = "nosuch", .by = "nosuch", .client = "192.0.2.7", .number = 1 },
    { "su", "pam_unix(su:auth): authentication failure; logname=ann uid=1000 euid=0 tty=pts/0 ruser=ann rhost=  user=root", PM_PARSED,
      PM_EV_PAM_FAILED, .service = "su", .user = "root", .by = "ann", .number = 1 },
    /* aggregates */
    { "sshd", "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root", PM_PARSED, PM_EV_PAM_FAILED,
      .user = "root", .client = "192.0.2.7", .number = 2 },
    { "sshd", "PAM 1 more authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7", PM_PARSED, PM_EV_PAM_FAILED,
      .client = "192.0.2.7", .number = 1 },
    /* ruser and user are the client's: a second rhost= in either makes two readings */
    { "auth", "pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=x rhost=198.51.100.66 rhost=192.0.2.7  user=bob",
      PM_PARSED, PM_EV_PAM_FAILED, .service = "dovecot", .user = "bob", .by = "x rhost=198.51.100.66", .client = "192.0.2.7", .number = 1,
      .contested = true },
    { "sshd", "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=x rhost=198.51.100.66", PM_PARSED,
      PM_EV_PAM_FAILED, .service = "sshd", .user = "x rhost=198.51.100.66", .client = "192.0.2.7", .number = 1, .contested = true },

    { "login", "pam_unix(login:session): session opened for user ann(uid=1000) by LOGIN(uid=0)", PM_PARSED, PM_EV_SESSION_OPENED, .service = "login",
      .user = "ann", .by = "LOGIN" },
    { "CRON", "pam_unix(cron:session): session opened for user root by (uid=0)", PM_PARSED, PM_EV_SESSION_OPENED, .service = "cron", .user = "root" },
    { "sudo", "pam_unix(sudo:session): session opened for user root(uid=0) by ann(uid=1000)", PM_PARSED, PM_EV_SESSION_OPENED, .service = "sudo",
      .user = "root", .by = "ann" },
    { "sudo", "pam_unix(sudo:session): session closed for user root", PM_PARSED, PM_EV_SESSION_CLOSED, .service = "sudo", .user = "root" },
    { "systemd-user", "pam_unix(systemd-user:session): session opened for user ann(uid=1000) by ann(uid=0)", PM_PARSED, PM_EV_SESSION_OPENED,
      .service = "systemd-user", .user = "ann", .by = "ann" },
    { "passwd", "pam_unix(passwd:chauthtok): password changed for ann", PM_PARSED, PM_EV_ACCOUNT_CHANGED, .service = "passwd", .user = "ann",
      .text = "pam_unix(passwd:chauthtok): password changed for ann" },
    { "auth", "pam_unix(dovecot:auth): check pass; user unknown", .verdict = PM_KNOWN },
    { "sshd", "pam_unix(sshd:account): account ann has expired (account expired)", .verdict = PM_KNOWN },
    { "sshd", "pam_faillock(sshd:auth): Consecutive login failures for user ann account temporarily locked", .verdict = PM_KNOWN },
    { "sshd", "pam_succeed_if(sshd:auth): requirement \"uid >= 1000\" not met by user \"root\"", .verdict = PM_KNOWN },
    { "sshd", "PAM service(sshd) ignoring max retries; 6 > 3", .verdict = PM_KNOWN },
    { "login", "LOGIN ON tty1 BY ann", .verdict = PM_KNOWN },
    { "login", "FAILED LOGIN 1 FROM tty1 FOR ann, Authentication failure", .verdict = PM_KNOWN },
    { "unix_chkpwd", "password check failed for user (ann)", .verdict = PM_KNOWN },
    { "login", "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
