/*
 * bound_sdp.c
 *	  The semidefinite bound, certified.
 */
#include "bound/bound_sdp.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "bound/sdp_certificate.h"
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
			status = qs_sdp_certify(host, ising, sdp, magnitude_of(qubo), seed, bound);
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
				QsStatus	status = solve_scaled(host, model, structure, qs_power(2.0, at[k]), seed, false,
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
	*scale = qs_power(2.0, fresh == 0 ? at[1] : at[0]);
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
