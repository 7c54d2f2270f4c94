/*
 * colouring_build.c
 *	  Conflicts between values, switches that values need, switches that imply others.
 */
#include "classes/colouring/colouring_build.h"

#include <stdlib.h>
#include <string.h>

#include "structure/structure.h"

#define ROWS_PER_CHECK		4095
#define LISTS_PER_CHECK		63

/* Pairs (from, to), gathered to become lists by `from` */
typedef struct Pairs
{
	int32_t    *from;
	int32_t    *to;
	int64_t		count;
	int64_t		capacity;
} Pairs;

typedef struct Builder
{
	QsHost	   *host;
	QsColouring *colouring;
	QsLiterals *literals;
	bool		several;
	int32_t    *value_of;		/* 2n: value of a literal, or -1 */
	int32_t    *switch_of;		/* 2n: switch that is on with the literal, or -1 */
	int32_t    *last_need;		/* values: switch last added to its needs, or -1 */
	int64_t    *fill;			/* values: next place in conflict; NULL while counting */
	double		total;			/* conflicts counted */
	Pairs		needs;
	Pairs		implications;
	int32_t    *served_by;		/* values: last switch whose row has it, plus one */
	int			requirements;	/* rows read */
} Builder;

static void
add_pair(QsHost *host, Pairs *pairs, int from, int to)
{
	if (pairs->count == pairs->capacity)
	{
		size_t		capacity = 2 * (size_t) pairs->capacity + 64;

		pairs->from = qs_realloc(host, pairs->from, (size_t) pairs->count, capacity, sizeof(int32_t));
		pairs->to = qs_realloc(host, pairs->to, (size_t) pairs->count, capacity, sizeof(int32_t));
		pairs->capacity = (int64_t) capacity;
	}
	pairs->from[pairs->count] = from;
	pairs->to[pairs->count++] = to;
}

static int
compare_int32(const void *a, const void *b)
{
	int32_t		x = *(const int32_t *) a;
	int32_t		y = *(const int32_t *) b;

	return (x > y) - (x < y);
}

/* Sort list from .. end and keep each element once, at `kept`.  Returns its new end. */
static int64_t
keep_distinct(int32_t *list, int64_t from, int64_t end, int64_t kept)
{
	if (end - from > 1)
		qsort(list + from, (size_t) (end - from), sizeof(int32_t), compare_int32);
	for (int64_t k = from; k < end; k++)
		if (k == from || list[k] != list[k - 1])
			list[kept++] = list[k];
	return kept;
}

static void
lists_of_pairs(QsHost *host, Pairs *pairs, int count, int32_t **start, int32_t **list)
{
	int32_t    *first = QS_ARRAY0(host, int32_t, (size_t) count + 1);
	int32_t    *next = QS_ARRAY(host, int32_t, (size_t) count + 1);
	int64_t		kept = 0;

	*list = QS_ARRAY(host, int32_t, pairs->count);
	for (int64_t k = 0; k < pairs->count; k++)
		first[pairs->from[k] + 1]++;
	for (int v = 0; v < count; v++)
		first[v + 1] += first[v];
	memcpy(next, first, ((size_t) count + 1) * sizeof(int32_t));
	for (int64_t k = 0; k < pairs->count; k++)
		(*list)[next[pairs->from[k]]++] = pairs->to[k];
	for (int v = 0; v < count; v++)
	{
		int64_t		from = first[v];

		first[v] = (int32_t) kept;
		kept = keep_distinct(*list, from, next[v], kept);
	}
	first[count] = (int32_t) kept;
	*start = first;
	qs_free(host, next);
	qs_free(host, pairs->from);
	qs_free(host, pairs->to);
	*pairs = (Pairs) {0};
}

static void
add_conflict(Builder *it, int a, int b)
{
	QsColouring *colouring = it->colouring;

	if (it->fill == NULL)
	{
		colouring->conflict_start[a + 1]++;
		colouring->conflict_start[b + 1]++;
		return;
	}
	colouring->conflict[it->fill[a]++] = b;
	colouring->conflict[it->fill[b]++] = a;
}

static void
add_need(Builder *it, int value, int which)
{
	if (it->fill || it->last_need[value] == which)
		return;
	it->last_need[value] = which;
	add_pair(it->host, &it->needs, value, which);
}

