/*
 * colouring_models.c
 *	  Colourings written as rows.
 */
#include "colouring_models.h"

#include <math.h>
#include <string.h>

Colouring *
colouring_create(QsHost *host, int n, int colours)
{
	Colouring  *colouring = QS_NEW(host, Colouring);

	colouring->n = n;
	colouring->colours = colours;
	colouring->adjacent = QS_ARRAY0(host, uint8_t, n * n);
	colouring->allowed = QS_ARRAY(host, uint8_t, n * colours);
	memset(colouring->allowed, 1, (size_t) (n * colours));
	colouring->value = QS_ARRAY(host, int32_t, n * colours);
	colouring->switch_of = QS_ARRAY(host, int32_t, colours);
	return colouring;
}

void
colouring_free(QsHost *host, Colouring *colouring)
{
	qs_free(host, colouring->adjacent);
	qs_free(host, colouring->allowed);
	qs_free(host, colouring->cost);
	qs_free(host, colouring->price);
	qs_free(host, colouring->value);
	qs_free(host, colouring->switch_of);
	qs_free(host, colouring);
}

void
colouring_add_edge(Colouring *colouring, int u, int v)
{
	colouring->adjacent[u * colouring->n + v] = colouring->adjacent[v * colouring->n + u] = 1;
}

bool
colouring_has_switches(const Colouring *colouring)
{
	return colouring->used != USED_NONE || colouring->edges == EDGE_PAIRS_USED ||
		colouring->edges == EDGE_CLIQUES_USED || colouring->edges == EDGE_STARS_USED;
}

static void
thin_lists(QsRandom *random, Colouring *colouring)
{
	int			colours = colouring->colours;

	for (int v = 0; v < colouring->n; v++)
	{
		/* never empty, mostly more than one */
		int			kept = (int) qs_random_below(random, (uint32_t) colours);

		for (int c = 0; c < colours; c++)
			colouring->allowed[v * colours + c] = c == kept || qs_random_below(random, 3) > 0;
	}
}

Colouring *
colouring_random(QsHost *host, QsRandom *random, int most_vertices, int most_colours)
{
	int			n = 3 + (int) qs_random_below(random, (uint32_t) (most_vertices - 2));
	int			colours = 3 + (int) qs_random_below(random, (uint32_t) (most_colours - 2));
	Colouring  *colouring = colouring_create(host, n, colours);
	double		density = 0.3 + 0.7 * qs_random_unit(random);

	colouring_add_edge(colouring, 0, 1);
	for (int u = 0; u < n; u++)
		for (int v = u + 1; v < n; v++)
			if (qs_random_unit(random) < density)
				colouring_add_edge(colouring, u, v);
	if (qs_random_below(random, 2))
		thin_lists(random, colouring);
	colouring->edges = (EdgeRows) qs_random_below(random, EDGE_ROWS);
	colouring->used = (UsedRows) qs_random_below(random, USED_ROWS);
	colouring->disguised = qs_random_below(random, 2);
	colouring->at_least = qs_random_below(random, 4) == 0;
	if (qs_random_below(random, 3) == 0)
	{
		colouring->cost = QS_ARRAY(host, double, n * colours);
		for (int k = 0; k < n * colours; k++)
			colouring->cost[k] = qs_random_below(random, 10);
	}
	if (colouring_has_switches(colouring) && qs_random_below(random, 4) > 0)
	{
		bool		equal = qs_random_below(random, 2);

		colouring->price = QS_ARRAY(host, double, colours);
		for (int c = 0; c < colours; c++)
			colouring->price[c] = equal ? 1.0 : 1.0 + qs_random_below(random, 5);
	}
	colouring->in_order = colouring_has_switches(colouring) && qs_random_below(random, 3) == 0;
	colouring->served = colouring_has_switches(colouring) && !colouring->at_least &&
		qs_random_below(random, 3) == 0;
	return colouring;
}

Colouring *
colouring_mycielski(QsHost *host, int order, int colours)
{
	int			n = 2;
	Colouring  *colouring;

	for (int k = 2; k < order; k++)
		n = 2 * n + 1;
	colouring = colouring_create(host, n, colours);
	colouring_add_edge(colouring, 0, 1);
	for (int k = 2, size = 2; k < order; k++, size = 2 * size + 1)
	{
		for (int u = 0; u < size; u++)
			for (int v = 0; v < size; v++)
				if (colouring->adjacent[u * n + v])
					colouring_add_edge(colouring, size + u, v);
		for (int u = 0; u < size; u++)
			colouring_add_edge(colouring, size + u, 2 * size);
	}
	return colouring;
}

