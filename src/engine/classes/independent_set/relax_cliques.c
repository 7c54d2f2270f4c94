/*
 * relax_cliques.c
 *	  Independent sets: a relaxation over separated cliques.
 *
 * Padberg, "On the facial structure of set packing polyhedra", 1973.
 */
#include "classes/independent_set/relax_cliques.h"

#include <math.h>
#include <string.h>

#include "classes/independent_set/clique_pool.h"
#include "classes/independent_set/relax_edges.h"
#include "numeric/lp.h"
#include "rows/relax_rows.h"

#define ROUNDS				50
#define VIOLATION			0.01	/* of a clique worth adding */
#define STALL				1e-4	/* relative gain of the bound per round */
#define STALLED_ROUNDS		3
#define LP_WORK				6e8	/* estimated nanoseconds of all programs */
#define LEAST_ITERATIONS	0.05	/* of the vertices: with fewer a program says nothing */

typedef struct Program
{
	QsCliques	cliques;
	QsLp	   *lp;
	int32_t    *row;			/* clique of each row of the program */
	int			rows;
	int			row_capacity;
} Program;

/* Cliques found earlier and purged that are violated again go first. */
static int
recall(Program *program, int32_t *chosen)
{
	int			count = 0;

	for (int c = 0; c < program->cliques.count; c++)
		if (!program->cliques.inside[c] && qs_cliques_value(&program->cliques, c) > 1.0 + VIOLATION)
		{
			chosen[count++] = c;
			qs_cliques_take(&program->cliques, c);
		}
	qs_check(program->cliques.host);
	return count;
}

/* Rows that the last solution leaves slack go: at most n can be tight in a
 * vertex, and short programs are quick. */
static void
purge(Program *program)
{
	int32_t    *slack = QS_ARRAY(program->cliques.host, int32_t, program->rows);
	int			count = 0,
				kept = 0;

	for (int r = 0; r < program->rows; r++)
	{
		if (qs_cliques_value(&program->cliques, program->row[r]) < 1.0 - VIOLATION)
		{
			program->cliques.inside[program->row[r]] = 0;
			slack[count++] = r;
		}
		else
			program->row[kept++] = program->row[r];
	}
	program->rows = kept;
	if (count > 0)
		qs_lp_delete_rows(program->lp, count, slack);
	qs_free(program->cliques.host, slack);
}

/* The program gets the chosen cliques. */
static void
load(Program *program, const int32_t *chosen, int count)
{
	QsHost	   *host = program->cliques.host;
	double	   *lower = QS_ARRAY(host, double, count);
	double	   *upper = QS_ARRAY(host, double, count);
	int64_t    *start = QS_ARRAY0(host, int64_t, count + 1);
	int32_t    *member;
	double	   *ones;

	if (program->rows + count > program->row_capacity)
	{
		int			capacity = 2 * (program->rows + count);

		program->row = qs_realloc(host, program->row, (size_t) program->rows, (size_t) capacity,
								  sizeof(int32_t));
		program->row_capacity = capacity;
	}
	for (int k = 0; k < count; k++)
	{
		int			c = chosen[k];

		lower[k] = -INFINITY;
		upper[k] = 1.0;
		start[k + 1] = start[k] + program->cliques.start[c + 1] - program->cliques.start[c];
		program->cliques.inside[c] = 1;
		program->row[program->rows++] = c;
	}
	member = QS_ARRAY(host, int32_t, start[count]);
	ones = QS_ARRAY(host, double, start[count]);
	for (int k = 0; k < count; k++)
		memcpy(member + start[k], program->cliques.member + program->cliques.start[chosen[k]],
			   (size_t) (start[k + 1] - start[k]) * sizeof(int32_t));
	for (int64_t k = 0; k < start[count]; k++)
		ones[k] = 1.0;
	qs_lp_add_rows(program->lp, count, start, member, ones, lower, upper);
	qs_free(host, lower);
	qs_free(host, upper);
	qs_free(host, start);
	qs_free(host, member);
	qs_free(host, ones);
}

