#include "holes.h"

#include "postmortem/base/map.h"

#include <stdlib.h>

/* ---- whose lines the logger lost ---- */

/* "postfix@-.service", "/system.slice/sshd.service", "/usr/sbin/sshd": the program that the last part of it names */
static pm_span program_in(pm_span s)
{
    pm_span head, rest;
    (void)pm_span_split_last(s, PM_SPAN("/"), &head, &s);
    (void)pm_span_split(s, PM_SPAN("."), &s, &rest);
    (void)pm_span_split(s, PM_SPAN("@"), &s, &rest);
    return s;
}

static bool family_of(pm_span program, pm_family *family)
{
    *family = pm_program_family(pm_program_find(program));
    return program.len > 0;
}

/*
 * rsyslog 8 limits each process and names it: "imuxsock[pid: 714, name: /usr/lib/postfix/sbin/smtpd] from <mx1:postfix/smtpd>: begin to …";
 * systemd limits each service: "Suppressed 812 messages from postfix@-.service".  rsyslog 5 gives a process id only.
 */
bool pm_loss_stream(pm_span text, pm_family *family)
{
    pm_span head, rest, name;
    if (pm_span_has(text, PM_SPAN(" kernel messages"))) {
        *family = PM_FAMILY_SYSTEM;
        return true;
    }
    if (pm_span_split(text, PM_SPAN("] from <"), &head, &rest) && pm_span_split(rest, PM_SPAN(">: "), &name, &rest) &&
        pm_span_split_last(name, PM_SPAN(":"), &head, &name))
        return family_of(name, family);
    if (pm_span_split(text, PM_SPAN("Suppressed "), &head, &rest) && pm_span_split(rest, PM_SPAN(" messages from "), &head, &name))
        return family_of(program_in(name), family);
    return false;
}

/* ---- how far each log reaches ---- */

static const pm_case *sorting; /* qsort takes no context */

static int by_name(const void *a, const void *b)
{
    const pm_reach *x = a, *y = b;
    int c = x->host == y->host ? 0 : pm_span_cmp(pm_facts_name(sorting->facts, x->host), pm_facts_name(sorting->facts, y->host));
    return c ? c : (x->family > y->family) - (x->family < y->family);
}

static void find_reaches(pm_case *c, const pm_series *series, size_t n)
{
    c->reaches = pm_arena_alloc(c->arena, (n + 1) * sizeof *c->reaches);
    for (size_t i = 0; i < n; i++) {
        pm_reach r = { .host = series[i].host, .family = series[i].family, .first = PM_NO_TIME, .files = series[i].n };
        for (size_t k = 0; k < series[i].n; k++) {
            const pm_stream_info *s = pm_piece_stream(series[i].streams[k]);
            r.first = r.first == PM_NO_TIME || s->first < r.first ? s->first : r.first;
            r.last = k == 0 || s->last > r.last ? s->last : r.last;
        }
        if (r.first != PM_NO_TIME)
            c->reaches[c->n_reaches++] = r;
    }
    sorting = c;
    if (c->n_reaches > 1)
        qsort(c->reaches, c->n_reaches, sizeof *c->reaches, by_name);
    for (size_t i = 0, k; i < c->n_reaches; i = k) {
        int64_t first = c->reaches[i].first, last = c->reaches[i].last;
        for (k = i; k < c->n_reaches && c->reaches[k].host == c->reaches[i].host; k++) {
            first = c->reaches[k].first < first ? c->reaches[k].first : first;
            last = c->reaches[k].last > last ? c->reaches[k].last : last;
        }
        for (size_t m = i; m < k; m++) {
            c->reaches[m].host_first = first;
            c->reaches[m].host_last = last;
        }
    }
}

static int by_id(const void *a, const void *b)
{
    pm_id x = *(const pm_id *)a, y = *(const pm_id *)b;
    return (x > y) - (x < y);
}

static void find_guests(pm_case *c)
{
    pm_map owners = { 0 };
    for (size_t i = 0; i < c->n_reaches; i++)
        pm_map_put(&owners, c->reaches[i].host, 1);
    c->guests = pm_arena_alloc(c->arena, (c->n_hosts + 1) * sizeof *c->guests);
    for (size_t i = 0; i < c->n_hosts; i++)
        if (pm_map_get(&owners, c->hosts[i]) == PM_MAP_NONE)
            c->guests[c->n_guests++] = c->hosts[i];
    pm_map_free(&owners);
    if (c->n_guests > 1)
        qsort(c->guests, c->n_guests, sizeof *c->guests, by_id);
}

/* ---- holes ---- */

