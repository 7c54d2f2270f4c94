/*
 * report_shots.c
 *	  Shots of the best round in the problem's own objective.
 *
 * Shots that the run kept (option keep_shots) are taken.  Else they are drawn anew from the
 * circuit of the best round, which every run keeps, expanded by the steps that shrank the
 * problem, and judged by the server.
 */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "shrink_map.h"

#define MOST_QUBITS "20"
#define MOST_SHOTS "2000"
#define MOST_BITS 20000000

static const char chart[] =
	"{\"type\": \"bars\", \"category\": [\"objective\"], \"series\": [\"feasible shots\", \"infeasible shots\"], \"stacked\": true,"
	" \"best\": \"best\", \"xTitle\": \"objective of the problem\", \"yTitle\": \"number of shots\"}";

/* The same circuit: its angles, warm start and groups, and the sampler's own options */
static const char sample_sql[] =
	"SELECT o.qubit_variable, s.assignment, s.occurrences, p.n_variables"
	" FROM @extschema@.qshrink_run AS r JOIN @extschema@.qshrink_problem AS p ON p.problem_id = r.problem_id"
	" JOIN @extschema@.qshrink_round AS o ON o.problem_id = r.problem_id AND o.run_id = r.run_id AND o.round = r.best_round,"
	" LATERAL @extschema@.qubo_sample(o.qubo, r.solver,"
	"  least(coalesce((r.settings ->> 'shots')::integer, 1000), " MOST_SHOTS "), (r.settings ->> 'layers')::integer, r.seed,"
	"  (SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') FROM jsonb_each(r.settings -> 'options') AS e"
	"    JOIN @extschema@.qshrink_options() AS n ON n.name = e.key AND 'qubo_sample' = ANY (n.given_as) AND n.name NOT IN ('init', 'angles'))"
	"  || CASE WHEN r.solver IN ('qaoa', 'vqe') AND o.angles IS NOT NULL THEN jsonb_build_object('angles', o.angles) ELSE '{}' END"
	"  || CASE WHEN o.warm IS NOT NULL THEN jsonb_build_object('warm', o.warm) ELSE '{}' END"
	"  || coalesce((SELECT jsonb_build_object('groups', jsonb_agg(g.members)) FROM (SELECT jsonb_agg(u.qubit - 1 ORDER BY u.qubit) AS members"
	"    FROM unnest(o.qubit_group) WITH ORDINALITY AS u(number, qubit) WHERE u.number >= 0 GROUP BY u.number) AS g HAVING count(*) > 0), '{}')) AS s"
	" WHERE r.problem_id = $1::bigint AND r.run_id = $2::bigint AND o.qubo IS NOT NULL AND p.objective IS NOT NULL AND r.counts IS NULL"
	" AND r.solver NOT IN ('none', 'exact', 'hardware', 'auto') AND o.qubits <= " MOST_QUBITS;

/* By value where there are few of them, else in thirty classes, empty ones, too */
#define CLASSES \
	" span AS (SELECT min(j.objective) AS low, max(j.objective) AS high, count(DISTINCT j.objective) AS many FROM judged AS j)," \
	" class AS (SELECT j.*, CASE WHEN s.many <= 40 THEN j.objective ELSE s.low + (s.high - s.low) / 30 * (least(width_bucket(j.objective, s.low, s.high, 30), 30) - 1) END AS low," \
	"  CASE WHEN s.many <= 40 THEN NULL ELSE s.low + (s.high - s.low) / 30 * least(width_bucket(j.objective, s.low, s.high, 30), 30) END AS high" \
	"  FROM judged AS j, span AS s UNION ALL SELECT NULL, 0, NULL, s.low + (s.high - s.low) / 30 * (k - 1), s.low + (s.high - s.low) / 30 * k" \
	"  FROM span AS s, generate_series(1, 30) AS k WHERE s.many > 40)" \
	" SELECT CASE WHEN c.high IS NULL THEN c.low::text ELSE trim_scale(round(c.low::numeric, 3))::text || ' to ' || trim_scale(round(c.high::numeric, 3))::text END AS objective," \
	" coalesce(sum(c.occurrences) FILTER (WHERE c.feasible), 0)::bigint AS \"feasible shots\"," \
	" coalesce(sum(c.occurrences) FILTER (WHERE NOT c.feasible), 0)::bigint AS \"infeasible shots\"," \
	" coalesce(CASE p.sense WHEN 'max' THEN max(c.objective) FILTER (WHERE c.feasible) = max(max(c.objective) FILTER (WHERE c.feasible)) OVER ()" \
	"  ELSE min(c.objective) FILTER (WHERE c.feasible) = min(min(c.objective) FILTER (WHERE c.feasible)) OVER () END, false) AS best" \
	" FROM class AS c, @extschema@.qshrink_problem AS p WHERE p.problem_id = $1::bigint GROUP BY c.low, c.high, p.sense ORDER BY c.low"

static const char judge_sql[] =
	"WITH judged AS MATERIALIZED (SELECT @extschema@.qubo_energy(p.objective, u.bits::varbit) AS objective, u.occurrences,"
	"  NOT EXISTS (SELECT 1 FROM @extschema@.qshrink_verify(p.problem_id, u.bits::varbit) AS v WHERE v.price IS NULL) AS feasible"
	"  FROM @extschema@.qshrink_problem AS p, unnest($2::text[], $3::bigint[]) AS u(bits, occurrences) WHERE p.problem_id = $1::bigint),"
	CLASSES;

