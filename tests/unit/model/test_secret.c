/* What Dovecot (auth-request.c, auth-client-connection.c), Postfix (smtpd_chat.c, xsasl_cyrus_*.c) and sudo write. */
#include "check.h"

#include "secret.h"

static const struct {
    const char *line, *shown; /* NULL: as it is */
} rows[] = {
    { "auth-worker(9): conn unix: auth-worker<1>: pam(ann,192.0.2.7): Password mismatch (given password: hunter22)",
      "auth-worker(9): conn unix: auth-worker<1>: pam(ann,192.0.2.7): Password mismatch (given password: ‹masked, 8 characters›)" },
    { "auth: passwd-file(ann,192.0.2.7): Password mismatch (SHA1 of given password: 8f0a)",
      "auth: passwd-file(ann,192.0.2.7): Password mismatch (SHA1 of given password: ‹masked, 4 characters›)" },
    { "Password mismatch (given password: a)b (c)d)", "Password mismatch (given password: ‹masked, 8 characters›)" },
    { "Password mismatch (given password: ひみつ)", "Password mismatch (given password: ‹masked, 3 characters›)" },
    { "Password mismatch (given password: x", "Password mismatch (given password: ‹masked, 1 character›" },
    { "message repeated 3 times: [ auth: pam(ann): Password mismatch (given password: abc)]",
      "message repeated 3 times: [ auth: pam(ann): Password mismatch (given password: ‹masked, 3 characters›)]" },
    { "Password mismatch (given password: )", NULL },
    { "auth: Debug: client in: AUTH\t1\tPLAIN\tservice=smtp\tresp=AGFubgBzZWNyZXQ=",
      "auth: Debug: client in: AUTH\t1\tPLAIN\tservice=smtp\tresp=‹masked, 16 characters›" },
    { "auth: Debug: client in: AUTH#0111#011PLAIN#011service=smtp#011resp=AGFubgBzZWNyZXQ=#011x",
      "auth: Debug: client in: AUTH#0111#011PLAIN#011service=smtp#011resp=‹masked, 16 characters›#011x" },
    { "auth: Debug: client in: AUTH#0111#011PLAIN#011service=smtp#011resp=<hidden>", NULL },
    { "auth: Debug: client in: CONT#0111#011AGFubgBzZWNyZXQ=", "auth: Debug: client in: CONT#0111#011‹masked, 16 characters›" },
    { "auth: Debug: client in: CONT\t12\tc2VjcmV0", "auth: Debug: client in: CONT\t12\t‹masked, 8 characters›" },
    { "auth: Debug: client in: CONT<hidden>", NULL },
    { "auth: Debug: client passdb out: OK#0111#011user=ann#011pass=secret", "auth: Debug: client passdb out: OK#0111#011user=ann#011pass=‹masked, 6 characters›" },
    { "auth: Debug: master in: PASS pass=<hidden>", NULL },
    { "auth: sql(ann,192.0.2.7): PLAIN(secret) != '{CRYPT}$6$x'", "auth: sql(ann,192.0.2.7): PLAIN(‹masked, 24 characters›" },
    { "auth: sql(ann,192.0.2.7): CRAM-MD5(it's (so)) != 'x'", "auth: sql(ann,192.0.2.7): CRAM-MD5(‹masked, 17 characters›" },
    { "postfix/smtpd[9]: < mail.example.org[192.0.2.7]: AUTH PLAIN AGFubgBzZWNyZXQ=",
      "postfix/smtpd[9]: < mail.example.org[192.0.2.7]: AUTH PLAIN ‹masked, 16 characters›" },
    { "postfix/smtpd[9]: < mail.example.org[192.0.2.7]: auth login YW5u", "postfix/smtpd[9]: < mail.example.org[192.0.2.7]: auth login ‹masked, 4 characters›" },
    { "postfix/smtpd[9]: < mail.example.org[192.0.2.7]: AUTH LOGIN", NULL },
    { "postfix/smtpd[9]: < mail.example.org[192.0.2.7]: c2VjcmV0", "postfix/smtpd[9]: < mail.example.org[192.0.2.7]: ‹masked, 8 characters›" },
    { "postfix/smtpd[9]: < mail.example.org[192.0.2.7]: STARTTLS", NULL },
    { "postfix/smtpd[9]: < mail.example.org[192.0.2.7]: quit", NULL },
    { "postfix/smtpd[9]: > mail.example.org[192.0.2.7]: 334 UGFzc3dvcmQ6", NULL },
    { "postfix/smtpd[9]: < mail.example.org[192.0.2.7]: MAIL FROM:<ann@example.org>", NULL },
    { "postfix/smtp[9]: 1E240: to=<b@example.net>, status=bounced (host mx said: 530 AUTH LOGIN required (in reply to MAIL FROM))", NULL },
    { "postfix/smtp[9]: xsasl_cyrus_client_first: uncoded initial reply: ann?ann?secret", "postfix/smtp[9]: xsasl_cyrus_client_first: uncoded initial reply: ‹masked, 14 characters›" },
    { "postfix/smtpd[9]: xsasl_cyrus_server_next: decoded response: secret", "postfix/smtpd[9]: xsasl_cyrus_server_next: decoded response: ‹masked, 6 characters›" },
    { "ann : PWD=/home/ann ; USER=root ; COMMAND=/usr/bin/mysql --password=s3cr,et -u root", "ann : PWD=/home/ann ; USER=root ; COMMAND=/usr/bin/mysql --password=‹masked, 7 characters› -u root" },
    { "COMMAND=/usr/bin/env PGPASSWORD='a b' psql", "COMMAND=/usr/bin/env PGPASSWORD='‹masked, 3 characters›' psql" },
    { "COMMAND=/usr/bin/x pass=a pass=bc", "COMMAND=/usr/bin/x pass=‹masked, 1 character› pass=‹masked, 2 characters›" },
    { "COMMAND=/usr/bin/x --password", NULL },
    { "opendmarc[9]: 1E240: example.org pass", NULL },
    { "policyd-spf[9]: spf=pass dkim=pass", NULL },
    { "sshd[9]: Failed password for ann from 192.0.2.7 port 22 ssh2", NULL },
    { "chpasswd[9]: pam_unix(chpasswd:chauthtok): password changed for ann", NULL },
    /* ---- on command lines, as sudo and cron write them ---- */
#define SUDO "root : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND="
    { SUDO "/usr/bin/mysql -u root -pS3cret1 mail", SUDO "/usr/bin/mysql -u root -p‹masked, 7 characters› mail" },
    { SUDO "/usr/bin/mysql -uroot -p S3cret1 mail", SUDO "/usr/bin/mysql -uroot -p ‹masked, 7 characters› mail" },
    { SUDO "/usr/bin/mysql -u root -p -e x", NULL },
    { SUDO "/usr/bin/mysql -u root -P 3306 -p", NULL },
    { SUDO "/usr/bin/mysqldump -p'a b' --password=cd x", SUDO "/usr/bin/mysqldump -p'‹masked, 3 characters›' --password=‹masked, 2 characters› x" },
    { SUDO "/usr/bin/mysqldump --password S3cret x", SUDO "/usr/bin/mysqldump --password ‹masked, 6 characters› x" },
    { SUDO "/usr/bin/mysqldump --password -u root x", NULL },
    { SUDO "/usr/bin/mysqladmin -u root -pold password new12", SUDO "/usr/bin/mysqladmin -u root -p‹masked, 3 characters› password ‹masked, 5 characters›" },
    { SUDO "/usr/bin/sshpass -p S3cret2 ssh -p 2222 a@b", SUDO "/usr/bin/sshpass -p ‹masked, 7 characters› ssh -p 2222 a@b" },
    { SUDO "/usr/bin/sshpass -pS3cret2 ssh a@b", SUDO "/usr/bin/sshpass -p‹masked, 7 characters› ssh a@b" },
    { SUDO "/usr/bin/sshpass -f file ssh -p 2222 a@b", NULL },
    { SUDO "/usr/bin/curl -u admin:S3cret3 http://x", SUDO "/usr/bin/curl -u admin:‹masked, 7 characters› http://x" },
    { SUDO "/usr/bin/curl --user admin:S3cret3 -x", SUDO "/usr/bin/curl --user admin:‹masked, 7 characters› -x" },
    { SUDO "/usr/bin/curl -s --user=admin:S3:cret3 -x", SUDO "/usr/bin/curl -s --user=admin:‹masked, 8 characters› -x" },
    { SUDO "/usr/bin/curl -u admin http://x:80/", NULL },
    { SUDO "/usr/bin/doveadm pw -s SHA512 -p S3cret4", SUDO "/usr/bin/doveadm pw -s SHA512 -p ‹masked, 7 characters›" },
    { SUDO "/usr/bin/env MYSQL_PWD=S3cret API_TOKEN=abc x", SUDO "/usr/bin/env MYSQL_PWD=‹masked, 6 characters› API_TOKEN=‹masked, 3 characters› x" },
    { SUDO "/usr/bin/env CLIENT_SECRET='a b' x", SUDO "/usr/bin/env CLIENT_SECRET='‹masked, 3 characters›' x" },
    { SUDO "/bin/sh -c echo ann:S3cret | chpasswd", SUDO "/bin/sh -c echo ann:‹masked, 6 characters› | chpasswd" },
    { SUDO "/bin/sh -c 'echo \"ann:S3 cret\" | sudo /usr/sbin/chpasswd'", SUDO "/bin/sh -c 'echo \"ann:‹masked, 7 characters›\" | sudo /usr/sbin/chpasswd'" },
    { SUDO "/bin/sh -c 'echo S3cret|passwd --stdin ann'", SUDO "/bin/sh -c 'echo ‹masked, 6 characters›|passwd --stdin ann'" },
    { SUDO "/bin/bash -c 'chpasswd <<< ann:S3cret'", SUDO "/bin/bash -c 'chpasswd <<< ann:‹masked, 6 characters›'" },
    { SUDO "/bin/sh -c echo a:b | tee x", NULL },
    { SUDO "/bin/sh -c echo a:b", NULL },
    { SUDO "/usr/sbin/chpasswd", NULL },
    { SUDO "/usr/bin/htpasswd -b /etc/x ann S3cret", SUDO "/usr/bin/htpasswd -b /etc/x ann ‹masked, 6 characters›" },
    { SUDO "/usr/bin/htpasswd -cbB -C 10 /etc/x ann 'S3 cret'", SUDO "/usr/bin/htpasswd -cbB -C 10 /etc/x ann '‹masked, 7 characters›'" },
    { SUDO "/usr/bin/htpasswd -nb ann S3cret > x", SUDO "/usr/bin/htpasswd -nb ann ‹masked, 6 characters› > x" },
    { SUDO "/usr/bin/htpasswd /etc/x ann", NULL },
    { SUDO "/usr/bin/openssl passwd -6 -salt xy S3cret", SUDO "/usr/bin/openssl passwd -6 -salt xy ‹masked, 6 characters›" },
    { SUDO "/usr/bin/openssl passwd -1", NULL },
    { SUDO "/usr/bin/git clone https://ann:S3cr@t@git.example.org/x", SUDO "/usr/bin/git clone https://ann:‹masked, 6 characters›@git.example.org/x" },
    { SUDO "/usr/bin/redis-cli -u redis://:S3cret@h:6379", SUDO "/usr/bin/redis-cli -u redis://:‹masked, 6 characters›@h:6379" },
    { SUDO "/usr/bin/wget http://h:80/a:b@c ftp://ann@h/", NULL },
    { "(root) CMD (mysqldump -uroot -pS3cret mail | gzip > /x)", "(root) CMD (mysqldump -uroot -p‹masked, 6 characters› mail | gzip > /x)" },
    { SUDO "/usr/bin/curl -H 'Authorization: Bearer S3cret' http://x", SUDO "/usr/bin/curl -H 'Authorization: Bearer ‹masked, 6 characters›' http://x" },
    { SUDO "/usr/bin/curl -H Authorization: Basic YTpi http://x", SUDO "/usr/bin/curl -H Authorization: Basic ‹masked, 4 characters› http://x" },
    { SUDO "/usr/bin/openssl rsa -passin pass:S3cret -in k", SUDO "/usr/bin/openssl rsa -passin pass:‹masked, 6 characters› -in k" },
    { SUDO "/usr/bin/ldapsearch -x -D cn=a -w S3cret -b dc=x", SUDO "/usr/bin/ldapsearch -x -D cn=a -w ‹masked, 6 characters› -b dc=x" },
    { SUDO "/usr/bin/ldappasswd -w S3cret -s N3w uid=a", SUDO "/usr/bin/ldappasswd -w ‹masked, 6 characters› -s ‹masked, 3 characters› uid=a" },
    { SUDO "/usr/bin/redis-cli -a S3cret keys", SUDO "/usr/bin/redis-cli -a ‹masked, 6 characters› keys" },
    { SUDO "/usr/bin/smbclient //h/x -U ann%S3cret", SUDO "/usr/bin/smbclient //h/x -U ann%‹masked, 6 characters›" },
    { SUDO "/usr/bin/smbclient //h/x -U ann", NULL },
    { SUDO "/usr/bin/zip -P S3cret a.zip a", SUDO "/usr/bin/zip -P ‹masked, 6 characters› a.zip a" },
    { SUDO "/usr/bin/7z x -pS3cret a.7z", SUDO "/usr/bin/7z x -p‹masked, 6 characters› a.7z" },
    { SUDO "/usr/bin/7z x -p a.7z", NULL },
    { SUDO "/usr/bin/gpg --passphrase S3cret -d a", SUDO "/usr/bin/gpg --passphrase ‹masked, 6 characters› -d a" },
    { SUDO "/usr/bin/mysql -e ALTER USER a IDENTIFIED BY 'S3 cret'", SUDO "/usr/bin/mysql -e ALTER USER a IDENTIFIED BY '‹masked, 7 characters›'" },
    { SUDO "/usr/sbin/usermod -p $6$x$y ann", SUDO "/usr/sbin/usermod -p ‹masked, 6 characters› ann" },
    { SUDO "/bin/sh -c printf S3cret | saslpasswd2 -p ann", SUDO "/bin/sh -c printf ‹masked, 6 characters› | saslpasswd2 -p ann" },
    { SUDO "/usr/bin/env AWS_SECRET_ACCESS_KEY=S3cret API_KEY=abc x", SUDO "/usr/bin/env AWS_SECRET_ACCESS_KEY=‹masked, 6 characters› API_KEY=‹masked, 3 characters› x" },
    { SUDO "/usr/bin/plink -pw S3cret a@b", SUDO "/usr/bin/plink -pw ‹masked, 6 characters› a@b" },
    { "(root) CMD (< mail.example.org[192.0.2.7]: c2VjcmV0)", "(root) CMD (< mail.example.org[192.0.2.7]: ‹masked, 8 characters›)" },
    { "3 < 5: c2VjcmV0", NULL },
    /* ---- names that somebody tried at sshd ---- */
    { "sshd[9]: Invalid user Summer2024 from 192.0.2.7 port 22", "sshd[9]: Invalid user ‹masked, 10 characters› from 192.0.2.7 port 22" },
    { "sshd[9]: Failed password for invalid user P@ssw0rd from 192.0.2.7 port 22 ssh2",
      "sshd[9]: Failed password for invalid user ‹masked, 8 characters› from 192.0.2.7 port 22 ssh2" },
    { "sshd[9]: Connection closed by invalid user a1!bcd 192.0.2.7 port 22 [preauth]", "sshd[9]: Connection closed by invalid user ‹masked, 6 characters› 192.0.2.7 port 22 [preauth]" },
    { "sshd[9]: Invalid user Ann1 from 192.0.2.7", NULL },
    { "sshd[9]: Invalid user administrator2 from 192.0.2.7", NULL },
    { "sshd[9]: Invalid user Ann.Ex1@mail.example.org from 192.0.2.7", NULL },
    { "sshd[9]: Invalid user  from 192.0.2.7 port 22", NULL },
    { "sshd[9]: Invalid user Aa1!'or'1'='1 from 192.0.2.7", NULL },
    { "sshd[9]: Invalid user <script>alert(1)</script> from 192.0.2.7", NULL },
    { SUDO "/usr/bin/mkdir -p /var/lib/mysql", NULL },
    { "root : PWD=/var/lib/mysql ; USER=root ; COMMAND=/usr/bin/mkdir -p a", NULL },
    { SUDO "/bin/sh -c mysql -uroot && mkdir -p /x", NULL },
    { "/usr/bin/mysql -pS3cret", "/usr/bin/mysql -p‹masked, 6 characters›" },
    { "", NULL },
    { "p", NULL },
    /* ---- with a line inside: journalctl -o json and -o export, Docker's json-file ---- */
    { "{\"MESSAGE\":\"pam(ann): Password mismatch (given password: se\\\"cr)et)\",\"_PID\":\"9\",\"_CMDLINE\":\"x (y)\"}",
      "{\"MESSAGE\":\"pam(ann): Password mismatch (given password: ‹masked, 8 characters›)\",\"_PID\":\"9\",\"_CMDLINE\":\"x (y)\"}" },
    { "{\"MESSAGE\":\"< mail.example.org[192.0.2.7]: c2VjcmV0\",\"_PID\":\"9\"}",
      "{\"MESSAGE\":\"< mail.example.org[192.0.2.7]: ‹masked, 8 characters›\",\"_PID\":\"9\"}" },
    { "{\"MESSAGE\":[112,97,115,115,61,97,98,99,32,255],\"_PID\":\"9\"}", "{\"MESSAGE\":\"pass=‹masked, 3 characters› \xff\",\"_PID\":\"9\"}" },
    { "{\"MESSAGE\":[\"a\",\"pass=abc\"],\"_PID\":\"9\"}", "{\"MESSAGE\":[\"a\",\"pass=‹masked, 3 characters›\"],\"_PID\":\"9\"}" },
    { "{\"_PID\":\"9\",\"MESSAGE\":\"pass=a\\u0062c", "{\"_PID\":\"9\",\"MESSAGE\":\"pass=‹masked, 3 characters›" },
    { "{\"log\":\"Nov  4 09:05:01 mx1 auth: resp=AGFubgBzZWNyZXQ=\\n\",\"stream\":\"stdout\",\"attrs\":{\"a\":\"pass=bc\"}}",
      "{\"log\":\"Nov  4 09:05:01 mx1 auth: resp=‹masked, 16 characters›\\u000a\",\"stream\":\"stdout\",\"attrs\":{\"a\":\"pass=‹masked, 2 characters›\"}}" },
    { "{\"MESSAGE\":\"connect from unknown[192.0.2.7]\",\"_PID\":\"9\"}", NULL },
    { "{ no object, pass=abc", "{ no object, pass=‹masked, 3 characters›" },
    { "__CURSOR=s=1\nMESSAGE=< mail.example.org[192.0.2.7]: c2VjcmV0\n_PID=9", "__CURSOR=s=1\nMESSAGE=< mail.example.org[192.0.2.7]: ‹masked, 8 characters›\n_PID=9" },
    { "__CURSOR=s=1\n_CMDLINE=x pass=abc\nno field pass=d", "__CURSOR=s=1\n_CMDLINE=x pass=‹masked, 3 characters›\nno field pass=‹masked, 1 character›" },
};

static void every_way(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_buffer b = { 0 };
        bool masked = pm_secret_mask(&b, pm_span_of(rows[i].line));
        check_true(rows[i].line, "masked or not", masked == (rows[i].shown != NULL));
        check_text(rows[i].line, "shown", pm_buffer_span(&b), rows[i].shown);
        pm_buffer_free(&b);
    }
}

/* Cut at every byte, so that nothing is read beyond the end (the sanitizer would say so). */
static void cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t n = 0; n <= strlen(rows[i].line); n++) {
            pm_buffer b = { 0 };
            char *bytes = malloc(n ? n : 1);
            memcpy(bytes, rows[i].line, n);
            bool masked = pm_secret_mask(&b, pm_span_make(bytes, n));
            check_true(rows[i].line, "something added only when masked", masked == (b.len > 0));
            free(bytes);
            pm_buffer_free(&b);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_way), cmocka_unit_test(cut) };
    return CHECK_RUN(tests);
}
