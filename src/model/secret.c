#include "secret.h"

#include "postmortem/syslog/journal.h"
#include "postmortem/syslog/json.h"

/* "ann@example.org" */
static bool is_mail_address(pm_span s)
{
    pm_span local, domain;
    return pm_span_split_last(s, PM_SPAN("@"), &local, &domain) && pm_span_find_char(domain, '.') != PM_NPOS && domain.ptr[domain.len - 1] != '.' &&
           local.len > 0;
}

/* Three of: small letters, capitals, digits, signs that names do not have; the signs make a shorter one suspect.  What has
 * blanks, brackets or quotes was made to be read by something else: it is shown. */
bool pm_secret_is_like(pm_span name)
{
    enum { SHORTEST = 8, SHORTEST_WITH_SIGN = 6 };
    bool lower = false, upper = false, digit = false, sign = false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        lower = lower || (c >= 'a' && c <= 'z');
        upper = upper || (c >= 'A' && c <= 'Z');
        digit = digit || (c >= '0' && c <= '9');
        sign = sign || (c != '\0' && strchr("!#$%&*+=?^~@,:;", c) != NULL);
        if (c == '\0' || strchr(" <>()[]{}\"'`/\\|", c) != NULL)
            return false;
    }
    return lower + upper + digit + sign >= 3 && name.len >= (sign ? SHORTEST_WITH_SIGN : SHORTEST) && !is_mail_address(name);
}

/* Where a secret stands: from its first byte to behind its last. */
typedef struct {
    size_t from, to;
} stretch;

/* A program that takes a secret as an option's value. */
typedef struct {
    pm_span name;
    const char *options; /* letters: "-p secret", "-psecret"; NULL: none */
    char behind;         /* "-u ann:secret", "--user ann:secret", "-U ann%secret"; 0: the whole value is secret */
    bool words;          /* "mysqladmin password secret" */
    bool once;           /* what follows is another program's command */
    bool attached;       /* never "-p secret" */
} program;

/* A line, with what several ways of writing a secret ask of it: looked for once, so that no line costs its square. */
typedef struct {
    pm_span s;
    size_t bracket;  /* the last ')' */
    size_t compared; /* the last ") != '" */
    const program *program; /* whose arguments stand here; NULL: none that is known */
} line;

/* A way of writing one: at `at` its sign begins, `behind` is what follows the sign.  false: not a secret after all. */
typedef bool find(const line *l, size_t at, size_t behind, stretch *out);

