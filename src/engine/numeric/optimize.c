/*
 * optimize.c
 *	  A thin layer over NLopt: stop requests, the best point seen, counting, and values
 *	  that only the caller can find, between runs of the library.
 */
#include "numeric/optimize.h"

#include <math.h>
#include <string.h>

#include <nlopt.h>

#include "numeric/spsa.h"

#define TOLERANCE	1e-5		/* relative, of the parameters */

typedef struct Search
{
	QsHost	   *host;
	const QsMinimisation *how;
	nlopt_opt	optimizer;
	double	   *best_theta;
	double		best;
	int			evaluations;
	int			limit;
	bool		stopped;

	/* of noisy objectives */
	double	   *told;			/* values that are known, in the order they were asked for */
	int			asked;			/* in this run of the library */
	double	   *point;			/* where it wants the next one */
	bool		open;			/* it does */
} Search;

/* What is known about an optimiser */
typedef struct Optimizer
{
	QsName		name;
	nlopt_algorithm algorithm;
	bool		needs_gradient;
} Optimizer;

static const Optimizer optimizers[] = {
	{{"nelder-mead", QS_OPTIMIZER_NELDER_MEAD, "simplex; for many angles lbfgs takes its place"}, NLOPT_LN_NELDERMEAD, false},
	{{"cobyla", QS_OPTIMIZER_COBYLA, "linear approximations"}, NLOPT_LN_COBYLA, false},
	{{"bobyqa", QS_OPTIMIZER_BOBYQA, "quadratic approximations"}, NLOPT_LN_BOBYQA, false},
	{{"sbplx", QS_OPTIMIZER_SBPLX, "simplices of subspaces"}, NLOPT_LN_SBPLX, false},
	{{"lbfgs", QS_OPTIMIZER_LBFGS, "quasi-Newton, by adjoint gradients"}, NLOPT_LD_LBFGS, true},
	{{"mma", QS_OPTIMIZER_MMA, "moving asymptotes, by adjoint gradients"}, NLOPT_LD_MMA, true},
	{{"spsa", QS_OPTIMIZER_SPSA, "simultaneous perturbations, for objectives estimated from shots"}, NLOPT_LN_NELDERMEAD, false},
	{{"none", QS_OPTIMIZER_NONE, "keeps the angles it starts with"}, NLOPT_LN_NELDERMEAD, false},
};

const QsNames qs_optimizer_names = QS_NAMES("optimizer", optimizers);

/* qs_name_of() finds the name that the entry begins with. */
static const Optimizer *
find_optimizer(QsOptimizer optimizer)
{
	return (const Optimizer *) qs_name_of(&qs_optimizer_names, (int) optimizer);
}

bool
qs_optimizer_needs_gradient(QsOptimizer optimizer)
{
	return find_optimizer(optimizer)->needs_gradient;
}

static bool
all_finite(const double *value, unsigned count)
{
	for (unsigned k = 0; k < count; k++)
		if (!isfinite(value[k]))
			return false;
	return true;
}

/* One value of the objective, and what is kept of it */
static double
take_value(Search *search, const double *theta, double *gradient)
{
	int			n = search->how->n;
	double		value = search->how->objective(search->how->argument, n, theta, gradient);

	search->evaluations++;
	if (!all_finite(&value, 1) || (gradient && !all_finite(gradient, (unsigned) n)))
	{
		/* the algorithms compare numbers: NaN must not reach them */
		if (gradient)
			memset(gradient, 0, (size_t) n * sizeof(double));
		value = HUGE_VAL;
	}
	if (value < search->best)
	{
		search->best = value;
		memcpy(search->best_theta, theta, (size_t) n * sizeof(double));
	}
	if (qs_stop_requested(search->host))
		search->stopped = true;
	return value;
}

static double
evaluate(unsigned n, const double *theta, double *gradient, void *data)
{
	Search	   *search = data;
	double		value;

	if (search->stopped || search->evaluations >= search->limit)
	{
		if (gradient)
			memset(gradient, 0, n * sizeof(double));
		return HUGE_VAL;
	}
	value = take_value(search, theta, gradient);
	if (search->optimizer && (search->stopped || search->evaluations >= search->limit))
		nlopt_force_stop(search->optimizer);
	return value;
}

