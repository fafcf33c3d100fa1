/* What the lines say of other explanations: ruled out, not ruled out, or nothing. */
#include "small_case.h"

static void sasl_failures(small_log *mail, int64_t at, int n, const char *user, const char *ip)
{
    for (int i = 0; i < n; i++)
        small_line(mail, at + i, "postfix/smtpd[400]: warning: unknown[%s]: SASL LOGIN authentication failed: x, sasl_username=%s", ip, user);
}

static void mail_of_ann(small_log *mail, int64_t at, const char *ip)
{
    small_mails(mail, (small_mail){ .at = at, .user = "ann", .ip = ip });
}

/* Ten failures, then the first mail from 192.0.2.66; whoever mistypes there does not fail elsewhere. */
static void guess_from(small_log *mail, const char *ip, int64_t minutes)
{
    mail_of_ann(mail, 0, "198.51.100.1");
    sasl_failures(mail, 10 * HOUR, 10, "ann", ip);
    mail_of_ann(mail, 10 * HOUR + minutes * MINUTE, "192.0.2.66");
}

static void guess_there(small_log *mail, small_log *login)
{
    (void)login;
    guess_from(mail, "192.0.2.66", 30);
}

static void guess_in_its_net(small_log *mail, small_log *login)
{
    (void)login;
    guess_from(mail, "192.0.2.67", 30);
}

/* more than the hour, but within the ten minutes that failures are counted by */
static void guess_there_before(small_log *mail, small_log *login)
{
    (void)login;
    guess_from(mail, "192.0.2.66", 69);
}

static void guess_elsewhere(small_log *mail, small_log *login)
{
    (void)login;
    guess_from(mail, "203.0.113.9", 30);
}

static void spray(small_log *mail, small_log *login)
{
    (void)login;
    char name[16];
    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "u%d", i);
        sasl_failures(mail, HOUR + i * MINUTE, 1, name, "192.0.2.66");
    }
}

static void spray_of_gateway(small_log *mail, small_log *login)
{
    spray(mail, login);
    mail_of_ann(mail, 3 * HOUR, "192.0.2.66");
}

static void ssh_guess(small_log *mail, small_log *login, int other_names)
{
    mail_of_ann(mail, 0, "198.51.100.1");
    for (int i = 0; i < other_names; i++)
        small_line(login, HOUR, "sshd[500]: Failed password for invalid user u%d from 192.0.2.66 port 40000 ssh2", i);
    small_lines(login, HOUR, 5, 1, "sshd[500]: Failed password for root from 192.0.2.66 port 40000 ssh2");
    small_line(login, HOUR + 30 * MINUTE, "sshd[501]: Accepted password for root from 192.0.2.66 port 40001 ssh2");
}

static void ssh_two_more_names(small_log *mail, small_log *login)
{
    ssh_guess(mail, login, 2);
}

static void ssh_three_more_names(small_log *mail, small_log *login)
{
    ssh_guess(mail, login, 3);
}

static void account(small_log *mail, small_log *login, int uid)
{
    mail_of_ann(mail, 0, "198.51.100.1");
    small_line(login, 0, "useradd[600]: new user: name=ntp, UID=%d, GID=%d, home=/, shell=/bin/sh, from=none", uid, uid);
}

static void system_account(small_log *mail, small_log *login)
{
    account(mail, login, 999);
}

static void persons_account(small_log *mail, small_log *login)
{
    account(mail, login, 1000);
}

static void second_root(small_log *mail, small_log *login)
{
    account(mail, login, 0);
}

static void group_changed(small_log *mail, small_log *login)
{
    mail_of_ann(mail, 0, "198.51.100.1");
    small_line(login, 0, "usermod[600]: add 'bob' to group 'sudo'");
}

static const struct {
    const char *name;
    void (*write)(small_log *mail, small_log *login);
    const char *id;
    pm_alternative_state states[2];
    size_t n;
} rows[] = {
    { "slips at the new place", guess_there, "PM-AUTH-02", { PM_ALTERNATIVE_NOT_EXCLUDED }, 1 },
    { "slips in its net", guess_in_its_net, "PM-AUTH-02", { PM_ALTERNATIVE_NOT_EXCLUDED }, 1 },
    { "slips a little earlier", guess_there_before, "PM-AUTH-02", { PM_ALTERNATIVE_NOT_EXCLUDED }, 1 },
    { "failures elsewhere", guess_elsewhere, "PM-AUTH-02", { PM_ALTERNATIVE_EXCLUDED }, 1 },
    { "nobody gets in", spray, "PM-AUTH-03", { PM_ALTERNATIVE_EXCLUDED }, 1 },
    { "somebody gets in", spray_of_gateway, "PM-AUTH-03", { PM_ALTERNATIVE_NOT_EXCLUDED }, 1 },
    { "two more names", ssh_two_more_names, "PM-HOST-01", { PM_ALTERNATIVE_NOT_EXCLUDED }, 1 },
    { "three more names", ssh_three_more_names, "PM-HOST-01", { PM_ALTERNATIVE_EXCLUDED }, 1 },
    { "a system account", system_account, "PM-HOST-02", { PM_ALTERNATIVE_UNKNOWN, PM_ALTERNATIVE_NOT_EXCLUDED }, 2 },
    { "an account with a high id", persons_account, "PM-HOST-02", { PM_ALTERNATIVE_UNKNOWN, PM_ALTERNATIVE_NOT_EXCLUDED }, 2 },
    { "a second root", second_root, "PM-HOST-02", { PM_ALTERNATIVE_UNKNOWN, PM_ALTERNATIVE_EXCLUDED }, 2 },
    { "no new account", group_changed, "PM-HOST-02", { PM_ALTERNATIVE_UNKNOWN, PM_ALTERNATIVE_UNKNOWN }, 2 },
};

static void all_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        small_log mail = { .lines = 0 }, login = { .lines = 0 };
        small_case s;
        rows[i].write(&mail, &login);
        small_case_of(&s, &mail, login.lines ? &login : NULL);
        const pm_finding *x = small_finding(&s, rows[i].id, 0);
        check_true(rows[i].name, "found", x != NULL);
        for (size_t k = 0; x != NULL && k < rows[i].n; k++)
            check_text(rows[i].name, "state", pm_span_of(pm_alternative_name(x->alternatives[k])), pm_alternative_name(rows[i].states[k]));
        small_case_end(&s);
        small_log_free(&mail);
        small_log_free(&login);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_rows) };
    return CHECK_RUN(tests);
}
