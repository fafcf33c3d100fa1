#define PM_MAY_READ_CLOCK
#include "postmortem/export/export.h"
#include "postmortem/base/random.h"
#include <stdlib.h>
int main(int argc,char**argv){
  pm_case_options o={.inputs=(const char*const*)(argv+2),.n_inputs=argc-2,.since=PM_NO_TIME,.until=PM_NO_TIME,.now=getenv("NOW")?strtol(getenv("NOW"),0,10):time(NULL),.jobs=getenv("JOBS")?(unsigned)strtoul(getenv("JOBS"),0,10):1,.limits=PM_EVIDENCE_LIMITS_DEFAULT,.shard_bytes=getenv("SHARD")?strtoul(getenv("SHARD"),0,10):0};
  pm_error e={""};pm_case*c;pm_status st=pm_case_read(&c,&o,&e);
  if(st){fprintf(stderr,"%s\n",e.text);pm_case_free(c);return 1;}
  pm_findings*fs=pm_findings_make(c);pm_texts*tx=NULL;if(pm_texts_open(&tx,NULL,&e)){fprintf(stderr,"%s\n",e.text);return 1;}pm_model_input in={c,fs,tx,"en","0.1.0","dev",NULL};
  pm_output*out; if(pm_output_open(&out,argv[1],&e)){fprintf(stderr,"%s\n",e.text);return 1;}
  pm_export_json(&in,out); st=pm_output_close(out,&e); if(st)fprintf(stderr,"%s\n",e.text);
  pm_findings_free(fs);pm_texts_free(tx);pm_case_free(c); return (int)st;}
