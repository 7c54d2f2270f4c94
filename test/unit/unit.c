/*
 * unit.c
 *	  Shared by the engine tests.
 */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bound/bound.h"
#include "classes/classes.h"

int
unit_setup(void **state)
{
	*state = qs_standalone_create((size_t) 1 << 30);
	return 0;
}

int
unit_teardown(void **state)
{
	QsStandaloneHost *standalone = *state;
	size_t		leaked = standalone->host.memory_used;

	qs_standalone_destroy(standalone);
	assert_int_equal(leaked, 0);
	return 0;
}

static int
between(QsRandom *random, int low, int high)
{
	return low + (int) qs_random_below(random, (uint32_t) (high - low + 1));
}

typedef struct Draft
{
	QsTerm		terms[400];
	int64_t		term_count;
	QsRow		rows[200];
	int32_t		variables[200][32];
	double		coefficients[200][32];
	int			row_count;
} Draft;

static void
draft_term(Draft *draft, int i, int j, double coefficient)
{
	draft->terms[draft->term_count++] = (QsTerm) {i, j, coefficient};
}

static QsRow *
draft_row(Draft *draft, char sense, double rhs)
{
	int			r = draft->row_count++;

	draft->rows[r] = (QsRow) {0, draft->variables[r], draft->coefficients[r], sense, rhs};
	return &draft->rows[r];
}

static void
draft_entry(Draft *draft, QsRow *row, int variable, double coefficient)
{
	int			r = (int) (row - draft->rows);

	draft->variables[r][row->count] = variable;
	draft->coefficients[r][row->count++] = coefficient;
}

static void
draft_knapsack(Draft *draft, QsRandom *random, int n)
{
	int			m = between(random, 1, 4);

	for (int i = 0; i < n; i++)
		draft_term(draft, i, i, between(random, 1, 30));
	for (int r = 0; r < m; r++)
	{
		QsRow	   *row = draft_row(draft, '<', 0.0);
		int			total = 0;

		for (int i = 0; i < n; i++)
		{
			int			weight = between(random, 0, 20);

			total += weight;
			draft_entry(draft, row, i, weight);
		}
		row->rhs = (total * between(random, 2, 8)) / 10;
	}
}

static void
draft_independent_set(Draft *draft, QsRandom *random, int n)
{
	bool		weighted = between(random, 0, 1);
	int			density = between(random, 1, 6);

	for (int i = 0; i < n; i++)
		draft_term(draft, i, i, weighted ? between(random, 1, 9) : 1);
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i && draft->row_count < 200; j++)
			if (between(random, 0, 9) < density)
			{
				QsRow	   *row = draft_row(draft, '<', 1.0);

				draft_entry(draft, row, j, 1.0);
				draft_entry(draft, row, i, 1.0);
			}
}

static void
draft_quadratic(Draft *draft, QsRandom *random, int n)
{
	for (int i = 0; i < n; i++)
		draft_term(draft, i, i, between(random, -10, 10));
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i && draft->term_count < 400; j++)
			if (between(random, 0, 2) == 0)
				draft_term(draft, j, i, between(random, -10, 10));
}

static void
draft_generic(Draft *draft, QsRandom *random, int n)
{
	int			m = between(random, 1, 4);

	draft_quadratic(draft, random, n);
	for (int r = 0; r < m; r++)
	{
		QsRow	   *row = draft_row(draft, "<=>"[between(random, 0, 2)], 0.0);
		int			total = 0;

		for (int i = 0; i < n; i++)
			if (between(random, 0, 1))
			{
				int			value = between(random, -5, 8);

				total += value * between(random, 0, 1);
				draft_entry(draft, row, i, value);
			}
		row->rhs = total;
	}
}

static void
draft_one_hot(Draft *draft, QsRandom *random, int n)
{
	draft_quadratic(draft, random, n);
	for (int first = 0; first < n;)
	{
		int			size = between(random, 2, 4);
		QsRow	   *row = draft_row(draft, '=', 1.0);

		for (int k = 0; k < size && first < n; k++)
			draft_entry(draft, row, first++, 1.0);
	}
}

/* Turns numbers of a draft: value * factor + jitter, times 10^-places */
typedef struct Turn
{
	double		factor;
	int			jitter;
	int			places;
} Turn;

static Turn
random_turn(QsRandom *random)
{
	static const Turn turns[] = {
		{1e9, 3, 0}, {1e10, 5, 0}, {1e13, 1000, 0}, {1000.0, 3, 3}, {1.0, 0, 6}, {1.0, 0, 9},
		{1.0, 0, 12}, {1e6, 1, 6}, {1.0, 0, 0},
	};
	Turn		turn = turns[qs_random_below(random, sizeof(turns) / sizeof(*turns))];

	/* equal numbers stay equal half of the time */
	if (qs_random_below(random, 2))
		turn.jitter = 0;
	return turn;
}

