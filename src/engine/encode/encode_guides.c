/*
 * encode_guides.c
 *	  The dual and the unbalanced encoding: parabolas that guide, then weights that
 *	  make exact rows hold with the guides in place.
 */
#include "encode/encode_guides.h"

#include <math.h>

#include "encode/encode_penalty.h"
#include "encode/encode_scale.h"
#include "encode/encode_tighten.h"
#include "relax/multipliers.h"

/*
 * Guides.  Measured on shrunk knapsacks of 12 to 16 variables, as the share of
 * QAOA shots that hit the optimum: linear objectives want the dual's plane nearly
 * bare, a steeper square (0.5, with 1.2 on the linear part) halves the share.
 * Duals of a linearised quadratic objective are less to be trusted, so the floor
 * is higher there.  An equality has to hold: its square is steeper.
 */
#define LINEAR_FACTOR		1.05
#define SQUARE_FACTOR		0.06
#define FLOOR_LINEAR		0.03
#define FLOOR_QUADRATIC		0.2
#define EQUALITY_FACTOR		0.5

#define LEAST_SCALE			0.5		/* of the bound weights, however little is needed */

/* Montanez-Barrera et al.: exp(-h) to second order */
#define UNBALANCED_LINEAR	1.0
#define UNBALANCED_SQUARE	0.5

/* ---- weights of the guides ------------------------------------------------- */

/* square * (a.x - b)^2 + slope * (a.x - b), added to what the row has */
static void
add_parabola(QsPenaltyRow *row, double square, double slope, double b)
{
	row->square += square;
	row->slope += slope - 2.0 * square * b;
	row->constant += square * b * b - slope * b;
}

static void
weigh_dual_guide(const QsModel *model, int r, double multiplier, double scale,
				 QsPenaltyRow *row)
{
	double		mean = row->shape.unit;
	double		least = scale / mean;
	double		floor = (model->linear ? FLOOR_LINEAR : FLOOR_QUADRATIC) * least;

	if (row->shape.shape == QS_SHAPE_EQUATION)
	{
		add_parabola(row, EQUALITY_FACTOR * fmax(fabs(multiplier), least) / mean,
					 -multiplier, model->row_upper[r]);
		return;
	}
	if (row->shape.upper_binds)
	{
		double		u = fmax(0.0, -multiplier);

		add_parabola(row, SQUARE_FACTOR * fmax(u, floor) / mean,
					 LINEAR_FACTOR * u, model->row_upper[r]);
	}
	if (row->shape.lower_binds)
	{
		/* the row times -1: (-a).x - (-b) = -(a.x - b) */
		double		u = fmax(0.0, multiplier);

		add_parabola(row, SQUARE_FACTOR * fmax(u, floor) / mean,
					 -LINEAR_FACTOR * u, model->row_lower[r]);
	}
}

/* One weight for all rows: the objective's scale; slack h in mean coefficients */
static void
weigh_unbalanced_guide(const QsModel *model, int r, double scale, QsPenaltyRow *row)
{
	double		mean = row->shape.unit;
	double		square = UNBALANCED_SQUARE * scale / (mean * mean);
	double		slope = UNBALANCED_LINEAR * scale / mean;

	if (row->shape.shape == QS_SHAPE_EQUATION)
	{
		add_parabola(row, square, 0.0, model->row_upper[r]);
		return;
	}
	if (row->shape.upper_binds)
		add_parabola(row, square, slope, model->row_upper[r]);
	if (row->shape.lower_binds)
		add_parabola(row, square, -slope, model->row_lower[r]);
}

/* Duals for the guides: the caller's, or our own ascent's (owned by us) */
static double *
ascend_for_guides(QsHost *host, const QsModel *model)
{
	double	   *cost = QS_ARRAY(host, double, model->n);
	double	   *dual = QS_ARRAY(host, double, model->m);

	qs_linearise(model, NULL, cost);
	(void) qs_multipliers(host, model, cost, 0, dual, NULL, NULL);
	qs_free(host, cost);
	return dual;
}

/* A row by a given weight, of violations as large as the row's mean coefficient where
 * they come in sizes.  It joins the guides, so that the weights of exact rows are found
 * with it in place. */
static void
weigh_given(const QsModel *model, int r, QsEncodingKind kind, double weight, QsPenaltyRow *row)
{
	double		mean = row->shape.unit;

	if (row->shape.shape == QS_SHAPE_COUNT)
		qs_weigh_count_row(model, r, weight, row);
	else if (row->shape.shape == QS_SHAPE_EQUATION)
		qs_weigh_equation_row(weight / (mean * mean), model->row_upper[r], row);
	else if (row->shape.shape == QS_SHAPE_SIDES && kind == QS_ENCODING_UNBALANCED)
		weigh_unbalanced_guide(model, r, weight, row);
	else if (row->shape.shape == QS_SHAPE_SIDES)
		weigh_dual_guide(model, r, (row->shape.upper_binds ? -weight : weight) / mean, 0.0, row);
	row->guide = row->given = true;
	row->weight = weight;
}

