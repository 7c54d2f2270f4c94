/*
 * test_importer.c
 *	  Every instance format: what it means, its dialects, its refusals, and AUTO.
 */
#include "unit.h"
#include "imported_model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "import_text.h"
#include "model/verify.h"

static void
assert_row(const QsRow *row, char sense, double rhs, int count, const int *variables,
		   const double *coefficients)
{
	assert_int_equal(row->sense, sense);
	assert_true(row->rhs == rhs);
	assert_int_equal(row->count, count);
	for (int k = 0; k < count; k++)
	{
		assert_int_equal(row->variables[k], variables[k]);
		assert_true((row->coefficients ? row->coefficients[k] : 1.0) == coefficients[k]);
	}
}

static void
assert_term(const QsTerm *term, int i, int j, double coefficient)
{
	assert_int_equal(term->i, i);
	assert_int_equal(term->j, j);
	assert_true(term->coefficient == coefficient);
}

static void
names(void **state)
{
	QsFormat	format;

	(void) state;
	for (int k = QS_FORMAT_AUTO; k <= QS_FORMAT_MODEL_JSON; k++)
	{
		assert_true(qs_format(qs_format_name((QsFormat) k), &format));
		assert_int_equal(format, k);
	}
	assert_false(qs_format("QAPLIB", &format));
	assert_false(qs_format("", &format));
}

/* ------------------------------------------------------------------------ */

static void
one_knapsack(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import = import_text(host, "\t 3 2\t17\n 5 0 7.5\n1\n2 3  4 0\r\n6 10 11", QS_FORMAT_AUTO);
	const QsImported *problem = &import->problem[0];

	assert_int_equal(import->format, QS_FORMAT_ORLIB_MKNAP);
	assert_int_equal(import->count, 1);
	assert_true(problem->maximise && problem->has_best && problem->best_known == 17.0);
	assert_int_equal(problem->n, 3);
	assert_int_equal(problem->term_count, 2);
	assert_term(&problem->terms[0], 0, 0, 5.0);
	assert_term(&problem->terms[1], 2, 2, 7.5);
	assert_int_equal(problem->rows, 2);
	assert_row(&problem->row[0], '<', 10.0, 3, (int[]) {0, 1, 2}, (double[]) {1, 2, 3});
	assert_row(&problem->row[1], '<', 11.0, 2, (int[]) {0, 2}, (double[]) {4, 6});
	qs_import_free(host, import);

	import = import_text(host, "1 1 0\n5\n0\n0\n", QS_FORMAT_ORLIB_MKNAP);
	assert_false(import->problem[0].has_best);
	assert_int_equal(import->problem[0].row[0].count, 0);
	qs_import_free(host, import);
}

static void
many_knapsacks(void **state)
{
	QsHost	   *host = unit_host(state);
	const char *instances = "2 1 9\n4 5\n1 1\n1\n1 2 0\n3\n1\n1\n2 2\n";
	char		content[200];
	QsImport   *import;

	/* the count on a line of its own, and in front on the same line */
	for (int layout = 0; layout < 2; layout++)
	{
		snprintf(content, sizeof(content), layout ? "2 %s" : "\n2\n%s", instances);
		import = import_text(host, content, QS_FORMAT_AUTO);
		assert_int_equal(import->format, QS_FORMAT_ORLIB_MKNAP);
		assert_int_equal(import->count, 2);
		assert_true(import->problem[0].best_known == 9.0);
		assert_false(import->problem[1].has_best);
		assert_row(&import->problem[1].row[1], '<', 2.0, 1, (int[]) {0}, (double[]) {1});
		qs_import_free(host, import);
	}

	/* one instance with every number on a line of its own */
	import = import_text(host, "1\n1\n4\n4\n2\n3", QS_FORMAT_ORLIB_MKNAP);
	assert_int_equal(import->count, 1);
	assert_true(import->problem[0].row[0].rhs == 3.0);
	qs_import_free(host, import);
}

