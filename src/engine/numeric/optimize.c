/*
 * optimize.c
 *	  A thin layer over NLopt: stop requests, the best point seen, counting.
 */
#include "numeric/optimize.h"

#include <math.h>
#include <string.h>

#include <nlopt.h>

typedef struct Search
{
	QsHost	   *host;
	nlopt_opt	optimizer;
	QsObjective objective;
	void	   *argument;
	double	   *best_theta;
	double		best;
	int			evaluations;
	int			limit;
	bool		stopped;
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
	value = search->objective(search->argument, (int) n, theta, gradient);
	search->evaluations++;
	if (!all_finite(&value, 1) || (gradient && !all_finite(gradient, n)))
	{
		/* the algorithms compare numbers: NaN must not reach them */
		if (gradient)
			memset(gradient, 0, n * sizeof(double));
		value = HUGE_VAL;
	}
	if (value < search->best)
	{
		search->best = value;
		memcpy(search->best_theta, theta, n * sizeof(double));
	}
	if (qs_stop_requested(search->host))
		search->stopped = true;
	if (search->optimizer && (search->stopped || search->evaluations >= search->limit))
		nlopt_force_stop(search->optimizer);
	return value;
}

static void
destroy(void *handle)
{
	nlopt_destroy(handle);
}

QsStatus
qs_minimise(QsHost *host, QsOptimizer optimizer, int n, double *theta, double step,
			int max_evaluations, QsObjective objective, void *argument, double *best,
			int *evaluations)
{
	Search		search = {
		.host = host, .objective = objective, .argument = argument, .best = INFINITY,
		.limit = max_evaluations > 0 ? max_evaluations : 1
	};

	search.best_theta = QS_ARRAY(host, double, n);
	memcpy(search.best_theta, theta, (size_t) n * sizeof(double));
	if (optimizer == QS_OPTIMIZER_NONE || max_evaluations <= 1)
		evaluate((unsigned) n, theta, NULL, &search);
	else
	{
		double		value;
		nlopt_result result;

		search.optimizer = nlopt_create(find_optimizer(optimizer)->algorithm, (unsigned) n);
		if (search.optimizer == NULL)
			host->out_of_memory(host->context, (size_t) n * sizeof(double));
		host->own(host->context, destroy, search.optimizer);
		nlopt_set_min_objective(search.optimizer, evaluate, &search);
		nlopt_set_maxeval(search.optimizer, max_evaluations);
		nlopt_set_xtol_rel(search.optimizer, 1e-5);
		nlopt_set_initial_step1(search.optimizer, step);
		result = nlopt_optimize(search.optimizer, theta, &value);
		host->disown(host->context, destroy, search.optimizer);
		nlopt_destroy(search.optimizer);
		if (result == NLOPT_OUT_OF_MEMORY)
			host->out_of_memory(host->context, (size_t) n * (size_t) n * sizeof(double));
	}
	memcpy(theta, search.best_theta, (size_t) n * sizeof(double));
	*best = search.best;
	*evaluations = search.evaluations;
	qs_free(host, search.best_theta);
	return search.stopped ? QS_INTERRUPTED : QS_OK;
}
