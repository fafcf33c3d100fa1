#include "section.h"
void pm_section_findings(const pm_model_input *in, pm_out *o){(void)in; pm_out_list(o,"findings"); pm_out_end(o);}
