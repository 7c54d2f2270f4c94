/*
 * bound_sdp.c
 *	  The semidefinite bound, certified.
 */
#include "bound/bound_sdp.h"

#include <math.h>
#include <string.h>

#include <lapacke.h>

#include "model/ising.h"
#include "relax/sdp.h"
#include "rows/relax_rows.h"

#define TOLERANCE		1e-6	/* of the low-rank solution; more would be lost on floats */
#define SWEEPS			400
#define SEARCH_TOLERANCE	1e-4	/* while the factor of the conflicts is looked for */
#define SEARCH_SWEEPS	40
#define SCALE_LEAST		(-7.0)	/* powers of two: range of that factor */
#define SCALE_MOST		1.0
#define SCALE_STEPS		7
#define MOST_PAIRS		3000000
#define ATTEMPTS		12		/* factorisations, each with a larger shift */
#define LEAST_SHIFT		1e-7	/* relative to the largest row sum */
#define LANCZOS_STEPS	80

/* ---- what vanishes on feasible x -------------------------------------- */

typedef struct Terms
{
	QsTerm	   *term;
	int64_t		count;
	int64_t		capacity;
	double		constant;
} Terms;

static void
add_term(QsHost *host, Terms *terms, int i, int j, double coefficient)
{
	if (terms->count == terms->capacity)
	{
		int64_t		capacity = 2 * terms->capacity + 1024;

		terms->term = qs_realloc(host, terms->term, (size_t) terms->count, (size_t) capacity,
								 sizeof(QsTerm));
		terms->capacity = capacity;
	}
	terms->term[terms->count++] = (QsTerm) {i, j, coefficient};
}

/* The most that changing x_i alone can gain */
static double
influence(const QsModel *model, int i)
{
	double		sum = fabs(model->objective->linear[i]);

	for (int64_t k = model->objective->start[i]; k < model->objective->start[i + 1]; k++)
		sum += fabs(model->objective->weight[k]);
	return sum;
}

static void
add_conflicts(QsHost *host, const QsModel *model, const QsStructure *structure, double scale,
			  Terms *terms)
{
	for (int i = 0; i < model->n && structure->conflict_start; i++)
		for (int64_t k = structure->conflict_start[i]; k < structure->conflict_start[i + 1]; k++)
			if (structure->conflict[k] < i)
				add_term(host, terms, structure->conflict[k], i,
						 scale * fmax(influence(model, i),
									  influence(model, structure->conflict[k])));
}

/* rho * (a.x - b)^2 for an equality that binary x can only meet exactly */
static void
add_square(QsHost *host, const QsModel *model, int row, double rhs, Terms *terms)
{
	int64_t		first = model->row_start[row];
	int64_t		end = model->row_start[row + 1];
	double		rho = 0.0,
				squares = 0.0;

	if (terms->count + (end - first) * (end - first) / 2 > MOST_PAIRS)
		return;
	for (int64_t k = first; k < end; k++)
	{
		rho = fmax(rho, influence(model, model->row_variable[k]));
		squares += model->row_value[k] * model->row_value[k];
	}
	rho /= fmax(1.0, squares / (double) (end - first));
	terms->constant += rho * rhs * rhs;
	for (int64_t k = first; k < end; k++)
	{
		double		a = model->row_value[k];

		add_term(host, terms, model->row_variable[k], model->row_variable[k],
				 rho * a * (a - 2.0 * rhs));
		for (int64_t l = first; l < k; l++)
			add_term(host, terms, model->row_variable[l], model->row_variable[k],
					 2.0 * rho * a * model->row_value[l]);
	}
	qs_check(host);
}

static bool
is_integer_row(const QsModel *model, int row)
{
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		if (fabs(model->row_value[k]) > 1e6 || model->row_value[k] != rint(model->row_value[k]))
			return false;
	return true;
}

static QsQubo *
strengthened(QsHost *host, const QsModel *model, const QsStructure *structure, double scale)
{
	const QsQubo *objective = model->objective;
	Terms		terms = {NULL, 0, 0, model->constant};
	QsQubo	   *qubo;

	for (int i = 0; i < model->n; i++)
	{
		add_term(host, &terms, i, i, objective->linear[i]);
		for (int64_t k = objective->start[i]; k < objective->start[i + 1] &&
			 objective->neighbour[k] < i; k++)
			add_term(host, &terms, objective->neighbour[k], i, objective->weight[k]);
	}
	add_conflicts(host, model, structure, scale, &terms);
	for (int r = 0; r < model->m; r++)
	{
		double		lower,
					upper;

		qs_row_effective(model, r, &lower, &upper);
		if (lower == upper && fabs(upper) < 1e6 && is_integer_row(model, r))
			add_square(host, model, r, upper, &terms);
	}
	qubo = qs_qubo_from_terms(host, model->n, terms.constant, terms.term, terms.count);
	qs_free(host, terms.term);
	return qubo;
}