/* Purge, recall and separate after a solved round; how many rows came in. */
static int
next_rows(Program *program)
{
	int			before = program->cliques.count;
	int32_t    *chosen;
	int			count;

	memset(program->cliques.taken, 0, (size_t) program->cliques.model->n);
	purge(program);
	chosen = QS_ARRAY(program->cliques.host, int32_t, program->cliques.count + program->cliques.model->n);
	count = recall(program, chosen);
	qs_cliques_separate(&program->cliques, VIOLATION);
	for (int c = before; c < program->cliques.count; c++)
		chosen[count++] = c;
	if (count > 0)
		load(program, chosen, count);
	qs_free(program->cliques.host, chosen);
	return count;
}

/* What is left of the caller's iterations and of our own allowance of work */
static int64_t
iterations_left(const Program *program, int64_t max_iterations)
{
	double		work = (LP_WORK - qs_lp_work(program->lp)) / qs_lp_iteration_work(program->lp);
	int64_t		left = work > 1.0 ? (int64_t) work : 1;

	if (max_iterations > 0 && max_iterations - qs_lp_iterations(program->lp) < left)
		return max_iterations - qs_lp_iterations(program->lp);
	return left;
}

/*
 * Rounds of solving and separating.  When the allowance ends inside a program,
 * its multipliers are good all the same: dual simplex keeps them feasible.
 */
static QsLpOutcome
solve(Program *program, int64_t max_iterations)
{
	double		last = -INFINITY;
	int			stalled = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		int64_t		left = iterations_left(program, max_iterations);
		QsLpOutcome outcome = left > 0 ? qs_lp_solve(program->lp, left) : QS_LP_LIMIT;
		double		objective;

		if (outcome == QS_LP_LIMIT && qs_lp_work(program->lp) >= LP_WORK)
		{
			if (round == 0)
				memcpy(program->cliques.value, qs_lp_value(program->lp),
					   (size_t) program->cliques.model->n * sizeof(double));
			return QS_LP_OPTIMAL;
		}
		if (outcome != QS_LP_OPTIMAL)
			return outcome;
		memcpy(program->cliques.value, qs_lp_value(program->lp),
			   (size_t) program->cliques.model->n * sizeof(double));
		objective = qs_lp_objective(program->lp);
		stalled = objective - last > STALL * (1.0 + fabs(objective)) ? 0 : stalled + 1;
		last = objective;
		if (stalled >= STALLED_ROUNDS || round == ROUNDS - 1 || next_rows(program) == 0)
			break;
	}
	return QS_LP_OPTIMAL;
}

/* The cliques of the program as rows of a model with the same objective */
static QsModel *
clique_model(const Program *program)
{
	QsHost	   *host = program->cliques.host;
	const QsModel *model = program->cliques.model;
	QsRow	   *rows = QS_ARRAY(host, QsRow, program->rows);
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, model->n);
	QsModel    *result;

	for (int r = 0; r < program->rows; r++)
	{
		int			c = program->row[r];

		rows[r] = (QsRow)
		{
			(int) (program->cliques.start[c + 1] - program->cliques.start[c]),
			program->cliques.member + program->cliques.start[c], NULL, '<', 1.0
		};
	}
	for (int v = 0; v < model->n; v++)
		terms[v] = (QsTerm) {v, v, model->objective->linear[v]};
	result = qs_model_create_unscaled(host, model->n, false, model->constant, terms, model->n, rows,
							 program->rows);
	qs_free(host, rows);
	qs_free(host, terms);
	return result;
}

/*
 * The model's rows with k members of a clique of size s get (k - 1) / (s - 1) of
 * its multiplier: where each pair of members stands in one row, every member
 * gets the multiplier once.
 */
