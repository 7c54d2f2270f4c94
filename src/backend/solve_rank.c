/*
 * solve_rank.c
 *	  Ranks the solutions of a run by the objectives that are stored.
 *
 * The engine adds up an objective of very different numbers in doubles; the judge rounds
 * once.  Solutions that differ by less than the engine's rounding would stand in an
 * order that their own objectives contradict.
 */
#include "compat.h"

#include "solve_rank.h"

typedef struct Judged
{
	int			index;			/* in the engine's order */
	bool		feasible;
	double		objective;		/* the less the better */
} Judged;

static int
compare_judged(const void *left, const void *right)
{
	const Judged *a = left;
	const Judged *b = right;

	if (a->feasible != b->feasible)
		return a->feasible ? -1 : 1;
	if (a->feasible && a->objective != b->objective)
		return a->objective < b->objective ? -1 : 1;
	return a->index - b->index;
}

int *
qshrink_judge_order(QsHost *host, const QshrinkProblem *problem, const QsRun *run, bool *feasible)
{
	int		   *order = QS_ARRAY(host, int, run->solutions);
	Judged	   *judged = QS_ARRAY(host, Judged, run->solutions);

	for (int k = 0; k < run->solutions; k++)
	{
		judged[k].index = k;
		judged[k].feasible = qshrink_problem_verify(problem, run->solution[k].x,
													&judged[k].objective, NULL);
		if (problem->maximise)
			judged[k].objective = -judged[k].objective;
		qs_check(host);
	}
	qsort(judged, (size_t) run->solutions, sizeof(Judged), compare_judged);
	for (int k = 0; k < run->solutions; k++)
		order[k] = judged[k].index;
	*feasible = run->solutions > 0 && judged[0].feasible;
	qs_free(host, judged);
	return order;
}

int *
qshrink_rank_solutions(QsHost *host, const QshrinkProblem *problem, const QsRun *run)
{
	int		   *order;
	bool		feasible;

	if (!problem->model->integral)
		return qshrink_judge_order(host, problem, run, &feasible);
	order = QS_ARRAY(host, int, run->solutions);
	for (int k = 0; k < run->solutions; k++)
		order[k] = k;
	return order;
}
