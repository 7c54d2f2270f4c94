/*
 * test_gradient.c
 *	  Gradients of circuits: states of layers kept or carried back, in what memory there is,
 *	  by threads, and stopped on the way.  test_statevector.c compares them with differences.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "base/simd.h"
#include "quantum/statevector/statevector.h"

#define MOST_QUBITS		20
#define MOST_PAIRS		(2 * MOST_QUBITS)
#define MOST_LAYERS		4
#define MOST_NUMBERS	(MOST_LAYERS * MOST_PAIRS)

typedef struct Case
{
	QsCircuit	circuit;
	QsQuadratic function;
	int32_t		first[MOST_PAIRS];
	int32_t		second[MOST_PAIRS];
	double		linear[MOST_QUBITS];
	double		coefficient[MOST_PAIRS];
	double		start[MOST_QUBITS];
	double		field[MOST_NUMBERS];
	double		coupling[MOST_NUMBERS];
	double		angle[MOST_NUMBERS];
} Case;

typedef struct Derivatives
{
	double		value;
	double		by_field[MOST_NUMBERS];
	double		by_coupling[MOST_NUMBERS];
	double		by_angle[MOST_NUMBERS];
} Derivatives;

/* Pairs of a ring and some chords; angles of every size, so that frames flip */
static Case *
random_case(QsHost *host, QsRandom *random, int n, int layers, bool start)
{
	Case	   *c = QS_NEW(host, Case);
	int			pairs = 0;

	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			if (pairs < MOST_PAIRS && (i - j == 1 || qs_random_below(random, (uint32_t) n) < 2))
			{
				c->first[pairs] = j;
				c->second[pairs] = i;
				c->coefficient[pairs++] = qs_random_normal(random);
			}
	for (int k = 0; k < MOST_NUMBERS; k++)
	{
		c->field[k] = qs_random_normal(random);
		c->coupling[k] = 0.5 * qs_random_normal(random);
		c->angle[k] = 2.0 * qs_random_normal(random);
	}
	for (int q = 0; q < n; q++)
	{
		c->linear[q] = qs_random_normal(random);
		c->start[q] = qs_random_normal(random);
	}
	c->circuit = (QsCircuit) {.n = n, .layers = layers, .start = start ? c->start : NULL,
		.pairs = pairs, .first = c->first, .second = c->second, .field = c->field,
		.coupling = c->coupling, .angle = c->angle};
	c->function = (QsQuadratic) {.n = n, .linear = c->linear, .pairs = pairs, .first = c->first,
		.second = c->second, .coefficient = c->coefficient};
	return c;
}

/* What gradients leave to others decides whether there is memory to keep states. */
static QsStatus
derive(QsHost *host, const Case *c, bool double_precision, bool keep, double fraction, Derivatives *d)
{
	QsStatevector *state = qs_statevector_create(host, c->circuit.n, double_precision);
	QsGradient *gradient = qs_gradient_create(state, MOST_LAYERS, keep ? 0.0 : INFINITY);
	QsTail	   *tail = fraction < 1.0 ? qs_tail_create(state, &c->function) : NULL;
	QsStatus	status = QS_OK;

	/* twice: nothing is left over from the first */
	for (int time = 0; time < 2 && status == QS_OK; time++)
		status = qs_statevector_gradient(state, gradient, &c->circuit, &c->function, tail, fraction,
										 &d->value, d->by_field, d->by_coupling, d->by_angle);
	qs_tail_free(tail);
	qs_gradient_free(gradient);
	qs_statevector_free(state);
	return status;
}

static void
assert_near(const double *a, const double *b, int count, double tolerance)
{
	for (int k = 0; k < count; k++)
		assert_true(fabs(a[k] - b[k]) < tolerance);
}

static void
assert_close(const Case *c, const Derivatives *a, const Derivatives *b, double tolerance)
{
	int			layers = c->circuit.layers;

	assert_near(&a->value, &b->value, 1, tolerance);
	assert_near(a->by_field, b->by_field, layers * c->circuit.n, tolerance);
	assert_near(a->by_coupling, b->by_coupling, layers * (int) c->circuit.pairs, tolerance);
	assert_near(a->by_angle, b->by_angle, layers * c->circuit.n, tolerance);
}

/* Every size and number of layers, with and without columns, by every instruction set; single
 * precision against double, too */
static void
kept_states_say_what_carried_ones_say(void **state)
{
	QsHost	   *host = unit_host(state);
	Derivatives *kept = QS_NEW(host, Derivatives);
	Derivatives *carried = QS_NEW(host, Derivatives);
	Derivatives *single = QS_NEW(host, Derivatives);
	QsRandom	random;

	qs_random_seed(&random, 41, 0);
	for (int trial = 0; trial < 72; trial++)
	{
		int			n = trial < 56 ? 1 + trial % 14 : 15 + trial % 5;
		double		fraction = trial % 6 == 5 ? 0.3 : 1.0;
		Case	   *c = random_case(host, &random, n, 1 + trial % MOST_LAYERS, trial % 3 == 1);

		host->simd = (QsSimd) (trial % 4);
		assert_int_equal(derive(host, c, true, true, fraction, kept), QS_OK);
		assert_int_equal(derive(host, c, true, false, fraction, carried), QS_OK);
		assert_close(c, kept, carried, 1e-9);
		if (fraction == 1.0)
		{
			assert_int_equal(derive(host, c, false, trial % 2, fraction, single), QS_OK);
			assert_close(c, kept, single, 1e-3);
		}
		qs_free(host, c);
	}
	host->simd = QS_SIMD_AUTO;
	qs_free(host, single);
	qs_free(host, carried);
	qs_free(host, kept);
}