static void
refused_knapsacks(void **state)
{
	QsHost	   *host = unit_host(state);

	refuse(host, "2 1 0\n4 x\n1 1\n1", QS_FORMAT_ORLIB_MKNAP, 2, "line 2: expected a profit but found \"x\"");
	refuse(host, "2 1 0\n4 5\n1 1\n", QS_FORMAT_ORLIB_MKNAP, 4, "expected a capacity but the content ends");
	refuse(host, "2 1 0\n4 5\n1 1\n1 9", QS_FORMAT_ORLIB_MKNAP, 4, "expected the end of the content but found \"9\"");
	refuse(host, "0 1 0\n", QS_FORMAT_ORLIB_MKNAP, 1, "the number of items between 1 and");
	refuse(host, "2 0 0\n1 1", QS_FORMAT_ORLIB_MKNAP, 1, "the number of constraints");
	refuse(host, "16777216 2000000000 0 1 2 3", QS_FORMAT_ORLIB_MKNAP, 1, "content is too short");
	refuse(host, "1000000000 1 0 1 2 3", QS_FORMAT_ORLIB_MKNAP, 1, "found \"1000000000\"");
	refuse(host, "2000000000\n1 1 0 1 2 3", QS_FORMAT_ORLIB_MKNAP, 1, "content is too short");
	refuse(host, "2 1 0\n4 1e999\n1 1\n1", QS_FORMAT_ORLIB_MKNAP, 2, "1e999 is not a finite number");
	refuse(host, "2 1 0\n4 NaN\n1 1\n1", QS_FORMAT_ORLIB_MKNAP, 2, "NaN is not a finite number");
	refuse(host, "2.5 1 0\n4 4\n1 1\n1", QS_FORMAT_ORLIB_MKNAP, 1, "found \"2.5\"");
	refuse(host, "2\n1 1 0 10 10 10\n1 2 0\n", QS_FORMAT_ORLIB_MKNAP, 3, "5 more numbers should follow but the content is too short");
}

/* ------------------------------------------------------------------------ */

static void
dimacs_graphs(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import = import_text(host,
									 "c a comment with words 1 2 3\n\nc\ncomment without a blank\n"
									 "p edge          5         4\r\n"
									 "e         3         1\n  e 1 4\n\te\t2\t3\r\ne 1 4\n"
									 "v 0.5 0.5\nd 2 1 5\nx 1 2\nn 2 2.5\nn 5 0",
									 QS_FORMAT_AUTO);
	const QsImported *problem = &import->problem[0];

	assert_int_equal(import->format, QS_FORMAT_DIMACS);
	assert_true(problem->maximise);
	assert_false(problem->has_best);
	assert_int_equal(problem->n, 5);
	assert_int_equal(problem->term_count, 4);
	assert_term(&problem->terms[0], 0, 0, 1.0);
	assert_term(&problem->terms[1], 1, 1, 2.5);
	assert_term(&problem->terms[3], 3, 3, 1.0);
	assert_int_equal(problem->rows, 3);
	assert_row(&problem->row[0], '<', 1.0, 2, (int[]) {0, 2}, (double[]) {1, 1});
	assert_row(&problem->row[1], '<', 1.0, 2, (int[]) {0, 3}, (double[]) {1, 1});
	assert_row(&problem->row[2], '<', 1.0, 2, (int[]) {1, 2}, (double[]) {1, 1});
	qs_import_free(host, import);

	/* the header may count an edge once though both directions are listed */
	import = import_text(host, "p col 3 2\ne 1 2\ne 2 1\ne 2 3\ne 3 2\n", QS_FORMAT_AUTO);
	assert_int_equal(import->problem[0].rows, 2);
	qs_import_free(host, import);

	/* isolated vertices only */
	import = import_text(host, "p edge 7 0", QS_FORMAT_AUTO);
	assert_int_equal(import->problem[0].n, 7);
	assert_int_equal(import->problem[0].rows, 0);
	assert_int_equal(import->problem[0].term_count, 7);
	qs_import_free(host, import);
}

