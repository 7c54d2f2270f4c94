/*
 * encode_slack.c
 *	  Slack encoding: a.x + s = b with s spelled in bits 1, 2, 4, ..., the last
 *	  one cut so that s runs over exactly 0 .. S.
 *
 * Integral rows only.  Then a broken row misses by at least 1, and the weights
 * below make every minimiser an optimum of a feasible model:
 *	 - rows that only packing can break (non-negative, <=): more than the most
 *	   that dropping one of their variables can cost;
 *	 - otherwise: more than the whole range of the objective.
 */
#include "encode/encode_slack.h"

#include <math.h>
#include <string.h>

#include "base/integers.h"
#include "rows/relax_rows.h"

typedef struct SlackPlan
{
	bool		integral;
	double		scale;			/* integers: scale * a */
	double		bound;
	int			sign;			/* +1: a.x + s = bound;  -1: a.x - s = bound */
	double		room;			/* S */
	int			bits;
} SlackPlan;

/* Scale that makes the integers of an exact row coprime; 0 for any other row */
static double
integer_scale(const QsModel *model, int row)
{
	double		divisor = 0.0;

	if (!qs_model_row_is_exact(model, row))
		return 0.0;
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1] && divisor != 1.0; k++)
		divisor = qs_greatest_common_divisor(model->row_value[k], divisor);
	return 1.0 / divisor;
}

static int
bits_for(double room)
{
	int			bits = 0;

	while (bits < 60 && ldexp(1.0, bits) <= room)
		bits++;
	return bits;
}

static double
bit_value(const SlackPlan *plan, int bit)
{
	if (bit < plan->bits - 1)
		return ldexp(1.0, bit);
	return plan->room - (ldexp(1.0, plan->bits - 1) - 1.0);
}

/* Rows with exact shapes need no plan; equations get one with no room. */
static SlackPlan
plan_row(const QsModel *model, int row, const QsRowShape *shape)
{
	SlackPlan	plan = {.integral = true, .sign = 1};
	double		least = 0.0,
				most = 0.0,
				lower,
				upper;

	if (shape->shape != QS_SHAPE_SIDES && shape->shape != QS_SHAPE_EQUATION)
		return plan;
	plan.scale = integer_scale(model, row);
	plan.integral = plan.scale != 0.0;
	if (!plan.integral)
		return plan;
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		double		value = rint(plan.scale * model->row_value[k]);

		least += fmin(value, 0.0);
		most += fmax(value, 0.0);
	}
	qs_row_effective(model, row, &lower, &upper);
	lower = rint(fmax(plan.scale * lower, least));
	upper = rint(fmin(plan.scale * upper, most));
	if (shape->shape == QS_SHAPE_EQUATION)
	{
		plan.bound = plan.scale * model->row_upper[row];
		return plan;
	}
	if (shape->upper_binds)
	{
		plan.bound = upper;
		plan.room = fmax(0.0, upper - lower);
	}
	else
	{
		plan.sign = -1;
		plan.bound = lower;
		plan.room = fmax(0.0, upper - lower);
	}
	plan.bits = bits_for(plan.room);
	return plan;
}

int
qs_slack_bits(const QsModel *model, int row)
{
	QsRowShape	shape = qs_row_shape(model, row);
	SlackPlan	plan = plan_row(model, row, &shape);

	return plan.integral ? plan.bits : -1;
}

/* Count rows and bits, lay out the slack part of the encoding */
static bool
lay_out(QsHost *host, const QsModel *model, QsEncoding *encoding, int *qubits)
{
	int			rows = 0;
	int64_t		bits = 0;

	for (int r = 0; r < model->m; r++)
	{
		int			own = qs_slack_bits(model, r);

		if (own < 0)
			return false;
		rows += own > 0;
		bits += own;
		if ((r & 255) == 0)
			qs_check(host);
	}
	if (model->n + bits > QS_MAX_VARIABLES)
		return false;
	*qubits = model->n + (int) bits;
	encoding->slack_rows = rows;
	encoding->slack_row = QS_ARRAY(host, int32_t, rows);
	encoding->slack_first = QS_ARRAY(host, int32_t, (size_t) rows + 1);
	encoding->slack_scale = QS_ARRAY(host, double, rows);
	encoding->slack_bound = QS_ARRAY(host, double, rows);
	encoding->slack_sign = QS_ARRAY(host, int8_t, rows);
	encoding->slack_value = QS_ARRAY(host, double, bits);
	encoding->slack_first[0] = model->n;
	return true;
}

