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

#define NO_KEY			(-1)

/* In place of the occurrence of an auxiliary variable: it measures a violation */
#define VIOLATION		(-1)

struct QshrinkNames
{
	QsHost	   *host;
	int			n;
	QshrinkKeyMap *map;			/* of joined keys */
	int		   *key_of_variable;
	QshrinkBitRole *role;		/* of each variable; NULL: all are binary */
	int		   *next;			/* the next variable of an integer; -1: none */
	int		   *variable_of_key;
	int			parts;			/* of the first key; 0: there is none */
	QshrinkKeyMap *removed;		/* NULL: none */
	bool		integer_keys;	/* some variable's only key reads as an integer */
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

/* Remember what a variable is in an integer, or that it is auxiliary */
static void
add_role(QshrinkNames *names, int variable, double weight, double lower)
{
	if (names->role == NULL)
	{
		names->role = QS_ARRAY(names->host, QshrinkBitRole, names->n);
		names->next = QS_ARRAY(names->host, int, names->n);
		for (int v = 0; v < names->n; v++)
		{
			names->role[v] = (QshrinkBitRole) {-1.0, 0.0, 0};
			names->next[v] = -1;
		}
	}
	names->role[variable].weight = weight;
	names->role[variable].lower = lower;
}

/* Of several variables of one key, those of an integer are chained behind the first;
 * occurrence counts them there and leads to the last. */
static void
join(QshrinkNames *names, int key, int variable)
{
	int			first = names->variable_of_key[key];
	QshrinkBitRole *role;

	if (first < 0 || qshrink_names_role(names, first).weight <= 0.0 ||
		qshrink_names_role(names, variable).weight <= 0.0 ||
		names->role[first].lower != names->role[variable].lower)
	{
		names->variable_of_key[key] = QSHRINK_NAME_AMBIGUOUS;
		return;
	}
	role = &names->role[first];
	names->next[role->occurrence > 0 ? (int) role->occurrence : first] = variable;
	role->occurrence = variable;
}

static void
add_key(QshrinkNames *names, int variable, const Datum *part, int count)
{
	bool		added;
	text	   *joined;
	int			key;

	if (qshrink_names_role(names, variable).weight == 0.0)
	{
		text	   *kind = DatumGetTextPP(part[0]);

		if (VARSIZE_ANY_EXHDR(kind) == strlen(QSHRINK_VIOLATION) &&
			memcmp(VARDATA_ANY(kind), QSHRINK_VIOLATION, strlen(QSHRINK_VIOLATION)) == 0)
			names->role[variable].occurrence = VIOLATION;
		return;
	}
	joined = qshrink_joined_key(part, count);
	key = qshrink_keymap_add(names->map, joined, &added);

	pfree(joined);
	names->key_of_variable[variable] = key;
	if (added)
		names->variable_of_key[key] = variable;
	else
		join(names, key, variable);
	if (names->parts == 0)
		names->parts = count;
	if (count == 1 && !names->integer_keys)
		names->integer_keys = reads_as_integer(VARDATA_ANY(DatumGetPointer(part[0])),
											   VARSIZE_ANY_EXHDR(DatumGetPointer(part[0])));
}

static void
remember_key(void *argument, const Datum *values, const bool *nulls)
{
	QshrinkNames *names = argument;
	int			variable = DatumGetInt32(values[0]);
	Datum	   *part;
	int			count;

	if (variable < 0 || variable >= names->n || nulls[1] ||
		names->key_of_variable[variable] != NO_KEY)
		return;
	if (!nulls[2])
		add_role(names, variable, DatumGetFloat8(values[2]), nulls[3] ? 0.0 : DatumGetFloat8(values[3]));
	deconstruct_array(DatumGetArrayTypeP(values[1]), TEXTOID, -1, false, TYPALIGN_INT,
					  &part, NULL, &count);
	add_key(names, variable, part, count);
}

static QshrinkNames *
create_names(QsHost *host, int n)
{
	QshrinkNames *names = palloc0_object(QshrinkNames);

	names->host = host;
	names->n = n;
	names->key_of_variable = QS_ARRAY(host, int, n);
	names->variable_of_key = QS_ARRAY(host, int, n);
	for (int v = 0; v < n; v++)
		names->key_of_variable[v] = NO_KEY;
	names->map = qshrink_keymap_create();
	return names;
}

QshrinkNames *
qshrink_names_read(QsHost *host, Oid namespace, int64 problem_id, int n)
{
	QshrinkNames *names = create_names(host, n);

	qshrink_for_each_row(host,
						 psprintf("SELECT variable, keys, weight, lower FROM %s"
								  " WHERE problem_id OPERATOR(pg_catalog.=) $1 ORDER BY variable",
								  qshrink_table(namespace, "qshrink_variable")),
						 INT8OID, Int64GetDatum(problem_id), remember_key, names);
	return names;
}

QshrinkNames *
qshrink_names_of_keys(QsHost *host, const QshrinkKeys *keys, int n, const List *removed)
{
	QshrinkNames *names = create_names(host, n);

	names->removed = qshrink_keymap_of_list(removed);

	for (int v = 0; v < n && keys->part; v++)
	{
		int			count;
		const Datum *part = qshrink_keys_of(keys, v, &count);
		QshrinkBitRole role = qshrink_keys_role(keys, v);

		if (role.weight >= 0.0)
			add_role(names, v, role.weight, role.lower);
		if (count > 0)
			add_key(names, v, part, count);
		CHECK_FOR_INTERRUPTS();
	}
	return names;
}

int
qshrink_names_find(const QshrinkNames *names, const text *key)
{
	int			found = qshrink_keymap_find(names->map, key);

	if (found >= 0)
		return names->variable_of_key[found];
	return names->removed && qshrink_keymap_find(names->removed, key) >= 0 ?
		QSHRINK_NAME_REMOVED : QSHRINK_NAME_UNKNOWN;
}

int
qshrink_names_find_text(const QshrinkNames *names, const char *name, int length)
{
	Datum		part = PointerGetDatum(cstring_to_text_with_len(name, length));
	text	   *key = qshrink_joined_key(&part, 1);
	int			found = qshrink_names_find(names, key);
	int64		number = 0;

	pfree(key);
	pfree(DatumGetPointer(part));
	if (found != QSHRINK_NAME_UNKNOWN || names->integer_keys || !reads_as_integer(name, length) ||
		*name == '-')
		return found;
	for (int k = 0; k < length && number < names->n; k++)
		number = 10 * number + (name[k] - '0');
	return number < names->n ? (int) number : QSHRINK_NAME_UNKNOWN;
}

QshrinkBitRole
qshrink_names_role(const QshrinkNames *names, int variable)
{
	return names->role ? names->role[variable] : (QshrinkBitRole) {-1.0, 0.0, 0};
}

bool
qshrink_names_is_violation(const QshrinkNames *names, int variable)
{
	return names->role && names->role[variable].occurrence == VIOLATION;
}

int
qshrink_names_next(const QshrinkNames *names, int variable)
{
	return names->next ? names->next[variable] : -1;
}

int
qshrink_names_variables(const QshrinkNames *names)
{
	return names->n;
}

bool
qshrink_names_any(const QshrinkNames *names)
{
	return qshrink_keymap_count(names->map) > 0;
}

int
qshrink_names_parts(const QshrinkNames *names)
{
	return names->parts;
}

bool
qshrink_names_by_number(const QshrinkNames *names)
{
	return !names->integer_keys;
}

int
qshrink_names_keys(const QshrinkNames *names, int variable, Datum **part)
{
	int			key = names->key_of_variable[variable];

	return key == NO_KEY ? 0 : qshrink_key_parts(qshrink_keymap_key(names->map, key), part);
}
