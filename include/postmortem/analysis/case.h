/*
 * case: what a run over the evidence came to.
 *
 * Owns:   the pieces of evidence, all facts, what was decided about time.
 * Lends:  everything to the findings and the model, read-only.
 */
#ifndef PM_ANALYSIS_CASE_H
#define PM_ANALYSIS_CASE_H

#include "postmortem/analysis/facts.h"
#include "postmortem/base/zone.h"
#include "postmortem/event/event.h"

/* ---- time ---- */

/* Who can say which year a yearless stamp means; the strong ones come first, and the strongest that speaks decides. */
#define PM_WITNESS_LIST(X)                                                                                             \
    X(ISO_NEIGHBOUR, "iso-neighbour")   /* RFC 3339 stamps in the same stream */                                       \
    X(QUEUE_ID, "queue-id")             /* long queue ids hold the second */                                           \
    X(MESSAGE_ID, "message-id")         /* Message-IDs that Postfix made, in UTC */                                    \
    X(REPLY_EPOCH, "reply-epoch")       /* Gmail's replies hold one */                                                 \
    X(STATED, "stated")                 /* --year */                                                                   \
    X(NAME, "file-name")                /* logrotate's date suffix */                                                  \
    X(DATE_HEADER, "date-header")       /* mails' Date: headers in lines of header_checks: their senders' clocks */      \
    X(ORDER, "rotation-order")          /* continuity with the files beside it */                                      \
    X(LEAP_DAY, "leap-day")             /* a stamp of 29 February: the latest possible year that has one */            \
    X(GZIP, "gzip-time")                /* the time in a gzip header: no line is later */                              \
    X(MTIME, "mtime")                   /* archive header, file system: no line is later */                            \
    X(NOW, "assumed")                   /* nothing: the latest possible year */

typedef enum {
#define X(name, text) PM_WITNESS_##name,
    PM_WITNESS_LIST(X)
#undef X
    PM_WITNESS_COUNT
} pm_witness;

const char *pm_witness_name(pm_witness w);

/* Lines vote; each of the witnesses among them may give some answers, so that none keeps another from being heard. */
enum { PM_ANSWERS_MAX = 6, PM_VOTES_MAX = 5 * PM_ANSWERS_MAX, PM_ZONE_VOTES_MAX = 8 };

typedef struct {
    struct {
        pm_witness witness;
        int shift; /* years to add to the supposition */
        uint64_t n;
    } year[PM_VOTES_MAX];
    size_t n_year;
    uint64_t unexplained[PM_WITNESS_COUNT]; /* what a witness said that no year explains: many of them, and it is none */
    struct {
        int32_t error; /* seconds to add to local stamps, a multiple of 900 */
        uint64_t n;
    } zone[PM_ZONE_VOTES_MAX];
    size_t n_zone;
} pm_votes;

/* ---- one stream of the evidence ---- */

typedef struct {
    uint64_t lines, typed, known_unused, not_understood, duplicate, out_of_range, undecodable;
} pm_ledger;

/* Hangs on pm_piece.user of each stream. */
typedef struct {
    pm_ledger ledger;
    int64_t first, last;         /* UTC of the earliest and latest line; PM_NO_TIME when none has a stamp */
    pm_id host;                  /* that most lines name */
    pm_family family;            /* that most lines belong to */
    bool has_yearless;
    pm_civil first_stamp;        /* of the first yearless stamp, year 0 */
    int32_t year_first, year_last; /* of the first and last yearless stamp, as read */
    pm_witness year_basis;       /* of the supposition … */
    bool supposed_stands;        /* … which was not moved by stronger witnesses */
    bool leap_day;               /* a yearless stamp of 29 February … */
    int32_t leap_after;          /* … so many years after year_first */
    int32_t year_by_order;       /* of the first stamp, as the files beside it have it; 0: none has a certain date */
    pm_votes votes;
    bool zone_name_differs;      /* stamps name a zone that the case's is not called */
    bool offset_differs;         /* RFC 3339 stamps with another offset than the case's zone */
    bool offset_seen, offset_changes;
    int32_t offset;              /* of the first of them, in seconds */
    uint64_t nul_blocks, overlong; /* odd lines of these kinds */
    const pm_piece *duplicate_of; /* the same content */
} pm_stream_info;

