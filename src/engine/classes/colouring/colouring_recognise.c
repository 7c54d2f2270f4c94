/*
 * colouring_recognise.c
 *	  A colouring from rows as people write them, and from what presolve leaves of them.
 *
 * Lists are found first, from exactly-one rows.  What is in no list is a switch, or a
 * vertex whose list of two was merged to one variable: a switch excludes values when it
 * is off, and nothing but switches that are off when it is on.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "classes/colouring/colouring_build.h"

#define ROLE_PASSES		20
#define ROWS_PER_CHECK	4095

typedef enum Place
{
	PLACE_NONE,
	PLACE_VALUE,
	PLACE_ON,
	PLACE_OFF
} Place;

typedef struct Recogniser
{
	QsHost	   *host;
	const QsModel *model;
	QsColouring *colouring;
	QsLiterals	literals;
	int32_t    *list_of;		/* n: vertex whose list has the variable, or -1 */
	uint8_t    *place;			/* 2n: Place of each literal */
	uint8_t    *must_be_on;		/* 2n: what its rows make of a literal outside lists */
	uint8_t    *must_be_off;
	bool		several;		/* some list is an at-least-one row */
} Recogniser;

/* Where a literal stands: known for lists, for others what has been found so far */
static void
place_variable(Recogniser *it, int i, Place plain, Place negated)
{
	it->place[2 * i] = (uint8_t) plain;
	it->place[2 * i + 1] = (uint8_t) negated;
}

static void
add_value(QsColouring *colouring, QsLiteral literal)
{
	int			v = colouring->values++;

	colouring->variable_of[v] = literal / 2;
	colouring->negated[v] = literal & 1;
	colouring->vertex_of[v] = colouring->vertices;
}

static void
end_list(QsColouring *colouring)
{
	colouring->value_start[++colouring->vertices] = colouring->values;
}

/* How many literals of the row are in lists; *same: all of one and the same list that
 * has no others, each as it is there */
static int
count_listed(const Recogniser *it, bool *same)
{
	const QsLiterals *literals = &it->literals;
	int			listed = 0;
	int			list = literals->count > 0 ? it->list_of[literals->literal[0] / 2] : -1;

	*same = list >= 0 && it->colouring->value_start[list + 1] -
		it->colouring->value_start[list] == literals->count;
	for (int k = 0; k < literals->count; k++)
	{
		int			i = literals->literal[k] / 2;

		listed += it->list_of[i] >= 0;
		*same = *same && it->list_of[i] == list && it->place[literals->literal[k]] == PLACE_VALUE;
	}
	return listed;
}

static void
add_list(Recogniser *it)
{
	for (int k = 0; k < it->literals.count; k++)
	{
		QsLiteral	literal = it->literals.literal[k];

		it->list_of[literal / 2] = it->colouring->vertices;
		place_variable(it, literal / 2, PLACE_NONE, PLACE_NONE);
		it->place[literal] = PLACE_VALUE;
		add_value(it->colouring, literal);
	}
	end_list(it->colouring);
}

/* Rows of the kind make disjoint lists.  False: they overlap. */
static bool
find_lists(Recogniser *it, QsLiteralKind kind)
{
	const QsModel *model = it->model;

	for (int r = 0; r < model->m; r++)
	{
		for (int upper = 0; upper < 2; upper++)
		{
			bool		same;
			int			listed;

			if ((kind == QS_LITERALS_EXACTLY_ONE) !=
				(model->row_lower[r] == model->row_upper[r]))
				continue;
			qs_colouring_read_row(it->host, model, r, upper, &it->literals);
			if (it->literals.kind == QS_LITERALS_FREE)
				continue;
			if (it->literals.kind != kind && kind == QS_LITERALS_EXACTLY_ONE)
				return false;
			if (it->literals.kind != kind)
				continue;
			listed = count_listed(it, &same);
			if (listed == 0)
				add_list(it);
			else if (!same)
				return false;
			it->several |= listed == 0 && kind == QS_LITERALS_AT_LEAST_ONE;
		}
		if ((r & ROWS_PER_CHECK) == 0)
			qs_check(it->host);
	}
	return true;
}

/* What the literals of one row make of those outside lists */
static bool
mark_row(Recogniser *it)
{
	const QsLiterals *literals = &it->literals;
	int			heavy[PLACE_OFF + 1] = {0};
	int			light[PLACE_OFF + 1] = {0};
	bool		changed = false;

	for (int k = 0; k < literals->count; k++)
		(k < literals->heavy ? heavy : light)[it->place[literals->literal[k]]]++;
	for (int k = 0; k < literals->count; k++)
	{
		QsLiteral	literal = literals->literal[k];
		Place		own = it->place[literal];
		bool		sees_light = k < literals->heavy;
		int			off = heavy[PLACE_OFF] + (sees_light ? light[PLACE_OFF] : 0) -
			(own == PLACE_OFF && sees_light);
		int			other = heavy[PLACE_VALUE] + heavy[PLACE_ON] +
			(sees_light ? light[PLACE_VALUE] + light[PLACE_ON] : 0) -
			(own == PLACE_ON && sees_light);

		if (it->list_of[literal / 2] >= 0)
			continue;
		changed |= off > 0 && !it->must_be_on[literal];
		changed |= other > 0 && !it->must_be_off[literal];
		it->must_be_on[literal] |= off > 0;
		it->must_be_off[literal] |= other > 0;
	}
	return changed;
}

