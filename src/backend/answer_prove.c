/*
 * answer_prove.c
 *	  A proof that an answer computed elsewhere claims, made anew where that is cheap.
 */
#include "compat.h"

#include "answer_prove.h"

/* What is not worth a proof while somebody waits for a row to be stored */
#define MOST_VARIABLES	2000
#define MOST_NUMBERS	20000	/* in rows and objective */
#define MOST_NODES		20000

static bool
is_small(const QsModel *model)
{
	return model->n <= MOST_VARIABLES &&
		model->row_start[model->m] + qs_qubo_pairs(model->objective) <= MOST_NUMBERS;
}

/* A solve that has the answer from the beginning, and looks for nothing but the proof */
static QsRun *
solve(QsHost *host, const QshrinkProblem *problem, const uint8_t *x)
{
	QsSettings	settings = qs_settings_defaults;

	settings.solver = QS_SOLVER_NONE;
	settings.rounds = 1;
	settings.effort = 0.0;
	settings.solutions = 1;
	settings.log = QS_LOG_NONE;
	settings.node_limit = MOST_NODES;
	settings.start = x;
	settings.judge = qshrink_problem_judge;
	settings.judge_context = unconstify(QshrinkProblem *, problem);
	return qs_solve(host, problem->model, &settings);
}

void
qshrink_answer_prove(QsHost *host, const QshrinkProblem *problem, QsRun *run,
					 const char *claimed_status, bool feasible)
{
	bool		optimal = strcmp(claimed_status, "optimal") == 0 && feasible;
	bool		infeasible = strcmp(claimed_status, "infeasible") == 0 && !feasible;
	QsRun	   *proof;
	double		claimed,
				proved;

	if (!(optimal || infeasible) || !is_small(problem->model))
		return;
	proof = solve(host, problem, optimal ? run->solution[0].x : NULL);
	if (infeasible && proof->status == QS_RUN_INFEASIBLE)
		run->status = QS_RUN_INFEASIBLE;
	if (optimal && proof->status == QS_RUN_OPTIMAL &&
		qshrink_problem_verify(problem, run->solution[0].x, &claimed, NULL) &&
		qshrink_problem_verify(problem, proof->solution[0].x, &proved, NULL) && claimed == proved)
	{
		run->status = QS_RUN_OPTIMAL;
		run->proved_solutions = 1;
	}
	if (run->status == QS_RUN_OPTIMAL || run->status == QS_RUN_INFEASIBLE)
	{
		run->bound = proof->bound;
		run->proved_by = proof->proved_by;
	}
}
