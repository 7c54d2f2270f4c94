/*
 * test_formulation.c
 *	  Stated models and their binary form: the optimum of random models of every
 *	  feature, bits of integers, propagation, definitions, refusals.
 */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "formulation/binary_form.h"
#include "stated_values.h"

static void
decimals(void **state)
{
	QsDecimal	quotient;

	(void) state;
	assert_true(qs_decimal_product(0.1, 3) == 0.3);
	assert_true(qs_decimal_product(1.1, 1.1) == 1.21);
	assert_true(qs_decimal_product(-4, 0.25) == -1);
	assert_true(qs_decimal_product(1e300, 1e300) == INFINITY);
	assert_true(qs_decimal_sum(0.1, 0.2) == 0.3);
	assert_true(qs_decimal_sum(1e20, -1e20) == 0);
	assert_true(qs_decimal_sum(9007199254740991, 2) == 9007199254740992.0);
	assert_true(qs_decimal_sum(1e300, 1e-300) == 1e300);
	assert_true(qs_decimal_divide(qs_decimal(1), qs_decimal(8), &quotient));
	assert_true(qs_decimal_value(quotient) == 0.125);
	assert_true(qs_decimal_divide(qs_decimal(-0.6), qs_decimal(0.3), &quotient));
	assert_true(qs_decimal_value(quotient) == -2);
	assert_true(qs_decimal_divide(qs_decimal(0), qs_decimal(7), &quotient));
	assert_true(qs_decimal_value(quotient) == 0);
	assert_true(qs_decimal_divide(qs_decimal(300), qs_decimal(40), &quotient));
	assert_true(qs_decimal_value(quotient) == 7.5);
	assert_false(qs_decimal_divide(qs_decimal(1), qs_decimal(3), &quotient));
	assert_false(qs_decimal_divide(qs_decimal(1), qs_decimal(0.7), &quotient));
}

static int
add_variable(QsHost *host, QsFormulation *stated, QsVariableKind kind, double lower, double upper)
{
	char		name[16];
	int			length = snprintf(name, sizeof(name), "x%d", stated->n);

	return qs_formulation_add_variable(host, stated, kind, lower, upper, name, (size_t) length);
}

static QsStatedRow *
add_row(QsHost *host, QsFormulation *stated, double lower, double upper)
{
	char		name[16];
	int			length = snprintf(name, sizeof(name), "r%d", stated->rows);

	return qs_formulation_add_row(host, stated, lower, upper, name, (size_t) length);
}

/* ------------------------------------------------------------------------ */

#define MOST	12

/* What the features of a random model are drawn from */
static double
random_number(QsRandom *random, double unit)
{
	int			number = (int) qs_random_below(random, 9) - 4;

	return qs_decimal_product(number, unit);
}

static void
random_terms(QsHost *host, QsRandom *random, const QsFormulation *stated, QsExpressions *to,
			 int variables, double unit, int products, int degree)
{
	int			terms = 1 + (int) qs_random_below(random, 4);

	for (int k = 0; k < terms; k++)
		qs_expressions_add(host, to, (int) qs_random_below(random, (uint32_t) variables),
						   random_number(random, unit));
	for (int k = 0; k < products; k++)
	{
		int32_t		factor[4];
		int			factors = 2 + (int) qs_random_below(random, (uint32_t) degree - 1);

		for (int f = 0; f < factors; f++)
			factor[f] = (int32_t) qs_random_below(random, (uint32_t) variables);
		qs_expressions_add_product(host, to, random_number(random, unit), factors, factor);
	}
	(void) stated;
}

