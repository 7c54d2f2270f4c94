/*
 * settings.c
 *	  The values of the qshrink.* configuration parameters.
 */
#include "compat.h"

#include "settings.h"

int			qshrink_memory_limit;
int			qshrink_threads;
double		qshrink_tolerance;
int			qshrink_max_workers;
int			qshrink_simd;
int			qshrink_solver;
int			qshrink_correlation;
int			qshrink_encoding;
int			qshrink_max_qubits;
int			qshrink_log;
int			qshrink_layers;
int			qshrink_shots;
int			qshrink_rounds;
int			qshrink_solutions;
double		qshrink_time_limit;
bool		qshrink_notices;
