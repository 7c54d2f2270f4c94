/*
 * encode_tighten.c
 *	  Separation of low states that are infeasible or worse, and the weights that lift them.
 */
#include "encode/encode_tighten.h"

#include <math.h>
#include <string.h>

#include "base/dot.h"
#include "encode/cut_fit.h"
#include "encode/low_states.h"

#define EXPLORE_MARGIN	0.1		/* first margin, in typical flips */
#define EXPLORE_GROWTH	1.7
#define EXPLORE_MOST	0.3		/* margins grow while they are below */
#define NARROW_MARGIN	0.012	/* of what is returned, if it does */
#define WIDE_MARGIN		0.1
#define GAP_SHARE		0.5		/* of a worse objective, as the margin of a feasible state */
#define FRESH_CUTS		24		/* a round */
#define SETTLE_ROUNDS	15		/* with the last margins, each */
#define ENOUGH			0.8		/* of the margin */
#define MISSED			0.5		/* so much of the margin missed: it is too large */
#define STEEPER_SLOPE	1.1		/* while no feasible state is met */
#define STEEPER_SQUARE	1.5
#define SAME_OBJECTIVE	1e-9	/* relative */

/* All energies are divided by the scale; a row's unit is its mean coefficient. */
typedef struct Tighten
{
	QsHost	   *host;
	const QsModel *model;
	double		scale;
	int			n;
	int			rows;
	int32_t    *row;			/* of the model */
	double	   *coefficient;	/* rows x n; more is worse */
	double	   *side;			/* rows */
	double	   *weight;			/* slope and square of each row */
	double	   *kept;			/* the same, when the incumbent was lowest */
	bool		keeps;			/* it is the incumbent of now */
	bool		settled;		/* with the present margin */
	QsDenseFunction *base;
	QsDenseFunction *guided;	/* with the present weights */
	QsLowStates *low;
	QsCutFit   *fit;
	double		margin;
	double		miss;			/* largest of a cut in the last fit */

	/* what was met: feasible and lowest, and the states to lie above it */
	bool		found;
	uint64_t	incumbent;
	double		objective;
	uint64_t   *state;
	double	   *worth;			/* their objectives, INFINITY: infeasible */
	int			states;
} Tighten;

bool
qs_tighten_applies(const QsPenalties *penalties)
{
	int			rows = 0;

	for (int r = 0; r < penalties->model->m; r++)
		rows += penalties->row[r].guide && !penalties->row[r].skip;
	return rows > 0 && rows <= QS_TIGHTEN_ROWS && penalties->model->n <= QS_TIGHTEN_QUBITS;
}

/* ---- setting up ---------------------------------------------------------------- */

static double
bound_of(const Tighten *t, int k, const QsPenaltyRow *row)
{
	bool		upper = row->shape.shape == QS_SHAPE_EQUATION || row->shape.upper_binds;

	return upper ? t->model->row_upper[t->row[k]] : t->model->row_lower[t->row[k]];
}

/* -1 turns a row that only binds from below. */
static double
sign_of(const QsPenaltyRow *row)
{
	return row->shape.shape == QS_SHAPE_EQUATION || row->shape.upper_binds ? 1.0 : -1.0;
}

static void
read_row(Tighten *t, int k, const QsPenaltyRow *row)
{
	const QsModel *model = t->model;
	double		factor = sign_of(row) / row->shape.unit;
	double		bound = bound_of(t, k, row);

	for (int64_t e = model->row_start[t->row[k]]; e < model->row_start[t->row[k] + 1]; e++)
		t->coefficient[(size_t) k * (size_t) t->n + (size_t) model->row_variable[e]] =
			factor * model->row_value[e];
	t->side[k] = factor * bound;
	t->weight[2 * k] = (row->slope + 2.0 * row->square * bound) / (factor * t->scale);
	t->weight[2 * k + 1] = row->square * row->shape.unit * row->shape.unit / t->scale;
}

static void
write_row(const Tighten *t, int k, QsPenaltyRow *row)
{
	double		factor = sign_of(row) / row->shape.unit;
	double		bound = bound_of(t, k, row);
	double		slope = t->weight[2 * k] * factor * t->scale;
	double		square = t->weight[2 * k + 1] * factor * factor * t->scale;

	row->square = square;
	row->slope = slope - 2.0 * square * bound;
	row->constant = square * bound * bound - slope * bound;
}

