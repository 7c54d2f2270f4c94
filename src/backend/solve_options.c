/*
 * solve_options.c
 *	  Arguments and options of qshrink_solve as engine settings.
 */
#include "compat.h"

#include <limits.h>
#include <math.h>

#include "common/pg_prng.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"
#include "utils/varbit.h"

#include "qubo_type.h"
#include "settings.h"
#include "base/simd.h"
#include "solve_encode_options.h"
#include "solve_options.h"

typedef enum OptionKind
{
	OPTION_BOOLEAN,
	OPTION_INTEGER,
	OPTION_INT64,
	OPTION_REAL,
	OPTION_MIXER,
	OPTION_OPTIMIZER,
	OPTION_INIT,
	OPTION_LOG,
	OPTION_PRECISION,
	OPTION_TEXT,				/* recorded in a column of the run, not in its settings */
	OPTION_OBJECT
} OptionKind;

typedef struct Option
{
	const char *name;
	OptionKind	kind;
	size_t		offset;			/* in QshrinkOptions */
	double		least;
	double		most;
} Option;

#define SETTING(field)	(offsetof(QshrinkOptions, settings) + offsetof(QsSettings, field))
#define SAMPLER(field)	(SETTING(sampler) + offsetof(QsSamplerSettings, field))

static const Option option_table[] = {
	{"anchor", OPTION_BOOLEAN, SETTING(anchor), 0, 0},
	{"certified", OPTION_BOOLEAN, SETTING(certified), 0, 0},
	{"confidence", OPTION_REAL, SETTING(confidence), 0, 1},
	{"correlation_order", OPTION_INTEGER, SAMPLER(correlation_order), 2, 3},
	{"cvar", OPTION_REAL, SAMPLER(cvar), 1e-6, 1},
	{"depolarizing", OPTION_REAL, SAMPLER(depolarizing), 0, 1},
	{"diversity", OPTION_INTEGER, SETTING(diversity), 1, QS_MAX_VARIABLES},
	{"effort", OPTION_REAL, SETTING(effort), 0, 1e6},
	{"enumerate", OPTION_BOOLEAN, SETTING(enumerate), 0, 0},
	{"evaluations", OPTION_INTEGER, SAMPLER(evaluations), 0, 1000000},
	{"init", OPTION_INIT, SAMPLER(init), 0, 0},
	{"legality", OPTION_BOOLEAN, SETTING(legality), 0, 0},
	{"log", OPTION_LOG, SETTING(log_all), 0, 0},
	{"message_passing", OPTION_BOOLEAN, SETTING(message_passing), 0, 0},
	{"mixer", OPTION_MIXER, SAMPLER(mixer), 0, 0},
	{"multi_angle", OPTION_BOOLEAN, SAMPLER(multi_angle), 0, 0},
	{"nodes", OPTION_INT64, SETTING(node_limit), 0, 1e15},
	{"notices", OPTION_BOOLEAN, offsetof(QshrinkOptions, notices), 0, 0},
	{"optimizer", OPTION_OPTIMIZER, SAMPLER(optimizer), 0, 0},
	{"polish", OPTION_BOOLEAN, SETTING(polish), 0, 0},
	{"precision", OPTION_PRECISION, SAMPLER(double_precision), 0, 0},
	{"presolve", OPTION_BOOLEAN, SETTING(presolve), 0, 0},
	{"proof", OPTION_BOOLEAN, SETTING(proof), 0, 0},
	{"readout_flip", OPTION_REAL, SAMPLER(readout_flip), 0, 1},
	{"recompute", OPTION_BOOLEAN, SETTING(recompute), 0, 0},
	{"repair", OPTION_BOOLEAN, SETTING(repair), 0, 0},
	{"rhs", OPTION_OBJECT, offsetof(QshrinkOptions, rhs), 0, 0},
	{"scenario", OPTION_TEXT, offsetof(QshrinkOptions, scenario), 0, 0},
	{"spectral_drift", OPTION_REAL, SETTING(spectral_drift), 0, 2},
	{"stagnation", OPTION_INTEGER, SETTING(stagnation), 0, 1e6},
	{"sweeps", OPTION_INTEGER, SAMPLER(sweeps), 0, 1e8},
};

