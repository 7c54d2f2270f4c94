/*
 * report_experiment.c
 *	  Cells of an experiment by instance and solver.
 */
#include "report.h"

void
report_experiment(Page *page, const char *name)
{
	(void) page;
	(void) name;
}
