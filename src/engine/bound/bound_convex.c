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

#define TURNS			60
#define PLAIN_TURNS		5		/* before products are priced, at most */
#define TURNS_WITHOUT	3		/* turns without gain after which steps are halved, and ... */
#define HALVINGS		6		/* ... after so many halvings it ends */
#define TOLERANCE		1e-6	/* of the semidefinite relaxation */
#define SWEEPS			300
#define WORK			1.5e9	/* estimated nanoseconds of all */
#define FIRST_STEP		0.2		/* of the bound, or ... */
#define FIRST_SHARE		0.01	/* ... of all coefficients together, aimed at by the first steps */
#define TURNS_SHARE		0.6		/* of the time there is */
#define LEAST_WEIGHT	0.02	/* of a variable: x (1 - x) is 1/4 at most */
#define DAMPING			0.3		/* of what weights change by in a turn */
#define GAIN			1e-4	/* of the bound: less is none */
#define LARGEST			0x1p20	/* coefficient of a row that is squared */

/* constant + linear.x + x'Mx, M without a diagonal; equal to the objective on feasible x */
typedef struct Form
{
	QsHost	   *host;
	const QsModel *model;
	size_t		n;
	double		constant;
	double	   *linear;
	double	   *whole;			/* n x n: M before products are priced */
	double	   *price;			/* n x n: of the products x_i x_j, none of which is negative; of
								 * conflicts, whose products are 0, of any sign */
	uint8_t    *kind;			/* n x n: of each product */
	double	   *pairs;			/* n x n: M = whole - price / 2 */
	double	   *weight;			/* n: x (1 - x) of the latest point */
	double	   *diagonal;		/* n: makes M positive semidefinite */
	double	   *matrix;			/* n x n: M with it */
	double	   *shifted;		/* n: linear without it */
	double	   *point;			/* n */
	double	   *best_diagonal;
	double	   *best_point;
	double	   *best_price;
	double	   *best_weight;	/* that the best diagonal was found for */
	double	   *used_weight;	/* and the latest */
	double	   *product;		/* n x n: what the semidefinite solution takes x_i x_j for */
	double		best;			/* bound of these, about */
	double		span;			/* sum of magnitudes of the objective's coefficients */
	double		work;
} Form;

typedef enum ProductKind
{
	PRODUCT_NONE,				/* not priced */
	PRODUCT_PAIR,				/* of the objective */
	PRODUCT_CONFLICT
} ProductKind;

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
				form->whole[i * form->n + (size_t) model->row_variable[l]] +=
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

static void
mark_products(Form *form, const QsStructure *structure)
{
	const QsQubo *objective = form->model->objective;
	size_t		n = form->n;

	for (size_t i = 0; i < n; i++)
	{
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			form->kind[i * n + (size_t) objective->neighbour[k]] = PRODUCT_PAIR;
		if (structure->conflict_start)
			for (int64_t k = structure->conflict_start[i]; k < structure->conflict_start[i + 1]; k++)
				form->kind[i * n + (size_t) structure->conflict[k]] = PRODUCT_CONFLICT;
	}
}

static Form *
form_create(QsHost *host, const QsModel *model, const QsStructure *structure)
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
	form->whole = QS_ARRAY0(host, double, n * n);
	form->price = QS_ARRAY0(host, double, n * n);
	form->best_price = QS_ARRAY0(host, double, n * n);
	form->best_weight = QS_ARRAY0(host, double, n);
	form->used_weight = QS_ARRAY0(host, double, n);
	form->product = QS_ARRAY0(host, double, n * n);
	form->kind = QS_ARRAY0(host, uint8_t, n * n);
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
		form->span += fabs(objective->linear[i]);
		form->weight[i] = 0.25;
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			form->whole[i * n + (size_t) objective->neighbour[k]] = objective->weight[k] / 2.0;
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			form->span += fabs(objective->weight[k]) / 2.0;
	}
	for (int r = 0; r < model->m; r++)
		if (can_be_squared(model, r, &rhs))
			add_square(form, r, rhs, influence);
	memcpy(form->pairs, form->whole, n * n * sizeof(double));
	mark_products(form, structure);
	return form;
}

static void
form_free(Form *form)
{
	QsHost	   *host = form->host;

	qs_free(host, form->linear);
	qs_free(host, form->whole);
	qs_free(host, form->price);
	qs_free(host, form->best_price);
	qs_free(host, form->best_weight);
	qs_free(host, form->used_weight);
	qs_free(host, form->product);
	qs_free(host, form->kind);
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
	{
		form->diagonal[i] = sdp->norm[i] / (2.0 * form->weight[i]);
		for (size_t j = 0; j < i; j++)
			if (form->kind[i * form->n + j] != PRODUCT_NONE)
				form->product[i * form->n + j] = sqrt(form->weight[i] * form->weight[j]) *
					qs_sdp_pair(sdp, (int) i, (int) j);
		if ((i & 31) == 0)
			qs_check(host);
	}
	form->work += (double) sdp->rank * (0.3 * sdp->sweeps * (double) ising->start[form->n] +
										(double) form->n * (double) form->n);
	qs_sdp_free(host, sdp);
	qs_ising_free(host, ising);
	return status != QS_INTERRUPTED && make_definite(form, seed);
}

/* ---- turns -------------------------------------------------------------- */

