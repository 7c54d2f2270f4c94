/*
 * angle_options.c
 *	  Options that say which angles a circuit has and how they are found.
 */
#include "compat.h"

#include <limits.h>
#include <math.h>

#include "angle_options.h"
#include "option_read.h"
#include "qubo_json.h"
#include "samplers/samplers.h"

#define LARGEST_RUN	9007199254740992.0	/* numbers of JSON are exact up to here */

static void
invalid(const char *message, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s", message), errhint("%s", hint)));
}

static bool
is_container(const JsonbValue *value, bool array)
{
	if (value->type != jbvBinary)
		return false;
	return array ? JsonContainerIsArray(value->val.binary.data) : JsonContainerIsObject(value->val.binary.data);
}

/* Members of the object are these names only */
static void
require_members(const char *what, JsonbContainer *object, const char *const *name, int names, const char *hint)
{
	JsonbIterator *iterator = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue	key;

	while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE)
	{
		bool		known = false;

		if (token != WJB_KEY)
			continue;
		for (int k = 0; k < names; k++)
			known = known || (key.val.string.len == (int) strlen(name[k]) &&
							  memcmp(key.val.string.val, name[k], key.val.string.len) == 0);
		if (!known)
			invalid(psprintf("%s has no member \"%s\"", what,
							 pnstrdup(key.val.string.val, key.val.string.len)), hint);
	}
}

static JsonbValue *
member(JsonbContainer *object, const char *name, JsonbValue *value)
{
	return getKeyJsonValueFromContainer(object, name, (int) strlen(name), value);
}

/* ---- reading --------------------------------------------------------------- */

/* Numbers of an array, palloc'd behind `reserve` others */
static double *
read_list(const char *name, const JsonbValue *value, int reserve, int *count)
{
	JsonbContainer *array = qshrink_json_array(name, value);
	double	   *number;

	*count = JsonContainerSize(array);
	number = palloc_extended(((Size) *count + reserve + 1) * sizeof(double), MCXT_ALLOC_HUGE);
	for (int k = 0; k < *count; k++)
	{
		char	   *subject = psprintf("element %d of %s", k, name);

		number[reserve + k] = qshrink_json_number(subject, getIthJsonbValueFromContainer(array, k));
		qshrink_check_range(subject, number[reserve + k], -QS_LARGEST_ANGLE, QS_LARGEST_ANGLE);
	}
	return number;
}

#define ANGLES_HINT	"Write {\"gamma\": [...], \"beta\": [...]}, a number of each a layer, or a list of all angles of the circuit."

/* Gammas, then betas; *layers is 0 of a list, which may be of any circuit */
static double *
read_angles(const JsonbValue *value, int *count, int *layers)
{
	static const char *const names[] = {"gamma", "beta"};
	JsonbValue	part[2];
	double	   *gamma;
	double	   *beta;
	int			betas;

	*layers = 0;
	if (is_container(value, true))
		return read_list("angles", value, 0, count);
	if (!is_container(value, false))
		invalid(psprintf("angles must be an object or a list, not %s", qshrink_json_kind(value)), ANGLES_HINT);
	require_members("angles", value->val.binary.data, names, lengthof(names), ANGLES_HINT);
	for (int k = 0; k < 2; k++)
		if (member(value->val.binary.data, names[k], &part[k]) == NULL)
			invalid(psprintf("angles have no \"%s\"", names[k]), ANGLES_HINT);
	gamma = read_list("gamma", &part[0], 0, layers);
	beta = read_list("beta", &part[1], *layers, &betas);
	if (betas != *layers)
		invalid(psprintf("angles have %d gamma and %d beta", *layers, betas), ANGLES_HINT);
	memcpy(beta, gamma, *layers * sizeof(double));
	*count = 2 * *layers;
	return beta;
}

Jsonb *
qshrink_angles_value(const JsonbValue *value)
{
	JsonbValue	copy = *value;
	int			count;
	int			layers;

	pfree(read_angles(value, &count, &layers));
	if (count == 0)
		invalid("angles are empty", ANGLES_HINT);
	return JsonbValueToJsonb(&copy);
}

