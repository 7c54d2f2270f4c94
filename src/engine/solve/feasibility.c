/*
 * feasibility.c
 *	  Attempts at a first answer.
 */
#include "solve/feasibility.h"

#include "classes/classes.h"
#include "rows/balance_choices.h"
#include "rows/guided_dive.h"
#include "solve/solve_trace.h"

#define STREAM		(UINT64_C(3) << 32) /* first of the random numbers, beside those of rounds */
#define BLUR		0.15	/* of wanted values, for every attempt more, */
#define MOST_BLUR	0.6
#define FIRST_DIVE_SHARE	0.3	/* of the time for an answer at once */
#define AT_ONCE		(UINT64_C(1) << 31)	/* of that stream: no attempt counts so far */

/* What is wanted: the relaxation's values, or ones if nothing is known, blurred */
static void
set_wanted(const QsSolve *solve, QsRandom *random, int attempt, double *value)
{
	double		blur = fmin(MOST_BLUR, BLUR * attempt);

	for (int i = 0; i < solve->base->n; i++)
	{
		double		known = solve->relaxation ? solve->relaxation->value[i] : 0.5;

		value[i] = known + blur * (qs_random_unit(random) - known);
	}
}

static void
dive(QsSolve *solve, QsRandom *random, int attempt, uint8_t *x)
{
	double	   *value = QS_ARRAY(solve->host, double, solve->base->n);

	set_wanted(solve, random, attempt, value);
	qs_guided_dive(solve->host, solve->base->model, value, x);
	qs_free(solve->host, value);
}

/* The least violated assignment of the base; false: there is none. */
static bool
take_least_violated(QsSolve *solve, uint8_t *x)
{
	if (solve->answers->count == 0)
		return false;
	qs_contraction_restrict(solve->presolved, solve->base, solve->answers->entry[0].x, x, NULL);
	return true;
}

void
qs_solve_seek(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	int			attempt = solve->attempts++;
	QsSolution	origin = {
		.raw_objective = NAN, .repaired_objective = NAN, .round = solve->run->rounds
	};
	QsRandom	random;
	uint8_t    *x;

	if (solve->pool->count > 0 || solve->finished || solve->base->model->assignment ||
		solve->base->n == 0 || !solve->settings->repair)
		return;
	qs_random_seed(&random, solve->settings->seed, STREAM + (uint64_t) attempt);
	x = QS_ARRAY0(host, uint8_t, solve->base->n);
	if (attempt % 2 == 0 || !take_least_violated(solve, x))
		dive(solve, &random, attempt / 2, x);
	/* what can no longer be mended in time is offered all the same */
	if (!qs_model_feasible(solve->base->model, x))
		qs_repair(host, solve->local, &random, x, &origin.repair_moves);
	solve->run->repair_moves += origin.repair_moves;
	qs_solve_offer(solve, x, &origin);
	qs_free(host, x);
}

/*
 * What saves costs is wanted, and all of which one is needed: propagation takes the others
 * away as soon as there is one.  Zeros would leave the last of each, however ill they go
 * together.
 */
static void
want_by_signs(const QsModel *model, double *value)
{
	for (int i = 0; i < model->n; i++)
		value[i] = model->objective->linear[i] < 0.0;
	for (int r = 0; r < model->m; r++)
		if (qs_row_asks_for_one(model, r))
			for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
				value[model->row_variable[k]] = 1.0;
}

/* Balance choices where there are some, or dive by signs, and where that fails for nothing
 * but ones, which rows that need many like better.  x: what the first dive left, unless the
 * second is an answer. */
static bool
dive_twice(QsHost *host, const QsModel *model, uint8_t *x)
{
	double	   *value = QS_ARRAY(host, double, model->n);
	uint8_t    *second;
	double		deadline;
	bool		found;

	want_by_signs(model, value);
	deadline = qs_share_time(host, FIRST_DIVE_SHARE);
	found = qs_balance_choices(host, model, x) || qs_guided_dive(host, model, value, x);
	host->deadline = deadline;
	if (!found && !qs_time_up(host))
	{
		second = QS_ARRAY0(host, uint8_t, model->n);
		for (int i = 0; i < model->n; i++)
			value[i] = 1.0;
		found = qs_guided_dive(host, model, value, second);
		if (found)
			qs_copy(host, x, second, (size_t) model->n);
		qs_free(host, second);
	}
	qs_free(host, value);
	return found;
}

static bool
mend_at_once(QsSolve *solve, const QsModel *model, uint8_t *x)
{
	QsHost	   *host = solve->host;
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsLocal    *local = qs_local_create(host, model, structure, NULL);
	QsRandom	random;
	int64_t		moves;

	qs_random_seed(&random, solve->settings->seed, STREAM + AT_ONCE);
	qs_repair(host, local, &random, x, &moves);
	qs_local_free(host, local);
	qs_structure_free(host, structure);
	return qs_model_feasible(model, x);
}

bool
qs_solve_dive_at_once(QsSolve *solve, uint8_t *x)
{
	QsHost	   *host = solve->host;
	QsContraction *contraction = qs_solve_contract_fixed(solve);
	QsReduced  *reduced = qs_contraction_reduce(host, contraction);
	bool		found = false;

	if (!reduced->infeasible)
	{
		const QsModel *model = reduced->model;
		uint8_t    *x_reduced = QS_ARRAY0(host, uint8_t, reduced->n);

		found = dive_twice(host, model, x_reduced) ||
			(!qs_time_up(host) && mend_at_once(solve, model, x_reduced));
		qs_contraction_expand(contraction, reduced, x_reduced, x);
		qs_free(host, x_reduced);
	}
	qs_reduced_free(host, reduced);
	qs_contraction_free(host, contraction);
	return found && qs_model_feasible(solve->model, x);
}