static double
turned(QsRandom *random, const Turn *turn, double value)
{
	long long	digits = (long long) (value * turn->factor);
	char		text[48];

	if (value != 0.0 && turn->jitter > 0)
		digits += between(random, -turn->jitter, turn->jitter);
	snprintf(text, sizeof(text), "%llde-%d", digits, turn->places);
	return strtod(text, NULL);
}

static void
turn_numbers(Draft *draft, QsRandom *random)
{
	Turn		turn = random_turn(random);

	for (int64_t k = 0; k < draft->term_count; k++)
		draft->terms[k].coefficient = turned(random, &turn, draft->terms[k].coefficient);
	for (int r = 0; r < draft->row_count; r++)
	{
		turn = random_turn(random);
		for (int k = 0; k < draft->rows[r].count; k++)
			draft->coefficients[r][k] = turned(random, &turn, draft->coefficients[r][k]);
		draft->rows[r].rhs = turned(random, &turn, draft->rows[r].rhs);
	}
}

static QsModel *
random_model(QsHost *host, QsRandom *random, UnitKind kind, int max_n, bool turn)
{
	static Draft draft;
	int			n = between(random, 2, max_n);
	bool		maximise = kind == UNIT_KNAPSACK || kind == UNIT_INDEPENDENT_SET;

	memset(&draft, 0, sizeof(draft));
	switch (kind)
	{
		case UNIT_KNAPSACK:
			draft_knapsack(&draft, random, n);
			break;
		case UNIT_INDEPENDENT_SET:
			draft_independent_set(&draft, random, n);
			break;
		case UNIT_ASSIGNMENT:
			{
				int			order = between(random, 2, max_n >= 16 ? 4 : (max_n >= 9 ? 3 : 2));
				double		flow[16],
							distance[16],
							cost[16];

				for (int k = 0; k < order * order; k++)
				{
					flow[k] = between(random, 0, 9);
					distance[k] = between(random, 0, 9);
					cost[k] = between(random, -5, 20);
				}
				return qs_model_create_assignment(host, order, flow, distance,
												  between(random, 0, 1) ? cost : NULL);
			}
		case UNIT_UNCONSTRAINED:
			draft_quadratic(&draft, random, n);
			break;
		case UNIT_ONE_HOT:
			draft_one_hot(&draft, random, n);
			break;
		default:
			draft_generic(&draft, random, n);
			maximise = between(random, 0, 1);
			break;
	}
	if (turn)
		turn_numbers(&draft, random);
	return qs_model_create(host, n, maximise, turn ? 0.0 : between(random, -3, 3), draft.terms,
						   draft.term_count, draft.rows, draft.row_count);
}

QsModel *
unit_random_model(QsHost *host, QsRandom *random, UnitKind kind, int max_n)
{
	return random_model(host, random, kind, max_n, false);
}

QsModel *
unit_random_numbers_model(QsHost *host, QsRandom *random, UnitKind kind, int max_n)
{
	return random_model(host, random, kind, max_n, true);
}

bool
unit_brute_force(const QsModel *model, double *best, uint8_t *x_best)
{
	uint8_t		x[32] = {0};
	bool		found = false;

	for (uint32_t bits = 0; bits < (uint32_t) 1 << model->n; bits++)
	{
		double		value;

		for (int i = 0; i < model->n; i++)
			x[i] = (uint8_t) (bits >> i & 1);
		if (!qs_model_feasible(model, x))
			continue;
		value = qs_model_objective(model, x);
		if (!found || value < *best)
		{
			*best = value;
			found = true;
			if (x_best)
				memcpy(x_best, x, (size_t) model->n);
		}
	}
	return found;
}

const char *
unit_class(QsHost *host, const QsModel *model)
{
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	const char *name = structure->ops->name;

	qs_structure_free(host, structure);
	return name;
}

QsStatus
unit_relax(QsHost *host, const QsModel *model, const double *around, int64_t max_iterations,
		   QsRelaxation **out)
{
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsStatus	status = qs_relax(host, model, structure, around, max_iterations, out);

	qs_structure_free(host, structure);
	return status;
}

QsStatus
unit_enumerate(QsHost *host, const QsModel *model, const double *dual, double incumbent,
			   int64_t node_limit, uint8_t *x, double *best, bool *improved, int64_t *nodes)
{
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsStatus	status = qs_bound_enumerate(host, model, structure, dual, incumbent, node_limit, x,
											best, improved, nodes);

	qs_structure_free(host, structure);
	return status;
}
