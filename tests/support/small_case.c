#include "small_case.h"

#include "case_text.h"

#include "postmortem/base/civil.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- lines ---- */

static void put_line(small_log *l, int64_t at, const char *fmt, va_list ap)
{
    char text[4096];
    pm_civil c;
    pm_civil_from_seconds(SMALL_START + at, &c);
    vsnprintf(text, sizeof text, fmt, ap);
    pm_buffer_format(&l->text, "%04d-%02d-%02dT%02d:%02d:%02d+00:00 mx1 %s\n", c.year, c.month, c.day, c.hour, c.minute, c.second, text);
    l->lines++;
}

void small_line(small_log *l, int64_t at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    put_line(l, at, fmt, ap);
    va_end(ap);
}

void small_lines(small_log *l, int64_t at, unsigned n, int64_t every, const char *text)
{
    for (unsigned i = 0; i < n; i++)
        small_line(l, at + i * every, "%s", text);
}

void small_log_free(small_log *l)
{
    pm_buffer_free(&l->text);
    *l = (small_log){ 0 };
}

void small_mails(small_log *l, small_mail m)
{
    unsigned n = ++l->mails, pid = 1000 + n, recipients = m.recipients ? m.recipients : 1;
    const char *ip = m.ip ? m.ip : "192.0.2.7", *to = m.to ? m.to : "example.net";
    char qid[16], from[128], outcome[512];
    snprintf(qid, sizeof qid, "%010X", n);
    snprintf(from, sizeof from, m.from ? "%s" : "%s@example.org", m.from ? m.from : m.user ? m.user : "www");
    snprintf(outcome, sizeof outcome, "%s", m.outcome ? m.outcome : "dsn=2.0.0, status=sent (250 2.0.0 Ok)");
    if (m.user != NULL) {
        small_line(l, m.at, "postfix/smtpd[%u]: connect from unknown[%s]", pid, ip);
        small_line(l, m.at, "postfix/smtpd[%u]: %s: client=unknown[%s], sasl_method=PLAIN, sasl_username=%s", pid, qid, ip, m.user);
    } else {
        small_line(l, m.at, "postfix/pickup[90]: %s: uid=%u from=<%s>", qid, m.uid, from);
    }
    small_line(l, m.at, "postfix/cleanup[91]: %s: message-id=<%u@example.org>", qid, n);
    small_line(l, m.at, "postfix/qmgr[92]: %s: from=<%s>, size=1000, nrcpt=%u (queue active)", qid, from, recipients);
    for (unsigned i = 0; i < recipients; i++)
        small_line(l, m.at, "postfix/smtp[93]: %s: to=<r%u@%s>, relay=mx.%s[198.51.100.25]:25, delay=1, delays=0.1/0/0.4/0.5, %s", qid, i, to, to,
                   outcome);
    small_line(l, m.at, "postfix/qmgr[92]: %s: removed", qid);
    if (m.user != NULL)
        small_line(l, m.at, "postfix/smtpd[%u]: disconnect from unknown[%s] ehlo=1 auth=1 mail=1 rcpt=%u data=1 quit=1", pid, ip, recipients);
}

/* ---- the case ---- */

void small_case_begin(small_case *s)
{
    *s = (small_case){ .folder = "/tmp/pm-small-XXXXXX" };
    assert_non_null(mkdtemp(s->folder));
    s->options = pm_test_options(NULL, 0);
    s->options.zone = "UTC";
}

static const char *path_of(const small_case *s, const char *name)
{
    static char path[400];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    return path;
}

void small_case_dated(small_case *s, const char *name, int64_t mtime)
{
    const struct timespec times[2] = { { .tv_sec = mtime }, { .tv_sec = mtime } };
    assert_int_equal(utimensat(AT_FDCWD, path_of(s, name), times, 0), 0);
}

void small_case_add(small_case *s, const char *name, pm_span content)
{
    FILE *f = fopen(path_of(s, name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(content.len ? content.ptr : "", 1, content.len, f), content.len);
    assert_int_equal(fclose(f), 0);
    small_case_dated(s, name, s->options.now);
}

static void set_input(small_case *s)
{
    s->input = s->folder;
    s->options.inputs = &s->input;
    s->options.n_inputs = 1;
}

char *small_case_json(small_case *s)
{
    set_input(s);
    return pm_test_case_text(&s->options, NULL, NULL);
}

pm_status small_case_read(small_case *s)
{
    set_input(s);
    pm_status st = pm_case_read(&s->c, &s->options, &s->err);
    if (st == PM_OK)
        s->findings = pm_findings_make(s->c);
    return st;
}

void small_case_end(small_case *s)
{
    DIR *d = opendir(s->folder);
    for (const struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
        if (e->d_name[0] != '.')
            unlink(path_of(s, e->d_name));
    if (d != NULL)
        closedir(d);
    rmdir(s->folder);
    pm_findings_free(s->findings);
    pm_case_free(s->c);
    *s = (small_case){ .folder = "" };
}

void small_case_of(small_case *s, const small_log *mail, const small_log *login)
{
    small_case_begin(s);
    small_case_add(s, "maillog", pm_buffer_span(&mail->text));
    if (login != NULL)
        small_case_add(s, "secure", pm_buffer_span(&login->text));
    if (small_case_read(s) != PM_OK)
        fail_msg("%s", s->err.text);
}

const pm_finding *small_finding(const small_case *s, const char *id, size_t i)
{
    for (size_t k = 0; k < pm_findings_count(s->findings); k++)
        if (strcmp(pm_findings_at(s->findings, k)->detector->id, id) == 0 && i-- == 0)
            return pm_findings_at(s->findings, k);
    return NULL;
}

uint64_t small_figure(const char *row, const pm_finding *x, const char *name)
{
    const pm_figure *g = pm_finding_figure(x, name);
    if (g == NULL || g->type == PM_FIGURE_TEXT)
        fail_msg("row '%s': there is no number '%s'", row, name);
    return g->type == PM_FIGURE_TIME ? (uint64_t)g->time : g->type == PM_FIGURE_REAL ? (uint64_t)g->real : g->number;
}

const pm_tally_row *small_row(const small_case *s, pm_tally_id t, const char *second, const char *third, const char *fourth)
{
    pm_facts *f = s->c->facts;
    return pm_tally_find(&f->t[t], pm_facts_text(f, PM_SPAN("mx1")), pm_facts_text(f, pm_span_of(second)),
                         pm_facts_text(f, pm_span_of(third)), pm_facts_text(f, pm_span_of(fourth)));
}
