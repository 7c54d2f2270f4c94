/*
 * solve_pareto.c
 *	  qshrink_pareto: trading the objective for a second one, which is a row.
 *
 * The epsilon-constraint method (Haimes, Lasdon & Wismer, 1971): the problem is solved with
 * the right-hand side of one row closer and closer, each time by a unit below what the answer
 * before used.  With every run proved, no point of the front lies between two of them.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/tuplestore.h"

#include "base/decimal.h"
#include "base/decimal_scale.h"
#include "base/integers.h"
#include "problem_arguments.h"
#include "problem_load.h"
#include "problem_scenario.h"
#include "problem_sql.h"
#include "problem_tables.h"

PG_FUNCTION_INFO_V1(qshrink_pareto);

/* Without the argument points */
#define MOST_POINTS	100

typedef struct Point
{
	int64		run_id;
	double		objective;
	double		second;
	bool		optimal;		/* for its right-hand side */
	bool		proved;			/* to be on the front */
} Point;

typedef struct Sweep
{
	Oid			namespace;
	int64		problem_id;
	text	   *label;
	bool		maximise;
	bool		below;			/* the row is <=: its activity is to be small */
	double		rhs;			/* of the next run */
	double		step;
	bool		every;			/* step is the unit of the row: no value is passed over */
	Datum		argument[3];	/* solver, seed, time_limit */
	bool		null[3];
	int64		last_run;
	bool		exhausted;		/* proved: nothing is left beyond the last point */
	List	   *points;			/* Point * */
} Sweep;

static Datum
column(int number, bool *null)
{
	return SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, number, null);
}

/* The greatest number of which all activities are multiples, of float8[]; 0: none is known */
static double
unit_of(ArrayType *coefficients)
{
	QsDecimalScale scale = {0};
	Datum	   *element;
	int			count;
	int			exponent;
	double		unit = 0.0;

	deconstruct_array(coefficients, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  &element, NULL, &count);
	for (int k = 0; k < count; k++)
		qs_decimal_scale_add(&scale, DatumGetFloat8(element[k]));
	if (scale.inexact || count == 0)
		return 0.0;
	exponent = qs_decimal_scale_exponent(&scale);
	for (int k = 0; k < count; k++)
		unit = qs_greatest_common_divisor(unit, fabs(qs_decimal_shift(DatumGetFloat8(element[k]), -exponent)));
	return qs_decimal_shift(unit, exponent);
}

/* The row of the second objective */
static void
read_row(Sweep *sweep)
{
	Oid			types[] = {INT8OID, TEXTOID};
	Datum		values[] = {Int64GetDatum(sweep->problem_id), PointerGetDatum(sweep->label)};
	char	   *sense;
	bool		null,
				hard,
				ones;
	Datum		coefficients;
	double		unit;

	SPI_execute_with_args(psprintf("SELECT c.sense, c.rhs OPERATOR(pg_catalog.+) c.shift, c.coefficients, c.price, p.sense"
								   " FROM %s c JOIN %s p ON p.problem_id OPERATOR(pg_catalog.=) c.problem_id"
								   " WHERE c.problem_id OPERATOR(pg_catalog.=) $1"
								   " AND c.label COLLATE pg_catalog.\"C\" OPERATOR(pg_catalog.=) $2",
								   qshrink_table(sweep->namespace, "qshrink_constraint"),
								   qshrink_table(sweep->namespace, "qshrink_problem")),
						  lengthof(types), types, values, NULL, true, 1);
	if (SPI_processed != 1)
	{
		(void) qshrink_fingerprint_now(sweep->namespace, sweep->problem_id);	/* is there such a problem? */
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("problem " INT64_FORMAT " has no constraint \"%s\"", sweep->problem_id,
						text_to_cstring(sweep->label)),
				 errhint("State the second objective as a constraint with a right-hand side that every answer meets.")));
	}
	sense = TextDatumGetCString(column(1, &null));
	sweep->rhs = DatumGetFloat8(column(2, &null));
	coefficients = column(3, &ones);
	(void) column(4, &hard);
	if (!hard || strcmp(sense, "=") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("constraint \"%s\" of problem " INT64_FORMAT " is %s", text_to_cstring(sweep->label),
						sweep->problem_id, hard ? "an equation" : "soft"),
				 errhint("The constraint of a second objective is <= to make it small, >= to make it large.")));
	sweep->below = strcmp(sense, "<=") == 0;
	sweep->maximise = strcmp(TextDatumGetCString(column(5, &null)), "max") == 0;
	unit = ones ? 1.0 : unit_of(DatumGetArrayTypeP(coefficients));
	sweep->every = sweep->step <= unit; /* nothing lies closer, and none was asked for */
	if (sweep->every)
		sweep->step = unit;
	if (!(sweep->step > 0.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the coefficients of constraint \"%s\" have no common unit",
						text_to_cstring(sweep->label)),
				 errhint("Say by argument step how far apart points are to be.")));
}

