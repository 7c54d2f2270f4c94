/*
 * export_text.c
 *	  Text that grows, and names that a format allows.
 */
#include "exporter/export_internal.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/excerpt.h"
#include "base/float_text.h"

/* Lines are broken behind so many characters. */
#define LONG_LINE	72

/* x and a number */
#define MADE_NAME	16

void
qs_export_bytes(QsExport *export, const char *bytes, size_t length)
{
	if (export->length + length + 1 > export->capacity)
	{
		size_t		old = export->capacity;

		export->capacity = export->capacity * 2 + length + 256;
		export->text = qs_realloc(export->host, export->text, old, export->capacity, 1);
	}
	memcpy(export->text + export->length, bytes, length);
	export->length += length;
	export->text[export->length] = '\0';
	if (length > 0 && bytes[length - 1] == '\n')
		export->line = export->length;
}

void
qs_export_string(QsExport *export, const char *string)
{
	qs_export_bytes(export, string, strlen(string));
}

void
qs_export_number(QsExport *export, double value)
{
	char		digits[QS_FLOAT_LENGTH];

	qs_export_bytes(export, digits, qs_float_write(value, digits));
}

void
qs_export_integer(QsExport *export, int64_t value)
{
	char		digits[24];

	qs_export_bytes(export, digits, (size_t) snprintf(digits, sizeof(digits), "%lld", (long long) value));
}

void
qs_export_coefficient(QsExport *export, double value, bool bare)
{
	if (export->length - export->line > LONG_LINE)
	{
		qs_export_string(export, "\n");
		qs_export_string(export, "  ");
	}
	qs_export_string(export, value < 0.0 ? "- " : "+ ");
	if (bare && fabs(value) == 1.0)
		return;
	qs_export_number(export, fabs(value));
	qs_export_string(export, " ");
}

bool
qs_export_fails(QsExport *export, const char *format, ...)
{
	va_list		arguments;

	memset(export->error, 0, sizeof(*export->error));
	va_start(arguments, format);
	vsnprintf(export->error->message, sizeof(export->error->message), format, arguments);
	va_end(arguments);
	return false;
}

/* Bytes that a made name may take */
static size_t
made_size(QsNameSpan name)
{
	size_t		length = (size_t) name.length + 2;

	return length > MADE_NAME ? length : MADE_NAME;
}

/* The name with all but letters and digits replaced, and the prefix in front where it would
 * not do without; false if the format does not allow it or another has it. */
static bool
mend_name(QsExport *export, const char *name, size_t length, char prefix, QsNameAllowed allowed,
		  QsNameTable *taken, char *mended, size_t *mended_length)
{
	bool		is_new = false;

	mended[0] = prefix;
	for (size_t k = 0; k < length; k++)
		mended[k + 1] = (name[k] & 0x80) == 0 && isalnum((unsigned char) name[k]) ? name[k] : '_';
	*mended_length = length;
	if (length > 0 && allowed(mended + 1, length))
		memmove(mended, mended + 1, length);
	else if (length > 0 && allowed(mended, length + 1))
		*mended_length = length + 1;
	else
		return false;
	qs_name_table_add(export->host, taken, mended, *mended_length, &is_new);
	return is_new;
}

static size_t
number_name(char prefix, int k, const QsNameTable *taken, char *made)
{
	size_t		length = (size_t) snprintf(made, MADE_NAME, "%c%d", prefix, k + 1);

	while (qs_name_table_find(taken, made, length) >= 0 && length < MADE_NAME - 1)
		made[length++] = '_';
	return length;
}

char *
qs_export_make_names(QsExport *export, bool rows, char prefix, QsNameAllowed allowed, QsNameTable *table)
{
	const QsFormulation *model = export->model;
	QsHost	   *host = export->host;
	int			count = rows ? model->rows : model->n;
	QsNameTable taken = {0};
	uint8_t    *keeps = QS_ARRAY0(host, uint8_t, count);
	size_t		size = 0;
	char	   *made,
			   *own;

	for (int k = 0; k < count; k++)
	{
		QsNameSpan	name = rows ? model->row[k].name : model->variable[k].name;
		const char *text = qs_formulation_text(model, name);
		bool		is_new = false;

		if (name.length > 0 && allowed(text, (size_t) name.length))
			qs_name_table_add(host, &taken, text, (size_t) name.length, &is_new);
		keeps[k] = is_new;
		size += is_new ? 0 : made_size(name);
	}
	made = own = QS_ARRAY(host, char, size);
	for (int k = 0; k < count; k++)
	{
		QsNameSpan	name = rows ? model->row[k].name : model->variable[k].name;
		const char *text = qs_formulation_text(model, name);
		size_t		length = (size_t) name.length;

		if (!keeps[k])
		{
			if (!mend_name(export, text, length, prefix, allowed, &taken, own, &length))
			{
				length = number_name(prefix, k, &taken, own);
				qs_name_table_add(host, &taken, own, length, NULL);
			}
			text = own;
			own += made_size(name);
		}
		qs_name_table_add(host, table, text, length, NULL);
	}
	qs_name_table_free(host, &taken);
	qs_free(host, keeps);
	return made;
}

void
qs_export_name(QsExport *export, const QsNameTable *table, int k)
{
	qs_export_bytes(export, table->entry[k].text, table->entry[k].length);
}

QsExportTerms
qs_export_objective(const QsFormulation *model)
{
	return (QsExportTerms) {&model->objective, 0, model->objective.count, 0, model->objective.products};
}

QsExportTerms
qs_export_row(const QsFormulation *model, int row)
{
	return (QsExportTerms) {
		&model->terms, qs_formulation_row_start(model, row), model->row[row].end,
		qs_formulation_product_start(model, row), model->row[row].product_end
	};
}

/* ------------------------------------------------------------------------ */

bool
qs_export_refuse_prices(QsExport *export)
{
	for (int r = 0; r < export->model->rows; r++)
		if (isfinite(export->model->row[r].price))
			return qs_export_fails(export, "the format has no soft rows, of which row %d is one", r + 1);
	return true;
}

bool
qs_export_refuse_degrees(QsExport *export)
{
	const QsExpressions *part[] = {&export->model->objective, &export->model->terms};

	for (int e = 0; e < 2; e++)
		for (int64_t p = 0; p < part[e]->products; p++)
			if (part[e]->product[p].degree > 2)
				return qs_export_fails(export, "the format has no products of more than two variables");
	return true;
}

bool
qs_export_require_binary(QsExport *export)
{
	for (int v = 0; v < export->model->n; v++)
	{
		const QsStatedVariable *variable = &export->model->variable[v];
		char		shown[QS_EXCERPT_SIZE];

		if (variable->kind != QS_VARIABLE_BINARY || variable->lower != 0.0 || variable->upper != 1.0)
		{
			qs_excerpt(qs_formulation_text(export->model, variable->name), (size_t) variable->name.length, shown);
			return qs_export_fails(export, "the format has binary variables only, and variable %d \"%s\" "
								   "is none or fixed", v + 1, shown);
		}
	}
	return true;
}

bool
qs_export_require_no_rows(QsExport *export)
{
	if (export->model->rows > 0)
	{
		qs_export_fails(export, "the format has no rows, and the model has %d", export->model->rows);
		snprintf(export->error->hint, sizeof(export->error->hint),
				 "Encode the rows as penalties first.");
		return false;
	}
	return true;
}
