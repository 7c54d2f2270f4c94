/*
 * cut_pool.c
 *	  Cuts, found again by hashing.
 */
#include "cuts/cut_pool.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"

#define BUCKETS		4096		/* a power of two */

void
qs_cut_pool_create(QsHost *host, int n, QsCutPool *pool)
{
	memset(pool, 0, sizeof(*pool));
	pool->host = host;
	pool->n = n;
	pool->start = QS_ARRAY0(host, int64_t, 1);
	pool->buckets = BUCKETS;
	pool->bucket = QS_ARRAY(host, int32_t, BUCKETS);
	for (int b = 0; b < BUCKETS; b++)
		pool->bucket[b] = -1;
	pool->coefficient = QS_ARRAY0(host, double, n);
}

void
qs_cut_pool_free(QsCutPool *pool)
{
	QsHost	   *host = pool->host;

	qs_free(host, pool->start);
	qs_free(host, pool->variable);
	qs_free(host, pool->value);
	qs_free(host, pool->upper);
	qs_free(host, pool->efficacy);
	qs_free(host, pool->inside);
	qs_free(host, pool->age);
	qs_free(host, pool->bucket);
	qs_free(host, pool->next);
	qs_free(host, pool->coefficient);
}

static void
make_room(QsCutPool *pool, int length)
{
	QsHost	   *host = pool->host;
	int64_t		used = pool->start[pool->count];

	if (pool->count == pool->capacity)
	{
		size_t		old = (size_t) pool->count;
		size_t		capacity = 2 * old + 64;

		pool->start = qs_realloc(host, pool->start, old + 1, capacity + 1, sizeof(*pool->start));
		pool->upper = qs_realloc(host, pool->upper, old, capacity, sizeof(*pool->upper));
		pool->efficacy = qs_realloc(host, pool->efficacy, old, capacity, sizeof(*pool->efficacy));
		pool->inside = qs_realloc(host, pool->inside, old, capacity, sizeof(*pool->inside));
		pool->age = qs_realloc(host, pool->age, old, capacity, sizeof(*pool->age));
		pool->next = qs_realloc(host, pool->next, old, capacity, sizeof(*pool->next));
		pool->capacity = (int) capacity;
	}
	if (used + length > pool->entry_capacity)
	{
		int64_t		capacity = 2 * used + length + 1024;

		pool->variable = qs_realloc(host, pool->variable, (size_t) used, (size_t) capacity,
									sizeof(*pool->variable));
		pool->value = qs_realloc(host, pool->value, (size_t) used, (size_t) capacity,
								 sizeof(*pool->value));
		pool->entry_capacity = capacity;
	}
}

static int
compare_variables(const void *a, const void *b)
{
	int32_t		x = *(const int32_t *) a;
	int32_t		y = *(const int32_t *) b;

	return (x > y) - (x < y);
}

double
qs_cut_pool_efficacy(const QsCutPool *pool, int cut, const double *x)
{
	double		sum = -pool->upper[cut],
				norm = 0.0;

	for (int64_t k = pool->start[cut]; k < pool->start[cut + 1]; k++)
	{
		sum += pool->value[k] * x[pool->variable[k]];
		norm += pool->value[k] * pool->value[k];
	}
	return sum / sqrt(fmax(norm, 1.0));
}

static int
hash_of(const QsCutPool *pool, int cut)
{
	uint64_t	hash = UINT64_C(0x9E3779B97F4A7C15) ^ (uint64_t) (int64_t) pool->upper[cut];

	for (int64_t k = pool->start[cut]; k < pool->start[cut + 1]; k++)
	{
		hash ^= (uint64_t) pool->variable[k] + ((uint64_t) (int64_t) pool->value[k] << 32);
		hash *= UINT64_C(0xBF58476D1CE4E5B9);
		hash ^= hash >> 29;
	}
	return (int) (hash & (uint64_t) (pool->buckets - 1));
}

static bool
same(const QsCutPool *pool, int a, int b)
{
	int64_t		length = pool->start[a + 1] - pool->start[a];

	return pool->upper[a] == pool->upper[b] &&
		length == pool->start[b + 1] - pool->start[b] &&
		memcmp(pool->variable + pool->start[a], pool->variable + pool->start[b],
			   (size_t) length * sizeof(*pool->variable)) == 0 &&
		memcmp(pool->value + pool->start[a], pool->value + pool->start[b],
			   (size_t) length * sizeof(*pool->value)) == 0;
}

