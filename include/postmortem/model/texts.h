/*
 * texts: the catalogue of sentences (templates/text.xml), in English and Japanese.
 *
 * Owns:   the parsed catalogue.
 * Lends:  its nodes, as long as it lives.
 */
#ifndef PM_MODEL_TEXTS_H
#define PM_MODEL_TEXTS_H

#include "postmortem/finding/finding.h"

#include <libxml/tree.h>

typedef struct pm_texts pm_texts;

/* dir: a folder with its own text.xml, or NULL for the one baked in. */
pm_status pm_texts_open(pm_texts **out, const char *dir, pm_error *err);
void pm_texts_free(pm_texts *t); /* NULL is welcome */

/* The text of a message in a language, placeholders as they stand; empty with NULL ptr when there is none. */
pm_span pm_texts_message(const pm_texts *t, const char *id, const char *lang);

/*
 * The sentences of a finding: what is "title", "question", "observed", "inferred", "alternative" or
 * "settle"; i from 0.  NULL when there is no further one.  Those for another variant are left out.
 */
const xmlNode *pm_texts_sentence(const pm_texts *t, const pm_finding *x, const char *what, size_t i);

/* The sentence in a language with the finding's figures in its placeholders; visible text, in arena. */
pm_span pm_texts_fill(const pm_case *c, const xmlNode *sentence, const char *lang, const pm_finding *x, pm_arena *arena);

/* "1,234" and "2026-01-04 09:43:51 +09:00": how figures stand in sentences. */
pm_span pm_text_number(pm_arena *a, uint64_t n);
pm_span pm_text_time(pm_arena *a, const pm_zone *zone, int64_t t);

#endif
