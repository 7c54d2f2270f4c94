/*
 * solve_options.c
 *	  Arguments and options of qshrink_solve as engine settings.
 */
#include "compat.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/fmgrprotos.h"
#include "utils/varbit.h"

#include "base/simd.h"
#include "classes/classes.h"
#include "correlate/light_cone.h"
#include "option_json.h"
#include "option_read.h"
#include "relax/odd_cycles.h"
#include "problem_arguments.h"
#include "qubo_type.h"
#include "settings.h"
#include "solve_options.h"

PG_FUNCTION_INFO_V1(qshrink_settings);

#define TARGET_FIELD	(offsetof(QshrinkOptions, settings) + offsetof(QsSettings, target))

QshrinkOptions
qshrink_solve_options(FunctionCallInfo fcinfo)
{
	QshrinkOptions options = qshrink_option_defaults();
	int			k;

	qshrink_read_arguments(fcinfo, &options);
	qshrink_draw_seed(&options);
	options.settings.has_target = !PG_ARGISNULL(qshrink_argument_named(fcinfo, "target"));
	options.settings.timed = options.seconds > 0.0;
	k = qshrink_argument_named(fcinfo, "options");
	if (!PG_ARGISNULL(k))
		qshrink_read_options(&options, PG_GETARG_JSONB_P(k), QSHRINK_OF_SOLVE, NULL, NULL);
	return options;
}

/* "Available values: auto, sdp, ...", of what applies to the problem */
static char *
applying_hint(const QshrinkProblem *problem)
{
	const char **candidate = palloc_array(const char *, qs_correlation_names.count);
	int			candidates = 0;

	for (int k = 0; k < qs_correlation_names.count; k++)
	{
		const QsName *source = qs_name_at(&qs_correlation_names, k);

		if (qs_correlation_applies((QsCorrelationMethod) source->value, problem->model))
			candidate[candidates++] = source->name;
	}
	return qshrink_names_hint("values", "", candidate, candidates);
}

static void
require_light_cones(QsHost *host, const QshrinkProblem *problem, int layers)
{
	QsStructure *structure = qs_structure_create(host, problem->model, qs_classes);
	int			limit = qs_light_cone_limit(host);
	QsConeSize	largest = qs_correlation_cone(host, problem->model, structure, layers, limit);

	qs_structure_free(host, structure);
	if (largest.qubits <= limit)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("correlation \"qaoa\" with %d layers needs a light cone of %d qubits on %s",
					layers, largest.qubits, qshrink_problem_called(problem)),
			 largest.j >= 0 ?
			 errdetail("It is that of variables %d and %d; the limit is %d qubits.", largest.i, largest.j, limit) : 0,
			 errhint("Use fewer layers for correlations, or another correlation.")));
}

void
qshrink_require_correlation(QsHost *host, const QshrinkProblem *problem,
							QsCorrelationMethod method, int layers)
{
	if (method == QS_CORRELATION_QAOA && layers > 1)
		require_light_cones(host, problem, layers);
	if (!qs_correlation_applies(method, problem->model))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("correlation \"%s\" does not apply to %s",
						qs_correlation_method_name(method), qshrink_problem_called(problem)),
				 errdetail("The problem has no constraints, and too many terms for the relaxation of max-cut: %d at most.",
						   QS_ODD_CYCLE_EDGES),
				 errhint("%s", applying_hint(problem))));
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

void
qshrink_append_parameters(StringInfo out)
{
	appendStringInfo(out, "\"simd\": \"%s\", \"instruction_set\": \"%s\", \"memory_limit\": %d, \"tolerance\": %s",
					 qs_name_of(&qs_simd_names, qshrink_simd)->name,
					 qs_name_of(&qs_simd_names, (int) qs_simd_resolve((QsSimd) qshrink_simd))->name,
					 qshrink_memory_limit, qshrink_float_text(qshrink_tolerance));
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

/* Options given in this way: of those in `options` what is no default, or all of them */
typedef struct Recorded
{
	int			given;
	bool		all;
} Recorded;

static bool
is_recorded(const QshrinkOptions *options, const QshrinkOption *option, const void *context)
{
	const Recorded *recorded = context;

	/* the seed and texts have columns, and these two are there when they are set */
	if (!(option->given & recorded->given) || (option->given & QSHRINK_UNRECORDED) ||
		option->kind == QSHRINK_SEED || option->kind == QSHRINK_TEXT ||
		(option->kind == QSHRINK_INTERVAL && options->seconds <= 0.0) ||
		(option->offset == TARGET_FIELD && recorded->given == QSHRINK_ARGUMENT))
		return false;
	/* what a session may set is no default to rely on */
	return recorded->given != QSHRINK_OF_SOLVE || recorded->all || (option->given & QSHRINK_SETTING) ||
		!qshrink_option_is_initial(options, option);
}

static void
append_options(StringInfo out, const QshrinkOptions *options, int given, bool all)
{
	Recorded	recorded = {given, all};

	qshrink_append_options(out, options, is_recorded, &recorded);
}

char *
qshrink_settings_json(const QshrinkOptions *options, int n)
{
	const QsSettings *settings = &options->settings;
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	append_options(&out, options, QSHRINK_ARGUMENT, true);
	appendStringInfoString(&out, ", ");
	qshrink_append_parameters(&out);
	/* an infinity is a string */
	if (settings->has_target)
		appendStringInfo(&out, isfinite(settings->target) ? ", \"target\": %s" :
						 ", \"target\": \"%s\"", qshrink_float_text(settings->target));
	if (settings->start)
		qshrink_append_start(&out, settings->start, n);
	if (options->start_run != 0)
		appendStringInfo(&out, ", \"start_run\": " INT64_FORMAT, options->start_run);
	if (settings->fixed)
		append_fixed(&out, settings->fixed, n);
	appendStringInfoString(&out, ", \"options\": {");
	append_options(&out, options, QSHRINK_OF_SOLVE, false);
	appendStringInfoString(&out, "}}");
	return out.data;
}

/* qshrink_settings(settings) -> the settings of a run with the options that were left out,
 * for they had their defaults */
Datum
qshrink_settings(PG_FUNCTION_ARGS)
{
	Jsonb	   *settings = PG_GETARG_JSONB_P(0);
	QshrinkOptions initial = qshrink_option_initial();
	JsonbValue	value;
	StringInfoData out;
	Datum		defaults;
	Datum		merged;

	if (!JB_ROOT_IS_OBJECT(settings) ||
		getKeyJsonValueFromContainer(&settings->root, "options", 7, &value) == NULL ||
		value.type != jbvBinary || !JsonContainerIsObject(value.val.binary.data))
		PG_RETURN_JSONB_P(settings);
	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	append_options(&out, &initial, QSHRINK_OF_SOLVE, true);
	appendStringInfoChar(&out, '}');
	defaults = DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data));
	merged = DirectFunctionCall2(jsonb_concat, defaults, JsonbPGetDatum(JsonbValueToJsonb(&value)));
	resetStringInfo(&out);
	appendStringInfo(&out, "{\"options\": %s}",
					 JsonbToCString(NULL, &DatumGetJsonbP(merged)->root, VARSIZE(DatumGetPointer(merged))));
	return DirectFunctionCall2(jsonb_concat, JsonbPGetDatum(settings),
							   DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data)));
}