static const char kept_sql[] =
	"WITH judged AS MATERIALIZED (SELECT s.objective, s.occurrences, s.feasible"
	"  FROM @extschema@.qshrink_run AS r JOIN @extschema@.qshrink_shot AS s"
	"   ON s.problem_id = r.problem_id AND s.run_id = r.run_id AND s.round = r.best_round"
	"  WHERE r.problem_id = $1::bigint AND r.run_id = $2::bigint),"
	CLASSES;

static const char stored_sql[] =
	"WITH judged AS MATERIALIZED (SELECT s.raw_objective AS objective, s.occurrences, coalesce(s.raw_feasible, false) AS feasible"
	"  FROM @extschema@.qshrink_solution AS s WHERE s.problem_id = $1::bigint AND s.run_id = $2::bigint"
	"  AND s.raw_objective IS NOT NULL AND s.occurrences > 0),"
	CLASSES;

/*
 * Qubit that each group stands on, by its first variable, -1: none; and whether the
 * variable of the qubit is the opposite of that one.
 */
typedef struct Qubits
{
	int		   *qubit;
	bool	   *opposite;
} Qubits;

static Qubits
qubits_of_groups(const char *array, const ShrinkMap *map)
{
	Qubits		qubits = {
		allocate((size_t) map->count * sizeof(int)), allocate((size_t) map->count * sizeof(bool))
	};
	const char *place = array;
	char	   *end;

	for (int v = 0; v < map->count; v++)
		qubits.qubit[v] = -1;
	for (int q = 0; *place && *place != '}'; q++)
	{
		long		variable = strtol(place + 1, &end, 10);

		if (variable >= 0 && variable < map->count && map->fate[variable] == STAYS)
		{
			qubits.qubit[map->first[variable]] = q;
			qubits.opposite[map->first[variable]] = map->opposite[variable];
		}
		place = end;
	}
	return qubits;
}

/* Whether every variable follows from the qubits */
static bool
is_determined(const ShrinkMap *map, const Qubits *qubits)
{
	for (int v = 0; v < map->count; v++)
		if (map->fate[v] == ELIMINATED || (map->fate[v] == STAYS && qubits->qubit[map->first[v]] < 0))
			return false;
	return true;
}

static void
append_expanded(Text *bits, const ShrinkMap *map, const Qubits *qubits, const char *shot)
{
	for (int v = 0; v < map->count; v++)
	{
		bool		value = map->opposite[v];

		if (map->fate[v] == STAYS)
			value = (shot[qubits->qubit[map->first[v]]] == '1') != (value != qubits->opposite[map->first[v]]);
		text_append_char(bits, value ? '1' : '0');
	}
}

/* Shots drawn anew, in classes; NULL: that cannot be had of this run */
static PGresult *
drawn_anew(Page *page, const char *const *value)
{
	Connection *connection = page->connection;
	PGresult   *shots = try_statement(connection, sample_sql, 2, value);
	PGresult   *result = NULL;
	int			count;
	ShrinkMap	map;
	Qubits		qubits;
	Text		bits = {0};
	Text		occurrences = {0};

	if (!result_is_good(shots) || PQntuples(shots) == 0 || (count = atoi(PQgetvalue(shots, 0, 3))) <= 0 ||
		(double) count * PQntuples(shots) > MOST_BITS)
	{
		PQclear(shots);
		return NULL;
	}
	map = shrink_map_read(connection, value[0], value[1], count);
	qubits = qubits_of_groups(PQgetvalue(shots, 0, 0), &map);
	if (is_determined(&map, &qubits))
	{
		for (int s = 0; s < PQntuples(shots); s++)
		{
			text_append_char(&bits, s ? ',' : '{');
			text_printf(&occurrences, "%c%s", s ? ',' : '{', PQgetvalue(shots, s, 2));
			append_expanded(&bits, &map, &qubits, PQgetvalue(shots, s, 1));
		}
		text_append_char(&bits, '}');
		text_append_char(&occurrences, '}');
		result = run_statement(connection, judge_sql, 3, (const char *[]) {value[0], bits.data, occurrences.data});
	}
	text_free(&bits);
	text_free(&occurrences);
	free(qubits.qubit);
	free(qubits.opposite);
	shrink_map_free(&map);
	PQclear(shots);
	return result;
}

void
report_shots(Page *page, const char *problem_id, const char *run_id)
{
	const char *value[] = {problem_id, run_id};
	PGresult   *result = run_statement(page->connection, kept_sql, 2, value);
	const char *lead = "Shots of the best round that were kept, as they were measured, before repair, judged by the constraints; the best feasible value has its own colour.";

	if (PQntuples(result) == 0)
	{
		PQclear(result);
		result = drawn_anew(page, value);
		lead = "Shots drawn anew from the circuit of the best round, expanded to the variables of the problem and judged by its constraints; "
			"the best feasible value has its own colour.";
	}
	if (result == NULL)
	{
		result = run_statement(page->connection, stored_sql, 2, value);
		lead = "Shots that the stored solutions came from, as they were measured, before repair; the best feasible value has its own colour.";
	}
	if (PQntuples(result) > 0)
	{
		section_begin(page, "shots", "Distribution of shots by objective", lead, page->has_charts);
		fputs("<div class=\"pair\">\n", page->file);
		if (page->has_charts)
			section_canvas(page, "Distribution of shots by objective", false);
		fputs("<div>", page->file);
		html_table(page->file, result, MOST_ROWS);
		fputs("</div></div>\n", page->file);
		if (page->has_charts)
		{
			fputs("<script type=\"application/json\" class=\"data\">", page->file);
			json_data(page->file, chart, result, MOST_ROWS);
			fputs("</script>\n", page->file);
		}
		section_end(page);
	}
	PQclear(result);
}
