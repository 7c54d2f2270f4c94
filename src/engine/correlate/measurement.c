/*
 * measurement.c
 *	  Shots of a round as something to take correlations from.
 */
#include "correlate/measurement.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"

#define UNKNOWN		0.0			/* strength of a tie that no correlation led to */

/* ---------------------------------------------------------------------------
 * How strongly each variable is tied to its root
 */
typedef struct Forest
{
	int32_t    *parent;			/* of each variable, with paths made short */
	int32_t    *onto;			/* of each that was tied: what it was tied to */
	int32_t    *order;			/* variables in the order in which they were tied */
	int			tied;
	double	   *strength;		/* of each to its root */
} Forest;

static int
find(Forest *forest, int v)
{
	int			root = v;

	while (root != QS_REFERENCE && forest->parent[root] != root)
		root = forest->parent[root];
	while (v != root)
	{
		int			next = forest->parent[v];

		forest->parent[v] = root;
		v = next;
	}
	return root;
}

/* The root of one end goes under that of the other, as in a contraction. */
static void
tie(Forest *forest, const QsStep *step, double strength)
{
	int			a = find(forest, step->variable);
	int			b = find(forest, step->onto);

	if (a == b)
		return;
	if (a == QS_REFERENCE)
	{
		a = b;
		b = QS_REFERENCE;
	}
	forest->parent[a] = forest->onto[a] = b;
	forest->strength[a] = strength;
	forest->order[forest->tied++] = a;
}

/*
 * What a row forces follows from the merge before it, and is as sure as that; what
 * took the incumbent's value follows from nothing.
 */
static Forest
grow_forest(QsHost *host, const QsContraction *contraction)
{
	Forest		forest = {.tied = 0};
	double		cause = UNKNOWN;

	forest.parent = QS_ARRAY(host, int32_t, contraction->n);
	forest.onto = QS_ARRAY(host, int32_t, contraction->n);
	forest.order = QS_ARRAY(host, int32_t, contraction->n);
	forest.strength = QS_ARRAY0(host, double, contraction->n);
	for (int v = 0; v < contraction->n; v++)
		forest.parent[v] = v;
	for (int64_t k = 0; k < contraction->step_count; k++)
	{
		const QsStep *step = &contraction->steps[k];

		if (step->action > QS_ACTION_ELIMINATE)
			continue;
		if (isfinite(step->correlation))
			cause = fmin(1.0, fabs(step->correlation));
		else if (step->row < 0)
			cause = UNKNOWN;
		tie(&forest, step, cause);
		if ((k & 255) == 255)
			qs_check(host);
	}
	/* what was tied later is nearer to the root: the weakest tie on the way counts */
	for (int k = forest.tied - 1; k >= 0; k--)
	{
		int			v = forest.order[k];
		int			onto = forest.onto[v];

		if (onto != QS_REFERENCE && find(&forest, onto) != onto)
			forest.strength[v] = fmin(forest.strength[v], forest.strength[onto]);
	}
	return forest;
}

static void
fell_forest(QsHost *host, Forest *forest)
{
	qs_free(host, forest->parent);
	qs_free(host, forest->onto);
	qs_free(host, forest->order);
	qs_free(host, forest->strength);
}

/* ---------------------------------------------------------------------------
 * Measurements
 */
static QsMeasurement *
allocate(QsHost *host, int n, int bits, int shots)
{
	QsMeasurement *measurement = QS_NEW(host, QsMeasurement);

	measurement->n = n;
	measurement->bits = bits;
	measurement->shots = shots;
	measurement->bit = QS_ARRAY(host, int32_t, n);
	measurement->flipped = QS_ARRAY0(host, uint8_t, n);
	measurement->trust = QS_ARRAY0(host, double, n);
	measurement->x = QS_ARRAY(host, uint8_t, (size_t) shots * (size_t) bits);
	measurement->weight = QS_ARRAY(host, double, shots);
	measurement->mean = QS_ARRAY0(host, double, bits);
	for (int v = 0; v < n; v++)
		measurement->bit[v] = QS_REFERENCE;
	return measurement;
}

/* Copy what does not depend on the variables. */
static void
put_shots(QsMeasurement *measurement, const uint8_t *x, const double *weight)
{
	size_t		size = (size_t) measurement->shots * (size_t) measurement->bits;

	if (size > 0)
		memcpy(measurement->x, x, size);
	if (measurement->shots > 0)
		memcpy(measurement->weight, weight, (size_t) measurement->shots * sizeof(double));
}

static void
average(QsMeasurement *measurement)
{
	measurement->total = 1.0;	/* the shot of uniform bits */
	for (int k = 0; k < measurement->shots; k++)
		measurement->total += measurement->weight[k];
	for (int b = 0; b < measurement->bits; b++)
	{
		double		spin = 0.0;

		for (int k = 0; k < measurement->shots; k++)
			spin += measurement->x[(size_t) k * (size_t) measurement->bits + (size_t) b] ?
				-measurement->weight[k] : measurement->weight[k];
		measurement->mean[b] = spin / measurement->total;
	}
}

