/*
 * encode_guaranteed.c
 *	  Objective plus weight * penalty of every row, the penalties of encode_form.h:
 *	  0 where a row holds, at least 1 where it does not.
 *
 * Why a minimiser is an optimum.  Let M exceed the range of the objective, from a
 * lower bound over all assignments to an upper bound on some feasible one.  A broken
 * row of weight M costs more than any feasible assignment.  Less is enough for
 * literals that are free, that is whose falsifying makes no penalty larger: a pair
 * weighs more than falsifying its free literal can cost, a row of free literals more
 * than that of any of them, because a minimiser with such a row broken would gain by
 * that flip.
 *
 * Weights and penalties are integers if the objective is (as decimals are, model.h),
 * so sums are exact; what would pass 2^53 is refused.  Any other objective is rounded
 * by doubles, and refused where that could hide a broken row.
 */
#include "encode/encode_guaranteed.h"

#include <math.h>
#include <string.h>

#include "encode/encode_form.h"
#include "encode/encode_penalty.h"
#include "encode/objective_range.h"
#include "encode/term_sum.h"

#define LARGEST			0x1p53
#define MARGIN			0x1p-6	/* of M: by what weights exceed gains that are no integers */
#define ROUNDING		0x1p-49 /* of all magnitudes: what doubles may round off */

typedef struct Encoder
{
	QsHost	   *host;
	const QsModel *model;
	QsEncodeRequest *request;
	const QsQubo *objective;
	QsPlannedRow *plan;			/* m */
	bool	   *free_to_zero;	/* n: x_i := 0 makes no penalty larger */
	bool	   *free_to_one;
	bool		integral;		/* the objective, up to its constant */
	double		most;			/* M */
	double	   *weight_of_zero; /* n: more than x_i := 0 can cost */
	double	   *weight_of_one;

	QsTermSum	sum;
} Encoder;

/* ---- rows ------------------------------------------------------------------------ */

/* A minimiser may falsify this literal of variable i. */
static inline bool
is_free(const Encoder *encoder, int i, int sign)
{
	return sign > 0 ? encoder->free_to_zero[i] : encoder->free_to_one[i];
}

static QsStatus
fail(Encoder *encoder, int row, const char *reason)
{
	encoder->request->failed_row = row;
	encoder->request->reason = reason;
	return QS_UNSUPPORTED;
}

/* Plans of all rows, and which literals are free */
static QsStatus
plan_rows(Encoder *encoder, int64_t *bits)
{
	const QsModel *model = encoder->model;

	*bits = 0;
	memset(encoder->free_to_zero, 1, (size_t) model->n * sizeof(bool));
	memset(encoder->free_to_one, 1, (size_t) model->n * sizeof(bool));
	for (int r = 0; r < model->m; r++)
	{
		QsIntegerRow row;
		QsIntegerForm form = qs_integer_row(encoder->host, model, r, &row);
		QsPlannedRow *plan = &encoder->plan[r];

		if (form == QS_INTEGER_FORM)
			*plan = qs_plan_row(encoder->host, &row);
		*bits += plan->bits;
		for (int k = 0; k < row.length && plan->form != QS_FORM_NONE; k++)
		{
			int			i = model->row_variable[model->row_start[r] + k];
			bool		plain = qs_planned_literal(plan, &row, k) > 0;

			if (!plan->one_sided || plain)
				encoder->free_to_one[i] = false;
			if (!plan->one_sided || !plain)
				encoder->free_to_zero[i] = false;
		}
		qs_integer_row_free(encoder->host, &row);
		if (form == QS_INTEGER_FORM_IMPOSSIBLE)
			return fail(encoder, r, "no assignment meets it");
		if (form == QS_INTEGER_FORM_NONE)
			return fail(encoder, r, "its numbers are not integers of a common unit below 2^53");
		if (plan->bits > QS_LARGEST_SLACK)
			return fail(encoder, r, "its range needs more than 52 slack bits");
		qs_check(encoder->host);
	}
	return QS_OK;
}

/* ---- weights -------------------------------------------------------------------- */

/* A weight that exceeds what breaking a row can gain: the next integer, or more by a
 * share of `whole`, of few digits */
static double
above(const Encoder *encoder, double gain, double whole)
{
	int			exponent;

	if (encoder->integral)
		return floor(gain) + 1.0;
	gain = frexp(gain + MARGIN * whole, &exponent);
	return gain > 0.0 ? ldexp(ceil(ldexp(gain, 12)), exponent - 12) : 1.0;
}

