/*
 * test_import_models.c
 *	  The formats that state models, LP, MPS and OPB, and graphs of METIS and DIMACS: what
 *	  they mean, their dialects, their refusals.
 */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "import_text.h"
#include "imported_model.h"

/* The content's optimum, by trying all assignments */
static void
expect_optimum(QsHost *host, const char *content, QsFormat format, double optimum)
{
	QsImport   *import = import_text(host, content, QS_FORMAT_AUTO);
	QsModel    *model = imported_model(host, &import->problem[0]);
	double		best;

	if (import->format != format)
		fail_msg("%s: read as %s", content, qs_format_name(import->format));
	if (!unit_brute_force(model, &best, NULL))
		fail_msg("%s: infeasible", content);
	if (fabs(qs_model_report(model, best) - optimum) > 1e-9)
		fail_msg("%s: %g instead of %g", content, qs_model_report(model, best), optimum);
	qs_model_free(host, model);
	qs_import_free(host, import);
}

static void
expect_variable(const QsImported *problem, int v, const char *name, QsVariableKind kind, double lower,
				double upper)
{
	const QsStatedVariable *variable = &problem->stated->variable[v];

	assert_int_equal(variable->name.length, strlen(name));
	assert_memory_equal(qs_formulation_text(problem->stated, variable->name), name, strlen(name));
	assert_int_equal(variable->kind, kind);
	assert_true(variable->lower == lower && variable->upper == upper);
}

static void
expect_row(const QsImported *problem, int r, const char *name, double lower, double upper)
{
	const QsStatedRow *row = &problem->stated->row[r];

	assert_int_equal(row->name.length, strlen(name));
	assert_memory_equal(qs_formulation_text(problem->stated, row->name), name, strlen(name));
	if (row->lower != lower || row->upper != upper)
		fail_msg("row %s: [%g, %g]", name, row->lower, row->upper);
}

static void
expect_note(const QsImported *problem, const char *part)
{
	if (problem->notes.text == NULL || strstr(problem->notes.text, part) == NULL)
		fail_msg("notes: %s", problem->notes.text ? problem->notes.text : "none");
}

/* ------------------------------------------------------------------------ */

