/*
 * answers.c
 *	  Keeps the best distinct solutions of a run.
 */
#include "solve/answers.h"

#include <math.h>
#include <string.h>

QsAnswers *
qs_answers_create(QsHost *host, int n, int capacity)
{
	QsAnswers  *answers = QS_NEW(host, QsAnswers);

	answers->n = n;
	answers->capacity = capacity;
	answers->entry = QS_ARRAY0(host, QsSolution, capacity);
	answers->violation = QS_ARRAY0(host, double, capacity);
	return answers;
}

static void
drop(QsHost *host, QsSolution *solution)
{
	qs_free(host, solution->x);
	qs_free(host, solution->raw);
	solution->x = solution->raw = NULL;
}

void
qs_answers_free(QsHost *host, QsAnswers *answers)
{
	if (answers == NULL)
		return;
	for (int k = 0; k < answers->count; k++)
		drop(host, &answers->entry[k]);
	qs_free(host, answers->entry);
	qs_free(host, answers->violation);
	qs_free(host, answers);
}

static uint8_t *
copy_bits(QsHost *host, const uint8_t *x, int n)
{
	uint8_t    *copy;

	if (x == NULL)
		return NULL;
	copy = QS_ARRAY(host, uint8_t, n);
	if (n > 0)
		memcpy(copy, x, (size_t) n);
	return copy;
}

/* Strictly before in the order: feasible first, then violation, then objective */
static bool
precedes(const QsSolution *a, double violation_a, const QsSolution *b, double violation_b)
{
	if (a->feasible != b->feasible)
		return a->feasible;
	if (violation_a != violation_b)
		return violation_a < violation_b;
	return a->objective < b->objective;
}

bool
qs_answers_offer(QsHost *host, QsAnswers *answers, const QsSolution *solution,
				 double violation)
{
	int			at = answers->count;

	for (int k = 0; k < answers->count; k++)
		if (answers->entry[k].objective == solution->objective &&
			memcmp(answers->entry[k].x, solution->x, (size_t) answers->n) == 0)
			return false;
	while (at > 0 && precedes(solution, violation, &answers->entry[at - 1], answers->violation[at - 1]))
		at--;
	if (at >= answers->capacity)
		return false;

	/* infeasible ones only matter while nothing feasible is known */
	if (!solution->feasible && answers->count > 0 && at > 0)
		return false;
	if (answers->count == answers->capacity)
		drop(host, &answers->entry[--answers->count]);
	if (solution->feasible)
		while (answers->count > 0 && !answers->entry[answers->count - 1].feasible)
			drop(host, &answers->entry[--answers->count]);
	else
		while (answers->count > 0)
			drop(host, &answers->entry[--answers->count]);
	if (at > answers->count)
		at = answers->count;
	memmove(&answers->entry[at + 1], &answers->entry[at],
			(size_t) (answers->count - at) * sizeof(QsSolution));
	memmove(&answers->violation[at + 1], &answers->violation[at],
			(size_t) (answers->count - at) * sizeof(double));
	answers->count++;
	answers->entry[at] = *solution;
	answers->entry[at].x = copy_bits(host, solution->x, answers->n);
	answers->entry[at].raw = copy_bits(host, solution->raw, answers->n);
	answers->violation[at] = violation;
	return at == 0;
}

double
qs_answers_best(const QsAnswers *answers)
{
	return answers->count > 0 && answers->entry[0].feasible ? answers->entry[0].objective : INFINITY;
}
