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

/* 2^(k / 32), rounded, and what rounding left */
#define ROOTS			32
static const double root_of_two[ROOTS][2] = {
	{0x1p+0, 0.0},
	{0x1.059b0d3158574p+0, 0x1.d73e2a475b465p-55},
	{0x1.0b5586cf9890fp+0, 0x1.8a62e4adc610bp-54},
	{0x1.11301d0125b51p+0, -0x1.6c51039449b3ap-54},
	{0x1.172b83c7d517bp+0, -0x1.19041b9d78a76p-55},
	{0x1.1d4873168b9aap+0, 0x1.e016e00a2643cp-54},
	{0x1.2387a6e756238p+0, 0x1.9b07eb6c70573p-54},
	{0x1.29e9df51fdee1p+0, 0x1.612e8afad1255p-55},
	{0x1.306fe0a31b715p+0, 0x1.6f46ad23182e4p-55},
	{0x1.371a7373aa9cbp+0, -0x1.63aeabf42eae2p-54},
	{0x1.3dea64c123422p+0, 0x1.ada0911f09ebcp-55},
	{0x1.44e086061892dp+0, 0x1.89b7a04ef80dp-59},
	{0x1.4bfdad5362a27p+0, 0x1.d4397afec42e2p-56},
	{0x1.5342b569d4f82p+0, -0x1.07abe1db13cadp-55},
	{0x1.5ab07dd485429p+0, 0x1.6324c054647adp-54},
	{0x1.6247eb03a5585p+0, -0x1.383c17e40b497p-54},
	{0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54},
	{0x1.71f75e8ec5f74p+0, -0x1.16e4786887a99p-55},
	{0x1.7a11473eb0187p+0, -0x1.41577ee04992fp-55},
	{0x1.82589994cce13p+0, -0x1.d4c1dd41532d8p-54},
	{0x1.8ace5422aa0dbp+0, 0x1.6e9f156864b27p-54},
	{0x1.93737b0cdc5e5p+0, -0x1.75fc781b57ebcp-57},
	{0x1.9c49182a3f09p+0, 0x1.c7c46b071f2bep-56},
	{0x1.a5503b23e255dp+0, -0x1.d2f6edb8d41e1p-54},
	{0x1.ae89f995ad3adp+0, 0x1.7a1cd345dcc81p-54},
	{0x1.b7f76f2fb5e47p+0, -0x1.5584f7e54ac3bp-56},
	{0x1.c199bdd85529cp+0, 0x1.11065895048ddp-55},
	{0x1.cb720dcef9069p+0, 0x1.503cbd1e949dbp-56},
	{0x1.d5818dcfba487p+0, 0x1.2ed02d75b3707p-55},
	{0x1.dfc97337b9b5fp+0, -0x1.1a5cd4f184b5cp-54},
	{0x1.ea4afa2a490dap+0, -0x1.e9c23179c2893p-54},
	{0x1.f50765b6e454p+0, 0x1.9d3e12dd8a18bp-54},
};

/* The argument is k log 2 / ROOTS + r: 2^(k / ROOTS) is a power of two times an entry of
 * the table, and the series of r is short. */
double
qs_exp(double x)
{
	double		k = nearest_integer(x * (ROOTS * 0x1.71547652b82fep+0));
	double		r,
				square,
				sum;
	const double *root;
	int			exponent;

	if (!(x > -746.0))
		return isnan(x) ? x : 0.0;
	if (x > 710.0)
		return INFINITY;
	root = root_of_two[(unsigned) (int) k % ROOTS];
	exponent = ((int) k - (int) ((unsigned) (int) k % ROOTS)) / ROOTS;
	r = (x - k * (LOG_2_HIGH / ROOTS)) - k * (LOG_2_LOW / ROOTS);
	square = r * r;
	sum = r + square * ((0.5 + r * (1.0 / 6.0)) + square * ((1.0 / 24.0 + r * (1.0 / 120.0)) + square * (1.0 / 720.0)));
	sum = root[0] + (root[1] + root[0] * sum);
	if (exponent < -1000)
		return sum * two_to(exponent + 200) * 0x1p-200;	/* may be subnormal */
	if (exponent > 1000)
		return sum * two_to(exponent - 200) * 0x1p+200;
	return sum * two_to(exponent);
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
