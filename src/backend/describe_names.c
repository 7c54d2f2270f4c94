/*
 * describe_names.c
 *	  Names as people read them: cut short, and harmless whatever they hold.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "describe_names.h"
#include "problem_sql.h"
#include "problem_tables.h"

#define MOST_CHARACTERS	40		/* of a name */
#define MOST_PARTS		4		/* of a key */

typedef struct ShownName
{
	int32		variable;
	int			parts;			/* of its key; 0: it has none */
	text	  **part;			/* MOST_PARTS at most */
} ShownName;

struct QshrinkShownNames
{
	int			count;
	ShownName  *name;
};

/* ---------------------------------------------------------------------------
 * Texts
 */

/* The code point of a character, or of its first byte in other encodings than UTF-8 */
static pg_wchar
code_point(const char *character)
{
	return GetDatabaseEncoding() == PG_UTF8 ? utf8_to_unicode((const unsigned char *) character) :
		(unsigned char) *character;
}

/* Controls a terminal, ends a line, turns the direction of writing, or cannot be seen */
static bool
is_control(pg_wchar c)
{
	if (c < 0x20 || c == 0x7f)
		return true;
	if (GetDatabaseEncoding() != PG_UTF8)
		return false;
	return (c >= 0x80 && c < 0xa0) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
		(c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
		(c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

static bool
is_word_character(const char *character, bool first)
{
	char		c = *character;

	if ((unsigned char) c >= 0x80)
		return !is_control(code_point(character));
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		(!first && ((c >= '0' && c <= '9') || c == '.'));
}

/* May it stand without quotes? */
static bool
is_word(const char *name, int length, bool may_be_number)
{
	int			characters = 0;

	for (int at = 0; at < length; characters++)
	{
		int			bytes = pg_mblen(name + at);

		if (characters >= MOST_CHARACTERS || at + bytes > length ||
			!is_word_character(name + at, at == 0 && !may_be_number))
			return false;
		at += bytes;
	}
	return characters > 0;
}

void
qshrink_put_quoted(StringInfo out, const char *name, int length)
{
	int			characters = 0;

	appendStringInfoChar(out, '"');
	for (int at = 0; at < length; characters++)
	{
		int			bytes = Min(pg_mblen(name + at), length - at);
		pg_wchar	c = code_point(name + at);

		if (characters == MOST_CHARACTERS)
		{
			appendStringInfoString(out, "\"...");
			return;
		}
		if (c == '\n')
			appendStringInfoString(out, "\\n");
		else if (is_control(c))
			appendStringInfo(out, "\\u%04X", (unsigned) c);
		else
		{
			if (*(name + at) == '"' || *(name + at) == '\\')
				appendStringInfoChar(out, '\\');
			appendBinaryStringInfo(out, name + at, bytes);
		}
		at += bytes;
	}
	appendStringInfoChar(out, '"');
}

void
qshrink_put_name(StringInfo out, const char *name, int length)
{
	if (is_word(name, length, false))
		appendBinaryStringInfo(out, name, length);
	else
		qshrink_put_quoted(out, name, length);
}

/* ---------------------------------------------------------------------------
 * Variables
 */
typedef struct Reading
{
	QshrinkShownNames *names;
	MemoryContext memory;
} Reading;

static void
remember(void *argument, const Datum *values, const bool *nulls)
{
	Reading    *reading = argument;
	QshrinkShownNames *names = reading->names;
	MemoryContext caller;
	Datum	   *part;
	int			parts;

	if (nulls[0] || nulls[1])
		return;
	deconstruct_array(DatumGetArrayTypeP(values[1]), TEXTOID, -1, false, TYPALIGN_INT, &part, NULL,
					  &parts);
	caller = MemoryContextSwitchTo(reading->memory);
	for (int k = 0; k < names->count; k++)
	{
		ShownName  *name = &names->name[k];

		if (name->variable != DatumGetInt32(values[0]) || name->part)
			continue;
		name->parts = parts;
		name->part = palloc0_array(text *, MOST_PARTS);
		for (int p = 0; p < Min(parts, MOST_PARTS); p++)
			name->part[p] = DatumGetTextPCopy(part[p]);
	}
	MemoryContextSwitchTo(caller);
}

QshrinkShownNames *
qshrink_shown_names(QsHost *host, Oid namespace, int64 problem_id, const int32 *variables,
					int count)
{
	QshrinkShownNames *names = palloc0_object(QshrinkShownNames);
	Reading		reading = {names, CurrentMemoryContext};
	StringInfoData list;

	names->count = count;
	names->name = palloc0_array(ShownName, Max(count, 1));
	initStringInfo(&list);
	for (int k = 0; k < count; k++)
	{
		names->name[k].variable = variables[k];
		appendStringInfo(&list, "%s%d", k ? "," : "", variables[k]);
	}
	if (count > 0)
	{
		Oid			type = INT8OID;
		Datum		value = Int64GetDatum(problem_id);
		Datum		row[2];
		bool		nulls[2];

		SPI_execute_with_args(psprintf("SELECT variable, keys FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1"
									   " AND variable OPERATOR(pg_catalog.=) ANY ('{%s}'::pg_catalog.int4[])",
									   qshrink_table(namespace, "qshrink_variable"), list.data),
							  1, &type, &value, NULL, true, 0);
		for (uint64 k = 0; k < SPI_processed; k++)
		{
			qs_check(host);
			heap_deform_tuple(SPI_tuptable->vals[k], SPI_tuptable->tupdesc, row, nulls);
			remember(&reading, row, nulls);
		}
	}
	pfree(list.data);
	return names;
}

static const ShownName *
find_name(const QshrinkShownNames *names, int variable)
{
	for (int k = 0; k < names->count; k++)
		if (names->name[k].variable == variable && names->name[k].parts > 0)
			return &names->name[k];
	return NULL;
}

void
qshrink_put_variable(StringInfo out, const QshrinkShownNames *names, int variable)
{
	const ShownName *name = find_name(names, variable);

	if (name == NULL)
	{
		appendStringInfo(out, "x[#%d]", variable);
		return;
	}
	if (name->parts == 1 && is_word(VARDATA_ANY(name->part[0]), (int) VARSIZE_ANY_EXHDR(name->part[0]), false))
	{
		qshrink_put_name(out, VARDATA_ANY(name->part[0]), (int) VARSIZE_ANY_EXHDR(name->part[0]));
		return;
	}
	appendStringInfoString(out, "x[");
	for (int p = 0; p < Min(name->parts, MOST_PARTS); p++)
	{
		const char *part = VARDATA_ANY(name->part[p]);
		int			length = (int) VARSIZE_ANY_EXHDR(name->part[p]);

		if (p > 0)
			appendStringInfoString(out, ", ");
		if (is_word(part, length, true))
			appendBinaryStringInfo(out, part, length);
		else
			qshrink_put_quoted(out, part, length);
	}
	appendStringInfoString(out, name->parts > MOST_PARTS ? ", ...]" : "]");
}

void
qshrink_put_auxiliary(StringInfo out, const QshrinkShownNames *names, int variable)
{
	const ShownName *name = find_name(names, variable);

	if (name == NULL || name->parts != 3)
	{
		qshrink_put_variable(out, names, variable);
		return;
	}
	for (int p = 1; p < 3; p++)
	{
		appendStringInfoString(out, p == 1 ? "(" : " * ");
		qshrink_put_name(out, VARDATA_ANY(name->part[p]), (int) VARSIZE_ANY_EXHDR(name->part[p]));
	}
	appendStringInfoChar(out, ')');
}
