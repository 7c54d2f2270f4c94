/*
 * shrink_map.c
 *	  What the steps of a run made of each variable.
 */
#include "shrink_map.h"

#include <stdlib.h>
#include <string.h>

#include "failure.h"

static const char steps_sql[] =
	"SELECT s.action, s.variable, s.onto, s.relation = '<>'"
	" FROM @extschema@.qshrink_step AS s JOIN @extschema@.qshrink_run AS r ON r.problem_id = s.problem_id AND r.run_id = s.run_id"
	" WHERE s.problem_id = $1::bigint AND s.run_id = $2::bigint AND s.round IN (0, r.best_round) AND s.action <> 'reject'"
	" ORDER BY s.round, s.step";

static void
take_step(ShrinkMap *map, const PGresult *result, int row)
{
	const char *action = PQgetvalue(result, row, 0);
	int			variable = atoi(field_or(result, row, 1, "-1"));
	const char *onto = field(result, row, 2);

	if (variable < 0 || variable >= map->count || (onto && (atoi(onto) < 0 || atoi(onto) >= map->count)))
		return;
	map->root[variable] = onto ? atoi(onto) : variable;
	map->opposite[variable] = PQgetvalue(result, row, 3)[0] == 't';
	if (strcmp(action, "undo") == 0)
	{
		map->fate[variable] = STAYS;
		map->root[variable] = variable;
		map->opposite[variable] = false;
	}
	else if (strcmp(action, "eliminate") == 0)
		map->fate[variable] = ELIMINATED;
	else
		map->fate[variable] = onto ? MERGED : FIXED;
}

ShrinkMap
shrink_map_read(Connection *connection, const char *problem_id, const char *run_id, int count)
{
	PGresult   *result = run_statement(connection, steps_sql, 2, (const char *[]) {problem_id, run_id});
	ShrinkMap	map = {
		.count = count, .fate = allocate((size_t) count * sizeof(VariableFate)),
		.root = allocate((size_t) count * sizeof(int)), .opposite = allocate((size_t) count * sizeof(bool))
	};

	for (int v = 0; v < count; v++)
	{
		map.fate[v] = STAYS;
		map.root[v] = v;
		map.opposite[v] = false;
	}
	for (int r = 0; r < PQntuples(result); r++)
		take_step(&map, result, r);
	PQclear(result);
	for (int v = 0; v < count; v++)
	{
		/* a chain of merges is no longer than there are variables */
		for (int length = 0; map.fate[v] == MERGED && map.root[v] != v && length < count; length++)
		{
			int			next = map.root[v];

			if (map.fate[next] == STAYS)
				break;
			map.fate[v] = map.fate[next];
			map.opposite[v] = map.opposite[v] != map.opposite[next];
			map.root[v] = map.root[next];
		}
	}
	return map;
}

void
shrink_map_free(ShrinkMap *map)
{
	free(map->fate);
	free(map->root);
	free(map->opposite);
}
