/*
 * describe_terms.c
 *	  Rows and objectives as they were stated.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"

#include "base/decimal.h"
#include "describe_terms.h"
#include "problem_sql.h"
#include "problem_tables.h"

static bool
any_roles(Oid namespace, int64 problem_id)
{
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(problem_id);

	SPI_execute_with_args(psprintf("SELECT 1 FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1"
								   " AND weight IS NOT NULL", qshrink_table(namespace, "qshrink_variable")),
						  1, &type, &value, NULL, true, 1);
	return SPI_processed > 0;
}

QshrinkStatedModel
qshrink_stated_model(QsHost *host, Oid namespace, const QshrinkProblem *problem)
{
	QshrinkStatedModel model = {0};
	int			n = problem->n;

	if (!any_roles(namespace, problem->problem_id))
		return model;
	model.names = qshrink_names_read(host, namespace, problem->problem_id, n);
	model.first = QS_ARRAY(host, int, n);
	model.coefficient = QS_ARRAY0(host, double, n);
	for (int v = 0; v < n; v++)
		model.first[v] = v;
	for (int v = 0; v < n; v++)
	{
		double		weight = qshrink_names_role(model.names, v).weight;

		model.auxiliaries += weight == 0.0;
		model.integer_variables += weight > 0.0;
		model.integers += weight > 0.0 && model.first[v] == v;
		if (model.first[v] == v)
			for (int k = qshrink_names_next(model.names, v); k >= 0; k = qshrink_names_next(model.names, k))
				model.first[k] = v;
	}
	return model;
}

/* Do all variables of an integer have its coefficient times their weight? */
static bool
is_whole(const QshrinkStatedModel *model, int first, double coefficient)
{
	for (int v = first; v >= 0; v = qshrink_names_next(model->names, v))
	{
		double		expected = coefficient * qshrink_names_role(model->names, v).weight;

		if (fabs(model->coefficient[v] - expected) > 1e-12 * fabs(expected))
			return false;
	}
	return true;
}

int
qshrink_stated_terms(QshrinkStatedModel *model, int count, const int32 *variables,
					 const double *coefficients, int32 *shown, double *value)
{
	int			terms = 0;
	bool		whole = true;

	for (int k = 0; k < count; k++)
		model->coefficient[variables[k]] += coefficients ? coefficients[k] : 1.0;
	for (int k = 0; k < count && whole; k++)
	{
		int			v = variables[k];
		double		weight = qshrink_names_role(model->names, v).weight;
		double		coefficient = model->coefficient[v] / fabs(weight);

		if (weight == 0.0)
		{
			if (qshrink_names_is_violation(model->names, v))
				continue;
			coefficient = model->coefficient[v];
		}
		if (weight > 0.0)
			whole = is_whole(model, model->first[v], coefficient);
		if (model->first[v] != v)
			continue;
		shown[terms] = v;
		value[terms++] = coefficient;
	}
	for (int k = 0; k < count; k++)
		model->coefficient[variables[k]] = 0.0;
	return whole ? terms : -1;
}

int64
qshrink_stated_objective(QsHost *host, QshrinkStatedModel *model, const QshrinkProblem *problem,
						 QsTerm *shown, double *constant)
{
	int32	   *variable = QS_ARRAY(host, int32, problem->n);
	int32	   *stated = QS_ARRAY(host, int32, problem->n);
	double	   *coefficient = QS_ARRAY(host, double, problem->n);
	double	   *value = QS_ARRAY(host, double, problem->n);
	int64		count = 0;
	int			linear = 0;

	for (int64 k = 0; k < problem->term_count && count >= 0; k++)
	{
		const QsTerm *term = &problem->terms[k];

		if (term->i == term->j)
		{
			variable[linear] = term->i;
			coefficient[linear++] = term->coefficient;
		}
		else if (qshrink_names_role(model->names, term->i).weight > 0.0 ||
				 qshrink_names_role(model->names, term->j).weight > 0.0)
			count = -1;
	}
	if (count == 0)
		count = qshrink_stated_terms(model, linear, variable, coefficient, stated, value);
	for (int k = 0; k < count; k++)
	{
		QshrinkBitRole role = qshrink_names_role(model->names, stated[k]);

		shown[k] = (QsTerm) {stated[k], stated[k], value[k]};
		if (role.weight > 0.0)
			*constant = qs_decimal_sum(*constant, -qs_decimal_product(value[k], role.lower));
	}
	for (int64 k = 0; k < problem->term_count && count >= 0; k++)
		if (problem->terms[k].i != problem->terms[k].j)
			shown[count++] = problem->terms[k];
	return count;
}