/* Two literals of different variables exclude each other. */
static bool
exclude(Builder *it, QsLiteral a, QsLiteral b)
{
	int			value_a = it->value_of[a];
	int			value_b = it->value_of[b];
	int			off_a = it->switch_of[qs_literal_not(a)];
	int			off_b = it->switch_of[qs_literal_not(b)];

	if (value_a >= 0 && value_b >= 0)
	{
		if (it->colouring->vertex_of[value_a] == it->colouring->vertex_of[value_b])
			return false;
		it->total += it->fill == NULL;
		if (it->total > QS_CONFLICT_PAIRS)
			return false;
		add_conflict(it, value_a, value_b);
	}
	else if (value_a >= 0 && off_b >= 0)
		add_need(it, value_a, off_b);
	else if (value_b >= 0 && off_a >= 0)
		add_need(it, value_b, off_a);
	else if (it->switch_of[a] >= 0 && off_b >= 0)
	{
		if (it->fill == NULL)
			add_pair(it->host, &it->implications, it->switch_of[a], off_b);
	}
	else if (it->switch_of[b] >= 0 && off_a >= 0)
	{
		if (it->fill == NULL)
			add_pair(it->host, &it->implications, it->switch_of[b], off_a);
	}
	else
		return false;
	return true;
}

/* Values of one list only */
static bool
is_within_list(const Builder *it)
{
	const QsLiterals *literals = it->literals;
	int			vertex = -1;

	for (int k = 0; k < literals->count; k++)
	{
		int			value = it->value_of[literals->literal[k]];

		if (value < 0 || (vertex >= 0 && it->colouring->vertex_of[value] != vertex))
			return false;
		vertex = it->colouring->vertex_of[value];
	}
	return true;
}

static bool
is_whole_list(const Builder *it)
{
	int			vertex;

	if (!is_within_list(it))
		return false;
	vertex = it->colouring->vertex_of[it->value_of[it->literals->literal[0]]];
	return it->colouring->value_start[vertex + 1] - it->colouring->value_start[vertex] ==
		it->literals->count;
}

/*
 * "The switch is on only if one of these values is taken": one literal is a switch
 * that is on, the others are negations of values.  Whether these are all that need the
 * switch is seen later (check_served).
 */
static bool
read_service(Builder *it)
{
	const QsLiterals *literals = it->literals;
	int			which = -1;

	if (it->several)
		return false;
	for (int k = 0; k < literals->count; k++)
	{
		QsLiteral	literal = literals->literal[k];

		if (it->switch_of[literal] >= 0 && which < 0)
			which = it->switch_of[literal];
		else if (it->value_of[qs_literal_not(literal)] < 0)
			return false;
	}
	if (which < 0 || it->fill)
		return which >= 0;
	if (it->colouring->must_serve[which])
		return false;
	it->colouring->must_serve[which] = 1;
	for (int k = 0; k < literals->count; k++)
	{
		int			value = it->value_of[qs_literal_not(literals->literal[k])];

		if (value >= 0)
			it->served_by[value] = which + 1;
	}
	return true;
}

static bool
read_exclusion(Builder *it)
{
	const QsLiterals *literals = it->literals;

	if (is_within_list(it))
		return true;
	/* one value alone may keep the switch on */
	if (literals->count == 2 && it->value_of[literals->literal[0]] < 0 &&
		it->value_of[literals->literal[1]] < 0 && read_service(it))
		return true;
	for (int h = 0; h < literals->heavy; h++)
		for (int k = h + 1; k < literals->count; k++)
			if (!exclude(it, literals->literal[h], literals->literal[k]))
				return false;
	return true;
}

/* "Some vertex takes the colour": what is left of a service row when its switch is on */
static bool
read_requirement(Builder *it)
{
	const QsLiterals *literals = it->literals;

	for (int k = 0; k < literals->count; k++)
		if (it->value_of[literals->literal[k]] < 0 || it->value_of[qs_literal_not(literals->literal[k])] >= 0)
			return false;
	for (int k = 0; k < literals->count && !it->fill; k++)
	{
		int32_t    *required = &it->colouring->required[it->value_of[literals->literal[k]]];

		if (it->several || *required >= 0)
			return false;
		*required = it->requirements;
	}
	it->requirements++;
	return true;
}

/* A list, or a requirement, or what such a row says of two literals, or of a switch that
 * is written the other way round */
static bool
read_at_least_one(Builder *it)
{
	QsLiterals *literals = it->literals;

	if (is_whole_list(it) || read_requirement(it))
		return true;
	for (int k = 0; k < literals->count; k++)
		literals->literal[k] = qs_literal_not(literals->literal[k]);
	literals->heavy = literals->count;
	return literals->count == 2 ? read_exclusion(it) : read_service(it);
}