/* What one witness says of a stream's year. */
typedef struct {
    pm_witness witness;
    int32_t year;        /* of the first yearless stamp; of a bound: the latest that it allows */
    uint64_t lines;      /* that say so; 0: it is no line's word */
    int64_t time;        /* a file's time, or the end of a name's day; PM_NO_TIME: none */
    bool contradicts;    /* the decision cannot be right if this is; else a bound that merely allows another year */
} pm_voice;

/* How well the year is known. */
typedef enum {
    PM_YEAR_ASSUMED, /* not at all: the latest possible one was taken */
    PM_YEAR_WEAK,    /* by file times, senders' clocks or the files beside it */
    PM_YEAR_PROVED,  /* by the host's own lines, the file's name, or as stated */
} pm_year_strength;

enum { PM_VOICES_MAX = PM_VOTES_MAX + 8 };

/* ---- things that depend on order, found when the runs of lines were joined ---- */

typedef enum {
    PM_RESTART_START,
    PM_RESTART_STOP,
    PM_RESTART_RELOAD,
    PM_RESTART_CRASH,   /* inferred: a start without a stop before it */
    PM_RESTART_UNSEEN,  /* inferred: the master's process id changed without a start */
} pm_restart_kind;

typedef struct {
    pm_restart_kind kind;
    pm_id host, instance, version, configuration;
    uint32_t pid;
    int64_t time;          /* observed ones */
    int64_t after, before; /* inferred ones: between these */
    bool clean;            /* a start: a stop was seen before */
    pm_span cause;         /* "sudo", "boot", "package", "unknown" */
    pm_span cause_who;
    pm_cite cite;
    const pm_cite *cause_cite;
} pm_restart;

/* A stretch of time of which the evidence says less than it should. */
typedef enum {
    PM_COVERAGE_GAP,      /* no lines, where many would be usual */
    PM_COVERAGE_ROTATION, /* files of the series are not there: their numbers or dates are missing */
    PM_COVERAGE_DAMAGE,   /* a piece breaks off, or could not be read; nothing follows until `to` */
    PM_COVERAGE_LOSS,     /* the logger says that it lost lines */
    PM_COVERAGE_CLOCK,    /* the clock ran back, or was said to have jumped */
} pm_coverage_basis;

typedef struct {
    pm_coverage_basis basis;
    pm_id host;
    pm_family family;
    int64_t from, to;       /* UTC; equal for a moment */
    uint64_t expected;      /* GAP: lines that would be usual in it; LOSS: lines lost, 0 when not said */
    pm_span missing;        /* ROTATION: "maillog.1", "maillog.4 – maillog.3" … */
    size_t n_missing;       /* … how many files */
    bool by_date;           /* … told by the interval between the dates in the names, not by a number */
    const pm_piece *piece;  /* DAMAGE: which */
    bool any_stream;        /* LOSS: whose lines were lost is not said; else family says it */
    pm_cite cite;           /* the first line after it, or the line that says so; piece NULL: none */
} pm_coverage;

/* The first and the last line of one log of one host. */
typedef struct {
    pm_id host;
    pm_family family;
    int64_t first, last;
    int64_t host_first, host_last; /* of all logs of the host */
    size_t files;           /* that count: duplicates left out */
} pm_reach;

/* Of which time the lines of a host's log are not all there; both ends included. */
typedef struct {
    pm_id host;
    pm_family family;
    int64_t from, to;
} pm_hole;

/* A day on which the median of the differences is another than the day before. */
typedef struct {
    int64_t day;             /* UTC of its beginning */
    int32_t before, after;   /* medians */
    uint64_t n;              /* readings on it */
} pm_skew_step;

/* A host's clock, as its stamps have it, against another word on the same moment: stamp less witness, in seconds. */
typedef struct {
    pm_id host;
    pm_witness witness;
    uint64_t n;              /* readings */
    int32_t min, median, max;
    uint64_t beyond;         /* further readings, more than a day off: no clock's */
    uint64_t days;           /* with readings */
    pm_skew_step *steps;
    size_t n_steps;
} pm_skew;

