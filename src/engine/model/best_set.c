/*
 * best_set.c
 *	  The best so many different assignments of those offered.
 */
#include "model/best_set.h"

#include <math.h>
#include <string.h>

QsBestSet *
qs_best_set_create(QsHost *host, int n, int capacity)
{
	QsBestSet  *set = QS_NEW(host, QsBestSet);

	set->n = n;
	set->capacity = capacity;
	return set;
}

void
qs_best_set_free(QsHost *host, QsBestSet *set)
{
	if (set == NULL)
		return;
	for (int k = 0; k < set->count; k++)
		qs_free(host, set->entry[k].x);
	qs_free(host, set->entry);
	qs_free(host, set);
}

double
qs_best_set_worst(const QsBestSet *set)
{
	return set->count < set->capacity ? INFINITY : set->entry[set->count - 1].objective;
}

double
qs_best_set_growth(const QsBestSet *set)
{
	double		entries = set->count < set->allocated ? 0.0 : 2.0 * set->allocated + 16.0;

	return (double) set->n + entries * sizeof(QsBestEntry);
}

/* < 0: the pair offered precedes the entry; 0: it is the entry */
static int
compare(const QsBestSet *set, const uint8_t *x, double objective, const QsBestEntry *entry)
{
	if (objective != entry->objective)
		return objective < entry->objective ? -1 : 1;
	return set->n > 0 ? memcmp(x, entry->x, (size_t) set->n) : 0;
}

/* Where x belongs; false: it is there already. */
static bool
find_place(const QsBestSet *set, const uint8_t *x, double objective, int *place)
{
	int			low = 0,
				high = set->count;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;
		int			order = compare(set, x, objective, &set->entry[middle]);

		if (order == 0)
			return false;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	*place = low;
	return true;
}

static void
make_room(QsHost *host, QsBestSet *set)
{
	int64_t		wanted = 2 * (int64_t) set->allocated + 16;

	if (set->count < set->allocated)
		return;
	if (wanted > set->capacity)
		wanted = set->capacity;
	set->entry = qs_realloc(host, set->entry, (size_t) set->count, (size_t) wanted,
							sizeof(QsBestEntry));
	set->allocated = (int) wanted;
}

bool
qs_best_set_offer(QsHost *host, QsBestSet *set, const uint8_t *x, double objective)
{
	int			place;
	uint8_t    *copy;

	if (isnan(objective) || !find_place(set, x, objective, &place) || place >= set->capacity ||
		(set->accept && !set->accept(set->context, x)))
		return false;
	if (set->count == set->capacity)
		copy = set->entry[--set->count].x;
	else
	{
		make_room(host, set);
		copy = QS_ARRAY(host, uint8_t, set->n);
	}
	qs_copy(host, copy, x, (size_t) set->n);
	memmove(set->entry + place + 1, set->entry + place,
			(size_t) (set->count - place) * sizeof(QsBestEntry));
	set->entry[place] = (QsBestEntry) {.objective = objective, .x = copy};
	set->count++;
	return true;
}