Colouring *
colouring_queen(QsHost *host, int side, int colours)
{
	Colouring  *colouring = colouring_create(host, side * side, colours);

	for (int u = 0; u < side * side; u++)
		for (int v = u + 1; v < side * side; v++)
		{
			int			down = v / side - u / side;
			int			right = v % side - u % side;

			if (down == 0 || right == 0 || down == right || down == -right)
				colouring_add_edge(colouring, u, v);
		}
	return colouring;
}

Colouring *
colouring_multipartite(QsHost *host, int parts, int size, int colours)
{
	Colouring  *colouring = colouring_create(host, parts * size, colours);

	for (int u = 0; u < parts * size; u++)
		for (int v = 0; v < u; v++)
			if (u / size != v / size)
				colouring_add_edge(colouring, u, v);
	return colouring;
}

Colouring *
colouring_cycle(QsHost *host, int n, int colours)
{
	Colouring  *colouring = colouring_create(host, n, colours);

	for (int v = 0; v < n; v++)
		colouring_add_edge(colouring, v, (v + 1) % n);
	return colouring;
}

/* ---- rows -------------------------------------------------------------- */

typedef struct Writer
{
	QsHost	   *host;
	QsRandom   *random;
	Colouring  *colouring;
	QsRow	   *row;
	int			rows;
	int			capacity;
	int32_t    *variable;		/* the row being written */
	double	   *coefficient;
	int			count;
} Writer;

static void
term(Writer *writer, int variable, double coefficient)
{
	if (variable < 0)
		return;
	writer->variable[writer->count] = variable;
	writer->coefficient[writer->count++] = coefficient;
}

static void
end_row(Writer *writer, char sense, double rhs)
{
	QsHost	   *host = writer->host;
	double		factor = 1.0;
	int32_t    *variables = QS_ARRAY(host, int32_t, writer->count);
	double	   *coefficients = QS_ARRAY(host, double, writer->count);

	if (writer->colouring->disguised)
	{
		factor = 1.0 + qs_random_below(writer->random, 3);
		if (qs_random_below(writer->random, 2))
		{
			factor = -factor;
			sense = sense == '<' ? '>' : sense == '>' ? '<' : '=';
		}
	}
	for (int k = 0; k < writer->count; k++)
	{
		variables[k] = writer->variable[k];
		coefficients[k] = factor * writer->coefficient[k];
	}
	if (writer->rows == writer->capacity)
	{
		int			capacity = 2 * writer->capacity + 64;

		writer->row = qs_realloc(host, writer->row, (size_t) writer->rows, (size_t) capacity,
								 sizeof(QsRow));
		writer->capacity = capacity;
	}
	writer->row[writer->rows++] = (QsRow) {writer->count, variables, coefficients, sense, factor * rhs};
	writer->count = 0;
}

static int
value(const Writer *writer, int v, int c)
{
	return writer->colouring->value[v * writer->colouring->colours + c];
}

static void
write_lists(Writer *writer)
{
	const Colouring *colouring = writer->colouring;

	for (int v = 0; v < colouring->n; v++)
	{
		for (int c = 0; c < colouring->colours; c++)
			term(writer, value(writer, v, c), 1.0);
		end_row(writer, colouring->at_least ? '>' : '=', 1.0);
	}
}

/* The right-hand side: 1, or y_c */
static void
end_at_most(Writer *writer, int c, double most, bool used)
{
	if (used)
		term(writer, writer->colouring->switch_of[c], -most);
	end_row(writer, '<', used ? 0.0 : most);
}

static void
write_pairs(Writer *writer, int c, bool used)
{
	const Colouring *colouring = writer->colouring;

	for (int u = 0; u < colouring->n; u++)
	{
		bool		alone = true;

		for (int v = 0; v < colouring->n; v++)
		{
			if (!colouring->adjacent[u * colouring->n + v])
				continue;
			alone = false;
			if (v < u)
				continue;
			term(writer, value(writer, u, c), 1.0);
			term(writer, value(writer, v, c), 1.0);
			end_at_most(writer, c, 1.0, used);
		}
		if (alone && used)
		{
			term(writer, value(writer, u, c), 1.0);
			end_at_most(writer, c, 1.0, used);
		}
	}
}