#define OPTION_COUNT	lengthof(option_table)

static const Option *
find_option(const char *name)
{
	StringInfoData list;

	for (size_t k = 0; k < OPTION_COUNT; k++)
		if (strcmp(option_table[k].name, name) == 0)
			return &option_table[k];
	initStringInfo(&list);
	for (size_t k = 0; k < OPTION_COUNT; k++)
		appendStringInfo(&list, "%s%s", k ? ", " : "", option_table[k].name);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown option \"%s\"", name),
			 errhint("Available options: %s.", list.data)));
	return NULL;
}

static void
wrong_option(const Option *option, const char *expected)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("option \"%s\" must be %s", option->name, expected)));
}

static char *
option_text(const Option *option, const JsonbValue *value, const char *expected)
{
	if (value->type != jbvString)
		wrong_option(option, expected);
	return pnstrdup(value->val.string.val, value->val.string.len);
}

static double
option_number(const Option *option, const JsonbValue *value)
{
	double		number;

	if (value->type != jbvNumeric)
		wrong_option(option, "a number");
	number = DatumGetFloat8(DirectFunctionCall1(numeric_float8, NumericGetDatum(value->val.numeric)));
	if (!(number >= option->least && number <= option->most))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("option \"%s\" is %g", option->name, number),
				 errhint("It must lie between %g and %g.", option->least, option->most)));
	if (option->kind != OPTION_REAL && number != rint(number))
		wrong_option(option, "an integer");
	return number;
}

static QsQaoaInit
option_init(const Option *option, const JsonbValue *value)
{
	const char *expected = "\"ramp\", \"fixed\" or \"interpolate\"";
	char	   *text = option_text(option, value, expected);

	if (strcmp(text, "ramp") == 0)
		return QS_QAOA_RAMP;
	if (strcmp(text, "fixed") == 0)
		return QS_QAOA_FIXED;
	if (strcmp(text, "interpolate") != 0)
		wrong_option(option, expected);
	return QS_QAOA_INTERPOLATE;
}

/* One of two words; true for the second */
static bool
option_choice(const Option *option, const JsonbValue *value, const char *first,
			  const char *second)
{
	const char *expected = psprintf("\"%s\" or \"%s\"", first, second);
	char	   *text = option_text(option, value, expected);

	if (strcmp(text, second) == 0)
		return true;
	if (strcmp(text, first) != 0)
		wrong_option(option, expected);
	return false;
}

static char *
option_name(const Option *option, const JsonbValue *value)
{
	char	   *text = option_text(option, value, "a text");

	if (*text == '\0')
		wrong_option(option, "a text that is not empty");
	return text;
}

static Jsonb *
option_object(const Option *option, const JsonbValue *value)
{
	JsonbValue	copy = *value;

	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		wrong_option(option, "an object");
	return JsonbValueToJsonb(&copy);
}

