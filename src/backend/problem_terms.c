/*
 * problem_terms.c
 *	  Rows and objectives from queries that name the variables of a problem.
 */
#include "compat.h"

#include <math.h>

#include "utils/builtins.h"

#include "base/decimal.h"
#include "base/decimal_scale.h"
#include "problem_source.h"
#include "problem_terms.h"

enum
{
	COLUMN_LABEL, COLUMN_VARIABLE, COLUMN_COEFFICIENT, COLUMN_SENSE, COLUMN_RHS, COLUMN_PRICE
};

static const QshrinkColumn row_columns[] = {
	{"constraint label", QSHRINK_COLUMN_KEY}, {"variable", QSHRINK_COLUMN_VARIABLE_OR_NULL},
	{"coefficient", QSHRINK_COLUMN_NUMBER_OR_NULL}, {"sense", QSHRINK_COLUMN_KEY},
	{"rhs", QSHRINK_COLUMN_NUMBER}, {"price", QSHRINK_COLUMN_NUMBER_OR_NULL}
};

/* Sense and right-hand side of a constraint, which each of its terms repeats */
typedef struct Side
{
	char		sense;
	double		rhs;
	double		shift;			/* what the least values of integers add to the left */
} Side;

typedef struct Constraining
{
	QshrinkBuild *build;
	const QshrinkNames *names;	/* of the variables */
	QshrinkKeyMap *label;
	Side	   *side;			/* by label */
	int			side_capacity;
	QshrinkTerms terms;			/* i: label, j: variable */
} Constraining;

static int
variable_of_number(const QshrinkQuery *query, int64 number, const QshrinkNames *names)
{
	int			n = qshrink_names_variables(names);

	if (number < 0 || number >= n)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s names variable " INT64_FORMAT, qshrink_query_place(query), number),
				 errdetail("The problem has variables 0 to %d.", n - 1)));
	if (qshrink_names_role(names, (int) number).weight > 0.0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s names variable " INT64_FORMAT ", which is one of several that make up an integer",
						qshrink_query_place(query), number),
				 errhint("Name the integer by its key.")));
	return (int) number;
}

int
qshrink_query_variable(QshrinkQuery *query, int column, const QshrinkNames *names,
					   int64 problem_id)
{
	text	   *key;
	Datum	   *part;
	int			found;

	if (qshrink_query_is_integer(query, column) && qshrink_names_by_number(names))
		return variable_of_number(query, qshrink_query_integer(query, column), names);
	key = qshrink_query_key(query, column);
	found = qshrink_names_find(names, key);
	if (found == QSHRINK_NAME_AMBIGUOUS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s names variable \"%s\", which is the key of several variables of problem " INT64_FORMAT,
						qshrink_query_place(query), qshrink_key_string(key), problem_id)));
	if (found == QSHRINK_NAME_UNKNOWN)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s names variable \"%s\", but no variable of problem " INT64_FORMAT " has that key",
						qshrink_query_place(query), qshrink_key_string(key), problem_id),
				 !qshrink_names_any(names) ?
				 errhint("The problem has no keys: name variables by their number, an integer.") :
				 qshrink_names_parts(names) > 1 &&
				 qshrink_key_parts(key, &part) != qshrink_names_parts(names) ?
				 errhint("Keys of this problem have several parts: name variables by arrays, such as ARRAY['a', 'b'].") :
				 errhint("Keys of variables are listed in qshrink_variable.")));
	return found;
}

/* ---------------------------------------------------------------------------
 * The rows of the query
 */
static char
read_sense(QshrinkQuery *query)
{
	text	   *sense = qshrink_query_text(query, COLUMN_SENSE);
	char		result = qshrink_sense_of_text(VARDATA_ANY(sense), VARSIZE_ANY_EXHDR(sense));

	if (result == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s has the sense \"%s\"", qshrink_query_place(query),
						text_to_cstring(sense)),
				 errhint("A sense is <=, = or >=.")));
	return result;
}

