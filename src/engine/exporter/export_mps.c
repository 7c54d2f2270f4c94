/*
 * export_mps.c
 *	  Free MPS.
 */
#include "exporter/export_internal.h"

#include <string.h>

#include "base/decimal.h"

#define MARKER_BEGIN	"    MARKER                 'MARKER'                 'INTORG'\n"
#define MARKER_END		"    MARKER                 'MARKER'                 'INTEND'\n"

/* Coefficients by column, rows ascending */
typedef struct Columns
{
	int64_t    *start;			/* n + 1 */
	int32_t    *row;
	double	   *value;
} Columns;

static bool
is_name(const char *name, size_t length)
{
	if (length > 255 || strchr("$*'", name[0]) != NULL)
		return false;
	for (size_t k = 0; k < length; k++)
		if ((unsigned char) name[k] <= ' ' || (unsigned char) name[k] >= 0x7f)
			return false;
	return true;
}

static Columns
transpose(QsExport *export)
{
	const QsFormulation *model = export->model;
	QsHost	   *host = export->host;
	Columns		columns = {
		.start = QS_ARRAY0(host, int64_t, (size_t) model->n + 2),
		.row = QS_ARRAY(host, int32_t, model->terms.count),
		.value = QS_ARRAY(host, double, model->terms.count),
	};

	for (int64_t k = 0; k < model->terms.count; k++)
		columns.start[model->terms.variable[k] + 2]++;
	for (int v = 0; v < model->n; v++)
		columns.start[v + 2] += columns.start[v + 1];
	for (int r = 0; r < model->rows; r++)
		for (int64_t k = qs_formulation_row_start(model, r); k < model->row[r].end; k++)
		{
			int64_t		at = columns.start[model->terms.variable[k] + 1]++;

			columns.row[at] = r;
			columns.value[at] = model->terms.coefficient[k];
		}
	return columns;
}

/* In the columns of the fixed format as long as the name is short: readers that guess
 * which format it is, as CBC does, are right either way. */
static void
write_field(QsExport *export, const char *name, size_t length)
{
	qs_export_bytes(export, name, length);
	do
		qs_export_string(export, " ");
	while (++length < 10);
}

static void
write_entry(QsExport *export, const char *first, size_t first_length, const char *second,
			size_t second_length, double value)
{
	qs_export_string(export, "    ");
	write_field(export, first, first_length);
	write_field(export, second, second_length);
	qs_export_number(export, value);
	qs_export_string(export, "\n");
}

static bool
is_range(const QsStatedRow *row)
{
	return isfinite(row->lower) && isfinite(row->upper) && row->lower != row->upper;
}

/* A name that no row has */
static size_t
objective_name(const QsNameTable *rows, char name[16])
{
	size_t		length = 3;

	memcpy(name, "OBJ", 4);
	while (qs_name_table_find(rows, name, length) >= 0 && length < 15)
		name[length++] = '_';
	return length;
}

static void
write_rows(QsExport *export, const QsNameTable *rows, const char *objective, size_t length)
{
	qs_export_string(export, "NAME\n");
	if (export->model->maximise)
		qs_export_string(export, "OBJSENSE\n MAX\n");
	qs_export_string(export, "ROWS\n N  ");
	qs_export_bytes(export, objective, length);
	qs_export_string(export, "\n");
	for (int r = 0; r < export->model->rows; r++)
	{
		const QsStatedRow *row = &export->model->row[r];

		qs_export_string(export, row->lower == row->upper ? " E  " : isfinite(row->lower) ? " G  " :
						 isfinite(row->upper) ? " L  " : " N  ");
		qs_export_name(export, rows, r);
		qs_export_string(export, "\n");
	}
}

static void
write_columns(QsExport *export, const QsNameTable *rows, const char *objective, size_t length)
{
	const QsFormulation *model = export->model;
	Columns		columns = transpose(export);
	int64_t		k = 0;
	bool		integer = false;

	qs_export_string(export, "COLUMNS\n");
	for (int v = 0; v < model->n; v++)
	{
		const QsNameEntry *name = &export->names.entry[v];
		bool		costs = k < model->objective.count && model->objective.variable[k] == v;

		if ((model->variable[v].kind != QS_VARIABLE_CONTINUOUS) != integer)
		{
			qs_export_string(export, integer ? MARKER_END : MARKER_BEGIN);
			integer = !integer;
		}
		/* every column is mentioned */
		if (costs || columns.start[v] == columns.start[v + 1])
			write_entry(export, name->text, name->length, objective, length,
						costs ? model->objective.coefficient[k] : 0.0);
		k += costs;
		for (int64_t at = columns.start[v]; at < columns.start[v + 1]; at++)
			write_entry(export, name->text, name->length, rows->entry[columns.row[at]].text,
						rows->entry[columns.row[at]].length, columns.value[at]);
		if (v % 1024 == 0)
			qs_check(export->host);
	}
	if (integer)
		qs_export_string(export, MARKER_END);
	qs_free(export->host, columns.start);
	qs_free(export->host, columns.row);
	qs_free(export->host, columns.value);
}

