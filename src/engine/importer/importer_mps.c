/*
 * importer_mps.c
 *	  The MPS format, fixed and free.
 *
 * Words are read first, whatever their columns; names with blanks are then read by the
 * columns of the fixed format.  Sections NAME, OBJSENSE, ROWS, COLUMNS with integer
 * markers, RHS, RANGES, BOUNDS, and of its extensions QUADOBJ, QSECTION, QMATRIX (half
 * the matrix of the objective), QCMATRIX (of a row) and INDICATORS.  Only the first set
 * of right-hand sides, ranges and bounds is meant to be there: names of sets are not
 * looked at.  "Mathematical Programming System", IBM; Maros & Mitra, "Advances in linear
 * and integer programming", 1996.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "importer/import_notes.h"
#include "importer/mps_line.h"
#include "importer/mps_model.h"

typedef struct Reader Reader;

typedef struct Section
{
	const char *name;
	bool		(*read) (Reader *reader, const QsMpsLine *line);	/* NULL: no lines of data */
} Section;

struct Reader
{
	QsScanner  *scanner;
	QsMpsModel	model;
	bool		by_columns;
	bool		integer;		/* between markers */
	const Section *section;
	int32_t		quadratic_row;	/* of QCMATRIX */
};

static bool
is_word(const QsToken *token, const char *word)
{
	if (token->length != strlen(word))
		return false;
	for (size_t k = 0; k < token->length; k++)
		if (toupper((unsigned char) token->text[k]) != word[k])
			return false;
	return true;
}

static bool
unexpected(Reader *reader, const QsToken *token, const char *expected)
{
	return qs_mps_unexpected(reader->scanner, token, expected);
}

static QsToken
field(const QsMpsLine *line, int k)
{
	return k < line->fields ? line->field[k] : (QsToken) {"", 0};
}

static bool
find_row(Reader *reader, const QsToken *token, int32_t *row)
{
	int32_t		name = qs_name_table_find(&reader->model.row_names, token->text, token->length);

	if (name < 0 || token->length == 0)
		return unexpected(reader, token, "the name of a row");
	*row = reader->model.row_number[name];
	return true;
}

static bool
find_column(Reader *reader, const QsToken *token, int32_t *variable)
{
	*variable = token->length == 0 ? -1 :
		qs_name_table_find(&reader->model.column_names, token->text, token->length);
	return *variable >= 0 || unexpected(reader, token, "the name of a column");
}

/* ------------------------------------------------------------------------ */

static bool
set_sense(Reader *reader, const QsToken *token)
{
	if (!is_word(token, "MAX") && !is_word(token, "MAXIMIZE") && !is_word(token, "MAXIMISE") &&
		!is_word(token, "MIN") && !is_word(token, "MINIMIZE") && !is_word(token, "MINIMISE"))
		return unexpected(reader, token, "MIN or MAX");
	reader->model.stated->maximise = toupper((unsigned char) token->text[1]) == 'A';
	return true;
}

static bool
read_sense(Reader *reader, const QsMpsLine *line)
{
	for (int k = 0; k < line->fields; k++)
		if (line->field[k].length > 0)
			return set_sense(reader, &line->field[k]);
	return true;
}

static bool
read_row(Reader *reader, const QsMpsLine *line)
{
	QsToken		type = field(line, 0),
				name = field(line, 1);
	bool		is_new;
	int32_t		number;
	char		letter = type.length == 1 ? (char) toupper((unsigned char) type.text[0]) : '\0';

	if (letter == '\0' || strchr("NELG", letter) == NULL)
		return unexpected(reader, &type, "the type of a row, N, E, L or G");
	if (name.length == 0 || (!reader->by_columns && line->fields > 2))
		return unexpected(reader, &name, "the name of a row");
	number = qs_name_table_add(reader->scanner->host, &reader->model.row_names, name.text, name.length, &is_new);
	if (!is_new)
		return unexpected(reader, &name, "a row that was not there before");
	qs_mps_add_row(&reader->model, letter, number);
	return true;
}

/* The second word of a marker, wherever its columns are */
static bool
is_marker(const QsMpsLine *line)
{
	for (int k = 1; k < line->fields; k++)
		if (is_word(&line->field[k], "'MARKER'"))
			return true;
	return false;
}