static void
keep_best(Form *form, double reached)
{
	form->best = reached;
	memcpy(form->best_diagonal, form->diagonal, form->n * sizeof(double));
	memcpy(form->best_point, form->point, form->n * sizeof(double));
	memcpy(form->best_weight, form->used_weight, form->n * sizeof(double));
	memcpy(form->best_price, form->price, form->n * form->n * sizeof(double));
}

/* A diagonal, the point of the least, and what bound they come to */
static QsStatus
turn(Form *form, uint64_t seed, double *reached)
{
	double		work;

	QsConvex	function = {.n = form->n, .matrix = form->matrix, .linear = form->shifted};
	double		n = (double) form->n;
	double		value,
				gap;
	QsStatus	status;

	memcpy(form->used_weight, form->weight, form->n * sizeof(double));
	if (!find_diagonal(form, seed))
		return QS_INTERRUPTED;
	status = qs_convex_minimise(form->host, form->model, &function, form->point, &value, &gap, &work);
	if (status != QS_OK)
		return status;
	*reached = form->constant + value - gap;
	form->work += work + n * n * n / 3.0 + 200.0 * n * n;
	return QS_OK;
}

/* Weights for the next turn: so much of the way to those of the latest point */
static void
move_weights(Form *form, double share)
{
	for (size_t i = 0; i < form->n; i++)
		form->weight[i] += share *
			(fmax(LEAST_WEIGHT, form->point[i] * (1.0 - form->point[i])) - form->weight[i]);
}

/* What the price of a product would change by: products below 0 are priced higher */
static double
wanted(const Form *form, size_t i, size_t j)
{
	size_t		at = i * form->n + j;
	double		product;

	if (form->kind[at] == PRODUCT_NONE)
		return 0.0;
	product = form->product[at] + form->point[i] * form->point[j];
	if (form->kind[at] == PRODUCT_PAIR && product > 0.0 && form->price[at] <= 0.0)
		return 0.0;
	return -product;
}

/* Price the products so that the bound may come closer to `aim` above the latest. */
static bool
price_products(Form *form, double aim)
{
	size_t		n = form->n;
	double		square = 0.0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			square += wanted(form, i, j) * wanted(form, i, j);
	if (square < 1e-9)
		return false;
	for (size_t i = 0; i < n; i++)
	{
		for (size_t j = 0; j < i; j++)
		{
			size_t		at = i * n + j;
			double		price = form->price[at] + aim / square * wanted(form, i, j);

			if (form->kind[at] == PRODUCT_NONE)
				continue;
			if (form->kind[at] == PRODUCT_PAIR)
				price = fmax(price, 0.0);
			form->price[at] = form->price[j * n + i] = price;
			form->pairs[at] = form->pairs[j * n + i] = form->whole[at] - price / 2.0;
		}
		qs_check(form->host);
	}
	return true;
}

static bool
may_go_on(const Form *form)
{
	return form->work < WORK && !qs_time_up(form->host);
}

/* Turns of diagonal and point only, as long as they gain */
static QsStatus
run_plain_turns(Form *form, uint64_t seed)
{
	for (int k = 0; k < PLAIN_TURNS && (k == 0 || may_go_on(form)); k++)
	{
		double		reached;
		double		before = form->best;
		QsStatus	status = turn(form, seed, &reached);

		if (status != QS_OK)
			return status;
		if (reached > before)
			keep_best(form, reached);
		if (reached <= before + GAIN * (1.0 + fabs(before)))
			break;
		move_weights(form, 1.0);
	}
	return QS_OK;
}

/* Turns with prices, which ascend */
static QsStatus
run_priced_turns(Form *form, uint64_t seed)
{
	double		aim = fmax(FIRST_STEP * fabs(form->best), FIRST_SHARE * form->span);
	int			without = 0,
				halvings = 0;

	memcpy(form->weight, form->best_weight, form->n * sizeof(double));
	for (int k = 0; k < TURNS && may_go_on(form) && price_products(form, aim); k++)
	{
		double		reached;
		QsStatus	status = turn(form, seed, &reached);

		if (status != QS_OK)
			return status;
		without = reached > form->best + GAIN * (1.0 + fabs(form->best)) ? 0 : without + 1;
		if (reached > form->best)
			keep_best(form, reached);
		if (without >= TURNS_WITHOUT)
		{
			if (++halvings >= HALVINGS)
				break;
			aim /= 2.0;
			without = 0;
		}
		move_weights(form, DAMPING);
	}
	return QS_OK;
}

/* ---- the whole --------------------------------------------------------- */

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
			double		price = form->best_price[i * n + j];

			product += (form->whole[i * n + j] - price / 2.0) * form->best_point[j];
			magnitude += fabs(form->whole[i * n + j]) + fabs(price);
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
	double		deadline;
	QsStatus	status;

	if (model->assignment || model->linear || model->m == 0 || model->n < 2 ||
		model->n > QS_BOUND_CONVEX_MOST ||
		!qs_memory_fits(host, (double) model->n * model->n * 96.0 + model->n * 4000.0))
		return QS_UNSUPPORTED;
	form = form_create(host, model, structure);
	deadline = qs_share_time(host, TURNS_SHARE);
	status = run_plain_turns(form, seed);
	if (status == QS_OK && may_go_on(form))
		status = run_priced_turns(form, seed);
	host->deadline = deadline;
	if (form->best > -INFINITY)
		status = take_tangent(form, structure, out);
	else if (status == QS_OK)
		status = QS_LIMIT;
	form_free(form);
	return status;
}