static QsFormulation *
random_formulation(QsHost *host, QsRandom *random)
{
	QsFormulation *stated = qs_formulation_create(host);
	double		unit = (double[]) {1.0, 0.1, 0.25, 30.0}[qs_random_below(random, 4)];
	int			variables = 2 + (int) qs_random_below(random, 3);
	int			rows = (int) qs_random_below(random, 4);
	int			defined = qs_random_below(random, 3) == 0;

	for (int v = 0; v < variables; v++)
	{
		double		lower = (double) qs_random_below(random, 5) - 3.0;

		if (qs_random_below(random, 2))
			add_variable(host, stated, QS_VARIABLE_BINARY, 0.0, 1.0);
		else
			add_variable(host, stated, QS_VARIABLE_INTEGER, lower, lower + qs_random_below(random, 5));
	}
	stated->maximise = qs_random_below(random, 2);
	stated->constant = random_number(random, unit);
	if (defined)
	{
		/* coefficient * z + terms = rhs, with or without bounds on z */
		bool		bounded = qs_random_below(random, 2);
		int			z = add_variable(host, stated, QS_VARIABLE_CONTINUOUS, bounded ? qs_decimal_product(-2.0, unit) : -INFINITY,
									 bounded ? qs_decimal_product(3.0, unit) : INFINITY);
		double		rhs = random_number(random, unit);

		qs_expressions_add(host, &stated->terms, z, (double[]) {1, -1, 2, -0.5}[qs_random_below(random, 4)]);
		random_terms(host, random, stated, &stated->terms, variables, unit, (int) qs_random_below(random, 2), 2);
		add_row(host, stated, rhs, rhs);
	}
	random_terms(host, random, stated, &stated->objective, stated->n, unit, (int) qs_random_below(random, 4), 4);
	for (int r = 0; r < rows; r++)
	{
		double		bound = random_number(random, unit);
		QsStatedRow *row;

		random_terms(host, random, stated, &stated->terms, stated->n, unit, (int) qs_random_below(random, 2), 3);
		switch (qs_random_below(random, 4))
		{
			case 0:
				row = add_row(host, stated, -INFINITY, bound);
				break;
			case 1:
				row = add_row(host, stated, bound, INFINITY);
				break;
			case 2:
				row = add_row(host, stated, bound, qs_decimal_sum(bound, qs_decimal_product(2.0, unit)));
				break;
			default:
				row = add_row(host, stated, bound, bound);
				break;
		}
		if (qs_random_below(random, 3) == 0)
			row->price = qs_random_below(random, 4) * 0.5;
		else if (stated->variable[0].kind == QS_VARIABLE_BINARY && qs_random_below(random, 3) == 0)
		{
			row->condition = 0;
			row->condition_value = qs_random_below(random, 2);
		}
	}
	return stated;
}

/* ------------------------------------------------------------------------ */

#define CLOSE	1e-9

/* Values of variables that rows define follow from the others; false if out of bounds */
static bool
complete(const QsFormulation *stated, double *value)
{
	for (int v = 0; v < stated->n; v++)
	{
		const QsStatedVariable *variable = &stated->variable[v];
		double		coefficient = 0.0;

		if (variable->kind != QS_VARIABLE_CONTINUOUS)
			continue;
		value[v] = 0.0;
		coefficient = stated->terms.coefficient[0];
		value[v] = (stated->row[0].upper - stated_activity(stated, 0, value)) / coefficient;
		if (value[v] < variable->lower - CLOSE || value[v] > variable->upper + CLOSE)
			return false;
	}
	return true;
}

/* Objective with the price of violations; false if a hard row fails */
static bool
judge(const QsFormulation *stated, const double *value, double *objective)
{
	*objective = stated_objective(stated, value);
	for (int r = 0; r < stated->rows; r++)
	{
		const QsStatedRow *row = &stated->row[r];
		double		activity = stated_activity(stated, r, value);
		double		violation = fmax(0.0, fmax(activity - row->upper, row->lower - activity));

		if (row->condition >= 0 && (value[row->condition] == 1.0) != row->condition_value)
			continue;
		if (isfinite(row->price))
			*objective += (stated->maximise ? -1.0 : 1.0) * row->price * violation;
		else if (violation > CLOSE)
			return false;
	}
	return true;
}