/*
 * The model with the slack bits as variables: scaled equality rows instead of
 * guided ones, the other rows as they are.
 */
static QsModel *
extend(QsHost *host, const QsModel *model, QsEncoding *encoding, int qubits)
{
	int64_t		nonzeros = model->row_start[model->m] + (qubits - model->n);
	int64_t    *start = QS_ARRAY0(host, int64_t, (size_t) model->m + 1);
	int32_t    *variable = QS_ARRAY(host, int32_t, nonzeros);
	double	   *value = QS_ARRAY(host, double, nonzeros);
	double	   *lower = QS_ARRAY(host, double, model->m);
	double	   *upper = QS_ARRAY(host, double, model->m);
	double	   *tolerance = QS_ARRAY(host, double, model->m);
	int32_t    *origin = QS_ARRAY(host, int32_t, model->m);
	int64_t		at = 0;
	int			slack = 0;
	int			qubit = model->n;

	for (int r = 0; r < model->m; r++)
	{
		QsRowShape	shape = qs_row_shape(model, r);
		SlackPlan	plan = plan_row(model, r, &shape);

		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
		{
			variable[at] = model->row_variable[k];
			value[at++] = plan.scale != 0.0 ? rint(plan.scale * model->row_value[k])
				: model->row_value[k];
		}
		origin[r] = r;
		lower[r] = plan.scale != 0.0 ? plan.bound : model->row_lower[r];
		upper[r] = plan.scale != 0.0 ? plan.bound : model->row_upper[r];
		tolerance[r] = plan.scale != 0.0 ? 0.0 : model->row_tolerance[r];
		if (plan.bits > 0)
		{
			encoding->slack_row[slack] = r;
			encoding->slack_scale[slack] = plan.scale;
			encoding->slack_bound[slack] = plan.bound;
			encoding->slack_sign[slack] = (int8_t) plan.sign;
			for (int bit = 0; bit < plan.bits; bit++)
			{
				encoding->slack_value[qubit - model->n] = bit_value(&plan, bit);
				variable[at] = qubit++;
				value[at++] = plan.sign * bit_value(&plan, bit);
			}
			encoding->slack_first[++slack] = qubit;
		}
		start[r + 1] = at;
	}
	return qs_model_assemble(host, qubits, model->maximise, model->constant,
							 qs_qubo_create(host, qubits, 0.0, NULL, 0), model->m, start,
							 variable, value, lower, upper, tolerance, origin);
}

void
qs_qubo_widen(QsHost *host, QsQubo *qubo, int n)
{
	qubo->linear = qs_realloc(host, qubo->linear, (size_t) qubo->n, (size_t) n, sizeof(double));
	qubo->start = qs_realloc(host, qubo->start, (size_t) qubo->n + 1, (size_t) n + 1,
							 sizeof(int64_t));
	for (int i = qubo->n; i < n; i++)
	{
		qubo->linear[i] = 0.0;
		qubo->start[i + 1] = qubo->start[i];
	}
	qubo->n = n;
}

/* Can only setting more variables break any row? */
static bool
only_packing(const QsModel *model)
{
	for (int r = 0; r < model->m; r++)
	{
		QsRowShape	shape = qs_row_shape(model, r);

		if (shape.shape == QS_SHAPE_NONE)
			continue;
		if (shape.shape != QS_SHAPE_PACK &&
			(shape.shape != QS_SHAPE_SIDES || shape.lower_binds))
			return false;
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			if (model->row_value[k] < 0.0 ||
				(shape.shape == QS_SHAPE_PACK && qs_row_literal(model, r, &shape, k) < 0))
				return false;
	}
	return true;
}

static double
objective_range(const QsQubo *objective)
{
	double		range = 0.0;

	for (int i = 0; i < objective->n; i++)
	{
		range += fabs(objective->linear[i]);
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			range += 0.5 * fabs(objective->weight[k]);
	}
	return range;
}