QsMeasurement *
qs_measurement_create(QsHost *host, QsContraction *contraction, const QsReduced *reduced,
					  const uint8_t *x, const double *weight, int shots,
					  const QsMeasurement *before)
{
	QsMeasurement *measurement = allocate(host, contraction->n, reduced->n, shots);
	Forest		forest = grow_forest(host, contraction);

	put_shots(measurement, x, weight);
	average(measurement);
	for (int v = 0; v < contraction->n; v++)
	{
		bool		flipped;
		int			root = qs_contraction_find(contraction, v, &flipped);
		double		strength = forest.strength[v];

		if (find(&forest, v) != root)
			strength = UNKNOWN; /* implied, without a line in the log */
		if (root == v || strength > UNKNOWN)
		{
			measurement->bit[v] = root == QS_REFERENCE ? QS_REFERENCE : reduced->index[root];
			measurement->flipped[v] = flipped;
			measurement->trust[v] = root == v ? 1.0 : QS_FADE * strength;
		}
		else if (before)
		{
			double		spin = qs_measurement_spin(before, v);

			measurement->flipped[v] = spin < 0.0;
			measurement->trust[v] = QS_FADE * fabs(spin);
		}
		if ((v & 1023) == 1023)
			qs_check(host);
	}
	fell_forest(host, &forest);
	return measurement;
}

static void
copy_variable(QsMeasurement *to, int k, const QsMeasurement *from, int v)
{
	to->bit[k] = from->bit[v];
	to->flipped[k] = from->flipped[v];
	to->trust[k] = from->trust[v];
}

QsMeasurement *
qs_measurement_restrict(QsHost *host, const QsMeasurement *measurement, const int32_t *variable,
						int count)
{
	QsMeasurement *copy = allocate(host, count, measurement->bits, measurement->shots);

	put_shots(copy, measurement->x, measurement->weight);
	average(copy);
	for (int k = 0; k < count; k++)
		copy_variable(copy, k, measurement, variable[k]);
	return copy;
}

QsMeasurement *
qs_measurement_copy(QsHost *host, const QsMeasurement *measurement)
{
	QsMeasurement *copy = allocate(host, measurement->n, measurement->bits, measurement->shots);

	put_shots(copy, measurement->x, measurement->weight);
	average(copy);
	for (int v = 0; v < measurement->n; v++)
		copy_variable(copy, v, measurement, v);
	return copy;
}

QsMeasurement *
qs_measurement_spread(QsHost *host, const QsMeasurement *measurement, const int32_t *variable,
					  int n)
{
	QsMeasurement *copy = allocate(host, n, measurement->bits, measurement->shots);

	put_shots(copy, measurement->x, measurement->weight);
	average(copy);
	for (int k = 0; k < measurement->n; k++)
		copy_variable(copy, variable[k], measurement, k);
	return copy;
}

void
qs_measurement_free(QsHost *host, QsMeasurement *measurement)
{
	if (measurement == NULL)
		return;
	qs_free(host, measurement->bit);
	qs_free(host, measurement->flipped);
	qs_free(host, measurement->trust);
	qs_free(host, measurement->x);
	qs_free(host, measurement->weight);
	qs_free(host, measurement->mean);
	qs_free(host, measurement);
}

/* The value that shot k gives to what variable v is tied to */
static int
value_of(const QsMeasurement *measurement, int k, int v)
{
	int			bit = measurement->bit[v];
	int			value = bit == QS_REFERENCE ? 0 :
		measurement->x[(size_t) k * (size_t) measurement->bits + (size_t) bit];

	return value ^ measurement->flipped[v];
}

void
qs_measurement_condition(QsHost *host, QsMeasurement *measurement, QsContraction *contraction,
						 double severity)
{
	double	   *contradicted = QS_ARRAY0(host, double, measurement->shots);
	int			merged = 0;

	for (int v = 0; v < measurement->n; v++)
	{
		bool		flipped;
		int			root;

		/* only what is a bit was measured */
		if (measurement->trust[v] < 1.0 || measurement->bit[v] == QS_REFERENCE)
			continue;
		root = qs_contraction_find(contraction, v, &flipped);
		if (root == v ||
			(root != QS_REFERENCE && measurement->bit[root] == measurement->bit[v]))
			continue;
		merged++;
		for (int k = 0; k < measurement->shots; k++)
		{
			int			there = root == QS_REFERENCE ? 0 : value_of(measurement, k, root);

			if (value_of(measurement, k, v) != (there ^ (int) flipped))
				contradicted[k] += root == QS_REFERENCE ? 1.0 : measurement->trust[root];
		}
		qs_check(host);
	}
	for (int k = 0; merged > 0 && k < measurement->shots; k++)
		measurement->weight[k] *= qs_exp(-severity * contradicted[k] / measurement->bits);
	average(measurement);
	qs_free(host, contradicted);
}

double
qs_measurement_spin(const QsMeasurement *measurement, int v)
{
	int			bit = measurement->bit[v];
	double		spin = bit == QS_REFERENCE ? 1.0 : measurement->mean[bit];

	return measurement->trust[v] * (measurement->flipped[v] ? -spin : spin);
}

double
qs_measurement_bit_pair(const QsMeasurement *measurement, int a, int b)
{
	double		sum = 0.0;

	for (int k = 0; k < measurement->shots; k++)
	{
		const uint8_t *x = measurement->x + (size_t) k * (size_t) measurement->bits;

		sum += x[a] != x[b] ? -measurement->weight[k] : measurement->weight[k];
	}
	return sum / measurement->total;
}