/* ---- the certificate -------------------------------------------------- */

/* S = C - Diag(y) in full, N = n + 1 spins, the reference last */
typedef struct Matrix
{
	QsHost	   *host;
	size_t		size;
	double	   *entry;			/* lower triangle of S, row-major */
	double	   *factor;			/* scratch of the same shape */
	double		row_sum;		/* largest sum of magnitudes in a row */
} Matrix;

static double *
row_of(double *triangle, size_t i)
{
	return triangle + i * (i + 1) / 2;
}

/*
 * Does the factorisation of S + shift * I run to its end?  Row by row; the
 * products of one row are independent of each other.
 */
static bool
factorise(const Matrix *matrix, double shift)
{
	for (size_t i = 0; i < matrix->size; i++)
	{
		double	   *row = row_of(matrix->factor, i);
		double		pivot;

		memcpy(row, row_of(matrix->entry, i), (i + 1) * sizeof(double));
		for (size_t j = 0; j < i; j++)
		{
			const double *other = row_of(matrix->factor, j);
			double		part[4] = {0.0, 0.0, 0.0, 0.0};
			size_t		k = 0;

			for (; k + 4 <= j; k += 4)
				for (size_t lane = 0; lane < 4; lane++)
					part[lane] += row[k + lane] * other[k + lane];
			for (; k < j; k++)
				part[0] += row[k] * other[k];
			row[j] = (row[j] - ((part[0] + part[1]) + (part[2] + part[3]))) / other[j];
		}
		pivot = row[i] + shift;
		for (size_t k = 0; k < i; k++)
			pivot -= row[k] * row[k];
		if (!(pivot > 0.0))
			return false;
		row[i] = sqrt(pivot);
		qs_check(matrix->host);
	}
	return true;
}

/*
 * The factors of a completed run reproduce the matrix up to
 * gamma(N + 1) / (1 - gamma(N + 1)) * trace, so no eigenvalue of S + shift * I is
 * below minus that.
 */
static double
factorisation_error(const Matrix *matrix, double shift)
{
	double		steps = (double) matrix->size + 3.0;
	double		trace = 0.0;

	for (size_t i = 0; i < matrix->size; i++)
		trace += fabs(row_of(matrix->entry, i)[i]) + shift;
	return 2.0 * steps * 0x1p-53 * trace;
}

/* product = S x */
static void
multiply(const QsIsing *ising, const double *y, const double *x, double *product)
{
	int			n = ising->n;

	product[n] = -y[n] * x[n];
	for (int i = 0; i < n; i++)
	{
		double		sum = -y[i] * x[i] + ising->field[i] / 2.0 * x[n];

		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
			sum += ising->coupling[k] / 2.0 * x[ising->neighbour[k]];
		product[i] = sum;
		product[n] += ising->field[i] / 2.0 * x[i];
	}
}

static double
dot(const double *a, const double *b, size_t count)
{
	double		sum = 0.0;

	for (size_t k = 0; k < count; k++)
		sum += a[k] * b[k];
	return sum;
}

/*
 * Least Ritz value of S after a few Lanczos steps with full orthogonalisation: an
 * estimate from above, to try the first factorisation with.
 */