static void
weigh_guides(QsHost *host, QsPenalties *penalties, QsEncodingKind kind,
			 const QsEncodeRequest *request, double scale)
{
	const QsModel *model = penalties->model;
	const double *dual = request->dual;
	double	   *own = NULL;

	for (int r = 0; r < model->m; r++)
	{
		QsPenaltyRow *row = &penalties->row[r];

		if (!row->skip && request->row_weight && !isnan(request->row_weight[r]))
		{
			weigh_given(model, r, kind, request->row_weight[r], row);
			continue;
		}
		if (row->skip || !row->guide)
			continue;
		if (kind == QS_ENCODING_UNBALANCED)
			weigh_unbalanced_guide(model, r, scale, row);
		else
		{
			if (dual == NULL)
				dual = own = ascend_for_guides(host, model);
			weigh_dual_guide(model, r, dual[r], scale, row);
		}
	}
	qs_free(host, own);
}

/* Nothing yet, for penalties to be added to */
static QsQubo *
zero_function(QsHost *host, int n)
{
	return qs_qubo_create(host, n, 0.0, NULL, 0);
}

static bool
any_exact_row(const QsPenalties *penalties)
{
	for (int r = 0; r < penalties->model->m; r++)
		if (!penalties->row[r].skip && !penalties->row[r].guide)
			return true;
	return false;
}

/*
 * Few variables: look at every state, and scale the penalties of the exact rows
 * to the least that keeps them in every minimiser, times the margin.  NULL
 * when no state meets them all.
 */
static QsQubo *
add_least_penalties(QsHost *host, const QsQubo *guided, const QsPenalties *penalties,
					uint8_t *promised)
{
	QsQubo	   *zero = zero_function(host, guided->n);
	QsQubo	   *exact = qs_add_penalties(host, zero, penalties, false);
	double		least = qs_least_scale(host, guided, exact);
	QsQubo	   *sum = NULL;

	if (least < INFINITY)
	{
		sum = qs_qubo_sum(host, guided, exact, fmax(QS_ENCODE_MARGIN * least, LEAST_SCALE));
		for (int r = 0; r < penalties->model->m; r++)
			if (!penalties->row[r].skip && !penalties->row[r].guide)
				promised[r] = 1;
	}
	qs_qubo_free(host, exact);
	qs_qubo_free(host, zero);
	return sum;
}

/* Guides tightened with the exact rows in place, at weights good for the guides as they were */
static void
tighten(QsHost *host, QsPenalties *penalties, const QsQubo *objective, uint8_t *promised)
{
	QsQubo	   *guided;
	QsQubo	   *base = NULL;

	if (!qs_tighten_applies(penalties))
		return;
	guided = qs_add_penalties(host, objective, penalties, true);
	if (guided)
	{
		qs_weigh_exact_rows(host, penalties, guided, promised);
		base = qs_add_penalties(host, objective, penalties, false);
	}
	if (base && qs_qubo_is_finite(guided) && qs_qubo_is_finite(base))
		qs_tighten_guides(host, base, qs_objective_scale(objective), penalties);
	qs_qubo_free(host, base);
	qs_qubo_free(host, guided);
}

QsStatus
qs_encode_penalties(QsHost *host, const QsModel *model, QsEncodingKind kind,
					const QsEncodeRequest *request, const bool *skip, uint8_t *promised,
					QsQubo **out)
{
	QsPenalties *penalties;
	QsQubo	   *objective = qs_explicit_objective(host, model);
	QsQubo	   *guided = NULL;

	*out = NULL;
	if (objective == NULL)
		return QS_LIMIT;
	penalties = qs_penalties_create(host, model, skip);
	weigh_guides(host, penalties, kind, request, qs_objective_scale(objective));
	if (request->tighten && kind == QS_ENCODING_DUAL && !skip && !request->row_weight)
		tighten(host, penalties, objective, promised);
	guided = qs_add_penalties(host, objective, penalties, true);
	qs_qubo_free(host, objective);
	if (guided)
	{
		qs_weigh_exact_rows(host, penalties, guided, promised);
		if (model->n <= QS_SCALE_QUBITS && any_exact_row(penalties))
			*out = add_least_penalties(host, guided, penalties, promised);
		if (*out == NULL)
			*out = qs_add_penalties(host, guided, penalties, false);
		qs_qubo_free(host, guided);
	}
	qs_penalties_free(host, penalties);
	return *out ? QS_OK : QS_LIMIT;
}