static void
lp_texts(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import = import_text(host,
									 "\\* a block\n   of two lines *\\\n\\ optimum: -4.5 (proved)\n"
									 "Bounds\n -2 <= x <= 3\n y#1 free\n y#1 <= 4\n w[0,1] = 2\n -inf <= y#1\n 9 >= z\n"
									 "such that\n c1: -5 <= x + y#1 <= 5\n z + 2x >= 1 \n 5 >= x\n"
									 "Maximise\n profit: 3 x - 2.5y#1 + 7 + w[0,1] + 2 b - - z\n"
									 "ST\n c3: 2 x + 3 >= -4 c4: 2 z = 1e1\n c5: - 3 x =< - 1\n"
									 "Generals\n x y#1\nINT z w[0,1]\nBINARY\n b\nend\n", QS_FORMAT_AUTO);
	const QsImported *problem = &import->problem[0];

	assert_int_equal(import->format, QS_FORMAT_LP);
	assert_true(problem->maximise && problem->has_best && problem->best_known == -4.5);
	assert_true(problem->stated->constant == 7.0);
	expect_note(problem, "offset of 7");
	assert_int_equal(problem->stated->n, 5);
	expect_variable(problem, 0, "x", QS_VARIABLE_INTEGER, -2.0, 3.0);
	expect_variable(problem, 1, "y#1", QS_VARIABLE_INTEGER, -INFINITY, 4.0);
	expect_variable(problem, 2, "w[0,1]", QS_VARIABLE_INTEGER, 2.0, 2.0);
	expect_variable(problem, 3, "z", QS_VARIABLE_INTEGER, 0.0, 9.0);
	expect_variable(problem, 4, "b", QS_VARIABLE_BINARY, 0.0, 1.0);
	assert_int_equal(problem->stated->rows, 6);
	expect_row(problem, 0, "c1", -5.0, 5.0);
	expect_row(problem, 1, "", 1.0, INFINITY);
	expect_row(problem, 2, "", -INFINITY, 5.0);
	expect_row(problem, 3, "c3", -7.0, INFINITY);
	expect_row(problem, 4, "c4", 10.0, 10.0);
	expect_row(problem, 5, "c5", -INFINITY, -1.0);
	/* y is bounded below through c1 */
	assert_true(problem->form->image[1].constant == -8.0);
	qs_import_free(host, import);

	/* a BOM, one line comments with stars, no End, CR LF */
	expect_optimum(host, "\xef\xbb\xbf\\* one\r\nMIN\r\nx + y\r\ns.t.\r\nx + y >= 1\r\nbin\r\nx y", QS_FORMAT_LP, 1.0);
	/* products: halved in the objective, whole in rows; powers, squares of binaries */
	expect_optimum(host, "min\n [ x^2 + 4 x*y - 6 y * z ] / 2\nst\n [ x * y ] + z >= 1\nbin\n x y z end", QS_FORMAT_LP, -3.0);
	expect_optimum(host, "max\n - [ i^2 ] / 2 + 3 i\nst\n i <= 10\nint\n i\nend", QS_FORMAT_LP, 4.5);
	expect_optimum(host, "max\n [ 2 x*y*z ]/2\nst\n x + y + z <= 3\nbin\n x\n y\n z\nend", QS_FORMAT_LP, 1.0);
	/* conditions */
	expect_optimum(host, "max\n x + y + b\nst\n b = 1 -> x + y <= 1\nbin\n x y b\nend", QS_FORMAT_LP, 2.0);
	expect_optimum(host, "max\n x + y - b\nst\n c: b = 0 -> x + y <= 1\nbin\n x y b\nend", QS_FORMAT_LP, 1.0);
	/* a label that is a keyword, a variable that begins like an infinity */
	expect_optimum(host, "min\n end: infected\nst\n bin: infected + x >= 1\nbin\n infected x\nend", QS_FORMAT_LP, 0.0);
	/* a continuous variable that a row defines */
	expect_optimum(host, "min\n z\nst\n d: 2 z - 3 x + y = 0.5\n x + y >= 1\nbounds\n z free\nbin\n x y\nend",
				   QS_FORMAT_LP, -0.25);
	/* a coefficient of zero defines nothing */
	expect_optimum(host, "max\n z\nst\n c: z + 0 z - x = 0\nbounds\n z free\nbin\n x\nend", QS_FORMAT_LP, 1.0);
}

static void
refused_lp(void **state)
{
	QsHost	   *host = unit_host(state);

	refuse(host, "min\n x + y\nst\n x + y >= 1\nbin\n x\nend", QS_FORMAT_AUTO, 0, "variable \"y\" is continuous");
	refuse(host, "min\n i\nst\n i >= -3\nbounds\n i free\nint\n i j\nend", QS_FORMAT_LP, 0, "integer variable \"i\" has no upper bound");
	refuse(host, "min\n x\nst\n x >= 1\nsemi-continuous\n x\nend", QS_FORMAT_LP, 5, "semi-continuous variables are not supported: \"x\"");
	refuse(host, "min\n x\nsos\n s1: S1:: x:1\nend", QS_FORMAT_LP, 3, "special ordered sets are not supported");
	refuse(host, "min\n x\ngeneral constraints\n r = MAX ( x )\nend", QS_FORMAT_LP, 3, "this section is not supported");
	refuse(host, "min\n x\nst\n x y >= 1\nend", QS_FORMAT_LP, 4, "expected <=, >= or = but found \"y\"");
	refuse(host, "min\n x\nst\n c: x >= y\nend", QS_FORMAT_LP, 4, "the number a row is bounded by but found \"y\"");
	refuse(host, "min\n x\nst\n c: x >=\nend", QS_FORMAT_LP, 5, "the number a row is bounded by but found \"end\"");
	refuse(host, "min\n x * y\nend", QS_FORMAT_LP, 2, "products of variables in brackets");
	refuse(host, "min\n [ x * y ] / 3\nend", QS_FORMAT_LP, 2, "2 after ] / but found \"3\"");
	refuse(host, "min\n [ x * y\nend", QS_FORMAT_LP, 3, "+, - or ] after a product");
	refuse(host, "min\n [ x ^0 ] / 2\nend", QS_FORMAT_LP, 2, "a small whole exponent but found \"0\"");
	refuse(host, "min\n x\nmax\n y\nend", QS_FORMAT_LP, 4, "one objective only");
	refuse(host, "min\n 1e999 x\nend", QS_FORMAT_LP, 2, "not a finite number");
	refuse(host, "min\n x\nend\nmore", QS_FORMAT_LP, 4, "the end of the content but found \"more\"");
	refuse(host, "min\nend\n", QS_FORMAT_LP, 3, "the model has no variable");
	refuse(host, "min\n x\nst\n b = 2 -> x >= 1\nend", QS_FORMAT_LP, 4, "a condition");
	refuse(host, "min\n x\nbounds\n 3 <= x <= 2\nint\n x\nend", QS_FORMAT_LP, 0, "\"x\" has no value between its bounds");
	refuse(host, "min\n x\nbounds\n x <= y\nend", QS_FORMAT_LP, 4, "a bound but found \"y\"");
}

