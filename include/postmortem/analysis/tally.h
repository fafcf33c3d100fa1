/*
 * tally: counted facts, keyed by up to four small numbers (interned texts, hours, codes).
 *
 * A tally is commutative: sums, earliest, latest, and the lines that show them.  Two tallies over
 * two runs of lines merge into the tally over both, in any order.  What each table counts is a row
 * in tallies.def.
 *
 * Where the last part of the key is a time (an hour, a day, ten minutes), the counts of one key lie
 * together, packed (points.h).
 */
#ifndef PM_ANALYSIS_TALLY_H
#define PM_ANALYSIS_TALLY_H

#include "postmortem/analysis/points.h"
#include "postmortem/base/arena.h"
#include "postmortem/base/intern.h"
#include "postmortem/evidence/evidence.h"

/* A line that can be found again: where it lies, and its bytes (at most PM_CITE_TEXT of them are kept). */
enum { PM_CITE_TEXT = 4096 };
typedef struct {
    const pm_piece *piece;
    uint64_t line;    /* from 1 */
    uint64_t offset;  /* in the decompressed stream, bytes */
    uint32_t length;  /* without the newline, bytes */
    bool hashed;      /* sha256 is set, as the text does not tell it */
    bool repeats;     /* "last message repeated": the text is that of the line which it repeats */
    unsigned char sha256[PM_SHA256_SIZE];
    pm_span text;     /* the first min(length, PM_CITE_TEXT) bytes */
} pm_cite;

/* Of the whole line. */
void pm_cite_sha256(const pm_cite *c, unsigned char out[PM_SHA256_SIZE]);

/* Order of lines across pieces: by piece path, then line.  Equal only for the same line. */
int pm_cite_cmp(const pm_cite *a, const pm_cite *b);

/* No time: events without one never reach a tally. */
#define PM_NO_TIME INT64_MIN

/* Moments of a row, in tables that have them. */
typedef struct {
    int64_t first, last;               /* UTC seconds; PM_NO_TIME until touched */
    pm_cite *first_cite, *last_cite;   /* NULL where the table keeps none */
} pm_tally_when;

typedef struct {
    uint32_t key[4];
    pm_tally_when *when;               /* NULL: the table only counts */
    uint64_t n[];                      /* the table's columns */
} pm_tally_row;

enum {
    PM_TALLY_PLAIN = 0,  /* only counts */
    PM_TALLY_TIMES = 1,  /* first and last time */
    PM_TALLY_FIRST = 3,  /* and the first line */
    PM_TALLY_LAST = 5,   /* and the last line */
};

typedef struct {
    size_t width;       /* columns, at most PM_POINTS_WIDTH_MAX */
    const char *keys;   /* per key part: 's' interned text, 'n' number, 't' time (the last part used), '-' unused */
    unsigned keeps;     /* PM_TALLY_…; PLAIN where there is a time part */
} pm_tally_shape;

/* What is stored once per key; with a time part, per key without it. */
typedef struct pm_tally_entry pm_tally_entry;

typedef struct {
    uint32_t hash, entry;      /* entry: its number + 1, 0 empty */
} pm_tally_slot;

typedef struct {
    uint32_t first, second;    /* key parts 0 and 1 */
    uint32_t entry;
} pm_tally_place;

typedef struct {
    const pm_tally_shape *shape;
    size_t time_part;          /* which key part is the time; 4: none */
    size_t stride;             /* bytes of an entry */
    pm_arena *arena;           /* entries and citations */
    char **chunks;             /* a fixed number of entries each, so that none moves */
    size_t n_chunks, cap_chunks, n_entries;
    pm_tally_slot *slots;      /* open addressing */
    size_t n_slots;
    pm_tally_place *order;     /* of a tidy table: the entries of each (key[0], key[1]) together */
} pm_tally;

#define PM_TALLY(name, keys, keeps, width) PM_T_##name,
typedef enum {
#include "postmortem/analysis/tallies.def"
    PM_T_COUNT
} pm_tally_id;
#undef PM_TALLY

void pm_tally_init(pm_tally *t, const pm_tally_shape *shape, pm_arena *arena);
void pm_tally_free(pm_tally *t); /* not the arena */
/* The row of a key in a table without a time part, made with zeros when it is new.  Stays where it is. */
pm_tally_row *pm_tally_at(pm_tally *t, uint32_t a, uint32_t b, uint32_t c, uint32_t d);
/* The columns of a key in any table; valid until the next call for this table. */
uint64_t *pm_tally_counts(pm_tally *t, uint32_t a, uint32_t b, uint32_t c, uint32_t d);
/* Of a table without a time part. */
const pm_tally_row *pm_tally_find(const pm_tally *t, uint32_t a, uint32_t b, uint32_t c, uint32_t d);
/* Widens first..last by a moment and keeps the line if it is the first or last. */
void pm_tally_touch(pm_tally *t, pm_tally_row *row, int64_t time, const pm_cite *cite);
/* dst += src; texts of src are renumbered by `ids` (src id -> dst id). */
void pm_tally_merge(pm_tally *dst, pm_tally *src, const pm_id *ids);

/* After counting, before reading. */
void pm_tally_tidy(pm_tally *t);

/* Walks all rows, in no order that means anything:
 *   for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);) … w.row … */
typedef struct {
    const pm_tally *table;
    const pm_tally_row *row;   /* of a table with a time part: until the next step */
    size_t next;
    pm_points_reader points;
    uint64_t space[2 + 1 + PM_POINTS_WIDTH_MAX]; /* such a row */
} pm_tally_walk;

pm_tally_walk pm_tally_begin(const pm_tally *t);
bool pm_tally_next(pm_tally_walk *w);

/* The rows of a tidy table with this key[0], or with this key[0] and key[1]; in no order that means anything.
 * The list, and the rows of a table with a time part, live in `arena`. */
const pm_tally_row **pm_tally_rows_of_first(const pm_tally *t, pm_arena *arena, uint32_t first, size_t *n);
const pm_tally_row **pm_tally_rows_of(const pm_tally *t, pm_arena *arena, uint32_t first, uint32_t second, size_t *n);

#endif
