/*
 * elementary.c
 *	  Elementary functions by reduction of the argument and power series.
 *
 * An argument is reduced by constants split into pieces with trailing zeros, so that the
 * products with small integers are exact; the series of what is left are cut where the
 * next term is below half a unit in the last place.
 */
#include "base/elementary.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/float_bits.h"

/* log 2 and pi / 2 in pieces of 32 and 33 bits and a rest */
#define LOG_2_HIGH		0x1.62e42feep-1
#define LOG_2_LOW		0x1.a39ef35793c76p-33
#define QUARTER_HIGH	0x1.921fb544p+0
#define QUARTER_MIDDLE	0x1.0b4611a6p-34
#define QUARTER_LOW		0x1.3198a2e037073p-69
#define QUARTER			0x1.921fb54442d18p+0
#define TWO_PI			0x1.921fb54442d18p+2

/* Adding and taking away this rounds to an integer, ties to even. */
#define INTEGER_SHIFT	0x1.8p+52

static inline double
nearest_integer(double x)
{
	return (x + INTEGER_SHIFT) - INTEGER_SHIFT;
}

static inline uint64_t
bits_of(double x)
{
	uint64_t	bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

static inline double
of_bits(uint64_t bits)
{
	double		x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

/* 2^exponent, where that is a normal number */
static inline double
two_to(int exponent)
{
	return of_bits((uint64_t) (exponent + QS_EXPONENT_BIAS) << QS_MANTISSA_BITS);
}

double
qs_exp(double x)
{
	double		k = nearest_integer(x * 0x1.71547652b82fep+0);
	double		r,
				sum;

	if (!(x > -746.0))
		return isnan(x) ? x : 0.0;
	if (x > 710.0)
		return INFINITY;
	r = (x - k * LOG_2_HIGH) - k * LOG_2_LOW;
	sum = 1.0 / 6227020800.0;
	sum = sum * r + 1.0 / 479001600.0;
	sum = sum * r + 1.0 / 39916800.0;
	sum = sum * r + 1.0 / 3628800.0;
	sum = sum * r + 1.0 / 362880.0;
	sum = sum * r + 1.0 / 40320.0;
	sum = sum * r + 1.0 / 5040.0;
	sum = sum * r + 1.0 / 720.0;
	sum = sum * r + 1.0 / 120.0;
	sum = sum * r + 1.0 / 24.0;
	sum = sum * r + 1.0 / 6.0;
	sum = sum * r + 0.5;
	sum = 1.0 + (r + r * r * sum);
	if (k < -1000.0)
		return sum * two_to((int) k + 200) * 0x1p-200;	/* may be subnormal */
	if (k > 1000.0)
		return sum * two_to((int) k - 200) * 0x1p+200;
	return sum * two_to((int) k);
}

/* log(1 + f) - f + f^2 / 2, by the series of the inverse hyperbolic tangent of
 * f / (2 + f); f within [sqrt(1/2), sqrt(2)] - 1 */
static inline double
log_rest(double f)
{
	double		s = f / (2.0 + f);
	double		z = s * s;
	double		sum = 2.0 / 23.0;

	sum = sum * z + 2.0 / 21.0;
	sum = sum * z + 2.0 / 19.0;
	sum = sum * z + 2.0 / 17.0;
	sum = sum * z + 2.0 / 15.0;
	sum = sum * z + 2.0 / 13.0;
	sum = sum * z + 2.0 / 11.0;
	sum = sum * z + 2.0 / 9.0;
	sum = sum * z + 2.0 / 7.0;
	sum = sum * z + 2.0 / 5.0;
	sum = sum * z + 2.0 / 3.0;
	return s * (0.5 * f * f + z * sum);
}

double
qs_log(double x)
{
	uint64_t	bits;
	int			exponent = 0;
	double		f,
				k;

	if (!(x > 0.0) || isinf(x))
		return x == 0.0 ? -INFINITY : x > 0.0 || isnan(x) ? x : NAN;
	if (x < 0x1p-1022)
	{
		x *= 0x1p+54;
		exponent = -54;
	}
	bits = bits_of(x);
	exponent += (int) (bits >> QS_MANTISSA_BITS) - QS_EXPONENT_BIAS;
	f = of_bits((bits & QS_MANTISSA_MASK) | (uint64_t) QS_EXPONENT_BIAS << QS_MANTISSA_BITS);
	if (f > 1.4142135623730951)
	{
		f *= 0.5;
		exponent++;
	}
	f -= 1.0;
	k = exponent;
	return k * LOG_2_HIGH + (f - (0.5 * f * f - (log_rest(f) + k * LOG_2_LOW)));
}

/* Sine and cosine of an angle within [-pi/4, pi/4] */
static inline void
near_zero(double r, double *sine, double *cosine)
{
	double		z = r * r;
	double		odd = 1.0 / 355687428096000.0;
	double		even = 1.0 / 20922789888000.0;
	double		half = 0.5 * z;
	double		rest = 1.0 - half;

	odd = odd * z - 1.0 / 1307674368000.0;
	odd = odd * z + 1.0 / 6227020800.0;
	odd = odd * z - 1.0 / 39916800.0;
	odd = odd * z + 1.0 / 362880.0;
	odd = odd * z - 1.0 / 5040.0;
	odd = odd * z + 1.0 / 120.0;
	odd = odd * z - 1.0 / 6.0;
	*sine = r + r * z * odd;
	even = even * z - 1.0 / 87178291200.0;
	even = even * z + 1.0 / 479001600.0;
	even = even * z - 1.0 / 3628800.0;
	even = even * z + 1.0 / 40320.0;
	even = even * z - 1.0 / 720.0;
	even = even * z + 1.0 / 24.0;
	*cosine = rest + (((1.0 - rest) - half) + z * z * even);
}

void
qs_sin_cos(double angle, double *sine, double *cosine)
{
	double		k,
				s,
				c;

	if (!isfinite(angle))
	{
		*sine = *cosine = NAN;
		return;
	}
	if (fabs(angle) > 0x1p+20)
		angle = fmod(angle, TWO_PI);	/* exact */
	k = nearest_integer(angle * 0x1.45f306dc9c883p-1);
	near_zero(((angle - k * QUARTER_HIGH) - k * QUARTER_MIDDLE) - k * QUARTER_LOW, &s, &c);
	switch ((int) k & 3)
	{
		case 0:
			*sine = s;
			*cosine = c;
			break;
		case 1:
			*sine = c;
			*cosine = -s;
			break;
		case 2:
			*sine = -s;
			*cosine = -c;
			break;
		default:
			*sine = -c;
			*cosine = s;
	}
}

double
qs_sin(double angle)
{
	double		sine,
				cosine;

	qs_sin_cos(angle, &sine, &cosine);
	return sine;
}

double
qs_cos(double angle)
{
	double		sine,
				cosine;

	qs_sin_cos(angle, &sine, &cosine);
	return cosine;
}

double
qs_tan(double angle)
{
	double		sine,
				cosine;

	qs_sin_cos(angle, &sine, &cosine);
	return sine / cosine;
}

double
qs_tanh(double x)
{
	double		size = fabs(x);
	double		result;

	if (size < 0.5)
	{
		double		z = x * x;
		double		sum = 1.0 / 1307674368000.0;
		double		sine;		/* hyperbolic */

		sum = sum * z + 1.0 / 6227020800.0;
		sum = sum * z + 1.0 / 39916800.0;
		sum = sum * z + 1.0 / 362880.0;
		sum = sum * z + 1.0 / 5040.0;
		sum = sum * z + 1.0 / 120.0;
		sum = sum * z + 1.0 / 6.0;
		sine = x + x * z * sum;
		return sine / sqrt(1.0 + sine * sine);
	}
	if (isnan(x))
		return x;
	result = qs_exp(-2.0 * size);
	return copysign((1.0 - result) / (1.0 + result), x);
}

/* Inverse tangent of t within [0, 1] */
static double
inverse_tangent(double t)
{
	double		u = t > 0.4142135623730950 ? (t - 1.0) / (t + 1.0) : t;
	double		half = u / (1.0 + sqrt(1.0 + u * u));
	double		z = half * half;
	double		sum = 0.0;

	for (int n = 25; n > 1; n -= 2)
		sum = (n % 4 == 1 ? 1.0 : -1.0) / n + z * sum;
	half = 2.0 * (half + half * z * sum);
	return u == t ? half : 0.5 * QUARTER + half;
}

double
qs_atan2(double y, double x)
{
	double		up = fabs(y);
	double		right = fabs(x);
	double		angle = 0.0;

	if (up <= right && right > 0.0)
		angle = inverse_tangent(up / right);
	else if (up > right)
		angle = QUARTER - inverse_tangent(right / up);
	else if (isnan(x) || isnan(y))
		return NAN;
	return copysign(x < 0.0 ? 2.0 * QUARTER - angle : angle, y);
}

double
qs_asin(double x)
{
	return qs_atan2(x, sqrt((1.0 - x) * (1.0 + x)));	/* NaN beyond 1 */
}

double
qs_acos(double x)
{
	return x < 0.0 ? 2.0 * QUARTER - qs_acos(-x) : 2.0 * qs_asin(sqrt(0.5 * (1.0 - x)));
}

double
qs_power(double x, double y)
{
	return qs_exp(y * qs_log(x));
}

double
qs_whole_power(double x, int n)
{
	double		power = 1.0;

	for (; n > 0; n >>= 1, x *= x)
		if (n & 1)
			power *= x;
	return power;
}