/* Weights of the extended model's rows, see the head of this file */
static void
weigh(QsPenalties *penalties, const QsModel *model, const QsQubo *objective,
	  const double *given)
{
	const QsModel *extended = penalties->model;
	bool		packing = only_packing(model);
	double		everything = QS_ENCODE_MARGIN * objective_range(objective);

	penalties->least_weight = everything > 0.0 ? everything : 1.0;
	if (packing)
	{
		penalties->least_weight = 0.1 * qs_objective_scale(objective);
		for (int i = 0; i < model->n; i++)
		{
			double		low = objective->linear[i];

			for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
				low += fmin(0.0, objective->weight[k]);
			penalties->cost_of_zero[i] = fmax(0.0, -low);
			penalties->free_to_zero[i] = true;
		}
	}
	for (int r = 0; r < extended->m; r++)
	{
		QsPenaltyRow *row = &penalties->row[r];
		double		weight = penalties->least_weight;

		row->guide = false;
		for (int64_t k = extended->row_start[r]; k < extended->row_start[r + 1]; k++)
			weight = fmax(weight, QS_ENCODE_MARGIN *
						  penalties->cost_of_zero[extended->row_variable[k]]);
		if (given && !isnan(given[r]))
		{
			weight = given[r];
			row->given = true;
		}
		row->weight = weight;
		if (row->shape.shape == QS_SHAPE_COUNT)
			qs_weigh_count_row(extended, r, weight, row);
		else if (row->shape.shape != QS_SHAPE_PACK && row->shape.shape != QS_SHAPE_STATES)
			qs_weigh_equation_row(weight, extended->row_upper[r], row);
	}
}

QsStatus
qs_encode_slack(QsHost *host, const QsModel *model, QsEncodeRequest *request,
				QsEncoding *encoding)
{
	QsQubo	   *objective;
	QsModel    *extended;
	QsPenalties *penalties;
	int			qubits;

	if (!lay_out(host, model, encoding, &qubits))
		return QS_UNSUPPORTED;
	objective = qs_explicit_objective(host, model);
	if (objective == NULL)
		return QS_LIMIT;
	qs_qubo_widen(host, objective, qubits);
	extended = extend(host, model, encoding, qubits);
	penalties = qs_penalties_create(host, extended, NULL);
	weigh(penalties, model, objective, request->row_weight);
	encoding->qubo = qs_add_penalties(host, objective, penalties, false);
	encoding->variable_of = QS_ARRAY(host, int32_t, qubits);
	for (int q = 0; q < qubits; q++)
		encoding->variable_of[q] = q < model->n ? q : -1;
	memset(encoding->promised, 1, (size_t) model->m);
	qs_penalties_free(host, penalties);
	qs_model_free(host, extended);
	qs_qubo_free(host, objective);
	return encoding->qubo ? QS_OK : QS_LIMIT;
}

/* What the bits of slack row s add up to with */
static double
slack_activity(const QsEncoding *encoding, const QsModel *model, int s, const uint8_t *x)
{
	int			r = encoding->slack_row[s];
	double		count = 0.0;

	if (encoding->slack_scale[s] != 0.0)
		return encoding->slack_scale[s] * qs_model_activity(model, r, x);
	for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
		count += x[model->row_variable[k]] == (model->row_value[k] > 0.0);
	return count;
}

void
qs_slack_assign(const QsEncoding *encoding, const QsModel *model, const uint8_t *x,
				uint8_t *qubits)
{
	for (int s = 0; s < encoding->slack_rows; s++)
	{
		int			first = encoding->slack_first[s];
		int			end = encoding->slack_first[s + 1];
		const double *value = encoding->slack_value - encoding->variables;
		double		target = rint(encoding->slack_bound[s] - slack_activity(encoding, model, s, x));

		target = fmax(0.0, encoding->slack_sign[s] * target);

		/* the last bit only when the others do not reach; then plain binary */
		qubits[end - 1] = target > ldexp(1.0, end - 1 - first) - 1.0;
		if (qubits[end - 1])
			target = fmin(target - value[end - 1], ldexp(1.0, end - 1 - first) - 1.0);
		for (int q = end - 2; q >= first; q--)
		{
			qubits[q] = target >= value[q];
			if (qubits[q])
				target -= value[q];
		}
	}
}
