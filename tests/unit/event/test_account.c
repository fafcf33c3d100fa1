/* Sources of the shapes: shadow src/{useradd,usermod,userdel,groupadd,gpasswd,passwd,chage,chsh}.c. */
#include "check_event.h"

#define CHANGED(program, message) { program, message, PM_PARSED, PM_EV_ACCOUNT_CHANGED, .text = message }

static const event_row rows[] = {
    CHANGED("useradd", "new user: name=support, UID=1001, GID=1001, home=/home/support, shell=/bin/bash, from=/dev/pts/1"),
    CHANGED("useradd", "new user: name=x, UID=0, GID=0, home=/root, shell=/bin/sh"),
    CHANGED("useradd", "new group: name=support, GID=1001"),
    CHANGED("usermod", "add 'support' to group 'sudo'"),
    CHANGED("usermod", "add 'support' to shadow group 'sudo'"),
    CHANGED("usermod", "change user 'www-data' shell from '/usr/sbin/nologin' to '/bin/bash'"),
    CHANGED("usermod", "change user name 'a' to 'b'"),
    CHANGED("usermod", "lock user 'ann' password"),
    CHANGED("usermod", "unlock user 'ann' password"),
    CHANGED("userdel", "delete user 'support'"),
    CHANGED("userdel", "removed group 'support' owned by 'support'"),
    CHANGED("userdel", "removed shadow group 'support' owned by 'support'"),
    CHANGED("groupadd", "group added to /etc/group: name=x, GID=1002"),
    CHANGED("groupdel", "group 'x' removed"),
    CHANGED("passwd", "password for 'ann' changed by 'root'"),
    CHANGED("chage", "changed password expiry for ann"),
    CHANGED("gpasswd", "user ann added by root to group wheel"),
    CHANGED("gpasswd", "members of group wheel set by root to ann,bob"),
    CHANGED("chsh", "changed user 'ann' shell to '/bin/sh'"),
    { "chpasswd", "pam_unix(chpasswd:chauthtok): password changed for ann", PM_PARSED, PM_EV_ACCOUNT_CHANGED, .service = "chpasswd", .user = "ann",
      .text = "pam_unix(chpasswd:chauthtok): password changed for ann" },
    { "useradd", "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