static bool
read_marker(Reader *reader, const QsMpsLine *line)
{
	for (int k = 0; k < line->fields; k++)
	{
		const QsToken *token = &line->field[k];

		if (is_word(token, "'INTORG'") || is_word(token, "INTORG"))
			reader->integer = true;
		else if (is_word(token, "'INTEND'") || is_word(token, "INTEND"))
			reader->integer = false;
		else
			continue;
		return true;
	}
	return unexpected(reader, &line->field[line->fields - 1], "the marker 'INTORG' or 'INTEND'");
}

static bool
add_column(Reader *reader, const QsToken *name, int32_t *variable)
{
	QsMpsModel *model = &reader->model;
	bool		is_new;

	if (name->length == 0)
		return unexpected(reader, name, "the name of a column");
	if (model->column_names.count >= QS_MAX_VARIABLES)
		return qs_scan_fail(reader->scanner, "more than %d columns", QS_MAX_VARIABLES);
	*variable = qs_name_table_add(model->host, &model->column_names, name->text, name->length, &is_new);
	if (!is_new)
		return true;
	qs_formulation_add_variable(model->host, model->stated, reader->integer ? QS_VARIABLE_INTEGER :
								QS_VARIABLE_CONTINUOUS, 0.0, INFINITY, name->text, name->length);
	if (*variable == model->given_capacity)
	{
		size_t		old = (size_t) model->given_capacity;

		model->given_capacity = model->given_capacity * 2 + 16;
		model->given = qs_realloc(model->host, model->given, old, (size_t) model->given_capacity,
								  sizeof(QsMpsGiven));
	}
	model->given[*variable] = (QsMpsGiven) {false, false};
	return true;
}

static bool
read_column(Reader *reader, const QsMpsLine *line)
{
	int			first = reader->by_columns ? 1 : 0;
	QsToken		name = field(line, first);
	int32_t		variable = 0;

	if (is_marker(line))
		return read_marker(reader, line);
	if (!add_column(reader, &name, &variable))
		return false;
	if (!reader->by_columns && line->fields != 1 && line->fields != 3 && line->fields != 5)
		return unexpected(reader, &line->field[line->fields - 1], "pairs of a row and a number");
	for (int k = first + 1; k < line->fields && field(line, k).length > 0; k += 2)
	{
		QsToken		number = field(line, k + 1);
		int32_t		row = 0;
		double		value = 0.0;

		if (!find_row(reader, &line->field[k], &row) ||
			!qs_mps_number(reader->scanner, &number, "a coefficient", false, &value))
			return false;
		qs_mps_add_entry(&reader->model, row, variable, value);
	}
	return true;
}

/* Pairs of a row and a number behind the name of a set, which may be left out */
static bool
read_set(Reader *reader, const QsMpsLine *line, bool ranges)
{
	int			first = reader->by_columns ? 2 : line->fields % 2;

	for (int k = first; k < line->fields && field(line, k).length > 0; k += 2)
	{
		QsToken		number = field(line, k + 1);
		int32_t		number_of_row = 0;
		double		value = 0.0;
		QsMpsRow   *row;

		if (!find_row(reader, &line->field[k], &number_of_row) ||
			!qs_mps_number(reader->scanner, &number, "a number", false, &value))
			return false;
		if (number_of_row == QS_MPS_OBJECTIVE && !ranges)
		{
			reader->model.stated->constant = 0.0 - value;
			qs_import_note(reader->model.host, reader->model.problem,
						   "the objective has an offset of %.15g", 0.0 - value);
		}
		if (number_of_row < 0)
			continue;
		row = &reader->model.row[number_of_row];
		if (ranges)
		{
			row->range = value;
			row->has_range = true;
		}
		else
			row->rhs = value;
	}
	return true;
}

static bool
read_rhs(Reader *reader, const QsMpsLine *line)
{
	return read_set(reader, line, false);
}

static bool
read_range(Reader *reader, const QsMpsLine *line)
{
	return read_set(reader, line, true);
}

/* ------------------------------------------------------------------------ */

typedef enum BoundKind
{
	BOUND_NUMBER,				/* needs a number */
	BOUND_ALONE,
	BOUND_REFUSED
} BoundKind;