/* More than falsifying a literal of variable i can cost */
static double
falsifying_weight(const Encoder *encoder, int i, int sign)
{
	const QsQubo *objective = encoder->objective;
	double		cost = -sign * objective->linear[i];

	for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
		cost += fmax(0.0, -sign * objective->weight[k]);
	return fmin(encoder->most, above(encoder, fmax(0.0, cost), encoder->most));
}

static void
weigh_literals(Encoder *encoder)
{
	for (int i = 0; i < encoder->model->n; i++)
	{
		encoder->weight_of_zero[i] = falsifying_weight(encoder, i, 1);
		encoder->weight_of_one[i] = falsifying_weight(encoder, i, -1);
		qs_check(encoder->host);
	}
}

static inline double
literal_weight(const Encoder *encoder, int i, int sign)
{
	return sign > 0 ? encoder->weight_of_zero[i] : encoder->weight_of_one[i];
}

/* Of two literals, or of one (other < 0), that must not both be true */
static double
pair_weight(const Encoder *encoder, int i, int sign_i, int j, int sign_j)
{
	double		weight = encoder->most;

	if (is_free(encoder, i, sign_i))
		weight = literal_weight(encoder, i, sign_i);
	if (j >= 0 && is_free(encoder, j, sign_j))
		weight = fmin(weight, literal_weight(encoder, j, sign_j));
	return weight;
}

static double
row_weight(const Encoder *encoder, const QsPlannedRow *plan, const QsIntegerRow *row,
		   const int32_t *variable)
{
	double		weight = 0.0;

	for (int k = 0; k < row->length; k++)
	{
		int			sign = qs_planned_literal(plan, row, k);

		if (!plan->one_sided || !is_free(encoder, variable[k], sign))
			return encoder->most;
		weight = fmax(weight, literal_weight(encoder, variable[k], sign));
	}
	return weight;
}

/* ---- terms ---------------------------------------------------------------------- */

/* weight * literal, and weight * literal * literal */
static void
add_literal(Encoder *encoder, int i, int sign, double weight)
{
	qs_term_sum_add(&encoder->sum, i, i, sign * weight);
	if (sign < 0)
		qs_term_sum_add_constant(&encoder->sum, weight);
}

static void
add_product(Encoder *encoder, int i, int sign_i, int j, int sign_j, double weight)
{
	qs_term_sum_add(&encoder->sum, i, j, sign_i * sign_j * weight);
	if (sign_j < 0)
		qs_term_sum_add(&encoder->sum, i, i, sign_i * weight);
	if (sign_i < 0)
		qs_term_sum_add(&encoder->sum, j, j, sign_j * weight);
	if (sign_i < 0 && sign_j < 0)
		qs_term_sum_add_constant(&encoder->sum, weight);
}

static void
add_objective(Encoder *encoder)
{
	const QsQubo *objective = encoder->objective;

	qs_term_sum_add_constant(&encoder->sum, objective->offset);
	for (int i = 0; i < encoder->model->n; i++)
	{
		qs_term_sum_add(&encoder->sum, i, i, objective->linear[i]);
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			if (objective->neighbour[k] > i)
				qs_term_sum_add(&encoder->sum, i, objective->neighbour[k], objective->weight[k]);
	}
}

/* given: weight of every pair, NAN for those of this encoding */
static void
add_pairs(Encoder *encoder, const QsPlannedRow *plan, const QsIntegerRow *row,
		  const int32_t *variable, double given)
{
	for (int k = 0; k < row->length && !encoder->sum.full; k++)
	{
		int			sign = qs_planned_literal(plan, row, k);

		if (row->weight[k] > plan->upper)
		{
			add_literal(encoder, variable[k], sign,
						isnan(given) ? pair_weight(encoder, variable[k], sign, -1, 0) : given);
			continue;
		}
		for (int l = k + 1; l < row->length; l++)
		{
			int			other = qs_planned_literal(plan, row, l);

			if (row->weight[l] <= plan->upper && row->weight[k] + row->weight[l] > plan->upper)
				add_product(encoder, variable[k], sign, variable[l], other, isnan(given) ?
							pair_weight(encoder, variable[k], sign, variable[l], other) : given);
		}
		qs_check(encoder->host);
	}
}