/* The number of a label; all its terms must agree on sense and rhs */
static int
read_label(Constraining *constraining, QshrinkQuery *query)
{
	Side		side = {read_sense(query), qshrink_query_number(query, COLUMN_RHS), 0.0};
	bool		added;
	int			label = qshrink_keymap_add(constraining->label,
										   qshrink_query_text(query, COLUMN_LABEL), &added);

	if (label == constraining->side_capacity)
	{
		int			capacity = Max(256, 2 * label);

		constraining->side = qs_realloc(constraining->build->host, constraining->side,
										(size_t) label, (size_t) capacity, sizeof(Side));
		constraining->side_capacity = capacity;
	}
	if (added)
		constraining->side[label] = side;
	else if (constraining->side[label].sense != side.sense ||
			 constraining->side[label].rhs != side.rhs)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s gives constraint \"%s\" another sense or rhs than a row before",
						qshrink_query_place(query), qshrink_query_string(query, COLUMN_LABEL))));
	return label;
}

/* A soft constraint needs variables of its own, which the model as a whole is written with */
static void
refuse_price(QshrinkQuery *query)
{
	if (query->columns <= COLUMN_PRICE || qshrink_query_is_null(query, COLUMN_PRICE))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("%s gives constraint \"%s\" a price", qshrink_query_place(query),
					qshrink_query_string(query, COLUMN_LABEL)),
			 errdetail("A soft constraint cannot be added to a problem that is there."),
			 errhint("State it in the constraints of qshrink_define; replace => true builds the problem anew in place.")));
}

/* A term of an integer is one of each of its variables */
static void
add_term(Constraining *constraining, int label, int variable, double coefficient)
{
	const QshrinkNames *names = constraining->names;
	QshrinkBitRole role = qshrink_names_role(names, variable);
	QsHost	   *host = constraining->build->host;

	if (role.weight < 0.0)
	{
		qshrink_terms_add(host, &constraining->terms, label, variable, coefficient);
		return;
	}
	constraining->side[label].shift = qs_decimal_sum(constraining->side[label].shift,
													 qs_decimal_product(coefficient, role.lower));
	for (int v = variable; v >= 0; v = qshrink_names_next(names, v))
		qshrink_terms_add(host, &constraining->terms, label, v,
						  qs_decimal_product(coefficient, qshrink_names_role(names, v).weight));
}

static void
read_rows(Constraining *constraining, const char *sql)
{
	QshrinkQuery query;

	constraining->label = qshrink_keymap_create();
	qshrink_query_open(&query, constraining->build->host, "rows", sql, row_columns,
					   COLUMN_PRICE, lengthof(row_columns));
	while (qshrink_query_next(&query))
	{
		int			label = read_label(constraining, &query);
		int			variable;
		double		coefficient;

		refuse_price(&query);
		if (qshrink_query_is_null(&query, COLUMN_VARIABLE))
			continue;
		variable = qshrink_query_variable(&query, COLUMN_VARIABLE, constraining->names,
										  constraining->build->problem.problem_id);
		coefficient = qshrink_query_number(&query, COLUMN_COEFFICIENT);
		if (variable >= 0)
			add_term(constraining, label, variable, coefficient);
	}
}

/* ---------------------------------------------------------------------------
 * Constraints from terms: duplicates summed as decimals, zeros dropped
 */
typedef struct Row
{
	double	   *sum;			/* by variable; 0 outside the row */
	uint8_t    *seen;
	int		   *variable;
} Row;

