/* Sources of the shapes: Dovecot login-common/client-common.c, auth/auth-request.c, master/main.c, 2.2 to 2.4. */
#include "check_event.h"

#define D "dovecot"

static const event_row rows[] = {
    /* ---- logins ---- */
    { D, "imap-login: Login: user=<bob@example.com>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.4, mpid=812, TLS, session=<q1Zx>", PM_PARSED,
      PM_EV_MAILBOX_LOGIN, .service = "imap-login", .user = "bob@example.com", .method = "PLAIN", .client = "192.0.2.7" },
    { D, "pop3-login: Info: Login: user=<bob>, method=CRAM-MD5, rip=2001:db8::7, lip=2001:db8::4, mpid=812, session=<q1Zx>", PM_PARSED,
      PM_EV_MAILBOX_LOGIN, .service = "pop3-login", .user = "bob", .method = "CRAM-MD5", .client = "2001:db8::7" },
    { D, "imap-login: Logged in: user=<bob>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.4, mpid=812, TLS, session=<q1Zx>", PM_PARSED,
      PM_EV_MAILBOX_LOGIN, .service = "imap-login", .user = "bob", .method = "PLAIN", .client = "192.0.2.7" },
    { D, "submission-login: Login: user=<bob>, rip=192.0.2.7", PM_PARSED, PM_EV_MAILBOX_LOGIN, .service = "submission-login", .user = "bob",
      .client = "192.0.2.7" },
    /* the name may hold '>' and ',': where it holds a second rip=, two readings are possible */
    { D, "imap-login: Login: user=<a>b,c>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.4, session=<x>", PM_PARSED, PM_EV_MAILBOX_LOGIN,
      .service = "imap-login", .user = "a>b,c", .method = "PLAIN", .client = "192.0.2.7" },
    { D, "imap-login: Login: user=<a>, method=PLAIN, rip=198.51.100.66>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.4, session=<x>", PM_PARSED,
      PM_EV_MAILBOX_LOGIN, .service = "imap-login", .user = "a", .method = "PLAIN", .client = "192.0.2.7", .contested = true },

    /* ---- failures ---- */
    { D, "imap-login: Aborted login (auth failed, 3 attempts in 12 secs): user=<bob>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.4, TLS, session=<x>",
      PM_PARSED, PM_EV_MAILBOX_FAILED, .service = "imap-login", .user = "bob", .method = "PLAIN", .client = "192.0.2.7", .number = 3,
      .text = "Aborted login (auth failed, 3 attempts in 12 secs)" },
    { D, "pop3-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<bob>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.4", PM_PARSED,
      PM_EV_MAILBOX_FAILED, .service = "pop3-login", .user = "bob", .method = "PLAIN", .client = "192.0.2.7", .number = 1,
      .text = "Disconnected (auth failed, 1 attempts in 2 secs)" },
    { D, "imap-login: Disconnected: Inactivity (auth failed, 2 attempts in 180 secs): user=<>, method=LOGIN, rip=192.0.2.7, lip=198.51.100.4", PM_PARSED,
      PM_EV_MAILBOX_FAILED, .service = "imap-login", .method = "LOGIN", .client = "192.0.2.7", .number = 2,
      .text = "Disconnected: Inactivity (auth failed, 2 attempts in 180 secs)" },
    { D, "imap-login: Info: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<bob>, method=PLAIN, rip=192.0.2.7", PM_PARSED,
      PM_EV_MAILBOX_FAILED, .service = "imap-login", .user = "bob", .method = "PLAIN", .client = "192.0.2.7", .number = 1,
      .text = "Disconnected: Connection closed (auth failed, 1 attempts in 2 secs)" },
    { D, "imap-login: Login aborted: Connection closed (auth failed, 4 attempts in 8 secs) (auth_failed): user=<bob>, method=PLAIN, rip=192.0.2.7",
      PM_PARSED, PM_EV_MAILBOX_FAILED, .service = "imap-login", .user = "bob", .method = "PLAIN", .client = "192.0.2.7", .number = 4,
      .text = "Login aborted: Connection closed (auth failed, 4 attempts in 8 secs) (auth_failed)" },
    { D, "imap-login: Aborted login (no auth attempts in 0 secs): user=<>, rip=192.0.2.7, lip=198.51.100.4", .verdict = PM_KNOWN },
    { D, "imap-login: Disconnected (tried to use disallowed plaintext auth): user=<>, rip=192.0.2.7", .verdict = PM_KNOWN },
    { D, "imap-login: Login aborted: Connection closed (no auth attempts in 0 secs) (no_auth_attempts): user=<>, rip=192.0.2.7", .verdict = PM_KNOWN },
    { D, "imap-login: Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10): user=<bob>", .verdict = PM_KNOWN },

    /* ---- the password checks ---- */
    { D, "auth-worker(812): pam(bob,192.0.2.7): unknown user", PM_PARSED, PM_EV_BACKEND_FAILED, .service = "pam", .user = "bob",
      .client = "192.0.2.7", .text = "unknown user" },
    { D, "auth-worker(812): sql(bob@example.com,192.0.2.7,<q1Zx>): Password mismatch", PM_PARSED, PM_EV_BACKEND_FAILED, .service = "sql",
      .user = "bob@example.com", .client = "192.0.2.7", .text = "Password mismatch" },
    { D, "auth: passwd-file(bob,2001:db8::7,<q1Zx>): unknown user", PM_PARSED, PM_EV_BACKEND_FAILED, .service = "passwd-file", .user = "bob",
      .client = "2001:db8::7", .text = "unknown user" },
    { D, "auth-worker(812): pam(bob,192.0.2.7,<q1Zx>): pam_authenticate() failed: Authentication failure (Password mismatch?)", PM_PARSED,
      PM_EV_BACKEND_FAILED, .service = "pam", .user = "bob", .client = "192.0.2.7",
      .text = "pam_authenticate() failed: Authentication failure (Password mismatch?)" },
    { D, "auth-worker(812): conn unix:auth-worker (pid=2053,uid=101): auth-worker<16>: pam(bob,192.0.2.7,<q1Zx>): unknown user", PM_PARSED,
      PM_EV_BACKEND_FAILED, .service = "pam", .user = "bob", .client = "192.0.2.7", .text = "unknown user" },
    /* a master user logs in as bob */
    { D, "auth: passwd-file(bob,192.0.2.7,master,<q1Zx>): Password mismatch", PM_PARSED, PM_EV_BACKEND_FAILED, .service = "passwd-file",
      .user = "bob", .client = "192.0.2.7", .text = "Password mismatch" },
    /* the password that verbose_passwords leaks stays out */
    { D, "auth: passwd-file(bob,192.0.2.7): Password mismatch (given password: hunter2)", PM_PARSED, PM_EV_BACKEND_FAILED, .service = "passwd-file",
      .user = "bob", .client = "192.0.2.7", .text = "Password mismatch" },
    /* 2.4 */
    { D, "auth(bob@example.com,192.0.2.7,sasl:plain)<812><q1Zx>: request [3]: pam: unknown user", PM_PARSED, PM_EV_BACKEND_FAILED,
      .service = "pam", .user = "bob@example.com", .client = "192.0.2.7", .text = "unknown user" },
    { D, "auth(?,192.0.2.7,sasl:login)<812><q1Zx>: request [3]: sql: Password mismatch", PM_PARSED, PM_EV_BACKEND_FAILED, .service = "sql",
      .client = "192.0.2.7", .text = "Password mismatch" },
    { D, "auth: passwd-file(bob): unknown user", PM_PARSED, PM_EV_BACKEND_FAILED, .service = "passwd-file", .user = "bob", .text = "unknown user" },
    /* the name holds what ends it */
    { D, "auth: passwd-file(a,198.51.100.66): unknown user,192.0.2.7,<q1Zx>): unknown user", PM_PARSED, PM_EV_BACKEND_FAILED,
      .service = "passwd-file", .user = "a,198.51.100.66): unknown user", .client = "192.0.2.7", .text = "unknown user" },
    { D, "auth: Error: passwd-file /etc/users: open failed", .verdict = PM_KNOWN },
    { D, "auth: sql(bob,192.0.2.7): query: SELECT 1", .verdict = PM_KNOWN },

    /* ---- the service ---- */
    { D, "master: Dovecot v2.3.19.1 (9b53102964) starting up for imap, pop3", PM_PARSED, PM_EV_SERVICE, .service = "dovecot", .action = "start",
      .text = "Dovecot v2.3.19.1 (9b53102964) starting up for imap, pop3" },
    { D, "master: Warning: Killed with signal 15 (by pid=1 uid=0 code=kill)", PM_PARSED, PM_EV_SERVICE, .service = "dovecot", .action = "stop",
      .text = "Warning: Killed with signal 15 (by pid=1 uid=0 code=kill)" },
    { D, "master: Warning: SIGHUP received - reloading configuration", PM_PARSED, PM_EV_SERVICE, .service = "dovecot", .action = "reload",
      .text = "Warning: SIGHUP received - reloading configuration" },
    { D, "master: Warning: Time moved backwards by 3.2 seconds.", PM_PARSED, PM_EV_CLOCK_STEP, .service = "dovecot",
      .text = "Warning: Time moved backwards by 3.2 seconds." },
    { D, "master: Warning: service(imap-login): process_limit (100) reached, client connections are being dropped", .verdict = PM_KNOWN },

    /* ---- not used ---- */
    { D, "imap(bob)<812><q1Zx>: Disconnected: Logged out in=50 out=900 deleted=0 expunged=0", .verdict = PM_KNOWN },
    { D, "lmtp(bob)<812><q1Zx>: msgid=<x@example.org>: saved mail to INBOX", .verdict = PM_KNOWN },
    { D, "lda(bob)<812><q1Zx>: sieve: msgid=<x@example.org>: forwarded to <y@example.net>", .verdict = PM_KNOWN },
    { D, "something new", .verdict = PM_NOT_UNDERSTOOD },
    { D, "newservice: something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