/* weight * (L - v)(L - w), L = sum of value[k] * x[variable[k]] */
static void
add_parabola(Encoder *encoder, int length, const double *value, const int32_t *variable,
			 double v, double w, double weight)
{
	qs_term_sum_add_constant(&encoder->sum, weight * v * w);
	for (int k = 0; k < length && !encoder->sum.full; k++)
	{
		qs_term_sum_add(&encoder->sum, variable[k], variable[k], weight * value[k] * (value[k] - (v + w)));
		for (int l = k + 1; l < length; l++)
			qs_term_sum_add(&encoder->sum, variable[k], variable[l], 2.0 * weight * value[k] * value[l]);
		qs_check(encoder->host);
	}
}

/* A row of values or slack as a parabola over its variables and bits */
static void
add_values(Encoder *encoder, const QsPlannedRow *plan, const QsIntegerRow *row,
		   const int32_t *variable, int first_bit, double weight)
{
	QsHost	   *host = encoder->host;
	int			length = row->length + plan->bits;
	double	   *value = QS_ARRAY(host, double, length);
	int32_t    *qubit = QS_ARRAY(host, int32_t, length);
	double		shift = 0.0;
	double		low = plan->form == QS_FORM_TWO_VALUES ? plan->lower : plan->upper;

	/* turned literals: S is total minus the sum of the row's own */
	for (int k = 0; k < row->length; k++)
	{
		int			sign = qs_planned_literal(plan, row, k);

		value[k] = sign * row->weight[k];
		qubit[k] = variable[k];
		shift += sign < 0 ? row->weight[k] : 0.0;
	}
	for (int bit = 0; bit < plan->bits; bit++)
	{
		value[row->length + bit] = qs_slack_value(plan, bit);
		qubit[row->length + bit] = first_bit + bit;
	}
	add_parabola(encoder, length, value, qubit, low - shift, plan->upper - shift, weight);
	qs_free(host, qubit);
	qs_free(host, value);
}

/* Of a parabola of two values, half of which is integral for neighbours */
static double
parabola_weight(const Encoder *encoder, const QsPlannedRow *plan, double weight)
{
	double		least = 1.0 + plan->upper - plan->lower;

	if (plan->form != QS_FORM_TWO_VALUES)
		return weight;
	if (least == 2.0)
		return 0.5 * weight;
	return encoder->integral ? ceil(weight / least) : weight / least;
}

static void
add_row(Encoder *encoder, int r, const QsIntegerRow *row, int first_bit)
{
	const QsPlannedRow *plan = &encoder->plan[r];
	const int32_t *variable = encoder->model->row_variable + encoder->model->row_start[r];
	const double *given = encoder->request->row_weight;
	double		weight = given ? given[r] : NAN;

	if (plan->form == QS_FORM_PAIRS)
		add_pairs(encoder, plan, row, variable, weight);
	else if (plan->form != QS_FORM_NONE)
	{
		if (isnan(weight))
			weight = row_weight(encoder, plan, row, variable);
		add_values(encoder, plan, row, variable, first_bit,
				   parabola_weight(encoder, plan, weight));
	}
}

/* ---- the encoding --------------------------------------------------------------- */

static void
lay_out_slack(Encoder *encoder, int64_t bits, QsEncoding *encoding)
{
	QsHost	   *host = encoder->host;
	const QsModel *model = encoder->model;
	int			qubits = model->n + (int) bits;
	int			rows = 0;

	for (int r = 0; r < model->m; r++)
		rows += encoder->plan[r].bits > 0;
	encoding->slack_rows = rows;
	encoding->slack_row = QS_ARRAY(host, int32_t, rows);
	encoding->slack_first = QS_ARRAY(host, int32_t, (size_t) rows + 1);
	encoding->slack_scale = QS_ARRAY(host, double, rows);
	encoding->slack_bound = QS_ARRAY(host, double, rows);
	encoding->slack_sign = QS_ARRAY(host, int8_t, rows);
	encoding->slack_value = QS_ARRAY(host, double, bits);
	encoding->slack_first[0] = model->n;
	encoding->variable_of = QS_ARRAY(host, int32_t, qubits);
	for (int q = 0; q < qubits; q++)
		encoding->variable_of[q] = q < model->n ? q : -1;
}

/* Bits of row r, the next of the encoding */
static void
place_slack(const QsPlannedRow *plan, int r, const QsIntegerRow *row, int variables,
			QsEncoding *encoding, int *slack)
{
	int			s = (*slack)++;
	int			first = encoding->slack_first[s];

	encoding->slack_row[s] = r;
	encoding->slack_scale[s] = row->scale;
	encoding->slack_sign[s] = (int8_t) plan->turned;
	encoding->slack_bound[s] = (plan->turned > 0 ? plan->upper : row->lower) - row->shift;
	for (int bit = 0; bit < plan->bits; bit++)
		encoding->slack_value[first - variables + bit] = qs_slack_value(plan, bit);
	encoding->slack_first[s + 1] = first + plan->bits;
}

