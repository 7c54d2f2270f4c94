/*
 * pool.c
 *	  Good feasible solutions seen so far, kept distinct and diverse.
 */
#include "model/pool.h"

#include <math.h>
#include <string.h>

QsPool *
qs_pool_create(QsHost *host, int n, int capacity)
{
	QsPool	   *pool = QS_NEW(host, QsPool);
	size_t		side;

	if (capacity < 1)
		capacity = 1;
	side = (size_t) capacity + 1;
	pool->n = n;
	pool->capacity = capacity;
	pool->x = QS_ARRAY(host, uint8_t, (size_t) capacity * (size_t) n);
	pool->slot = QS_ARRAY(host, int32_t, capacity);
	pool->objective = QS_ARRAY(host, double, capacity);
	pool->weight = QS_ARRAY(host, double, capacity);
	pool->distance = QS_ARRAY0(host, int32_t, side * side);
	return pool;
}

void
qs_pool_free(QsHost *host, QsPool *pool)
{
	if (pool == NULL)
		return;
	qs_free(host, pool->x);
	qs_free(host, pool->slot);
	qs_free(host, pool->objective);
	qs_free(host, pool->weight);
	qs_free(host, pool->distance);
	qs_free(host, pool);
}

static int32_t
hamming(const uint8_t *a, const uint8_t *b, int n)
{
	int32_t		sum = 0;

	for (int i = 0; i < n; i++)
		sum += a[i] != b[i];
	return sum;
}

static int32_t *
distance_row(const QsPool *pool, int slot)
{
	return pool->distance + (size_t) slot * ((size_t) pool->capacity + 1);
}

/* Fill the candidate's row and column; false when x is in the pool already. */
static bool
measure_candidate(QsPool *pool, const uint8_t *x)
{
	int32_t    *row = distance_row(pool, pool->capacity);

	for (int k = 0; k < pool->count; k++)
	{
		int			slot = pool->slot[k];

		row[slot] = hamming(x, qs_pool_entry(pool, k), pool->n);
		if (row[slot] == 0)
			return false;
		distance_row(pool, slot)[pool->capacity] = row[slot];
	}
	return true;
}

/* Distance to the nearest other one, candidate included, and the sum of all */
static int32_t
isolation(const QsPool *pool, int slot, int64_t *sum)
{
	const int32_t *row = distance_row(pool, slot);
	int32_t		nearest = INT32_MAX;

	*sum = 0;
	for (int k = 0; k <= pool->count; k++)
	{
		int			other = k < pool->count ? pool->slot[k] : pool->capacity;

		if (other == slot)
			continue;
		*sum += row[other];
		if (row[other] < nearest)
			nearest = row[other];
	}
	return nearest;
}

/*
 * Which entry makes room for a candidate: one of those as good as the worst.
 * pool->count means the candidate itself.
 */
static int
leaver(const QsPool *pool, double objective)
{
	double		worst = pool->objective[pool->count - 1];
	double		tolerance = 1e-9 * fmax(1.0, fabs(worst));
	int			choice;
	int64_t		choice_sum;
	int32_t		choice_nearest;

	if (objective > worst + tolerance)
		return pool->count;
	choice = objective >= worst - tolerance ? pool->count : pool->count - 1;
	choice_nearest = isolation(pool, choice == pool->count ? pool->capacity : pool->slot[choice],
							   &choice_sum);
	for (int k = choice - 1; k >= 0 && pool->objective[k] >= worst - tolerance; k--)
	{
		int64_t		sum;
		int32_t		nearest = isolation(pool, pool->slot[k], &sum);

		if (nearest < choice_nearest || (nearest == choice_nearest && sum < choice_sum))
		{
			choice = k;
			choice_nearest = nearest;
			choice_sum = sum;
		}
	}
	return choice;
}

static void
remove_entry(QsPool *pool, int k)
{
	size_t		behind = (size_t) (pool->count - k - 1);

	memmove(pool->slot + k, pool->slot + k + 1, behind * sizeof(int32_t));
	memmove(pool->objective + k, pool->objective + k + 1, behind * sizeof(double));
	memmove(pool->weight + k, pool->weight + k + 1, behind * sizeof(double));
	pool->count--;
}

static void
insert_entry(QsPool *pool, int slot, const uint8_t *x, double objective)
{
	int32_t    *row = distance_row(pool, slot);
	const int32_t *measured = distance_row(pool, pool->capacity);
	int			k = pool->count;
	size_t		behind;

	while (k > 0 && pool->objective[k - 1] > objective)
		k--;
	behind = (size_t) (pool->count - k);
	memmove(pool->slot + k + 1, pool->slot + k, behind * sizeof(int32_t));
	memmove(pool->objective + k + 1, pool->objective + k, behind * sizeof(double));
	memmove(pool->weight + k + 1, pool->weight + k, behind * sizeof(double));
	pool->slot[k] = slot;
	pool->objective[k] = objective;
	pool->weight[k] = 1.0;
	pool->count++;
	memcpy(pool->x + (size_t) slot * (size_t) pool->n, x, (size_t) pool->n);
	for (int e = 0; e < pool->count; e++)
	{
		int			other = pool->slot[e];

		row[other] = other == slot ? 0 : measured[other];
		distance_row(pool, other)[slot] = row[other];
	}
}

bool
qs_pool_add(QsPool *pool, const uint8_t *x, double objective)
{
	int			slot = pool->count;

	if (isnan(objective))
		return false;
	if (pool->count == pool->capacity &&
		objective > pool->objective[pool->count - 1] +
		1e-9 * fmax(1.0, fabs(pool->objective[pool->count - 1])))
		return false;
	if (!measure_candidate(pool, x))
		return false;
	if (pool->count == pool->capacity)
	{
		int			out = leaver(pool, objective);

		if (out == pool->count)
			return false;
		slot = pool->slot[out];
		remove_entry(pool, out);
	}
	insert_entry(pool, slot, x, objective);
	return true;
}
