/*
 * verify.c
 *	  The independent judge.
 *
 * Numbers that become integers under one power of ten are added up as 64-bit
 * integers, so that nothing is rounded before the result.  Other sums are compensated in the way of Neumaier ("Rundungsfehleranalyse einiger
 * Verfahren zur Summation endlicher Summen", 1974); products add their rounding
 * error, got by a fused multiply-add, to the compensation (Ogita, Rump & Oishi,
 * "Accurate sum and dot product", 2005).
 */
#include "model/verify.h"

#include <math.h>
#include <string.h>

#include "base/float_parse.h"
#include "base/float_text.h"

/* order^2 variables stay within QS_MAX_VARIABLES */
#define LARGEST_ORDER	4096

/* Magnitudes of the numbers of an exact row add up to less; */
#define ROW_LIMIT		(INT64_C(1) << 53)

/* those of an objective that is summed in integers likewise. */
#define OBJECTIVE_LIMIT	(INT64_C(1) << 62)

/* Numbers judged between two pauses, about a millisecond */
#define PIECE			8192

static inline void
pause_at(const QsPause *pause, int64_t k)
{
	if (pause && k % PIECE == 0)
		pause->function(pause->context);
}

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

/* ---- integers under one power of ten ----------------------------------- */

/* Numbers seen so far: their common unit 10^exponent, the sum of their magnitudes in it */
typedef struct Unit
{
	bool		any;
	bool		exceeded;		/* the sum reaches the limit */
	int			exponent;
	int64_t		total;
	int64_t		limit;
} Unit;

/* digits * 10^power, or limit if that is no more than it */
static int64_t
times_power(int64_t digits, int power, int64_t limit)
{
	for (; power > 0 && digits != 0; power--)
		{
		if (digits > (limit - 1) / 10)
			return limit;
		digits *= 10;
	}
	return digits < limit ? digits : limit;
}

static void
look_at(Unit *unit, double value)
{
	int64_t		digits;
	int			exponent;

	if (value == 0.0 || unit->exceeded)
		return;
	qs_float_decimal(fabs(value), &digits, &exponent);
	if (!unit->any)
		unit->exponent = exponent;
	else if (exponent < unit->exponent)
	{
		unit->total = times_power(unit->total, unit->exponent - exponent, unit->limit);
		unit->exponent = exponent;
	}
	unit->any = true;
	digits = times_power(digits, exponent - unit->exponent, unit->limit);
	unit->exceeded = unit->total >= unit->limit - digits;
	unit->total += unit->exceeded ? 0 : digits;
}

/* value in units of 10^exponent; it was looked at, so that it fits */
static int64_t
in_units(double value, int exponent)
{
	int64_t		digits;
	int			own;

	qs_float_decimal(value, &digits, &own);
	for (; digits != 0 && own > exponent; own--)
		digits *= 10;
	return digits;
}

/* ---- rows ---------------------------------------------------------------- */

static inline double
coefficient_at(const double *coefficients, int k)
{
	return coefficients ? coefficients[k] : 1.0;
}

static bool
holds(char sense, int order)
{
	switch (sense)
	{
		case '<':
			return order <= 0;
		case '>':
			return order >= 0;
		case '=':
			return order == 0;
	}
	return false;
}

static bool
judge_integers(const QsPause *pause, int count, const int32_t *variables,
			   const double *coefficients, char sense, double rhs, int exponent,
			   const uint8_t *x, double *activity)
{
	int64_t		sum = 0;
	int64_t		bound = in_units(rhs, exponent);

	for (int k = 0; k < count; k++)
	{
		pause_at(pause, k);
		if (x[variables[k]])
			sum += in_units(coefficient_at(coefficients, k), exponent);
	}
	*activity = qs_float_of_decimal(sum, exponent);
	return holds(sense, (sum > bound) - (sum < bound));
}

static bool
judge_within(const QsPause *pause, int count, const int32_t *variables,
			 const double *coefficients, char sense, double rhs, double tolerance,
			 const uint8_t *x, double *activity)
{
	Sum			sum = {0.0, 0.0};
	double		magnitude = fabs(rhs);

	for (int k = 0; k < count; k++)
	{
		double		coefficient = coefficient_at(coefficients, k);

		pause_at(pause, k);
		magnitude = fmax(magnitude, fabs(coefficient));
		if (x[variables[k]])
			add(&sum, coefficient);
	}
	*activity = total(&sum);
	tolerance *= magnitude;

	/* what cannot be computed is not certified */
	if (!isfinite(*activity))
		return false;
	return holds(sense, (*activity > rhs + tolerance) - (*activity < rhs - tolerance));
}

bool
qs_verify_row(const QsPause *pause, int count, const int32_t *variables,
			  const double *coefficients, char sense, double rhs, double tolerance,
			  const uint8_t *x, double *activity)
{
	Unit		unit = {.limit = ROW_LIMIT};

	look_at(&unit, rhs);
	for (int k = 0; k < count && !unit.exceeded; k++)
	{
		pause_at(pause, k);
		look_at(&unit, coefficient_at(coefficients, k));
	}
	if (unit.exceeded)
		return judge_within(pause, count, variables, coefficients, sense, rhs, tolerance, x,
							activity);
	return judge_integers(pause, count, variables, coefficients, sense, rhs, unit.exponent, x,
						  activity);
}