static bool
read_row(Builder *it, int row, bool upper)
{
	qs_colouring_read_row(it->host, it->colouring->model, row, upper, it->literals);
	switch (it->literals->kind)
	{
		case QS_LITERALS_FREE:
		case QS_LITERALS_EXACTLY_ONE:
			return true;
		case QS_LITERALS_AT_LEAST_ONE:
			return read_at_least_one(it);
		case QS_LITERALS_EXCLUSIVE:
			return read_exclusion(it);
		case QS_LITERALS_NOT_ALL:
			return read_service(it);
		case QS_LITERALS_OTHER:
			break;
	}
	return false;
}

static bool
read_rows(Builder *it)
{
	const QsModel *model = it->colouring->model;

	for (int r = 0; r < model->m; r++)
	{
		if (!read_row(it, r, true) || !read_row(it, r, false))
			return false;
		if ((r & ROWS_PER_CHECK) == 0)
			qs_check(it->host);
	}
	return true;
}

static void
sort_conflicts(Builder *it)
{
	QsColouring *colouring = it->colouring;
	int64_t		kept = 0;

	for (int a = 0; a < colouring->values; a++)
	{
		int64_t		from = colouring->conflict_start[a];

		colouring->conflict_start[a] = kept;
		kept = keep_distinct(colouring->conflict, from, it->fill[a], kept);
		if ((a & LISTS_PER_CHECK) == 0)
			qs_check(it->host);
	}
	colouring->conflict_start[colouring->values] = kept;
}

/* Every value that needs a switch of a service row must be in that row. */
static bool
check_served(const Builder *it)
{
	const QsColouring *colouring = it->colouring;

	for (int a = 0; a < colouring->values; a++)
		for (int k = colouring->need_start[a]; k < colouring->need_start[a + 1]; k++)
			if (colouring->must_serve[colouring->need[k]] &&
				it->served_by[a] != colouring->need[k] + 1)
				return false;
	return true;
}

static bool
build(Builder *it)
{
	QsHost	   *host = it->host;
	QsColouring *colouring = it->colouring;
	size_t		values = (size_t) colouring->values;

	colouring->conflict_start = QS_ARRAY0(host, int64_t, values + 1);
	if (!read_rows(it) || it->total == 0.0 ||
		!qs_memory_fits(host, 2.0 * it->total * sizeof(int32_t) + 32.0 * (double) values))
		return false;
	for (size_t a = 0; a < values; a++)
		colouring->conflict_start[a + 1] += colouring->conflict_start[a];
	colouring->conflict = QS_ARRAY(host, int32_t, colouring->conflict_start[values]);
	it->fill = QS_ARRAY(host, int64_t, values + 1);
	memcpy(it->fill, colouring->conflict_start, (values + 1) * sizeof(int64_t));
	read_rows(it);
	sort_conflicts(it);
	lists_of_pairs(host, &it->needs, colouring->values, &colouring->need_start, &colouring->need);
	lists_of_pairs(host, &it->implications, colouring->switches, &colouring->implied_start,
				   &colouring->implied);
	return check_served(it);
}

bool
qs_colouring_build(QsHost *host, QsColouring *colouring, QsLiterals *literals, bool several)
{
	size_t		n = (size_t) colouring->model->n;
	Builder		it = {
		.host = host, .colouring = colouring, .literals = literals, .several = several,
		.value_of = QS_ARRAY(host, int32_t, 2 * n),
		.switch_of = QS_ARRAY(host, int32_t, 2 * n),
		.last_need = QS_ARRAY(host, int32_t, colouring->values),
		.served_by = QS_ARRAY0(host, int32_t, colouring->values),
	};
	bool		good;

	for (size_t l = 0; l < 2 * n; l++)
		it.value_of[l] = it.switch_of[l] = -1;
	for (int a = 0; a < colouring->values; a++)
	{
		it.value_of[2 * colouring->variable_of[a] + colouring->negated[a]] = a;
		it.last_need[a] = -1;
	}
	for (int s = 0; s < colouring->switches; s++)
		it.switch_of[2 * colouring->switch_variable[s] + colouring->switch_negated[s]] = s;
	good = build(&it);
	qs_free(host, it.value_of);
	qs_free(host, it.switch_of);
	qs_free(host, it.last_need);
	qs_free(host, it.served_by);
	qs_free(host, it.fill);
	qs_free(host, it.needs.from);
	qs_free(host, it.needs.to);
	qs_free(host, it.implications.from);
	qs_free(host, it.implications.to);
	return good;
}
