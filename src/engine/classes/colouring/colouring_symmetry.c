/*
 * colouring_symmetry.c
 *	  Colours: which values are the same one, and which colours can be exchanged.
 */
#include <stdlib.h>
#include <string.h>

#include "classes/colouring/colouring_build.h"

#define MOST_LABELS		1024	/* more are not compared with each other */

static int
root_of(int32_t *parent, int a)
{
	while (parent[a] != a)
	{
		parent[a] = parent[parent[a]];
		a = parent[a];
	}
	return a;
}

static void
join(int32_t *parent, int a, int b)
{
	a = root_of(parent, a);
	b = root_of(parent, b);
	if (a < b)
		parent[b] = a;
	else
		parent[a] = b;
}

/* Both literals of one variable: a vertex that was merged, or written so */
static bool
is_merged(const QsColouring *colouring, int value)
{
	int			first = colouring->value_start[colouring->vertex_of[value]];

	return colouring->value_start[colouring->vertex_of[value] + 1] - first == 2 &&
		colouring->variable_of[first] == colouring->variable_of[first + 1];
}

/* Values that exclude each other, need the same switch, or are required by the same row,
 * are one colour. */
static void
join_values(QsHost *host, const QsColouring *colouring, int32_t *parent)
{
	int32_t    *first = QS_ARRAY(host, int32_t, colouring->switches);
	int32_t    *wanted = QS_ARRAY(host, int32_t, colouring->values);

	for (int s = 0; s < colouring->switches; s++)
		first[s] = -1;
	for (int a = 0; a < colouring->values; a++)
		wanted[a] = -1;
	for (int a = 0; a < colouring->values; a++)
	{
		if (is_merged(colouring, a))
			continue;
		for (int64_t k = colouring->conflict_start[a]; k < colouring->conflict_start[a + 1]; k++)
			if (colouring->conflict[k] < a && !is_merged(colouring, colouring->conflict[k]))
				join(parent, a, colouring->conflict[k]);
		for (int k = colouring->need_start[a]; k < colouring->need_start[a + 1]; k++)
		{
			int			s = colouring->need[k];

			if (first[s] < 0)
				first[s] = a;
			else
				join(parent, a, first[s]);
		}
		if (colouring->required[a] >= 0)
		{
			int32_t    *other = &wanted[colouring->required[a]];

			*other = *other < 0 ? a : *other;
			join(parent, a, *other);
		}
		if ((a & 255) == 0)
			qs_check(host);
	}
	qs_free(host, first);
	qs_free(host, wanted);
}

/* A label is required when all its values are by the same row, and none needs a switch. */
static bool
find_required(QsHost *host, QsColouring *colouring)
{
	int32_t    *row = QS_ARRAY(host, int32_t, colouring->labels);
	bool		good = true;

	colouring->label_required = QS_ARRAY0(host, uint8_t, colouring->labels);
	for (int e = 0; e < colouring->implied_start[colouring->switches]; e++)
		colouring->requires |= colouring->must_serve[colouring->implied[e]];
	for (int c = 0; c < colouring->labels; c++)
		row[c] = -2;
	for (int a = 0; a < colouring->values; a++)
	{
		int			c = colouring->label[a];

		if (c < 0)
			continue;
		good = good && (row[c] == -2 || row[c] == colouring->required[a]);
		good = good && (colouring->required[a] < 0 ||
						colouring->need_start[a + 1] == colouring->need_start[a]);
		row[c] = colouring->required[a];
		colouring->label_required[c] = row[c] >= 0;
		colouring->requires |= row[c] >= 0;
	}
	qs_free(host, row);
	return good;
}

bool
qs_colouring_find_labels(QsHost *host, QsColouring *colouring)
{
	int32_t    *parent = QS_ARRAY(host, int32_t, colouring->values);
	int32_t    *met;			/* labels: vertex that had it last */
	bool		good = true;

	colouring->label = QS_ARRAY(host, int32_t, colouring->values);
	for (int a = 0; a < colouring->values; a++)
		parent[a] = a;
	join_values(host, colouring, parent);
	for (int a = 0; a < colouring->values; a++)
	{
		int			root = root_of(parent, a);

		if (is_merged(colouring, a))
			colouring->label[a] = -1;
		else
			colouring->label[a] = root == a ? colouring->labels++ : colouring->label[root];
	}
	met = QS_ARRAY(host, int32_t, colouring->labels);
	for (int c = 0; c < colouring->labels; c++)
		met[c] = -1;
	for (int a = 0; a < colouring->values && good; a++)
	{
		int			c = colouring->label[a];

		if (c < 0)
			continue;
		good = met[c] != colouring->vertex_of[a];
		met[c] = colouring->vertex_of[a];
	}
	qs_free(host, met);
	qs_free(host, parent);
	return good && find_required(host, colouring);
}

