/*
 * text: hostile bytes made showable.
 *
 * Valid UTF-8 stays, except controls, bidi and invisible format marks, which become visible `\xNN`
 * (one per byte), as do bytes that are no UTF-8.  The same rule holds in the report, in JSON and on
 * the terminal, so that a reader can compare them.
 */
#ifndef PM_BASE_TEXT_H
#define PM_BASE_TEXT_H

#include "postmortem/base/arena.h"
#include "postmortem/base/buffer.h"

/* Length of the valid UTF-8 sequence at s (1..4), 0 when it is none. */
size_t pm_utf8_length(pm_span s, uint32_t *code);
bool pm_text_is_plain(pm_span s);                /* nothing to escape */
pm_span pm_text_visible(pm_arena *a, pm_span s); /* s itself when plain; else a copy in a */
/* Adds s to b as the inside of a JSON string (RFC 8259), visible form. */
void pm_text_json(pm_buffer *b, pm_span s);
/* Adds 'it'\''s': nothing inside single quotes means anything to a shell. */
void pm_text_shell(pm_buffer *b, pm_span s);

#endif