/* Sums are exact, in the user's unit up to rounding that hides no integer; or what
 * doubles round off hides no broken row. */
static bool
is_exact(const Encoder *encoder)
{
	double		rounding = ROUNDING * encoder->sum.magnitude;

	if (!encoder->integral)
		return rounding < 0.125 * MARGIN * encoder->most;
	return encoder->model->exponent == 0 ? encoder->sum.magnitude < LARGEST : rounding < 0.25;
}

static QsStatus
add_rows(Encoder *encoder, QsEncoding *encoding)
{
	const QsModel *model = encoder->model;
	int			slack = 0;

	for (int r = 0; r < model->m; r++)
	{
		QsIntegerRow row;
		double		before = encoder->sum.magnitude;
		int			first = encoding->slack_first[slack];

		if (encoder->plan[r].form == QS_FORM_NONE)
			continue;
		if (encoder->plan[r].pairs > QS_MAX_TERMS)
			return QS_LIMIT;
		(void) qs_integer_row(encoder->host, model, r, &row);
		add_row(encoder, r, &row, first);
		if (encoder->plan[r].bits > 0)
			place_slack(&encoder->plan[r], r, &row, model->n, encoding, &slack);
		qs_integer_row_free(encoder->host, &row);
		if (encoder->integral && !(encoder->sum.magnitude - before < LARGEST))
			return fail(encoder, r, "its penalty passes the integers that doubles hold (2^53)");
		if (encoder->sum.full)
			return QS_LIMIT;
	}
	return QS_OK;
}

static QsStatus
build(Encoder *encoder, QsEncoding *encoding)
{
	const QsModel *model = encoder->model;
	int64_t		bits;
	double		range;
	QsStatus	status = plan_rows(encoder, &bits);

	if (status != QS_OK)
		return status;
	if (model->n + bits > QS_MAX_VARIABLES)
		return QS_LIMIT;
	encoder->integral = qs_objective_integral(encoder->objective);
	range = qs_objective_range(model, encoder->objective);
	encoder->most = above(encoder, range, range);
	if (!isfinite(encoder->most))
		return fail(encoder, -1, "the range of the objective passes double precision");
	weigh_literals(encoder);
	lay_out_slack(encoder, bits, encoding);
	add_objective(encoder);
	status = add_rows(encoder, encoding);
	if (status != QS_OK)
		return status;
	qs_term_sum_merge(&encoder->sum);
	if (encoder->sum.full)
		return QS_LIMIT;
	if (!is_exact(encoder))
		return fail(encoder, -1, "objective and penalties together pass the numbers that doubles hold exactly");
	encoding->qubo = qs_qubo_create(encoder->host, model->n + (int) bits, encoder->sum.offset,
									encoder->sum.term, encoder->sum.count);
	return QS_OK;
}

QsStatus
qs_encode_guaranteed(QsHost *host, const QsModel *model, QsEncodeRequest *request,
					 QsEncoding *encoding)
{
	QsQubo	   *objective = qs_explicit_objective(host, model);
	Encoder		encoder = {.host = host, .model = model, .request = request, .objective = objective, .sum = {.host = host}};
	QsStatus	status;

	if (objective == NULL)
		return QS_LIMIT;
	encoder.plan = QS_ARRAY0(host, QsPlannedRow, model->m);
	encoder.free_to_zero = QS_ARRAY(host, bool, model->n);
	encoder.free_to_one = QS_ARRAY(host, bool, model->n);
	encoder.weight_of_zero = QS_ARRAY(host, double, model->n);
	encoder.weight_of_one = QS_ARRAY(host, double, model->n);
	status = build(&encoder, encoding);
	if (model->m > 0)
		memset(encoding->promised, status == QS_OK && request->row_weight == NULL, (size_t) model->m);
	qs_free(host, encoder.sum.term);
	qs_free(host, encoder.free_to_zero);
	qs_free(host, encoder.free_to_one);
	qs_free(host, encoder.weight_of_zero);
	qs_free(host, encoder.weight_of_one);
	qs_free(host, encoder.plan);
	qs_qubo_free(host, objective);
	return status;
}
