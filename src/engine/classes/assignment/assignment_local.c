/*
 * assignment_local.c
 *	  The cost of an assignment in the form its moves want it.
 */
#include "classes/assignment/assignment_local.h"

#include <math.h>
#include <string.h>

static bool
is_symmetric(const double *matrix, int order)
{
	for (int i = 0; i < order; i++)
		for (int j = 0; j < i; j++)
			if (matrix[(size_t) i * (size_t) order + (size_t) j] !=
				matrix[(size_t) j * (size_t) order + (size_t) i])
				return false;
	return true;
}

/* Padded copy with a zero diagonal: turned transposes, sum adds the transpose */
static double *
take_matrix(QsHost *host, const double *matrix, int order, int stride, bool turned, bool sum)
{
	double	   *copy = QS_ARRAY0(host, double, (size_t) order * (size_t) stride);

	for (int i = 0; i < order; i++)
		for (int j = 0; j < order; j++)
		{
			double		here = matrix[(size_t) i * (size_t) order + (size_t) j];
			double		there = matrix[(size_t) j * (size_t) order + (size_t) i];

			if (i != j)
				copy[(size_t) i * (size_t) stride + (size_t) j] =
					sum ? here + there : (turned ? there : here);
		}
	return copy;
}

/* A product with one symmetric factor is not changed when the other is
 * replaced by its symmetric part. */
static void
take_matrices(QsHost *host, QsAssignmentMoves *moves, const QsAssignment *a)
{
	int			order = a->order;
	int			stride = moves->stride;
	bool		flow_symmetric = is_symmetric(a->flow, order);
	bool		distance_symmetric = is_symmetric(a->distance, order);

	moves->matrices = true;
	moves->symmetric = flow_symmetric || distance_symmetric;
	if (distance_symmetric)
	{
		moves->flow = take_matrix(host, a->flow, order, stride, false, true);
		moves->distance = take_matrix(host, a->distance, order, stride, false, false);
	}
	else if (flow_symmetric)
	{
		moves->flow = take_matrix(host, a->flow, order, stride, false, false);
		moves->distance = take_matrix(host, a->distance, order, stride, false, true);
	}
	else
	{
		moves->flow = take_matrix(host, a->flow, order, stride, false, false);
		moves->flow_turned = take_matrix(host, a->flow, order, stride, true, false);
		moves->distance = take_matrix(host, a->distance, order, stride, false, false);
		moves->distance_turned = take_matrix(host, a->distance, order, stride, true, false);
	}
	for (int f = 0; f < order; f++)
		for (int l = 0; l < order; l++)
		{
			size_t		ff = (size_t) f * (size_t) order + (size_t) f;
			size_t		ll = (size_t) l * (size_t) order + (size_t) l;
			double		value = a->flow[ff] * a->distance[ll];

			if (a->cost)
				value += a->cost[(size_t) f * (size_t) order + (size_t) l];
			moves->linear[(size_t) f * (size_t) stride + (size_t) l] += value;
		}
}

QsAssignmentMoves *
qs_assignment_moves_create(QsHost *host, const QsModel *model, const QsStructure *structure)
{
	QsAssignmentMoves *moves = QS_NEW(host, QsAssignmentMoves);
	int			order = structure->order;
	int			n = model->n;

	moves->model = model;
	moves->order = order;
	moves->stride = (order + 7) & ~7;
	moves->variable_at = QS_ARRAY(host, int32_t, n);
	moves->facility_of = QS_ARRAY(host, int32_t, n);
	moves->location_of = QS_ARRAY(host, int32_t, n);
	moves->linear = QS_ARRAY0(host, double, (size_t) order * (size_t) moves->stride);
	for (int v = 0; v < n; v++)
	{
		/* matrices name their variables themselves */
		int			f = model->assignment ? v / order : structure->facility_of[v];
		int			l = model->assignment ? v % order : structure->location_of[v];

		moves->facility_of[v] = f;
		moves->location_of[v] = l;
		moves->variable_at[(size_t) f * (size_t) order + (size_t) l] = v;
		moves->linear[(size_t) f * (size_t) moves->stride + (size_t) l] =
			model->objective->linear[v];
	}
	moves->explicit_terms = qs_qubo_pairs(model->objective) > 0;
	if (model->assignment)
		take_matrices(host, moves, model->assignment);
	return moves;
}

void
qs_assignment_moves_free(QsHost *host, QsAssignmentMoves *moves)
{
	if (moves == NULL)
		return;
	qs_free(host, moves->variable_at);
	qs_free(host, moves->facility_of);
	qs_free(host, moves->location_of);
	qs_free(host, moves->linear);
	qs_free(host, moves->flow);
	qs_free(host, moves->distance);
	qs_free(host, moves->flow_turned);
	qs_free(host, moves->distance_turned);
	qs_free(host, moves);
}

double
qs_assignment_pair(const QsAssignmentMoves *assignment, int f, int l, int g, int k)
{
	int			order = assignment->order;

	if (f == g || l == k)
		return 0.0;
	return qs_model_pair(assignment->model,
						 assignment->variable_at[(size_t) f * (size_t) order + (size_t) l],
						 assignment->variable_at[(size_t) g * (size_t) order + (size_t) k]);
}