/* {"rhs": {label: number}, "scenario": "pareto label"} */
static Datum
options_of(const Sweep *sweep)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "{\"rhs\": {");
	escape_json(&out, text_to_cstring(sweep->label));
	appendStringInfo(&out, ": %.17g}, \"scenario\": ", sweep->rhs);
	escape_json(&out, psprintf("pareto %s", text_to_cstring(sweep->label)));
	appendStringInfoChar(&out, '}');
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data));
}

/* One run; NULL: it found nothing */
static Point *
solve(Sweep *sweep)
{
	const char *schema = qshrink_schema(sweep->namespace);
	Oid			types[] = {INT8OID, TEXTOID, INT8OID, INTERVALOID, JSONBOID};
	Datum		values[] = {
		Int64GetDatum(sweep->problem_id), sweep->argument[0], sweep->argument[1], sweep->argument[2],
		options_of(sweep)
	};
	char		nulls[] = {
		' ', sweep->null[0] ? 'n' : ' ', sweep->null[1] ? 'n' : ' ', sweep->null[2] ? 'n' : ' ', ' '
	};
	Oid			run_types[] = {INT8OID, INT8OID, TEXTOID};
	Datum		run_values[] = {
		Int64GetDatum(sweep->problem_id), Int64GetDatum(sweep->last_run), PointerGetDatum(sweep->label)
	};
	Point	   *point;
	char	   *status;
	bool		null;

	SPI_execute_with_args(psprintf("SELECT FROM %s.%s(problem_id => $1, solver => $2, seed => $3,"
								   " time_limit => $4, solutions => 1, options => $5)", schema, "qshrink_solve"),
						  lengthof(types), types, values, nulls, false, 0);
	SPI_execute_with_args(psprintf("SELECT r.run_id, r.status, r.objective, (SELECT a.activity"
								   " FROM %s.%s($1, CASE WHEN r.objective IS NOT NULL THEN r.run_id END) AS a"
								   " WHERE r.objective IS NOT NULL AND a.label OPERATOR(pg_catalog.=) $3)"
								   " FROM %s r WHERE r.problem_id OPERATOR(pg_catalog.=) $1"
								   " AND r.run_id OPERATOR(pg_catalog.>) $2 AND r.changed_rhs IS NOT NULL AND " QSHRINK_HAS_RUN
								   " ORDER BY r.run_id DESC LIMIT 1", schema, "qshrink_activity",
								   qshrink_table(sweep->namespace, "qshrink_run")),
						  lengthof(run_types), run_types, run_values, NULL, false, 1);
	if (SPI_processed != 1)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("the run of problem " INT64_FORMAT " was not recorded", sweep->problem_id),
				 errhint("The setting qshrink.log must not be none.")));
	point = palloc0_object(Point);
	point->run_id = sweep->last_run = DatumGetInt64(column(1, &null));
	status = TextDatumGetCString(column(2, &null));
	sweep->exhausted = strcmp(status, "infeasible") == 0;
	point->optimal = strcmp(status, "optimal") == 0;
	point->objective = DatumGetFloat8(column(3, &null));
	if (null)
		return NULL;
	point->second = DatumGetFloat8(column(4, &null));
	return point;
}

