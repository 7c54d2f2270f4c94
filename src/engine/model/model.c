/*
 * model.c
 *	  The constrained binary quadratic model: assemble, evaluate, check.
 */
#include "model/model.h"

#include <math.h>
#include <string.h>

#include "base/decimal_scale.h"

/* Sums of integers whose magnitudes add up to less are exact */
#define EXACT_OBJECTIVE		0x1p53

/* Products of an assignment add up to less, or do not count as integers */
#define EXACT_ASSIGNMENT	0x1p52

static void
build_columns(QsHost *host, QsModel *model)
{
	int64_t		nonzeros = model->row_start[model->m];
	int64_t    *fill;

	model->column_start = QS_ARRAY0(host, int64_t, (size_t) model->n + 1);
	model->column_row = QS_ARRAY(host, int32_t, nonzeros);
	model->column_value = QS_ARRAY(host, double, nonzeros);
	for (int64_t k = 0; k < nonzeros; k++)
		model->column_start[model->row_variable[k] + 1]++;
	for (int i = 0; i < model->n; i++)
		model->column_start[i + 1] += model->column_start[i];
	fill = QS_ARRAY(host, int64_t, model->n);
	if (model->n > 0)
		memcpy(fill, model->column_start, (size_t) model->n * sizeof(int64_t));
	for (int r = 0; r < model->m; r++)
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
		{
			int64_t		at = fill[model->row_variable[k]]++;

			model->column_row[at] = r;
			model->column_value[at] = model->row_value[k];
		}
	qs_free(host, fill);
}

/* Rows from columns: a transpose back sorts every row by variable. */
static void
sort_rows(QsModel *model, int64_t *fill)
{
	memcpy(fill, model->row_start, (size_t) model->m * sizeof(int64_t));
	for (int i = 0; i < model->n; i++)
		for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
		{
			int64_t		at = fill[model->column_row[k]]++;

			model->row_variable[at] = i;
			model->row_value[at] = model->column_value[k];
		}
}

static bool
is_integer(double value)
{
	return fabs(value) < 0x1p52 && value == rint(value);
}

/* Sum of the magnitudes of a matrix, infinite if one entry is no integer */
static double
integer_total(const double *matrix, size_t cells)
{
	double		total = 0.0;

	for (size_t k = 0; k < cells; k++)
	{
		if (!is_integer(matrix[k]))
			return INFINITY;
		total += fabs(matrix[k]);
	}
	return total;
}

static double
largest_magnitude(const double *matrix, size_t cells)
{
	double		largest = 0.0;

	for (size_t k = 0; k < cells; k++)
		largest = fmax(largest, fabs(matrix[k]));
	return largest;
}

/* Are all values of the quadratic part integers, and their sums exact? */
static bool
assignment_is_integral(const QsAssignment *a)
{
	size_t		cells = (size_t) a->order * (size_t) a->order;
	double		flow = integer_total(a->flow, cells);
	double		distance = integer_total(a->distance, cells);
	double		cost = a->cost ? integer_total(a->cost, cells) : 0.0;
	double		products = fmin(flow * largest_magnitude(a->distance, cells),
								distance * largest_magnitude(a->flow, cells));

	return isfinite(flow) && isfinite(distance) && products + cost < EXACT_ASSIGNMENT;
}

void
qs_model_classify_objective(QsModel *model)
{
	const QsQubo *objective = model->objective;
	double		total = is_integer(model->constant) ? fabs(model->constant) : INFINITY;

	total += integer_total(objective->linear, (size_t) model->n);
	if (isfinite(total))
		total += integer_total(objective->weight, (size_t) objective->start[model->n]) / 2.0;
	model->integral = total < EXACT_OBJECTIVE &&
		(model->assignment == NULL || assignment_is_integral(model->assignment));
	model->linear = qs_qubo_pairs(objective) == 0 && model->assignment == NULL;
}

QsModel *
qs_model_assemble(QsHost *host, int n, bool maximise, double constant,
				  QsQubo *objective, int m, int64_t *row_start, int32_t *row_variable,
				  double *row_value, double *row_lower, double *row_upper,
				  double *row_tolerance, int32_t *row_origin)
{
	QsModel    *model = QS_NEW(host, QsModel);
	int64_t    *fill;

	model->n = n;
	model->maximise = maximise;
	model->constant = constant;
	model->objective = objective;
	model->m = m;
	model->row_start = row_start;
	model->row_variable = row_variable;
	model->row_value = row_value;
	model->row_lower = row_lower;
	model->row_upper = row_upper;
	model->row_tolerance = row_tolerance;
	model->row_origin = row_origin;
	build_columns(host, model);
	fill = QS_ARRAY(host, int64_t, m);
	if (m > 0)
		sort_rows(model, fill);
	qs_free(host, fill);
	qs_model_classify_objective(model);
	return model;
}

void
qs_model_free(QsHost *host, QsModel *model)
{
	if (model == NULL)
		return;
	qs_qubo_free(host, model->objective);
	if (model->assignment)
	{
		qs_free(host, model->assignment->flow);
		qs_free(host, model->assignment->distance);
		qs_free(host, model->assignment->cost);
		qs_free(host, model->assignment);
	}
	qs_free(host, model->row_start);
	qs_free(host, model->row_variable);
	qs_free(host, model->row_value);
	qs_free(host, model->row_lower);
	qs_free(host, model->row_upper);
	qs_free(host, model->row_tolerance);
	qs_free(host, model->row_origin);
	qs_free(host, model->column_start);
	qs_free(host, model->column_row);
	qs_free(host, model->column_value);
	qs_free(host, model);
}