static void
read_base(Tighten *t, const QsQubo *base)
{
	t->base->offset = base->offset / t->scale;
	for (int i = 0; i < t->n; i++)
	{
		t->base->linear[i] = base->linear[i] / t->scale;
		for (int64_t k = base->start[i]; k < base->start[i + 1]; k++)
			t->base->pair[(size_t) i * (size_t) t->n + (size_t) base->neighbour[k]] =
				base->weight[k] / t->scale;
	}
}

/* f += slope * h + square * h^2, h = row k's activity less its side */
static void
add_row(const Tighten *t, int k, double slope, double square, QsDenseFunction *f)
{
	size_t		n = (size_t) t->n;
	const double *a = t->coefficient + (size_t) k * n;
	double		side = t->side[k];

	f->offset += (square * side - slope) * side;
	for (size_t i = 0; i < n; i++)
	{
		f->linear[i] += (square * a[i] + slope - 2.0 * square * side) * a[i];
		for (size_t j = 0; j < n; j++)
			if (j != i)
				f->pair[i * n + j] += 2.0 * square * a[i] * a[j];
	}
}

/* Fields, then couplings as spins have them: the variance is the sum of their squares. */
static void
spin_form(const QsDenseFunction *f, double *out)
{
	size_t		n = (size_t) f->n;
	size_t		at = n;

	for (size_t i = 0; i < n; i++)
	{
		out[i] = -0.5 * f->linear[i];
		for (size_t j = 0; j < n; j++)
			out[i] -= 0.25 * f->pair[i * n + j];
		for (size_t j = i + 1; j < n; j++)
			out[at++] = 0.25 * f->pair[i * n + j];
	}
}

/* Variance of base + weights as a quadratic function of the weights.  A row of one side that
 * binds pays for nothing; what an equation pays for is not known beforehand. */
static void
create_fit(Tighten *t, const QsPenalties *penalties)
{
	QsHost	   *host = t->host;
	size_t		d = 2 * (size_t) t->rows;
	size_t		length = (size_t) t->n * ((size_t) t->n + 1) / 2;
	double	   *form = QS_ARRAY(host, double, (d + 1) * length);
	double	   *gram = QS_ARRAY(host, double, d * d);
	double	   *linear = QS_ARRAY(host, double, d);
	bool	   *sided = QS_ARRAY(host, bool, d);

	spin_form(t->base, form + d * length);
	for (size_t j = 0; j < d; j++)
	{
		const QsRowShape *shape = &penalties->row[t->row[j / 2]].shape;
		QsDenseFunction *f = qs_dense_function_create(host, t->n);

		add_row(t, (int) (j / 2), j % 2 ? 0.0 : 1.0, j % 2 ? 1.0 : 0.0, f);
		spin_form(f, form + j * length);
		qs_dense_function_free(host, f);
		linear[j] = qs_dot(form + j * length, form + d * length, length);
		for (size_t i = 0; i <= j; i++)
			gram[i * d + j] = gram[j * d + i] = qs_dot(form + i * length, form + j * length,
														length);
		sided[j] = j % 2 || shape->upper_binds != shape->lower_binds;
		qs_check(host);
	}
	t->fit = qs_cut_fit_create(host, (int) d, gram, linear, sided);
	qs_free(host, sided);
	qs_free(host, linear);
	qs_free(host, gram);
	qs_free(host, form);
}

static void
create(Tighten *t, const QsQubo *base, const QsPenalties *penalties)
{
	QsHost	   *host = t->host;

	t->row = QS_ARRAY(host, int32_t, t->model->m);
	for (int r = 0; r < t->model->m; r++)
		if (penalties->row[r].guide && !penalties->row[r].skip)
			t->row[t->rows++] = r;
	t->coefficient = QS_ARRAY0(host, double, (size_t) t->rows * (size_t) t->n);
	t->side = QS_ARRAY(host, double, t->rows);
	t->weight = QS_ARRAY(host, double, 2 * t->rows);
	t->kept = QS_ARRAY(host, double, 2 * t->rows);
	t->base = qs_dense_function_create(host, t->n);
	t->guided = qs_dense_function_create(host, t->n);
	t->low = qs_low_states_create(host, QS_TIGHTEN_STATES);
	t->state = QS_ARRAY(host, uint64_t, QS_TIGHTEN_ROUNDS * FRESH_CUTS);
	t->worth = QS_ARRAY(host, double, QS_TIGHTEN_ROUNDS * FRESH_CUTS);
	for (int k = 0; k < t->rows; k++)
		read_row(t, k, &penalties->row[t->row[k]]);
	read_base(t, base);
	create_fit(t, penalties);
}

