#include "section.h"
void pm_section_indicators(const pm_model_input *in, pm_out *o){(void)in; pm_out_list(o,"indicators"); pm_out_end(o);}