static bool is_base64(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

static bool is_word(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t end_of_base64(pm_span s, size_t from)
{
    while (from < s.len && is_base64(s.ptr[from]))
        from++;
    return from;
}

/* A value ends with a blank or a quote, or with a tab as rsyslog writes it. */
static size_t end_of_value(pm_span s, size_t from)
{
    while (from < s.len && strchr(" \t\"'", s.ptr[from]) == NULL && !pm_span_starts(pm_span_skip(s, from), PM_SPAN("#011")))
        from++;
    return from;
}

static bool take(stretch *out, size_t from, size_t to)
{
    *out = (stretch){ from, to };
    return to > from;
}

/* dovecot: "Password mismatch (given password: secret)"; the password itself may hold a bracket. */
static bool to_last_bracket(const line *l, size_t at, size_t behind, stretch *out)
{
    (void)at;
    return take(out, behind, l->bracket == PM_NPOS || l->bracket < behind ? l->s.len : l->bracket);
}

/* postfix, verbose: "xsasl_cyrus_client_first: uncoded initial reply: ann?secret" */
static bool to_end(const line *l, size_t at, size_t behind, stretch *out)
{
    (void)at;
    return take(out, behind, l->s.len);
}

/* dovecot: "client in: AUTH?1?PLAIN?service=smtp?…?resp=AGFubgBzZWNyZXQ="; without auth_debug_passwords "resp=<hidden>" */
static bool base64_value(const line *l, size_t at, size_t behind, stretch *out)
{
    const char *p = l->s.ptr;
    bool begins = at == 0 || !is_word(p[at - 1]) || (at >= 4 && memcmp(p + at - 4, "#011", 4) == 0);
    return begins && take(out, behind, end_of_base64(l->s, behind));
}

/* "mysql --password=secret", "PGPASSWORD=secret", dovecot "pass=secret"; "pass=<hidden>" holds none */
static bool value(const line *l, size_t at, size_t behind, stretch *out)
{
    pm_span s = l->s;
    (void)at;
    if (behind < s.len && (s.ptr[behind] == '"' || s.ptr[behind] == '\'')) {
        const char *close = memchr(s.ptr + behind + 1, s.ptr[behind], s.len - behind - 1);
        return take(out, behind + 1, close ? (size_t)(close - s.ptr) : s.len);
    }
    return behind < s.len && s.ptr[behind] != '<' && take(out, behind, end_of_value(s, behind));
}

/* Behind one separator: a blank, a tab, or a tab as rsyslog writes it. */
static bool separator(pm_span s, size_t *at)
{
    if (*at < s.len && (s.ptr[*at] == ' ' || s.ptr[*at] == '\t')) {
        ++*at;
        return true;
    }
    bool tab = pm_span_starts(pm_span_skip(s, *at), PM_SPAN("#011"));
    *at += tab ? 4 : 0;
    return tab;
}

/* Base64 that is a value of its own, and no plain word such as "required". */
static bool whole_base64(pm_span s, size_t from, stretch *out)
{
    size_t to = end_of_base64(s, from), lower = from;
    while (lower < to && s.ptr[lower] >= 'a' && s.ptr[lower] <= 'z')
        lower++;
    bool ends = to == s.len || !is_word(s.ptr[to]);
    return ends && (to - from) % 4 == 0 && lower < to && take(out, from, to);
}

/* postfix, verbose: "< mail.example.org[192.0.2.7]: AUTH PLAIN AGFubgBzZWNyZXQ=" */
static bool initial_response(const line *l, size_t at, size_t behind, stretch *out)
{
    size_t i = behind;
    (void)at;
    while (i < l->s.len && (is_word(l->s.ptr[i]) || l->s.ptr[i] == '-'))
        i++;
    return i > behind && separator(l->s, &i) && whole_base64(l->s, i, out);
}

/* dovecot: "client in: CONT?1?AGFubgBzZWNyZXQ=" */
static bool continuation(const line *l, size_t at, size_t behind, stretch *out)
{
    size_t i = behind;
    if ((at > 0 && is_word(l->s.ptr[at - 1])) || !separator(l->s, &i))
        return false;
    size_t digits = i;
    while (i < l->s.len && l->s.ptr[i] >= '0' && l->s.ptr[i] <= '9')
        i++;
    return i > digits && separator(l->s, &i) && take(out, i, end_of_base64(l->s, i));
}

/* postfix, verbose: "smtpd[9]: < mail.example.org[192.0.2.7]: c2VjcmV0", what a client answers to "334 UGFzc3dvcmQ6" */
static bool answer(const line *l, size_t at, size_t behind, stretch *out)
{
    static const char *const commands[] = { "DATA", "QUIT", "RSET", "NOOP", "HELP", "EHLO", "HELO", "STARTTLS" };
    pm_span rest = pm_span_skip(l->s, behind);
    size_t blank = pm_span_find_char(rest, ' ');
    if ((at > 0 && strchr(" (['\"=", l->s.ptr[at - 1]) == NULL) || blank == PM_NPOS || blank < 2 || rest.ptr[blank - 1] != ':' ||
        rest.ptr[blank - 2] != ']')
        return false;
    pm_span said = pm_span_skip(rest, blank + 1);
    while (said.len && strchr(")]}'\".;", said.ptr[said.len - 1]) != NULL) /* of what the line was put into */
        said.len--;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (pm_span_eq_nocase(said, pm_span_of(commands[i])))
            return false;
    size_t from = (size_t)(said.ptr - l->s.ptr);
    return said.len % 4 == 0 && end_of_base64(said, 0) == said.len && take(out, from, from + said.len);
}

/* dovecot, auth_debug_passwords: "PLAIN(secret) != 'stored'" */
static bool compared(const line *l, size_t at, size_t behind, stretch *out)
{
    bool scheme = at > 0 && ((l->s.ptr[at - 1] >= 'A' && l->s.ptr[at - 1] <= 'Z') || (l->s.ptr[at - 1] >= '0' && l->s.ptr[at - 1] <= '9'));
    return scheme && l->compared != PM_NPOS && l->compared >= behind && take(out, behind, l->s.len);
}

/* ---- command lines, as sudo and cron write them: without the shell's quotes, or with them ---- */

static const program programs[] = {
    { .name = PM_SPAN_INIT("mysql"), .options = "p" },
    { .name = PM_SPAN_INIT("mysqldump"), .options = "p" },
    { .name = PM_SPAN_INIT("mysqladmin"), .options = "p", .words = true },
    { .name = PM_SPAN_INIT("mariadb"), .options = "p" },
    { .name = PM_SPAN_INIT("mariadb-dump"), .options = "p" },
    { .name = PM_SPAN_INIT("mariadb-admin"), .options = "p", .words = true },
    { .name = PM_SPAN_INIT("sshpass"), .options = "p", .once = true },
    { .name = PM_SPAN_INIT("doveadm"), .options = "p" },
    { .name = PM_SPAN_INIT("curl"), .options = "u", .behind = ':' },
    { .name = PM_SPAN_INIT("smbclient"), .options = "U", .behind = '%' },
    { .name = PM_SPAN_INIT("ldapsearch"), .options = "w" },
    { .name = PM_SPAN_INIT("ldapmodify"), .options = "w" },
    { .name = PM_SPAN_INIT("ldapadd"), .options = "w" },
    { .name = PM_SPAN_INIT("ldapdelete"), .options = "w" },
    { .name = PM_SPAN_INIT("ldapwhoami"), .options = "w" },
    { .name = PM_SPAN_INIT("ldappasswd"), .options = "wsa" },
    { .name = PM_SPAN_INIT("redis-cli"), .options = "a" },
    { .name = PM_SPAN_INIT("zip"), .options = "P" },
    { .name = PM_SPAN_INIT("unzip"), .options = "P" },
    { .name = PM_SPAN_INIT("7z"), .options = "p", .attached = true },
    { .name = PM_SPAN_INIT("7za"), .options = "p", .attached = true },
    { .name = PM_SPAN_INIT("7zr"), .options = "p", .attached = true },
    { .name = PM_SPAN_INIT("useradd"), .options = "p" },
    { .name = PM_SPAN_INIT("usermod"), .options = "p" },
    /* their -p is something else */
    { .name = PM_SPAN_INIT("ssh") },
    { .name = PM_SPAN_INIT("scp") },
    { .name = PM_SPAN_INIT("sftp") },
    { .name = PM_SPAN_INIT("rsync") },
    { .name = PM_SPAN_INIT("mkdir") },
    { .name = PM_SPAN_INIT("cp") },
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool begins_word(pm_span s, size_t at)
{
    return at == 0 || strchr(" \t/='\"(`;|&", s.ptr[at - 1]) != NULL;
}

static size_t skip_blank(pm_span s, size_t at)
{
    while (at < s.len && is_blank(s.ptr[at]))
        at++;
    return at;
}

/* The next argument: from its first byte to behind its last, without quotes around it; false at the end of the command. */
static bool next_argument(pm_span s, size_t *at, stretch *out)
{
    size_t i = skip_blank(s, *at);
    if (i == s.len || strchr("|;&<>)", s.ptr[i]) != NULL)
        return false;
    if (s.ptr[i] == '"' || s.ptr[i] == '\'') {
        const char *close = memchr(s.ptr + i + 1, s.ptr[i], s.len - i - 1);
        *out = (stretch){ i + 1, close ? (size_t)(close - s.ptr) : s.len };
        *at = out->to + (close != NULL);
        return true;
    }
    *out = (stretch){ i, end_of_value(s, i) };
    *at = out->to;
    return out->to > out->from;
}

static bool behind_char(pm_span s, stretch x, char c, stretch *out)
{
    const char *found = memchr(s.ptr + x.from, c, x.to - x.from);
    return found != NULL && take(out, (size_t)(found - s.ptr) + 1, x.to);
}

static bool behind_colon(pm_span s, stretch x, stretch *out)
{
    return behind_char(s, x, ':', out);
}

/* "ann:secret" or "secret", unless the next argument is an option. */
static bool option_value(const line *l, size_t from, stretch *out)
{
    stretch x;
    size_t i = from;
    if ((i < l->s.len && l->s.ptr[i] == '-') || !next_argument(l->s, &i, &x))
        return false;
    return l->program->behind ? behind_char(l->s, x, l->program->behind, out) : take(out, x.from, x.to);
}

/* "mysql -psecret", "sshpass -p secret", "curl -u ann:secret" */
static bool option(const line *l, size_t at, size_t behind, stretch *out)
{
    pm_span s = l->s;
    if (l->program == NULL || l->program->options == NULL || at == 0 || !is_blank(s.ptr[at - 1]) || behind >= s.len || s.ptr[behind] == '\0' ||
        strchr(l->program->options, s.ptr[behind]) == NULL)
        return false;
    size_t from = skip_blank(s, behind + 1);
    return (!l->program->attached || from == behind + 1) && option_value(l, from, out);
}

/* "curl --user ann:secret" */
static bool user_option(const line *l, size_t at, size_t behind, stretch *out)
{
    (void)at;
    if (l->program == NULL || l->program->behind != ':' || behind >= l->s.len || (l->s.ptr[behind] != '=' && !is_blank(l->s.ptr[behind])))
        return false;
    return option_value(l, skip_blank(l->s, behind + 1), out);
}

/* "mysqladmin password secret" */
static bool word_value(const line *l, size_t at, size_t behind, stretch *out)
{
    if (l->program == NULL || !l->program->words || at == 0 || !is_blank(l->s.ptr[at - 1]))
        return false;
    return option_value(l, skip_blank(l->s, behind), out);
}

/* "mysql --password secret"; without one it asks, and an option follows */
static bool next_value(const line *l, size_t at, size_t behind, stretch *out)
{
    return behind < l->s.len && l->s.ptr[behind] != '-' && value(l, at, behind, out);
}

/* "echo ann:secret | chpasswd", "echo secret | passwd --stdin ann", "echo secret | saslpasswd2 -p ann" */
static bool echoed(const line *l, size_t at, size_t behind, stretch *out)
{
    pm_span s = l->s, rest = pm_span_skip(s, behind);
    size_t bar = begins_word(s, at) ? pm_span_find_char(rest, '|') : PM_NPOS;
    if (bar == PM_NPOS)
        return false;
    pm_span to = pm_span_skip(rest, bar + 1);
    to = pm_span_first(to, pm_span_find_char(to, '|'));
    stretch x = { skip_blank(s, behind), behind + bar };
    while (x.to > x.from && is_blank(s.ptr[x.to - 1]))
        x.to--;
    if (x.to > x.from + 1 && (s.ptr[x.from] == '"' || s.ptr[x.from] == '\'') && s.ptr[x.to - 1] == s.ptr[x.from]) {
        x.from++;
        x.to--;
    }
    if (pm_span_has(to, PM_SPAN("chpasswd")))
        return behind_colon(s, x, out);
    bool reads_it = pm_span_has(to, PM_SPAN("saslpasswd2")) || (pm_span_has(to, PM_SPAN("passwd")) && pm_span_has(to, PM_SPAN("--stdin")));
    return reads_it && take(out, x.from, x.to);
}

/* "chpasswd <<< ann:secret" */
static bool here_string(const line *l, size_t at, size_t behind, stretch *out)
{
    pm_span rest = pm_span_skip(l->s, skip_blank(l->s, behind));
    stretch x;
    if (!begins_word(l->s, at) || !pm_span_after(rest, PM_SPAN("<<<"), &rest))
        return false;
    size_t i = (size_t)(rest.ptr - l->s.ptr);
    return next_argument(l->s, &i, &x) && behind_colon(l->s, x, out);
}

/* "htpasswd -b file ann secret"; -n writes no file */
static bool third_argument(const line *l, size_t at, size_t behind, stretch *out)
{
    size_t i = behind, n = 0, wanted = 3;
    bool on_command_line = false;
    stretch x;
    while (begins_word(l->s, at) && next_argument(l->s, &i, &x)) {
        pm_span word = pm_span_make(l->s.ptr + x.from, x.to - x.from);
        if (word.len > 1 && word.ptr[0] == '-') {
            on_command_line = on_command_line || pm_span_find_char(word, 'b') != PM_NPOS;
            wanted -= pm_span_find_char(word, 'n') != PM_NPOS && wanted == 3;
            if (word.ptr[word.len - 1] == 'C' || word.ptr[word.len - 1] == 'r') /* rounds follow */
                next_argument(l->s, &i, &x);
        } else if (++n == wanted) {
            return on_command_line && take(out, x.from, x.to);
        }
    }
    return false;
}

/* "openssl passwd -6 -salt xy secret" */
static bool first_argument(const line *l, size_t at, size_t behind, stretch *out)
{
    size_t i = behind;
    stretch x;
    while (begins_word(l->s, at) && next_argument(l->s, &i, &x)) {
        pm_span word = pm_span_make(l->s.ptr + x.from, x.to - x.from);
        if (!pm_span_starts(word, PM_SPAN("-")))
            return take(out, x.from, x.to);
        if (pm_span_eq(word, PM_SPAN("-salt")) || pm_span_eq(word, PM_SPAN("-in")))
            next_argument(l->s, &i, &x);
    }
    return false;
}

/* "https://ann:secret@example.org/": to the last '@' before the path */
static bool in_url(const line *l, size_t at, size_t behind, stretch *out)
{
    size_t end = behind, last = PM_NPOS;
    (void)at;
    for (; end < l->s.len && strchr("/?#<>\"' \t", l->s.ptr[end]) == NULL; end++)
        last = l->s.ptr[end] == '@' ? end : last;
    return last != PM_NPOS && behind_colon(l->s, (stretch){ behind, last }, out);
}

/* "openssl rsa -passin pass:secret" */
static bool source(const line *l, size_t at, size_t behind, stretch *out)
{
    return at > 0 && is_blank(l->s.ptr[at - 1]) && value(l, at, behind, out);
}

/* "curl -H 'Authorization: Bearer secret'" */
static bool credentials(const line *l, size_t at, size_t behind, stretch *out)
{
    size_t i = behind;
    stretch scheme;
    (void)at;
    return next_argument(l->s, &i, &scheme) && (i = skip_blank(l->s, i)) > scheme.to && take(out, i, end_of_value(l->s, i));
}

/* sshd: "Invalid user secret from 192.0.2.7 port 22": somebody typed it a line too early */
static bool mistyped(const line *l, size_t at, size_t behind, stretch *out)
{
    size_t to = behind;
    (void)at;
    while (to < l->s.len && !is_blank(l->s.ptr[to]))
        to++;
    return pm_secret_is_like(pm_span_make(l->s.ptr + behind, to - behind)) && take(out, behind, to);
}

/* Which program's arguments begin at `at`, if a new one's do. */
static void follow_program(line *l, size_t at)
{
    pm_span rest = pm_span_skip(l->s, at);
    if (pm_span_starts(rest, PM_SPAN(" ; ")) || pm_span_starts(rest, PM_SPAN("|")) || pm_span_starts(rest, PM_SPAN("&&")))
        l->program = NULL;
    if (!begins_word(l->s, at))
        return;
    for (const program *p = programs; p < programs + sizeof programs / sizeof *programs; p++)
        if (*rest.ptr == *p->name.ptr && pm_span_starts(rest, p->name) && rest.len > p->name.len && is_blank(rest.ptr[p->name.len]))
            l->program = p;
}

/* ---- all of them ---- */

static const struct {
    pm_span sign; /* in either case */
    find *find;
} ways[] = {
    { PM_SPAN_INIT("given password: "), to_last_bracket },
    { PM_SPAN_INIT("given passwords: "), to_last_bracket },
    { PM_SPAN_INIT("uncoded initial reply: "), to_end },
    { PM_SPAN_INIT("uncoded client response "), to_end },
    { PM_SPAN_INIT("decoded initial response "), to_end },
    { PM_SPAN_INIT("decoded response: "), to_end },
    { PM_SPAN_INIT("resp="), base64_value },
    { PM_SPAN_INIT("pass="), value },
    { PM_SPAN_INIT("passwd="), value },
    { PM_SPAN_INIT("password="), value },
    { PM_SPAN_INIT("passphrase="), value },
    { PM_SPAN_INIT("--password "), next_value },
    { PM_SPAN_INIT("--passphrase "), next_value },
    { PM_SPAN_INIT("-pw "), next_value }, /* plink, pscp */
    { PM_SPAN_INIT("pass:"), source },
    { PM_SPAN_INIT("identified by "), next_value },
    { PM_SPAN_INIT("authorization: "), credentials },
    { PM_SPAN_INIT("access_key="), value },
    { PM_SPAN_INIT("api_key="), value },
    { PM_SPAN_INIT("apikey="), value },
    { PM_SPAN_INIT("--user"), user_option },
    { PM_SPAN_INIT("-"), option },
    { PM_SPAN_INIT("password "), word_value },
    { PM_SPAN_INIT("mysql_pwd="), value },
    { PM_SPAN_INIT("token="), value },
    { PM_SPAN_INIT("secret="), value },
    { PM_SPAN_INIT("echo "), echoed },
    { PM_SPAN_INIT("printf "), echoed },
    { PM_SPAN_INIT("chpasswd "), here_string },
    { PM_SPAN_INIT("htpasswd "), third_argument },
    { PM_SPAN_INIT("openssl passwd "), first_argument },
    { PM_SPAN_INIT("://"), in_url },
    { PM_SPAN_INIT("auth "), initial_response },
    { PM_SPAN_INIT("cont"), continuation },
    { PM_SPAN_INIT("< "), answer },
    { PM_SPAN_INIT("invalid user "), mistyped },
    { PM_SPAN_INIT("illegal user "), mistyped },
    { PM_SPAN_INIT("("), compared },
};

static bool begins_a_sign(char c)
{
    static const bool known[128] = { ['g'] = true, ['u'] = true, ['d'] = true, ['r'] = true, ['p'] = true, ['a'] = true, ['c'] = true, ['e'] = true,
                                     ['h'] = true, ['i'] = true, ['m'] = true, ['o'] = true, ['s'] = true, ['t'] = true,
                                     ['G'] = true, ['U'] = true, ['D'] = true, ['R'] = true, ['P'] = true, ['A'] = true, ['C'] = true, ['E'] = true,
                                     ['H'] = true, ['I'] = true, ['M'] = true, ['O'] = true, ['S'] = true, ['T'] = true,
                                     ['-'] = true, [':'] = true, ['('] = true, ['<'] = true };
    return (unsigned char)c < sizeof known && known[(unsigned char)c];
}

static bool secret_at(const line *l, size_t at, stretch *out)
{
    char first = l->s.ptr[at] >= 'A' && l->s.ptr[at] <= 'Z' ? (char)(l->s.ptr[at] | 0x20) : l->s.ptr[at];
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        pm_span sign = ways[w].sign;
        if (*sign.ptr == first && at + sign.len <= l->s.len && pm_span_eq_nocase(pm_span_make(l->s.ptr + at, sign.len), sign) &&
            ways[w].find(l, at, at + sign.len, out))
            return true;
    }
    return false;
}

/* Bytes that begin a character: those that continue one are not counted. */
static size_t characters(pm_span s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
    return n;
}

static void add_mark(pm_buffer *b, pm_span secret)
{
    size_t n = characters(secret);
    pm_buffer_format(b, "\u2039masked, %zu character%s\u203a", n, n == 1 ? "" : "s");
}

bool pm_secret_mask_name(pm_buffer *out, pm_span name)
{
    if (!pm_secret_is_like(name))
        return pm_secret_mask(out, name);
    add_mark(out, name);
    return true;
}

static bool mask_line(pm_buffer *out, pm_span s)
{
    line l = { s, pm_span_find_last_char(s, ')'), pm_span_find_last(s, PM_SPAN(") != '")), NULL };
    stretch x;
    size_t told = 0;
    for (size_t i = 0; i < s.len; i++) {
        follow_program(&l, i);
        if (!begins_a_sign(s.ptr[i]) || !secret_at(&l, i, &x))
            continue;
        pm_buffer_add(out, pm_span_make(s.ptr + told, x.from - told));
        add_mark(out, pm_span_make(s.ptr + x.from, x.to - x.from));
        told = x.to;
        i = x.to - 1;
        if (l.program != NULL && l.program->once)
            l.program = NULL;
    }
    if (told)
        pm_buffer_add(out, pm_span_skip(s, told));
    return told != 0;
}

/* ---- lines with a line inside ---- */

/* As a JSON string, without the quotes around it. */
static void add_escaped(pm_buffer *b, pm_span s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\')
            pm_buffer_format(b, "\\%c", c);
        else if (c < 0x20)
            pm_buffer_format(b, "\\u%04x", c);
        else
            pm_buffer_add_char(b, (char)c);
    }
}

/* What has been looked at, and how much of it is in the output. */
typedef struct {
    pm_buffer *out;
    pm_buffer room, masked;
    pm_span s;
    size_t told;
} inside;

static void tell_until(inside *x, size_t from)
{
    pm_buffer_add(x->out, pm_span_make(x->s.ptr + x->told, from - x->told));
}

static bool is_masked(inside *x, pm_span text)
{
    pm_buffer_clear(&x->masked);
    return mask_line(&x->masked, text);
}

/* A text as it stands. */
static void mask_span(inside *x, pm_span text)
{
    if (!is_masked(x, text))
        return;
    tell_until(x, (size_t)(text.ptr - x->s.ptr));
    pm_buffer_add(x->out, pm_buffer_span(&x->masked));
    x->told = (size_t)(text.ptr - x->s.ptr) + text.len;
}

/* A string, or an array of byte values, which is text then, too: without JSON's escapes, and with them again. */
static void mask_text(inside *x, pm_json_value v)
{
    bool array = v.kind == PM_JSON_ARRAY;
    size_t from = (size_t)(v.raw.ptr - x->s.ptr), to = from + v.raw.len;
    pm_buffer_clear(&x->room);
    pm_buffer_reserve(&x->room, v.raw.len + 1);
    if (!is_masked(x, pm_json_text(v, x->room.data)))
        return;
    tell_until(x, from - array);
    if (array)
        pm_buffer_add_char(x->out, '"');
    add_escaped(x->out, pm_buffer_span(&x->masked));
    if (array)
        pm_buffer_add_char(x->out, '"');
    x->told = to + (array && to < x->s.len);
}

static void mask_value(inside *x, pm_json_value v, int depth)
{
    enum { DEEPEST = 4 };
    pm_json_value element;
    bool list = v.kind == PM_JSON_ARRAY && v.raw.len && strchr("[\"{", v.raw.ptr[0]) != NULL;
    if (v.kind == PM_JSON_OTHER || depth == DEEPEST)
        mask_span(x, v.raw);
    else if (!list)
        mask_text(x, v);
    else
        while (pm_json_element(&v.raw, &element))
            mask_value(x, element, depth + 1);
}

static void mask_members(inside *x, pm_span *rest)
{
    pm_span key;
    pm_json_value v;
    for (pm_json_begin(x->s, rest); pm_json_next(rest, &key, &v);)
        mask_value(x, v, 0);
}

/* The fields of an exported entry, each for itself. */
static void mask_fields(inside *x, pm_span *rest)
{
    pm_span name, value;
    for (*rest = x->s; pm_journal_next(rest, &name, &value);)
        mask_span(x, value);
}

bool pm_secret_mask(pm_buffer *out, pm_span s)
{
    bool json = s.len && s.ptr[0] == '{';
    if (!json && !pm_journal_begins(s))
        return mask_line(out, s);
    inside x = { .out = out, .s = s };
    pm_span rest = s;
    if (json)
        mask_members(&x, &rest);
    else
        mask_fields(&x, &rest);
    mask_span(&x, rest); /* what could not be read so */
    if (x.told)
        pm_buffer_add(out, pm_span_skip(s, x.told));
    pm_buffer_free(&x.room);
    pm_buffer_free(&x.masked);
    return x.told != 0;
}
