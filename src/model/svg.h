/*
 * svg: charts as elements of the model's tree: shapes, words, a time axis.
 *
 * What stands in a chart also stands in figures beside it; the colours are the style sheet's, by class.
 */
#ifndef PM_MODEL_SVG_H
#define PM_MODEL_SVG_H

#include "tree.h"

enum { PM_SVG_WIDTH = 960 };

/* <svg> with title and description from the catalogue (chart.ID.title, chart.ID.desc), and a hatching. */
xmlNode *pm_svg_open(xmlNode *parent, const pm_model_input *in, const char *id, const char *texts);
void pm_svg_height(xmlNode *svg, double height); /* when it is known */

xmlNode *pm_svg_rect(xmlNode *p, const char *class, double x, double y, double w, double h);
xmlNode *pm_svg_line(xmlNode *p, const char *class, double x1, double y1, double x2, double y2);
xmlNode *pm_svg_words(xmlNode *p, const char *class, double x, double y, pm_span text);
xmlNode *pm_svg_message(xmlNode *p, const pm_model_input *in, const char *class, double x, double y, const char *id);
void pm_svg_hatch(xmlNode *p, const char *id, double x, double y, double w, double h);
/* A small sign centred on x, y. */
typedef enum { PM_SIGN_UP, PM_SIGN_DOWN, PM_SIGN_RING, PM_SIGN_CROSS, PM_SIGN_DIAMOND, PM_SIGN_TICK } pm_sign;
xmlNode *pm_svg_sign(xmlNode *p, const char *class, pm_sign sign, double x, double y);
/* What a pointer resting on the shape shows. */
void pm_svg_tip(xmlNode *shape, const char *fmt, ...) PM_PRINTF(2, 3);

typedef struct {
    const pm_zone *zone;
    int64_t from, to;
    double left, right;
} pm_axis;

double pm_axis_x(const pm_axis *a, int64_t t);
/* Grid lines from top to bottom and dates below; returns the y below the labels. */
double pm_axis_draw(xmlNode *p, const pm_axis *a, double top, double bottom);
/* A round number not below max. */
uint64_t pm_axis_nice(uint64_t max);
/* "2026-01-04 09:43", for tips; returns buf. */
const char *pm_axis_moment(const pm_zone *z, int64_t t, char buf[40]);

#endif