static void
apply_option(QshrinkOptions *options, const Option *option, const JsonbValue *value)
{
	char	   *field = (char *) options + option->offset;

	if (value->type == jbvNull)
		return;					/* the default stands */
	switch (option->kind)
	{
		case OPTION_BOOLEAN:
			if (value->type != jbvBool)
				wrong_option(option, "true or false");
			*(bool *) field = value->val.boolean;
			break;
		case OPTION_INTEGER:
			*(int *) field = (int) option_number(option, value);
			break;
		case OPTION_INT64:
			*(int64_t *) field = (int64_t) option_number(option, value);
			break;
		case OPTION_REAL:
			*(double *) field = option_number(option, value);
			break;
		case OPTION_MIXER:
			if (!qs_mixer(option_text(option, value, "the name of a mixer"), (QsMixer *) field))
				wrong_option(option, "\"x\", \"xy-ring\", \"xy-complete\" or \"warm\"");
			break;
		case OPTION_OPTIMIZER:
			if (!qs_optimizer(option_text(option, value, "the name of an optimizer"),
							  (QsOptimizer *) field))
				wrong_option(option, "\"nelder-mead\", \"cobyla\", \"bobyqa\", \"sbplx\", \"lbfgs\", \"mma\" or \"none\"");
			break;
		case OPTION_INIT:
			*(QsQaoaInit *) field = option_init(option, value);
			break;
		case OPTION_LOG:
			*(bool *) field = option_choice(option, value, "best", "all");
			break;
		case OPTION_PRECISION:
			*(bool *) field = option_choice(option, value, "single", "double");
			break;
		case OPTION_TEXT:
			*(char **) field = option_name(option, value);
			break;
		case OPTION_OBJECT:
			*(Jsonb **) field = option_object(option, value);
			break;
	}
}

void
qshrink_apply_options(QshrinkOptions *options, Jsonb *json)
{
	JsonbIterator *iterator;
	JsonbValue	key,
				value;
	JsonbIteratorToken token;

	if (!JB_ROOT_IS_OBJECT(json))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("options must be a JSON object")));
	iterator = JsonbIteratorInit(&json->root);
	while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE)
	{
		const Option *option;

		if (token != WJB_KEY)
			continue;
		option = find_option(pnstrdup(key.val.string.val, key.val.string.len));
		JsonbIteratorNext(&iterator, &value, true);
		apply_option(options, option, &value);
	}
}

static char *
text_argument(FunctionCallInfo fcinfo, int argument, char *otherwise)
{
	return PG_ARGISNULL(argument) ? otherwise : text_to_cstring(PG_GETARG_TEXT_PP(argument));
}

static int
int_argument(FunctionCallInfo fcinfo, int argument, const char *name, int otherwise,
			 int least, int most)
{
	int			value = PG_ARGISNULL(argument) ? otherwise : PG_GETARG_INT32(argument);

	if (value < least || value > most)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s is %d", name, value),
				 errhint("It must lie between %d and %d.", least, most)));
	return value;
}

static void
unknown_name(const char *argument, const char *value, const char *available)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown %s \"%s\"", argument, value),
			 errhint("Available values: %s.", available)));
}

static double
interval_seconds(const Interval *interval)
{
	double		seconds = (double) interval->time / USECS_PER_SEC +
		interval->day * (double) SECS_PER_DAY +
		interval->month * (double) (DAYS_PER_MONTH * SECS_PER_DAY);

	if (!(seconds > 0.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time_limit must be positive")));
	return seconds;
}

QshrinkOptions
qshrink_solve_options(FunctionCallInfo fcinfo)
{
	QshrinkOptions options = {.settings = qs_settings_defaults, .notices = qshrink_notices};
	QsSettings *settings = &options.settings;
	char	   *name;

	settings->sampler = qs_sampler_defaults;
	name = text_argument(fcinfo, SOLVE_SOLVER, qshrink_solver);
	if (!qs_solver(name, &settings->solver))
		unknown_name("solver", name, "qaoa, auto, exact, tabu, sa, sqa, vqe, pce, uniform, none");
	name = text_argument(fcinfo, SOLVE_CORRELATION, qshrink_correlation);
	if (!qs_correlation_method(name, &settings->correlation))
		unknown_name("correlation", name, "auto, lp, sdp, qaoa, pool");
	name = text_argument(fcinfo, SOLVE_ENCODING, qshrink_encoding);
	settings->encoding = qshrink_shrunk_encoding_argument(name);
	settings->max_qubits = int_argument(fcinfo, SOLVE_MAX_QUBITS, "max_qubits", qshrink_max_qubits,
										1, QS_MAX_VARIABLES);
	settings->sampler.layers = int_argument(fcinfo, SOLVE_LAYERS, "layers", qshrink_layers, 1, 64);
	settings->sampler.shots = int_argument(fcinfo, SOLVE_SHOTS, "shots", qshrink_shots, 1, 10000000);
	settings->rounds = int_argument(fcinfo, SOLVE_ROUNDS, "rounds", qshrink_rounds, 0, 1000000);
	settings->solutions = int_argument(fcinfo, SOLVE_SOLUTIONS, "solutions", qshrink_solutions, 1, 10000);
	if (PG_ARGISNULL(SOLVE_SEED))
		settings->seed = pg_prng_uint64(&pg_global_prng_state) >> 1;
	else
		settings->seed = (uint64_t) PG_GETARG_INT64(SOLVE_SEED);
	if (!PG_ARGISNULL(SOLVE_TIME_LIMIT))
		options.seconds = interval_seconds(PG_GETARG_INTERVAL_P(SOLVE_TIME_LIMIT));
	else if (qshrink_time_limit > 0)
		options.seconds = qshrink_time_limit / 1000.0;
	settings->timed = options.seconds > 0.0;
	if (!PG_ARGISNULL(SOLVE_TARGET))
	{
		settings->has_target = true;
		settings->target = PG_GETARG_FLOAT8(SOLVE_TARGET);
		if (isnan(settings->target))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("target must be a number, not NaN")));
	}
	if (!PG_ARGISNULL(SOLVE_OPTIONS))
		qshrink_apply_options(&options, PG_GETARG_JSONB_P(SOLVE_OPTIONS));
	return options;
}