static void
refused_dimacs(void **state)
{
	QsHost	   *host = unit_host(state);

	refuse(host, "c only a comment\n", QS_FORMAT_DIMACS, 2, "a line \"p edge\" or \"p col\" but the content ends");
	refuse(host, "e 1 2\np edge 2 1\n", QS_FORMAT_DIMACS, 1, "before all others");
	refuse(host, "p edge 2 1\np edge 2 1\ne 1 2\n", QS_FORMAT_DIMACS, 2, "second p line; the first is line 1");
	refuse(host, "p max 2 1\n", QS_FORMAT_DIMACS, 1, "\"edge\" or \"col\"");
	refuse(host, "p edge 2\n1\n", QS_FORMAT_DIMACS, 1, "expected the number of edges but the line ends");
	refuse(host, "p edge 2 1 3\n", QS_FORMAT_DIMACS, 1, "expected the end of the line but found \"3\"");
	refuse(host, "c x\np edge 2 1\n\ne 1 1\n", QS_FORMAT_DIMACS, 4, "line 4: an edge from vertex 1 to itself");
	refuse(host, "p edge 2 1\ne 1 3\n", QS_FORMAT_DIMACS, 2, "a vertex between 1 and 2 but found \"3\"");
	refuse(host, "p edge 2 1\ne 0 1\n", QS_FORMAT_DIMACS, 2, "found \"0\"");
	refuse(host, "p edge 2 1\ne 1 2 5\n", QS_FORMAT_DIMACS, 2, "the end of the line but found \"5\"");
	refuse(host, "p edge 2 1\ne 1\n2\n", QS_FORMAT_DIMACS, 2, "a vertex but the line ends");
	refuse(host, "p edge 2 1\na 1 2\n", QS_FORMAT_DIMACS, 2, "found \"a\"");
	refuse(host, "p edge 2 2\ne 1 2\n", QS_FORMAT_DIMACS, 1, "2 edges are promised but the content lists 1");
	refuse(host, "p edge 3 1\ne 1 2\ne 2 1\ne 1 3\n", QS_FORMAT_DIMACS, 1, "lists 3, 2 of them different");
	refuse(host, "p edge 2 1\ne 1 2\nn 1 5\nn 2 5\nn 1 6\n", QS_FORMAT_DIMACS, 5, "entry 1 1 was given before, on line 3");
	refuse(host, "p edge 2 1\ne 1 2\nn 1 abc\n", QS_FORMAT_DIMACS, 3, "expected a weight but found \"abc\"");
	refuse(host, "p edge 16777216 0\n", QS_FORMAT_DIMACS, 1, "16777216 vertices but only");
	refuse(host, "p edge 1000000000 0\n", QS_FORMAT_DIMACS, 1, "number of vertices between");
	refuse(host, "p edge 2 \xc3\xa9\x01\n", QS_FORMAT_DIMACS, 1, "found \"\\xc3\\xa9\\x01\"");
}

static void
rudy_graphs(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import = import_text(host, "# a path\n3 2\n1 2\n 3 2 \n", QS_FORMAT_AUTO);
	const QsImported *problem = &import->problem[0];

	assert_int_equal(import->format, QS_FORMAT_RUDY);
	assert_true(problem->maximise);
	assert_int_equal(problem->n, 3);
	assert_int_equal(problem->rows, 0);
	assert_int_equal(problem->term_count, 5);
	assert_term(&problem->terms[0], 0, 0, 1.0);
	assert_term(&problem->terms[1], 0, 1, -2.0);
	assert_term(&problem->terms[2], 1, 1, 2.0);
	qs_import_free(host, import);

	/* parallel edges add up; weights that cancel leave nothing */
	import = import_text(host, "2 3\n1 2 5\n2 1 -4.5\n1 2 -0.5\n", QS_FORMAT_RUDY);
	assert_int_equal(import->problem[0].term_count, 0);
	qs_import_free(host, import);

	refuse(host, "3 2\n1 2\n2 3 1\n", QS_FORMAT_RUDY, 3, "expected the end of the line but found \"1\"");
	refuse(host, "3 2\n1 2 1\n2 3\n", QS_FORMAT_RUDY, 3, "a weight, as on the lines before but the line ends");
	refuse(host, "3 2\n1 2 1\n2 2 1\n", QS_FORMAT_RUDY, 3, "an edge from vertex 2 to itself");
	refuse(host, "3 2\n1 2 1\n\n", QS_FORMAT_RUDY, 4, "2 edges should follow but the content ends after 1");
	refuse(host, "3 1\n1 2 1\n1 3 1\n", QS_FORMAT_RUDY, 3, "the end of the content");
	refuse(host, "3 1000000\n1 2 1\n1 3 1\n", QS_FORMAT_RUDY, 4, "1000000 edges should follow but the content ends after 2");
	refuse(host, "2 2\n1 2 1.5e308\n1 2 1.5e308\n", QS_FORMAT_RUDY, 4, "more than double precision holds");
}