/* Two streams that hold the same lines, and what else they hold within the time that both cover. */
enum { PM_OVERLAP_CITES = 20 };
typedef struct {
    const pm_piece *a, *b;
    int64_t from, to;
    uint64_t common;
    uint64_t only[2];        /* lines of a, of b, that the other should hold */
    uint64_t filtered[2];    /* … of kinds (a program's, of one severity) that the other does not take */
    bool forms_differ;       /* the stamps of one have no year: compared from the host on, at the same second */
    bool repeats;            /* "last message repeated 3 times" stands in one of them: what only one holds tells nothing */
    bool differs;            /* two copies of one log, of which one or both lack lines of the other */
    pm_cite *cites[2];       /* the first of only[]; where it differs */
    size_t n_cites[2];
} pm_overlap;

/* A hash list among the evidence. */
typedef struct {
    const pm_piece *piece;
    bool in_part;           /* it is longer than what was kept of it */
    uint64_t lines, unread; /* with a hash; others */
    uint64_t n[PM_LISTED_COUNT]; /* of the lines about a piece */
    uint64_t absent;        /* lines about what is not in the evidence */
    pm_span *absent_names;  /* the first of them */
    size_t cap_absent_names;
} pm_hash_list;
enum { PM_ABSENT_NAMED = 100 };

/* What a collector made: UAC, sos. */
typedef struct {
    const char *kind;       /* "uac", "sosreport" */
    const pm_piece *evidence; /* the archive that it came in; NULL: a folder */
    pm_span folder;         /* where in it, "sosreport-mx1-2026-01-04-abc/"; may be empty */
    const pm_piece *says;   /* the file by which it is known */
    const pm_piece *acquisition_log; /* UAC's, beside the archive; NULL: none */
    pm_span version, host, started, ended; /* as these say; may be empty */
} pm_collection;

/* ---- what lines say of each other ---- */

const char *pm_tie_name(pm_tie tie);
const char *pm_tie_line(pm_tie tie); /* which line is missing where it does not hold */
bool pm_tie_is_mail(pm_tie tie); /* else it is of the logins' log */

/* Why a line is missing that another asks for. */
typedef enum {
    PM_MISSING_UNEXPLAINED,
    PM_MISSING_EDGE,          /* it may lie before the log's first line, after its last, or where a file is not there */
    PM_MISSING_ADMITTED_LOSS, /* where the logger says that it lost lines */
    PM_MISSING_DAMAGE,        /* where a file is damaged */
    PM_MISSING_OVERLAP,       /* none is: sessions of one process id overlap */
    PM_MISSING_CAUSE_COUNT
} pm_missing_cause;

const char *pm_missing_cause_name(pm_missing_cause cause);

/* How often a tie held in a host's log, and how many lines it misses. */
typedef struct {
    pm_id host, service;   /* service: an smtpd's tag; else 0 */
    pm_tie tie;
    uint64_t held, missing[PM_MISSING_CAUSE_COUNT];
    uint64_t unlisted; /* beyond those that were kept one by one: of whatever cause */
    bool applied;      /* the log obeys it: what is missing means something */
} pm_tie_count;

typedef struct {
    pm_tie tie;
    pm_missing_cause cause;
    uint32_t lines, pid;    /* pid 0: not known */
    const pm_happening *at; /* as in facts->missing */
} pm_missing_line;

typedef struct {
    const char *const *inputs;
    size_t n_inputs;
    const char *zone;        /* --tz, NULL: as the evidence says */
    int32_t year;            /* --year, 0: not stated */
    int64_t since, until;    /* PM_NO_TIME: open */
    int64_t now;             /* generated_at: no log line is later */
    unsigned jobs;
    pm_evidence_limits limits;
    const char *passphrase_file; /* its name; NULL: none */
    size_t shard_bytes;      /* a run of lines is cut at this size; 0: not cut */
    const uint64_t *cuts;    /* for tests: line numbers before which a new run begins, ascending, in each stream */
    size_t n_cuts;
    bool join_in_pairs;      /* for tests: the runs of a stream are joined neighbour to neighbour, not from first to last */
    uint64_t may_wait;       /* for tests: so many lines may wait to be joined; 0: the usual number */
    void (*progress)(void *ctx, uint64_t bytes_read); /* may be NULL; called from any thread, one at a time */
    void *progress_ctx;
} pm_case_options;

