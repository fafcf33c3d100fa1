#include "files.h"

#include "postmortem/base/baked.h"
#include "postmortem/base/buffer.h"
#include "postmortem/base/memory.h"

#include <libxml/parser.h>
#include <stdlib.h>

enum { LARGEST = 16 << 20 };

typedef struct file file;
struct file {
    file *next;
    char *name;
    pm_buffer own;  /* read from the folder; else text is the baked one */
    pm_span text;
    xmlDoc *doc;
};

struct pm_files {
    char *dir;
    file *first;
};

pm_files *pm_files_open(const char *dir)
{
    pm_files *f = pm_zalloc(sizeof *f);
    f->dir = dir ? pm_strdup(dir) : NULL;
    return f;
}

void pm_files_close(pm_files *f)
{
    if (f == NULL)
        return;
    for (file *x = f->first, *next; x != NULL; x = next) {
        next = x->next;
        xmlFreeDoc(x->doc);
        pm_buffer_free(&x->own);
        free(x->name);
        free(x);
    }
    free(f->dir);
    free(f);
}

/* false: there is no such file in the folder. */
static bool read_own(const pm_files *f, file *x, const char *name, pm_status *st, pm_error *err)
{
    char path[4096];
    if (f->dir == NULL)
        return false;
    snprintf(path, sizeof path, "%s/%s", f->dir, name);
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        return false;
    size_t n = 0;
    do {
        pm_buffer_reserve(&x->own, 1 << 16);
        n = fread(x->own.data + x->own.len, 1, 1 << 16, in);
        x->own.len += n;
    } while (n > 0 && x->own.len <= LARGEST);
    if (ferror(in))
        *st = pm_fail(err, PM_E_IO, "the template %.300s cannot be read", path);
    else if (x->own.len > LARGEST)
        *st = pm_fail(err, PM_E_LIMIT, "the template %.300s is larger than %d MiB", path, LARGEST >> 20);
    fclose(in);
    x->text = pm_buffer_span(&x->own);
    return true;
}

static pm_status find(pm_files *f, const char *name, file **out, pm_error *err)
{
    pm_status st = PM_OK;
    for (file *x = f->first; x != NULL; x = x->next)
        if (strcmp(x->name, name) == 0) {
            *out = x;
            return PM_OK;
        }
    file *x = pm_zalloc(sizeof *x);
    x->name = pm_strdup(name);
    x->next = f->first;
    f->first = *out = x;
    if (read_own(f, x, name, &st, err))
        return st;
    x->text = pm_baked(name);
    if (x->text.ptr == NULL)
        return pm_fail(err, PM_E_IO, "there is no template %.200s%s%.300s", name, f->dir ? ", neither built in nor in " : "",
                       f->dir ? f->dir : "");
    return PM_OK;
}

pm_status pm_files_text(pm_files *f, const char *name, pm_span *out, pm_error *err)
{
    file *x = NULL;
    pm_status st = find(f, name, &x, err);
    *out = st == PM_OK ? x->text : (pm_span){ 0 };
    return st;
}

/* libxml2 ends its sentences with a newline. */
static pm_status not_well_formed(const char *name, pm_error *err)
{
    const xmlError *e = xmlGetLastError();
    pm_span why = pm_span_of(e && e->message ? e->message : "it cannot be read");
    while (why.len && (why.ptr[why.len - 1] == '\n' || why.ptr[why.len - 1] == ' '))
        why.len--;
    return pm_fail(err, PM_E_FORMAT, "template %.200s, line %d: %.*s", name, e ? e->line : 0, PM_SPAN_FMT(pm_span_first(why, 200)));
}

pm_status pm_files_document(pm_files *f, const char *name, xmlDoc **out, pm_error *err)
{
    enum { OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA };
    file *x = NULL;
    pm_status st = find(f, name, &x, err);
    *out = NULL;
    if (st != PM_OK)
        return st;
    if (x->doc == NULL) {
        xmlResetLastError();
        x->doc = xmlReadMemory(x->text.ptr, (int)x->text.len, name, NULL, OPTIONS);
    }
    *out = x->doc;
    return x->doc ? PM_OK : not_well_formed(name, err);
}
