/*
 * problem_model.c
 *	  The engine's model of a problem in memory.
 */
#include "compat.h"

#include <math.h>

#include "base/decimal_scale.h"
#include "problem_load.h"
#include "problem_sql.h"
#include "settings.h"
#include "base/spread.h"

/* Numbers between two interrupt checks */
#define BLOCK	65536

double
qshrink_problem_tolerance(const QshrinkProblem *problem)
{
	return problem->tolerance > 0.0 ? problem->tolerance : qshrink_tolerance;
}

char *
qshrink_problem_called(const QshrinkProblem *problem)
{
	return problem->problem_id == 0 ? pstrdup("the model") :
		psprintf("problem " INT64_FORMAT, problem->problem_id);
}

static void
refuse_spread(const QsSpread *spread, double factor, char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("numbers of %s are too far apart: %g and %g", what, spread->least, spread->most),
			 errdetail("The largest magnitude may exceed the smallest but 0 by a factor of %g.",
					   factor),
			 errhint("Leave out numbers that are too small to matter, or constraints that cannot bind.")));
}

static void
refuse_range(const QshrinkProblem *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("objective of problem \"%s\" is out of range", problem->name),
			 errdetail("The sum of its coefficients is not a finite double precision number."),
			 errhint("Choose other units: multiply the objective by a power of ten.")));
}

static double
check_terms(const QshrinkProblem *problem)
{
	QsSpread	spread = {0};
	double		sum = fabs(problem->offset);

	qs_spread_add(&spread, problem->offset);
	for (int64 k = 0; k < problem->term_count; k++)
	{
		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		qs_spread_add(&spread, problem->terms[k].coefficient);
		sum += fabs(problem->terms[k].coefficient);
	}
	if (!qs_spread_within(&spread, QS_SPREAD_MOST))
		refuse_spread(&spread, QS_SPREAD_MOST,
					  psprintf("the objective of problem \"%s\"", problem->name));
	return sum;
}

/* Sum of magnitudes; *spread becomes that of the matrix */
static double
check_matrix(const QshrinkProblem *problem, const double *matrix, const char *name,
			 double factor, QsSpread *spread)
{
	double		sum = 0.0;

	*spread = (QsSpread) {0};
	for (int k = 0; k < problem->n && matrix; k++)
	{
		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		qs_spread_add(spread, matrix[k]);
		sum += fabs(matrix[k]);
	}
	if (!qs_spread_within(spread, factor))
		refuse_spread(spread, factor,
					  psprintf("the %s of problem \"%s\"", name, problem->name));
	return sum;
}

static double
check_matrices(const QshrinkProblem *problem)
{
	QsSpread	flow,
				distance,
				cost,
				both;
	double		sum = check_matrix(problem, problem->flow, "flows", QS_FACTOR_SPREAD, &flow) *
		check_matrix(problem, problem->distance, "distances", QS_FACTOR_SPREAD, &distance);

	sum += check_matrix(problem, problem->cost, "costs", QS_SPREAD_MOST, &cost);
	both = cost;
	qs_spread_add(&both, flow.most * distance.most);
	if (cost.most > 0.0 && !qs_spread_within(&both, QS_SPREAD_MOST))
		refuse_spread(&both, QS_SPREAD_MOST,
					  psprintf("the costs and products of problem \"%s\"", problem->name));
	return sum;
}

static void
check_row(const QshrinkProblem *problem, int r)
{
	const QsRow *row = &problem->row[r];
	QsSpread	spread = {0};

	qs_spread_add(&spread, row->rhs);
	for (int k = 0; k < row->count; k++)
	{
		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		qs_spread_add(&spread, row->coefficients ? row->coefficients[k] : 1.0);
	}
	if (!qs_spread_within(&spread, QS_SPREAD_MOST))
		refuse_spread(&spread, QS_SPREAD_MOST,
					  problem->row_label[r] ?
					  psprintf("constraint \"%s\" of problem \"%s\"", problem->row_label[r],
							   problem->name) :
					  psprintf("constraint %d of problem \"%s\"", problem->constraint_id[r],
							   problem->name));
}

/* The engine computes with these numbers (spread.h), and no objective overflows. */
static void
check_range(const QshrinkProblem *problem)
{
	double		sum = problem->order > 0 ? check_matrices(problem) : check_terms(problem);

	if (!isfinite(sum))
		refuse_range(problem);
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
	scale = qs_assignment_scale(host, order, problem->flow, problem->distance, problem->cost);
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
	model = qs_model_create_within(host, qshrink_problem_tolerance(problem), problem->n, problem->maximise, 0.0,
								   terms, count, problem->row, problem->rows);
	model->exponent += scale.cost;
	qs_free(host, terms);
	return model;
}

static void
build_model(QsHost *host, QshrinkProblem *problem)
{
	check_range(problem);
	if (problem->order == 0)
		problem->model = qs_model_create_within(host, qshrink_problem_tolerance(problem), problem->n, problem->maximise,
												problem->offset, problem->terms, problem->term_count,
												problem->row, problem->rows);
	else if (problem->rows == 2 * problem->order)
		problem->model = assignment_model(host, problem);
	else
		problem->model = expanded_model(host, problem);
}

void
qshrink_problem_complete(QsHost *host, QshrinkProblem *problem)
{
	build_model(host, problem);
	qshrink_problem_fingerprint(problem, problem->fingerprint);
}

QshrinkProblem *
qshrink_problem_of_terms(QsHost *host, int n, double offset, const QsTerm *terms, int64_t count)
{
	QshrinkProblem *problem = QS_NEW(host, QshrinkProblem);

	if (n == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the qubo has no variables")));
	problem->n = n;
	problem->offset = offset;
	problem->terms = qs_duplicate(host, terms, (size_t) count, sizeof(QsTerm));
	problem->term_count = count;
	problem->name = qshrink_host_string(host, "model");
	qshrink_problem_complete(host, problem);
	return problem;
}

void
qshrink_problem_rebuild(QsHost *host, QshrinkProblem *problem)
{
	qs_model_free(host, problem->model);
	problem->model = NULL;
	build_model(host, problem);
}