/* ---- objectives ------------------------------------------------------------ */

double
qs_verify_terms(const QsPause *pause, double offset, const QsTerm *terms, int64_t count,
				const uint8_t *x)
{
	Unit		unit = {.limit = OBJECTIVE_LIMIT};
	Sum			sum = {offset, 0.0};
	int64_t		integers;

	look_at(&unit, offset);
	for (int64_t k = 0; k < count && !unit.exceeded; k++)
	{
		pause_at(pause, k);
		look_at(&unit, terms[k].coefficient);
	}
	integers = unit.exceeded ? 0 : in_units(offset, unit.exponent);
	for (int64_t k = 0; k < count; k++)
	{
		pause_at(pause, k);
		if (!x[terms[k].i] || !x[terms[k].j])
			continue;
		if (unit.exceeded)
			add(&sum, terms[k].coefficient);
		else
			integers += in_units(terms[k].coefficient, unit.exponent);
	}
	return unit.exceeded ? total(&sum) : qs_float_of_decimal(integers, unit.exponent);
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

/* What the sums of one permutation are made of, in integers */
typedef struct Units
{
	Unit		flow;
	Unit		distance;
	Unit		cost;
	bool		exceeded;
	int			exponent;		/* of the objective */
} Units;

/* No sum over a permutation is above sum |flow| * max |distance| + sum |cost|. */
static Units
units_of_assignment(const QsPause *pause, int order, const double *flow, const double *distance,
					const double *cost)
{
	size_t		cells = (size_t) order * (size_t) order;
	Units		units = {
		{.limit = OBJECTIVE_LIMIT}, {.limit = OBJECTIVE_LIMIT}, {.limit = OBJECTIVE_LIMIT}, false, 0
	};
	double		largest = 0.0;
	int64_t		products,
				costs;

	for (size_t k = 0; k < cells; k++)
	{
		pause_at(pause, (int64_t) k);
		look_at(&units.flow, flow[k]);
		look_at(&units.distance, distance[k]);
		look_at(&units.cost, cost ? cost[k] : 0.0);
		largest = fmax(largest, fabs(distance[k]));
	}
	units.exceeded = units.flow.exceeded || units.distance.exceeded || units.cost.exceeded;
	if (units.exceeded)
		return units;
	units.exponent = units.flow.exponent + units.distance.exponent;
	if (units.cost.any && units.cost.exponent < units.exponent)
		units.exponent = units.cost.exponent;
	units.exceeded = __builtin_mul_overflow(units.flow.total,
											in_units(largest, units.distance.exponent), &products);
	if (units.exceeded)
		return units;
	products = times_power(products, units.flow.exponent + units.distance.exponent - units.exponent,
						   OBJECTIVE_LIMIT);
	costs = times_power(units.cost.total, units.cost.exponent - units.exponent, OBJECTIVE_LIMIT);
	units.exceeded = products >= OBJECTIVE_LIMIT - costs;
	return units;
}

static double
single_locations_in_integers(const QsPause *pause, int order, const double *flow,
							 const double *distance, const double *cost, const int *location,
							 const Units *units)
{
	int64_t		sum = 0;
	int64_t		own = 0;

	for (int f = 0; f < order; f++)
	{
		size_t		from = (size_t) f * (size_t) order;

		pause_at(pause, 0);
		if (location[f] < 0)
			continue;
		if (cost)
			own += in_units(cost[from + (size_t) location[f]], units->exponent);
		for (int g = 0; g < order; g++)
			if (location[g] >= 0 && flow[from + (size_t) g] != 0.0)
				sum += in_units(flow[from + (size_t) g], units->flow.exponent) *
					in_units(distance[(size_t) location[f] * (size_t) order + (size_t) location[g]],
							 units->distance.exponent);
	}
	for (int power = units->flow.exponent + units->distance.exponent; power > units->exponent; power--)
		sum *= 10;
	return qs_float_of_decimal(sum + own, units->exponent);
}

static double
single_locations(const QsPause *pause, int order, const double *flow, const double *distance,
				 const double *cost, const int *location)
{
	Sum			sum = {0.0, 0.0};
	Units		units = units_of_assignment(pause, order, flow, distance, cost);

	if (!units.exceeded)
		return single_locations_in_integers(pause, order, flow, distance, cost, location, &units);
	for (int f = 0; f < order; f++)
	{
		const double *flow_row = flow + (size_t) f * (size_t) order;
		const double *distance_row;

		pause_at(pause, 0);
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
many_locations(const QsPause *pause, int order, const double *flow, const double *distance,
			   const double *cost, const uint8_t *x)
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
			pause_at(pause, 0);
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
			pause_at(pause, 0);
			for (size_t k = 0; k < n; k++)
				if (x[g * n + k])
					add(&joint, total(&reach[k]));
			add_product(&sum, flow[f * n + g], total(&joint));
		}
	}
	return total(&sum);
}

double
qs_verify_assignment(const QsPause *pause, int order, const double *flow,
					 const double *distance, const double *cost, const uint8_t *x)
{
	int			location[LARGEST_ORDER];

	if (order > LARGEST_ORDER)
		return NAN;
	if (read_locations(order, x, location))
		return single_locations(pause, order, flow, distance, cost, location);
	return many_locations(pause, order, flow, distance, cost, x);
}