static const pm_id any_guest = UINT32_MAX; /* as the host of holes in other hosts' logs */

static uint64_t key_of(pm_id host, int family)
{
    return (uint64_t)host * PM_FAMILY_COUNT + (uint64_t)family;
}

/* Is it missing in what the host's log of that family would have held?  Where there is no such log, its lines are in another. */
static bool concerns(const pm_map *logs, const pm_coverage *v, int family)
{
    return v->any_stream || (int)v->family == family ||
           (v->basis != PM_COVERAGE_LOSS && pm_map_get(logs, key_of(v->host, family)) == PM_MAP_NONE);
}

static int by_log(const void *a, const void *b)
{
    const pm_hole *x = a, *y = b;
    uint64_t k = key_of(x->host, x->family), l = key_of(y->host, y->family);
    if (k != l)
        return k < l ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

static void add_hole(pm_case *c, pm_id host, int family, const pm_coverage *v)
{
    c->holes[c->n_holes++] = (pm_hole){ .host = host, .family = (pm_family)family, .from = v->from, .to = v->to };
}

/* A file that is not there, or is damaged, lacks the lines of all hosts that it held; a silence, or a loss, is one host's. */
static void list_holes(pm_case *c)
{
    pm_map logs = { 0 };
    for (size_t i = 0; i < c->n_reaches; i++)
        pm_map_put(&logs, key_of(c->reaches[i].host, c->reaches[i].family), 1);
    for (size_t i = 0; i < c->n_coverage; i++) {
        const pm_coverage *v = &c->coverage[i];
        bool of_a_file = v->basis == PM_COVERAGE_ROTATION || v->basis == PM_COVERAGE_DAMAGE;
        for (int f = 0; f < PM_FAMILY_COUNT && v->basis != PM_COVERAGE_CLOCK; f++) {
            if (!concerns(&logs, v, f))
                continue;
            add_hole(c, v->host, f, v);
            if (of_a_file)
                add_hole(c, any_guest, f, v);
        }
    }
    pm_map_free(&logs);
    if (c->n_holes > 1)
        qsort(c->holes, c->n_holes, sizeof *c->holes, by_log);
}

/* Holes that overlap, or touch, become one: then their ends are in order, too. */
static void merge_holes(pm_case *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_holes; i++) {
        pm_hole *last = n ? &c->holes[n - 1] : NULL, *h = &c->holes[i];
        if (last != NULL && last->host == h->host && last->family == h->family && h->from <= last->to)
            last->to = h->to > last->to ? h->to : last->to;
        else
            c->holes[n++] = *h;
    }
    c->n_holes = n;
}

/* What could not be read may hold lines of any time and host. */
static bool holds_unknown(const pm_piece *p)
{
    const pm_stream_info *s = pm_piece_stream(p);
    return p->state == PM_PIECE_DAMAGED && (s == NULL || s->first == PM_NO_TIME);
}

void pm_holes_find(pm_case *c, const pm_series *series, size_t n)
{
    find_reaches(c, series, n);
    find_guests(c);
    c->holes = pm_arena_alloc(c->arena, (2 * c->n_coverage * PM_FAMILY_COUNT + 1) * sizeof *c->holes);
    list_holes(c);
    merge_holes(c);
    for (size_t i = 0; i < c->n_pieces; i++)
        c->unread = c->unread || holds_unknown(c->pieces[i]);
}

static bool meets_hole(const pm_case *c, pm_id host, pm_family family, int64_t first, int64_t last)
{
    size_t low = 0;
    uint64_t key = key_of(host, family);
    for (size_t high = c->n_holes; low < high;) { /* the first of the log that does not end before */
        size_t middle = low + (high - low) / 2;
        const pm_hole *h = &c->holes[middle];
        uint64_t k = key_of(h->host, h->family);
        if (k < key || (k == key && h->to < first))
            low = middle + 1;
        else
            high = middle;
    }
    const pm_hole *h = &c->holes[low];
    return low < c->n_holes && key_of(h->host, h->family) == key && h->from <= last;
}

bool pm_case_falls_short(const pm_case *c, pm_id host, pm_family family, int64_t first, int64_t last)
{
    if (first == PM_NO_TIME || c->n_holes == 0)
        return false;
    bool guest = c->n_guests && bsearch(&host, c->guests, c->n_guests, sizeof host, by_id) != NULL;
    return meets_hole(c, host, family, first, last) || (guest && meets_hole(c, any_guest, family, first, last));
}

bool pm_case_total_falls_short(const pm_case *c, pm_id host, pm_family family)
{
    return c->unread || pm_case_falls_short(c, host, family, INT64_MIN + 1, INT64_MAX);
}
