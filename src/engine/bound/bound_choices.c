/*
 * bound_choices.c
 *	  Products of choices: splitting.
 */
#include "bound/bound_choices_internal.h"

#include <math.h>
#include <string.h>

#define WORK			1.7e9	/* estimated nanoseconds */
#define TIMED_WORK		2e10	/* the same where time ends it */
#define MOST_TURNS		3000
#define LEAST_TURNS		40		/* that a model must be small enough for; those of larger ones would
								 * be too long without an interrupt point, too */
#define TURNS_SHARE		0.7		/* of the time there is */
#define WORTH_TURNS		10		/* that there is to be time for */
#define STEP			0.9		/* of a whole step of the multipliers */
#define FIRST_PENALTY	0.3		/* of the objective's norm over that of the products */
#define BALANCE_EVERY	10		/* turns between looks at both residuals */
#define BALANCE			1.5		/* the penalty moves by this, when ... */
#define UNEQUAL			2.0		/* ... residuals differ by more */
#define SEPARATE_EVERY	25		/* turns between searches for triangles */
#define GAIN_EVERY		100		/* turns that are to gain ... */
#define GAIN			1e-5	/* ... more of the bound than this */
#define LEAST_NORM		0x1p-60	/* of the objective: multipliers are kept as floats */
#define LARGEST_NORM	0x1p60

typedef QsChoiceProducts Splitting;

/* Every choice alike */
static void
begin(Splitting *split)
{
	const QsChoiceSpace *space = split->space;
	size_t		n = split->n;

	split->product[0] = 1.0;
	for (size_t i = 1; i < n; i++)
	{
		size_t		g = space->group[i];
		double		share = 1.0 / (double) (space->start[g + 1] - space->start[g]);

		split->product[i] = split->product[i * n] = split->product[i * n + i] = share;
		for (size_t j = 1; j < i; j++)
		{
			size_t		h = space->group[j];

			if (!space->forbidden[i * n + j])
				split->product[i * n + j] = split->product[j * n + i] =
					share / (double) (space->start[h + 1] - space->start[h]);
		}
	}
	split->penalty = FIRST_PENALTY * qs_choice_norm(split->objective + 1, split->cells - 1) /
		qs_choice_norm(split->product, split->cells);
}

static Splitting *
split_create(QsHost *host, const QsModel *model, QsChoiceSpace *space)
{
	Splitting  *split = QS_NEW(host, Splitting);
	size_t		d = space->dimension;

	split->host = host;
	split->space = space;
	split->n = space->size;
	split->cells = space->size * space->size;
	split->objective = QS_ARRAY0(host, double, split->cells);
	split->product = QS_ARRAY0(host, double, split->cells);
	split->multiplier = QS_ARRAY0(host, double, split->cells);
	split->lifted = QS_ARRAY0(host, double, split->cells);
	split->best = QS_ARRAY0(host, double, split->cells);
	split->cost = QS_ARRAY(host, double, split->n);
	split->inner = QS_ARRAY(host, double, d * d);
	split->semidefinite = QS_ARRAY0(host, double, d * d);
	split->part = qs_positive_part_create(host, d);
	split->triangles = qs_triangles_create(host, split->n);
	split->reached = split->earlier = -INFINITY;
	qs_choice_fill_objective(split, model);
	begin(split);
	return split;
}

void
qs_choice_products_free(QsChoiceProducts *split)
{
	QsHost	   *host;

	if (split == NULL)
		return;
	host = split->host;
	qs_free(host, split->objective);
	qs_free(host, split->product);
	qs_free(host, split->multiplier);
	qs_free(host, split->lifted);
	qs_free(host, split->best);
	qs_free(host, split->cost);
	qs_free(host, split->inner);
	qs_free(host, split->semidefinite);
	qs_positive_part_free(split->part);
	qs_triangles_free(split->triangles);
	qs_choice_space_free(split->space);
	qs_free(host, split);
}

/* ---- the bound of multipliers ---------------------------------------------- */