void
qshrink_require_correlation(const QshrinkProblem *problem, QsCorrelationMethod method)
{
	if (!qs_correlation_applies(method, problem->model))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("correlation \"%s\" does not apply to problem " INT64_FORMAT,
						qs_correlation_method_name(method), problem->problem_id),
				 errdetail("The problem has no constraints, so it has no linear relaxation."),
				 errhint("Use correlation 'auto', 'sdp', 'qaoa' or 'pool'.")));
}

uint8_t *
qshrink_bits(QsHost *host, Datum datum, int n, const char *what)
{
	VarBit	   *bits = DatumGetVarBitP(datum);
	uint8_t    *x;

	if (VARBITLEN(bits) != n)
		ereport(ERROR,
				(errcode(ERRCODE_STRING_DATA_LENGTH_MISMATCH),
				 errmsg("%s has %d bits but the problem has %d variables",
						what, VARBITLEN(bits), n)));
	x = QS_ARRAY(host, uint8_t, n);
	for (int i = 0; i < n; i++)
		x[i] = (VARBITS(bits)[i / BITS_PER_BYTE] >> (BITS_PER_BYTE - 1 - i % BITS_PER_BYTE)) & 1;
	return x;
}

/* A number that reads back as the same; null where an option is off */
static void
append_real(StringInfo out, double value)
{
	appendStringInfoString(out, isfinite(value) ? qshrink_float_text(value) : "null");
}

static void
append_object(StringInfo out, Jsonb *object)
{
	appendStringInfoString(out, object ? JsonbToCString(NULL, &object->root, VARSIZE(object)) : "null");
}

