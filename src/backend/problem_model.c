/*
 * problem_model.c
 *	  The engine's model of a problem in memory.
 */
#include "compat.h"

#include <math.h>

#include "decimal_scale.h"
#include "problem_load.h"
#include "settings.h"

static void
refuse_range(const QshrinkProblem *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("objective of problem \"%s\" is out of range", problem->name),
			 errdetail("The sum of its coefficients is not a finite double precision number.")));
}

/* No assignment may have an objective that overflows */
static void
check_range(const QshrinkProblem *problem)
{
	double		sum = fabs(problem->offset);

	for (int64 k = 0; k < problem->term_count; k++)
		sum += fabs(problem->terms[k].coefficient);
	if (problem->order > 0)
	{
		size_t		cells = (size_t) problem->n;
		double		flow = 0.0,
					distance = 0.0;

		for (size_t k = 0; k < cells; k++)
		{
			flow += fabs(problem->flow[k]);
			distance += fabs(problem->distance[k]);
			sum += problem->cost ? fabs(problem->cost[k]) : 0.0;
		}
		sum += flow * distance;
	}
	if (!isfinite(sum))
		refuse_range(problem);
}

static double *
negated(QsHost *host, const double *matrix, int cells)
{
	double	   *copy = QS_ARRAY(host, double, cells);

	for (int k = 0; k < cells; k++)
		copy[k] = -matrix[k];
	return copy;
}

/* A quadratic assignment problem that keeps its matrices */
static QsModel *
assignment_model(QsHost *host, const QshrinkProblem *problem)
{
	QsModel    *model;
	double	   *flow,
			   *cost;

	if (!problem->maximise)
		return qs_model_create_assignment(host, problem->order, problem->flow,
										  problem->distance, problem->cost);
	flow = negated(host, problem->flow, problem->n);
	cost = problem->cost ? negated(host, problem->cost, problem->n) : NULL;
	model = qs_model_create_assignment(host, problem->order, flow, problem->distance, cost);
	model->maximise = true;
	qs_free(host, flow);
	qs_free(host, cost);
	return model;
}

/* Cells of a matrix that are not zero, on and off the diagonal */
static void
count_cells(const double *matrix, int order, int64 *diagonal, int64 *other)
{
	*diagonal = *other = 0;
	for (int i = 0; i < order; i++)
		for (int j = 0; j < order; j++)
			if (matrix[(size_t) i * (size_t) order + (size_t) j] != 0.0)
				*(i == j ? diagonal : other) += 1;
}

/*
 * A quadratic assignment problem with further rows: the products are written
 * out, because the engine's matrices stand for assignments and nothing else.
 */
static QsModel *
expanded_model(QsHost *host, const QshrinkProblem *problem)
{
	int			order = problem->order;
	int64		flow_diagonal,
				flow_other,
				distance_diagonal,
				distance_other,
				expected;
	int64		count = 0;
	QsTerm	   *terms;
	QsModel    *model;
	QsAssignmentScale scale;

	count_cells(problem->flow, order, &flow_diagonal, &flow_other);
	count_cells(problem->distance, order, &distance_diagonal, &distance_other);
	expected = flow_diagonal * distance_diagonal + flow_other * distance_other +
		(problem->cost ? problem->n : 0);
	if (expected > QS_MAX_TERMS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("quadratic assignment problem \"%s\" is too large for further constraints",
						problem->name),
				 errdetail("It would be written out as " INT64_FORMAT " terms, and at most %d are supported.",
						   expected, QS_MAX_TERMS)));
	terms = QS_ARRAY(host, QsTerm, expected);
	scale = qs_assignment_scale(order, problem->flow, problem->distance, problem->cost);
	for (int f = 0; f < order; f++)
	{
		for (int g = 0; g < order; g++)
		{
			double		flow = qs_decimal_shift(problem->flow[(size_t) f * (size_t) order + (size_t) g],
													-scale.flow);

			if (flow == 0.0)
				continue;
			for (int l = 0; l < order; l++)
				for (int k = 0; k < order; k++)
				{
					double		distance =
						qs_decimal_shift(problem->distance[(size_t) l * (size_t) order + (size_t) k],
										 -scale.distance);

					if (distance != 0.0 && (f == g) == (l == k))
						terms[count++] = (QsTerm) {f * order + l, g * order + k, flow * distance};
				}
		}
		qs_check(host);
	}
	for (int v = 0; v < problem->n && problem->cost; v++)
		if (problem->cost[v] != 0.0)
			terms[count++] = (QsTerm) {v, v, qs_decimal_shift(problem->cost[v], -scale.cost)};
	model = qs_model_create_within(host, qshrink_tolerance, problem->n, problem->maximise, 0.0,
								   terms, count, problem->row, problem->rows);
	model->exponent += scale.cost;
	qs_free(host, terms);
	return model;
}

void
qshrink_problem_complete(QsHost *host, QshrinkProblem *problem)
{
	check_range(problem);
	if (problem->order == 0)
		problem->model = qs_model_create_within(host, qshrink_tolerance, problem->n, problem->maximise,
												problem->offset, problem->terms, problem->term_count,
												problem->row, problem->rows);
	else if (problem->rows == 2 * problem->order)
		problem->model = assignment_model(host, problem);
	else
		problem->model = expanded_model(host, problem);
	qshrink_problem_fingerprint(problem, problem->fingerprint);
}