/* Each edge in a clique grown from it */
static void
write_cliques(Writer *writer, int c, bool used)
{
	const Colouring *colouring = writer->colouring;
	int			n = colouring->n;

	for (int u = 0; u < n; u++)
		for (int v = u; v < n; v++)
		{
			int			member[64];
			int			size = 0;

			if (u != v && !colouring->adjacent[u * n + v])
				continue;
			if (u == v && !used)
				continue;
			member[size++] = u;
			if (u != v)
				member[size++] = v;
			for (int w = 0; w < n && size < 64; w++)
			{
				bool		fits = true;

				for (int k = 0; k < size; k++)
					fits = fits && colouring->adjacent[w * n + member[k]];
				if (fits)
					member[size++] = w;
			}
			for (int k = 0; k < size; k++)
				term(writer, value(writer, member[k], c), 1.0);
			end_at_most(writer, c, 1.0, used);
		}
}

static void
write_stars(Writer *writer, int c, bool used)
{
	const Colouring *colouring = writer->colouring;
	int			n = colouring->n;

	for (int v = 0; v < n; v++)
	{
		int			degree = 0;

		if (value(writer, v, c) < 0)
			continue;
		for (int u = 0; u < n; u++)
			if (colouring->adjacent[v * n + u] && value(writer, u, c) >= 0)
			{
				degree++;
				term(writer, value(writer, u, c), 1.0);
			}
		term(writer, value(writer, v, c), degree > 0 ? degree : 1.0);
		end_at_most(writer, c, degree > 0 ? degree : 1.0, used);
	}
}

static void
write_edges(Writer *writer)
{
	const Colouring *colouring = writer->colouring;
	bool		used = colouring->edges == EDGE_PAIRS_USED ||
		colouring->edges == EDGE_CLIQUES_USED || colouring->edges == EDGE_STARS_USED;

	for (int c = 0; c < colouring->colours; c++)
		switch (colouring->edges)
		{
			case EDGE_PAIRS:
			case EDGE_PAIRS_USED:
				write_pairs(writer, c, used);
				break;
			case EDGE_CLIQUES:
			case EDGE_CLIQUES_USED:
				write_cliques(writer, c, used);
				break;
			default:
				write_stars(writer, c, used);
				break;
		}
}

static void
write_used(Writer *writer)
{
	const Colouring *colouring = writer->colouring;

	for (int c = 0; c < colouring->colours; c++)
	{
		int			several = 0;

		for (int v = 0; v < colouring->n; v++)
			if (colouring->used == USED_LINKS && value(writer, v, c) >= 0)
			{
				term(writer, value(writer, v, c), 1.0);
				end_at_most(writer, c, 1.0, true);
			}
		if (colouring->used == USED_SUMS)
		{
			for (int v = 0; v < colouring->n; v++)
				term(writer, value(writer, v, c), 1.0);
			end_at_most(writer, c, colouring->n, true);
		}
		if (colouring->in_order && c + 1 < colouring->colours)
		{
			term(writer, colouring->switch_of[c], 1.0);
			term(writer, colouring->switch_of[c + 1], -1.0);
			end_row(writer, '>', 0.0);
		}
		for (int v = 0; v < colouring->n; v++)
			several += value(writer, v, c) >= 0;
		if (colouring->served && several > 0)
		{
			for (int v = 0; v < colouring->n; v++)
				term(writer, value(writer, v, c), 1.0);
			term(writer, colouring->switch_of[c], -1.0);
			end_row(writer, '>', 0.0);
		}
	}
}

