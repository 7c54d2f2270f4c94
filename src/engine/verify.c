/*
 * verify.c
 *	  The independent judge.
 *
 * Sums are compensated in the way of Neumaier ("Rundungsfehleranalyse einiger
 * Verfahren zur Summation endlicher Summen", 1974); products add their rounding
 * error, got by a fused multiply-add, to the compensation (Ogita, Rump & Oishi,
 * "Accurate sum and dot product", 2005).
 */
#include "verify.h"

#include <math.h>
#include <string.h>

/* order^2 variables stay within QS_MAX_VARIABLES */
#define LARGEST_ORDER	4096

#define RELATIVE_TOLERANCE	1e-9

typedef struct Sum
{
	double		value;
	double		compensation;
} Sum;

static inline void
add(Sum *sum, double term)
{
	double		next = sum->value + term;

	if (fabs(sum->value) >= fabs(term))
		sum->compensation += (sum->value - next) + term;
	else
		sum->compensation += (term - next) + sum->value;
	sum->value = next;
}

static inline void
add_product(Sum *sum, double a, double b)
{
	double		product = a * b;

	add(sum, product);
	sum->compensation += fma(a, b, -product);
}

/* A sum that overflowed stays infinite, or no number: its compensation means nothing. */
static inline double
total(const Sum *sum)
{
	return isfinite(sum->value) ? sum->value + sum->compensation : sum->value;
}

bool
qs_verify_row(int count, const int32_t *variables, const double *coefficients,
			  char sense, double rhs, const uint8_t *x, double *activity)
{
	Sum			sum = {0.0, 0.0};
	double		magnitude = fmax(1.0, fabs(rhs));
	double		tolerance;
	double		reached;

	for (int k = 0; k < count; k++)
	{
		double		coefficient = coefficients ? coefficients[k] : 1.0;

		magnitude = fmax(magnitude, fabs(coefficient));
		if (x[variables[k]])
			add(&sum, coefficient);
	}
	*activity = reached = total(&sum);
	tolerance = RELATIVE_TOLERANCE * magnitude;

	/* what cannot be computed is not certified */
	if (!isfinite(reached))
		return false;
	switch (sense)
	{
		case '<':
			return reached <= rhs + tolerance;
		case '>':
			return reached >= rhs - tolerance;
		case '=':
			return fabs(reached - rhs) <= tolerance;
	}
	return false;
}

double
qs_verify_terms(double offset, const QsTerm *terms, int64_t count, const uint8_t *x)
{
	Sum			sum = {offset, 0.0};

	for (int64_t k = 0; k < count; k++)
		if (x[terms[k].i] && x[terms[k].j])
			add(&sum, terms[k].coefficient);
	return total(&sum);
}

/* The one location of each facility, -1 for none; false when a facility has two. */
static bool
read_locations(int order, const uint8_t *x, int *location)
{
	for (int f = 0; f < order; f++)
	{
		const uint8_t *row = x + (size_t) f * (size_t) order;
		const uint8_t *one = memchr(row, 1, (size_t) order);

		location[f] = one ? (int) (one - row) : -1;
		if (one && memchr(one + 1, 1, (size_t) (row + order - (one + 1))) != NULL)
			return false;
	}
	return true;
}

static double
single_locations(int order, const double *flow, const double *distance, const double *cost,
				 const int *location)
{
	Sum			sum = {0.0, 0.0};

	for (int f = 0; f < order; f++)
	{
		const double *flow_row = flow + (size_t) f * (size_t) order;
		const double *distance_row;

		if (location[f] < 0)
			continue;
		distance_row = distance + (size_t) location[f] * (size_t) order;
		if (cost)
			add(&sum, cost[(size_t) f * (size_t) order + (size_t) location[f]]);
		for (int g = 0; g < order; g++)
			if (location[g] >= 0)
				add_product(&sum, flow_row[g], distance_row[location[g]]);
	}
	return total(&sum);
}

/*
 * Any x: for each facility f the summed distances from its locations to every
 * place, then weighted by flow over the places of the others.  O(order^3), against
 * the order^4 of all pairs of ones.
 */
static double
many_locations(int order, const double *flow, const double *distance, const double *cost,
			   const uint8_t *x)
{
	size_t		n = (size_t) order;
	Sum			sum = {0.0, 0.0};
	Sum			reach[LARGEST_ORDER];

	for (size_t f = 0; f < n; f++)
	{
		memset(reach, 0, n * sizeof(Sum));
		for (size_t l = 0; l < n; l++)
		{
			if (!x[f * n + l])
				continue;
			if (cost)
				add(&sum, cost[f * n + l]);
			for (size_t k = 0; k < n; k++)
				add(&reach[k], distance[l * n + k]);
		}
		for (size_t g = 0; g < n; g++)
		{
			Sum			joint = {0.0, 0.0};

			if (flow[f * n + g] == 0.0)
				continue;
			for (size_t k = 0; k < n; k++)
				if (x[g * n + k])
					add(&joint, total(&reach[k]));
			add_product(&sum, flow[f * n + g], total(&joint));
		}
	}
	return total(&sum);
}

double
qs_verify_assignment(int order, const double *flow, const double *distance,
					 const double *cost, const uint8_t *x)
{
	int			location[LARGEST_ORDER];

	if (order > LARGEST_ORDER)
		return NAN;
	if (read_locations(order, x, location))
		return single_locations(order, flow, distance, cost, location);
	return many_locations(order, flow, distance, cost, x);
}
