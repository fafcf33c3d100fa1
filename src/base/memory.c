#include "postmortem/base/memory.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdlib.h>

void pm_memory_exhausted(void)
{
    fputs("postmortem: out of memory; nothing was written. Run on a machine with more memory, or on fewer files.\n", stderr);
    exit(PM_EXIT_MEMORY);
}

static void *checked(void *p, size_t size)
{
    if (p == NULL && size != 0)
        pm_memory_exhausted();
    return p;
}

void *pm_alloc(size_t size)
{
    return checked(malloc(size), size);
}

void *pm_zalloc(size_t size)
{
    return checked(calloc(1, size), size);
}

void *pm_realloc(void *p, size_t size)
{
    return checked(realloc(p, size), size);
}

void *pm_array_grow(void *p, size_t *cap, size_t need, size_t item)
{
    if (need <= *cap)
        return p;
    size_t n = *cap ? *cap : 16;
    while (n < need)
        n *= 2;
    *cap = n;
    return pm_realloc(p, n * item);
}

void *pm_array_fit(void *p, size_t *cap, size_t n, size_t item)
{
    if (n == *cap)
        return p;
    *cap = n;
    if (n == 0) {
        free(p);
        return NULL;
    }
    return pm_realloc(p, n * item);
}

void pm_memory_release(void)
{
#ifdef __GLIBC__
    malloc_trim(0); /* each thread's heap keeps what it freed, out of the others' reach */
#endif
}

char *pm_strdup(const char *s)
{
    size_t n = strlen(s) + 1;
    return memcpy(pm_alloc(n), s, n);
}
