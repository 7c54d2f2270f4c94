/*
 * linear_tree_branch.c
 *	  The variable to branch on: pseudo-costs, and strong branching while those of a
 *	  variable are not reliable.
 */
#include <math.h>

#include "bound/linear_tree_internal.h"

#define RELIABLE		4		/* observed gains of either direction */
#define MOST_CANDIDATES	100		/* looked at */
#define MOST_TRIED		12		/* of them solved under either value at one node, */
#define AHEAD			5		/* or so many in a row without a better one */
#define LEAST_ITERATIONS	10
#define STRONG_SHARE	0.5		/* iterations of strong branching by those of nodes, */
#define STRONG_FIRST	1000	/* and these first ones */

typedef struct Candidate
{
	double		score;
	int32_t		variable;
	bool		reliable;
} Candidate;

void
qs_linear_tree_learn(QsLinearTree *tree, int variable, int set, double distance, double gain)
{
	if (distance < QS_LINEAR_TREE_INTEGRALITY || !isfinite(gain))
		return;
	tree->pseudo_cost[2 * variable + set] += fmax(0.0, gain) / distance;
	tree->pseudo_count[2 * variable + set]++;
}

static double
gain_per_unit(const QsLinearTree *tree, int slot, double average)
{
	return tree->pseudo_count[slot] > 0
		? tree->pseudo_cost[slot] / tree->pseudo_count[slot] : average;
}

static double
average_gain(const QsLinearTree *tree)
{
	double		sum = 0.0;
	int			count = 0;

	for (int s = 0; s < 2 * tree->model->n; s++)
		if (tree->pseudo_count[s] > 0)
		{
			sum += tree->pseudo_cost[s] / tree->pseudo_count[s];
			count++;
		}
	return count > 0 ? sum / count : 1.0;
}

static double
product(double down, double up)
{
	return fmax(down, 1e-9) * fmax(up, 1e-9);
}

/* Fractional variables of the best products of expected gains, best first */
static int
list_candidates(const QsLinearTree *tree, Candidate *candidate)
{
	double		average = average_gain(tree);
	int			count = 0;

	for (int j = 0; j < tree->model->n; j++)
	{
		double		value = tree->point[j];
		Candidate	new = {.variable = j};
		int			at;

		if (tree->propagator->value[j] != QS_FREE || value < QS_LINEAR_TREE_INTEGRALITY ||
			value > 1.0 - QS_LINEAR_TREE_INTEGRALITY)
			continue;
		new.score = product(value * gain_per_unit(tree, 2 * j, average),
							(1.0 - value) * gain_per_unit(tree, 2 * j + 1, average));
		new.reliable = tree->pseudo_count[2 * j] >= RELIABLE && tree->pseudo_count[2 * j + 1] >= RELIABLE;
		at = count < MOST_CANDIDATES ? count++ : MOST_CANDIDATES;
		for (; at > 0 && candidate[at - 1].score < new.score; at--)
			if (at < MOST_CANDIDATES)
				candidate[at] = candidate[at - 1];
		if (at < MOST_CANDIDATES)
			candidate[at] = new;
	}
	return count;
}

/*
 * The program with variable = set, for few iterations.  Returns the gain; INFINITY when
 * that value is proved to lead nowhere.
 */
static double
try_value(QsLinearTree *tree, int variable, int set, double bound, double objective, int64_t iterations)
{
	double		gain = 0.0;
	QsLpOutcome outcome;

	/* only the program and our own pricing see the value */
	qs_lp_set_bounds(tree->lp, variable, set, set);
	outcome = qs_linear_tree_solve_program(tree, iterations);
	if (tree->enumeration->status != QS_OK)
		return 0.0;
	tree->propagator->value[variable] = (int8_t) set;
	if (outcome == QS_LP_INFEASIBLE)
		gain = qs_linear_tree_ray_proves_empty(tree) ? INFINITY : fabs(objective) + 1.0;
	else if (outcome == QS_LP_OPTIMAL || outcome == QS_LP_LIMIT || outcome == QS_LP_CUTOFF)
	{
		gain = fmax(0.0, qs_lp_objective(tree->lp) - objective);
		if (bound + gain > tree->enumeration->threshold &&
			qs_linear_tree_price(tree) > tree->enumeration->threshold)
			gain = INFINITY;
		if (outcome == QS_LP_OPTIMAL && isfinite(gain))
		{
			qs_linear_tree_learn(tree, variable, set, set ? 1.0 - tree->point[variable] : tree->point[variable], gain);
			qs_linear_tree_offer_if_integral(tree, qs_lp_value(tree->lp));
		}
	}
	tree->propagator->value[variable] = QS_FREE;
	return gain;
}

/* Both values of a candidate.  False: one of them leads nowhere, and the other is fixed. */
static bool
try_both(QsLinearTree *tree, Candidate *candidate, double bound, double objective, int64_t iterations)
{
	int			j = candidate->variable;
	double		gain[2] = {0.0, 0.0};

	for (int set = 0; set < 2 && tree->enumeration->status == QS_OK; set++)
	{
		gain[set] = try_value(tree, j, set, bound, objective, iterations);
		qs_lp_set_bounds(tree->lp, j, 0.0, 1.0);
		qs_lp_restore_basis(tree->lp, tree->basis);
		if (gain[set] == INFINITY)
		{
			qs_propagator_fix(tree->propagator, j, !set, -1);
			return false;
		}
	}
	candidate->score = product(gain[0], gain[1]);
	return true;
}

int
qs_linear_tree_choose(QsLinearTree *tree, double bound, bool strong, bool *fixed)
{
	Candidate	candidate[MOST_CANDIDATES];
	int			count = list_candidates(tree, candidate);
	int64_t		before = qs_lp_iterations(tree->lp);
	int64_t		average = tree->programs > 0 ? tree->iterations / tree->programs : 0;
	double		objective = qs_lp_objective(tree->lp);
	int			best = 0,
				tried = 0;

	*fixed = false;
	if (count == 0)
		return -1;
	if (!strong || count == 1 || tree->enumeration->status != QS_OK || (double) (before - tree->iterations) > STRONG_FIRST + STRONG_SHARE * (double) tree->iterations)
		return candidate[0].variable;
	qs_lp_save_basis(tree->lp, tree->basis);
	for (int k = 0; k < count && tried < MOST_TRIED && k - best <= AHEAD; k++)
	{
		if (!candidate[k].reliable)
		{
			tried++;
			if (!try_both(tree, &candidate[k], bound, objective, 2 * average + LEAST_ITERATIONS))
			{
				*fixed = true;
				return -1;
			}
			if (tree->enumeration->status != QS_OK)
				return candidate[best].variable;
		}
		if (k > best && candidate[k].score > candidate[best].score)
			best = k;
	}
	return candidate[best].variable;
}