/* ------------------------------------------------------------------------ */

static void
assignments(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import = import_text(host, " 2\n\n0 1\n2.5 3\n\n\n 4 5 6\n -7e0", QS_FORMAT_AUTO);
	const QsImported *problem = &import->problem[0];

	assert_int_equal(import->format, QS_FORMAT_QAPLIB);
	assert_int_equal(problem->order, 2);
	assert_int_equal(problem->n, 4);
	assert_false(problem->maximise);
	assert_null(problem->terms);
	assert_memory_equal(problem->flow, ((double[]) {0, 1, 2.5, 3}), 4 * sizeof(double));
	assert_memory_equal(problem->distance, ((double[]) {4, 5, 6, -7}), 4 * sizeof(double));
	qs_import_free(host, import);

	refuse(host, "2\n0 1\n1 0\n0 1\n1", QS_FORMAT_QAPLIB, 5, "a distance (matrix B) but the content ends");
	refuse(host, "2\n0 1\n1 O\n0 1\n1 0", QS_FORMAT_QAPLIB, 3, "a flow (matrix A) but found \"O\"");
	refuse(host, "2\n0 1\n1 0\n0 1\n1 0 0", QS_FORMAT_QAPLIB, 5, "the end of the content but found \"0\"");
	refuse(host, "4096\n0 1\n1 0\n0 1\n1 0", QS_FORMAT_QAPLIB, 1, "33554432 more numbers");
	refuse(host, "4097\n0 1\n1 0\n0 1\n1 0", QS_FORMAT_QAPLIB, 1, "between 1 and 4096");
}

static void
bqp_problems(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import = import_text(host, "# maximise\n3 3\n1 1 5\n1 3 -4\n2 1 0.5\n", QS_FORMAT_AUTO);
	const QsImported *problem = &import->problem[0];

	assert_int_equal(import->format, QS_FORMAT_BQP);
	assert_true(problem->maximise);
	assert_int_equal(problem->n, 3);
	assert_int_equal(problem->term_count, 3);
	assert_term(&problem->terms[0], 0, 0, 5.0);
	assert_term(&problem->terms[1], 0, 1, 1.0);
	assert_term(&problem->terms[2], 0, 2, -8.0);
	qs_import_free(host, import);

	import = import_text(host, "2\n2 1\n1 2 3\n\n1 1\n1 1 -0.5", QS_FORMAT_BQP);
	assert_int_equal(import->format, QS_FORMAT_BQP);
	assert_int_equal(import->count, 2);
	assert_term(&import->problem[0].terms[0], 0, 1, 6.0);
	assert_term(&import->problem[1].terms[0], 0, 0, -0.5);
	qs_import_free(host, import);

	/* as a knapsack this would lack numbers; with others it may not: see AUTO */
	import = import_text(host, "2\n2 2\n1 2 3\n2 2 1\n1 1\n1 1 -0.5\n", QS_FORMAT_AUTO);
	assert_int_equal(import->format, QS_FORMAT_BQP);
	qs_import_free(host, import);

	refuse(host, "3 2\n1 2 5\n2 1 5\n", QS_FORMAT_BQP, 3, "entry 2 1 was given before, on line 2");
	refuse(host, "3 2\n1 2 5\n", QS_FORMAT_BQP, 3, "2 entries should follow but the content ends after 1");
	refuse(host, "3 1\n1 2 5\n1 3 5\n", QS_FORMAT_BQP, 3, "the end of the content");
	refuse(host, "3 1\n1 2\n5\n", QS_FORMAT_BQP, 2, "a coefficient but the line ends");
	refuse(host, "3 1\n1 4 1\n", QS_FORMAT_BQP, 2, "a variable between 1 and 3 but found \"4\"");
	refuse(host, "2\n1 1\n1 1 1\n", QS_FORMAT_BQP, 4, "2 problems should follow but the content ends after 1");
	refuse(host, "3 1\n1 2 1.7e308\n", QS_FORMAT_BQP, 2, "double precision");
	refuse(host, "3 16777217\n1 2 1\n", QS_FORMAT_BQP, 1, "number of entries between");
	refuse(host, "#\n#\n", QS_FORMAT_BQP, 3, "the number of variables but the content ends");
}

