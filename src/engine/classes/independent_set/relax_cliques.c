/*
 * relax_cliques.c
 *	  Independent sets: a relaxation over separated cliques.
 *
 * Padberg, "On the facial structure of set packing polyhedra", 1973.
 */
#include "classes/independent_set/relax_cliques.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "numeric/lp.h"
#include "rows/relax_rows.h"

#define ROUNDS				50
#define VIOLATION			0.01	/* of a clique worth adding */
#define STALL				1e-4	/* relative gain of the bound per round */
#define STALLED_ROUNDS		3
#define CLIQUES_PER_VERTEX	2		/* new ones with a given vertex, per round */
#define LP_WORK				6e8	/* estimated nanoseconds of all programs */

typedef struct Cliques
{
	QsHost	   *host;
	const QsModel *model;
	const QsStructure *structure;
	QsLp	   *lp;
	int32_t    *row;			/* clique of each row of the program */
	int			rows;
	int			row_capacity;
	uint8_t    *inside;			/* capacity: the program has the clique */
	int			count;
	int			capacity;
	int64_t    *start;			/* count + 1 */
	int32_t    *member;
	int64_t		member_capacity;
	int32_t    *mark;			/* n: == stamp: still a candidate */
	int32_t		stamp;
	int32_t    *candidate;		/* n: scratch */
	int32_t    *current;		/* n: the clique being grown */
	uint8_t    *taken;			/* n: cliques of this round with the vertex */
	double	   *value;			/* n: of the last solved program */
} Cliques;

static bool
is_worth(const Cliques *cliques, int v)
{
	return cliques->model->objective->linear[v] < 0.0;
}

/* Heavier values first, then the lower index: no pointer to the values goes
 * through qsort, so pairs are sorted. */
typedef struct Keyed
{
	double		key;
	int32_t		vertex;
} Keyed;

static int
compare_keyed(const void *a, const void *b)
{
	const Keyed *x = a;
	const Keyed *y = b;

	if (x->key != y->key)
		return x->key > y->key ? -1 : 1;
	return (x->vertex > y->vertex) - (x->vertex < y->vertex);
}

/* Keep of the first `count` candidates those adjacent to v, in order. */
static int
keep_adjacent(Cliques *cliques, int v, int from, int count)
{
	const QsStructure *structure = cliques->structure;
	int			kept = 0;

	cliques->stamp++;
	for (int64_t k = structure->conflict_start[v]; k < structure->conflict_start[v + 1]; k++)
		cliques->mark[structure->conflict[k]] = cliques->stamp;
	for (int k = from; k < count; k++)
		if (cliques->mark[cliques->candidate[k]] == cliques->stamp)
			cliques->candidate[kept++] = cliques->candidate[k];
	return kept;
}

/* Extend current (size members) by the candidates, first come first served. */
static int
grow(Cliques *cliques, int size, int count)
{
	while (count > 0)
	{
		int			v = cliques->candidate[0];

		cliques->current[size++] = v;
		count = keep_adjacent(cliques, v, 1, count);
	}
	return size;
}

/* A clique around v through the heaviest neighbours; its value in *sum. */
static int
grow_heavy(Cliques *cliques, Keyed *keyed, int v, double *sum)
{
	const QsStructure *structure = cliques->structure;
	int			count = 0;
	int			size;

	for (int64_t k = structure->conflict_start[v]; k < structure->conflict_start[v + 1]; k++)
	{
		int			u = structure->conflict[k];

		if (cliques->value[u] > 1e-6)
			keyed[count++] = (Keyed) {cliques->value[u], u};
	}
	if (count > 1)
		qs_sort(cliques->host, keyed, (size_t) count, sizeof(Keyed), compare_keyed);
	for (int k = 0; k < count; k++)
		cliques->candidate[k] = keyed[k].vertex;
	cliques->current[0] = v;
	size = grow(cliques, 1, count);
	*sum = 0.0;
	for (int k = 0; k < size; k++)
		*sum += cliques->value[cliques->current[k]];
	return size;
}

