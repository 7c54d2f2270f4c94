/*
 * contraction_reduce.c
 *	  The model a contraction leaves, and the way between its variables and the base's.
 */
#include "model/contraction_internal.h"

#include <math.h>
#include <string.h>

static int32_t *
number_roots(QsHost *host, QsContraction *contraction, QsReduced *reduced)
{
	reduced->index = QS_ARRAY(host, int32_t, contraction->n);
	reduced->root = QS_ARRAY(host, int32_t, contraction->roots);
	for (int i = 0; i < contraction->n; i++)
	{
		reduced->index[i] = -1;
		if (contraction->parent[i] == i)
		{
			reduced->index[i] = reduced->n;
			reduced->root[reduced->n++] = i;
		}
	}
	return reduced->index;
}

/* Add c * x_a * x_b of the base model, a <> b, in terms of the roots. */
static void
add_product(QsContraction *contraction, const int32_t *index, double c, int a, int b,
			double *constant, double *linear, QsTerm *terms, int64_t *count)
{
	bool		flip_a,
				flip_b;
	int			root_a = qs_contraction_find(contraction, a, &flip_a);
	int			root_b = qs_contraction_find(contraction, b, &flip_b);

	/* x = u + s * y with (u, s) = (0, 1) or (1, -1); a reference has y = 0 */
	double		ua = flip_a ? 1.0 : 0.0,
				sa = root_a == QS_REFERENCE ? 0.0 : (flip_a ? -1.0 : 1.0);
	double		ub = flip_b ? 1.0 : 0.0,
				sb = root_b == QS_REFERENCE ? 0.0 : (flip_b ? -1.0 : 1.0);

	*constant += c * ua * ub;
	if (sa != 0.0)
		linear[index[root_a]] += c * sa * ub;
	if (sb != 0.0)
		linear[index[root_b]] += c * sb * ua;
	if (sa * sb != 0.0)
	{
		if (root_a == root_b)
			linear[index[root_a]] += c * sa * sb;
		else
			terms[(*count)++] = (QsTerm) {index[root_a], index[root_b], c * sa * sb};
	}
}

static void
add_linear(QsContraction *contraction, const int32_t *index, double c, int a,
		   double *constant, double *linear)
{
	bool		flip;
	int			root = qs_contraction_find(contraction, a, &flip);

	if (flip)
		*constant += c;
	if (root != QS_REFERENCE)
		linear[index[root]] += flip ? -c : c;
}

static QsQubo *
reduce_objective(QsHost *host, QsContraction *contraction, const QsReduced *reduced,
				 double *constant)
{
	const QsModel *base = contraction->base;
	const QsQubo *objective = base->objective;
	double	   *linear = QS_ARRAY0(host, double, reduced->n);
	int64_t		capacity = qs_qubo_pairs(objective) + reduced->n;
	int64_t		count = 0;
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, capacity);
	QsQubo	   *result;

	for (int i = 0; i < base->n; i++)
	{
		add_linear(contraction, reduced->index, objective->linear[i], i, constant, linear);
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			if (objective->neighbour[k] < i)
				add_product(contraction, reduced->index, objective->weight[k],
							objective->neighbour[k], i, constant, linear, terms, &count);
		if ((i & 1023) == 0)
			qs_check(host);
	}
	for (int r = 0; r < reduced->n; r++)
		if (linear[r] != 0.0)
			terms[count++] = (QsTerm) {r, r, linear[r]};
	count = qs_terms_canonicalise(host, terms, count);
	result = qs_qubo_create(host, reduced->n, 0.0, terms, count);
	qs_free(host, terms);
	qs_free(host, linear);
	return result;
}

/*
 * The objective of an assignment whose variables are partly fixed: only those
 * not fixed to zero matter ("live"), and there are few of them.
 */