static void
qbsolv_problems(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import = import_text(host,
									 "c comment\np qubo 0 4 2 2\nc nodes\n0 0 -1\n3 3 2.5\nc couplers\n"
									 "0 3 4\n3 1 -0.25\n", QS_FORMAT_AUTO);
	const QsImported *problem = &import->problem[0];

	assert_int_equal(import->format, QS_FORMAT_QBSOLV);
	assert_false(problem->maximise);
	assert_int_equal(problem->n, 4);
	assert_int_equal(problem->term_count, 4);
	assert_term(&problem->terms[0], 0, 0, -1.0);
	assert_term(&problem->terms[1], 0, 3, 4.0);
	assert_term(&problem->terms[2], 1, 3, -0.25);
	assert_term(&problem->terms[3], 3, 3, 2.5);
	qs_import_free(host, import);

	refuse(host, "0 0 1\n", QS_FORMAT_QBSOLV, 1, "expected the line \"p qubo\" before all others but found \"0\"");
	refuse(host, "p edge 0 4 1 0\n", QS_FORMAT_QBSOLV, 1, "expected \"qubo\" after \"p\"");
	refuse(host, "p qubo 0 4 1 0\n0 4 1\n", QS_FORMAT_QBSOLV, 2, "a variable between 0 and 3");
	refuse(host, "p qubo 0 4 1 0\n0 1 1\n", QS_FORMAT_QBSOLV, 3, "promises 1 diagonal entries and 0 couplers but the content lists 0 and 1");
	refuse(host, "p qubo 0 4 0 2\n0 1 1\n1 0 1\n", QS_FORMAT_QBSOLV, 3, "entry 1 0 was given before, on line 2");
	refuse(host, "p qubo 0 4 16777216 9\n0 1 1\n", QS_FORMAT_QBSOLV, 3, "promises 16777216");
}

/* ------------------------------------------------------------------------ */

static void
automatic_choice(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import;
	QsError		error;
	const char	zero[] = "p edge 2 1\ne 1\0 2\n";

	/* without a diagonal entry, triples are a graph as well as a quadratic form */
	refuse(host, "3 2\n1 2 5\n1 3 1\n", QS_FORMAT_AUTO, 0, "more than one format: rudy, bqp, qs");
	refuse(host, "1 0", QS_FORMAT_AUTO, 0, "rudy, bqp, qs");
	refuse(host, "2\n2 1\n1 2 3\n\n1 1\n1 1 -1", QS_FORMAT_AUTO, 0, "orlib-mknap, bqp");

	/* the complaint is that of the format that came furthest */
	refuse(host, "p edge 3 2\ne 1 2\ne 1 x\n", QS_FORMAT_AUTO, 3,
		   "no format reads the content to its end; read as dimacs: line 3: expected a vertex but found \"x\"");
	refuse(host, "p qubo 0 3 1 1\n0 0 1\n0 x 1\n", QS_FORMAT_AUTO, 3, "read as qbsolv: line 3");
	refuse(host, "3\n0 1 2 3 4 5 6 7 8\n0 1 2 3 4 5 6 7 x\n", QS_FORMAT_AUTO, 3, "read as qaplib: line 3");
	refuse(host, "hello", QS_FORMAT_AUTO, 1, "the number of instances but found \"hello\"");
	refuse(host, "", QS_FORMAT_AUTO, 0, "the content is empty");
	refuse(host, " \n\t\r\n", QS_FORMAT_AUTO, 0, "the content is empty");
	refuse(host, "\xef\xbb\xbf", QS_FORMAT_BQP, 0, "the content is empty");
	assert_int_equal(qs_import(host, zero, sizeof(zero) - 1, QS_FORMAT_AUTO, &import, &error), QS_INVALID);
	assert_string_equal(error.message, "line 2: the content holds a zero byte");

	import = import_text(host, "\xef\xbb\xbf p edge 2 1\ne 1 2", QS_FORMAT_AUTO);
	assert_int_equal(import->format, QS_FORMAT_DIMACS);
	qs_import_free(host, import);

	import = import_text(host, "\n {\"n\": 3}", QS_FORMAT_AUTO);
	assert_int_equal(import->format, QS_FORMAT_MODEL_JSON);
	assert_int_equal(import->count, 0);
	qs_import_free(host, import);
	import = import_text(host, "{", QS_FORMAT_MODEL_JSON);
	qs_import_free(host, import);
	refuse(host, "[1]", QS_FORMAT_MODEL_JSON, 0, "starts with a brace");
	refuse(host, "{}", QS_FORMAT_BQP, 1, "found \"{}\"");
}

