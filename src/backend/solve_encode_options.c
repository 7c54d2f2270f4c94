/*
 * solve_encode_options.c
 *	  Options of qshrink_encode: the weights of penalties.
 */
#include "compat.h"

#include <math.h>

#include "base/decimal_scale.h"
#include "option_read.h"
#include "qubo_json.h"
#include "solve_encode_options.h"

/* A weight, which is finite as jsonb holds no other numbers that fit a double */
static double
read_weight(const char *name, const JsonbValue *value)
{
	double		weight = qshrink_json_number(name, value);

	qshrink_check_range(name, weight, 0.0, INFINITY);
	return weight;
}

/* All rows of that label take the weight. */
static void
set_weight(const QshrinkProblem *problem, const char *label, double weight, double *row_weight)
{
	const QsModel *model = problem->model;
	bool		found = false;

	for (int r = 0; r < model->m; r++)
	{
		const char *own = problem->row_label[model->row_origin[r]];

		if (own == NULL || strcmp(own, label) != 0)
			continue;
		row_weight[r] = qs_decimal_shift(weight, -model->exponent);
		found = true;
		if (!isfinite(row_weight[r]))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("penalty \"%s\" = %g is out of range", label, weight)));
	}
	if (!found)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("problem " INT64_FORMAT " has no constraint \"%s\"",
						problem->problem_id, label),
				 errhint("Keys of \"penalties\" are labels of constraints.")));
}

/* What penalties are read for */
typedef struct Reading
{
	QsHost	   *host;
	const QshrinkProblem *problem;
	QsEncodeRequest *request;
} Reading;

/* {"cap": 5, ...} */
static void
read_penalties(void *context, const QshrinkOption *option, const JsonbValue *value)
{
	Reading    *reading = context;
	QsHost	   *host = reading->host;
	const QshrinkProblem *problem = reading->problem;
	double	   *row_weight = QS_ARRAY(host, double, problem->model->m);
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	key,
				number;

	for (int r = 0; r < problem->model->m; r++)
		row_weight[r] = NAN;
	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("option \"%s\" must be an object, not %s", option->name, qshrink_json_kind(value)),
				 errhint("Write labels of constraints and weights, such as {\"cap\": 5}.")));
	iterator = JsonbIteratorInit(value->val.binary.data);
	while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE)
	{
		char	   *label;

		if (token != WJB_KEY)
			continue;
		label = pnstrdup(key.val.string.val, key.val.string.len);
		JsonbIteratorNext(&iterator, &number, true);
		set_weight(problem, label, read_weight(psprintf("penalty \"%s\"", label), &number),
				   row_weight);
		CHECK_FOR_INTERRUPTS();
	}
	reading->request->row_weight = row_weight;
}

void
qshrink_encode_options(QsHost *host, const QshrinkProblem *problem, Jsonb *json,
					   QsEncodeRequest *request)
{
	Reading		reading = {host, problem, request};
	QshrinkOptions options = qshrink_option_initial();

	qshrink_read_options(&options, json, QSHRINK_OF_ENCODE, read_penalties, &reading);
	request->factor = options.penalty;
}
