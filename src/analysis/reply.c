#include "reply.h"

#include "postmortem/base/addr.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/pattern.h"

#include <stdlib.h>

enum { CLEAN_MAX = 2048 };

typedef struct {
    pm_reply_rule rule;
    pm_pattern *pattern;
    bool names_address;
} row;

struct pm_replies {
    pm_arena *arena;
    row *rows;
    size_t n, cap;
    char clean[CLEAN_MAX];
};

static bool kind_of(pm_span word, pm_reply_kind *out)
{
    static const char *const words[] = { "blocklist", "rate", "policy", "reputation", "auth", "unknown-user" };
    for (size_t i = 0; i < PM_REPLY_KIND_COUNT; i++)
        if (pm_span_eq(word, pm_span_of(words[i]))) {
            *out = (pm_reply_kind)i;
            return true;
        }
    return false;
}

pm_status pm_replies_new(pm_replies **out, const char *file, pm_span text, pm_error *err)
{
    pm_replies *r = pm_zalloc(sizeof *r);
    pm_rule *rules;
    r->arena = pm_arena_new();
    pm_status st = pm_rules_parse(r->arena, file, text, &rules, err);
    for (pm_rule *rule = rules; st == PM_OK && rule != NULL; rule = rule->next) {
        row new = { .rule = { pm_rule_get(rule, "id"), pm_rule_get(rule, "operator"), pm_rule_get(rule, "sample"), 0 } };
        if (!new.rule.id.len || !new.rule.operator_name.len || !kind_of(pm_rule_get(rule, "kind"), &new.rule.kind)) {
            st = pm_fail(err, PM_E_FORMAT, "%s:%zu: a reply rule needs id, operator and a known kind", file, rule->line);
            break;
        }
        st = pm_pattern_new(&new.pattern, pm_rule_get(rule, "pattern"), PM_PATTERN_NOCASE, err);
        if (st != PM_OK)
            break;
        r->rows = pm_array_grow(r->rows, &r->cap, r->n + 1, sizeof *r->rows);
        new.names_address = pm_span_eq(pm_rule_get(rule, "address"), PM_SPAN("yes"));
        r->rows[r->n++] = new;
    }
    if (st != PM_OK) {
        pm_replies_free(r);
        r = NULL;
    }
    *out = r;
    return st;
}

void pm_replies_free(pm_replies *r)
{
    if (r == NULL)
        return;
    for (size_t i = 0; i < r->n; i++)
        pm_pattern_free(r->rows[i].pattern);
    free(r->rows);
    pm_arena_free(r->arena);
    free(r);
}

size_t pm_replies_count(const pm_replies *r)
{
    return r->n;
}

const pm_reply_rule *pm_replies_rule(const pm_replies *r, size_t i)
{
    return &r->rows[i].rule;
}

static size_t first_match(pm_replies *r, pm_span reply, pm_span *match)
{
    for (size_t i = 0; i < r->n; i++)
        if (pm_pattern_match(r->rows[i].pattern, reply, match, 1))
            return i;
    return PM_NPOS;
}

static bool digits(pm_span s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return true;
}

/* "550-5.7.1" at the front of s, as smtp(8) joins the lines of one reply with blanks; 0: no */
static size_t continuation(pm_span s)
{
    size_t n = pm_span_find_char(s, ' ');
    if (n == PM_NPOS || n < 9 || n > 13 || s.ptr[3] != '-' || !digits(s, 3) || s.ptr[5] != '.')
        return 0;
    return n + 1;
}

/* The reply's own words, without the codes that each of its lines repeats. */
static pm_span clean(pm_replies *r, pm_span reply)
{
    size_t n = 0;
    pm_span code = { 0 }; /* "5.7.1": once seen as a continuation, it goes from the last line too */
    for (size_t i = 0; i < reply.len && n < CLEAN_MAX;) {
        pm_span at = pm_span_skip(reply, i);
        bool word = i == 0 || reply.ptr[i - 1] == ' ';
        size_t skip = word ? continuation(at) : 0;
        if (skip) {
            code = pm_span_make(at.ptr + 4, skip - 5);
        } else if (word && code.len && at.len > 4 + code.len && digits(at, 3) && at.ptr[3] == ' ' &&
                   pm_span_starts(pm_span_skip(at, 4), code) && at.ptr[4 + code.len] == ' ') {
            skip = 4 + code.len + 1;
        }
        if (skip)
            i += skip;
        else
            r->clean[n++] = reply.ptr[i++];
    }
    return pm_span_make(r->clean, n);
}

/* The last "[192.0.2.25]" that begins in front of `end`. */
static pm_span last_address(pm_span reply, const char *end)
{
    pm_addr a;
    pm_span head = pm_span_first(reply, (size_t)(end - reply.ptr));
    size_t open = pm_span_find_last_char(head, '[');
    if (open == PM_NPOS)
        return (pm_span){ 0 };
    pm_span inside = pm_span_skip(reply, open + 1);
    inside = pm_span_first(inside, pm_span_find_char(inside, ']'));
    return pm_addr_parse(inside, &a) ? inside : (pm_span){ 0 };
}

bool pm_reply_is_remote(pm_span text)
{
    return pm_span_find(text, PM_SPAN(" said: ")) != PM_NPOS || pm_span_find(text, PM_SPAN(" refused to talk to me: ")) != PM_NPOS;
}

size_t pm_replies_match(pm_replies *r, pm_span raw, pm_span *listed)
{
    pm_span match, reply = clean(r, raw);
    *listed = (pm_span){ 0 };
    size_t i = first_match(r, reply, &match);
    if (i != PM_NPOS && r->rows[i].names_address)
        *listed = last_address(reply, match.ptr + match.len); /* lives until the next call */
    return i;
}