/* Random instances written out in each format, read back, and every assignment
 * valued by definition, by the judge and by the engine's model. */
typedef struct Instance
{
	QsFormat	format;
	int			n;
	double		entry[8][8];	/* symmetric: weights, or half of them off the diagonal */
	char		text[4096];
	size_t		length;
} Instance;

static void __attribute__((format(printf, 2, 3)))
append(Instance *instance, const char *format, ...)
{
	va_list		arguments;

	va_start(arguments, format);
	instance->length += (size_t) vsnprintf(instance->text + instance->length,
										   sizeof(instance->text) - instance->length, format, arguments);
	va_end(arguments);
	assert_true(instance->length < sizeof(instance->text));
}

static void
random_instance(QsRandom *random, QsFormat format, Instance *instance)
{
	int			count = 0,
				diagonal = 0;

	memset(instance, 0, sizeof(*instance));
	instance->format = format;
	instance->n = 2 + (int) qs_random_below(random, 7);
	for (int i = 0; i < instance->n; i++)
		for (int j = i; j < instance->n; j++)
			if ((i != j || format != QS_FORMAT_RUDY) && qs_random_below(random, 2))
			{
				instance->entry[i][j] = instance->entry[j][i] = 0.5 * (1 + (int) qs_random_below(random, 40)) - 10.25;
				count++;
				diagonal += i == j;
			}
	if (format == QS_FORMAT_QBSOLV)
		append(instance, "p qubo 0 %d %d %d\n", instance->n, diagonal, count - diagonal);
	else
		append(instance, "%d %d\n", instance->n, count);
	for (int i = 0; i < instance->n; i++)
		for (int j = i; j < instance->n; j++)
			if (instance->entry[i][j] != 0.0)
			{
				int			base = format != QS_FORMAT_QBSOLV;
				bool		swap = qs_random_below(random, 2);

				append(instance, "%d %d %g\n", (swap ? j : i) + base, (swap ? i : j) + base, instance->entry[i][j]);
			}
}

static double
value_by_definition(const Instance *instance, const uint8_t *x)
{
	double		sum = 0.0;

	for (int i = 0; i < instance->n; i++)
		for (int j = 0; j < instance->n; j++)
			if (instance->format == QS_FORMAT_RUDY)
				sum += i < j && x[i] != x[j] ? instance->entry[i][j] : 0.0;
			else if (instance->format == QS_FORMAT_BQP || instance->format == QS_FORMAT_QS)
				sum += x[i] && x[j] ? instance->entry[i][j] : 0.0;
			else
				sum += i <= j && x[i] && x[j] ? instance->entry[i][j] : 0.0;
	return sum;
}

static void
values_by_definition(void **state)
{
	static const QsFormat formats[] = {QS_FORMAT_RUDY, QS_FORMAT_BQP, QS_FORMAT_QBSOLV, QS_FORMAT_QS};
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 31, 0);
	for (int trial = 0; trial < 300; trial++)
	{
		Instance	instance;
		QsImport   *import;
		QsModel    *model;
		const QsImported *problem;

		random_instance(&random, formats[trial % 4], &instance);
		import = import_text(host, instance.text, instance.format);
		problem = &import->problem[0];
		model = imported_model(host, problem);
		assert_int_equal(model->n, instance.n);
		for (unsigned bits = 0; bits < 1u << instance.n; bits++)
		{
			uint8_t		x[8];
			double		expected;

			for (int i = 0; i < instance.n; i++)
				x[i] = bits >> i & 1;
			expected = value_by_definition(&instance, x);
			assert_true(qs_verify_terms(NULL, problem->offset, problem->terms, problem->term_count,
										x) == expected);
			assert_true(qs_model_report(model, qs_model_objective(model, x)) == expected);
		}
		qs_model_free(host, model);
		qs_import_free(host, import);
	}
}