static void
write_sides(QsExport *export, const QsNameTable *rows, const char *objective, size_t length)
{
	const QsFormulation *model = export->model;
	bool		ranges = false;

	qs_export_string(export, "RHS\n");
	if (model->constant != 0.0)
		write_entry(export, "RHS", 3, objective, length, 0.0 - model->constant);
	for (int r = 0; r < model->rows; r++)
	{
		double		rhs = isfinite(model->row[r].lower) ? model->row[r].lower : model->row[r].upper;

		if (rhs != 0.0 && isfinite(rhs))
			write_entry(export, "RHS", 3, rows->entry[r].text, rows->entry[r].length, rhs);
	}
	for (int r = 0; r < model->rows; r++)
	{
		const QsStatedRow *row = &model->row[r];

		if (!is_range(row))
			continue;
		if (!ranges)
			qs_export_string(export, "RANGES\n");
		ranges = true;
		write_entry(export, "RNG", 3, rows->entry[r].text, rows->entry[r].length,
					qs_decimal_sum(row->upper, -row->lower));
	}
}

/* All with a number, without which CBC takes the name of the set for the column */
static void
write_bound(QsExport *export, const char *type, int v, double value)
{
	qs_export_string(export, type);
	write_field(export, export->names.entry[v].text, export->names.entry[v].length);
	qs_export_number(export, value);
	qs_export_string(export, "\n");
}

/* An integer without bounds would be read as binary. */
static void
write_bounds(QsExport *export)
{
	qs_export_string(export, "BOUNDS\n");
	for (int v = 0; v < export->model->n; v++)
	{
		const QsStatedVariable *variable = &export->model->variable[v];

		if (variable->lower == variable->upper)
			write_bound(export, " FX BND       ", v, variable->lower);
		else if (variable->kind == QS_VARIABLE_BINARY)
			write_bound(export, " BV BND       ", v, 1.0);
		else if (!isfinite(variable->lower) && !isfinite(variable->upper))
			write_bound(export, " FR BND       ", v, 0.0);
		else
		{
			if (!isfinite(variable->lower))
				write_bound(export, " MI BND       ", v, 0.0);
			else if (variable->lower != 0.0 || variable->upper < 0.0)
				write_bound(export, " LO BND       ", v, variable->lower);
			if (isfinite(variable->upper))
				write_bound(export, " UP BND       ", v, variable->upper);
			else if (variable->kind == QS_VARIABLE_INTEGER)
				write_bound(export, " PL BND       ", v, 0.0);
		}
	}
}

/* The upper triangle of the matrix of (1/2) x'Qx, or the whole matrix of x'Qx in a row */
static void
write_products(QsExport *export, QsExportTerms terms, bool triangle)
{
	const QsNameEntry *name = export->names.entry;

	for (int64_t p = terms.product_start; p < terms.product_end; p++)
	{
		const QsProduct *product = &terms.expressions->product[p];
		const int32_t *v = terms.expressions->factor + product->first;
		double		value = product->coefficient;

		if (v[0] == v[1])
			value = triangle ? qs_decimal_product(value, 2.0) : value;
		else
			value = triangle ? value : qs_decimal_product(value, 0.5);
		write_entry(export, name[v[0]].text, name[v[0]].length, name[v[1]].text, name[v[1]].length, value);
		if (!triangle && v[0] != v[1])
			write_entry(export, name[v[1]].text, name[v[1]].length, name[v[0]].text, name[v[0]].length, value);
	}
}

static void
write_extensions(QsExport *export, const QsNameTable *rows)
{
	const QsFormulation *model = export->model;
	bool		any = false;

	if (model->objective.products > 0)
	{
		qs_export_string(export, "QUADOBJ\n");
		write_products(export, qs_export_objective(model), true);
	}
	for (int r = 0; r < model->rows; r++)
	{
		QsExportTerms terms = qs_export_row(model, r);

		if (terms.product_start == terms.product_end)
			continue;
		qs_export_string(export, "QCMATRIX ");
		qs_export_name(export, rows, r);
		qs_export_string(export, "\n");
		write_products(export, terms, false);
	}
	for (int r = 0; r < model->rows; r++)
	{
		const QsStatedRow *row = &model->row[r];

		if (row->condition < 0)
			continue;
		qs_export_string(export, any ? " IF " : "INDICATORS\n IF ");
		any = true;
		qs_export_name(export, rows, r);
		qs_export_string(export, " ");
		qs_export_name(export, &export->names, row->condition);
		qs_export_string(export, row->condition_value ? " 1\n" : " 0\n");
	}
}

bool
qs_export_mps(QsExport *export)
{
	QsNameTable rows = {0};
	char		objective[16];
	size_t		length;
	char	   *made,
			   *made_rows;

	if (!qs_export_refuse_prices(export) || !qs_export_refuse_degrees(export))
		return false;
	if (export->model->n == 0)
		return qs_export_fails(export, "the model has no variable");
	made = qs_export_make_names(export, false, 'x', is_name, &export->names);
	made_rows = qs_export_make_names(export, true, 'c', is_name, &rows);
	length = objective_name(&rows, objective);
	write_rows(export, &rows, objective, length);
	write_columns(export, &rows, objective, length);
	write_sides(export, &rows, objective, length);
	write_bounds(export);
	write_extensions(export, &rows);
	qs_export_string(export, "ENDATA\n");
	qs_name_table_free(export->host, &export->names);
	qs_name_table_free(export->host, &rows);
	qs_free(export->host, made);
	qs_free(export->host, made_rows);
	return true;
}
