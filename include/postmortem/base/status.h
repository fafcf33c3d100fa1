/*
 * status: how a function says that the task cannot go on, and the sentence for the human.
 *
 * Odd evidence is never a status: it is a fact, counted and shown.  A pm_status is for an unreadable
 * file, a full disk, a bad option.  There is no global error state.
 */
#ifndef PM_BASE_STATUS_H
#define PM_BASE_STATUS_H

#include "postmortem/base/banned.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    PM_OK,
    PM_E_IO,      /* a file could not be read or written */
    PM_E_LIMIT,   /* the evidence exceeds a limit */
    PM_E_DAMAGED, /* the data is cut off or damaged */
    PM_E_FORMAT,  /* the data is not of the expected format */
    PM_E_USAGE,   /* the command line was not understood */
} pm_status;

/* The sentence: what, where, what to do.  Filled by whoever returns a status other than PM_OK. */
typedef struct {
    char text[600];
} pm_error;

#if defined(__GNUC__)
#define PM_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define PM_PRINTF(fmt, args)
#endif

/* Writes the sentence (err may be NULL) and returns st, so that callers can `return pm_fail(...)`. */
pm_status pm_fail(pm_error *err, pm_status st, const char *fmt, ...) PM_PRINTF(3, 4);

#endif