/* Add whatever else is adjacent to all members, lowest index first. */
static int
make_maximal(Cliques *cliques, int size)
{
	const QsStructure *structure = cliques->structure;
	int			v = cliques->current[0];
	int			count = 0;

	for (int64_t k = structure->conflict_start[v]; k < structure->conflict_start[v + 1]; k++)
		if (is_worth(cliques, structure->conflict[k]))
			cliques->candidate[count++] = structure->conflict[k];
	for (int k = 1; k < size; k++)
		count = keep_adjacent(cliques, cliques->current[k], 0, count);
	return grow(cliques, size, count);
}

static void
count_taken(Cliques *cliques, int clique)
{
	for (int64_t k = cliques->start[clique]; k < cliques->start[clique + 1]; k++)
		if (cliques->taken[cliques->member[k]] < CLIQUES_PER_VERTEX)
			cliques->taken[cliques->member[k]]++;
}

static void
store(Cliques *cliques, int size)
{
	QsHost	   *host = cliques->host;
	int64_t		at = cliques->start[cliques->count];

	if (cliques->count + 2 > cliques->capacity)
	{
		int			capacity = 2 * cliques->capacity + 2;

		cliques->start = qs_realloc(host, cliques->start, (size_t) cliques->count + 1,
									(size_t) capacity, sizeof(int64_t));
		cliques->inside = qs_realloc(host, cliques->inside, (size_t) cliques->count,
									 (size_t) capacity, sizeof(uint8_t));
		cliques->capacity = capacity;
	}
	if (at + size > cliques->member_capacity)
	{
		int64_t		capacity = 2 * (at + size);

		cliques->member = qs_realloc(host, cliques->member, (size_t) at, (size_t) capacity,
									 sizeof(int32_t));
		cliques->member_capacity = capacity;
	}
	memcpy(cliques->member + at, cliques->current, (size_t) size * sizeof(int32_t));
	cliques->inside[cliques->count] = 0;
	cliques->start[++cliques->count] = at + size;
	count_taken(cliques, cliques->count - 1);
}

/* A maximal clique around v, uncovered vertices first */
static int
grow_uncovered(Cliques *cliques, int v)
{
	const QsStructure *structure = cliques->structure;
	int			count = 0;

	for (int64_t k = structure->conflict_start[v]; k < structure->conflict_start[v + 1]; k++)
		if (is_worth(cliques, structure->conflict[k]) && cliques->taken[structure->conflict[k]] == 0)
			cliques->candidate[count++] = structure->conflict[k];
	cliques->current[0] = v;
	return make_maximal(cliques, grow(cliques, 1, count));
}

/* Every vertex in some clique, those of few conflicts first: a colouring of the
 * complement, and a first bound. */
static void
cover_vertices(Cliques *cliques)
{
	const QsStructure *structure = cliques->structure;
	int			n = cliques->model->n;
	Keyed	   *keyed = QS_ARRAY(cliques->host, Keyed, n);

	for (int v = 0; v < n; v++)
		keyed[v] = (Keyed) {(double) (structure->conflict_start[v] - structure->conflict_start[v + 1]), v};
	if (n > 1)
		qs_sort(cliques->host, keyed, (size_t) n, sizeof(Keyed), compare_keyed);
	for (int k = 0; k < n; k++)
	{
		int			v = keyed[k].vertex;

		if (cliques->taken[v] > 0 || !is_worth(cliques, v))
			continue;
		store(cliques, grow_uncovered(cliques, v));
		qs_check(cliques->host);
	}
	qs_free(cliques->host, keyed);
}

static double
clique_value(const Cliques *cliques, int clique)
{
	double		sum = 0.0;

	for (int64_t k = cliques->start[clique]; k < cliques->start[clique + 1]; k++)
		sum += cliques->value[cliques->member[k]];
	return sum;
}

