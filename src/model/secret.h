/*
 * secret: passwords that a line of a log holds, and the mark that stands in their place wherever the line is shown.
 *
 * Known are the ways in which Postfix and Dovecot write them, and common programs take them on their command lines,
 * which sudo and cron write.  Of a name that no account has, and that somebody tried at sshd, the look decides.  A password
 * in another place cannot be told from other text.
 * The command and its other arguments stay.  Hashes and byte references are always those of the line as it is.
 */
#ifndef PM_MODEL_SECRET_H
#define PM_MODEL_SECRET_H

#include "postmortem/base/buffer.h"

/* Adds s to out as "… (given password: ‹masked, 8 characters›)"; false, and nothing added, when it holds no secret. */
bool pm_secret_mask(pm_buffer *out, pm_span s);

/* The same of a name that stands alone: all of it, when it looks like a password. */
bool pm_secret_mask_name(pm_buffer *out, pm_span name);
bool pm_secret_is_like(pm_span name);

#endif
