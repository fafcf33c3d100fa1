/*
 * entry: lines that are not what they seem: wrapped by a container's runtime, an entry of a journal, or a part of one.
 *
 * Owns:   the entry being put together, of at most PM_LINE_MAX bytes; the texts that a runtime broke off, one for each stream.
 * Lends:  each entry until the next call.
 * Never:  gives a plain syslog line anything to do: those are read without it, unless an exported entry is open.
 *
 * A run of lines is cut between entries only: an entry is folded where it ends.
 */
#ifndef PM_ANALYSIS_ENTRY_H
#define PM_ANALYSIS_ENTRY_H

#include "postmortem/analysis/tally.h"
#include "postmortem/base/buffer.h"
#include "postmortem/syslog/journal.h"
#include "postmortem/syslog/wrap.h"

enum { PM_LINE_MAX = 1 << 16 }; /* a longer line, or entry, is undecodable; its beginning is kept */

typedef enum {
    PM_ENTRY_NONE,    /* the line is nothing of this kind */
    PM_ENTRY_MORE,    /* it was taken; what it is part of goes on */
    PM_ENTRY_TEXT,    /* `wrapped.text` is the line of a log */
    PM_ENTRY_JOURNAL, /* `journal` is its record */
    PM_ENTRY_BAD,     /* an entry, but too long or not to be read */
} pm_entry_kind;

typedef struct {
    pm_entry_kind kind;
    pm_wrapped wrapped;
    pm_journal_entry journal;
    pm_cite cite;    /* of all its bytes; of a text that was broken off: of its first line */
    uint64_t lines;  /* so many lines it consists of */
    uint64_t broken; /* so many lines before this one were an entry that came to nothing */
} pm_entry;

typedef struct pm_entries pm_entries;

pm_entries *pm_entries_new(void);
void pm_entries_free(pm_entries *e); /* NULL is welcome */
/* Is an exported entry open, or does one begin here?  Then the line belongs there, whatever it looks like. */
bool pm_entries_claim(const pm_entries *e, pm_span line);
/* cite: of the line, its text as much of it as is kept. */
void pm_entries_line(pm_entries *e, const pm_cite *cite, pm_entry *out);
/* Nothing follows: so many lines belong to what has no end. */
uint64_t pm_entries_end(pm_entries *e);

/* What a cited line says, from its tag on, which begins at tag_at; of a line or an entry with another inside, that one.
 * Needs no more than what is kept of a cited line. */
void pm_entry_said(pm_buffer *out, pm_span cited, size_t tag_at);

#endif