typedef struct pm_case pm_case;
struct pm_case {
    const pm_case_options *options;
    pm_arena *arena;
    pm_zone *zone;
    const char *zone_basis;      /* "stated", "iso-stamps", "witnesses" (lines that hold their own UTC), "machine" */
    int32_t hour_shift;
    pm_piece **roots;            /* one per input */
    size_t n_roots;
    pm_piece **pieces;           /* all, in the order of their numbers: pieces[0] is E01 */
    size_t n_pieces;
    pm_facts *facts;
    pm_ledger ledger;
    pm_id *hosts;                /* sorted by name; those with an event */
    size_t n_hosts;
    pm_restart *restarts;        /* by host, then time */
    size_t n_restarts;
    pm_coverage *coverage;
    size_t n_coverage;
    pm_reach *reaches;           /* by host, then family */
    size_t n_reaches;
    pm_hole *holes;              /* by host and family, then time; without overlap */
    size_t n_holes;
    pm_id *guests;               /* sorted; hosts whose lines stand in the logs of others only, as on a log server */
    size_t n_guests;
    bool unread;                 /* a damaged piece gave no line: what times and hosts it holds is not known */
    pm_overlap *overlaps;        /* in the order of the evidence */
    size_t n_overlaps;
    pm_skew *skews;              /* by host, then witness */
    size_t n_skews;
    pm_hash_list *hash_lists;    /* in the order of the pieces */
    size_t n_hash_lists;
    uint64_t list_lines;         /* among the known and unused: those of the lists, which are no log */
    pm_collection *collections;
    size_t n_collections, cap_collections;
    pm_tie_count *ties;          /* by host, tie, service */
    size_t n_ties;
    pm_missing_line *missing;    /* of applied ties: the unexplained ones, by time, then the others */
    size_t n_missing;
    uint64_t n_missing_unlisted; /* beyond these */
    bool partly_read;            /* some evidence could not be read */
    bool zone_conflict;          /* lines of their own UTC say another zone than the one used */
    int32_t zone_error;          /* by so many seconds */
    bool zone_names_differ;      /* stamps of some stream name another zone */
};

/*
 * Reads all the evidence.  PM_E_USAGE: the zone is not known, or standard input is named twice.
 * PM_E_IO: a named input does not exist, or there is no room for what a pipe holds.
 * PM_E_FORMAT: nothing in it is a log that could be read.  Free the case in any case but PM_E_USAGE.
 */
pm_status pm_case_read(pm_case **out, const pm_case_options *options, pm_error *err);
void pm_case_free(pm_case *c); /* NULL is welcome */

/* "E03" */
void pm_case_piece_id(const pm_case *c, const pm_piece *p, char buf[16]);
static inline const pm_stream_info *pm_piece_stream(const pm_piece *p)
{
    return p->kind == PM_PIECE_STREAM ? p->user : NULL;
}
/*
 * Is a count of a host's lines a lower bound, because the log they stand in has a hole that first..last meets?  A hole that
 * only touches it does: whoever spoke last before a silence may have spoken in it.
 */
bool pm_case_falls_short(const pm_case *c, pm_id host, pm_family family, int64_t first, int64_t last);
/* … a count over all its time? */
bool pm_case_total_falls_short(const pm_case *c, pm_id host, pm_family family);
/* All that speak of the year of a stream with yearless stamps, strong ones first; returns how many. */
size_t pm_case_voices(const pm_case *c, const pm_piece *p, pm_voice out[PM_VOICES_MAX]);
pm_witness pm_stream_year_decider(const pm_stream_info *info); /* who is believed */
pm_year_strength pm_case_year_strength(const pm_case *c, const pm_piece *p); /* of such a stream */
/* A relay that turned out to be a content filter: its deliveries are no deliveries. */
bool pm_case_is_filter(const pm_case *c, pm_id host, pm_id leg);
pm_span pm_case_text(const pm_case *c, pm_id id);

/* The reply rules, in the order of the numbers in the tallies REPLY and ACTOR_REPLY. */
size_t pm_case_reply_rules(const pm_case *c);
void pm_case_reply_rule(const pm_case *c, size_t i, pm_span *id, pm_span *operator_name, pm_span *kind);

#endif