/* Cliques found earlier and purged that are violated again go first. */
static int
recall(Cliques *cliques, int32_t *chosen)
{
	int			count = 0;

	for (int c = 0; c < cliques->count; c++)
		if (!cliques->inside[c] && clique_value(cliques, c) > 1.0 + VIOLATION)
		{
			chosen[count++] = c;
			count_taken(cliques, c);
		}
	qs_check(cliques->host);
	return count;
}

/* New cliques of more than one in the last solution */
static void
separate(Cliques *cliques)
{
	int			n = cliques->model->n;
	Keyed	   *seeds = QS_ARRAY(cliques->host, Keyed, n);
	Keyed	   *keyed = QS_ARRAY(cliques->host, Keyed, n);
	int			count = 0;

	for (int v = 0; v < n; v++)
		if (cliques->value[v] > 1e-6)
			seeds[count++] = (Keyed) {cliques->value[v], v};
	if (count > 1)
		qs_sort(cliques->host, seeds, (size_t) count, sizeof(Keyed), compare_keyed);
	for (int k = 0; k < count; k++)
	{
		double		sum;
		int			size;

		if (cliques->taken[seeds[k].vertex] >= CLIQUES_PER_VERTEX)
			continue;
		size = grow_heavy(cliques, keyed, seeds[k].vertex, &sum);
		if (sum > 1.0 + VIOLATION)
			store(cliques, make_maximal(cliques, size));
		qs_check(cliques->host);
	}
	qs_free(cliques->host, seeds);
	qs_free(cliques->host, keyed);
}

/* Rows that the last solution leaves slack go: at most n can be tight in a
 * vertex, and short programs are quick. */
static void
purge(Cliques *cliques)
{
	int32_t    *slack = QS_ARRAY(cliques->host, int32_t, cliques->rows);
	int			count = 0,
				kept = 0;

	for (int r = 0; r < cliques->rows; r++)
	{
		if (clique_value(cliques, cliques->row[r]) < 1.0 - VIOLATION)
		{
			cliques->inside[cliques->row[r]] = 0;
			slack[count++] = r;
		}
		else
			cliques->row[kept++] = cliques->row[r];
	}
	cliques->rows = kept;
	if (count > 0)
		qs_lp_delete_rows(cliques->lp, count, slack);
	qs_free(cliques->host, slack);
}

/* The program gets the chosen cliques. */
static void
load(Cliques *cliques, const int32_t *chosen, int count)
{
	QsHost	   *host = cliques->host;
	double	   *lower = QS_ARRAY(host, double, count);
	double	   *upper = QS_ARRAY(host, double, count);
	int64_t    *start = QS_ARRAY0(host, int64_t, count + 1);
	int32_t    *member;
	double	   *ones;

	if (cliques->rows + count > cliques->row_capacity)
	{
		int			capacity = 2 * (cliques->rows + count);

		cliques->row = qs_realloc(host, cliques->row, (size_t) cliques->rows, (size_t) capacity,
								  sizeof(int32_t));
		cliques->row_capacity = capacity;
	}
	for (int k = 0; k < count; k++)
	{
		int			c = chosen[k];

		lower[k] = -INFINITY;
		upper[k] = 1.0;
		start[k + 1] = start[k] + cliques->start[c + 1] - cliques->start[c];
		cliques->inside[c] = 1;
		cliques->row[cliques->rows++] = c;
	}
	member = QS_ARRAY(host, int32_t, start[count]);
	ones = QS_ARRAY(host, double, start[count]);
	for (int k = 0; k < count; k++)
		memcpy(member + start[k], cliques->member + cliques->start[chosen[k]],
			   (size_t) (start[k + 1] - start[k]) * sizeof(int32_t));
	for (int64_t k = 0; k < start[count]; k++)
		ones[k] = 1.0;
	qs_lp_add_rows(cliques->lp, count, start, member, ones, lower, upper);
	qs_free(host, lower);
	qs_free(host, upper);
	qs_free(host, start);
	qs_free(host, member);
	qs_free(host, ones);
}

