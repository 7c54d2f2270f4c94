/*
 * qubo_sampler_options.h
 *	  Settings of the samplers as keys of a jsonb argument.
 */
#ifndef QSHRINK_QUBO_SAMPLER_OPTIONS_H
#define QSHRINK_QUBO_SAMPLER_OPTIONS_H

#include "sampling/sampler.h"
#include "utils/jsonb.h"

#define QSHRINK_MAX_LAYERS	64
#define QSHRINK_MAX_SHOTS	10000000

/* Keys understood by qshrink_sampler_option(), for hints */
#define QSHRINK_SAMPLER_OPTIONS \
	"mixer, init, optimizer, multi_angle, cvar, evaluations, double_precision, " \
	"depolarizing, readout_flip, sweeps, correlation_order, angles"

/* If key names a sampler setting, check value (ERROR when it is not valid), store
 * it in settings (arrays in CurrentMemoryContext) and return true. */
extern bool qshrink_sampler_option(const char *key, const JsonbValue *value,
								   QsSamplerSettings *settings);

/* A solver's name; ERROR with the list of names when it is none */
extern QsSolver qshrink_solver_argument(const char *name);

/* An integer argument within bounds, ERROR naming it otherwise */
extern int qshrink_bounded_argument(const char *name, int value, int least, int most);

/* Numbers of a JSON array, palloc'd */
extern double *qshrink_json_numbers(const char *name, const JsonbValue *value, int *count);

#endif
