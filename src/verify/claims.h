/*
 * claims: what a case.json says of its evidence: the items, and the lines that it cites anywhere.
 *
 * The file is hostile until proved otherwise: of every number and text that is used here, the kind and the range are
 * looked at first.
 */
#ifndef PM_VERIFY_CLAIMS_H
#define PM_VERIFY_CLAIMS_H

#include "postmortem/evidence/evidence.h"

#define PM_NO_ITEM UINT32_MAX

typedef enum {
    PM_LINE_NOT_READ,  /* its item is missing, or has no content */
    PM_LINE_MATCHES,
    PM_LINE_AT_PLACE,  /* a line is there, of that number and length; the case.json gives no hash */
    PM_LINE_DIFFERS,   /* other bytes stand there */
    PM_LINE_MISPLACED, /* the bytes are there, but are no line, or one of another number */
    PM_LINE_GONE,      /* the content ends before */
    PM_LINE_STATES
} pm_line_state;

typedef struct {
    uint32_t item;
    bool has_sha256;
    unsigned char sha256[PM_SHA256_SIZE];
    uint64_t line, offset, length; /* a line may hold newlines: an entry of the journal */
    pm_line_state state;
    uint64_t found_at;             /* the number of the line that holds these bytes now; 0: none was found */
} pm_claimed_line;

typedef struct {
    pm_span id, path;              /* as in case.json: visible text */
    uint32_t parent, depth;        /* PM_NO_ITEM: none, 0 */
    bool container;
    bool has_sha256, has_content_sha256;
    uint64_t bytes, content_bytes;
    unsigned char sha256[PM_SHA256_SIZE], content_sha256[PM_SHA256_SIZE];
    size_t first_line, n_lines;    /* in pm_claims.lines */
} pm_claimed_item;

typedef struct {
    pm_arena *arena;
    pm_claimed_item *items;        /* a container comes before what is in it */
    size_t n_items;
    pm_claimed_line *lines;        /* by item, then offset; each once */
    size_t n_lines, n_citations;   /* citations: as often as they stand in the case.json */
    pm_evidence_limits limits;
    pm_span version, generated_at; /* visible; may be empty */
    unsigned char sha256[PM_SHA256_SIZE]; /* of the case.json */
} pm_claims;

pm_status pm_claims_read(pm_claims **out, const char *file, pm_error *err);
void pm_claims_free(pm_claims *c); /* NULL is welcome */

#endif