static void
destroy(Tighten *t)
{
	qs_cut_fit_free(t->fit);
	qs_free(t->host, t->worth);
	qs_free(t->host, t->state);
	qs_low_states_free(t->host, t->low);
	qs_dense_function_free(t->host, t->guided);
	qs_dense_function_free(t->host, t->base);
	qs_free(t->host, t->kept);
	qs_free(t->host, t->weight);
	qs_free(t->host, t->side);
	qs_free(t->host, t->coefficient);
	qs_free(t->host, t->row);
}

/* ---- states -------------------------------------------------------------------- */

static double
base_energy(const Tighten *t, uint64_t state)
{
	double		energy = 0.0;

	for (int i = 0; i < t->n; i++)
		if (state >> i & 1)
		{
			energy += t->base->linear[i];
			for (int j = 0; j < i; j++)
				if (state >> j & 1)
					energy += t->base->pair[(size_t) i * (size_t) t->n + (size_t) j];
		}
	return energy;
}

/* What the weights multiply: each row's excess, and its square */
static void
excesses(const Tighten *t, uint64_t state, double *out)
{
	for (int k = 0; k < t->rows; k++)
	{
		const double *a = t->coefficient + (size_t) k * (size_t) t->n;
		double		excess = -t->side[k];

		for (int i = 0; i < t->n; i++)
			if (state >> i & 1)
				excess += a[i];
		out[2 * k] = excess;
		out[2 * k + 1] = excess * excess;
	}
}

static double
energy_of(const Tighten *t, uint64_t state)
{
	double		excess[2 * QS_TIGHTEN_ROWS];

	excesses(t, state, excess);
	return t->base->offset + base_energy(t, state) + qs_dot(t->weight, excess,
															  2 * (size_t) t->rows);
}

/* Objective of a feasible state, else INFINITY */
static double
judge(const Tighten *t, uint64_t state)
{
	uint8_t		x[QS_TIGHTEN_QUBITS];

	for (int i = 0; i < t->n; i++)
		x[i] = (uint8_t) (state >> i & 1);
	return qs_model_feasible(t->model, x) ? qs_model_objective(t->model, x) : INFINITY;
}

/* worth is finite, objective may be INFINITY. */
static bool
better(const Tighten *t, double worth, double objective)
{
	return worth + SAME_OBJECTIVE * fmax(t->scale, fabs(worth)) < objective;
}

static double
margin_of(const Tighten *t, double worth)
{
	return fmin(t->margin, GAP_SHARE * (worth - t->objective) / t->scale);
}

/* ---- rounds -------------------------------------------------------------------- */

static void
add_cut(Tighten *t, int k)
{
	double		cut[2 * QS_TIGHTEN_ROWS];
	double		best[2 * QS_TIGHTEN_ROWS];

	excesses(t, t->state[k], cut);
	excesses(t, t->incumbent, best);
	for (int j = 0; j < 2 * t->rows; j++)
		cut[j] -= best[j];
	qs_cut_fit_add(t->fit, cut, margin_of(t, t->worth[k]) + base_energy(t, t->incumbent) -
				   base_energy(t, t->state[k]));
}

/* With another incumbent or another margin every cut is another one. */
static void
renew_cuts(Tighten *t)
{
	int			kept = 0;

	qs_cut_fit_clear(t->fit);
	for (int k = 0; k < t->states; k++)
		if (better(t, t->objective, t->worth[k]))
		{
			t->state[kept] = t->state[k];
			t->worth[kept++] = t->worth[k];
		}
	t->states = kept;
	for (int k = 0; k < t->states; k++)
		add_cut(t, k);
}

