/*
 * random.h
 *	  Seeded pseudo-random numbers: xoshiro256++ (Blackman & Vigna 2021),
 *	  seeded by splitmix64.  Equal (seed, stream) give equal sequences on
 *	  every platform; different streams are independent for our purposes.
 */
#ifndef QS_RANDOM_H
#define QS_RANDOM_H

#include <math.h>
#include <stdint.h>

#include "base/elementary.h"

typedef struct QsRandom
{
	uint64_t	state[4];
} QsRandom;

static inline uint64_t
qs_random_mix(uint64_t *state)
{
	uint64_t	z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static inline void
qs_random_seed(QsRandom *random, uint64_t seed, uint64_t stream)
{
	uint64_t	state = seed;

	state = qs_random_mix(&state) ^ (stream * UINT64_C(0xd1342543de82ef95));
	for (int k = 0; k < 4; k++)
		random->state[k] = qs_random_mix(&state);
}

static inline uint64_t
qs_random_next(QsRandom *random)
{
	uint64_t   *s = random->state;
	uint64_t	sum = s[0] + s[3];
	uint64_t	result = ((sum << 23) | (sum >> 41)) + s[0];
	uint64_t	t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = (s[3] << 45) | (s[3] >> 19);
	return result;
}

/* Uniform on 0 .. bound - 1; bound > 0 (multiply-shift, bias below 2^-32) */
static inline uint32_t
qs_random_below(QsRandom *random, uint32_t bound)
{
	return (uint32_t) (((qs_random_next(random) >> 32) * (uint64_t) bound) >> 32);
}

/* Uniform on [0, 1), 53 bits */
static inline double
qs_random_unit(QsRandom *random)
{
	return (double) (qs_random_next(random) >> 11) * 0x1p-53;
}

/* Standard normal (Box-Muller, one of the pair) */
static inline double
qs_random_normal(QsRandom *random)
{
	double		u = 1.0 - qs_random_unit(random);
	double		v = qs_random_unit(random);

	return sqrt(-2.0 * qs_log(u)) * qs_cos(6.283185307179586476925 * v);
}

/* Fisher-Yates */
static inline void
qs_random_shuffle(QsRandom *random, int *items, int count)
{
	for (int k = count - 1; k > 0; k--)
	{
		int			j = (int) qs_random_below(random, (uint32_t) k + 1);
		int			swap = items[k];

		items[k] = items[j];
		items[j] = swap;
	}
}

#endif
