/*
 * record: one line -> time, host, program, process id, message.
 *
 * Reads RFC 3164 stamps (day padded with blank or zero, optional fraction, optional leading year, months as
 * locales name them), RFC 3339 / ISO 8601 stamps, RFC 5424, journalctl's short forms, an optional <pri>, and the
 * furniture that FreeBSD, Solaris and macOS put between stamp and message.  The two repeat forms become a factor on the record.
 *
 * Stateless but for the clock, which carries what a line cannot say: the year and the zone.
 */
#ifndef PM_SYSLOG_RECORD_H
#define PM_SYSLOG_RECORD_H

#include "postmortem/base/zone.h"

typedef enum {
    PM_STAMP_NONE,
    PM_STAMP_RFC3164, /* no year, no zone */
    PM_STAMP_DATED,   /* year, no zone: "2013 Jun 10 …", "2026-01-04 09:43:51" */
    PM_STAMP_RFC3339, /* year and offset */
    PM_STAMP_EPOCH,   /* seconds since 1970: UTC, but nothing of the host's zone */
} pm_stamp_form;

/* Does the stamp say its time in full, so that no witness has to be heard? */
static inline bool pm_stamp_is_full(pm_stamp_form form)
{
    return form == PM_STAMP_RFC3339 || form == PM_STAMP_EPOCH;
}

/* Turns stamps into UTC.  Yearless stamps take the year from here; it rolls over with the months.  In the hour that occurs
 * twice where summer time ends, stamps without zone are of the first until they go back in it. */
typedef struct {
    const pm_zone *zone;
    int32_t year;        /* of the last yearless stamp */
    uint8_t month, day;  /* of the last yearless stamp, 0 before the first */
    int16_t rollovers;   /* New Years passed so far, forward less backward */
    bool leap_day;       /* a yearless 29 February was seen … */
    int16_t leap_after;  /* … after so many of them */
    bool written_offset_differs; /* an RFC 3339 stamp had another offset than the zone */
    bool zone_name_differs;      /* a stamp named a zone ("CET") that the zone is not called at that time */
    /* where summer time ends, an hour occurs twice */
    int64_t last_local;  /* UTC of the last stamp without zone that was read in full */
    int64_t again_at;    /* UTC of the first stamp of the second such hour; INT64_MIN: none */
    /* the hour the last stamps lay in; most lines hit this */
    char key[16];
    uint8_t key_len;
    char key_offset[7];
    int32_t key_offset_seconds;
    int64_t key_utc;
} pm_clock;

/* first_year: of the first yearless stamp. */
void pm_clock_init(pm_clock *c, const pm_zone *zone, int32_t first_year);

/* Who wrote a line, by the journal's own account: journald asks the kernel, the writer cannot choose it. */
typedef struct {
    pm_span command;      /* _COMM: at most 15 bytes of the program's name */
    pm_span executable;   /* _EXE */
    bool has_uid;
    uint32_t uid;
} pm_writer;

typedef struct {
    int64_t time;         /* UTC, seconds since 1970 */
    int32_t again;        /* seconds by which the second of two equal local hours is later than the first; else 0 */
    uint32_t micro;       /* of the second, when the stamp has a fraction */
    pm_stamp_form form;
    int32_t offset;       /* seconds east of UTC as written; RFC 3339 stamps only */
    uint32_t times;       /* events this line stands for: 1, or N of "message repeated N times" */
    bool repeats_previous; /* "last message repeated N times": message is empty, times = N */
    bool has_pid;
    bool doubled_pid;     /* "smtpd[4242][20457]:": the first was written by someone else than the logger */
    uint32_t pid;
    pm_span host;         /* empty when the line has none */
    pm_span tag;          /* "postfix/submission/smtpd" */
    pm_span message;
    pm_span line;         /* what these three lie in */
    const pm_writer *writer; /* NULL: only its tag says who wrote it */
} pm_record;

/* What a stamp alone says, before a clock is there: for deciding which clock it is to be. */
typedef struct {
    pm_stamp_form form;
    pm_civil civil;       /* year 0 for RFC 3164 */
    int32_t offset;
    pm_span zone_name;    /* "JST", where a dated stamp has one */
} pm_stamp;

bool pm_stamp_read(pm_span line, pm_stamp *out);

/* false: the line does not begin with a stamp that we know; nothing in *out is valid. */
bool pm_record_read(pm_clock *clock, pm_span line, pm_record *out);
/* A text without stamp or host, "postfix/smtpd[7]: …", whose time is known otherwise. */
void pm_record_read_text(pm_span text, int64_t time, uint32_t micro, pm_record *out);
/* "message repeated N times: [ text]" in out->message */
void pm_record_unfold(pm_record *out);

#endif
