/*
 * hash_list: files that say which hash other files have, and files by which a collection is known.
 *
 * Both are small, come with the logs, and are kept whole by the walk (pm_piece.kept): what they say is about other pieces.
 */
#ifndef PM_EVIDENCE_HASH_LIST_H
#define PM_EVIDENCE_HASH_LIST_H

#include "postmortem/base/digest.h"
#include "postmortem/evidence/evidence.h"

typedef struct {
    pm_digest digest;
    unsigned char value[PM_DIGEST_MOST];
    pm_span name; /* empty: the line has none, the list's own name tells ("x.tar.xz.sha256") */
} pm_hash_line;

/*
 * One line, without its newline; false: it is of none of these forms.
 *   sha256sum: "9f86… *name", a leading backslash when the name is escaped; --tag and BSD: "SHA256 (name) = 9f86…"; openssl:
 *   "SHA2-256(name)= 9f86…"; BagIt (RFC 8493): "9f86… data/name"; sosreport: "9f86…"
 */
bool pm_hash_line_read(pm_arena *a, pm_span line, pm_hash_line *out);

/* Is it worth keeping?  name: the piece's own; head: its first bytes. */
bool pm_is_kept(pm_span name, pm_span head);

#endif