static const struct
{
	const char *type;
	BoundKind	kind;
} bound_kinds[] = {
	{"UP", BOUND_NUMBER}, {"LO", BOUND_NUMBER}, {"FX", BOUND_NUMBER}, {"UI", BOUND_NUMBER}, {"LI", BOUND_NUMBER},
	{"FR", BOUND_ALONE}, {"MI", BOUND_ALONE}, {"PL", BOUND_ALONE}, {"BV", BOUND_ALONE},
	{"SC", BOUND_REFUSED}, {"SI", BOUND_REFUSED},
};

#define BOUND_KINDS		((int) (sizeof(bound_kinds) / sizeof(bound_kinds[0])))

static bool
read_bound(Reader *reader, const QsMpsLine *line)
{
	QsToken		type = field(line, 0),
				name,
				number;
	int			kind = 0,
				place;
	int32_t		variable = 0;
	double		value = 0.0;

	while (kind < BOUND_KINDS && !is_word(&type, bound_kinds[kind].type))
		kind++;
	if (kind == BOUND_KINDS)
		return unexpected(reader, &type, "the type of a bound");
	/* the name of the set may be left out */
	place = reader->by_columns ? 2 : line->fields == 2 ||
		(line->fields == 3 && bound_kinds[kind].kind != BOUND_ALONE) ? 1 : 2;
	name = field(line, place);
	if (!reader->by_columns && place == 2 && line->fields == 3 &&
		qs_name_table_find(&reader->model.column_names, name.text, name.length) < 0)
		name = field(line, 1);
	if (!find_column(reader, &name, &variable))
		return false;
	if (bound_kinds[kind].kind == BOUND_REFUSED)
		return unexpected(reader, &name, "no semi-continuous variable, which is not supported,");
	number = field(line, place + 1);
	if (bound_kinds[kind].kind == BOUND_NUMBER &&
		!qs_mps_number(reader->scanner, &number, "a bound", true, &value))
		return false;
	qs_mps_set_bound(&reader->model, variable, bound_kinds[kind].type, value);
	return true;
}

/* ------------------------------------------------------------------------ */

/* column column number */
static bool
read_pair(Reader *reader, const QsMpsLine *line, int32_t *first, int32_t *second, double *value)
{
	int			at = reader->by_columns ? 1 : 0;
	QsToken		a = field(line, at),
				b = field(line, at + 1),
				number = field(line, at + 2);

	if (!reader->by_columns && line->fields != 3)
		return unexpected(reader, &line->field[line->fields - 1], "two columns and a number");
	return find_column(reader, &a, first) && find_column(reader, &b, second) &&
		qs_mps_number(reader->scanner, &number, "a coefficient", false, value);
}

/* A triangle of the matrix of (1/2) x'Qx */
static bool
read_triangle(Reader *reader, const QsMpsLine *line)
{
	int32_t		i = 0,
				j = 0;
	double		value = 0.0;

	if (!read_pair(reader, line, &i, &j, &value))
		return false;
	qs_mps_add_pair(&reader->model, QS_MPS_OBJECTIVE, i, j, i == j ? qs_decimal_product(value, 0.5) : value);
	return true;
}

/* The whole matrix of (1/2) x'Qx */
static bool
read_matrix(Reader *reader, const QsMpsLine *line)
{
	int32_t		i = 0,
				j = 0;
	double		value = 0.0;

	if (!read_pair(reader, line, &i, &j, &value))
		return false;
	qs_mps_add_pair(&reader->model, QS_MPS_OBJECTIVE, i, j, qs_decimal_product(value, 0.5));
	return true;
}

/* The whole matrix of x'Qx in a row */
static bool
read_row_matrix(Reader *reader, const QsMpsLine *line)
{
	int32_t		i = 0,
				j = 0;
	double		value = 0.0;

	if (!read_pair(reader, line, &i, &j, &value))
		return false;
	qs_mps_add_pair(&reader->model, reader->quadratic_row, i, j, value);
	return true;
}

/* IF row column value */
static bool
read_indicator(Reader *reader, const QsMpsLine *line)
{
	QsToken		row_name = field(line, 1),
				column_name = field(line, 2),
				number = field(line, 3);
	int32_t		row = 0,
				variable = 0;
	double		value = 0.0;

	if (!is_word(&line->field[0], "IF"))
		return unexpected(reader, &line->field[0], "IF");
	if (!find_row(reader, &row_name, &row) || !find_column(reader, &column_name, &variable) ||
		!qs_mps_number(reader->scanner, &number, "0 or 1", false, &value))
		return false;
	if (row < 0 || (value != 0.0 && value != 1.0))
		return unexpected(reader, row < 0 ? &row_name : &number, row < 0 ? "a row with a bound" : "0 or 1");
	reader->model.row[row].condition = variable;
	reader->model.row[row].condition_value = value != 0.0;
	return true;
}