/* The bound of Z + penalty (Y - V R V'), for which -V'ZV has no eigenvalue below 0 */
static double
bound_of_step(Splitting *split)
{
	const QsChoiceSpace *space = split->space;
	size_t		n = split->n;
	double	   *row = space->scratch;
	double		bound = split->objective[0] + split->multiplier[0] +
		split->penalty * (split->product[0] - split->lifted[0]);

	for (size_t i = 1; i < n; i++)
	{
		for (size_t j = 0; j < n; j++)
			row[j] = split->objective[i * n + j] + split->multiplier[i * n + j] +
				split->penalty * (split->product[i * n + j] - split->lifted[i * n + j]);
		split->cost[i] = qs_choice_cost(split, i, row);
	}
	for (size_t g = 0; g < space->groups; g++)
	{
		double		least = INFINITY;

		for (size_t i = space->start[g]; i < space->start[g + 1]; i++)
			least = fmin(least, split->cost[i]);
		bound += least;
	}
	return bound;
}

static void
keep_best(Splitting *split, double bound)
{
	split->reached = bound;
	for (size_t k = 0; k < split->cells; k++)
		split->best[k] = split->multiplier[k] +
			split->penalty * (split->product[k] - split->lifted[k]);
	qs_triangles_keep_best(split->triangles);
}

/* ---- turns ------------------------------------------------------------------- */

/* Z += STEP penalty (Y - V R V'); the norm of the difference */
static double
move_multipliers(Splitting *split)
{
	double		square = 0.0;

	for (size_t k = 0; k < split->cells; k++)
	{
		double		difference = split->product[k] - split->lifted[k];

		square += difference * difference;
		split->multiplier[k] += STEP * split->penalty * difference;
	}
	return sqrt(square);
}

/* The nearest point of sum 1 without negative entries (Michelot 1986) */
static void
project_on_simplex(double *x, size_t count)
{
	size_t		kept = count,
				left = 0;
	double		shift = -INFINITY;

	while (left < kept)
	{
		double		sum = 0.0;

		kept = left > 0 ? left : count;
		left = 0;
		for (size_t k = 0; k < count; k++)
			if (x[k] > shift)
				sum += x[k];
		shift = (sum - 1.0) / (double) kept;
		for (size_t k = 0; k < count; k++)
			left += x[k] > shift;
	}
	for (size_t k = 0; k < count; k++)
		x[k] = fmax(0.0, x[k] - shift);
}

/* Y: the nearest to V R V' - (L + Z) / penalty of which entries are as they are to be */
static void
project_entries(Splitting *split)
{
	const QsChoiceSpace *space = split->space;
	size_t		n = split->n;
	double		scale = 1.0 / split->penalty;
	double	   *x = split->cost;
	double		square = 0.0;

	for (size_t i = 1; i < n; i++)
	{
		double	   *product = split->product + i * n;
		const double *lifted = split->lifted + i * n;
		const double *objective = split->objective + i * n;
		const double *multiplier = split->multiplier + i * n;
		const uint8_t *forbidden = space->forbidden + i * n;

		x[i] = ((lifted[i] - scale * (objective[i] + multiplier[i])) +
				2.0 * (lifted[0] - scale * (objective[0] + multiplier[0]))) / 3.0;
		for (size_t j = 1; j < n; j++)
		{
			double		to = lifted[j] - scale * (objective[j] + multiplier[j]);

			to = forbidden[j] || to < 0.0 ? 0.0 : to > 1.0 ? 1.0 : to;
			square += (to - product[j]) * (to - product[j]);
			product[j] = to;
		}
	}
	for (size_t g = 0; g < space->groups; g++)
		project_on_simplex(x + space->start[g], space->start[g + 1] - space->start[g]);
	for (size_t i = 1; i < n; i++)
		split->product[i] = split->product[i * n] = split->product[i * n + i] = x[i];
	split->moved = sqrt(square) * split->penalty;
}