/* The cut written behind the last one: kept if it is new and broken. */
static bool
keep(QsCutPool *pool, int64_t length)
{
	int			cut = pool->count;
	int			bucket;

	pool->start[cut + 1] = pool->start[cut] + length;
	pool->efficacy[cut] = qs_cut_pool_efficacy(pool, cut, pool->x);
	if (pool->efficacy[cut] < QS_CUT_EFFICACY)
		return false;
	bucket = hash_of(pool, cut);
	for (int other = pool->bucket[bucket]; other >= 0; other = pool->next[other])
		if (same(pool, cut, other))
			return false;
	pool->next[cut] = pool->bucket[bucket];
	pool->bucket[bucket] = cut;
	pool->inside[cut] = 0;
	pool->age[cut] = 0;
	pool->count++;
	return true;
}

bool
qs_cut_pool_add_literals(QsCutPool *pool, int count, const int32_t *literal,
						 const double *coefficient, double upper)
{
	int64_t		at = pool->start[pool->count];
	int64_t		length = 0;

	make_room(pool, count);
	for (int k = 0; k < count; k++)
		if (coefficient[k] != 0.0)
		{
			bool		negated = literal[k] & 1;

			pool->variable[at + length++] = literal[k] / 2;
			pool->coefficient[literal[k] / 2] = negated ? -coefficient[k] : coefficient[k];
			upper -= negated ? coefficient[k] : 0.0;
		}
	if (length > 1)
		qs_sort(pool->host, pool->variable + at, (size_t) length, sizeof(int32_t),
				compare_variables);
	for (int64_t k = 0; k < length; k++)
	{
		pool->value[at + k] = pool->coefficient[pool->variable[at + k]];
		pool->coefficient[pool->variable[at + k]] = 0.0;
	}
	pool->upper[pool->count] = upper;
	return keep(pool, length);
}

QsModel *
qs_cut_pool_strengthen(const QsCutPool *pool, const QsModel *model, int count, const int32_t *row)
{
	QsHost	   *host = pool->host;
	size_t		m = (size_t) model->m + (size_t) count;
	size_t		own = (size_t) model->row_start[model->m];
	size_t		entries = own;
	int64_t    *start;
	int32_t    *variable;
	double	   *value;
	double	   *lower = QS_ARRAY(host, double, m);
	double	   *upper = QS_ARRAY(host, double, m);
	double	   *tolerance = QS_ARRAY0(host, double, m);
	int32_t    *origin = QS_ARRAY(host, int32_t, m);
	QsModel    *strong;

	for (int k = 0; k < count; k++)
		entries += (size_t) (pool->start[row[k] + 1] - pool->start[row[k]]);
	start = QS_ARRAY0(host, int64_t, m + 1);
	variable = QS_ARRAY(host, int32_t, entries);
	value = QS_ARRAY(host, double, entries);
	if (model->m > 0)
	{
		qs_copy(host, start, model->row_start, ((size_t) model->m + 1) * sizeof(*start));
		qs_copy(host, variable, model->row_variable, own * sizeof(*variable));
		qs_copy(host, value, model->row_value, own * sizeof(*value));
		memcpy(lower, model->row_lower, (size_t) model->m * sizeof(*lower));
		memcpy(upper, model->row_upper, (size_t) model->m * sizeof(*upper));
		memcpy(tolerance, model->row_tolerance, (size_t) model->m * sizeof(*tolerance));
		memcpy(origin, model->row_origin, (size_t) model->m * sizeof(*origin));
	}
	for (int k = 0; k < count; k++)
	{
		int64_t		from = pool->start[row[k]];
		size_t		length = (size_t) (pool->start[row[k] + 1] - from);
		int			r = model->m + k;

		memcpy(variable + start[r], pool->variable + from, length * sizeof(*variable));
		memcpy(value + start[r], pool->value + from, length * sizeof(*value));
		start[r + 1] = start[r] + (int64_t) length;
		lower[r] = -INFINITY;
		upper[r] = pool->upper[row[k]];
		origin[r] = -1;
	}
	strong = qs_model_assemble(host, model->n, model->maximise, model->constant,
							   qs_qubo_copy(host, model->objective), (int) m, start, variable,
							   value, lower, upper, tolerance, origin);
	strong->exponent = model->exponent;
	strong->tolerance = model->tolerance;
	return strong;
}