typedef struct Symmetry
{
	QsHost	   *host;
	QsColouring *colouring;
	int32_t    *start;			/* labels + 1 */
	int32_t    *member;			/* values by label, ascending */
	uint8_t    *regular;		/* labels: all values need the same one switch, or none */
	int32_t    *switch_group;	/* switches: group of the label that needs it, or -1 */
} Symmetry;

static void
gather(Symmetry *it)
{
	QsColouring *colouring = it->colouring;
	int32_t    *next = QS_ARRAY(it->host, int32_t, colouring->labels);

	it->start = QS_ARRAY0(it->host, int32_t, (size_t) colouring->labels + 1);
	it->member = QS_ARRAY(it->host, int32_t, colouring->values);
	it->regular = QS_ARRAY(it->host, uint8_t, colouring->labels);
	for (int a = 0; a < colouring->values; a++)
		if (colouring->label[a] >= 0)
			it->start[colouring->label[a] + 1]++;
	for (int c = 0; c < colouring->labels; c++)
	{
		it->start[c + 1] += it->start[c];
		next[c] = it->start[c];
	}
	for (int a = 0; a < colouring->values; a++)
		if (colouring->label[a] >= 0)
			it->member[next[colouring->label[a]]++] = a;
	qs_free(it->host, next);
}

static int
needs_of(const QsColouring *colouring, int value)
{
	return colouring->need_start[value + 1] - colouring->need_start[value];
}

static void
find_switch(Symmetry *it, int c)
{
	QsColouring *colouring = it->colouring;
	int			first = it->member[it->start[c]];
	int			which = needs_of(colouring, first) > 0 ?
		colouring->need[colouring->need_start[first]] : -1;

	it->regular[c] = 1;
	for (int k = it->start[c]; k < it->start[c + 1]; k++)
	{
		int			a = it->member[k];

		if (needs_of(colouring, a) > 1 ||
			(needs_of(colouring, a) == 1 ? colouring->need[colouring->need_start[a]] : -1) != which)
			it->regular[c] = 0;
		for (int64_t e = colouring->conflict_start[a]; e < colouring->conflict_start[a + 1]; e++)
			if (colouring->label[colouring->conflict[e]] < 0)
				it->regular[c] = 0;
	}
	colouring->label_switch[c] = it->regular[c] ? which : -1;
}

static double
cost_of_label(const QsColouring *colouring, int c)
{
	return colouring->label_switch[c] < 0 ? -1.0 : colouring->switch_cost[colouring->label_switch[c]];
}

/* The same vertices, at the same costs, with the same neighbours */
static bool
can_exchange(const Symmetry *it, int c, int d)
{
	const QsColouring *colouring = it->colouring;

	if (it->start[c + 1] - it->start[c] != it->start[d + 1] - it->start[d] ||
		colouring->label_required[c] != colouring->label_required[d] ||
		cost_of_label(colouring, c) != cost_of_label(colouring, d))
		return false;
	for (int k = 0; k < it->start[c + 1] - it->start[c]; k++)
	{
		int			a = it->member[it->start[c] + k];
		int			b = it->member[it->start[d] + k];
		int64_t		from_a = colouring->conflict_start[a];
		int64_t		from_b = colouring->conflict_start[b];
		int64_t		degree = colouring->conflict_start[a + 1] - from_a;

		if (colouring->vertex_of[a] != colouring->vertex_of[b] ||
			colouring->cost[a] != colouring->cost[b] ||
			degree != colouring->conflict_start[b + 1] - from_b)
			return false;
		for (int64_t e = 0; e < degree; e++)
			if (colouring->vertex_of[colouring->conflict[from_a + e]] !=
				colouring->vertex_of[colouring->conflict[from_b + e]])
				return false;
	}
	return true;
}