/* ------------------------------------------------------------------------ */

#define MPS_HEAD	"NAME T\nROWS\n N c\n L l\n G g\n E e\n E f\n N free\nCOLUMNS\n"

static void
mps_texts(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import = import_text(host,
									 "* BEST SOLN: 12 (opt)\n" MPS_HEAD
									 " M1 'MARKER' 'INTORG'\n a c 1 l 2\n a g 3\n b e 1 f 1\n b free 9\n i c 1\n M2 'MARKER' 'INTEND'\n v c 2\n"
									 "RHS\n RHS c -5 l 4\n g 2\n RHS e 1 f 7\n"
									 "RANGES\n R l 3 g 2.5\n R e -4 f 4\n"
									 "BOUNDS\n UP B a 7\n BV B b\n FX B v 2.5\n LI B i -2\n UI B i 6\nENDATA\n",
									 QS_FORMAT_AUTO);
	const QsImported *problem = &import->problem[0];

	assert_int_equal(import->format, QS_FORMAT_MPS);
	assert_string_equal(problem->name, "T");
	assert_true(problem->has_best && problem->best_known == 12.0);
	assert_true(problem->stated->constant == 5.0 && problem->offset == 5.0 + 5.0 - 2.0);
	expect_note(problem, "free row \"free\" was dropped");
	expect_note(problem, "offset of 5");
	expect_variable(problem, 0, "a", QS_VARIABLE_INTEGER, 0.0, 7.0);
	expect_variable(problem, 1, "b", QS_VARIABLE_BINARY, 0.0, 1.0);
	expect_variable(problem, 2, "i", QS_VARIABLE_INTEGER, -2.0, 6.0);
	expect_variable(problem, 3, "v", QS_VARIABLE_CONTINUOUS, 2.5, 2.5);
	expect_row(problem, 0, "l", 1.0, 4.0);
	expect_row(problem, 1, "g", 2.0, 4.5);
	expect_row(problem, 2, "e", -3.0, 1.0);
	expect_row(problem, 3, "f", 7.0, 11.0);
	qs_import_free(host, import);

	/* names with blanks, by columns */
	expect_optimum(host, "NAME          BLANKS\nROWS\n N  COST\n G  MY ROW\nCOLUMNS\n"
				   "    MARKER                 'MARKER'                 'INTORG'\n"
				   "    X 1       COST               2.0   MY ROW             1.0\n"
				   "    X 2       COST               3.0   MY ROW             2.0\n"
				   "    MARKER                 'MARKER'                 'INTEND'\n"
				   "RHS\n    RHS       MY ROW             2.0\nBOUNDS\n UP BND       X 1                1.0\nENDATA\n",
				   QS_FORMAT_MPS, 3.0);
	/* quadratic: a triangle, the whole matrix, in a row */
	expect_optimum(host, "NAME\nOBJSENSE\n MAX\nROWS\n N c\n L l\nCOLUMNS\n x c 1 l 1\n y c 1 l 1\nRHS\n R l 2\nBOUNDS\n BV B x\n BV B y\n"
				   "QUADOBJ\n x x -1\n x y -0.5\nENDATA\n", QS_FORMAT_MPS, 1.0);
	expect_optimum(host, "NAME\nOBJSENSE MAXIMIZE\nROWS\n N c\n L l\nCOLUMNS\n x c 1 l 1\n y c 1 l 1\nRHS\n R l 2\nBOUNDS\n BV x\n BV y 1\n"
				   "QMATRIX\n x x -1\n x y -0.25\n y x -0.25\nENDATA\n", QS_FORMAT_MPS, 1.25);
	expect_optimum(host, "NAME\nOBJSENSE\n MAX\nROWS\n N c\n L l\nCOLUMNS\n x c 1\n y c 1\nRHS\n R l 1\nBOUNDS\n BV B x\n BV B y\n"
				   "QCMATRIX l\n x y 1\n y x 1\nENDATA\n", QS_FORMAT_MPS, 1.0);
	expect_optimum(host, "NAME\nOBJSENSE\n MAX\nROWS\n N c\n L l\nCOLUMNS\n x c 1 l 1\n y c 1 l 1\n b c 1\nRHS\n R l 1\nBOUNDS\n BV B x\n BV B y\n BV B b\n"
				   "INDICATORS\n IF l b 1\nENDATA\n", QS_FORMAT_MPS, 2.0);
	/* a negative upper bound alone takes the lower one with it */
	import = import_text(host, "ROWS\n N c\n G l\nCOLUMNS\n M 'MARKER' 'INTORG'\n x c 1 l 1\n y c 1\n M 'MARKER' 'INTEND'\nRHS\n l -4\nBOUNDS\n UP B x -2\nENDATA",
						 QS_FORMAT_MPS);
	expect_variable(&import->problem[0], 0, "x", QS_VARIABLE_INTEGER, -INFINITY, -2.0);
	expect_note(&import->problem[0], "\"x\" has a negative upper bound");
	expect_note(&import->problem[0], "1 integer variables without bounds were taken as binary");
	qs_import_free(host, import);
}

