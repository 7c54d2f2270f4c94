/*
 * choice_certificate.c
 *	  Products of choices: the linear function that multipliers prove, rounded down.
 */
#include "bound/bound_choices_internal.h"

#include <math.h>
#include <string.h>

#include "bound/definite.h"

void
qs_choice_fill_objective(QsChoiceProducts *split, const QsModel *model)
{
	const QsQubo *objective = model->objective;
	const size_t *position = split->space->position;
	size_t		n = split->n;

	memset(split->objective, 0, split->cells * sizeof(double));
	split->objective[0] = model->constant;
	for (int i = 0; i < model->n; i++)
	{
		size_t		p = position[i];

		split->objective[p * n + p] = objective->linear[i];
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			split->objective[p * n + position[objective->neighbour[k]]] = objective->weight[k] / 2.0;
	}
}

double
qs_choice_norm(const double *matrix, size_t cells)
{
	double		lane[4] = {0.0, 0.0, 0.0, 0.0};

	for (size_t k = 0; k < cells; k++)
		lane[k & 3] += matrix[k] * matrix[k];
	return sqrt((lane[0] + lane[1]) + (lane[2] + lane[3]));
}

double
qs_choice_cost(const QsChoiceProducts *split, size_t i, const double *row)
{
	const QsChoiceSpace *space = split->space;
	const uint8_t *forbidden = space->forbidden + i * split->n;
	double		sum = row[i] + 2.0 * row[0];

	for (size_t g = 0; g < space->groups; g++)
	{
		double		least = INFINITY;

		if (g == space->group[i])
			continue;
		for (size_t j = space->start[g]; j < space->start[g + 1]; j++)
			if (!forbidden[j] && row[j] < least)
				least = row[j];
		/* a group without choice: x_i is 0 anyway */
		if (least < INFINITY)
			sum += least;
	}
	return sum;
}

/* As floats, so that less depends on the last bits of eigenvectors, and symmetric to the last
 * bit: what follows reads one side or the other. */
static void
round_multipliers(QsChoiceProducts *split)
{
	size_t		n = split->n;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++)
			split->best[j * n + i] = split->best[i * n + j] = (float) split->best[i * n + j];
}

/* trace Y times a safe least eigenvalue of -V'ZV, for Z as it is in best */
static double
eigenvalue_share(QsChoiceProducts *split)
{
	QsHost	   *host = split->host;
	size_t		d = split->space->dimension;
	size_t		cells = d * (d + 1) / 2;
	double		length = qs_choice_norm(split->best, split->cells) * 1.001;
	double		trace = 1.0 + (double) split->space->groups;
	double		leak = split->space->leak;
	double		least;
	QsSymmetric symmetric = {
		.host = host, .size = d,
		.entry = QS_ARRAY(host, double, cells),
		.factor = QS_ARRAY(host, double, cells),
	};

	qs_choice_restrict(split->space, split->best, split->inner);
	for (size_t i = 0; i < d; i++)
	{
		double		sum = 0.0;

		for (size_t j = 0; j < d; j++)
			sum += fabs(split->inner[j <= i ? i * d + j : j * d + i]);
		for (size_t j = 0; j <= i; j++)
			qs_triangle_row(symmetric.entry, i)[j] = -split->inner[i * d + j];
		symmetric.row_sum = fmax(symmetric.row_sum, sum);
	}
	/* unfinished, it is a weak one */
	qs_least_eigenvalue(&symmetric, 0.0, &least);
	qs_free(host, symmetric.entry);
	qs_free(host, symmetric.factor);
	/* of the changes of basis, and of what equality rows leave outside */
	least -= length * (0x1p-49 * ((double) split->n + 16.0) * (2.0 + (double) split->space->equalities) +
					   leak * (2.0 + leak));
	return trace * fmin(least, 0.0);
}

QsStatus
qs_choice_take(QsChoiceProducts *split, const QsModel *model, const QsStructure *structure,
			   QsUnderestimate *out)
{
	QsHost	   *host = split->host;
	const QsChoiceSpace *space = split->space;
	size_t		n = split->n;
	double	   *cost = QS_ARRAY(host, double, model->n);
	double	   *row = QS_ARRAY(host, double, n);
	double		constant,
				magnitude;
	QsStatus	status = QS_LIMIT;

	round_multipliers(split);
	qs_choice_fill_objective(split, model);
	magnitude = 8.0 * qs_triangles_add(split->triangles, true, split->objective);
	constant = split->objective[0] + split->best[0] + eigenvalue_share(split);
	for (size_t i = 0; i < n; i++)
	{
		for (size_t j = 0; j < n; j++)
		{
			row[j] = split->objective[i * n + j] + split->best[i * n + j];
			magnitude += fabs(split->objective[i * n + j]) + fabs(split->best[i * n + j]);
		}
		split->cost[i] = i == 0 ? 0.0 : qs_choice_cost(split, i, row);
	}
	for (size_t i = 1; i < n; i++)
		if (space->variable[i] >= 0)
			cost[space->variable[i]] = split->cost[i];
		else
		{
			constant += split->cost[i];
			cost[space->variable[i - 1]] -= split->cost[i];
		}
	qs_choice_fill_objective(split, model);
	qs_triangles_add(split->triangles, false, split->objective);
	constant -= 0x1p-50 * (4.0 * (double) n + 16.0) * (magnitude + fabs(constant));
	if (isfinite(constant))
		status = qs_underestimate_by(host, model, structure, cost, nextafter(constant, -INFINITY), out);
	qs_free(host, cost);
	qs_free(host, row);
	return status;
}