static double
estimate_least(QsHost *host, const QsIsing *ising, const double *y, uint64_t seed)
{
	size_t		size = (size_t) ising->n + 1;
	int			most = size < LANCZOS_STEPS ? (int) size : LANCZOS_STEPS;
	double	   *basis = QS_ARRAY(host, double, size * ((size_t) most + 1));
	double		diagonal[LANCZOS_STEPS];
	double		beside[LANCZOS_STEPS];
	QsRandom	random;
	double		least;
	int			steps = 0;
	double		length;

	qs_random_seed(&random, seed, 1);
	for (size_t k = 0; k < size; k++)
		basis[k] = qs_random_normal(&random);
	length = sqrt(dot(basis, basis, size));
	for (size_t k = 0; k < size; k++)
		basis[k] /= length;
	while (steps < most)
	{
		double	   *current = basis + (size_t) steps * size;
		double	   *next = current + size;

		multiply(ising, y, current, next);
		diagonal[steps] = dot(current, next, size);
		for (int pass = 0; pass < 2; pass++)
			for (int b = 0; b <= steps; b++)
			{
				const double *vector = basis + (size_t) b * size;
				double		share = dot(vector, next, size);

				for (size_t k = 0; k < size; k++)
					next[k] -= share * vector[k];
			}
		length = sqrt(dot(next, next, size));
		beside[steps++] = length;
		if (length < 1e-10 * (1.0 + fabs(diagonal[steps - 1])))
			break;
		for (size_t k = 0; k < size; k++)
			next[k] /= length;
		qs_check(host);
	}
	LAPACKE_dsterf(steps, diagonal, beside);
	least = diagonal[0];
	qs_free(host, basis);
	return least;
}

/* A safe lower bound of the least eigenvalue of S, estimated to be `estimate`;
 * false at the deadline. */
static bool
least_eigenvalue(const Matrix *matrix, double estimate, double *least)
{
	double		shift = fmax(0.0, -1.05 * estimate) + LEAST_SHIFT * matrix->row_sum;

	/* Gershgorin holds whatever else fails */
	*least = -2.0 * matrix->row_sum;
	for (int attempt = 0; attempt < ATTEMPTS; attempt++)
	{
		if (qs_time_up(matrix->host))
			return false;
		if (factorise(matrix, shift))
		{
			*least = fmax(*least, -shift - factorisation_error(matrix, shift));
			break;
		}
		shift *= 2.0;
	}
	return true;
}

static void
fill_matrix(Matrix *matrix, const QsIsing *ising, const double *y)
{
	size_t		n = (size_t) ising->n;
	double	   *last = row_of(matrix->entry, n);
	double	   *sum = QS_ARRAY0(matrix->host, double, n + 1);

	memset(matrix->entry, 0, (n + 1) * (n + 2) / 2 * sizeof(double));
	for (size_t i = 0; i < n; i++)
	{
		double	   *row = row_of(matrix->entry, i);

		row[i] = -y[i];
		last[i] = ising->field[i] / 2.0;
		sum[i] += fabs(y[i]) + fabs(last[i]);
		sum[n] += fabs(last[i]);
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
		{
			if ((size_t) ising->neighbour[k] < i)
				row[ising->neighbour[k]] = ising->coupling[k] / 2.0;
			sum[i] += fabs(ising->coupling[k]) / 2.0;
		}
	}
	last[n] = -y[n];
	sum[n] += fabs(y[n]);
	for (size_t i = 0; i <= n; i++)
		matrix->row_sum = fmax(matrix->row_sum, sum[i]);
	qs_free(matrix->host, sum);
}

/* |sum_i h_i v_i|: the reference spin's share */
static double
reference_norm(QsHost *host, const QsIsing *ising, const QsSdp *sdp)
{
	size_t		rank = (size_t) sdp->rank;
	double	   *sum = QS_ARRAY0(host, double, rank);
	double		square = 0.0;

	for (size_t i = 0; i < (size_t) ising->n; i++)
		for (size_t k = 0; k < rank; k++)
			sum[k] += ising->field[i] * (double) sdp->vector[i * rank + k];
	for (size_t k = 0; k < rank; k++)
		square += sum[k] * sum[k];
	qs_free(host, sum);
	return sqrt(square);
}

static QsStatus
certify(QsHost *host, const QsIsing *ising, const QsSdp *sdp, double magnitude,
		uint64_t seed, double *bound)
{
	size_t		n = (size_t) ising->n;
	size_t		cells = (n + 1) * (n + 2) / 2;
	double	   *y = QS_ARRAY(host, double, n + 1);
	Matrix		matrix = {
		.host = host,
		.size = n + 1,
		.entry = QS_ARRAY(host, double, cells),
		.factor = QS_ARRAY(host, double, cells),
	};
	QsExact		sum = {0.0, 0.0, 0.0};
	double		least;
	bool		finished;

	for (size_t i = 0; i < n; i++)
		y[i] = -sdp->norm[i] / 2.0;
	y[n] = -reference_norm(host, ising, sdp) / 2.0;
	fill_matrix(&matrix, ising, y);
	finished = least_eigenvalue(&matrix, estimate_least(host, ising, y, seed), &least);
	qs_exact_add(&sum, ising->offset);
	for (size_t i = 0; i <= n; i++)
		qs_exact_add(&sum, y[i]);
	qs_exact_add_product(&sum, (double) (n + 1), least);
	/* penalties and the change to spins were rounded */
	qs_exact_add(&sum, -0x1p-40 * magnitude);
	*bound = qs_exact_floor(&sum);
	qs_free(host, y);
	qs_free(host, matrix.entry);
	qs_free(host, matrix.factor);
	return finished ? QS_OK : QS_INTERRUPTED;
}

