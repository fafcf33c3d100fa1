/* tree: the sink that builds the model's XML tree. */
#ifndef PM_MODEL_TREE_H
#define PM_MODEL_TREE_H

#include "postmortem/model/model.h"

typedef struct pm_tree_sink pm_tree_sink;

#endif