/* Optimum by trying all values; false if there is none */
static bool
stated_optimum(const QsFormulation *stated, double *best, double *best_value)
{
	double		value[MOST];
	bool		any = false;
	bool		more = true;

	for (int v = 0; v < stated->n; v++)
		value[v] = stated->variable[v].lower;
	while (more)
	{
		double		objective;

		if (complete(stated, value) && judge(stated, value, &objective) &&
			(!any || (stated->maximise ? objective > *best : objective < *best)))
		{
			any = true;
			*best = objective;
			memcpy(best_value, value, (size_t) stated->n * sizeof(double));
		}
		more = false;
		for (int v = 0; v < stated->n && !more; v++)
		{
			if (stated->variable[v].kind == QS_VARIABLE_CONTINUOUS)
				continue;
			more = value[v] < stated->variable[v].upper;
			value[v] = more ? value[v] + 1.0 : stated->variable[v].lower;
		}
	}
	return any;
}

static void
check_form(QsHost *host, const QsFormulation *stated, const QsBinaryForm *form)
{
	QsModel    *model = binary_form_model(host, form);
	uint8_t    *x = QS_ARRAY(host, uint8_t, form->n);
	double		best,
				stated_best = NAN,
				value[MOST],
				objective;
	bool		any = stated_optimum(stated, &stated_best, value);

	for (int r = 0; r < form->rows; r++)
		for (int k = 1; k < form->row[r].count; k++)
			assert_true(form->row[r].variables[k - 1] < form->row[r].variables[k]);
	if (form->n <= 20)
	{
		assert_true(unit_brute_force(model, &best, x) == any);
		if (any)
		{
			if (fabs(qs_model_report(model, best) - stated_best) > CLOSE)
				fail_msg("%g instead of %g", qs_model_report(model, best), stated_best);
			/* the optimum decodes to one of the stated model */
			for (int v = 0; v < stated->n; v++)
				value[v] = qs_binary_form_value(form, v, x);
			assert_true(judge(stated, value, &objective));
			assert_true(fabs(objective - stated_best) < CLOSE);
		}
	}
	/* the stated optimum encodes to a solution of its value */
	if (any)
	{
		assert_int_equal(qs_binary_form_encode(host, form, value, x), -1);
		assert_true(qs_model_feasible(model, x));
		assert_true(fabs(qs_model_report(model, qs_model_objective(model, x)) - stated_best) < CLOSE);
		for (int v = 0; v < stated->n; v++)
			assert_true(fabs(qs_binary_form_value(form, v, x) - value[v]) < CLOSE);
	}
	qs_free(host, x);
	qs_model_free(host, model);
}

static void
random_optima(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			small = 0;

	qs_random_seed(&random, 161, 0);
	for (int trial = 0; trial < 1500; trial++)
	{
		QsFormulation *stated = random_formulation(host, &random);
		QsBinaryForm *form;
		QsError		error;

		if (qs_binary_form(host, stated, &form, &error) != QS_OK)
			fail_msg("trial %d: %s", trial, error.message);
		small += form->n <= 20;
		check_form(host, stated, form);
		qs_binary_form_free(host, form);
		qs_formulation_free(host, stated);
	}
	assert_true(small > 700);
}

/* ------------------------------------------------------------------------ */

