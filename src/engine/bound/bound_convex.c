/*
 * bound_convex.c
 *	  Convexification: diagonals by semidefinite duals, points by convex programs, in turn.
 */
#include "bound/bound_convex.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "bound/convex_program.h"
#include "bound/definite.h"
#include "model/ising.h"
#include "relax/sdp.h"
#include "rows/relax_rows.h"

#define TURNS			6
#define TOLERANCE		1e-6	/* of the semidefinite relaxation */
#define SWEEPS			300
#define LEAST_WEIGHT	0.02	/* of a variable: x (1 - x) is 1/4 at most */
#define GAIN			1e-3	/* of the bound a turn, or it was the last */
#define LARGEST			0x1p20	/* coefficient of a row that is squared */

/* constant + linear.x + x'Mx, M without a diagonal; equal to the objective on feasible x */
typedef struct Form
{
	QsHost	   *host;
	const QsModel *model;
	size_t		n;
	double		constant;
	double	   *linear;
	double	   *pairs;			/* n x n: M */
	double	   *weight;			/* n: x (1 - x) of the latest point */
	double	   *diagonal;		/* n: makes M positive semidefinite */
	double	   *matrix;			/* n x n: M with it */
	double	   *shifted;		/* n: linear without it */
	double	   *point;			/* n */
	double	   *best_diagonal;
	double	   *best_point;
	double		best;			/* bound of these, about */
} Form;

/* What changing one variable can gain, at most */
static double
largest_influence(const QsModel *model)
{
	double		largest = 0.0;

	for (int i = 0; i < model->n; i++)
	{
		double		sum = fabs(model->objective->linear[i]);

		for (int64_t k = model->objective->start[i]; k < model->objective->start[i + 1]; k++)
			sum += fabs(model->objective->weight[k]);
		largest = fmax(largest, sum);
	}
	return largest;
}

/* Add a multiple, a power of two, of (a.x - b)^2. */
static void
add_square(Form *form, int row, double rhs, double influence)
{
	const QsModel *model = form->model;
	int64_t		first = model->row_start[row];
	int64_t		end = model->row_start[row + 1];
	double		squares = 0.0,
				scale = 1.0;

	for (int64_t k = first; k < end; k++)
		squares += model->row_value[k] * model->row_value[k];
	squares /= (double) (end - first);
	while (scale * squares > influence && scale > 0x1p-60)
		scale /= 2.0;
	while (scale * squares < influence / 2.0 && scale < 0x1p60)
		scale *= 2.0;
	form->constant += scale * rhs * rhs;
	for (int64_t k = first; k < end; k++)
	{
		size_t		i = (size_t) model->row_variable[k];
		double		a = model->row_value[k];

		form->linear[i] += scale * a * (a - 2.0 * rhs);
		for (int64_t l = first; l < end; l++)
			if (l != k)
				form->pairs[i * form->n + (size_t) model->row_variable[l]] +=
					scale * a * model->row_value[l];
	}
	qs_check(form->host);
}

static bool
can_be_squared(const QsModel *model, int row, double *rhs)
{
	double		lower,
				upper;

	if (!qs_model_row_is_exact(model, row) || model->row_start[row + 1] - model->row_start[row] < 2)
		return false;
	qs_row_effective(model, row, &lower, &upper);
	if (lower != upper || fabs(upper) > LARGEST)
		return false;
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		if (fabs(model->row_value[k]) > LARGEST)
			return false;
	*rhs = upper;
	return true;
}

static Form *
form_create(QsHost *host, const QsModel *model)
{
	const QsQubo *objective = model->objective;
	Form	   *form = QS_NEW(host, Form);
	size_t		n = (size_t) model->n;
	double		influence = largest_influence(model);
	double		rhs;

	form->host = host;
	form->model = model;
	form->n = n;
	form->constant = model->constant;
	form->best = -INFINITY;
	form->linear = QS_ARRAY(host, double, n);
	form->pairs = QS_ARRAY0(host, double, n * n);
	form->matrix = QS_ARRAY0(host, double, n * n);
	form->weight = QS_ARRAY(host, double, n);
	form->diagonal = QS_ARRAY0(host, double, n);
	form->shifted = QS_ARRAY0(host, double, n);
	form->point = QS_ARRAY0(host, double, n);
	form->best_diagonal = QS_ARRAY0(host, double, n);
	form->best_point = QS_ARRAY0(host, double, n);
	for (size_t i = 0; i < n; i++)
	{
		form->linear[i] = objective->linear[i];
		form->weight[i] = 0.25;
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			form->pairs[i * n + (size_t) objective->neighbour[k]] = objective->weight[k] / 2.0;
	}
	for (int r = 0; r < model->m; r++)
		if (can_be_squared(model, r, &rhs))
			add_square(form, r, rhs, influence);
	return form;
}