static int
sum_terms(Row *row, const QsTerm *term, int64 count)
{
	QsDecimalScale scale = {0};
	int			exponent;
	int			distinct = 0,
				kept = 0;

	for (int64 k = 0; k < count; k++)
		qs_decimal_scale_add(&scale, term[k].coefficient);
	exponent = scale.inexact ? 0 : qs_decimal_scale_exponent(&scale);
	for (int64 k = 0; k < count; k++)
	{
		if (!row->seen[term[k].j])
			row->variable[distinct++] = term[k].j;
		row->seen[term[k].j] = 1;
		row->sum[term[k].j] += qs_decimal_shift(term[k].coefficient, -exponent);
	}
	for (int k = 0; k < distinct; k++)
	{
		int			variable = row->variable[k];

		row->seen[variable] = 0;
		row->sum[variable] = qs_decimal_shift(row->sum[variable], exponent);
		if (row->sum[variable] != 0.0)
			row->variable[kept++] = variable;
	}
	return kept;
}

static void
append_row(Constraining *constraining, Row *row, int label, int length, int32 constraint_id)
{
	const Side *side = &constraining->side[label];
	text	   *name = qshrink_keymap_key(constraining->label, label);
	bool		ones = true;
	double		magnitude = 0.0;
	double	   *value = NULL;
	int32	   *variable;

	for (int k = 0; k < length; k++)
	{
		ones = ones && row->sum[row->variable[k]] == 1.0;
		magnitude += fabs(row->sum[row->variable[k]]);
	}
	if (!isfinite(magnitude))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the sum of the coefficients of constraint \"%s\" is out of range",
						text_to_cstring(name))));
	constraining->build->rows.stated = (QshrinkStated) {NAN, side->shift + 0.0};
	variable = qshrink_rows_append(&constraining->build->rows, side->sense,
								   side->shift != 0.0 ? qs_decimal_sum(side->rhs, -side->shift) : side->rhs,
								   constraint_id, VARDATA(name),
								   VARSIZE(name) - VARHDRSZ, length, ones ? NULL : &value);
	for (int k = 0; k < length; k++)
	{
		variable[k] = row->variable[k];
		if (!ones)
			value[k] = row->sum[row->variable[k]];
		row->sum[row->variable[k]] = 0.0;
	}
}

void
qshrink_constraints_read(QshrinkBuild *build, const QshrinkNames *names, const char *sql,
						 int32 first_id)
{
	QsHost	   *host = build->host;
	int			n = build->problem.n;
	Constraining constraining = {.build = build, .names = names};
	Row			row = {QS_ARRAY0(host, double, n), QS_ARRAY0(host, uint8_t, n),
	QS_ARRAY(host, int, n)};
	QsTerm	   *sorted;
	int64	   *start;
	int			labels;

	read_rows(&constraining, sql);
	labels = qshrink_keymap_count(constraining.label);
	if (first_id > PG_INT32_MAX - labels)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("problem " INT64_FORMAT " has no room for %d more constraint ids",
						build->problem.problem_id, labels)));
	start = QS_ARRAY(host, int64, (size_t) labels + 1);
	sorted = qshrink_terms_by_row(host, &constraining.terms, labels, start);
	for (int label = 0; label < labels; label++)
	{
		append_row(&constraining, &row, label,
				   sum_terms(&row, sorted + start[label], start[label + 1] - start[label]),
				   first_id + label);
		qs_check(host);
	}
	build->rows.stated = (QshrinkStated) {NAN, 0.0};
}

const QshrinkSourceKind qshrink_source_constrain = {
	"qshrink_constrain", {"rows"}, 1, NULL
};

/* ---------------------------------------------------------------------------
 * Objectives
 */
static const QshrinkColumn linear_columns[] = {
	{"variable", QSHRINK_COLUMN_VARIABLE_OR_NULL}, {"coefficient", QSHRINK_COLUMN_NUMBER}
};

static const QshrinkColumn quadratic_columns[] = {
	{"variable", QSHRINK_COLUMN_VARIABLE_OR_NULL},
	{"variable or coefficient", QSHRINK_COLUMN_VARIABLE_OR_NULL},
	{"coefficient", QSHRINK_COLUMN_NUMBER}
};

