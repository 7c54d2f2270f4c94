/*
 * qubo_sampler_options.c
 *	  Settings of the samplers as keys of a jsonb argument.
 */
#include "compat.h"

#include <limits.h>

#include "qubo_json.h"
#include "qubo_sampler_options.h"

/* 22023 for a name that is not in the list */
static void
unknown_name(const char *what, const char *name, const char *known)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown %s \"%s\"", what, name),
			 errhint("Available values: %s.", known)));
}

QsSolver
qshrink_solver_argument(const char *name)
{
	QsSolver	solver;

	if (!qs_solver(name, &solver))
		unknown_name("solver", name,
					 "qaoa, auto, exact, tabu, sa, sqa, vqe, pce, uniform, none");
	return solver;
}

int
qshrink_bounded_argument(const char *name, int value, int least, int most)
{
	if (value < least || value > most)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s = %d is out of range", name, value),
				 errdetail("It is an integer from %d to %d.", least, most)));
	return value;
}

/* A number from least to most; least itself only if inclusive */
static double
bounded_number(const char *name, const JsonbValue *value, double least, bool inclusive,
			   double most)
{
	double		number = qshrink_json_number(name, value);

	if (number < least || number > most || (number == least && !inclusive))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s = %g is out of range", name, number),
				 errdetail("It is a number %s %g and at most %g.",
						   inclusive ? "of at least" : "above", least, most)));
	return number;
}

double *
qshrink_json_numbers(const char *name, const JsonbValue *value, int *count)
{
	JsonbContainer *array = qshrink_json_array(name, value);
	double	   *numbers;

	*count = JsonContainerSize(array);
	numbers = palloc(*count * sizeof(double));
	for (int k = 0; k < *count; k++)
		numbers[k] = qshrink_json_number(psprintf("element %d of %s", k, name),
										 getIthJsonbValueFromContainer(array, k));
	return numbers;
}

static void
set_mixer(const JsonbValue *value, QsSamplerSettings *settings)
{
	char	   *name = qshrink_json_string("mixer", value);

	if (!qs_mixer(name, &settings->mixer))
		unknown_name("mixer", name, "x, xy-ring, xy-complete, warm");
}

static void
set_init(const JsonbValue *value, QsSamplerSettings *settings)
{
	char	   *name = qshrink_json_string("init", value);

	if (!qs_qaoa_init(name, &settings->init))
		unknown_name("init", name, "ramp, fixed, interpolate");
}

static void
set_optimizer(const JsonbValue *value, QsSamplerSettings *settings)
{
	char	   *name = qshrink_json_string("optimizer", value);

	if (!qs_optimizer(name, &settings->optimizer))
		unknown_name("optimizer", name, "nelder-mead, cobyla, bobyqa, sbplx, lbfgs, mma, none");
}

bool
qshrink_sampler_option(const char *key, const JsonbValue *value, QsSamplerSettings *settings)
{
	if (strcmp(key, "mixer") == 0)
		set_mixer(value, settings);
	else if (strcmp(key, "init") == 0)
		set_init(value, settings);
	else if (strcmp(key, "optimizer") == 0)
		set_optimizer(value, settings);
	else if (strcmp(key, "multi_angle") == 0)
		settings->multi_angle = qshrink_json_boolean(key, value);
	else if (strcmp(key, "cvar") == 0)
		settings->cvar = bounded_number(key, value, 0.0, false, 1.0);
	else if (strcmp(key, "evaluations") == 0)
		settings->evaluations = qshrink_json_integer(key, value, 0, INT_MAX);
	else if (strcmp(key, "double_precision") == 0)
		settings->double_precision = qshrink_json_boolean(key, value);
	else if (strcmp(key, "depolarizing") == 0)
		settings->depolarizing = bounded_number(key, value, 0.0, true, 1.0);
	else if (strcmp(key, "readout_flip") == 0)
		settings->readout_flip = bounded_number(key, value, 0.0, true, 1.0);
	else if (strcmp(key, "sweeps") == 0)
		settings->sweeps = qshrink_json_integer(key, value, 0, INT_MAX);
	else if (strcmp(key, "correlation_order") == 0)
		settings->correlation_order = qshrink_json_integer(key, value, 1, INT_MAX);
	else if (strcmp(key, "angles") == 0)
		settings->angles = qshrink_json_numbers(key, value, &settings->angle_count);
	else
		return false;
	return true;
}