static void
append_option(StringInfo out, const QshrinkOptions *options, const Option *option)
{
	static const char *const init_name[] = {"ramp", "fixed", "interpolate"};
	const char *field = (const char *) options + option->offset;

	if (option->kind == OPTION_TEXT)
		return;
	appendStringInfo(out, "%s\"%s\": ", option == option_table ? "" : ", ", option->name);
	switch (option->kind)
	{
		case OPTION_BOOLEAN:
			appendStringInfoString(out, *(const bool *) field ? "true" : "false");
			break;
		case OPTION_INTEGER:
			appendStringInfo(out, "%d", *(const int *) field);
			break;
		case OPTION_INT64:
			appendStringInfo(out, INT64_FORMAT, (int64) *(const int64_t *) field);
			break;
		case OPTION_REAL:
			append_real(out, *(const double *) field);
			break;
		case OPTION_MIXER:
			appendStringInfo(out, "\"%s\"", qs_mixer_name(*(const QsMixer *) field));
			break;
		case OPTION_OPTIMIZER:
			appendStringInfo(out, "\"%s\"", qs_optimizer_name(*(const QsOptimizer *) field));
			break;
		case OPTION_INIT:
			appendStringInfo(out, "\"%s\"", init_name[*(const QsQaoaInit *) field]);
			break;
		case OPTION_LOG:
			appendStringInfoString(out, *(const bool *) field ? "\"all\"" : "\"best\"");
			break;
		case OPTION_PRECISION:
			appendStringInfoString(out, *(const bool *) field ? "\"double\"" : "\"single\"");
			break;
		case OPTION_TEXT:
			break;
		case OPTION_OBJECT:
			append_object(out, *(Jsonb *const *) field);
			break;
	}
}

static const char *
simd_name(QsSimd simd)
{
	switch (simd)
	{
		case QS_SIMD_AUTO:
			return "auto";
		case QS_SIMD_PORTABLE:
			return "portable";
		case QS_SIMD_AVX2:
			return "avx2";
		case QS_SIMD_AVX512:
			break;
	}
	return "avx512";
}

void
qshrink_append_parameters(StringInfo out)
{
	appendStringInfo(out, "\"simd\": \"%s\", \"instruction_set\": \"%s\", \"memory_limit\": %d, \"tolerance\": %s",
					 simd_name((QsSimd) qshrink_simd),
					 simd_name(qs_simd_resolve((QsSimd) qshrink_simd)), qshrink_memory_limit,
					 qshrink_float_text(qshrink_tolerance));
}

static void
append_start(StringInfo out, const uint8_t *start, int n)
{
	appendStringInfoString(out, ", \"start\": \"");
	enlargeStringInfo(out, n);
	for (int v = 0; v < n; v++)
		appendStringInfoCharMacro(out, start[v] ? '1' : '0');
	appendStringInfoChar(out, '"');
}

static void
append_fixed(StringInfo out, const int8_t *fixed, int n)
{
	const char *separator = "";

	appendStringInfoString(out, ", \"fixed\": {");
	for (int v = 0; v < n; v++)
	{
		if (fixed[v] < 0)
			continue;
		appendStringInfo(out, "%s\"%d\": %d", separator, v, fixed[v]);
		separator = ", ";
	}
	appendStringInfoChar(out, '}');
}

char *
qshrink_settings_json(const QshrinkOptions *options, int n)
{
	const QsSettings *settings = &options->settings;
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfo(&out, "{\"solver\": \"%s\", \"max_qubits\": %d, \"correlation\": \"%s\", "
					 "\"encoding\": \"%s\", \"layers\": %d, \"shots\": %d, \"rounds\": %d, "
					 "\"solutions\": %d, ",
					 qs_solver_name(settings->solver), settings->max_qubits,
					 qs_correlation_method_name(settings->correlation),
					 qs_encoding_kind_name(settings->encoding), settings->sampler.layers,
					 settings->sampler.shots, settings->rounds, settings->solutions);
	qshrink_append_parameters(&out);
	if (options->seconds > 0.0)
		appendStringInfo(&out, ", \"time_limit\": %s", qshrink_float_text(options->seconds));
	if (settings->has_target)
		appendStringInfo(&out, isfinite(settings->target) ? ", \"target\": %s" :
						 ", \"target\": \"%s\"", qshrink_float_text(settings->target));
	if (settings->start)
		append_start(&out, settings->start, n);
	if (settings->fixed)
		append_fixed(&out, settings->fixed, n);
	appendStringInfoString(&out, ", \"options\": {");
	for (size_t k = 0; k < OPTION_COUNT; k++)
		append_option(&out, options, &option_table[k]);
	appendStringInfoString(&out, "}}");
	return out.data;
}