/* Purge, recall and separate after a solved round; how many rows came in. */
static int
next_rows(Cliques *cliques)
{
	int			before = cliques->count;
	int32_t    *chosen;
	int			count;

	memset(cliques->taken, 0, (size_t) cliques->model->n);
	purge(cliques);
	chosen = QS_ARRAY(cliques->host, int32_t, cliques->count + cliques->model->n);
	count = recall(cliques, chosen);
	separate(cliques);
	for (int c = before; c < cliques->count; c++)
		chosen[count++] = c;
	if (count > 0)
		load(cliques, chosen, count);
	qs_free(cliques->host, chosen);
	return count;
}

/* What is left of the caller's iterations and of our own allowance of work */
static int64_t
iterations_left(const Cliques *cliques, int64_t max_iterations)
{
	double		work = (LP_WORK - qs_lp_work(cliques->lp)) / qs_lp_iteration_work(cliques->lp);
	int64_t		left = work > 1.0 ? (int64_t) work : 1;

	if (max_iterations > 0 && max_iterations - qs_lp_iterations(cliques->lp) < left)
		return max_iterations - qs_lp_iterations(cliques->lp);
	return left;
}

/*
 * Rounds of solving and separating.  When the allowance ends inside a program,
 * its multipliers are good all the same: dual simplex keeps them feasible.
 */
static QsLpOutcome
solve(Cliques *cliques, int64_t max_iterations)
{
	double		last = -INFINITY;
	int			stalled = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		int64_t		left = iterations_left(cliques, max_iterations);
		QsLpOutcome outcome = left > 0 ? qs_lp_solve(cliques->lp, left) : QS_LP_LIMIT;
		double		objective;

		if (outcome == QS_LP_LIMIT && qs_lp_work(cliques->lp) >= LP_WORK)
		{
			if (round == 0)
				memcpy(cliques->value, qs_lp_value(cliques->lp),
					   (size_t) cliques->model->n * sizeof(double));
			return QS_LP_OPTIMAL;
		}
		if (outcome != QS_LP_OPTIMAL)
			return outcome;
		memcpy(cliques->value, qs_lp_value(cliques->lp),
			   (size_t) cliques->model->n * sizeof(double));
		objective = qs_lp_objective(cliques->lp);
		stalled = objective - last > STALL * (1.0 + fabs(objective)) ? 0 : stalled + 1;
		last = objective;
		if (stalled >= STALLED_ROUNDS || round == ROUNDS - 1 || next_rows(cliques) == 0)
			break;
	}
	return QS_LP_OPTIMAL;
}

/* The cliques of the program as rows of a model with the same objective */
static QsModel *
clique_model(const Cliques *cliques)
{
	QsHost	   *host = cliques->host;
	const QsModel *model = cliques->model;
	QsRow	   *rows = QS_ARRAY(host, QsRow, cliques->rows);
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, model->n);
	QsModel    *result;

	for (int r = 0; r < cliques->rows; r++)
	{
		int			c = cliques->row[r];

		rows[r] = (QsRow)
		{
			(int) (cliques->start[c + 1] - cliques->start[c]),
			cliques->member + cliques->start[c], NULL, '<', 1.0
		};
	}
	for (int v = 0; v < model->n; v++)
		terms[v] = (QsTerm) {v, v, model->objective->linear[v]};
	result = qs_model_create_unscaled(host, model->n, false, model->constant, terms, model->n, rows,
							 cliques->rows);
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
spread(const Cliques *cliques, const double *multiplier, double *dual)
{
	const QsModel *model = cliques->model;
	int32_t    *members = QS_ARRAY0(cliques->host, int32_t, model->m);

	memset(dual, 0, (size_t) model->m * sizeof(double));
	for (int row = 0; row < cliques->rows; row++)
	{
		int			c = cliques->row[row];
		const int32_t *member = cliques->member + cliques->start[c];
		int			size = (int) (cliques->start[c + 1] - cliques->start[c]);

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
						if (cliques->structure->row_kind[r] == QS_ROW_CONFLICT)
							dual[r] += multiplier[row] * (members[r] - 1.0) / (size - 1.0) /
								model->column_value[k];
						members[r] = 0;
					}
				}
		qs_check(cliques->host);
	}
	qs_free(cliques->host, members);
}

