/*
 * problem_model.c
 *	  The engine's model of a problem in memory.
 */
#include "compat.h"

#include "decimal_scale.h"
#include "magnitude.h"
#include "problem_load.h"
#include "settings.h"

static void
refuse_number(double number, char *where, double least, double most)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s is out of range: %g", where, number),
			 errdetail("Its magnitude must be 0 or lie between %g and %g.", least, most),
			 errhint("Choose other units: multiply the objective, or both sides of the constraint, by a power of ten.")));
}

static char *
term_place(const QshrinkProblem *problem, const QsTerm *term)
{
	if (term->i == term->j)
		return psprintf("coefficient of variable %d in the objective of problem \"%s\"",
						term->i, problem->name);
	return psprintf("coefficient of variables %d and %d in the objective of problem \"%s\"",
					term->i, term->j, problem->name);
}

static void
check_objective(const QshrinkProblem *problem)
{
	if (!qs_magnitude_within(problem->offset, QS_MAGNITUDE_LEAST, QS_MAGNITUDE_MOST))
		refuse_number(problem->offset,
					  psprintf("constant in the objective of problem \"%s\"", problem->name),
					  QS_MAGNITUDE_LEAST, QS_MAGNITUDE_MOST);
	for (int64 k = 0; k < problem->term_count; k++)
		if (!qs_magnitude_within(problem->terms[k].coefficient, QS_MAGNITUDE_LEAST,
								 QS_MAGNITUDE_MOST))
			refuse_number(problem->terms[k].coefficient,
						  term_place(problem, &problem->terms[k]),
						  QS_MAGNITUDE_LEAST, QS_MAGNITUDE_MOST);
}

static void
check_matrix(const QshrinkProblem *problem, const double *matrix, const char *name,
			 double least, double most)
{
	for (int k = 0; k < problem->n && matrix; k++)
		if (!qs_magnitude_within(matrix[k], least, most))
			refuse_number(matrix[k],
						  psprintf("element [%d][%d] of %s of problem \"%s\"",
								   k / problem->order + 1, k % problem->order + 1, name,
								   problem->name), least, most);
}

static char *
row_place(const QshrinkProblem *problem, int r, const char *what)
{
	if (problem->row_label[r])
		return psprintf("%s of constraint \"%s\" of problem \"%s\"", what,
						problem->row_label[r], problem->name);
	return psprintf("%s of constraint %d of problem \"%s\"", what,
					problem->constraint_id[r], problem->name);
}

static void
check_row(const QshrinkProblem *problem, int r)
{
	const QsRow *row = &problem->row[r];

	if (!qs_magnitude_within(row->rhs, QS_MAGNITUDE_LEAST, QS_MAGNITUDE_MOST))
		refuse_number(row->rhs, row_place(problem, r, "right-hand side"),
					  QS_MAGNITUDE_LEAST, QS_MAGNITUDE_MOST);
	for (int k = 0; k < row->count && row->coefficients; k++)
		if (!qs_magnitude_within(row->coefficients[k], QS_MAGNITUDE_LEAST, QS_MAGNITUDE_MOST))
			refuse_number(row->coefficients[k],
						  row_place(problem, r,
									psprintf("coefficient of variable %d", row->variables[k])),
						  QS_MAGNITUDE_LEAST, QS_MAGNITUDE_MOST);
}

/* Every number within what the engine computes with (magnitude.h) */
static void
check_range(const QshrinkProblem *problem)
{
	check_objective(problem);
	check_matrix(problem, problem->flow, "flows", QS_FACTOR_LEAST, QS_FACTOR_MOST);
	check_matrix(problem, problem->distance, "distances", QS_FACTOR_LEAST, QS_FACTOR_MOST);
	check_matrix(problem, problem->cost, "costs", QS_MAGNITUDE_LEAST, QS_MAGNITUDE_MOST);
	for (int r = 0; r < problem->rows; r++)
		check_row(problem, r);
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