static QsQubo *
reduce_matrices(QsHost *host, QsContraction *contraction, const QsReduced *reduced,
				double *constant)
{
	const QsModel *base = contraction->base;
	int32_t    *live = QS_ARRAY(host, int32_t, base->n);
	int64_t		live_count = 0;
	double	   *linear = QS_ARRAY0(host, double, reduced->n);
	int64_t		capacity = (int64_t) reduced->n * 4 + 1024;
	int64_t		count = 0;
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, capacity);
	int			order = base->assignment->order;
	size_t		o = (size_t) order;
	QsQubo	   *result;

	for (int v = 0; v < base->n; v++)
	{
		bool		flip;
		int			root = qs_contraction_find(contraction, v, &flip);

		if (root == QS_REFERENCE && !flip)
			continue;
		live[live_count++] = v;
	}
	for (int64_t k = 0; k < live_count; k++)
	{
		int			v = live[k];
		int			f = v / order,
					l = v % order;
		const QsAssignment *a = base->assignment;
		double		own = a->flow[(size_t) f * o + (size_t) f] * a->distance[(size_t) l * o + (size_t) l] +
			(a->cost ? a->cost[(size_t) v] : 0.0) + base->objective->linear[v];

		add_linear(contraction, reduced->index, own, v, constant, linear);
		if (count + k > capacity)
		{
			int64_t		grown = 2 * capacity + k;

			terms = qs_realloc(host, terms, (size_t) count, (size_t) grown, sizeof(QsTerm));
			capacity = grown;
		}
		for (int64_t e = 0; e < k; e++)
		{
			int			w = live[e];

			/* two cells of one row or column never stand together */
			if (w / order == f || w % order == l)
				continue;
			add_product(contraction, reduced->index, qs_model_pair(base, w, v), w, v,
						constant, linear, terms, &count);
		}
		qs_check(host);
	}
	terms = qs_realloc(host, terms, (size_t) count, (size_t) (count + reduced->n), sizeof(QsTerm));
	for (int r = 0; r < reduced->n; r++)
		if (linear[r] != 0.0)
			terms[count++] = (QsTerm) {r, r, linear[r]};
	count = qs_terms_canonicalise(host, terms, count);
	result = qs_qubo_create(host, reduced->n, 0.0, terms, count);
	qs_free(host, terms);
	qs_free(host, linear);
	qs_free(host, live);
	return result;
}

typedef struct RowSet
{
	int			m;
	int64_t    *start;
	int32_t    *variable;
	double	   *value;
	double	   *lower;
	double	   *upper;
	double	   *tolerance;
	int32_t    *origin;
	double	   *sum;			/* reduced n: scratch, zero between rows */
	uint8_t    *seen;			/* reduced n: likewise */
} RowSet;

/* Sum a row's coefficients on the roots, behind the rows there are; returns what of it
 * is constant.  *end: entries then, those that cancel left out. */
static double
gather_row(QsContraction *contraction, const QsReduced *reduced, int r, RowSet *rows,
		   int64_t *end)
{
	const QsModel *base = contraction->base;
	int64_t		first = rows->start[rows->m];
	int64_t		filled = first;
	int64_t		kept = first;
	double		shift = 0.0;

	for (int64_t k = base->row_start[r]; k < base->row_start[r + 1]; k++)
	{
		bool		flip;
		int			root = qs_contraction_find(contraction, base->row_variable[k], &flip);
		double		value = base->row_value[k];

		if (flip)
		{
			shift += value;
			value = -value;
		}
		if (root == QS_REFERENCE)
			continue;
		root = reduced->index[root];
		rows->sum[root] += value;
		if (!rows->seen[root])
		{
			rows->seen[root] = 1;
			rows->variable[filled++] = root;
		}
	}
	for (int64_t k = first; k < filled; k++)
	{
		int			root = rows->variable[k];

		if (rows->sum[root] != 0.0)
		{
			rows->variable[kept] = root;
			rows->value[kept++] = rows->sum[root];
		}
		rows->sum[root] = 0.0;
		rows->seen[root] = 0;
	}
	*end = kept;
	return shift;
}

/* A row with nothing left in it holds, or breaks the model. */
static void
judge_constant_row(const QsModel *base, int r, double activity, QsReduced *reduced)
{
	double		tolerance = qs_model_row_tolerance(base, r);

	if (reduced->infeasible ||
		(activity <= base->row_upper[r] + tolerance && activity >= base->row_lower[r] - tolerance))
		return;
	reduced->infeasible = true;
	reduced->broken_row = r;
}

