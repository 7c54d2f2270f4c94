/*
 * choice_triangles.c
 *	  Separation by trying all, prices by projected ascent.
 */
#include "bound/choice_triangles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_VIOLATED	0.03
#define A_ROUND			3.0		/* times positions: added at once, at most */
#define ALL				30.0	/* times positions: at most */
#define STEP			0.3

QsTriangles *
qs_triangles_create(QsHost *host, size_t n)
{
	QsTriangles *triangles = QS_NEW(host, QsTriangles);

	triangles->host = host;
	triangles->n = n;
	triangles->on = QS_ARRAY0(host, int32_t, n * n);
	return triangles;
}

void
qs_triangles_free(QsTriangles *triangles)
{
	if (triangles == NULL)
		return;
	qs_free(triangles->host, triangles->triangle);
	qs_free(triangles->host, triangles->on);
	qs_free(triangles->host, triangles);
}

/* ---- separation ----------------------------------------------------------- */

static int
compare_keys(const void *a, const void *b)
{
	const QsTriangle *s = a;
	const QsTriangle *t = b;

	if (s->i != t->i)
		return s->i < t->i ? -1 : 1;
	if (s->j != t->j)
		return s->j < t->j ? -1 : 1;
	return (s->k > t->k) - (s->k < t->k);
}

static int
compare_violations(const void *a, const void *b)
{
	const QsTriangle *s = a;
	const QsTriangle *t = b;

	if (s->violated != t->violated)
		return s->violated > t->violated ? -1 : 1;
	return compare_keys(a, b);
}

/* What is found, cut to the most violated half whenever there is no room */
typedef struct Found
{
	QsTriangle *triangle;
	int			count;
	int			capacity;
	double		least;			/* violation worth keeping */
} Found;

static void
add_found(Found *found, int i, int j, int k, double violated)
{
	if (found->count == found->capacity)
	{
		qsort(found->triangle, (size_t) found->count, sizeof(QsTriangle), compare_violations);
		found->count = found->capacity / 2;
		found->least = found->triangle[found->count - 1].violated;
	}
	found->triangle[found->count++] = (QsTriangle) {i, j, k, 0.0, 0.0, violated};
}

static bool
is_known(const QsTriangles *triangles, const QsTriangle *key)
{
	return triangles->count > 0 &&
		bsearch(key, triangles->triangle, (size_t) triangles->count, sizeof(*key), compare_keys) != NULL;
}

/* All of apex i */
static void
find_of(const QsTriangles *triangles, const QsChoiceSpace *space, const double *product, size_t i, Found *found)
{
	size_t		n = triangles->n;
	const double *of = product + i * n;

	for (size_t j = 2; j < n; j++)
	{
		const double *row = product + j * n;
		double		least = of[i] + found->least - of[j];

		/* y_i y_k <= y_i: nothing is violated by more than y_i y_j */
		if (j == i || of[j] <= found->least)
			continue;
		for (size_t k = 1; k < j; k++)
			if (of[k] - row[k] > least && k != i)
			{
				QsTriangle	key = {(int32_t) i, (int32_t) k, (int32_t) j, 0.0, 0.0, 0.0};

				if (space->group[k] != space->group[j] &&
					!is_known(triangles, &key))
				{
					add_found(found, key.i, key.j, key.k, of[k] - row[k] + of[j] - of[i]);
					least = of[i] + found->least - of[j];
				}
			}
	}
}

static void
count_on(QsTriangles *triangles, const QsTriangle *t, int by)
{
	size_t		n = triangles->n;
	size_t		of[3] = {(size_t) t->i, (size_t) t->j, (size_t) t->k};

	for (int a = 0; a < 3; a++)
		for (int b = 0; b < 3; b++)
			if (of[b] < of[a])
				triangles->on[of[a] * n + of[b]] += by;
	triangles->on[of[0] * n] += by;
}

static void
drop_free(QsTriangles *triangles)
{
	int			kept = 0;

	for (int t = 0; t < triangles->count; t++)
		if (triangles->triangle[t].price > 0.0 || triangles->triangle[t].best > 0.0)
			triangles->triangle[kept++] = triangles->triangle[t];
		else
			count_on(triangles, &triangles->triangle[t], -1);
	triangles->count = kept;
}