/* A variable outside lists that rows pull both ways, or that gains by being on, is a
 * vertex. */
static void
decide_role(Recogniser *it, int i)
{
	const uint8_t *on = it->must_be_on + 2 * i;
	const uint8_t *off = it->must_be_off + 2 * i;
	double		cost = it->model->objective->linear[i];
	bool		plain_on = on[0] || off[1];
	bool		negated_on = on[1] || off[0];

	if (it->place[2 * i] == PLACE_VALUE || (!plain_on && !negated_on))
		return;
	if ((plain_on && negated_on) || (plain_on ? cost < 0.0 : cost > 0.0))
		place_variable(it, i, PLACE_VALUE, PLACE_VALUE);
	else if (plain_on)
		place_variable(it, i, PLACE_ON, PLACE_OFF);
	else
		place_variable(it, i, PLACE_OFF, PLACE_ON);
}

/* In no list, and not decided */
static bool
is_outside(const Recogniser *it, int i)
{
	return it->list_of[i] < 0 && it->colouring->known[i] < 0;
}

static void
find_roles(Recogniser *it)
{
	const QsModel *model = it->model;
	bool		changed = true;

	for (int pass = 0; pass < ROLE_PASSES && changed; pass++)
	{
		changed = false;
		for (int r = 0; r < model->m; r++)
		{
			for (int upper = 0; upper < 2; upper++)
			{
				qs_colouring_read_row(it->host, model, r, upper, &it->literals);
				if (it->literals.kind == QS_LITERALS_EXCLUSIVE)
					changed |= mark_row(it);
			}
			if ((r & ROWS_PER_CHECK) == 0)
				qs_check(it->host);
		}
		for (int i = 0; i < model->n; i++)
			if (is_outside(it, i))
				decide_role(it, i);
	}
	/* what nothing decides is off when that is cheaper */
	for (int i = 0; i < model->n; i++)
		if (is_outside(it, i) && it->place[2 * i] == PLACE_NONE)
		{
			bool		negated = model->objective->linear[i] < 0.0;

			place_variable(it, i, negated ? PLACE_OFF : PLACE_ON, negated ? PLACE_ON : PLACE_OFF);
		}
}

static void
add_pairs_and_switches(Recogniser *it)
{
	const QsModel *model = it->model;
	QsColouring *colouring = it->colouring;

	for (int i = 0; i < model->n; i++)
	{
		if (!is_outside(it, i))
			continue;
		if (it->place[2 * i] == PLACE_VALUE)
		{
			add_value(colouring, 2 * i);
			add_value(colouring, 2 * i + 1);
			end_list(colouring);
			continue;
		}
		colouring->switch_variable[colouring->switches] = i;
		colouring->switch_negated[colouring->switches++] = it->place[2 * i] == PLACE_OFF;
	}
}

static double
literal_cost(QsColouring *colouring, int variable, bool negated)
{
	double		cost = colouring->model->objective->linear[variable];

	if (!negated)
		return cost;
	colouring->base += cost;
	return -cost;
}

/* Costs of literals; a merged vertex has its cost on one of the two. */
static void
set_costs(Recogniser *it)
{
	QsColouring *colouring = it->colouring;

	colouring->base = it->model->constant;
	for (int i = 0; i < it->model->n; i++)
		colouring->base += colouring->known[i] == 1 ? it->model->objective->linear[i] : 0.0;
	for (int v = 0; v < colouring->values; v++)
	{
		int			i = colouring->variable_of[v];

		if (it->list_of[i] >= 0 || !colouring->negated[v])
			colouring->cost[v] = literal_cost(colouring, i, colouring->negated[v]);
	}
	for (int u = 0; u < colouring->vertices; u++)
		for (int v = colouring->value_start[u] + 1; v < colouring->value_start[u + 1]; v++)
			colouring->priced |= colouring->cost[v] != colouring->cost[v - 1];
	for (int s = 0; s < colouring->switches; s++)
	{
		colouring->switch_cost[s] = literal_cost(colouring, colouring->switch_variable[s],
												 colouring->switch_negated[s]);
		colouring->switch_priced |= colouring->switch_cost[s] > 0.0;
	}
}