static void
refused_mps(void **state)
{
	QsHost	   *host = unit_host(state);

	refuse(host, "NAME\nROWS\n X c\n", QS_FORMAT_MPS, 3, "the type of a row, N, E, L or G but found \"X\"");
	refuse(host, "NAME\nROWS\n N c\n L c\n", QS_FORMAT_MPS, 4, "a row that was not there before");
	refuse(host, MPS_HEAD " x d 1\n", QS_FORMAT_MPS, 10, "the name of a row but found \"d\"");
	refuse(host, MPS_HEAD " x c one\n", QS_FORMAT_MPS, 10, "a coefficient but found \"one\"");
	refuse(host, MPS_HEAD " x c 1e999\n", QS_FORMAT_MPS, 10, "a coefficient but found \"1e999\"");
	refuse(host, MPS_HEAD " x c 1 l\n", QS_FORMAT_MPS, 10, "pairs of a row and a number");
	refuse(host, MPS_HEAD " x c 1\nBOUNDS\n SC B x 4\nENDATA", QS_FORMAT_MPS, 12, "no semi-continuous variable");
	refuse(host, MPS_HEAD " x c 1\nBOUNDS\n UP B y 4\nENDATA", QS_FORMAT_MPS, 12, "the name of a column but found \"y\"");
	refuse(host, MPS_HEAD " x c 1\nSOS\nENDATA", QS_FORMAT_MPS, 11, "a section of an MPS file but found \"SOS\"");
	refuse(host, MPS_HEAD " x c 1\nENDATA\nmore", QS_FORMAT_MPS, 12, "the end of the content after ENDATA");
	refuse(host, MPS_HEAD " x c 1 l 1\nENDATA\n", QS_FORMAT_AUTO, 0, "variable \"x\" is continuous");
	refuse(host, "RHS\n", QS_FORMAT_MPS, 1, "NAME, OBJSENSE or ROWS first");
	refuse(host, "NAME\nROWS\n N c\nENDATA\n", QS_FORMAT_MPS, 5, "expected COLUMNS but the content ends");
	refuse(host, "NAME\nOBJSENSE\n UP\n", QS_FORMAT_MPS, 3, "MIN or MAX but found \"UP\"");
}

