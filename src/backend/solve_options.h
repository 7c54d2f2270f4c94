/*
 * solve_options.h
 *	  Arguments and options of qshrink_solve as engine settings.
 */
#ifndef QSHRINK_SOLVE_OPTIONS_H
#define QSHRINK_SOLVE_OPTIONS_H

#include "compat.h"

#include "lib/stringinfo.h"

#include "option_table.h"
#include "problem_load.h"

/* From the call's arguments, NULLs replaced by the qshrink.* settings; start and
 * fixed need the problem and are read by solve_start.h and solve_fixings.h. */
extern QshrinkOptions qshrink_solve_options(FunctionCallInfo fcinfo);

/* ERROR when correlations by this method say nothing on the problem, or light cones of so
 * many layers are too large on it */
extern void qshrink_require_correlation(QsHost *host, const QshrinkProblem *problem,
										QsCorrelationMethod method, int layers);

/*
 * Everything a run of a problem of n variables is made from, as the text of a JSON
 * object, palloc'd: arguments by name (time_limit in seconds, start as a bit string
 * with the start_run it came from, fixed by number; the seed has a column of its own), "options" as the argument
 * takes them, and what qshrink_append_parameters writes.
 */
extern char *qshrink_settings_json(const QshrinkOptions *options, int n);

/* Settings that are no arguments, as members of a JSON object: qshrink.simd, the
 * instruction set it stood for, qshrink.memory_limit in kilobytes, qshrink.tolerance. */
extern void qshrink_append_parameters(StringInfo out);

/* Bits of a bit string of length n as bytes in host memory; ERROR for another
 * length, naming what it is. */
extern uint8_t *qshrink_bits(QsHost *host, Datum bits, int n, const char *what);

#endif
