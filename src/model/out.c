#include "postmortem/model/out.h"

#include "secret.h"

void pm_out_object(pm_out *o, const char *key)
{
    o->sink->object(o->sink->ctx, key);
}

void pm_out_list(pm_out *o, const char *key)
{
    o->sink->list(o->sink->ctx, key);
}

void pm_out_end(pm_out *o)
{
    o->sink->end(o->sink->ctx);
}

void pm_out_text(pm_out *o, const char *key, pm_span value)
{
    pm_buffer b = { 0 };
    bool masked = pm_secret_mask(&b, value);
    o->sink->text(o->sink->ctx, key, masked ? pm_buffer_span(&b) : value);
    pm_buffer_free(&b);
}

void pm_out_tried_name(pm_out *o, const char *key, pm_id id)
{
    pm_buffer b = { 0 };
    pm_span name = pm_case_text(o->c, id);
    bool masked = pm_secret_mask_name(&b, name);
    o->sink->text(o->sink->ctx, key, masked ? pm_buffer_span(&b) : name);
    pm_buffer_free(&b);
}

void pm_out_words(pm_out *o, const char *key, const char *value)
{
    o->sink->text(o->sink->ctx, key, pm_span_of(value));
}

void pm_out_id(pm_out *o, const char *key, pm_id id)
{
    pm_out_text(o, key, pm_case_text(o->c, id));
}

void pm_out_number(pm_out *o, const char *key, uint64_t value)
{
    o->sink->number(o->sink->ctx, key, value);
}

void pm_out_real(pm_out *o, const char *key, double value, int decimals)
{
    o->sink->real(o->sink->ctx, key, value, decimals);
}

void pm_out_flag(pm_out *o, const char *key, bool value)
{
    o->sink->flag(o->sink->ctx, key, value);
}

void pm_out_time(pm_out *o, const char *key, int64_t t)
{
    char buf[48];
    if (t == PM_NO_TIME)
        return;
    pm_zone_format(o->c->zone, t, 0, buf, sizeof buf);
    pm_out_words(o, key, buf);
}

void pm_out_at_least(pm_out *o, pm_id host, pm_family family, int64_t first, int64_t last)
{
    if (first == PM_NO_TIME ? pm_case_total_falls_short(o->c, host, family) : pm_case_falls_short(o->c, host, family, first, last))
        pm_out_flag(o, "at_least", true);
}

void pm_out_sha256(pm_out *o, const char *key, const unsigned char *hash)
{
    char hex[PM_SHA256_HEX];
    if (hash == NULL)
        return;
    pm_sha256_hex(hash, hex);
    pm_out_words(o, key, hex);
}

void pm_out_cite(pm_out *o, const char *key, const pm_cite *cite)
{
    char id[16];
    if (cite == NULL || cite->piece == NULL)
        return;
    pm_case_piece_id(o->c, cite->piece, id);
    pm_out_object(o, key);
    pm_out_words(o, "e", id);
    pm_out_number(o, "line", cite->line);
    pm_out_number(o, "offset", cite->offset);
    pm_out_number(o, "length", cite->length);
    unsigned char hash[PM_SHA256_SIZE];
    pm_cite_sha256(cite, hash);
    pm_out_sha256(o, "sha256", hash);
    pm_out_end(o);
}

void pm_out_origins(pm_out *o, const pm_cite *first, const pm_cite *last)
{
    if ((first == NULL || first->piece == NULL) && (last == NULL || last->piece == NULL))
        return;
    pm_out_list(o, "origins");
    pm_out_cite(o, NULL, first);
    if (first == NULL || last == NULL || pm_cite_cmp(first, last) != 0)
        pm_out_cite(o, NULL, last);
    pm_out_end(o);
}