/* ------------------------------------------------------------------------ */

static void
opb_texts(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import = import_text(host, "* #variable= 4 #constraint= 2\n* optimal value: -3\n"
									 "min: +2 x3 -1 x1 x2 ;\n* between\n+1 x1 +1 ~x2 >= 1;\n3 x1 -2 x2 <=\n 4 ;\n", QS_FORMAT_AUTO);
	const QsImported *problem = &import->problem[0];

	assert_int_equal(import->format, QS_FORMAT_OPB);
	assert_false(problem->maximise);
	assert_true(problem->has_best && problem->best_known == -3.0);
	assert_int_equal(problem->n, 4);
	expect_variable(problem, 0, "x1", QS_VARIABLE_BINARY, 0.0, 1.0);
	expect_variable(problem, 3, "x4", QS_VARIABLE_BINARY, 0.0, 1.0);
	assert_int_equal(problem->rows, 2);
	expect_row(problem, 0, "", 0.0, INFINITY);
	expect_row(problem, 1, "", -INFINITY, 4.0);
	qs_import_free(host, import);

	expect_optimum(host, "max: 2 x1 3 x2 -4 ~x1 ~x2; 1 x1 +1 x2 = 1;", QS_FORMAT_OPB, 3.0);
	/* negated literals multiplied out, and in a long product, by variables of their own */
	expect_optimum(host, "min: -1 ~a ~b c ; +1 a +1 b +1 c >= 1 ;", QS_FORMAT_OPB, -1.0);
	expect_optimum(host, "max: +1 ~a ~b ~c ~d ~e +1 a ; +1 a +1 b >= 0 ;", QS_FORMAT_OPB, 1.0);
	/* a row that fails costs 2, another 3, and not both */
	expect_optimum(host, "soft: 6 ;\n[2] +1 x1 >= 1 ;\n[3] +1 ~x1 +1 x2 >= 2 ;\n+1 x2 >= 0 ;", QS_FORMAT_OPB, 2.0);
	expect_optimum(host, "* #variable= -3\nmin: 1 x1 ;", QS_FORMAT_OPB, 0.0);
	/* feasibility alone */
	expect_optimum(host, "+1 x1 +1 x2 >= 2 ;\n", QS_FORMAT_OPB, 0.0);
	expect_optimum(host, "* ObjectiveOffset -2.5\nmin: +1 x1 ;", QS_FORMAT_OPB, -2.5);
}

static void
refused_opb(void **state)
{
	QsHost	   *host = unit_host(state);

	refuse(host, "min: +1 x1\n", QS_FORMAT_OPB, 2, "a term or ; but the content ends");
	refuse(host, "+1 x1 >= x2 ;", QS_FORMAT_OPB, 1, "the number a row is bounded by but found \"x2\"");
	refuse(host, "+1 x1 > 2 ;", QS_FORMAT_OPB, 1, "= after > or <");
	refuse(host, "+1 >= 2 ;", QS_FORMAT_OPB, 1, "a variable but found \">=\"");
	refuse(host, "min: ;\nmin: ;", QS_FORMAT_OPB, 2, "a second objective");
	refuse(host, "min: ;", QS_FORMAT_OPB, 1, "the model has no variable");
	refuse(host, "min: 1 x ;\n[3] +1 x >= 1;", QS_FORMAT_OPB, 2, "soft rows beside an objective");
	refuse(host, "[-3] +1 x >= 1;", QS_FORMAT_OPB, 1, "a cost must be positive");
	refuse(host, "+1 ~~x >= 1;", QS_FORMAT_OPB, 1, "a variable but found \"~x\"");
	refuse(host, "* x\n+1e999 x >= 1;", QS_FORMAT_OPB, 2, "double precision does not hold");
}