/* Constants add up as decimals, too: as terms of one variable */
static void
set_objective(QshrinkBuild *build, QshrinkTerms *terms, QshrinkTerms *constants)
{
	int64		count = qs_terms_add_up_decimals(build->host, constants->term, constants->count);

	build->problem.offset = count > 0 ? constants->term[0].coefficient : 0.0;
	if (!isfinite(build->problem.offset))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the sum of the constants of argument \"objective\" is out of range")));
	qshrink_build_objective(build, terms);
}

/* A product, or one variable, whose ends may be integers: lower + sum of weight * bit each */
static void
add_ends(QshrinkBuild *build, const QshrinkNames *names, const int *end, int ends, double coefficient,
		 QshrinkTerms *terms, QshrinkTerms *constants)
{
	QshrinkBitRole first = qshrink_names_role(names, end[0]);
	double		lower = first.weight > 0.0 ? first.lower : 0.0;

	if (ends == 2 && lower != 0.0)
		add_ends(build, names, end + 1, 1, qs_decimal_product(coefficient, lower), terms, constants);
	else if (lower != 0.0)
		qshrink_terms_add(build->host, constants, 0, 0, qs_decimal_product(coefficient, lower));
	for (int i = end[0]; i >= 0; i = qshrink_names_next(names, i))
	{
		double		weight = fabs(qshrink_names_role(names, i).weight);
		double		product = qs_decimal_product(coefficient, weight);
		double		other_lower = 0.0;

		if (ends == 1)
		{
			qshrink_terms_add(build->host, terms, i, i, product);
			continue;
		}
		if (qshrink_names_role(names, end[1]).weight > 0.0)
			other_lower = qshrink_names_role(names, end[1]).lower;
		if (other_lower != 0.0)
			qshrink_terms_add(build->host, terms, i, i, qs_decimal_product(product, other_lower));
		for (int j = end[1]; j >= 0; j = qshrink_names_next(names, j))
			qshrink_terms_add(build->host, terms, i, j,
							  qs_decimal_product(product, fabs(qshrink_names_role(names, j).weight)));
		qs_check(build->host);
	}
}

/* Prices of soft constraints stay in an objective that takes the place of another */
static void
keep_prices(QshrinkBuild *build, const QshrinkNames *names, const QshrinkProblem *before,
			bool maximise, QshrinkTerms *terms)
{
	for (int64 k = 0; k < before->term_count; k++)
	{
		const QsTerm *term = &before->terms[k];

		if (term->i == term->j && qshrink_names_is_violation(names, term->i))
			qshrink_terms_add(build->host, terms, term->i, term->i,
							  before->maximise == maximise ? term->coefficient : -term->coefficient);
	}
}

void
qshrink_objective_read(QshrinkBuild *build, const QshrinkNames *names, const char *sql,
					   const QshrinkProblem *before, bool maximise)
{
	int64		problem_id = build->problem.problem_id;
	QshrinkQuery query;
	QshrinkTerms terms = {0},
				constants = {0};
	int			last;

	qshrink_query_open(&query, build->host, "objective", sql, quadratic_columns, 2, 3);
	last = query.columns - 1;
	if (last == 1)
		qshrink_query_recast(&query, linear_columns);
	while (qshrink_query_next(&query))
	{
		double		coefficient = qshrink_query_number(&query, last);
		int			end[2];
		int			ends = 0;
		bool		removed = false;

		for (int k = 0; k < last; k++)
			if (!qshrink_query_is_null(&query, k))
			{
				end[ends] = qshrink_query_variable(&query, k, names, problem_id);
				removed = removed || end[ends] < 0;
				ends++;
			}
		if (removed)
			continue;
		if (ends == 0)
			qshrink_terms_add(build->host, &constants, 0, 0, coefficient);
		else
			add_ends(build, names, end, ends, coefficient, &terms, &constants);
	}
	keep_prices(build, names, before, maximise, &terms);
	set_objective(build, &terms, &constants);
}

const QshrinkSourceKind qshrink_source_objective = {
	"qshrink_objective", {"objective", "sense"}, 1, NULL
};