/* Switches that must be on with a switch, itself not counted */
static int
count_implied(QsHost *host, const QsColouring *colouring, int which)
{
	uint8_t    *seen = QS_ARRAY0(host, uint8_t, colouring->switches);
	int32_t    *list = QS_ARRAY(host, int32_t, colouring->switches);
	int			count = 0;

	seen[which] = 1;
	list[count++] = which;
	for (int k = 0; k < count; k++)
		for (int e = colouring->implied_start[list[k]]; e < colouring->implied_start[list[k] + 1]; e++)
			if (!seen[colouring->implied[e]])
			{
				seen[colouring->implied[e]] = 1;
				list[count++] = colouring->implied[e];
			}
	qs_free(host, seen);
	qs_free(host, list);
	return count - 1;
}

/*
 * Ranks of a group whose switches need each other: along the chain, when they are one.
 * False: no order fits, the group falls apart.
 */
static bool
rank_chain(Symmetry *it, int group, int size)
{
	QsColouring *colouring = it->colouring;
	uint8_t    *taken = QS_ARRAY0(it->host, uint8_t, size);
	bool		good = true;

	for (int c = 0; c < colouring->labels && good; c++)
	{
		int			rank;

		if (colouring->label_group[c] != group)
			continue;
		rank = count_implied(it->host, colouring, colouring->label_switch[c]);
		good = rank < size && !taken[rank];
		if (good)
			taken[rank] = 1;
		colouring->label_rank[c] = rank;
	}
	qs_free(it->host, taken);
	return good;
}

/* Does a switch of the group need another, or another it?  *outside: one that is not
 * of the group */
static bool
is_tied(const Symmetry *it, int group, bool *outside)
{
	const QsColouring *colouring = it->colouring;
	bool		tied = false;

	*outside = false;
	for (int s = 0; s < colouring->switches; s++)
		for (int e = colouring->implied_start[s]; e < colouring->implied_start[s + 1]; e++)
		{
			int			in = (it->switch_group[s] == group) +
				(it->switch_group[colouring->implied[e]] == group);

			tied = tied || in > 0;
			*outside = *outside || in == 1;
		}
	return tied;
}

static void
rank_group(Symmetry *it, int group)
{
	QsColouring *colouring = it->colouring;
	bool		outside;
	bool		tied = is_tied(it, group, &outside);
	int			size = 0;

	for (int c = 0; c < colouring->labels; c++)
		if (colouring->label_group[c] == group)
			colouring->label_rank[c] = size++;
	if (tied && size > 1 && !outside && rank_chain(it, group, size))
	{
		colouring->chained = true;
		return;
	}
	if (!tied || size == 1)
		return;
	size = 0;
	for (int c = 0; c < colouring->labels; c++)
		if (colouring->label_group[c] == group)
		{
			if (size++ > 0)
				colouring->label_group[c] = colouring->groups++;
			colouring->label_rank[c] = 0;
		}
}

/* Groups in the order of their first labels */
static void
find_groups(Symmetry *it)
{
	QsColouring *colouring = it->colouring;
	int32_t    *first = QS_ARRAY(it->host, int32_t, colouring->labels);
	bool		look = colouring->labels <= MOST_LABELS;

	for (int c = 0; c < colouring->labels; c++)
	{
		int			group = look ? 0 : colouring->groups;

		find_switch(it, c);
		while (group < colouring->groups &&
			   !(it->regular[c] && it->regular[first[group]] && can_exchange(it, c, first[group])))
			group++;
		colouring->label_group[c] = group;
		if (group == colouring->groups)
			first[colouring->groups++] = c;
		if (colouring->label_switch[c] >= 0)
			it->switch_group[colouring->label_switch[c]] = group;
		qs_check(it->host);
	}
	qs_free(it->host, first);
}

void
qs_colouring_find_symmetry(QsHost *host, QsColouring *colouring)
{
	Symmetry	it = {.host = host, .colouring = colouring};
	int			found;

	gather(&it);
	colouring->label_group = QS_ARRAY(host, int32_t, colouring->labels);
	colouring->label_switch = QS_ARRAY(host, int32_t, colouring->labels);
	colouring->label_rank = QS_ARRAY0(host, int32_t, colouring->labels);
	it.switch_group = QS_ARRAY(host, int32_t, colouring->switches);
	for (int s = 0; s < colouring->switches; s++)
		it.switch_group[s] = -1;
	find_groups(&it);
	found = colouring->groups;
	for (int group = 0; group < found && found < colouring->labels; group++)
		rank_group(&it, group);
	qs_free(host, it.switch_group);
	qs_free(host, it.start);
	qs_free(host, it.member);
	qs_free(host, it.regular);
}