static double
magnitude_of(const QsQubo *qubo)
{
	double		sum = fabs(qubo->offset);

	for (int i = 0; i < qubo->n; i++)
	{
		sum += fabs(qubo->linear[i]);
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
			sum += fabs(qubo->weight[k]);
	}
	return sum;
}

/* ---- the whole --------------------------------------------------------- */

static bool
has_conflicts(const QsModel *model, const QsStructure *structure)
{
	return structure->conflict_start && structure->conflict_start[model->n] > 0;
}

/* One relaxation, certified or only estimated (by its objective) */
static QsStatus
solve_scaled(QsHost *host, const QsModel *model, const QsStructure *structure, double scale,
			 uint64_t seed, bool certified, double *bound)
{
	QsQubo	   *qubo = strengthened(host, model, structure, scale);
	QsIsing    *ising = qs_ising_create(host, qubo);
	QsStatus	status = QS_UNSUPPORTED;

	if (qs_qubo_pairs(qubo) > 0)
	{
		QsRandom	random;
		QsSdp	   *sdp;

		qs_random_seed(&random, seed, 0);
		status = qs_sdp_solve(host, ising, certified ? TOLERANCE : SEARCH_TOLERANCE,
							  certified ? SWEEPS : SEARCH_SWEEPS, &random, &sdp);
		/* any vectors give a valid bound */
		if (status == QS_LIMIT)
			status = QS_OK;
		*bound = ising->offset + sdp->objective;
		if (status == QS_OK && certified)
			status = certify(host, ising, sdp, magnitude_of(qubo), seed, bound);
		qs_sdp_free(host, sdp);
	}
	qs_ising_free(host, ising);
	qs_qubo_free(host, qubo);
	return status;
}

/*
 * The products of conflicting variables can be negative in the relaxation, so too
 * large a factor is as bad as too small a one; the bound is concave in it.
 * Golden section over its logarithm.
 */
static QsStatus
search_scale(QsHost *host, const QsModel *model, const QsStructure *structure, uint64_t seed,
			 double *scale)
{
	const double golden = 0.6180339887498949;
	double		low = SCALE_LEAST,
				high = SCALE_MOST;
	double		at[2],
				value[2] = {0.0, 0.0};
	int			fresh = 2;		/* which of the two to evaluate; 2: both */

	at[0] = high - golden * (high - low);
	at[1] = low + golden * (high - low);
	for (int step = 0; step < SCALE_STEPS; step++)
	{
		for (int k = 0; k < 2; k++)
			if (fresh == 2 || fresh == k)
			{
				QsStatus	status = solve_scaled(host, model, structure, exp2(at[k]), seed, false,
												  &value[k]);

				if (status != QS_OK)
					return status;
			}
		if (value[0] > value[1])
		{
			high = at[1];
			at[1] = at[0];
			value[1] = value[0];
			at[0] = high - golden * (high - low);
			fresh = 0;
		}
		else
		{
			low = at[0];
			at[0] = at[1];
			value[0] = value[1];
			at[1] = low + golden * (high - low);
			fresh = 1;
		}
	}
	*scale = exp2(fresh == 0 ? at[1] : at[0]);
	return QS_OK;
}

QsStatus
qs_bound_sdp(QsHost *host, const QsModel *model, const QsStructure *structure,
			 uint64_t seed, double *bound)
{
	double		scale = 1.0;
	QsStatus	status = QS_OK;

	if (model->assignment || model->n == 0 || model->n >= QS_BOUND_SDP_SPINS)
		return QS_UNSUPPORTED;
	if (qs_time_up(host))
		return QS_INTERRUPTED;
	if (has_conflicts(model, structure))
		status = search_scale(host, model, structure, seed, &scale);
	return status == QS_OK
		? solve_scaled(host, model, structure, scale, seed, true, bound) : status;
}
