/*
 * test_export_judges.c
 *	  CBC and GLPK read the LP and MPS texts and find the optimum of the model: for random
 *	  linear models, where these programs are installed.
 */
#define _GNU_SOURCE
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exporter/exporter.h"
#include "formulation/binary_form.h"
#include "stated_values.h"

static QsFormulation *
random_model(QsHost *host, QsRandom *random)
{
	QsFormulation *model = qs_formulation_create(host);
	int			n = 2 + (int) qs_random_below(random, 5);
	int			rows = 1 + (int) qs_random_below(random, 4);

	model->maximise = qs_random_below(random, 2);
	model->constant = qs_random_below(random, 3) - 1.0;
	for (int v = 0; v < n; v++)
	{
		char		name[16];
		int			length = snprintf(name, sizeof(name), "x#%d", v);
		bool		binary = qs_random_below(random, 2);
		double		lower = binary ? 0.0 : qs_random_below(random, 5) - 3.0;

		qs_formulation_add_variable(host, model, binary ? QS_VARIABLE_BINARY : QS_VARIABLE_INTEGER, lower,
									binary ? 1.0 : lower + qs_random_below(random, 4), name, (size_t) length);
		qs_expressions_add(host, &model->objective, v, qs_random_below(random, 11) - 5.0);
	}
	for (int r = 0; r < rows; r++)
	{
		double		bound = qs_random_below(random, 9) - 2.0;
		int			kind = (int) qs_random_below(random, 3);

		for (int v = 0; v < n; v++)
			if (qs_random_below(random, 3))
				qs_expressions_add(host, &model->terms, v, (qs_random_below(random, 11) - 5.0) / 2.0);
		qs_formulation_add_row(host, model, kind == 0 ? -INFINITY : bound, kind == 1 ? INFINITY : bound, "", 0);
	}
	return model;
}

static void
write_file(const char *path, const char *text, size_t length)
{
	FILE	   *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	fclose(file);
}

/* What the program prints behind the mark in its output; NAN: infeasible */
static double
judged(const char *command, const char *mark, const char *infeasible)
{
	FILE	   *output = popen(command, "r");
	char		line[1024];
	double		value = NAN;
	bool		found = false,
				none = false;

	assert_non_null(output);
	while (fgets(line, sizeof(line), output))
	{
		const char *place = strcasestr(line, mark);

		none |= strcasestr(line, infeasible) || strcasestr(line, "INTEGER EMPTY") ||
			strcasestr(line, "no feasible") || strcasestr(line, "no integer feasible");
		if (place && !found)
		{
			value = strtod(place + strlen(mark), NULL);
			found = true;
		}
	}
	if (pclose(output) != 0)
		fail_msg("%s failed: %s", command, line);
	if (!found && !none)
		fail_msg("%s said nothing", command);
	return none ? NAN : value;
}

static bool
is_installed(const char *program)
{
	char		command[64];

	snprintf(command, sizeof(command), "command -v %s >/dev/null", program);
	return system(command) == 0;
}

typedef struct Judge
{
	const char *program;
	const char *command;		/* %s: the file */
	QsExportFormat format;
	const char *mark;
	const char *infeasible;
	bool		plain;
} Judge;

static const Judge judges[] = {
	{"glpsol", "glpsol --lp %s -o /dev/stdout", QS_EXPORT_LP, "obj = ", "no primal feasible", false},
	{"glpsol", "glpsol --freemps %s -o /dev/stdout", QS_EXPORT_MPS, "obj = ", "no primal feasible", true},
	{"cbc", "cbc %s solve", QS_EXPORT_LP, "Objective value:", "infeasible", false},
	{"cbc", "cbc %s solve", QS_EXPORT_MPS, "Objective value:", "infeasible", true},
};

static void
ask(QsHost *host, const QsFormulation *model, const Judge *judge, bool feasible, double best, const char *path)
{
	char		command[300];
	char	   *text;
	size_t		length;
	QsError		error;
	double		value;

	assert_int_equal(qs_export(host, model, judge->format, &text, &length, &error), QS_OK);
	write_file(path, text, length);
	snprintf(command, sizeof(command), judge->command, path);
	value = judged(command, judge->mark, judge->infeasible);
	if (feasible ? !(fabs(value - best) < 1e-6) : !isnan(value))
		fail_msg("%s: %g instead of %g\n%s", command, value, feasible ? best : NAN, text);
	qs_free(host, text);
}

static void
same_optimum(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	char		path[64];

	qs_random_seed(&random, 169, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		const Judge *judge = &judges[trial % 4];
		QsFormulation *model;
		QsBinaryForm *form;
		QsModel    *binary;
		QsError		error;
		double		best = 0.0;
		bool		feasible;

		if (!is_installed(judge->program))
			continue;
		/* CBC goes by the ending */
		snprintf(path, sizeof(path), "/tmp/qshrink-judge-%d.%s", (int) getpid(),
				 judge->format == QS_EXPORT_LP ? "lp" : "mps");
		model = random_model(host, &random);
		/* in MPS, CBC and GLPK pass over OBJSENSE, and GLPK has another sign of the constant */
		if (judge->plain)
		{
			model->maximise = false;
			model->constant = 0.0;
		}
		assert_int_equal(qs_binary_form(host, model, &form, &error), QS_OK);
		binary = binary_form_model(host, form);
		feasible = unit_brute_force(binary, &best, NULL);
		best = feasible ? qs_model_report(binary, best) : NAN;
		ask(host, model, judge, feasible, best, path);
		qs_model_free(host, binary);
		qs_binary_form_free(host, form);
		qs_formulation_free(host, model);
		unlink(path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(same_optimum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