/* Bits of one integer reach its values and no other. */
static void
bits_cover_exactly(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int range = 0; range < 70; range++)
	{
		QsFormulation *stated = qs_formulation_create(host);
		QsBinaryForm *form;
		QsError		error;
		bool		reached[70] = {false};

		add_variable(host, stated, QS_VARIABLE_INTEGER, -7.0, range - 7.0);
		assert_int_equal(qs_binary_form(host, stated, &form, &error), QS_OK);
		assert_int_equal(form->n, range == 0 ? 1 : (int) floor(log2(range)) + 1);
		for (unsigned bits = 0; bits < 1u << form->n; bits++)
		{
			uint8_t		x[8];
			double		value;

			for (int i = 0; i < form->n; i++)
				x[i] = bits >> i & 1;
			value = qs_binary_form_value(form, 0, x) + 7.0;
			if (range == 0 && x[0])
				continue;
			assert_true(value >= 0.0 && value <= range);
			reached[(int) value] = true;
		}
		for (int value = 0; value <= range; value++)
		{
			uint8_t		x[8];
			double		stated_value = value - 7.0;

			assert_true(reached[value]);
			assert_int_equal(qs_binary_form_encode(host, form, &stated_value, x), -1);
			assert_true(qs_binary_form_value(form, 0, x) == stated_value);
		}
		assert_int_equal(qs_binary_form_encode(host, form, (double[]) {range - 6.0}, (uint8_t[8]) {0}), 0);
		assert_int_equal(qs_binary_form_encode(host, form, (double[]) {-7.5}, (uint8_t[8]) {0}), 0);
		qs_binary_form_free(host, form);
		qs_formulation_free(host, stated);
	}
}

/* x0 + ... + x_{n-1} <= 9 through a chain x_k <= x_{k-1} + 1, given backwards */
static void
bounds_by_propagation(void **state)
{
	QsHost	   *host = unit_host(state);
	QsFormulation *stated = qs_formulation_create(host);
	QsBinaryForm *form;
	QsError		error;

	for (int v = 0; v < 6; v++)
		add_variable(host, stated, QS_VARIABLE_INTEGER, v == 5 ? -INFINITY : 0.0, v == 3 ? 1e30 : INFINITY);
	for (int v = 5; v > 0; v--)
	{
		qs_expressions_add(host, &stated->terms, v, 1.0);
		qs_expressions_add(host, &stated->terms, v - 1, -1.0);
		add_row(host, stated, v == 5 ? -2.0 : -INFINITY, 1.0);
	}
	qs_expressions_add(host, &stated->terms, 0, 2.0);
	add_row(host, stated, -INFINITY, 9.0);
	assert_int_equal(qs_binary_form(host, stated, &form, &error), QS_OK);
	assert_int_equal(form->propagated, 6);
	for (int v = 0; v < 6; v++)
	{
		uint8_t		x[64];

		memset(x, 1, sizeof(x));
		assert_true(qs_binary_form_value(form, v, x) == 4.0 + v);
		assert_true(form->image[v].constant == (v == 5 ? -2.0 : 0.0));
	}
	qs_binary_form_free(host, form);
	qs_formulation_free(host, stated);
}

/* The message names the variable or row; nothing is left allocated. */
static void
expect_refusal(QsHost *host, QsFormulation *stated, const char *part)
{
	QsBinaryForm *form;
	QsError		error;

	assert_int_equal(qs_binary_form(host, stated, &form, &error), QS_INVALID);
	assert_null(form);
	if (strstr(error.message, part) == NULL)
		fail_msg("%s", error.message);
	qs_formulation_free(host, stated);
	assert_int_equal(host->memory_used, 0);
}

