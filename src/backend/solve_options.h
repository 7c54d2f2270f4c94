/*
 * solve_options.h
 *	  Arguments and options of qshrink_solve as engine settings.
 */
#ifndef QSHRINK_SOLVE_OPTIONS_H
#define QSHRINK_SOLVE_OPTIONS_H

#include "compat.h"

#include "utils/jsonb.h"

#include "pipeline.h"

/* Positions of qshrink_solve's arguments. */
enum
{
	SOLVE_PROBLEM, SOLVE_SOLVER, SOLVE_MAX_QUBITS, SOLVE_CORRELATION, SOLVE_ENCODING,
	SOLVE_LAYERS, SOLVE_SHOTS, SOLVE_ROUNDS, SOLVE_SEED, SOLVE_TIME_LIMIT, SOLVE_TARGET,
	SOLVE_SOLUTIONS, SOLVE_START, SOLVE_FIXED, SOLVE_OPTIONS
};

typedef struct QshrinkOptions
{
	QsSettings	settings;
	double		seconds;		/* time limit; 0: none */
	bool		notices;
} QshrinkOptions;

/* From the call's arguments, NULLs replaced by the qshrink.* settings; start and
 * fixed need the number of variables and are read by the function below. */
extern QshrinkOptions qshrink_solve_options(FunctionCallInfo fcinfo);

/* The two that need n; host memory. */
extern void qshrink_solve_fixings(FunctionCallInfo fcinfo, QsHost *host, int n,
								  QsSettings *settings);

/* Set options from a JSON object; an unknown one is an ERROR that lists them. */
extern void qshrink_apply_options(QshrinkOptions *options, Jsonb *json);

/* The settings in force as the text of a JSON object, palloc'd. */
extern char *qshrink_settings_json(const QshrinkOptions *options);

/* Bits of a bit string of length n as bytes in host memory; ERROR for another
 * length, naming what it is. */
extern uint8_t *qshrink_bits(QsHost *host, Datum bits, int n, const char *what);

#endif