static QsRelaxation *
relaxation_create(const Cliques *cliques)
{
	QsHost	   *host = cliques->host;
	const QsModel *model = cliques->model;
	QsModel    *strong = clique_model(cliques);
	QsRelaxation *relaxation = QS_NEW(host, QsRelaxation);
	double	   *lower = QS_ARRAY(host, double, strong->m);
	double	   *upper = QS_ARRAY(host, double, strong->m);
	double	   *multiplier = QS_ARRAY(host, double, strong->m);

	relaxation->value = QS_ARRAY(host, double, model->n);
	relaxation->reduced_cost = QS_ARRAY(host, double, model->n);
	relaxation->dual = QS_ARRAY(host, double, model->m);
	relaxation->objective = model->constant;
	relaxation->iterations = qs_lp_iterations(cliques->lp);
	for (int v = 0; v < model->n; v++)
	{
		relaxation->value[v] = fmin(1.0, fmax(0.0, cliques->value[v]));
		relaxation->objective += model->objective->linear[v] * relaxation->value[v];
	}
	memcpy(multiplier, qs_lp_dual(cliques->lp), (size_t) strong->m * sizeof(double));
	qs_rows_effective(strong, lower, upper);
	qs_multipliers_clamp(lower, upper, strong->m, multiplier);
	relaxation->bound = qs_multiplier_bound(host, strong, strong->objective->linear,
											strong->constant, lower, upper, multiplier,
											relaxation->reduced_cost);
	spread(cliques, multiplier, relaxation->dual);
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
	Cliques		cliques = {
		.host = host,
		.model = model,
		.structure = structure,
		.capacity = 1,
		.start = QS_ARRAY0(host, int64_t, 1),
		.mark = QS_ARRAY0(host, int32_t, model->n),
		.candidate = QS_ARRAY(host, int32_t, model->n),
		.current = QS_ARRAY(host, int32_t, model->n),
		.taken = QS_ARRAY0(host, uint8_t, model->n),
		.value = QS_ARRAY0(host, double, model->n),
	};
	QsLpOutcome outcome;
	int32_t    *first;

	cover_vertices(&cliques);
	cliques.lp = qs_lp_create(host, model->n, 0, no_columns, NULL, NULL,
							  model->objective->linear, NULL, NULL);
	first = QS_ARRAY(host, int32_t, cliques.count);
	for (int c = 0; c < cliques.count; c++)
		first[c] = c;
	load(&cliques, first, cliques.count);
	qs_free(host, first);
	outcome = solve(&cliques, max_iterations);
	*out = outcome == QS_LP_OPTIMAL ? relaxation_create(&cliques) : NULL;
	qs_lp_free(cliques.lp);
	qs_free(host, no_columns);
	qs_free(host, cliques.row);
	qs_free(host, cliques.inside);
	qs_free(host, cliques.value);
	qs_free(host, cliques.start);
	qs_free(host, cliques.member);
	qs_free(host, cliques.mark);
	qs_free(host, cliques.candidate);
	qs_free(host, cliques.current);
	qs_free(host, cliques.taken);
	/* no set packing program is infeasible */
	return outcome == QS_LP_OPTIMAL ? QS_OK
		: outcome == QS_LP_INTERRUPTED ? QS_INTERRUPTED : QS_LIMIT;
}
