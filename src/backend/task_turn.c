/*
 * task_turn.c
 *	  Which role's tasks are next.
 *
 * Workers that serve several roles give each its turn, so that nobody's tasks, however many
 * or of whatever priority, keep those of others waiting.  What two workers see at the same
 * moment is the same: a role may be ahead of its turn by as many tasks as there are workers.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"

#include "problem_sql.h"
#include "problem_tables.h"
#include "task_turn.h"

NameData *
qshrink_task_turns(Oid namespace, const int64 *experiment, int *count)
{
	const char *table = qshrink_table(namespace, "qshrink_task");
	const char *schema = qshrink_schema(namespace);
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(experiment ? *experiment : 0);
	/* a maximum is looked up in an index, whatever the planner believes of the rows */
	char	   *mine = psprintf("t.owner OPERATOR(%s.=) r.owner", schema);
	char	   *query =
		psprintf("SELECT r.rolname FROM (SELECT a.rolname, %s(a.rolname) AS owner FROM pg_catalog.pg_roles AS a"
				 " WHERE pg_catalog.pg_has_role(a.oid, 'USAGE') OFFSET 0) AS r"
				 " CROSS JOIN LATERAL (SELECT pg_catalog.max(t.priority) AS top FROM %s AS t WHERE %s AND t.state OPERATOR(pg_catalog.=) 'queued'%s) AS q"
				 " CROSS JOIN LATERAL (SELECT pg_catalog.count(*) AS running FROM %s AS t WHERE %s AND t.state OPERATOR(pg_catalog.=) 'running') AS n"
				 " CROSS JOIN LATERAL (SELECT pg_catalog.max(t.claimed_at) AS last FROM %s AS t WHERE %s) AS l"
				 " WHERE q.top IS NOT NULL ORDER BY n.running, l.last NULLS FIRST, r.rolname",
				 qshrink_function(namespace, "qshrink_role"), table, mine,
				 experiment ? " AND t.experiment_id OPERATOR(pg_catalog.=) $1" : "", table, mine, table, mine);
	NameData   *turn;
	bool		null;

	SPI_execute_with_args(query, experiment ? 1 : 0, &type, &value, NULL, false, 0);
	*count = (int) SPI_processed;
	turn = palloc_array(NameData, *count + 1);
	for (int k = 0; k < *count; k++)
		turn[k] = *DatumGetName(SPI_getbinval(SPI_tuptable->vals[k], SPI_tuptable->tupdesc, 1, &null));
	SPI_freetuptable(SPI_tuptable);
	pfree(query);
	return turn;
}
