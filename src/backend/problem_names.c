/*
 * problem_names.c
 *	  Finding the variables of a stored problem by what users call them.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "problem_keys.h"
#include "problem_names.h"
#include "problem_sql.h"
#include "problem_tables.h"

typedef struct Keys
{
	Datum	   *part;			/* NULL: none */
	int			count;
} Keys;

struct QshrinkNames
{
	MemoryContext context;
	int			n;
	Keys	   *keys;			/* by variable */
	QshrinkKeyMap *map;			/* of joined keys */
	int		   *variable_of_key;
	bool		integer_keys;
};

static bool
reads_as_integer(const char *at, int length)
{
	const char *end = at + length;

	if (at < end && *at == '-')
		at++;
	if (at == end)
		return false;
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at == end;
}

static void
remember_key(void *argument, const Datum *values, const bool *nulls)
{
	QshrinkNames *names = argument;
	int			variable = DatumGetInt32(values[0]);
	MemoryContext caller;
	Keys	   *keys;
	int			number;
	bool		added;

	if (variable < 0 || variable >= names->n || nulls[1] || names->keys[variable].part)
		return;
	keys = &names->keys[variable];
	caller = MemoryContextSwitchTo(names->context);
	deconstruct_array(DatumGetArrayTypePCopy(values[1]), TEXTOID, -1, false, TYPALIGN_INT,
					  &keys->part, NULL, &keys->count);
	number = qshrink_keymap_add(names->map, qshrink_joined_key(keys->part, keys->count), &added);
	names->variable_of_key[number] = added ? variable : QSHRINK_NAME_AMBIGUOUS;
	if (keys->count == 1 && !names->integer_keys)
		names->integer_keys = reads_as_integer(VARDATA_ANY(DatumGetPointer(keys->part[0])),
											   VARSIZE_ANY_EXHDR(DatumGetPointer(keys->part[0])));
	MemoryContextSwitchTo(caller);
}

QshrinkNames *
qshrink_names_read(QsHost *host, Oid namespace, int64 problem_id, int n)
{
	QshrinkNames *names = palloc0_object(QshrinkNames);

	names->context = CurrentMemoryContext;
	names->n = n;
	names->keys = MemoryContextAllocExtended(CurrentMemoryContext, (Size) n * sizeof(Keys),
											 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	names->variable_of_key = MemoryContextAllocHuge(CurrentMemoryContext, (Size) n * sizeof(int));
	names->map = qshrink_keymap_create();
	qshrink_for_each_row(host,
						 psprintf("SELECT variable, keys FROM %s"
								  " WHERE problem_id OPERATOR(pg_catalog.=) $1",
								  qshrink_table(namespace, "qshrink_variable")),
						 INT8OID, Int64GetDatum(problem_id), remember_key, names);
	return names;
}

int
qshrink_names_find(const QshrinkNames *names, const Datum *part, int count)
{
	text	   *joined = qshrink_joined_key(part, count);
	int			found = qshrink_keymap_find(names->map, joined);

	pfree(joined);
	return found < 0 ? QSHRINK_NAME_UNKNOWN : names->variable_of_key[found];
}

int
qshrink_names_find_text(const QshrinkNames *names, const char *name, int length)
{
	Datum		part = PointerGetDatum(cstring_to_text_with_len(name, length));
	int			found = qshrink_names_find(names, &part, 1);
	int64		number = 0;

	pfree(DatumGetPointer(part));
	if (found != QSHRINK_NAME_UNKNOWN || names->integer_keys || !reads_as_integer(name, length) ||
		*name == '-')
		return found;
	for (int k = 0; k < length && number < names->n; k++)
		number = 10 * number + (name[k] - '0');
	return number < names->n ? (int) number : QSHRINK_NAME_UNKNOWN;
}

bool
qshrink_names_any(const QshrinkNames *names)
{
	return qshrink_keymap_count(names->map) > 0;
}

bool
qshrink_names_by_number(const QshrinkNames *names)
{
	return !names->integer_keys;
}

const Datum *
qshrink_names_keys(const QshrinkNames *names, int variable, int *count)
{
	*count = names->keys[variable].count;
	return names->keys[variable].part;
}