static const Section sections[] = {
	{"NAME", NULL}, {"OBJSENSE", read_sense}, {"ROWS", read_row}, {"LAZYCONS", read_row},
	{"USERCUTS", read_row}, {"COLUMNS", read_column}, {"RHS", read_rhs}, {"RANGES", read_range},
	{"BOUNDS", read_bound}, {"QUADOBJ", read_triangle}, {"QSECTION", read_triangle},
	{"QMATRIX", read_matrix}, {"QCMATRIX", read_row_matrix}, {"INDICATORS", read_indicator},
	{"ENDATA", NULL},
};

#define SECTIONS	((int) (sizeof(sections) / sizeof(sections[0])))

/* What stands on the line of a section behind its name */
static bool
start_section(Reader *reader, const QsMpsLine *line)
{
	QsToken		rest = field(line, 1);
	int			k = 0;

	while (k < SECTIONS && !is_word(&line->field[0], sections[k].name))
		k++;
	if (k == SECTIONS)
		return unexpected(reader, &line->field[0], "a section of an MPS file");
	if (reader->section == NULL && k > 2)
		return unexpected(reader, &line->field[0], "NAME, OBJSENSE or ROWS first");
	reader->section = &sections[k];
	if (sections[k].read == NULL && rest.length > 0 && is_word(&line->field[0], "NAME"))
		snprintf(reader->model.problem->name, sizeof(reader->model.problem->name), "%.*s",
				 (int) (rest.length < 63 ? rest.length : 63), rest.text);
	if (sections[k].read == read_sense && rest.length > 0)
		return set_sense(reader, &rest);
	if (sections[k].read == read_row_matrix)
		return find_row(reader, &rest, &reader->quadratic_row);
	return true;
}

/* The bytes of a cut name may end within a character. */
static void
mend_name(char *name)
{
	for (char *at = name; *at; at++)
		if ((unsigned char) *at >= 0x7f || (unsigned char) *at < 0x20)
			*at = '?';
}

static bool
read_lines(Reader *reader)
{
	QsScanner  *scanner = reader->scanner;
	QsMpsLine	line;
	bool		ended = false;

	scanner->error->message[0] = '\0';
	for (; qs_mps_line(scanner, reader->model.problem, reader->by_columns, &line); scanner->line++)
	{
		if (ended)
			return unexpected(reader, &line.field[0], "the end of the content after ENDATA");
		if (line.header && !start_section(reader, &line))
			return false;
		if (line.header)
			ended = is_word(&line.field[0], "ENDATA");
		else if (reader->section == NULL || reader->section->read == NULL)
			return unexpected(reader, &line.field[0], "a section before data");
		else if (!reader->section->read(reader, &line))
			return false;
	}
	if (scanner->error->message[0] != '\0')
		return false;
	if (reader->section == NULL || reader->model.column_names.count == 0)
		return qs_scan_fail(scanner, "expected %s but the content ends",
							reader->section == NULL ? "NAME or ROWS" : "COLUMNS");
	return true;
}

static bool
read_model(QsScanner *scanner, QsImport *import, bool by_columns)
{
	Reader		reader = {.scanner = scanner, .by_columns = by_columns,
	.model = {.host = scanner->host}};
	bool		good;

	qs_import_reserve(scanner->host, import, 1);
	reader.model.problem = &import->problem[0];
	reader.model.stated = import->problem[0].stated = qs_formulation_create(scanner->host);
	good = read_lines(&reader) && qs_mps_finish(&reader.model);
	mend_name(import->problem[0].name);
	qs_mps_free(&reader.model);
	return good;
}

bool
qs_import_mps(QsScanner *scanner, QsImport *import)
{
	QsScanner	again = *scanner;
	QsError		ignored;

	if (read_model(scanner, import, false))
		return true;
	again.error = &ignored;
	if (!read_model(&again, import, true))
		return false;
	qs_import_note(scanner->host, &import->problem[0], "fields were read by their columns");
	*scanner = again;
	return true;
}
