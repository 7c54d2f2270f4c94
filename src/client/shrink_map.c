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

typedef struct Step
{
	int			variable;
	int			onto;			/* the number of variables: the reference, 0 */
	bool		opposite;
	bool		eliminates;
	bool		undone;
} Step;

/* A step of the result; false: it takes an earlier one back */
static bool
read_step(const PGresult *result, int row, int count, Step *step)
{
	const char *onto = field(result, row, 2);

	*step = (Step) {
		.variable = atoi(field_or(result, row, 1, "0")), .onto = onto ? atoi(onto) : count,
		.opposite = PQgetvalue(result, row, 3)[0] == 't',
		.eliminates = strcmp(PQgetvalue(result, row, 0), "eliminate") == 0
	};
	if (step->variable < 0 || step->variable >= count || step->onto < 0 || step->onto > count)
		step->undone = true;
	return strcmp(PQgetvalue(result, row, 0), "undo") != 0;
}

static void
take_back(Step *step, int before, const Step *undo)
{
	for (int k = before; k-- > 0;)
		if (!step[k].undone && step[k].variable == undo->variable && step[k].onto == undo->onto)
		{
			step[k].undone = true;
			return;
		}
}

/* Representative of a group, and whether the variable is its opposite */
static int
find(const int *parent, const bool *parity, int variable, bool *opposite)
{
	*opposite = false;
	while (parent[variable] != variable)
	{
		*opposite = *opposite != parity[variable];
		variable = parent[variable];
	}
	return variable;
}

/* Groups from steps; element count is the reference, 0 */
static void
join(const Step *step, int steps, int count, int *parent, bool *parity)
{
	for (int v = 0; v <= count; v++)
	{
		parent[v] = v;
		parity[v] = false;
	}
	for (int k = 0; k < steps; k++)
	{
		bool		a,
					b;
		int			from,
					to;

		if (step[k].undone || step[k].eliminates)
			continue;
		from = find(parent, parity, step[k].variable, &a);
		to = find(parent, parity, step[k].onto, &b);
		if (from == to)
			continue;
		/* the larger number is hung below, the reference never */
		if (from == count || (to != count && from < to))
		{
			parent[to] = from;
			parity[to] = (a != b) != step[k].opposite;
		}
		else
		{
			parent[from] = to;
			parity[from] = (a != b) != step[k].opposite;
		}
	}
}

ShrinkMap
shrink_map_read(Connection *connection, const char *problem_id, const char *run_id, int count)
{
	PGresult   *result = run_statement(connection, steps_sql, 2, (const char *[]) {problem_id, run_id});
	size_t		room = (size_t) count + 1;
	ShrinkMap	map = {
		.count = count, .fate = allocate(room * sizeof(VariableFate)),
		.first = allocate(room * sizeof(int)), .opposite = allocate(room * sizeof(bool))
	};
	Step	   *step = allocate((size_t) PQntuples(result) * sizeof(Step));
	int		   *parent = allocate(room * sizeof(int));
	bool	   *parity = allocate(room * sizeof(bool));

	for (int r = 0; r < PQntuples(result); r++)
		if (!read_step(result, r, count, &step[r]))
		{
			take_back(step, r, &step[r]);
			step[r].undone = true;
		}
	join(step, PQntuples(result), count, parent, parity);
	for (int v = 0; v < count; v++)
	{
		map.first[v] = find(parent, parity, v, &map.opposite[v]);
		map.fate[v] = map.first[v] == count ? FIXED : STAYS;
	}
	for (int r = 0; r < PQntuples(result); r++)
		for (int v = 0; step[r].eliminates && !step[r].undone && v < count; v++)
			if (map.first[v] == map.first[step[r].variable] && map.fate[v] == STAYS)
				map.fate[v] = ELIMINATED;
	free(step);
	free(parent);
	free(parity);
	PQclear(result);
	return map;
}

void
shrink_map_free(ShrinkMap *map)
{
	free(map->fate);
	free(map->first);
	free(map->opposite);
}
