/*
 * report.h
 *	  What reports are made of: of a run, of a problem, of an experiment.
 */
#ifndef QSHRINK_CLIENT_REPORT_H
#define QSHRINK_CLIENT_REPORT_H

#include "report_page.h"

/* Facts and pictures of a run; alone: its answer as well */
extern void report_run(Page *page, const char *problem_id, const char *run_id);

/* Runs of a problem, the best of them in full */
extern void report_problem(Page *page, const char *problem_id);

/* Cells of an experiment by instance and solver */
extern void report_experiment(Page *page, const char *name);

/* The graph of a problem of up to MOST_VERTICES variables before and after the run */
#define MOST_VERTICES 200
extern void report_graph(Page *page, const char *problem_id, const char *run_id);

/* Shots of a round in the problem's own objective */
extern void report_shots(Page *page, const char *problem_id, const char *run_id);

#endif