static void
form_free(Form *form)
{
	QsHost	   *host = form->host;

	qs_free(host, form->linear);
	qs_free(host, form->pairs);
	qs_free(host, form->matrix);
	qs_free(host, form->weight);
	qs_free(host, form->diagonal);
	qs_free(host, form->shifted);
	qs_free(host, form->point);
	qs_free(host, form->best_diagonal);
	qs_free(host, form->best_point);
	qs_free(host, form);
}

/* ---- the diagonal ------------------------------------------------------- */

/* W^1/2 M W^1/2 as couplings: its semidefinite dual is the diagonal of least weighted sum */
static QsIsing *
weighted_couplings(const Form *form)
{
	QsHost	   *host = form->host;
	size_t		n = form->n;
	QsIsing    *ising = QS_NEW(host, QsIsing);
	int64_t		count = 0;

	for (size_t k = 0; k < n * n; k++)
		count += form->pairs[k] != 0.0;
	ising->n = (int) n;
	ising->field = QS_ARRAY0(host, double, n);
	ising->start = QS_ARRAY0(host, int64_t, n + 1);
	ising->neighbour = QS_ARRAY(host, int32_t, count);
	ising->coupling = QS_ARRAY(host, double, count);
	count = 0;
	for (size_t i = 0; i < n; i++)
	{
		for (size_t j = 0; j < n; j++)
			if (form->pairs[i * n + j] != 0.0)
			{
				ising->neighbour[count] = (int32_t) j;
				ising->coupling[count++] = 2.0 * form->pairs[i * n + j] *
					sqrt(form->weight[i] * form->weight[j]);
			}
		ising->start[i + 1] = count;
	}
	return ising;
}

static void
multiply(const void *context, const double *x, double *product)
{
	const Form *form = context;

	for (size_t i = 0; i < form->n; i++)
	{
		const double *row = form->matrix + i * form->n;
		double		sum = 0.0;

		for (size_t j = 0; j < form->n; j++)
			sum += row[j] * x[j];
		product[i] = sum;
	}
}

/* Fill in the matrix with the diagonal, which is moved until no eigenvalue is negative;
 * false at the deadline. */
static bool
make_definite(Form *form, uint64_t seed)
{
	QsHost	   *host = form->host;
	size_t		n = form->n;
	size_t		cells = n * (n + 1) / 2;
	QsSymmetric symmetric = {
		.host = host, .size = n,
		.entry = QS_ARRAY(host, double, cells),
		.factor = QS_ARRAY(host, double, cells),
	};
	double		least;
	bool		finished;

	memcpy(form->matrix, form->pairs, n * n * sizeof(double));
	for (size_t i = 0; i < n; i++)
	{
		double		sum = fabs(form->diagonal[i]);

		form->matrix[i * n + i] = form->diagonal[i];
		memcpy(qs_triangle_row(symmetric.entry, i), form->matrix + i * n, (i + 1) * sizeof(double));
		for (size_t j = 0; j < n; j++)
			sum += fabs(form->pairs[i * n + j]);
		symmetric.row_sum = fmax(symmetric.row_sum, sum);
	}
	finished = qs_least_eigenvalue(&symmetric, qs_estimate_least(host, n, multiply, form, seed),
								   &least);
	for (size_t i = 0; i < n; i++)
	{
		form->diagonal[i] -= least;
		form->diagonal[i] += 0x1p-50 * (fabs(form->diagonal[i]) + fabs(least));
		form->matrix[i * n + i] = form->diagonal[i];
		form->shifted[i] = form->linear[i] - form->diagonal[i];
	}
	qs_free(host, symmetric.entry);
	qs_free(host, symmetric.factor);
	return finished;
}

