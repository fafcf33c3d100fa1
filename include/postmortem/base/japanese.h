/*
 * japanese: text that is no UTF-8, read as Shift_JIS (CP932) or EUC-JP where it is one of them.
 *
 * Bytes do not say what they are; this is the rule.  Text is one of the two when all of it is valid in that encoding, and
 * more speaks for it than against it:
 *   for      each kana, sign or kanji of the first level of JIS X 0208; each run of half-width katakana whose sound marks
 *            stand where they may, and that has one (ﾒｰﾙﾛｸﾞ)
 *   against  each kanji of the second level; each other run of half-width katakana (as capitals of Latin-1 look: ÄÖ);
 *            each wide character that stands alone between or beside ASCII letters (as small letters of Latin-1 look: Müller)
 * When both have something for them, the one with more; CP932 when it is the same.  Text with three times as many
 * bytes in UTF-8 sequences of three or four as bytes that are no UTF-8 is UTF-8 that was cut or damaged, and is neither.
 */
#ifndef PM_BASE_JAPANESE_H
#define PM_BASE_JAPANESE_H

#include "postmortem/base/buffer.h"

/* Adds the text in UTF-8 to out, and returns what it was: "cp932" or "euc-jp".  NULL, and nothing added: UTF-8, or neither. */
const char *pm_japanese_decode(pm_buffer *out, pm_span bytes);

#endif