static void
models_of_constrained_problems(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import = import_text(host, "p edge 4 3\ne 1 2\ne 2 3\ne 3 4\nn 2 5\n", QS_FORMAT_AUTO);
	QsModel    *model = imported_model(host, &import->problem[0]);
	double		best;
	uint8_t		x[4];

	assert_true(unit_brute_force(model, &best, x));
	assert_true(qs_model_report(model, best) == 6.0);
	qs_model_free(host, model);
	qs_import_free(host, import);

	import = import_text(host, "3 1 0  6 5 5  4 3 3  6", QS_FORMAT_AUTO);
	model = imported_model(host, &import->problem[0]);
	assert_true(unit_brute_force(model, &best, NULL));
	assert_true(qs_model_report(model, best) == 10.0);
	qs_model_free(host, model);
	qs_import_free(host, import);

	/* flow 1 -> 2 is 3, distance from location 2 to location 1 is 1 */
	import = import_text(host, "2  0 3 0 0  0 9 1 0", QS_FORMAT_AUTO);
	model = imported_model(host, &import->problem[0]);
	assert_true(unit_brute_force(model, &best, x));
	assert_true(best == 3.0 && x[1] == 1 && x[2] == 1);
	qs_model_free(host, model);
	qs_import_free(host, import);
}

/* Cut anywhere, changed anywhere: a value or an error, no leak, little memory. */
static void
damaged_contents(void **state)
{
	static const char *contents[] = {
		"3 2 17\n5 0 7.5\n1 2 3\n4 0 6\n10 11\n",
		"2\n2 1 9\n4 5\n1 1\n1\n1 2 0\n3\n1\n1\n2 2\n",
		"c x\np edge 5 4\ne 3 1\ne 1 4\ne 2 3\ne 1 4\nn 2 2.5\n",
		"2\n0 1\n2.5 3\n4 5\n6 -7\n",
		"# g\n4 3\n1 2 1\n2 3 -1\n3 4 2\n",
		"3 3\n1 1 5\n1 3 -4\n2 1 0.5\n",
		"p qubo 0 4 2 2\n0 0 -1\n3 3 2.5\n0 3 4\n3 1 -0.25\n",
		"# minimise\n# ObjectiveOffset 3\n# Vars Non-zeros\n2 2\n1 1 1\n1 2 -1\n",
		"2 7\n0 1\n2.5 3\n4 5\n6 -7\n",
	};
	static const char bytes[] = "0159 -.\n\t#cpe{x\x80";
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 32, 0);
	for (int trial = 0; trial < 6000; trial++)
	{
		const char *source = contents[trial % 9];
		size_t		length = strlen(source);
		char	   *content = QS_ARRAY(host, char, length);
		QsImport   *import;
		QsError		error;

		memcpy(content, source, length);
		for (int k = (int) qs_random_below(&random, 4); k > 0; k--)
			content[qs_random_below(&random, (uint32_t) length)] = bytes[qs_random_below(&random, sizeof(bytes))];
		if (trial % 3 == 0)
			length = qs_random_below(&random, (uint32_t) length + 1);
		if (qs_import(host, content, length, (QsFormat) qs_random_below(&random, 9), &import, &error) == QS_OK)
			qs_import_free(host, import);
		else
			assert_true(error.message[0] != '\0');
		qs_free(host, content);
		assert_int_equal(host->memory_used, 0);
	}
	assert_true(host->memory_peak < (size_t) 64 << 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(names),
		UNIT_TEST(one_knapsack),
		UNIT_TEST(many_knapsacks),
		UNIT_TEST(refused_knapsacks),
		UNIT_TEST(dimacs_graphs),
		UNIT_TEST(refused_dimacs),
		UNIT_TEST(rudy_graphs),
		UNIT_TEST(assignments),
		UNIT_TEST(bqp_problems),
		UNIT_TEST(qbsolv_problems),
		UNIT_TEST(automatic_choice),
		UNIT_TEST(values_by_definition),
		UNIT_TEST(models_of_constrained_problems),
		UNIT_TEST(damaged_contents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