/* One of several values of a vertex can be left out unless that costs something. */
static bool
several_cannot_pay(const Recogniser *it)
{
	for (int v = 0; it->several && v < it->colouring->values; v++)
		if (it->colouring->cost[v] < 0.0)
			return false;
	return true;
}

static QsColouring *
allocate(QsHost *host, const QsModel *model)
{
	QsColouring *colouring = QS_NEW(host, QsColouring);
	size_t		values = 2 * (size_t) model->n;

	colouring->model = model;
	colouring->known = QS_ARRAY(host, int8_t, model->n);
	colouring->value_start = QS_ARRAY0(host, int32_t, (size_t) model->n + 1);
	colouring->vertex_of = QS_ARRAY(host, int32_t, values);
	colouring->variable_of = QS_ARRAY(host, int32_t, values);
	colouring->negated = QS_ARRAY(host, uint8_t, values);
	colouring->cost = QS_ARRAY0(host, double, values);
	colouring->switch_variable = QS_ARRAY(host, int32_t, model->n);
	colouring->switch_negated = QS_ARRAY(host, uint8_t, model->n);
	colouring->switch_cost = QS_ARRAY(host, double, model->n);
	colouring->must_serve = QS_ARRAY0(host, uint8_t, model->n);
	colouring->required = QS_ARRAY(host, int32_t, values);
	for (size_t a = 0; a < values; a++)
		colouring->required[a] = -1;
	return colouring;
}

static bool
recognise(Recogniser *it)
{
	if (!qs_colouring_decide(it->host, it->model, it->colouring->known) ||
		!find_lists(it, QS_LITERALS_EXACTLY_ONE) ||
		(it->colouring->vertices == 0 && !find_lists(it, QS_LITERALS_AT_LEAST_ONE)) ||
		it->colouring->vertices == 0)
		return false;
	find_roles(it);
	add_pairs_and_switches(it);
	set_costs(it);
	return several_cannot_pay(it) &&
		qs_colouring_build(it->host, it->colouring, &it->literals, it->several) &&
		qs_colouring_find_labels(it->host, it->colouring);
}

QsColouring *
qs_colouring_create(QsHost *host, const QsModel *model)
{
	Recogniser	it = {.host = host, .model = model};
	int64_t		longest = 0;
	bool		found;

	if (!model->linear || model->assignment || model->m == 0)
		return NULL;
	for (int r = 0; r < model->m; r++)
		if (model->row_start[r + 1] - model->row_start[r] > longest)
			longest = model->row_start[r + 1] - model->row_start[r];
	it.colouring = allocate(host, model);
	it.literals.known = it.colouring->known;
	it.literals.literal = QS_ARRAY(host, QsLiteral, longest);
	it.literals.weight = QS_ARRAY(host, double, longest);
	it.list_of = QS_ARRAY(host, int32_t, model->n);
	it.place = QS_ARRAY0(host, uint8_t, 2 * (size_t) model->n);
	it.must_be_on = QS_ARRAY0(host, uint8_t, 2 * (size_t) model->n);
	it.must_be_off = QS_ARRAY0(host, uint8_t, 2 * (size_t) model->n);
	for (int i = 0; i < model->n; i++)
		it.list_of[i] = -1;
	found = recognise(&it);
	if (found)
		qs_colouring_find_symmetry(host, it.colouring);
	else
	{
		qs_colouring_free(host, it.colouring);
		it.colouring = NULL;
	}
	qs_free(host, it.literals.literal);
	qs_free(host, it.literals.weight);
	qs_free(host, it.list_of);
	qs_free(host, it.place);
	qs_free(host, it.must_be_on);
	qs_free(host, it.must_be_off);
	return it.colouring;
}

void
qs_colouring_free(QsHost *host, QsColouring *colouring)
{
	if (colouring == NULL)
		return;
	qs_free(host, colouring->known);
	qs_free(host, colouring->value_start);
	qs_free(host, colouring->vertex_of);
	qs_free(host, colouring->variable_of);
	qs_free(host, colouring->negated);
	qs_free(host, colouring->cost);
	qs_free(host, colouring->conflict_start);
	qs_free(host, colouring->conflict);
	qs_free(host, colouring->switch_variable);
	qs_free(host, colouring->switch_negated);
	qs_free(host, colouring->switch_cost);
	qs_free(host, colouring->must_serve);
	qs_free(host, colouring->required);
	qs_free(host, colouring->need_start);
	qs_free(host, colouring->need);
	qs_free(host, colouring->implied_start);
	qs_free(host, colouring->implied);
	qs_free(host, colouring->label);
	qs_free(host, colouring->label_group);
	qs_free(host, colouring->label_switch);
	qs_free(host, colouring->label_rank);
	qs_free(host, colouring->label_required);
	qs_free(host, colouring);
}
