/* account: shadow-utils and kin: accounts made, changed, removed.  Source: the tools in shadow's src folder. */
#include "parser.h"

static pm_verdict parse(const pm_record *rec, pm_event *out)
{
    pm_span s = pm_span_trim(rec->message);
    static const char *const changes[] = {
        "new user: ", "new group: ", "add '", "group added to ", "change user ", "lock user ", "unlock user ", "delete ",
        "removed group ", "removed shadow group ", "group '", "group changed ", "password for ", "changed password expiry",
        "user ", "members of group ", "changed user ", "failed adding user", "remove user ", "set ", "removed ", NULL };
    pm_verdict v = pm_read_pam(rec, out);
    if (v != PM_NOT_UNDERSTOOD)
        return v;
    for (const char *const *c = changes; *c != NULL; c++)
        if (pm_starts(s, *c)) {
            out->kind = PM_EV_ACCOUNT_CHANGED;
            out->text = s;
            return PM_PARSED;
        }
    return PM_NOT_UNDERSTOOD;
}

const pm_parser pm_parser_account = {
    .programs = "useradd usermod userdel adduser deluser groupadd groupmod groupdel gpasswd passwd chpasswd chgpasswd "
                "chage chsh chfn newusers vipw vigr pwck grpck saslpasswd2",
    .family = PM_FAMILY_AUTH,
    .summary = "accounts and groups made, changed, removed",
    .sample = "new user: name=support, UID=1001, GID=1001, home=/home/support, shell=/bin/bash, from=/dev/pts/1",
    .parse = parse,
};