/* ------------------------------------------------------------------------ */

static void
metis_graphs(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import = import_text(host, "% c\n4 2 11\n% c\n5 2 7\n1.5 1 7 3 9\n2 2 9\n1", QS_FORMAT_METIS);

	assert_int_equal(import->problem[0].n, 4);
	assert_int_equal(import->problem[0].rows, 2);
	assert_true(import->problem[0].terms[1].coefficient == 1.5);
	expect_note(&import->problem[0], "weights of edges were dropped");
	qs_import_free(host, import);
	expect_optimum(host, "3 1\n2\n1\n", QS_FORMAT_METIS, 2.0);
	expect_optimum(host, "6 7\n2 6\n1 3 6\n2 4\n3 5\n4 6\n1 2 5\n\n", QS_FORMAT_METIS, 3.0);
	refuse(host, "4 1\n2\n", QS_FORMAT_METIS, 3, "content ends after 2");
	refuse(host, "3 1\n2\n\n\n", QS_FORMAT_METIS, 1, "1 edges are promised, each listed from both ends");
	refuse(host, "2 1\n2\n1\n1\n", QS_FORMAT_METIS, 4, "the end of the content but found \"1\"");
	refuse(host, "2 1\n1\n1\n", QS_FORMAT_METIS, 2, "from vertex 1 to itself");
	refuse(host, "2 1 2\n2\n1\n", QS_FORMAT_METIS, 1, "digits 0 and 1");
	refuse(host, "2 1 10\n2\n1\n", QS_FORMAT_METIS, 1, "1 edges are promised");
	refuse(host, "999999 1\n2\n1\n", QS_FORMAT_METIS, 1, "999999 vertices but only");
	/* a triangle is the same graph as a list of edges, with another question */
	refuse(host, "3 3\n2 3\n1 3\n1 2\n", QS_FORMAT_AUTO, 0, "more than one format: rudy, metis");
}

static void
pauli_strings(void **state)
{
	QsHost	   *host = unit_host(state);

	/* z0 z1 - z1 / 2 + 3 */
	expect_optimum(host, "# two qubits\nZZ 1\nZI -0.5\nII 3\n", QS_FORMAT_ISING, 1.5);
	expect_optimum(host, "# maximize\nZZ 1\nZI -0.5\nII 3\n", QS_FORMAT_ISING, 4.5);
	refuse(host, "ZZ 1\nZ 2\n", QS_FORMAT_ISING, 2, "a string of 1 letters but there are 2 qubits");
	refuse(host, "ZZZ 1\n", QS_FORMAT_ISING, 1, "at most two letters Z");
	refuse(host, "ZX 1\n", QS_FORMAT_ISING, 1, "a string of I and Z but found \"ZX\"");
	refuse(host, "ZZ\n", QS_FORMAT_ISING, 1, "a coefficient but the line ends");
	refuse(host, "# x\n", QS_FORMAT_ISING, 2, "a string of I and Z but the content ends");
}

static void
colourings(void **state)
{
	QsHost	   *host = unit_host(state);
	QsImport   *import = import_text(host, "p col 4 4\ne 1 2\ne 2 3\ne 1 3\ne 3 4\n", QS_FORMAT_DIMACS_COL);
	const QsImported *problem = &import->problem[0];
	QsModel    *model = imported_model(host, problem);
	double		best;

	expect_note(problem, "needs 3 colours");
	expect_variable(problem, 1, "1,2", QS_VARIABLE_BINARY, 0.0, 1.0);
	expect_variable(problem, 14, "colour 3", QS_VARIABLE_BINARY, 0.0, 1.0);
	assert_true(unit_brute_force(model, &best, NULL));
	assert_true(best == 3.0 && !problem->maximise);
	qs_model_free(host, model);
	qs_import_free(host, import);

	/* isolated vertices need a colour too; AUTO takes graphs for independent sets */
	import = import_text(host, "p edge 3 0\n", QS_FORMAT_DIMACS_COL);
	model = imported_model(host, &import->problem[0]);
	assert_true(unit_brute_force(model, &best, NULL));
	assert_true(best == 1.0);
	qs_model_free(host, model);
	qs_import_free(host, import);
	import = import_text(host, "p col 2 1\ne 1 2\n", QS_FORMAT_AUTO);
	assert_int_equal(import->format, QS_FORMAT_DIMACS);
	qs_import_free(host, import);
	refuse(host, "p col 2 1\n", QS_FORMAT_DIMACS_COL, 1, "1 edges are promised");
}

