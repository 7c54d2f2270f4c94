/*
 * contraction.c
 *	  Signed union-find over variables and the reference spin, and its log.
 */
#include "model/contraction.h"

#include <math.h>
#include <string.h>

const char *
qs_action_name(QsAction action)
{
	static const char *const name[] = {"merge", "fix", "eliminate", "reject", "undo"};

	return name[action];
}

QsContraction *
qs_contraction_create(QsHost *host, const QsModel *base)
{
	QsContraction *contraction = QS_NEW(host, QsContraction);

	contraction->base = base;
	contraction->n = contraction->roots = base->n;
	contraction->parent = QS_ARRAY(host, int32_t, base->n);
	contraction->flipped = QS_ARRAY0(host, uint8_t, base->n);
	for (int i = 0; i < base->n; i++)
		contraction->parent[i] = i;
	return contraction;
}

void
qs_contraction_free(QsHost *host, QsContraction *contraction)
{
	if (contraction == NULL)
		return;
	qs_free(host, contraction->parent);
	qs_free(host, contraction->flipped);
	qs_free(host, contraction->steps);
	qs_free(host, contraction);
}

int
qs_contraction_find(QsContraction *contraction, int variable, bool *flipped)
{
	int			root = variable;
	uint8_t		sign = 0;

	if (variable == QS_REFERENCE)
	{
		*flipped = false;
		return QS_REFERENCE;
	}
	while (root != QS_REFERENCE && contraction->parent[root] != root)
	{
		sign ^= contraction->flipped[root];
		root = contraction->parent[root];
	}
	*flipped = sign;

	/* path compression, each node keeping its own relation to the root */
	while (variable != root && contraction->parent[variable] != root)
	{
		int			next = contraction->parent[variable];
		uint8_t		own = contraction->flipped[variable];

		contraction->parent[variable] = root;
		contraction->flipped[variable] = sign;
		sign ^= own;
		variable = next;
	}
	return root;
}

void
qs_contraction_log(QsHost *host, QsContraction *contraction, QsStep step)
{
	if (contraction->step_count == contraction->step_capacity)
	{
		int64_t		capacity = contraction->step_capacity * 2 + 64;

		contraction->steps = qs_realloc(host, contraction->steps,
										(size_t) contraction->step_count,
										(size_t) capacity, sizeof(QsStep));
		contraction->step_capacity = capacity;
	}
	contraction->steps[contraction->step_count++] = step;
}

static bool
tie(QsContraction *contraction, int a, int b, bool equal, bool *contradiction)
{
	bool		flip_a,
				flip_b;
	int			root_a = qs_contraction_find(contraction, a, &flip_a);
	int			root_b = qs_contraction_find(contraction, b, &flip_b);
	bool		flip = flip_a ^ flip_b ^ !equal;

	if (root_a == root_b)
	{
		if (contradiction)
			*contradiction = flip;
		return false;
	}
	if (contradiction)
		*contradiction = false;
	if (root_a == QS_REFERENCE)
	{
		root_a = root_b;
		root_b = QS_REFERENCE;
	}
	contraction->parent[root_a] = root_b;
	contraction->flipped[root_a] = flip;
	contraction->roots--;
	return true;
}

bool
qs_contraction_merge(QsHost *host, QsContraction *contraction, int a, int b, bool equal,
					 QsAction action, double correlation, const char *reason, int row,
					 bool *contradiction)
{
	/* callers merge in loops over all variables */
	if ((contraction->step_count & 255) == 255)
		qs_check(host);
	if (!tie(contraction, a, b, equal, contradiction))
		return false;
	qs_contraction_log(host, contraction, (QsStep)
					   {
						   .action = action, .variable = a, .onto = b, .equal = equal,
						   .correlation = correlation, .reason = reason, .row = row
					   });
	return true;
}

void
qs_contraction_imply(QsContraction *contraction, int variable, int value)
{
	tie(contraction, variable, QS_REFERENCE, value == 0, NULL);
}

bool
qs_contraction_fix(QsHost *host, QsContraction *contraction, int variable, int value,
				   double correlation, const char *reason, int row, bool *contradiction)
{
	return qs_contraction_merge(host, contraction, variable, QS_REFERENCE, value == 0,
								QS_ACTION_FIX, correlation, reason, row, contradiction);
}

static bool
contracts(QsAction action)
{
	return action == QS_ACTION_MERGE || action == QS_ACTION_FIX || action == QS_ACTION_ELIMINATE;
}

void
qs_contraction_rollback(QsContraction *contraction, int64_t keep, const char *reason)
{
	int64_t		end = contraction->step_count;

	for (int i = 0; i < contraction->n; i++)
	{
		contraction->parent[i] = i;
		contraction->flipped[i] = 0;
	}
	contraction->roots = contraction->n;

	for (int64_t k = 0; k < keep; k++)
		if (contracts(contraction->steps[k].action))
			tie(contraction, contraction->steps[k].variable, contraction->steps[k].onto,
				contraction->steps[k].equal, NULL);
	for (int64_t k = keep; k < end; k++)
		if (contracts(contraction->steps[k].action))
		{
			contraction->steps[k].action = QS_ACTION_UNDO;
			contraction->steps[k].reason = reason;
		}
}
