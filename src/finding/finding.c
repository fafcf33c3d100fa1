#include "postmortem/finding/finding.h"
const pm_detector *pm_detector_at(size_t i){(void)i;return NULL;}