/* flow, distance, cost; the best value in front */
static void
linear_costs(void **state)
{
	QsHost	   *host = unit_host(state);

	expect_optimum(host, "2\n0 1\n1 0\n0 3\n3 0\n5 1\n2 9\n", QS_FORMAT_QAPLIB, 9.0);
	expect_optimum(host, "2 9\n0 1\n1 0\n0 3\n3 0\n5 1\n2 9\n", QS_FORMAT_QAPLIB, 9.0);
	refuse(host, "2\n0 1\n1 0\n0 3\n3 0\n5 1\n2\n", QS_FORMAT_QAPLIB, 6, "the end of the content but found \"5\"");
}

static void
sense_that_overrules(void **state)
{
	QsHost	   *host = unit_host(state);
	const char *contents[] = {"min: 1 x1 2 x2;", "max\n x + 2 y\nst\n x + y <= 2\nbin\n x y\nend", "2 1\n1 2 5\n"};

	for (int k = 0; k < 3; k++)
		for (int sense = -1; sense < 2; sense += 2)
		{
			QsImport   *import;
			QsError		error;
			QsFormat	format = k == 2 ? QS_FORMAT_RUDY : QS_FORMAT_AUTO;

			assert_int_equal(qs_import_with_sense(host, contents[k], strlen(contents[k]), format, sense,
												  &import, &error), QS_OK);
			assert_int_equal(import->problem[0].maximise, sense > 0);
			qs_import_free(host, import);
		}
}

/* A list of triples is a graph if it says so, or if it is too dense to have no diagonal. */
static void
graphs_among_triples(void **state)
{
	QsHost	   *host = unit_host(state);
	char		content[4096];
	int			used = 0;
	QsImport   *import;
	QsError		error;

	import = import_text(host, "# a max-cut instance\n3 2\n1 2 5\n2 3 1\n", QS_FORMAT_AUTO);
	assert_int_equal(import->format, QS_FORMAT_RUDY);
	qs_import_free(host, import);
	import = import_text(host, "# Boolean quadratic\n3 2\n1 2 5\n2 3 1\n", QS_FORMAT_AUTO);
	assert_int_equal(import->format, QS_FORMAT_BQP);
	qs_import_free(host, import);
	refuse(host, "# rudy, or bqp?\n3 2\n1 2 5\n2 3 1\n", QS_FORMAT_AUTO, 0, "more than one format: rudy, bqp, qs");
	refuse(host, "# max-cut\n3 2\n1 1 5\n2 3 1\n", QS_FORMAT_AUTO, 0, "more than one format: bqp, qs");

	used += snprintf(content, sizeof(content), "12 66\n");
	for (int i = 1; i <= 12; i++)
		for (int j = i + 1; j <= 12; j++)
			used += snprintf(content + used, sizeof(content) - (size_t) used, "%d %d %d\n", i, j, i - j);
	import = import_text(host, content, QS_FORMAT_AUTO);
	assert_int_equal(import->format, QS_FORMAT_RUDY);
	qs_import_free(host, import);

	/* with a sense bqp and qs are one */
	assert_int_equal(qs_import_with_sense(host, "2 2\n1 1 5\n1 2 -1\n", 17, QS_FORMAT_AUTO, -1, &import, &error), QS_OK);
	assert_false(import->problem[0].maximise);
	qs_import_free(host, import);
}

/* ------------------------------------------------------------------------ */

