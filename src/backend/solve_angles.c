/*
 * solve_angles.c
 *	  Angles of an earlier run for a solve.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "angle_options.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "quantum/angles.h"
#include "quantum/qaoa_problem.h"
#include "qubo_type.h"
#include "samplers/samplers.h"
#include "solve_angles.h"

typedef struct Source
{
	QsHost	   *host;
	int64		run_id;
	int			round;			/* 0: the best one */
	bool		found;
	bool		tied;			/* angles of QAOA, two a layer */
	double	   *angles;			/* or NULL */
	int			count;
	double		field;			/* qs_qaoa_problem_field; 0: the QUBO was not kept */
} Source;

static double
field_of(QsHost *host, const Qubo *value)
{
	QsQubo	   *qubo = qshrink_qubo_adjacency(host, value);
	QsQaoaProblem *problem = qs_qaoa_problem_create(host, qubo);
	double		field = qs_qaoa_problem_field(host, problem);

	qs_qaoa_problem_free(host, problem);
	qs_qubo_free(host, qubo);
	return isfinite(field) ? field : 0.0;
}

static void
read_row(void *argument, const Datum *values, const bool *nulls)
{
	Source	   *source = argument;
	ArrayType  *array;

	if (source->found)
		return;
	source->found = true;
	if (!nulls[4])
		source->field = field_of(source->host, DatumGetQubo(values[4]));
	source->round = DatumGetInt32(values[0]);
	source->tied = !nulls[1] && strcmp(TextDatumGetCString(values[1]), "qaoa") == 0 &&
		(nulls[2] || strcmp(TextDatumGetCString(values[2]), "true") != 0);
	if (nulls[3])
		return;
	array = DatumGetArrayTypeP(values[3]);
	if (ARR_NDIM(array) != 1 || ARR_HASNULL(array))
		return;
	source->count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	if (source->count > 2 * QS_MOST_LAYERS)
		return;
	source->angles = QS_ARRAY(source->host, double, 2 * QS_MOST_LAYERS);
	memcpy(source->angles, ARR_DATA_PTR(array), source->count * sizeof(double));
}

/* Integers as the one array parameter of a query */
static Datum
pair(int64 run_id, int64 round)
{
	Datum		key[] = {Int64GetDatum(run_id), Int64GetDatum(round)};

	return PointerGetDatum(construct_array(key, 2, INT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

static void
find_round(Oid namespace, Source *source)
{
	char	   *query =
		psprintf("SELECT r.round, n.solver, n.settings OPERATOR(pg_catalog.#>>) '{options,multi_angle}', r.angles, r.qubo "
				 "FROM %s n JOIN %s r "
				 "ON r.problem_id OPERATOR(pg_catalog.=) n.problem_id "
				 "AND r.run_id OPERATOR(pg_catalog.=) n.run_id "
				 "WHERE n.run_id OPERATOR(pg_catalog.=) ($1)[1] "
				 "AND r.round OPERATOR(pg_catalog.=) "
				 "CASE WHEN ($1)[2] OPERATOR(pg_catalog.=) 0 THEN n.best_round ELSE ($1)[2] END "
				 "ORDER BY n.problem_id LIMIT 1",
				 qshrink_table(namespace, "qshrink_run"), qshrink_table(namespace, "qshrink_round"));

	qshrink_for_each_row(source->host, query, INT8ARRAYOID, pair(source->run_id, source->round), read_row, source);
}

static void
require_angles(const Source *source)
{
	bool		valid = true;

	if (!source->found)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 source->round == 0 ?
				 errmsg("run " INT64_FORMAT ", named by angles_from, does not exist or has no best round", source->run_id) :
				 errmsg("round %d of run " INT64_FORMAT ", named by angles_from, does not exist", source->round, source->run_id),
				 errhint("Runs that you may see are listed in qshrink_run, their rounds in qshrink_round.")));
	for (int k = 0; source->angles && k < source->count; k++)
		valid = valid && fabs(source->angles[k]) <= QS_LARGEST_ANGLE;
	if (!source->tied || !source->angles || source->count < 2 || source->count % 2 != 0 || !valid)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("round %d of run " INT64_FORMAT " has no angles that another problem could use",
						source->round, source->run_id),
				 errhint("Those of solver \"qaoa\" without multi_angle are one gamma and one beta a layer.")));
}

void
qshrink_angles_from(QsHost *host, Oid namespace, QshrinkOptions *options)
{
	QsSamplerSettings *sampler = &options->settings.sampler;
	Source		source = {.host = host};
	double	   *angles;
	char	   *named;
	int			layers;

	if (options->angles_from == NULL)
		return;
	source.run_id = qshrink_angle_source(options->angles_from, &source.round);
	find_round(namespace, &source);
	require_angles(&source);
	layers = source.count / 2;
	angles = QS_ARRAY(host, double, 2 * sampler->layers);
	qs_angles_transfer(layers, source.angles, sampler->layers, angles);
	qs_angles_transfer(layers, source.angles + layers, sampler->layers, angles + sampler->layers);
	sampler->angles = angles;
	sampler->angle_count = 2 * sampler->layers;
	sampler->angle_field = source.field;
	qs_free(host, source.angles);
	named = psprintf("{\"run\": " INT64_FORMAT ", \"round\": %d}", source.run_id, source.round);
	options->angles_from =
		qshrink_host_varlena(host, DirectFunctionCall1(jsonb_in, CStringGetDatum(named)));
}