/* Diagonal (linear) coefficient of facility f at location l */
static double
assignment_linear(const QsAssignment *a, int f, int l)
{
	size_t		order = (size_t) a->order;
	size_t		ff = (size_t) f * order + (size_t) f;
	size_t		ll = (size_t) l * order + (size_t) l;
	double		value = a->flow[ff] * a->distance[ll];

	return a->cost ? value + a->cost[(size_t) f * order + (size_t) l] : value;
}

static double
assignment_pair(const QsAssignment *a, int f, int l, int g, int k)
{
	size_t		order = (size_t) a->order;

	return a->flow[(size_t) f * order + (size_t) g] * a->distance[(size_t) l * order + (size_t) k] +
		a->flow[(size_t) g * order + (size_t) f] * a->distance[(size_t) k * order + (size_t) l];
}

static double
assignment_objective(const QsAssignment *a, const uint8_t *x)
{
	double		sum = 0.0;
	int			order = a->order;

	for (int v = 0; v < order * order; v++)
	{
		if (!x[v])
			continue;
		sum += assignment_linear(a, v / order, v % order);
		for (int w = 0; w < v; w++)
			if (x[w])
				sum += assignment_pair(a, v / order, v % order, w / order, w % order);
	}
	return sum;
}

static double
permutation_objective(const QsAssignment *a, const uint8_t *x, bool *is_permutation)
{
	size_t		order = (size_t) a->order;
	double		sum = 0.0;

	/* x is order^2 bytes; find each facility's location on the fly */
	for (size_t f = 0; f < order; f++)
	{
		const uint8_t *first = memchr(x + f * order, 1, order);

		if (first == NULL ||
			memchr(first + 1, 1, (size_t) (x + (f + 1) * order - (first + 1))) != NULL)
		{
			*is_permutation = false;
			return 0.0;
		}
	}
	*is_permutation = true;
	for (size_t f = 0; f < order; f++)
	{
		size_t		l = (size_t) ((const uint8_t *) memchr(x + f * order, 1, order) - (x + f * order));

		sum += a->flow[f * order + f] * a->distance[l * order + l];
		if (a->cost)
			sum += a->cost[f * order + l];
		for (size_t g = 0; g < f; g++)
		{
			size_t		k = (size_t) ((const uint8_t *) memchr(x + g * order, 1, order) - (x + g * order));

			sum += a->flow[f * order + g] * a->distance[l * order + k] +
				a->flow[g * order + f] * a->distance[k * order + l];
		}
	}
	return sum;
}

double
qs_model_objective(const QsModel *model, const uint8_t *x)
{
	double		value = model->constant + qs_qubo_energy(model->objective, x);

	if (model->assignment)
	{
		bool		one_per_facility;
		double		part = permutation_objective(model->assignment, x, &one_per_facility);

		value += one_per_facility ? part : assignment_objective(model->assignment, x);
	}
	return value;
}

double
qs_model_report(const QsModel *model, double objective)
{
	return qs_decimal_shift(model->maximise ? 0.0 - objective : objective, model->exponent);
}

double
qs_model_accept(const QsModel *model, double value)
{
	return qs_decimal_shift(model->maximise ? 0.0 - value : value, -model->exponent);
}

double
qs_model_pair(const QsModel *model, int a, int b)
{
	const QsQubo *objective = model->objective;
	int64_t		low = objective->start[a];
	int64_t		high = objective->start[a + 1];
	double		value = 0.0;

	while (low < high)
	{
		int64_t		middle = (low + high) / 2;

		if (objective->neighbour[middle] < b)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < objective->start[a + 1] && objective->neighbour[low] == b)
		value = objective->weight[low];
	if (model->assignment)
	{
		int			order = model->assignment->order;

		value += assignment_pair(model->assignment, a / order, a % order, b / order, b % order);
	}
	return value;
}

double
qs_model_activity(const QsModel *model, int row, const uint8_t *x)
{
	double		sum = 0.0;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		if (x[model->row_variable[k]])
			sum += model->row_value[k];
	return sum;
}

void
qs_model_activities(const QsModel *model, const uint8_t *x, double *activity)
{
	for (int r = 0; r < model->m; r++)
		activity[r] = qs_model_activity(model, r, x);
}

static double
row_excess(const QsModel *model, int row, const uint8_t *x)
{
	double		activity = qs_model_activity(model, row, x);
	double		excess = fmax(activity - model->row_upper[row], model->row_lower[row] - activity);

	return excess > qs_model_row_tolerance(model, row) ? excess : 0.0;
}

bool
qs_model_feasible(const QsModel *model, const uint8_t *x)
{
	for (int r = 0; r < model->m; r++)
		if (row_excess(model, r, x) > 0.0)
			return false;
	return true;
}

double
qs_model_violation(const QsModel *model, const uint8_t *x)
{
	double		sum = 0.0;

	for (int r = 0; r < model->m; r++)
		sum += row_excess(model, r, x);
	return sum;
}

void
qs_assignment_to_bits(int order, const int *location, uint8_t *x)
{
	memset(x, 0, (size_t) order * (size_t) order);
	for (int f = 0; f < order; f++)
		x[(size_t) f * (size_t) order + (size_t) location[f]] = 1;
}
