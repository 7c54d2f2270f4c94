/*
 * solve_encode_options.c
 *	  Options of qshrink_encode: the weights of penalties.
 */
#include "compat.h"

#include <math.h>

#include "base/decimal_scale.h"
#include "qubo_json.h"
#include "solve_encode_options.h"

QsEncodingKind
qshrink_encoding_argument(const char *name)
{
	QsEncodingKind kind;

	if (qs_encoding_kind(name, &kind))
		return kind;
	if (strcmp(name, qs_encoding_kind_name(QS_ENCODING_EXACT)) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown encoding \"%s\"", name),
				 errhint("Available values: auto, dual, unbalanced, slack, subspace, exact.")));
	return QS_ENCODING_EXACT;
}

QsEncodingKind
qshrink_shrunk_encoding_argument(const char *name)
{
	QsEncodingKind kind;

	if (!qs_encoding_kind(name, &kind))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 strcmp(name, qs_encoding_kind_name(QS_ENCODING_EXACT)) == 0 ?
				 errmsg("encoding \"exact\" is one of qshrink_encode only") :
				 errmsg("unknown encoding \"%s\"", name),
				 errhint("Available values: auto, dual, unbalanced, slack, subspace.")));
	return kind;
}

/* A weight, which is finite as jsonb holds no other numbers that fit a double */
static double
read_weight(const char *name, const JsonbValue *value)
{
	double		weight = qshrink_json_number(name, value);

	if (weight < 0.0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s = %g is out of range", name, weight),
				 errdetail("A weight is at least 0.")));
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

static double *
read_penalties(QsHost *host, const QshrinkProblem *problem, const JsonbValue *value)
{
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
				 errmsg("option \"penalties\" must be an object, not %s", qshrink_json_kind(value)),
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
	return row_weight;
}

void
qshrink_encode_options(QsHost *host, const QshrinkProblem *problem, Jsonb *json,
					   QsEncodeRequest *request)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	key,
				value;

	if (!JB_ROOT_IS_OBJECT(json))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("options must be a JSON object")));
	iterator = JsonbIteratorInit(&json->root);
	while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE)
	{
		char	   *name;

		if (token != WJB_KEY)
			continue;
		name = pnstrdup(key.val.string.val, key.val.string.len);
		JsonbIteratorNext(&iterator, &value, true);
		if (strcmp(name, "penalty") == 0)
			request->factor = read_weight("option \"penalty\"", &value);
		else if (strcmp(name, "penalties") == 0)
			request->row_weight = read_penalties(host, problem, &value);
		else
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("unknown option \"%s\"", name),
					 errhint("Available options: penalty, penalties.")));
	}
}
