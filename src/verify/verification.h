/* verification: all that was claimed and found, for those who tell it. */
#ifndef PM_VERIFY_VERIFICATION_H
#define PM_VERIFY_VERIFICATION_H

#include "match.h"

struct pm_verification {
    const char *case_file;
    pm_claims *claims;
    pm_found found;
    pm_item_result *results;
    size_t items[PM_ITEM_STATES], lines[PM_LINE_STATES];
    size_t n_unknown;        /* pieces that the case.json does not know */
};

#endif
