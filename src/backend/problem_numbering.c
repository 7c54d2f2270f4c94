/*
 * problem_numbering.c
 *	  Which number a variable gets.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "problem_numbering.h"
#include "problem_source.h"
#include "problem_sql.h"
#include "problem_tables.h"

/* ---------------------------------------------------------------------------
 * What there is
 */
typedef struct Reading
{
	QshrinkNumbering *numbering;
	const List *sources;
	MemoryContext memory;
	QshrinkKeyMap *bits;		/* keys with roles seen */
	int64	   *occurrences;	/* of each, by n */
} Reading;

/* Keys of the variables of an integer, and of hidden ones, are told apart */
static text *
key_with_role(Reading *reading, text *key, double weight, double lower)
{
	QshrinkBitRole role = {weight, lower, 0};
	MemoryContext caller = MemoryContextSwitchTo(reading->memory);
	text	   *joined = qshrink_bit_key(key, role);

	if (reading->bits == NULL)
	{
		reading->bits = qshrink_keymap_create();
		reading->occurrences = MemoryContextAllocExtended(reading->memory, (Size) reading->numbering->n * sizeof(int64),
														  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	}
	role.occurrence = reading->occurrences[qshrink_keymap_add(reading->bits, joined, NULL)]++;
	pfree(joined);
	joined = qshrink_bit_key(key, role);
	MemoryContextSwitchTo(caller);
	return joined;
}

static void
remember_variable(void *argument, const Datum *values, const bool *nulls)
{
	Reading    *reading = argument;
	QshrinkNumbering *numbering = reading->numbering;
	int			v = DatumGetInt32(values[0]);

	if (v < 0 || v >= numbering->n || nulls[1] || numbering->key[v])
		return;
	numbering->key[v] = qshrink_array_key(DatumGetArrayTypeP(values[1]), reading->memory);
	if (!nulls[3])
		numbering->key[v] = key_with_role(reading, numbering->key[v], DatumGetFloat8(values[3]),
										  nulls[4] ? 0.0 : DatumGetFloat8(values[4]));
	numbering->source[v] = nulls[2] ? 0 : DatumGetInt32(values[2]);
	numbering->by_hand[v] = qshrink_source_find(reading->sources, numbering->source[v]) == NULL;
}

QshrinkNumbering *
qshrink_numbering_read(QsHost *host, Oid namespace, int64 problem_id, int n, const List *sources)
{
	QshrinkNumbering *numbering = palloc0_object(QshrinkNumbering);
	Reading		reading = {numbering, sources, CurrentMemoryContext, NULL, NULL};

	numbering->n = n;
	numbering->key = QS_ARRAY0(host, text *, n);
	numbering->source = QS_ARRAY0(host, int32, n);
	numbering->by_hand = QS_ARRAY(host, bool, n);
	memset(numbering->by_hand, true, (size_t) n * sizeof(bool));
	qshrink_for_each_row(host,
						 psprintf("SELECT variable, keys, source_id, weight, lower FROM %s"
								  " WHERE problem_id OPERATOR(pg_catalog.=) $1 ORDER BY variable",
								  qshrink_table(namespace, "qshrink_variable")),
						 INT8OID, Int64GetDatum(problem_id), remember_variable, &reading);
	return numbering;
}

/* ---------------------------------------------------------------------------
 * Numbers 0 .. count - 1 for things of which some had numbers before
 */

/* place[k] is the number thing k had, -1: it is new; becomes the one it gets */
static void
assign(QsHost *host, int *place, int count, int before)
{
	bool	   *taken = QS_ARRAY0(host, bool, count);
	int		   *moving = QS_ARRAY(host, int, before);
	int			gap = 0;

	for (int v = 0; v < before; v++)
		moving[v] = -1;
	for (int k = 0; k < count; k++)
	{
		if (place[k] >= 0 && place[k] < count)
			taken[place[k]] = true;
		else if (place[k] >= count)
			moving[place[k]] = k;
	}
	for (int v = count; v < before; v++)
		if (moving[v] >= 0)
		{
			while (taken[gap])
				gap++;
			place[moving[v]] = gap++;
		}
	for (int k = 0; k < count; k++)
		if (place[k] < 0)
		{
			while (taken[gap])
				gap++;
			place[k] = gap++;
		}
	qs_free(host, taken);
	qs_free(host, moving);
}

void
qshrink_number_survivors(QsHost *host, int *number, int n)
{
	int		   *place = QS_ARRAY(host, int, n);
	int			count = 0;

	for (int v = 0; v < n; v++)
		if (number[v] >= 0)
			place[count++] = v;
	assign(host, place, count, n);
	for (int v = 0, k = 0; v < n; v++)
		if (number[v] >= 0)
			number[v] = place[k++];
	qs_free(host, place);
}

static QshrinkKeyMap *
map_of_keys(text *const *key, int count, int **number_of_key)
{
	QshrinkKeyMap *map = qshrink_keymap_create();

	*number_of_key = MemoryContextAllocHuge(CurrentMemoryContext, (Size) Max(1, count) * sizeof(int));
	for (int v = 0; v < count; v++)
	{
		bool		added;
		int			k = key[v] ? qshrink_keymap_add(map, key[v], &added) : -1;

		if (k >= 0 && added)
			(*number_of_key)[k] = v;
	}
	return map;
}

static const int *
identity(QsHost *host, int count)
{
	int		   *number = QS_ARRAY(host, int, count);

	for (int k = 0; k < count; k++)
		number[k] = k;
	return number;
}

/* ---------------------------------------------------------------------------
 * One variable for each key
 */
static bool
is_removed(const QshrinkKeyMap *removed, const text *key)
{
	return removed && qshrink_keymap_find(removed, qshrink_plain_key(key)) >= 0;
}

/* Of the things that get numbers (*thing: a key of the map, or past them an old
 * variable), the numbers they had; returns their count */
static int
gather(QsHost *host, const QshrinkNumbering *numbering, const QshrinkKeyMap *map,
	   int **thing, int **place)
{
	int			keys = qshrink_keymap_count(map);
	QshrinkKeyMap *removed = qshrink_keymap_of_list(numbering->removed);
	int		   *old_of_key;
	QshrinkKeyMap *old = map_of_keys(numbering->key, numbering->n, &old_of_key);
	int			count = 0;

	*thing = QS_ARRAY(host, int, (size_t) keys + (size_t) numbering->n);
	*place = QS_ARRAY(host, int, (size_t) keys + (size_t) numbering->n);
	for (int k = 0; k < keys; k++)
	{
		int			found = qshrink_keymap_find(old, qshrink_keymap_key(map, k));
		int			number = found < 0 ? -1 : old_of_key[found];

		/* taken away by hand, unless it was added by hand again */
		if (is_removed(removed, qshrink_keymap_key(map, k)) &&
			(number < 0 || !numbering->by_hand[number]))
			continue;
		(*thing)[count] = k;
		(*place)[count++] = number;
	}
	for (int v = 0; v < numbering->n; v++)
		if (numbering->by_hand[v] &&
			(numbering->key[v] == NULL || qshrink_keymap_find(map, numbering->key[v]) < 0))
		{
			(*thing)[count] = keys + v;
			(*place)[count++] = v;
		}
	return count;
}

const int *
qshrink_build_number(QshrinkBuild *build, const QshrinkKeyMap *map)
{
	QsHost	   *host = build->host;
	QshrinkNumbering *numbering = build->numbering;
	int			keys = qshrink_keymap_count(map);
	int		   *number;
	int		   *thing,
			   *place,
			   *before;
	text	  **key;
	int			count;

	if (numbering == NULL)
	{
		build->problem.n = keys;
		build->keys = qshrink_keys_of_map(map);
		return identity(host, keys);
	}
	count = gather(host, numbering, map, &thing, &place);
	if (count < 1 || count > QS_MAX_VARIABLES)
		ereport(ERROR,
				(errcode(count < 1 ? ERRCODE_DATA_EXCEPTION : ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the problem would have %d variables", count)));
	before = QS_ARRAY(host, int, count);
	qs_copy(host, before, place, (size_t) count * sizeof(int));
	assign(host, place, count, numbering->n);

	number = QS_ARRAY(host, int, keys);
	key = QS_ARRAY(host, text *, count);
	numbering->number = QS_ARRAY(host, int, numbering->n);
	numbering->kept_by_hand = QS_ARRAY0(host, bool, count);
	numbering->gone = numbering->n;
	for (int k = 0; k < keys; k++)
		number[k] = -1;
	for (int v = 0; v < numbering->n; v++)
		numbering->number[v] = -1;
	for (int k = 0; k < count; k++)
	{
		bool		by_hand = thing[k] >= keys;

		key[place[k]] = by_hand ? numbering->key[thing[k] - keys] : qshrink_keymap_key(map, thing[k]);
		numbering->kept_by_hand[place[k]] = by_hand;
		if (!by_hand)
			number[thing[k]] = place[k];
		if (before[k] >= 0)
			numbering->number[before[k]] = place[k];
		numbering->added += before[k] < 0;
		numbering->gone -= before[k] >= 0;
	}
	build->problem.n = count;
	build->keys = qshrink_keys_of_list(key, count);
	return number;
}

void
qshrink_build_number_same(QshrinkBuild *build)
{
	QshrinkNumbering *numbering = build->numbering;

	numbering->number = unconstify(int *, identity(build->host, numbering->n));
	numbering->kept_by_hand = numbering->by_hand;
	build->keys = qshrink_keys_of_list(numbering->key, numbering->n);
}

/* ---------------------------------------------------------------------------
 * Pairs
 */

/*
 * The numbers of one side: old[k] is the key that its number k had, NULL where it had
 * none that can be told.
 */
static QshrinkOrder
number_side(QsHost *host, const QshrinkKeyMap *map, text *const *old, int before)
{
	int			count = qshrink_keymap_count(map);
	QshrinkOrder order = {.key = QS_ARRAY(host, text *, count)};
	int		   *number = QS_ARRAY(host, int, count);
	int		   *number_of_key;
	QshrinkKeyMap *known = map_of_keys(old, before, &number_of_key);

	for (int k = 0; k < count; k++)
	{
		int			found = qshrink_keymap_find(known, qshrink_keymap_key(map, k));

		number[k] = found < 0 ? -1 : number_of_key[found];
	}
	assign(host, number, count, before);
	for (int k = 0; k < count; k++)
		order.key[number[k]] = qshrink_keymap_key(map, k);
	order.number = number;
	return order;
}

/* The parts first .. first + count - 1 of a key of `all` parts as one, or NULL */
static text *
part_of_key(const text *key, int all, int first, int count)
{
	Datum	   *part;

	return key && qshrink_key_parts(key, &part) == all ? qshrink_joined_key(part + first, count) : NULL;
}

/* Keys {facility,location}, the parts of the one and then those of the other: the
 * texts are shared, not copied.  That all facilities have as many parts, and all
 * locations, keeps the keys apart. */
static QshrinkKeys
pair_keys(const QshrinkOrder *facility, Size first, const QshrinkOrder *location, Size second,
		  int order)
{
	const QshrinkKeys facilities = qshrink_keys_of_list(facility->key, order);
	const QshrinkKeys locations = qshrink_keys_of_list(location->key, order);
	QshrinkKeys keys = {.width = (int) (first + second)};

	keys.part = MemoryContextAllocHuge(CurrentMemoryContext, (first + second) * (Size) order *
									   (Size) order * sizeof(Datum));
	for (Size f = 0; f < (Size) order; f++)
		for (Size l = 0; l < (Size) order; l++)
		{
			Datum	   *part = keys.part + (first + second) * (f * (Size) order + l);

			memcpy(part, facilities.part + f * first, first * sizeof(Datum));
			memcpy(part + first, locations.part + l * second, second * sizeof(Datum));
		}
	return keys;
}

/* What became of the pairs */
static void
follow_pairs(QsHost *host, QshrinkNumbering *numbering, const QshrinkKeys *keys, int n)
{
	QshrinkKeyMap *map = qshrink_keymap_create();
	bool	   *met = QS_ARRAY0(host, bool, n);

	for (int v = 0; v < n; v++)
	{
		int			count;
		const Datum *part = qshrink_keys_of(keys, v, &count);
		text	   *key = qshrink_joined_key(part, count);

		qshrink_keymap_add(map, key, NULL);
		pfree(key);
	}
	numbering->number = QS_ARRAY(host, int, numbering->n);
	numbering->kept_by_hand = QS_ARRAY0(host, bool, n);
	numbering->added = n;
	for (int v = 0; v < numbering->n; v++)
	{
		int			number = numbering->key[v] ? qshrink_keymap_find(map, numbering->key[v]) : -1;

		numbering->number[v] = number;
		numbering->gone += number < 0;
		numbering->added -= number >= 0 && !met[number];
		if (number >= 0)
			met[number] = true;
	}
	qs_free(host, met);
}

void
qshrink_build_number_pairs(QshrinkBuild *build, const QshrinkKeyMap *facility,
						   const QshrinkKeyMap *location, QshrinkOrder *facilities,
						   QshrinkOrder *locations)
{
	QsHost	   *host = build->host;
	QshrinkNumbering *numbering = build->numbering;
	int			order = qshrink_keymap_count(facility);
	int			first = qshrink_keymap_width(facility, "facility");
	int			second = qshrink_keymap_width(location, "location");
	int			before = 0;
	text	  **old_facility = NULL,
			  **old_location = NULL;

	while (numbering && (int64) before * before < numbering->n)
		before++;
	if (numbering)
	{
		old_facility = QS_ARRAY0(host, text *, before);
		old_location = QS_ARRAY0(host, text *, before);
	}
	for (int k = 0; k < before && (int64) before * before == numbering->n; k++)
	{
		old_facility[k] = part_of_key(numbering->key[k * before], first + second, 0, first);
		old_location[k] = part_of_key(numbering->key[k], first + second, first, second);
	}
	*facilities = number_side(host, facility, old_facility, before);
	*locations = number_side(host, location, old_location, before);
	build->problem.n = order * order;
	build->keys = pair_keys(facilities, (Size) first, locations, (Size) second, order);
	if (numbering)
		follow_pairs(host, numbering, &build->keys, build->problem.n);
}
