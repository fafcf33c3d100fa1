/*
 * journal: the entries that journalctl writes with -o json (one object a line) and -o export (fields, and an empty line).
 *
 * The time of an entry is the one that `journalctl -o short` prints: _SOURCE_REALTIME_TIMESTAMP, which journald took from the
 * socket when the line was sent, else __REALTIME_TIMESTAMP, when it was received.  SYSLOG_TIMESTAMP, the sender's own text, is
 * not looked at.  The process id is _PID, which journald knows, else SYSLOG_PID, which the sender claims, as short prints it.
 */
#ifndef PM_SYSLOG_JOURNAL_H
#define PM_SYSLOG_JOURNAL_H

#include "postmortem/syslog/record.h"

typedef struct {
    pm_record record; /* of an entry without MESSAGE: no more than its time and host */
    pm_writer writer; /* record.writer points here; none where the entry does not say */
    bool has_message;
} pm_journal_entry;

/* room: line.len bytes.  false: not an entry of a journal, or one without a time. */
bool pm_journal_read_json(pm_span line, char *room, pm_journal_entry *out);
/* All fields of an entry, each with its newline but perhaps the last. */
bool pm_journal_read_export(pm_span entry, pm_journal_entry *out);

/* "__CURSOR=…": so an entry of the export format begins. */
bool pm_journal_begins(pm_span line);
/* The next field of an exported entry; *rest moves behind it.  false: the end, or no field. */
bool pm_journal_next(pm_span *rest, pm_span *name, pm_span *value);
/* The line without its newline: "NAME=text" (*binary: false), or "NAME" before a value with its length in front. */
bool pm_journal_is_field(pm_span line, bool *binary);
/* A value's length, as it stands in front of it in little-endian order. */
enum { PM_JOURNAL_LENGTH = 8 };
uint64_t pm_journal_length(const char bytes[PM_JOURNAL_LENGTH]);

#endif