static void
number_variables(Writer *writer)
{
	Colouring  *colouring = writer->colouring;
	int			most = colouring->n * colouring->colours + colouring->colours;
	int		   *number = QS_ARRAY(writer->host, int, most);
	int			at = 0;

	colouring->variables = 0;
	for (int k = 0; k < colouring->n * colouring->colours; k++)
		colouring->variables += colouring->allowed[k];
	colouring->variables += colouring_has_switches(colouring) ? colouring->colours : 0;
	for (int k = 0; k < colouring->variables; k++)
		number[k] = k;
	if (colouring->disguised)
		qs_random_shuffle(writer->random, number, colouring->variables);
	for (int k = 0; k < colouring->n * colouring->colours; k++)
		colouring->value[k] = colouring->allowed[k] ? number[at++] : -1;
	for (int c = 0; c < colouring->colours; c++)
		colouring->switch_of[c] = colouring_has_switches(colouring) ? number[at++] : -1;
	qs_free(writer->host, number);
}

static int
write_objective(const Colouring *colouring, QsTerm *terms)
{
	int			count = 0;

	for (int k = 0; colouring->cost && k < colouring->n * colouring->colours; k++)
		if (colouring->allowed[k])
			terms[count++] = (QsTerm) {colouring->value[k], colouring->value[k], colouring->cost[k]};
	for (int c = 0; colouring->price && c < colouring->colours; c++)
		terms[count++] = (QsTerm) {colouring->switch_of[c], colouring->switch_of[c], colouring->price[c]};
	return count;
}

static void
shuffle_rows(Writer *writer)
{
	for (int k = writer->rows - 1; k > 0; k--)
	{
		int			j = (int) qs_random_below(writer->random, (uint32_t) k + 1);
		QsRow		row = writer->row[k];

		writer->row[k] = writer->row[j];
		writer->row[j] = row;
	}
}

QsModel *
colouring_model(QsHost *host, QsRandom *random, Colouring *colouring)
{
	int			most = colouring->n * colouring->colours + colouring->colours;
	Writer		writer = {
		.host = host, .random = random, .colouring = colouring,
		.variable = QS_ARRAY(host, int32_t, most),
		.coefficient = QS_ARRAY(host, double, most),
	};
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, most);
	QsModel    *model;

	number_variables(&writer);
	write_lists(&writer);
	write_edges(&writer);
	write_used(&writer);
	if (colouring->disguised)
		shuffle_rows(&writer);
	model = qs_model_create(host, colouring->variables, false, 0.0, terms,
							write_objective(colouring, terms), writer.row, writer.rows);
	for (int r = 0; r < writer.rows; r++)
	{
		qs_free(host, (void *) writer.row[r].variables);
		qs_free(host, (void *) writer.row[r].coefficients);
	}
	qs_free(host, writer.row);
	qs_free(host, writer.variable);
	qs_free(host, writer.coefficient);
	qs_free(host, terms);
	return model;
}

/* ---- by going through all ------------------------------------------------ */

/* Is there a row that wants someone to take the colour? */
static bool
has_members(const Colouring *colouring, int c)
{
	for (int v = 0; v < colouring->n; v++)
		if (colouring->allowed[v * colouring->colours + c])
			return true;
	return false;
}

double
colouring_cost(const Colouring *colouring, const int *colour)
{
	uint8_t		used[64] = {0};
	double		cost = 0.0;

	for (int v = 0; v < colouring->n; v++)
	{
		if (!colouring->allowed[v * colouring->colours + colour[v]])
			return INFINITY;
		for (int u = 0; u < v; u++)
			if (colouring->adjacent[u * colouring->n + v] && colour[u] == colour[v])
				return INFINITY;
		used[colour[v]] = 1;
		cost += colouring->cost ? colouring->cost[v * colouring->colours + colour[v]] : 0.0;
	}
	for (int c = colouring->colours - 2; colouring->in_order && c >= 0; c--)
	{
		/* on because the next one is, and nobody there */
		if (colouring->served && used[c + 1] && !used[c] && has_members(colouring, c))
			return INFINITY;
		used[c] |= used[c + 1];
	}
	for (int c = 0; colouring->price && c < colouring->colours; c++)
		cost += used[c] ? colouring->price[c] : 0.0;
	return cost;
}

bool
colouring_brute_force(const Colouring *colouring, double *best)
{
	int			colour[16] = {0};

	*best = INFINITY;
	for (;;)
	{
		int			v = 0;

		*best = fmin(*best, colouring_cost(colouring, colour));
		while (v < colouring->n && ++colour[v] == colouring->colours)
			colour[v++] = 0;
		if (v == colouring->n)
			return isfinite(*best);
	}
}