/* R, Z, Y, Z; false when eigenvectors fail */
static bool
turn(Splitting *split)
{
	double		bound,
				apart,
				broken;

	/* V'(Y + Z / penalty)V; lifted has room for the matrix */
	for (size_t k = 0; k < split->cells; k++)
		split->lifted[k] = split->product[k] + split->multiplier[k] / split->penalty;
	qs_choice_restrict(split->space, split->lifted, split->inner);
	if (!qs_positive_part(split->part, split->inner, split->semidefinite, &split->work))
		return false;
	qs_choice_lift(split->space, split->semidefinite, split->lifted);
	bound = bound_of_step(split);
	if (bound > split->reached)
		keep_best(split, bound);
	qs_check(split->host);
	move_multipliers(split);
	qs_check(split->host);
	project_entries(split);
	qs_check(split->host);
	apart = move_multipliers(split);
	broken = qs_triangles_move(split->triangles, split->product, split->penalty, split->objective);
	split->apart = sqrt(apart * apart + broken * broken);
	split->work += 12.0 * (double) split->cells + 10.0 * (double) split->triangles->count;
	return isfinite(split->apart);
}

/* The larger residual is to be the smaller: Y away from V R V', or Y that moves */
static void
balance(Splitting *split)
{
	double		apart = split->apart / (1.0 + qs_choice_norm(split->product, split->cells));
	double		moved = split->moved / (qs_choice_norm(split->objective, split->cells) +
										qs_choice_norm(split->multiplier, split->cells));

	if (apart > UNEQUAL * moved)
		split->penalty *= BALANCE;
	else if (moved > UNEQUAL * apart)
		split->penalty /= BALANCE;
}

/* As long as there is time, work and gain, and the bound is not enough */
static void
run_turns(Splitting *split, double enough)
{
	QsHost	   *host = split->host;
	double		most = split->work + (isfinite(host->deadline) ? TIMED_WORK : WORK);

	while (!split->done)
	{
		int			k = ++split->turns;

		split->done = !turn(split) || k >= MOST_TURNS;
		if (split->reached >= enough || split->work > most || qs_time_up(host))
			return;
		if (k % GAIN_EVERY == 0)
		{
			split->done |= split->reached <= split->earlier + GAIN * (1.0 + fabs(split->earlier));
			split->earlier = split->reached;
		}
		if (k % BALANCE_EVERY == 0)
			balance(split);
		if (k % SEPARATE_EVERY == 0)
		{
			qs_triangles_separate(split->triangles, split->space, split->product);
			split->work += 0.2 * (double) split->n * (double) split->cells;
		}
	}
}

/* Eigenvectors of enough turns within the work, and numbers that floats can hold */
static bool
is_fit(const QsModel *model, const QsChoiceSpace *space)
{
	const QsQubo *objective = model->objective;
	double		d = (double) space->dimension;
	double		square = 0.0;

	for (int i = 0; i < model->n; i++)
		square += objective->linear[i] * objective->linear[i];
	for (int64_t k = 0; k < objective->start[model->n]; k++)
		square += objective->weight[k] * objective->weight[k];
	return d >= 2.0 && qs_positive_part_work(d) * LEAST_TURNS <= WORK &&
		sqrt(square) > LEAST_NORM && sqrt(square) < LARGEST_NORM;
}

QsChoiceProducts *
qs_choice_products_create(QsHost *host, const QsModel *model, const QsStructure *structure)
{
	QsChoiceSpace *space;

	if (model->assignment || model->linear || model->m == 0 || model->n < 2 ||
		model->n > QS_BOUND_CHOICES_MOST)
		return NULL;
	space = qs_choice_space_create(host, model, structure);
	if (space == NULL || !is_fit(model, space))
	{
		qs_choice_space_free(space);
		return NULL;
	}
	return split_create(host, model, space);
}

QsStatus
qs_choice_products_bound(QsChoiceProducts *choices, const QsModel *model,
						 const QsStructure *structure, double enough, QsUnderestimate *out)
{
	QsHost	   *host = choices->host;
	double		turns = qs_positive_part_work((double) choices->space->dimension) * 1e-9 * WORTH_TURNS;
	double		deadline;

	/* the certificate takes as long as some turns */
	if (turns > host->deadline - qs_clock(host))
		return QS_LIMIT;
	deadline = qs_share_time(host, TURNS_SHARE);
	run_turns(choices, enough);
	host->deadline = deadline;
	return choices->reached > -INFINITY ? qs_choice_take(choices, model, structure, out) : QS_LIMIT;
}

bool
qs_choice_products_done(const QsChoiceProducts *choices)
{
	return choices->done;
}