static bool
is_better(const Sweep *sweep, double a, double b)
{
	return sweep->maximise ? a > b : a < b;
}

static bool
is_dominated(const Sweep *sweep, const Point *point)
{
	ListCell   *cell;

	foreach(cell, sweep->points)
	{
		const Point *other = lfirst(cell);
		bool		as_good = !is_better(sweep, point->objective, other->objective) &&
			(sweep->below ? other->second <= point->second : other->second >= point->second);

		if (as_good && other != point &&
			(other->objective != point->objective || other->second != point->second || other->run_id < point->run_id))
			return true;
	}
	return false;
}

/* A point is proved once nothing closer is as good: its run is optimal, and so is the next,
 * with a worse objective, or there is none. */
static void
prove(Sweep *sweep)
{
	Point	   *before = NULL;
	ListCell   *cell;

	foreach(cell, sweep->points)
	{
		Point	   *point = lfirst(cell);

		if (before)
			before->proved = sweep->every && before->optimal && point->optimal &&
				is_better(sweep, before->objective, point->objective);
		before = point;
	}
	if (before)
		before->proved = sweep->every && before->optimal && sweep->exhausted;
}

static void
put_front(const Sweep *sweep, ReturnSetInfo *result)
{
	int			number = 0;
	ListCell   *cell;

	foreach(cell, sweep->points)
	{
		const Point *point = lfirst(cell);
		Datum		values[] = {
			Int32GetDatum(0), Int64GetDatum(point->run_id), Float8GetDatum(point->objective),
			Float8GetDatum(point->second), BoolGetDatum(point->proved)
		};
		bool		nulls[lengthof(values)] = {false};

		if (is_dominated(sweep, point))
			continue;
		values[0] = Int32GetDatum(++number);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

static Sweep
read_arguments(FunctionCallInfo fcinfo, int *points)
{
	Sweep		sweep = {
		.namespace = qshrink_namespace(fcinfo), .problem_id = qshrink_problem_argument(fcinfo, 0),
	};

	qshrink_require_writable(fcinfo, NULL);
	qshrink_require_argument(fcinfo, 1, "label");
	sweep.label = PG_GETARG_TEXT_PP(1);
	*points = PG_ARGISNULL(2) ? MOST_POINTS : PG_GETARG_INT32(2);
	if (*points < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"points\" is %d", *points),
				 errhint("It is the number of points at most, 1 or more.")));
	if (!PG_ARGISNULL(3))
	{
		sweep.step = PG_GETARG_FLOAT8(3);
		if (!(sweep.step > 0.0) || isinf(sweep.step))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("argument \"step\" must be a positive number")));
	}
	for (int k = 0; k < 3; k++)
	{
		sweep.null[k] = PG_ARGISNULL(4 + k);
		sweep.argument[k] = PG_GETARG_DATUM(4 + k);
	}
	return sweep;
}

/*
 * qshrink_pareto(problem_id, label, points, step, solver, seed, time_limit)
 *		-> setof (point, run_id, objective, second, proved)
 */
Datum
qshrink_pareto(PG_FUNCTION_ARGS)
{
	int			points;
	Sweep		sweep = read_arguments(fcinfo, &points);
	Point	   *point = NULL;

	InitMaterializedSRF(fcinfo, 0);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	read_row(&sweep);
	do
	{
		point = solve(&sweep);
		if (point == NULL)
			break;
		sweep.points = lappend(sweep.points, point);
		sweep.rhs = qs_decimal_sum(point->second, sweep.below ? -sweep.step : sweep.step);
		if (sweep.rhs == point->second)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("argument \"step\" is lost in rounding: %g and a step are the same number", point->second)));
		CHECK_FOR_INTERRUPTS();
	} while (list_length(sweep.points) < points);
	prove(&sweep);
	put_front(&sweep, (ReturnSetInfo *) fcinfo->resultinfo);
	SPI_finish();
	return (Datum) 0;
}