static void
threads_change_no_bit(void **state)
{
	QsHost	   *host = unit_host(state);
	Derivatives *one = QS_NEW(host, Derivatives);
	Derivatives *several = QS_NEW(host, Derivatives);
	QsRandom	random;

	qs_random_seed(&random, 42, 0);
	for (int trial = 0; trial < 4; trial++)
	{
		Case	   *c = random_case(host, &random, MOST_QUBITS, 2, false);

		memset(one, 0, sizeof(*one));
		memset(several, 0, sizeof(*several));
		host->simd = trial < 2 ? QS_SIMD_AUTO : QS_SIMD_PORTABLE;
		host->threads = 1;
		assert_int_equal(derive(host, c, false, trial % 2, 1.0, one), QS_OK);
		host->threads = 3;
		assert_int_equal(derive(host, c, false, trial % 2, 1.0, several), QS_OK);
		assert_memory_equal(one, several, sizeof(*one));
		qs_free(host, c);
	}
	host->simd = QS_SIMD_AUTO;
	host->threads = 0;
	qs_free(host, several);
	qs_free(host, one);
}

/* ---- memory ---- */

static void
memory_decides_what_is_kept(void **state)
{
	QsHost	   *host = unit_host(state);
	size_t		limit = host->memory_limit;
	int			n = 16;

	for (int layers = 1; layers <= 40; layers += 3)
		for (int part = 0; part < 6; part++)
		{
			QsStatevector *vector = qs_statevector_create(host, n, part % 2);
			size_t		used = host->memory_used;
			double		state_bytes = ldexp(part % 2 ? 16.0 : 8.0, n);
			double		least = qs_gradient_bytes(n, layers, part % 2);
			bool		room = part >= 4;
			QsGradient *gradient;

			/* just enough, a little more, plenty */
			host->memory_limit = used + (size_t) (part < 2 ? least : part < 4 ? least + 2.0 * state_bytes :
												  least + 3.0 * layers * state_bytes);
			host->memory_peak = used;
			gradient = qs_gradient_create(vector, layers, room ? least : (double) host->memory_limit);
			assert_true(host->memory_peak <= host->memory_limit);
			if (room)
				assert_true((double) (host->memory_used - used) > layers * state_bytes);
			else
				assert_true((double) (host->memory_used - used) <= least);
			qs_gradient_free(gradient);
			host->memory_limit = limit;
			qs_statevector_free(vector);
		}
}

/* A share that is too small for what the whole could hold is told. */
static void
a_share_that_is_short_is_noted(void **state)
{
	QsHost	   *host = unit_host(state);
	size_t		limit = host->memory_limit;
	QsStatevector *vector = qs_statevector_create(host, 16, true);
	QsGradient *gradient;

	host->memory_whole = limit;
	host->memory_limit = host->memory_used + (size_t) 3 * ((size_t) 16 << 16);
	host->memory_short = false;
	gradient = qs_gradient_create(vector, MOST_LAYERS, 0.0);
	assert_true(host->memory_short);
	qs_gradient_free(gradient);
	host->memory_whole = 0;
	host->memory_limit = limit;
	host->memory_short = false;
	qs_statevector_free(vector);
}

/* ---- stopping ---- */

static int	questions_left;

static bool
stop_after_some(void *context)
{
	(void) context;
	return questions_left-- <= 0;
}

/* Wherever the host asks to stop, a gradient ends, and the next one is right again. */
static void
gradients_stop_where_they_are(void **state)
{
	QsHost	   *host = unit_host(state);
	bool		(*never) (void *) = host->stop_requested;
	QsStatevector *vector = qs_statevector_create(host, 18, false);
	Derivatives *d = QS_NEW(host, Derivatives);
	Derivatives *again = QS_NEW(host, Derivatives);
	QsRandom	random;
	Case	   *c;

	qs_random_seed(&random, 43, 0);
	c = random_case(host, &random, 18, 2, false);
	for (int keep = 0; keep < 2; keep++)
	{
		QsGradient *gradient = qs_gradient_create(vector, 2, keep ? 0.0 : INFINITY);
		int			asked = 0;
		bool		done = false;

		memset(d, 0, sizeof(*d));
		memset(again, 0, sizeof(*again));
		assert_int_equal(qs_statevector_gradient(vector, gradient, &c->circuit, &c->function, NULL, 1.0,
												 &d->value, d->by_field, d->by_coupling, d->by_angle), QS_OK);
		host->stop_requested = stop_after_some;
		for (; !done; asked++)
		{
			questions_left = asked;
			done = qs_statevector_gradient(vector, gradient, &c->circuit, &c->function, NULL, 1.0,
										   &again->value, again->by_field, again->by_coupling,
										   again->by_angle) == QS_OK;
		}
		host->stop_requested = never;
		/* every pass over 2^18 amplitudes asks once or twice */
		assert_true(asked > 12);
		assert_memory_equal(d, again, sizeof(*d));
		qs_gradient_free(gradient);
	}
	qs_free(host, c);
	qs_free(host, again);
	qs_free(host, d);
	qs_statevector_free(vector);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(kept_states_say_what_carried_ones_say),
		UNIT_TEST(threads_change_no_bit),
		UNIT_TEST(memory_decides_what_is_kept),
		UNIT_TEST(a_share_that_is_short_is_noted),
		UNIT_TEST(gradients_stop_where_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
