/*
 * option_list.c
 *	  The tables of options and of names as rows.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/tuplestore.h"

#include "option_table.h"

PG_FUNCTION_INFO_V1(qshrink_options);
PG_FUNCTION_INFO_V1(qshrink_choices);

static const char *
kind_name(QshrinkOptionKind kind)
{
	switch (kind)
	{
		case QSHRINK_BOOLEAN:
			return "boolean";
		case QSHRINK_INTEGER:
		case QSHRINK_BIGINT:
		case QSHRINK_SEED:
			return "integer";
		case QSHRINK_REAL:
			return "number";
		case QSHRINK_NAME:
		case QSHRINK_SWITCH:
			return "name";
		case QSHRINK_INTERVAL:
			return "interval";
		case QSHRINK_ANGLES:
			return "angles";
		case QSHRINK_ROUND:
			return "run or round";
		case QSHRINK_PAIR:
			return "two numbers";
		case QSHRINK_PROBABILITIES:
			return "list of numbers";
		case QSHRINK_GROUPS:
			return "list of lists";
		case QSHRINK_BITS:
			return "bits";
		case QSHRINK_TEXT:
			return "text";
		case QSHRINK_DEVICE:
		case QSHRINK_OBJECT:
		case QSHRINK_WEIGHTS:
			break;
	}
	return "object of numbers";
}

static bool
has_range(QshrinkOptionKind kind)
{
	return kind == QSHRINK_INTEGER || kind == QSHRINK_BIGINT || kind == QSHRINK_REAL ||
		kind == QSHRINK_INTERVAL;
}

static Datum
text_array(const char *const *text, int count)
{
	Datum	   *element = palloc_array(Datum, count);

	for (int k = 0; k < count; k++)
		element[k] = CStringGetTextDatum(text[k]);
	return PointerGetDatum(construct_array(element, count, TEXTOID, -1, false, TYPALIGN_INT));
}

static Datum
names_array(const QsNames *names)
{
	const char **text = palloc_array(const char *, names->count);

	for (int k = 0; k < names->count; k++)
		text[k] = qs_name_at(names, k)->name;
	return text_array(text, names->count);
}

/* In which ways the option may be given */
static Datum
ways_array(int given)
{
	static const struct
	{
		int			way;
		const char *name;
	}			known[] = {
		{QSHRINK_ARGUMENT, "argument"},
		{QSHRINK_OF_SOLVE, "qshrink_solve"},
		{QSHRINK_OF_SAMPLE, "qubo_sample"},
		{QSHRINK_OF_ENCODE, "qshrink_encode"},
		{QSHRINK_OF_COUNTS, "qshrink_import_counts"},
		{QSHRINK_OF_CIRCUIT, "qshrink_circuit"},
		{QSHRINK_OF_PURE, "qshrink_solve_model"},
		{QSHRINK_SETTING, "setting"},
	};
	const char *name[lengthof(known)];
	int			count = 0;

	for (int k = 0; k < (int) lengthof(known); k++)
		if (known[k].way & given)
			name[count++] = known[k].name;
	return text_array(name, count);
}

/* A parameter's first value, in the largest unit that divides it */
static char *
parameter_text(const QshrinkOption *option)
{
	static const char *const unit[] = {"kB", "MB", "GB"};
	int64		value = (int64) option->initial;
	int			k = 0;

	if (option->kind == QSHRINK_REAL)
		return psprintf("%g", option->initial);
	if (option->unit != GUC_UNIT_KB)
		return psprintf(INT64_FORMAT, value);
	for (; k + 1 < (int) lengthof(unit) && value % 1024 == 0; k++)
		value /= 1024;
	return psprintf(INT64_FORMAT "%s", value, unit[k]);
}

/* The default as the user would write it; NULL: none */
static char *
default_text(const QshrinkOption *option)
{
	QshrinkOptions initial = qshrink_option_initial();
	char	   *text;

	if (option->kind == QSHRINK_NAME && !qshrink_option_has_field(option))
		return pstrdup(qs_name_of(option->names, (int) option->initial)->name);
	if (!qshrink_option_has_field(option))
		return option->setting ? parameter_text(option) : NULL;
	if (option->kind == QSHRINK_SEED || option->kind == QSHRINK_INTERVAL ||
		option->offset == offsetof(QshrinkOptions, settings) + offsetof(QsSettings, target))
		return NULL;
	text = qshrink_option_json(&initial, option);
	if (strcmp(text, "null") == 0)
		return NULL;
	if (text[0] == '"')
		return pnstrdup(text + 1, strlen(text) - 2);
	return text;
}

/* qshrink_options() -> setof (name, kind, minimum, maximum, choices, default_value, given_as, help) */
Datum
qshrink_options(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int k = 0; k < qshrink_option_count; k++)
	{
		const QshrinkOption *option = &qshrink_option[k];
		bool		range = has_range(option->kind);
		char	   *initial = default_text(option);
		Datum		values[] = {
			CStringGetTextDatum(option->name),
			CStringGetTextDatum(kind_name(option->kind)),
			Float8GetDatum(option->least),
			Float8GetDatum(option->most),
			option->names ? names_array(option->names) : (Datum) 0,
			initial ? CStringGetTextDatum(initial) : (Datum) 0,
			ways_array(option->given),
			CStringGetTextDatum(option->help)
		};
		bool		nulls[] = {
			false, false, !range || isinf(option->least), !range || isinf(option->most),
			option->names == NULL, initial == NULL, false, false
		};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* qshrink_choices() -> setof (list, name, help) */
Datum
qshrink_choices(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int l = 0; qshrink_name_lists[l]; l++)
		for (int k = 0; k < qshrink_name_lists[l]->count; k++)
		{
			const QsName *entry = qs_name_at(qshrink_name_lists[l], k);
			Datum		values[] = {
				CStringGetTextDatum(qshrink_name_lists[l]->what),
				CStringGetTextDatum(entry->name),
				CStringGetTextDatum(entry->help)
			};
			bool		nulls[] = {false, false, false};

			tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
		}
	return (Datum) 0;
}