/* A value told before, or an end of the run with a question */
static double
recall(unsigned n, const double *theta, double *gradient, void *data)
{
	Search	   *search = data;

	if (gradient)
		memset(gradient, 0, n * sizeof(double));
	if (search->asked < search->evaluations)
		return search->told[search->asked++];
	if (!search->open)
		memcpy(search->point, theta, n * sizeof(double));
	search->open = true;
	nlopt_force_stop(search->optimizer);
	return HUGE_VAL;
}

static void
destroy(void *handle)
{
	nlopt_destroy(handle);
}

/* One run of the library from theta, which it moves */
static void
run_library(Search *search, double *theta, nlopt_func function)
{
	QsHost	   *host = search->host;
	size_t		n = (size_t) search->how->n;
	double		value;
	nlopt_result result;

	search->optimizer = nlopt_create(find_optimizer(search->how->optimizer)->algorithm, (unsigned) n);
	if (search->optimizer == NULL)
		host->out_of_memory(host->context, n * sizeof(double));
	host->own(host->context, destroy, search->optimizer);
	nlopt_set_min_objective(search->optimizer, function, search);
	nlopt_set_maxeval(search->optimizer, search->limit);
	nlopt_set_xtol_rel(search->optimizer, TOLERANCE);
	nlopt_set_initial_step1(search->optimizer, search->how->step);
	result = nlopt_optimize(search->optimizer, theta, &value);
	host->disown(host->context, destroy, search->optimizer);
	nlopt_destroy(search->optimizer);
	search->optimizer = NULL;
	if (result == NLOPT_OUT_OF_MEMORY)
		host->out_of_memory(host->context, n * n * sizeof(double));
}

/*
 * The library's algorithms are deterministic: told the same values, they ask for the same
 * points.  So it need not be running while a value is found that may throw.  Quadratic in
 * the evaluations, at some microseconds a step.
 */
static void
ask_and_tell(Search *search, const double *theta)
{
	QsHost	   *host = search->host;
	size_t		n = (size_t) search->how->n;
	double	   *moved = QS_ARRAY(host, double, n);

	search->told = QS_ARRAY(host, double, search->limit);
	search->point = QS_ARRAY(host, double, n);
	while (!search->stopped && search->evaluations < search->limit)
	{
		double		value;

		memcpy(moved, theta, n * sizeof(double));
		search->asked = 0;
		search->open = false;
		run_library(search, moved, recall);
		if (!search->open)
			break;
		value = take_value(search, search->point, NULL);
		search->told[search->evaluations - 1] = value;
		qs_check(host);
	}
	qs_free(host, search->point);
	qs_free(host, search->told);
	qs_free(host, moved);
}

QsStatus
qs_minimise(QsHost *host, const QsMinimisation *how, double *theta, double *best, int *evaluations)
{
	size_t		bytes = (size_t) how->n * sizeof(double);
	Search		search = {
		.host = host, .how = how, .best = INFINITY,
		.limit = how->max_evaluations > 0 ? how->max_evaluations : 1
	};

	if (how->optimizer == QS_OPTIMIZER_SPSA && how->max_evaluations > 1)
		return qs_spsa(host, how, theta, best, evaluations);
	search.best_theta = QS_ARRAY(host, double, how->n);
	memcpy(search.best_theta, theta, bytes);
	if (how->optimizer == QS_OPTIMIZER_NONE || how->max_evaluations <= 1)
		evaluate((unsigned) how->n, theta, NULL, &search);
	else if (how->noisy)
		ask_and_tell(&search, theta);
	else
		run_library(&search, theta, evaluate);
	memcpy(theta, search.best_theta, bytes);
	*best = search.best;
	*evaluations = search.evaluations;
	qs_free(host, search.best_theta);
	return search.stopped ? QS_INTERRUPTED : QS_OK;
}