/* Cut anywhere, changed anywhere: a value or an error, no leak, little memory. */
static void
damaged_contents(void **state)
{
	static const char *contents[] = {
		"\\* c *\\\nmin\n obj: 2 x - [ x * y + 3 i^2 ] / 2 + 7\nst\n c1: -5 <= x + y <= 5\n b = 1 -> i >= 2\n"
		"bounds\n -2 <= i <= 9\n z free\ngeneral\n i\nbinary\n x y b\nend\n",
		"NAME T\nROWS\n N c\n L l\n E e\nCOLUMNS\n M 'MARKER' 'INTORG'\n x c 1 l 2\n y c 1 e 1\nRHS\n R l 1 c 2\n"
		"RANGES\n R l 1\nBOUNDS\n UP B x 3\n BV B y\nQUADOBJ\n x y 1\nENDATA\n",
		"* #variable= 3\nmin: 2 x1 -1 x2 ~x3 ;\n[2] +1 x1 >= 1;\nsoft: 4;\n+1 ~x1 +3 x2 <= 2;\n",
		"4 3 10\n2 2\n1 1 3\n3 2 4\n1 3\n",
		"p col 4 3\ne 1 2\ne 2 3\ne 3 4\n",
	};
	static const QsFormat formats[] = {QS_FORMAT_LP, QS_FORMAT_MPS, QS_FORMAT_OPB, QS_FORMAT_METIS, QS_FORMAT_DIMACS_COL};
	static const char bytes[] = "0159 -.\n\t*[]<>=:;~xeI/^+'\x80";
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 33, 0);
	for (int trial = 0; trial < 10000; trial++)
	{
		const char *source = contents[trial % 5];
		size_t		length = strlen(source);
		char	   *content = QS_ARRAY(host, char, length);
		QsImport   *import;
		QsError		error;

		memcpy(content, source, length);
		for (int k = (int) qs_random_below(&random, 4); k > 0; k--)
			content[qs_random_below(&random, (uint32_t) length)] = bytes[qs_random_below(&random, sizeof(bytes))];
		if (trial % 3 == 0)
			length = qs_random_below(&random, (uint32_t) length + 1);
		if (qs_import(host, content, length, trial % 7 == 0 ? QS_FORMAT_AUTO : formats[trial % 5], &import, &error) == QS_OK)
			qs_import_free(host, import);
		else
			assert_true(error.message[0] != '\0');
		qs_free(host, content);
		assert_int_equal(host->memory_used, 0);
	}
	assert_true(host->memory_peak < (size_t) 64 << 20);
}

/* A text of many nonzeros takes less than ten times its size. */
static void
memory_of_long_texts(void **state)
{
	QsHost	   *host = unit_host(state);
	size_t		capacity = 4 << 20,
				length = 0;
	char	   *text = QS_ARRAY(host, char, capacity);
	size_t		before = host->memory_used;
	QsImport   *import;
	QsError		error;

	length += (size_t) sprintf(text + length, "min\n obj: x1\nst\n");
	for (int r = 0; r < 5000; r++)
	{
		for (int k = 0; k < 20; k++)
			length += (size_t) sprintf(text + length, " + %d x%d", k + 1, (r * 7 + k * 31) % 1000 + 1);
		length += (size_t) sprintf(text + length, " >= 3\n");
	}
	length += (size_t) sprintf(text + length, "bin\n");
	for (int v = 1; v <= 1000; v++)
		length += (size_t) sprintf(text + length, " x%d\n", v);
	assert_int_equal(qs_import(host, text, length, QS_FORMAT_LP, &import, &error), QS_OK);
	assert_true(host->memory_peak - before < 10 * length);
	qs_import_free(host, import);
	qs_free(host, text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(lp_texts),
		UNIT_TEST(refused_lp),
		UNIT_TEST(mps_texts),
		UNIT_TEST(refused_mps),
		UNIT_TEST(opb_texts),
		UNIT_TEST(refused_opb),
		UNIT_TEST(metis_graphs),
		UNIT_TEST(pauli_strings),
		UNIT_TEST(colourings),
		UNIT_TEST(linear_costs),
		UNIT_TEST(sense_that_overrules),
		UNIT_TEST(graphs_among_triples),
		UNIT_TEST(damaged_contents),
		UNIT_TEST(memory_of_long_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
