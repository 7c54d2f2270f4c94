/*
 * presolve_probing.c
 *	  Probing: try each value of a variable and see what the rows make of it.
 *
 * A value that breaks a row is excluded; what both values force holds anyway; what
 * they force oppositely ties two variables (Savelsbergh 1994).  All of it holds in
 * every feasible solution.
 */
#include "presolve/presolve_internal.h"

#include "rows/presolve_propagation.h"

/* Row and column entries visited in one pass, about 50 ms */
#define PROBING_SHARE	0.15	/* of the time left for presolve */
#define PROBING_WORK	20000000

typedef struct Probing
{
	QsPresolve *presolve;
	QsPropagator *propagator;
	int8_t	   *at_zero;		/* n: what x_i = 0 forces, or QS_FREE */
	int32_t    *zero;			/* the variables it forces */
	int			zeros;
	int32_t    *common;			/* those that x_i = 1 forces to the same value */
	int			commons;
	int64_t		work;
} Probing;

/* Fix i for good, with all it forces; false when that cannot be. */
static bool
settle(Probing *probing, int i, int value, const char *reason)
{
	QsPropagator *propagator = probing->propagator;
	int			first = propagator->fixed;

	qs_propagator_fix(propagator, i, value, -1);
	if (!qs_propagate(propagator))
		return false;
	for (int k = first; k < propagator->fixed; k++)
	{
		int			j = propagator->trail[k];

		qs_presolve_fix(probing->presolve, j, propagator->value[j],
						k == first ? reason : "a row forces it", propagator->forced_by[j]);
	}
	return true;
}

/* Propagate x_i = value on top of the `first` trail entries. */
static bool
try_value(Probing *probing, int i, int value, int first)
{
	const QsModel *model = probing->presolve->model;
	QsPropagator *propagator = probing->propagator;
	bool		possible;

	qs_propagator_fix(propagator, i, value, -1);
	possible = qs_propagate(propagator);
	for (int k = first; k < propagator->fixed; k++)
	{
		int			j = propagator->trail[k];

		probing->work += 1 + model->column_start[j + 1] - model->column_start[j];
	}
	return possible;
}

static void
remember_zero(Probing *probing, int first)
{
	const QsPropagator *propagator = probing->propagator;

	probing->zeros = 0;
	for (int k = first + 1; k < propagator->fixed; k++)
	{
		int			j = propagator->trail[k];

		probing->zero[probing->zeros++] = j;
		probing->at_zero[j] = propagator->value[j];
	}
}

/* With x_i = 1 propagated: what do both values say about other variables? */
static void
compare(Probing *probing, int i, int first)
{
	const QsPropagator *propagator = probing->propagator;

	probing->commons = 0;
	for (int k = first + 1; k < propagator->fixed; k++)
	{
		int			j = propagator->trail[k];

		if (probing->at_zero[j] == propagator->value[j])
			probing->common[probing->commons++] = j;
		else if (probing->at_zero[j] != QS_FREE)
			qs_presolve_merge(probing->presolve, j, i, propagator->value[j] == 1,
							  "probing: both values of one tie the other", -1);
	}
}

/* False when the model is infeasible. */
static bool
probe(Probing *probing, int i)
{
	QsPropagator *propagator = probing->propagator;
	int			first = propagator->fixed;
	bool		zero = try_value(probing, i, 0, first);
	bool		one,
				good = true;

	remember_zero(probing, first);
	qs_propagator_undo(propagator, first);
	one = try_value(probing, i, 1, first);
	if (zero && one)
		compare(probing, i, first);
	qs_propagator_undo(propagator, first);
	if (zero && one)
	{
		for (int k = 0; k < probing->commons && good; k++)
		{
			int			j = probing->common[k];

			if (propagator->value[j] == QS_FREE)
				good = settle(probing, j, probing->at_zero[j],
							  "probing: both values of another variable force it");
		}
	}
	else if (zero || one)
		good = settle(probing, i, one, one ? "probing: 0 breaks a row" : "probing: 1 breaks a row");
	else
		good = false;
	for (int k = 0; k < probing->zeros; k++)
		probing->at_zero[probing->zero[k]] = QS_FREE;
	return good;
}

/*
 * Rows that only limit sums of non-negative coefficients from above (or the
 * mirror image) force a variable by the ones of others only: after propagation a
 * single value breaks none of them, and 0 forces nothing.
 */
static bool
only_packing(const QsPresolve *presolve)
{
	const QsModel *model = presolve->model;

	for (int r = 0; r < model->m; r++)
	{
		bool		above = presolve->most[r] > presolve->upper[r];
		bool		below = presolve->least[r] < presolve->lower[r];

		if (above && below)
			return false;
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1] && (above || below); k++)
			if ((model->row_value[k] > 0.0) != above)
				return false;
	}
	return true;
}

void
qs_presolve_probing(QsPresolve *presolve)
{
	QsHost	   *host = presolve->host;
	const QsModel *model = presolve->model;
	Probing		probing = {.presolve = presolve};
	double		deadline;

	if (only_packing(presolve))
		return;
	deadline = qs_share_time(host, PROBING_SHARE);
	probing.propagator = qs_propagator_create(host, model);
	probing.at_zero = QS_ARRAY(host, int8_t, model->n);
	probing.zero = QS_ARRAY(host, int32_t, model->n);
	probing.common = QS_ARRAY(host, int32_t, model->n);
	for (int r = 0; r < model->m; r++)
	{
		probing.propagator->lower[r] = presolve->lower[r];
		probing.propagator->upper[r] = presolve->upper[r];
	}
	for (int j = 0; j < model->n; j++)
		probing.at_zero[j] = QS_FREE;
	presolve->infeasible = !qs_propagate(probing.propagator);
	for (int i = 0; i < model->n && !presolve->infeasible; i++)
	{
		if (probing.propagator->value[i] != QS_FREE ||
			model->column_start[i] == model->column_start[i + 1])
			continue;
		if (probing.work > PROBING_WORK || ((i & 63) == 0 && qs_time_up(host)))
			break;
		if (!probe(&probing, i))
			presolve->infeasible = true;
	}
	host->deadline = deadline;
	qs_propagator_free(probing.propagator);
	qs_free(host, probing.at_zero);
	qs_free(host, probing.zero);
	qs_free(host, probing.common);
}
