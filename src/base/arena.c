#include "postmortem/base/arena.h"

#include "postmortem/base/memory.h"

#include <stdarg.h>
#include <stdlib.h>

enum { ALIGN = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

typedef struct block {
    struct block *next;
    size_t cap, used;
    max_align_t data[];
} block;

struct pm_arena {
    block *head;   /* the block in use; the full ones follow */
    size_t held;
};

pm_arena *pm_arena_new(void)
{
    return pm_zalloc(sizeof(pm_arena));
}

static void free_blocks(block *b)
{
    while (b) {
        block *next = b->next;
        free(b);
        b = next;
    }
}

void pm_arena_free(pm_arena *a)
{
    if (a == NULL)
        return;
    free_blocks(a->head);
    free(a);
}

static block *add_block(pm_arena *a, size_t cap)
{
    block *b = pm_alloc(sizeof *b + cap);
    *b = (block){ .next = a->head, .cap = cap, .used = 0 };
    a->head = b;
    a->held += sizeof *b + cap;
    return b;
}

void pm_arena_reset(pm_arena *a)
{
#ifdef PM_ARENA_MALLOC_EACH
    free_blocks(a->head);
    a->head = NULL;
    a->held = 0;
#else
    if (a->head == NULL)
        return;
    free_blocks(a->head->next);
    a->head->next = NULL;
    a->head->used = 0;
    a->held = sizeof(block) + a->head->cap;
#endif
}

void *pm_arena_alloc(pm_arena *a, size_t size)
{
#ifdef PM_ARENA_MALLOC_EACH
    block *b = add_block(a, size);
    b->used = size;
    return b->data;
#else
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    block *b = a->head;
    if (b == NULL || b->cap - b->used < size) {
        size_t cap = b ? b->cap * 2 : FIRST_BLOCK;
        if (cap > LARGEST_BLOCK)
            cap = LARGEST_BLOCK;
        b = add_block(a, cap < size ? size : cap);
    }
    void *p = (char *)b->data + b->used;
    b->used += size;
    return p;
#endif
}

void *pm_arena_zalloc(pm_arena *a, size_t size)
{
    return memset(pm_arena_alloc(a, size), 0, size);
}

pm_span pm_arena_copy(pm_arena *a, pm_span s)
{
    char *p = pm_arena_alloc(a, s.len + 1);
    if (s.len)
        memcpy(p, s.ptr, s.len);
    p[s.len] = '\0';
    return pm_span_make(p, s.len);
}

pm_span pm_arena_format(pm_arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        return (pm_span){ 0 };
    char *p = pm_arena_alloc(a, (size_t)n + 1);
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return pm_span_make(p, (size_t)n);
}

size_t pm_arena_bytes(const pm_arena *a)
{
    return a->held;
}