int
qs_triangles_separate(QsTriangles *triangles, const QsChoiceSpace *space, const double *product)
{
	QsHost	   *host = triangles->host;
	int			most = (int) (A_ROUND * (double) triangles->n);
	Found		found = {.capacity = 2 * most, .least = LEAST_VIOLATED};
	int			room;

	drop_free(triangles);
	found.triangle = QS_ARRAY(host, QsTriangle, found.capacity);
	for (size_t i = 1; i < triangles->n; i++)
	{
		find_of(triangles, space, product, i, &found);
		qs_check(host);
	}
	qsort(found.triangle, (size_t) found.count, sizeof(QsTriangle), compare_violations);
	room = (int) (ALL * (double) triangles->n) - triangles->count;
	if (most > room)
		most = room;
	if (found.count > most)
		found.count = most > 0 ? most : 0;
	triangles->triangle = qs_realloc(host, triangles->triangle, (size_t) triangles->count,
									 (size_t) (triangles->count + found.count), sizeof(QsTriangle));
	for (int t = 0; t < found.count; t++)
	{
		count_on(triangles, &found.triangle[t], 1);
		triangles->triangle[triangles->count++] = found.triangle[t];
	}
	if (triangles->count > 0)
		qsort(triangles->triangle, (size_t) triangles->count, sizeof(QsTriangle), compare_keys);
	qs_free(host, found.triangle);
	return found.count;
}

/* ---- prices ----------------------------------------------------------------- */

/* Left side less right side, times `price`, halved for the two sides of the matrix */
static void
add_priced(const QsTriangle *t, double price, double *objective, size_t n)
{
	size_t		i = (size_t) t->i,
				j = (size_t) t->j,
				k = (size_t) t->k;
	double		half = price / 2.0;

	objective[i * n + j] += half;
	objective[j * n + i] += half;
	objective[i * n + k] += half;
	objective[k * n + i] += half;
	objective[j * n + k] -= half;
	objective[k * n + j] -= half;
	objective[i * n + i] -= price;
}

static int
on(const QsTriangles *triangles, int a, int b)
{
	size_t		first = (size_t) (a > b ? a : b),
				second = (size_t) (a > b ? b : a);

	return triangles->on[first * triangles->n + second];
}

double
qs_triangles_move(QsTriangles *triangles, const double *product, double penalty, double *objective)
{
	size_t		n = triangles->n;
	double		square = 0.0;

	for (int t = 0; t < triangles->count; t++)
	{
		QsTriangle *triangle = &triangles->triangle[t];
		size_t		i = (size_t) triangle->i,
					j = (size_t) triangle->j,
					k = (size_t) triangle->k;
		double		violated = product[i * n + j] + product[i * n + k] - product[j * n + k] - product[i * n + i];
		/* moves of all on a product together are to be no longer than one alone may be */
		double		crowd = on(triangles, triangle->i, triangle->j) + on(triangles, triangle->i, triangle->k) +
			on(triangles, triangle->j, triangle->k) + on(triangles, triangle->i, 0);
		double		price = fmax(0.0, triangle->price + STEP * penalty * violated / crowd);

		if (price > 0.0)
			square += violated * violated;
		if (price != triangle->price)
			add_priced(triangle, price - triangle->price, objective, n);
		triangle->price = price;
		if ((t & 1023) == 0)
			qs_check(triangles->host);
	}
	return sqrt(square);
}

void
qs_triangles_keep_best(QsTriangles *triangles)
{
	for (int t = 0; t < triangles->count; t++)
		triangles->triangle[t].best = triangles->triangle[t].price;
}

double
qs_triangles_add(const QsTriangles *triangles, bool best, double *objective)
{
	double		sum = 0.0;

	for (int t = 0; t < triangles->count; t++)
	{
		double		price = best ? triangles->triangle[t].best : triangles->triangle[t].price;

		add_priced(&triangles->triangle[t], price, objective, triangles->n);
		sum += price;
	}
	return sum;
}
