/*
 * cut_rounds.c
 *	  Rounds of solving and separating on a linear relaxation.
 */
#include "relax/cut_rounds.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "cuts/separators.h"

#define ROUNDS			60
#define STALLED_ROUNDS	6
#define STALL			0.005	/* of all that was gained, and ... */
#define LEAST_GAIN		1e-7	/* of the objective: less is no gain */
#define OLD				4		/* rounds without binding after which a cut goes */
#define SLACK			1e-6
#define MOST_SEPARATORS	8
#define LEAST_NEW		100		/* cuts a round, and one more for every so many rows */
#define ROWS_PER_NEW	2

typedef struct Ranked
{
	double		efficacy;
	int32_t		cut;
} Ranked;

static int
compare_ranked(const void *a, const void *b)
{
	const Ranked *x = a;
	const Ranked *y = b;

	if (x->efficacy != y->efficacy)
		return x->efficacy > y->efficacy ? -1 : 1;
	return (x->cut > y->cut) - (x->cut < y->cut);
}

static void
append(QsCutRounds *rounds, QsLp *lp, const Ranked *chosen, int count)
{
	QsHost	   *host = rounds->pool.host;
	QsCutPool  *pool = &rounds->pool;
	int64_t    *start = QS_ARRAY0(host, int64_t, count + 1);
	double	   *lower = QS_ARRAY(host, double, count);
	double	   *upper = QS_ARRAY(host, double, count);
	int32_t    *variable;
	double	   *value;

	if (rounds->rows + count > rounds->row_capacity)
	{
		int			capacity = 2 * (rounds->rows + count);

		rounds->row = qs_realloc(host, rounds->row, (size_t) rounds->rows, (size_t) capacity,
								 sizeof(int32_t));
		rounds->row_capacity = capacity;
	}
	for (int k = 0; k < count; k++)
	{
		int32_t		cut = chosen[k].cut;

		start[k + 1] = start[k] + pool->start[cut + 1] - pool->start[cut];
		lower[k] = -INFINITY;
		upper[k] = pool->upper[cut];
		pool->inside[cut] = 1;
		pool->age[cut] = 0;
		rounds->row[rounds->rows++] = cut;
	}
	variable = QS_ARRAY(host, int32_t, start[count]);
	value = QS_ARRAY(host, double, start[count]);
	for (int k = 0; k < count; k++)
	{
		int64_t		from = pool->start[chosen[k].cut];
		size_t		length = (size_t) (start[k + 1] - start[k]);

		memcpy(variable + start[k], pool->variable + from, length * sizeof(int32_t));
		memcpy(value + start[k], pool->value + from, length * sizeof(double));
	}
	qs_lp_add_rows(lp, count, start, variable, value, lower, upper);
	qs_free(host, start);
	qs_free(host, lower);
	qs_free(host, upper);
	qs_free(host, variable);
	qs_free(host, value);
}

/* Cuts that have not been tight for long leave the program. */
static void
age_out(QsCutRounds *rounds, QsLp *lp, int own_rows)
{
	QsCutPool  *pool = &rounds->pool;
	int32_t    *gone = QS_ARRAY(pool->host, int32_t, rounds->rows);
	int			count = 0,
				kept = 0;

	for (int r = 0; r < rounds->rows; r++)
	{
		int32_t		cut = rounds->row[r];

		pool->age[cut] = qs_cut_pool_efficacy(pool, cut, rounds->value) < -SLACK
			? (uint8_t) (pool->age[cut] + 1) : 0;
		if (pool->age[cut] >= OLD)
		{
			pool->inside[cut] = 0;
			gone[count++] = own_rows + r;
		}
		else
			rounds->row[kept++] = cut;
	}
	rounds->rows = kept;
	if (count > 0)
		qs_lp_delete_rows(lp, count, gone);
	qs_free(pool->host, gone);
}

/* The best of the cuts that the point breaks, new ones and those that had gone; how
 * many came in. */