static bool
find_diagonal(Form *form, uint64_t seed)
{
	QsHost	   *host = form->host;
	QsIsing    *ising = weighted_couplings(form);
	QsRandom	random;
	QsSdp	   *sdp;
	QsStatus	status;

	qs_random_seed(&random, seed, 0);
	status = qs_sdp_solve(host, ising, TOLERANCE, SWEEPS, &random, &sdp);
	for (size_t i = 0; i < form->n; i++)
		form->diagonal[i] = sdp->norm[i] / (2.0 * form->weight[i]);
	qs_sdp_free(host, sdp);
	qs_ising_free(host, ising);
	return status != QS_INTERRUPTED && make_definite(form, seed);
}

/* ---- the whole ---------------------------------------------------------- */

static QsStatus
turn(Form *form, uint64_t seed, double *reached)
{
	QsConvex	function = {.n = form->n, .matrix = form->matrix, .linear = form->shifted};
	double		value,
				gap;
	QsStatus	status;

	if (!find_diagonal(form, seed))
		return QS_INTERRUPTED;
	status = qs_convex_minimise(form->host, form->model, &function, form->point, &value, &gap);
	if (status != QS_OK)
		return status;
	*reached = form->constant + value - gap;
	if (*reached > form->best || form->best == -INFINITY)
	{
		form->best = *reached;
		memcpy(form->best_diagonal, form->diagonal, form->n * sizeof(double));
		memcpy(form->best_point, form->point, form->n * sizeof(double));
	}
	for (size_t i = 0; i < form->n; i++)
		form->weight[i] = fmax(LEAST_WEIGHT, form->point[i] * (1.0 - form->point[i]));
	return QS_OK;
}

/* The tangent at the best point, everything rounded down */
static QsStatus
take_tangent(const Form *form, const QsStructure *structure, QsUnderestimate *out)
{
	QsHost	   *host = form->host;
	size_t		n = form->n;
	double	   *cost = QS_ARRAY(host, double, n);
	double		constant = form->constant,
				lost = fabs(form->constant) * 0x1p-48;
	QsStatus	status;

	for (size_t i = 0; i < n; i++)
	{
		double		d = form->best_diagonal[i];
		double		product = d * form->best_point[i];
		double		magnitude = fabs(d);

		for (size_t j = 0; j < n; j++)
		{
			product += form->pairs[i * n + j] * form->best_point[j];
			magnitude += fabs(form->pairs[i * n + j]);
		}
		cost[i] = form->linear[i] - d + 2.0 * product;
		cost[i] -= 0x1p-50 * ((double) n + 8.0) * (2.0 * magnitude + fabs(form->linear[i]));
		constant -= product * form->best_point[i];
		/* of the product, and of sums and differences that made the form */
		lost += 0x1p-50 * ((double) n + 8.0) * (magnitude * form->best_point[i]) +
			0x1p-51 * (magnitude + 4.0 * fabs(form->linear[i]));
	}
	status = qs_underestimate_by(host, form->model, structure, cost,
								 nextafter(constant - lost, -INFINITY), out);
	qs_free(host, cost);
	return status;
}

QsStatus
qs_bound_convex(QsHost *host, const QsModel *model, const QsStructure *structure, uint64_t seed,
				QsUnderestimate *out)
{
	Form	   *form;
	QsStatus	status = QS_OK;
	double		last = -INFINITY;

	if (model->assignment || model->linear || model->m == 0 || model->n < 2 ||
		model->n > QS_BOUND_CONVEX_MOST ||
		!qs_memory_fits(host, (double) model->n * model->n * 64.0 + model->n * 4000.0))
		return QS_UNSUPPORTED;
	form = form_create(host, model);
	for (int k = 0; k < TURNS && status == QS_OK && !qs_time_up(host); k++)
	{
		double		reached = -INFINITY;

		status = turn(form, seed, &reached);
		if (status == QS_OK && reached - last < GAIN * (1.0 + fabs(last)) && k > 1)
			break;
		last = fmax(last, reached);
	}
	if (form->best > -INFINITY)
		status = take_tangent(form, structure, out);
	else if (status == QS_OK)
		status = QS_LIMIT;
	form_free(form);
	return status;
}