static RowSet
reduce_rows(QsHost *host, QsContraction *contraction, QsReduced *reduced)
{
	const QsModel *base = contraction->base;
	int64_t		nonzeros = base->row_start[base->m];
	RowSet		rows = {
		.start = QS_ARRAY0(host, int64_t, (size_t) base->m + 1),
		.variable = QS_ARRAY(host, int32_t, nonzeros),
		.value = QS_ARRAY(host, double, nonzeros),
		.lower = QS_ARRAY(host, double, base->m),
		.upper = QS_ARRAY(host, double, base->m),
		.tolerance = QS_ARRAY(host, double, base->m),
		.origin = QS_ARRAY(host, int32_t, base->m),
		.sum = QS_ARRAY0(host, double, reduced->n),
		.seen = QS_ARRAY0(host, uint8_t, reduced->n),
	};

	reduced->broken_row = -1;
	for (int r = 0; r < base->m; r++)
	{
		int64_t		end;
		double		shift = gather_row(contraction, reduced, r, &rows, &end);

		if (end == rows.start[rows.m])
		{
			judge_constant_row(base, r, shift, reduced);
			continue;
		}
		rows.lower[rows.m] = base->row_lower[r] - shift;
		rows.upper[rows.m] = base->row_upper[r] - shift;
		rows.tolerance[rows.m] = base->row_tolerance[r];
		rows.origin[rows.m] = base->row_origin[r];
		rows.start[++rows.m] = end;
		if ((r & 1023) == 0)
			qs_check(host);
	}
	qs_free(host, rows.sum);
	qs_free(host, rows.seen);
	return rows;
}

QsReduced *
qs_contraction_reduce(QsHost *host, QsContraction *contraction)
{
	const QsModel *base = contraction->base;
	QsReduced  *reduced = QS_NEW(host, QsReduced);
	double		constant = base->constant;
	RowSet		rows;
	QsQubo	   *objective;

	number_roots(host, contraction, reduced);
	reduced->broken_row = -1;
	if (base->assignment)
	{
		reduced->model = qs_contraction_subgrid(host, contraction);
		if (reduced->model)
			return reduced;
	}
	rows = reduce_rows(host, contraction, reduced);
	if (base->assignment)
		objective = reduce_matrices(host, contraction, reduced, &constant);
	else
		objective = reduce_objective(host, contraction, reduced, &constant);
	reduced->model = qs_model_assemble(host, reduced->n, base->maximise, constant, objective,
									   rows.m, rows.start, rows.variable, rows.value,
									   rows.lower, rows.upper, rows.tolerance, rows.origin);
	reduced->model->exponent = base->exponent;
	reduced->model->tolerance = base->tolerance;
	return reduced;
}

void
qs_reduced_free(QsHost *host, QsReduced *reduced)
{
	if (reduced == NULL)
		return;
	qs_model_free(host, reduced->model);
	qs_free(host, reduced->root);
	qs_free(host, reduced->index);
	qs_free(host, reduced);
}

void
qs_contraction_expand(QsContraction *contraction, const QsReduced *reduced,
					  const uint8_t *x_reduced, uint8_t *x)
{
	for (int i = 0; i < contraction->n; i++)
	{
		bool		flip;
		int			root = qs_contraction_find(contraction, i, &flip);
		uint8_t		value = root == QS_REFERENCE ? 0 : x_reduced[reduced->index[root]];

		x[i] = value ^ (uint8_t) flip;
	}
}

void
qs_contraction_restrict(QsContraction *contraction, const QsReduced *reduced,
						const uint8_t *x, uint8_t *x_reduced, int *contradicted)
{
	int			count = 0;

	for (int r = 0; r < reduced->n; r++)
		x_reduced[r] = x[reduced->root[r]];
	for (int i = 0; i < contraction->n; i++)
	{
		bool		flip;
		int			root = qs_contraction_find(contraction, i, &flip);
		uint8_t		value = root == QS_REFERENCE ? 0 : x[root];

		count += x[i] != (value ^ (uint8_t) flip);
	}
	if (contradicted)
		*contradicted = count;
}
