/*
 * report_graph.c
 *	  The graph of a problem before and after shrinking.
 */
#include "report.h"

#include <stdlib.h>

#include "failure.h"
#include "json.h"
#include "shrink_map.h"

/* Products of the objective and constraints of two variables */
static const char edges_sql[] =
	"SELECT DISTINCT e.a, e.b FROM (SELECT t.i AS a, t.j AS b FROM @extschema@.qshrink_problem AS p,"
	"  @extschema@.qubo_terms(p.objective) AS t WHERE p.problem_id = $1::bigint AND t.i <> t.j"
	" UNION ALL SELECT least(c.variables[1], c.variables[2]), greatest(c.variables[1], c.variables[2])"
	"  FROM @extschema@.qshrink_constraint AS c WHERE c.problem_id = $1::bigint AND cardinality(c.variables) = 2) AS e"
	" WHERE e.a <> e.b ORDER BY 1, 2";

static const char names_sql[] =
	"SELECT s.variable, coalesce(array_to_string(v.keys, ', '), s.variable::text)"
	" FROM @extschema@.qshrink_problem AS p CROSS JOIN LATERAL generate_series(0, p.n_variables - 1) AS s(variable)"
	" LEFT JOIN @extschema@.qshrink_variable AS v ON v.problem_id = p.problem_id AND v.variable = s.variable"
	" WHERE p.problem_id = $1::bigint AND p.n_variables <= 200 AND p.flows IS NULL ORDER BY s.variable";

/* The variables of the group that begins with one; their number, 0: none begins there */
static int
members_of(const ShrinkMap *map, int root, int *member)
{
	int			count = 0;

	if (map->fate[root] != STAYS || map->first[root] != root)
		return 0;
	for (int v = root; v < map->count; v++)
		if (map->first[v] == root)
			member[count++] = v;
	return count;
}

static void
append_groups(Text *json, const ShrinkMap *map, int *member)
{
	int			groups = 0;

	text_append(json, "],\n\"groups\": [");
	for (int v = 0; v < map->count; v++)
	{
		int			count = members_of(map, v, member);

		if (count == 0)
			continue;
		text_append(json, groups++ ? ",\n{\"members\": [" : "\n{\"members\": [");
		for (int k = 0; k < count; k++)
			text_printf(json, "%s%d", k ? ", " : "", member[k]);
		text_append(json, "]}");
	}
	text_append(json, "],\n\"fixed\": [");
	groups = 0;
	for (int v = 0; v < map->count; v++)
		if (map->fate[v] != STAYS)
			text_printf(json, "%s%d", groups++ ? ", " : "", v);
}

static void
write_data(FILE *file, const PGresult *names, const PGresult *edges, const ShrinkMap *map, int *member)
{
	Text		json = {0};

	text_append(&json, "{\"chart\": {\"type\": \"graphs\"},\n\"names\": [");
	for (int v = 0; v < map->count; v++)
	{
		text_append(&json, v ? ", " : "");
		json_append_string(&json, PQgetvalue(names, v, 1));
	}
	text_append(&json, "],\n\"edges\": [");
	for (int e = 0; e < PQntuples(edges); e++)
		text_printf(&json, "%s[%s, %s]", e ? ", " : "", PQgetvalue(edges, e, 0), PQgetvalue(edges, e, 1));
	append_groups(&json, map, member);
	text_append(&json, "]}");
	fprintf(file, "<script type=\"application/json\" class=\"data\">%s</script>\n", json.data);
	text_free(&json);
}

/* A row for each group of several, then those that are fixed */
static void
write_table(FILE *file, const PGresult *names, const ShrinkMap *map, int *member)
{
	int			fixed[2] = {0};
	int			eliminated = 0;
	int			alone = 0;

	fputs("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr><th>what</th><th class=\"n\">vertices</th><th>which</th></tr></thead>\n<tbody>\n", file);
	for (int v = 0; v < map->count; v++)
	{
		int			count = members_of(map, v, member);

		alone += count == 1;
		fixed[1] += map->fate[v] == FIXED && map->opposite[v];
		fixed[0] += map->fate[v] == FIXED && !map->opposite[v];
		eliminated += map->fate[v] == ELIMINATED;
		if (count < 2)
			continue;
		fprintf(file, "<tr><td>group</td><td class=\"n\">%d</td><td>", count);
		for (int k = 0; k < count; k++)
		{
			fputs(k ? ", " : "", file);
			fputs(k && map->opposite[member[k]] ? "not " : "", file);
			html_text(file, PQgetvalue(names, member[k], 1));
		}
		fputs("</td></tr>\n", file);
	}
	fprintf(file, "<tr><td>not merged</td><td class=\"n\">%d</td><td></td></tr>\n"
			"<tr><td>fixed to 1</td><td class=\"n\">%d</td><td></td></tr>\n"
			"<tr><td>fixed to 0</td><td class=\"n\">%d</td><td></td></tr>\n", alone, fixed[1], fixed[0]);
	if (eliminated)
		fprintf(file, "<tr><td>eliminated</td><td class=\"n\">%d</td><td></td></tr>\n", eliminated);
	fputs("</tbody></table></div>\n", file);
}

void
report_graph(Page *page, const char *problem_id, const char *run_id)
{
	PGresult   *names = run_statement(page->connection, names_sql, 1, &problem_id);
	PGresult   *edges = PQntuples(names) > 0 ? run_statement(page->connection, edges_sql, 1, &problem_id) : NULL;

	if (edges && PQntuples(edges) > 0)
	{
		ShrinkMap	map = shrink_map_read(page->connection, problem_id, run_id, PQntuples(names));
		int		   *member = allocate((size_t) map.count * sizeof(int));

		section_begin(page, "graph", "The graph before and after shrinking",
					  "Edges are products of the objective and constraints of two variables. Merged vertices have one colour and mark; "
					  "an x is fixed by presolve or merging and gone afterwards. The legend names eight groups, the table all.", page->has_charts);
		fputs("<div class=\"pair below\">\n", page->file);
		if (page->has_charts)
		{
			fputs("<figure class=\"two\"><div><canvas role=\"img\" aria-label=\"The graph before shrinking\"></canvas></div>"
				  "<div><canvas role=\"img\" aria-label=\"The graph after shrinking\"></canvas></div></figure>\n", page->file);
			page->charts += 2;
		}
		fputs("<div>", page->file);
		write_table(page->file, names, &map, member);
		fputs("</div></div>\n", page->file);
		if (page->has_charts)
			write_data(page->file, names, edges, &map, member);
		section_end(page);
		free(member);
		shrink_map_free(&map);
	}
	PQclear(names);
	PQclear(edges);
}