/* The lowest states, and the best of them */
static void
look(Tighten *t)
{
	size_t		n = (size_t) t->n;
	bool		improved = false;

	t->guided->offset = t->base->offset;
	memcpy(t->guided->linear, t->base->linear, n * sizeof(double));
	memcpy(t->guided->pair, t->base->pair, n * n * sizeof(double));
	for (int k = 0; k < t->rows; k++)
		add_row(t, k, t->weight[2 * k], t->weight[2 * k + 1], t->guided);
	qs_low_states_find(t->host, t->guided, t->incumbent, t->low);
	for (int k = 0; k < t->low->count; k++)
	{
		double		worth = judge(t, t->low->state[k]);

		if (worth < INFINITY && (!t->found || better(t, worth, t->objective)))
		{
			t->incumbent = t->low->state[k];
			t->objective = worth;
			t->found = improved = true;
		}
	}
	if (improved)
	{
		t->keeps = t->settled = false;
		t->margin = fmax(t->margin, EXPLORE_MARGIN);
		renew_cuts(t);
	}
}

static bool
known(const Tighten *t, uint64_t state)
{
	for (int k = 0; k < t->states; k++)
		if (t->state[k] == state)
			return true;
	return false;
}

/* Cuts for states that lie too low; how many */
static int
separate(Tighten *t)
{
	double		lowest = energy_of(t, t->incumbent);
	int			fresh = 0;

	for (int k = 0; k < t->low->count && fresh < FRESH_CUTS; k++)
	{
		double		worth = judge(t, t->low->state[k]);

		if (!better(t, t->objective, worth) || known(t, t->low->state[k]) ||
			t->low->energy[k] >= lowest + ENOUGH * margin_of(t, worth))
			continue;
		t->state[t->states] = t->low->state[k];
		t->worth[t->states] = worth;
		add_cut(t, t->states++);
		fresh++;
	}
	if (t->low->state[0] == t->incumbent)
	{
		t->keeps = t->settled = true;
		memcpy(t->kept, t->weight, 2 * (size_t) t->rows * sizeof(double));
	}
	return fresh;
}

static void
steepen(Tighten *t)
{
	for (int j = 0; j < 2 * t->rows; j++)
		t->weight[j] *= j % 2 ? STEEPER_SQUARE : STEEPER_SLOPE;
}

static void
set_margin(Tighten *t, double margin)
{
	t->margin = margin;
	renew_cuts(t);
}

/* Wider and wider margins, so that many states are met; returns the rounds left, half of
 * them at least. */
static int
explore(Tighten *t, int rounds)
{
	int			end = rounds / 2;

	for (t->margin = EXPLORE_MARGIN; rounds > end; rounds--)
	{
		look(t);
		if (!t->found)
		{
			steepen(t);
			continue;
		}
		if (t->miss > MISSED * t->margin)
			break;
		if (separate(t) == 0)
		{
			if (t->margin > EXPLORE_MOST)
				break;
			set_margin(t, EXPLORE_GROWTH * t->margin);
		}
		t->miss = qs_cut_fit_run(t->fit, t->weight);
	}
	return rounds;
}

/* One margin, until nothing lies too low; returns the rounds left. */
static int
settle(Tighten *t, double margin, int rounds)
{
	int			end = rounds > SETTLE_ROUNDS ? rounds - SETTLE_ROUNDS : 0;

	t->settled = false;
	set_margin(t, margin);
	for (; rounds > end; rounds--)
	{
		t->miss = qs_cut_fit_run(t->fit, t->weight);
		look(t);
		if (separate(t) == 0)
			break;
	}
	return rounds;
}

void
qs_tighten_guides(QsHost *host, const QsQubo *base, double scale, QsPenalties *penalties)
{
	Tighten		t = {host, penalties->model, .scale = scale, .n = penalties->model->n};
	int			rounds = QS_TIGHTEN_ROUNDS;

	if (t.n <= QS_LOW_STATES_ENUMERATED)
		rounds = (int) fmin(rounds, ldexp(QS_TIGHTEN_LOOKED, -t.n));
	create(&t, base, penalties);
	rounds = explore(&t, rounds);
	if (t.found && rounds > 0)
		rounds = settle(&t, NARROW_MARGIN, rounds);
	if (t.found && !t.settled && rounds > 0)
		rounds = settle(&t, WIDE_MARGIN, rounds);
	if (t.keeps)
		memcpy(t.weight, t.kept, 2 * (size_t) t.rows * sizeof(double));
	for (int j = 0; j < 2 * t.rows; j++)
		t.found = t.found && isfinite(t.weight[j]);
	for (int k = 0; k < t.rows && t.found; k++)
		write_row(&t, k, &penalties->row[t.row[k]]);
	destroy(&t);
}
