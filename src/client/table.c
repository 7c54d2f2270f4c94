/*
 * table.c
 *	  Results as a table for people, or as CSV.
 */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "terminal.h"
#include "text.h"

/* Types by their fixed oids (pg_type.dat) */
enum
{
	TYPE_INT8 = 20, TYPE_INT2 = 21, TYPE_INT4 = 23, TYPE_FLOAT4 = 700, TYPE_FLOAT8 = 701,
	TYPE_NUMERIC = 1700
};

bool
column_is_number(const PGresult *result, int column)
{
	switch (PQftype(result, column))
	{
		case TYPE_INT8:
		case TYPE_INT2:
		case TYPE_INT4:
		case TYPE_FLOAT4:
		case TYPE_FLOAT8:
		case TYPE_NUMERIC:
			return true;
		default:
			return false;
	}
}

static char *
cell(const PGresult *result, int row, int column)
{
	return terminal_text(row < 0 ? PQfname(result, column) : PQgetvalue(result, row, column));
}

static void
print_cell(FILE *file, const char *text, int width, bool right, bool last)
{
	int			blanks = width - display_width(text);

	if (right)
		fprintf(file, "%*s", blanks, "");
	fputs(text, file);
	if (!right && !last)
		fprintf(file, "%*s", blanks, "");
	fputs(last ? "\n" : "  ", file);
}

void
table_print(FILE *file, const PGresult *result)
{
	int			columns = PQnfields(result);
	int			rows = PQntuples(result);
	int		   *width = allocate((size_t) columns * sizeof(int));

	for (int c = 0; c < columns; c++)
	{
		width[c] = 0;
		for (int r = -1; r < rows; r++)
		{
			char	   *text = cell(result, r, c);
			int			wide = display_width(text);

			width[c] = wide > width[c] ? wide : width[c];
			free(text);
		}
	}
	for (int r = -1; r < rows; r++)
	{
		for (int c = 0; c < columns; c++)
		{
			char	   *text = cell(result, r, c);

			print_cell(file, text, width[c], column_is_number(result, c), c == columns - 1);
			free(text);
		}
		for (int c = 0; r < 0 && c < columns; c++)
		{
			for (int k = 0; k < width[c]; k++)
				fputc('-', file);
			fputs(c == columns - 1 ? "\n" : "  ", file);
		}
	}
	free(width);
}

void
record_print(FILE *file, const PGresult *result, int row)
{
	int			columns = PQnfields(result);
	int			width = 0;

	for (int c = 0; c < columns; c++)
	{
		int			wide = display_width(PQfname(result, c));

		if (!PQgetisnull(result, row, c) && wide > width)
			width = wide;
	}
	for (int c = 0; c < columns; c++)
	{
		char	   *name;
		char	   *text;

		if (PQgetisnull(result, row, c))
			continue;
		name = cell(result, -1, c);
		text = cell(result, row, c);
		print_cell(file, name, width, false, false);
		fprintf(file, "%s\n", text);
		free(name);
		free(text);
	}
}

static void
csv_field(FILE *file, const char *text, bool is_null, bool last)
{
	char	   *shown = is_terminal(file) ? terminal_lines(text) : copy_text(text);

	if (!is_null && (*shown == '\0' || strpbrk(shown, "\",\r\n") || *shown == ' '))
	{
		fputc('"', file);
		for (const char *c = shown; *c; c++)
		{
			if (*c == '"')
				fputc('"', file);
			fputc(*c, file);
		}
		fputc('"', file);
	}
	else
		fputs(shown, file);
	fputs(last ? "\n" : ",", file);
	free(shown);
}

void
csv_head(FILE *file, const PGresult *result)
{
	int			columns = PQnfields(result);

	for (int c = 0; c < columns; c++)
		csv_field(file, PQfname(result, c), false, c == columns - 1);
}

void
csv_rows(FILE *file, const PGresult *result)
{
	int			columns = PQnfields(result);

	for (int r = 0; r < PQntuples(result); r++)
		for (int c = 0; c < columns; c++)
			csv_field(file, PQgetvalue(result, r, c), PQgetisnull(result, r, c), c == columns - 1);
}