static int
add_best(QsCutRounds *rounds, QsLp *lp, int most)
{
	QsCutPool  *pool = &rounds->pool;
	Ranked	   *ranked = QS_ARRAY(pool->host, Ranked, pool->count);
	int			count = 0;

	for (int c = 0; c < pool->count; c++)
		if (!pool->inside[c])
		{
			double		efficacy = qs_cut_pool_efficacy(pool, c, rounds->value);

			if (efficacy >= QS_CUT_EFFICACY)
				ranked[count++] = (Ranked) {efficacy, c};
		}
	if (count > 1)
		qs_sort(pool->host, ranked, (size_t) count, sizeof(Ranked), compare_ranked);
	if (count > most)
		count = most;
	if (count > 0)
		append(rounds, lp, ranked, count);
	qs_free(pool->host, ranked);
	return count;
}

static void
note_solution(QsCutRounds *rounds, const QsLp *lp)
{
	const double *value = qs_lp_value(lp);

	for (int j = 0; j < rounds->pool.n; j++)
		rounds->value[j] = fmin(1.0, fmax(0.0, value[j]));
}

typedef struct Families
{
	QsSeparation separation;
	void	   *data[MOST_SEPARATORS];
	int			count;			/* that the model has cuts of */
} Families;

static void
open_families(QsHost *host, const QsModel *model, QsLiteralRows *rows, Families *families)
{
	families->separation = (QsSeparation) {.host = host, .model = model, .rows = rows};
	families->count = 0;
	for (int k = 0; qs_separators[k]; k++)
	{
		families->data[k] = qs_separators[k]->create(&families->separation);
		families->count += families->data[k] != NULL;
	}
}

static void
close_families(QsHost *host, Families *families)
{
	for (int k = 0; qs_separators[k]; k++)
		if (families->data[k])
			qs_separators[k]->free(host, families->data[k]);
}

static void
separate(Families *families, QsCutPool *pool)
{
	for (int k = 0; qs_separators[k]; k++)
		if (families->data[k])
			qs_separators[k]->separate(&families->separation, families->data[k], pool);
}

/* Solve with the cuts; false when the allowance or the time ended it. */
static bool
solve(const QsCutRounds *rounds, QsLp *lp, double work_limit)
{
	double		left = (work_limit - rounds->pool.work - qs_lp_work(lp)) / qs_lp_iteration_work(lp);

	return left >= 1.0 && qs_lp_solve(lp, (int64_t) left) == QS_LP_OPTIMAL;
}

static void
run(QsCutRounds *rounds, QsLp *lp, Families *families, int own_rows, double work)
{
	QsHost	   *host = rounds->pool.host;
	double		limit = qs_lp_work(lp) + work;
	double		first = qs_lp_objective(lp);
	double		last = first;
	int			most = LEAST_NEW + own_rows / ROWS_PER_NEW;
	int			stalled = 0;

	for (int round = 0; round < ROUNDS && stalled < STALLED_ROUNDS && !qs_time_up(host); round++)
	{
		double		objective;

		separate(families, &rounds->pool);
		age_out(rounds, lp, own_rows);
		if (add_best(rounds, lp, most) == 0 || !solve(rounds, lp, limit))
			return;
		note_solution(rounds, lp);
		objective = qs_lp_objective(lp);
		stalled = objective - last > fmax(STALL * (last - first), LEAST_GAIN * (1.0 + fabs(last)))
			? 0 : stalled + 1;
		last = fmax(last, objective);
	}
}

void
qs_cut_rounds_run(QsHost *host, const QsModel *model, QsLp *lp, int own_rows, double work,
				  QsCutRounds *rounds)
{
	QsLiteralRows *rows = qs_literal_rows_create(host, model);
	Families	families;

	memset(rounds, 0, sizeof(*rounds));
	qs_cut_pool_create(host, model->n, &rounds->pool);
	rounds->value = QS_ARRAY(host, double, model->n);
	rounds->pool.x = rounds->value;
	note_solution(rounds, lp);
	open_families(host, model, rows, &families);
	if (families.count > 0)
		run(rounds, lp, &families, own_rows, work);
	close_families(host, &families);
	qs_literal_rows_free(host, rows);
}

void
qs_cut_rounds_free(QsCutRounds *rounds)
{
	QsHost	   *host = rounds->pool.host;

	qs_free(host, rounds->row);
	qs_free(host, rounds->value);
	qs_cut_pool_free(&rounds->pool);
}