static void
refusals(void **state)
{
	QsHost	   *host = unit_host(state);
	QsFormulation *stated = qs_formulation_create(host);

	add_variable(host, stated, QS_VARIABLE_INTEGER, 0.0, INFINITY);
	expect_refusal(host, stated, "integer variable \"x0\" has no upper bound");

	stated = qs_formulation_create(host);
	add_variable(host, stated, QS_VARIABLE_INTEGER, 0.5, 0.75);
	expect_refusal(host, stated, "variable \"x0\" has no value between its bounds");

	stated = qs_formulation_create(host);
	add_variable(host, stated, QS_VARIABLE_BINARY, 0.0, 1.0);
	add_variable(host, stated, QS_VARIABLE_CONTINUOUS, 0.0, 1.0);
	qs_expressions_add(host, &stated->terms, 0, 1.0);
	qs_expressions_add(host, &stated->terms, 1, 1.0);
	add_row(host, stated, -INFINITY, 1.0);
	expect_refusal(host, stated, "variable \"x1\" is continuous and no equality defines it");

	/* z / 3 is no decimal */
	stated = qs_formulation_create(host);
	add_variable(host, stated, QS_VARIABLE_BINARY, 0.0, 1.0);
	add_variable(host, stated, QS_VARIABLE_CONTINUOUS, 0.0, 1.0);
	qs_expressions_add(host, &stated->terms, 0, 1.0);
	qs_expressions_add(host, &stated->terms, 1, 3.0);
	add_row(host, stated, 2.0, 2.0);
	expect_refusal(host, stated, "variable \"x1\" is continuous");

	stated = qs_formulation_create(host);
	add_variable(host, stated, QS_VARIABLE_BINARY, 0.0, 1.0);
	qs_expressions_add(host, &stated->terms, 0, 1.0);
	add_row(host, stated, -INFINITY, 0.0)->price = -1.0;
	expect_refusal(host, stated, "row \"r0\" has a price that rewards");

	stated = qs_formulation_create(host);
	add_variable(host, stated, QS_VARIABLE_BINARY, 0.0, 1.0);
	qs_expressions_add(host, &stated->terms, 0, 1e18);
	add_row(host, stated, -INFINITY, 0.1)->price = 1.0;
	expect_refusal(host, stated, "row \"r0\" is soft but its numbers have no common unit");
}

/* Two continuous variables, one defined through the other; one fixed; one unused */
static void
chains_of_definitions(void **state)
{
	QsHost	   *host = unit_host(state);
	QsFormulation *stated = qs_formulation_create(host);
	QsBinaryForm *form;
	QsError		error;
	int			x = add_variable(host, stated, QS_VARIABLE_INTEGER, 0.0, 3.0);
	int			z = add_variable(host, stated, QS_VARIABLE_CONTINUOUS, -INFINITY, INFINITY);
	int			w = add_variable(host, stated, QS_VARIABLE_CONTINUOUS, 0.0, INFINITY);
	int			fixed = add_variable(host, stated, QS_VARIABLE_CONTINUOUS, 2.5, 2.5);
	int			unused = add_variable(host, stated, QS_VARIABLE_CONTINUOUS, 0.0, INFINITY);
	uint8_t		bits[] = {1, 1};

	/* z = 2 w + fixed, given before w = x / 4 */
	qs_expressions_add(host, &stated->terms, z, 1.0);
	qs_expressions_add(host, &stated->terms, w, -2.0);
	qs_expressions_add(host, &stated->terms, fixed, -1.0);
	add_row(host, stated, 0.0, 0.0);
	qs_expressions_add(host, &stated->terms, w, 4.0);
	qs_expressions_add(host, &stated->terms, x, -1.0);
	add_row(host, stated, 0.0, 0.0);
	qs_expressions_add(host, &stated->objective, z, 1.0);
	qs_expressions_add_product(host, &stated->objective, -1.0, 2, (int32_t[]) {w, z});
	assert_int_equal(qs_binary_form(host, stated, &form, &error), QS_OK);
	assert_int_equal(form->n, 2);
	assert_int_equal(form->rows, 0);
	assert_int_equal(form->substituted, 2);
	assert_true(qs_binary_form_value(form, w, bits) == 0.75);
	assert_true(qs_binary_form_value(form, z, bits) == 4.0);
	assert_true(qs_binary_form_value(form, fixed, bits) == 2.5);
	assert_true(qs_binary_form_value(form, unused, bits) == 0.0);
	qs_binary_form_free(host, form);
	qs_formulation_free(host, stated);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(decimals),
		UNIT_TEST(bits_cover_exactly),
		UNIT_TEST(bounds_by_propagation),
		UNIT_TEST(chains_of_definitions),
		UNIT_TEST(refusals),
		UNIT_TEST(random_optima),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