void
qshrink_pair_value(const char *name, const JsonbValue *value, double pair[2])
{
	int			count;
	double	   *number = read_list(name, value, 0, &count);

	if (count != 2 || (number[0] == 0.0 && number[1] == 0.0))
		invalid(psprintf("%s must be two numbers, not both 0", name), "Write a list such as [1.5, 0.7].");
	memcpy(pair, number, 2 * sizeof(double));
}

#define SOURCE_HINT	"Write the number of a run, or {\"run\": 5, \"round\": 2}; without a round its best one is meant."

static int64
whole_number(const char *name, const JsonbValue *value, double most)
{
	double		number = qshrink_json_number(name, value);

	if (number != rint(number) || number < 1.0 || number > most)
		invalid(psprintf("%s is %g", name, number), SOURCE_HINT);
	return (int64) number;
}

static int64
read_source(const JsonbValue *value, int *round)
{
	static const char *const names[] = {"run", "round"};
	JsonbValue	part;
	int64		run_id;

	*round = 0;
	if (value->type == jbvNumeric)
		return whole_number("angles_from", value, LARGEST_RUN);
	if (!is_container(value, false))
		invalid(psprintf("angles_from must be a number or an object, not %s", qshrink_json_kind(value)),
				SOURCE_HINT);
	require_members("angles_from", value->val.binary.data, names, lengthof(names), SOURCE_HINT);
	if (member(value->val.binary.data, "run", &part) == NULL)
		invalid("angles_from has no \"run\"", SOURCE_HINT);
	run_id = whole_number("run of angles_from", &part, LARGEST_RUN);
	if (member(value->val.binary.data, "round", &part) != NULL && part.type != jbvNull)
		*round = (int) whole_number("round of angles_from", &part, INT_MAX);
	return run_id;
}

Jsonb *
qshrink_angle_source_value(const JsonbValue *value)
{
	JsonbValue	copy = *value;
	int			round;

	(void) read_source(value, &round);
	return JsonbValueToJsonb(&copy);
}

/* A Jsonb as a value within another */
static JsonbValue
value_of(const Jsonb *json)
{
	JsonbValue	value = {.type = jbvBinary};

	if (JB_ROOT_IS_SCALAR((Jsonb *) json))
		JsonbExtractScalar((JsonbContainer *) &json->root, &value);
	else
	{
		value.val.binary.data = (JsonbContainer *) &json->root;
		value.val.binary.len = VARSIZE(json) - VARHDRSZ;
	}
	return value;
}

int64
qshrink_angle_source(const Jsonb *source, int *round)
{
	JsonbValue	value = value_of(source);

	return read_source(&value, round);
}

/* ---- all of them ----------------------------------------------------------- */

static void
take_angles(QshrinkOptions *options)
{
	QsSamplerSettings *sampler = &options->settings.sampler;
	QsSolver	solver = options->settings.solver;
	JsonbValue	value = value_of(options->angles);
	int			layers;

	sampler->angles = read_angles(&value, &sampler->angle_count, &layers);
	if (layers == 0 && solver == QS_SOLVER_QAOA && !sampler->multi_angle &&
		sampler->angle_count != 2 * sampler->layers)
		invalid(psprintf("%d angles are given, but a circuit of %d layers has %d", sampler->angle_count,
						 sampler->layers, 2 * sampler->layers), ANGLES_HINT);
	if (layers == 0)
		return;
	if (solver == QS_SOLVER_VQE || solver == QS_SOLVER_PCE)
		invalid(psprintf("solver \"%s\" has no angles gamma and beta", qs_solver_name(solver)),
				"Write all angles of its circuit as a list.");
	if (layers != sampler->layers)
		invalid(psprintf("angles have %d gamma and beta, but there are %d layers", layers, sampler->layers),
				"Set layers to their number; angles_from interpolates.");
}

void
qshrink_angle_options_settle(QshrinkOptions *options)
{
	if (options->angles)
		take_angles(options);
}