static void
spread(const Program *program, const double *multiplier, double *dual)
{
	const QsModel *model = program->cliques.model;
	int32_t    *members = QS_ARRAY0(program->cliques.host, int32_t, model->m);

	memset(dual, 0, (size_t) model->m * sizeof(double));
	for (int row = 0; row < program->rows; row++)
	{
		int			c = program->row[row];
		const int32_t *member = program->cliques.member + program->cliques.start[c];
		int			size = (int) (program->cliques.start[c + 1] - program->cliques.start[c]);

		if (multiplier[row] >= 0.0 || size < 2)
			continue;
		for (int pass = 0; pass < 2; pass++)
			for (int i = 0; i < size; i++)
				for (int64_t k = model->column_start[member[i]];
					 k < model->column_start[member[i] + 1]; k++)
				{
					int			r = model->column_row[k];

					if (pass == 0)
						members[r]++;
					else if (members[r] > 0)
					{
						if (program->cliques.structure->row_kind[r] == QS_ROW_CONFLICT)
							dual[r] += multiplier[row] * (members[r] - 1.0) / (size - 1.0) /
								model->column_value[k];
						members[r] = 0;
					}
				}
		qs_check(program->cliques.host);
	}
	qs_free(program->cliques.host, members);
}

static QsRelaxation *
relaxation_create(const Program *program)
{
	QsHost	   *host = program->cliques.host;
	const QsModel *model = program->cliques.model;
	QsModel    *strong = clique_model(program);
	QsRelaxation *relaxation = QS_NEW(host, QsRelaxation);
	double	   *lower = QS_ARRAY(host, double, strong->m);
	double	   *upper = QS_ARRAY(host, double, strong->m);
	double	   *multiplier = QS_ARRAY(host, double, strong->m);

	relaxation->value = QS_ARRAY(host, double, model->n);
	relaxation->reduced_cost = QS_ARRAY(host, double, model->n);
	relaxation->dual = QS_ARRAY(host, double, model->m);
	relaxation->objective = model->constant;
	relaxation->iterations = qs_lp_iterations(program->lp);
	for (int v = 0; v < model->n; v++)
	{
		relaxation->value[v] = fmin(1.0, fmax(0.0, program->cliques.value[v]));
		relaxation->objective += model->objective->linear[v] * relaxation->value[v];
	}
	memcpy(multiplier, qs_lp_dual(program->lp), (size_t) strong->m * sizeof(double));
	qs_rows_effective(strong, lower, upper);
	qs_multipliers_clamp(lower, upper, strong->m, multiplier);
	relaxation->bound = qs_multiplier_bound(host, strong, strong->objective->linear,
											strong->constant, lower, upper, multiplier,
											relaxation->reduced_cost);
	spread(program, multiplier, relaxation->dual);
	qs_free(host, lower);
	qs_free(host, upper);
	qs_free(host, multiplier);
	qs_model_free(host, strong);
	return relaxation;
}

QsStatus
qs_relax_cliques(QsHost *host, const QsModel *model, const QsStructure *structure,
				 int64_t max_iterations, QsRelaxation **out)
{
	int64_t    *no_columns = QS_ARRAY0(host, int64_t, (size_t) model->n + 1);
	Program		program = {0};
	QsLpOutcome outcome;
	int32_t    *first;
	bool		hopeless;

	qs_cliques_create(host, model, structure, &program.cliques);
	qs_cliques_cover(&program.cliques);
	program.lp = qs_lp_create(host, model->n, 0, no_columns, NULL, NULL,
							  model->objective->linear, NULL, NULL);
	first = QS_ARRAY(host, int32_t, program.cliques.count);
	for (int c = 0; c < program.cliques.count; c++)
		first[c] = c;
	load(&program, first, program.cliques.count);
	qs_free(host, first);
	hopeless = LP_WORK < LEAST_ITERATIONS * model->n * qs_lp_iteration_work(program.lp);
	outcome = hopeless ? QS_LP_LIMIT : solve(&program, max_iterations);
	*out = outcome == QS_LP_OPTIMAL ? relaxation_create(&program) : NULL;
	qs_lp_free(program.lp);
	qs_free(host, no_columns);
	qs_free(host, program.row);
	qs_cliques_free(&program.cliques);
	if (hopeless)
		return qs_relax_edges(host, model, structure, out);
	/* no set packing program is infeasible */
	return outcome == QS_LP_OPTIMAL ? QS_OK
		: outcome == QS_LP_INTERRUPTED ? QS_INTERRUPTED : QS_LIMIT;
}
