/*
 * test_threads.c
 *	  Threads do what one thread does, to the last bit, and leave signals to the one that
 *	  has them.
 */
#define _POSIX_C_SOURCE 200809L
#include "unit.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "base/simd.h"
#include "base/threads.h"
#include "quadratic_values.h"
#include "quantum/statevector/statevector.h"

#define MOST_ITEMS	1000
#define QUBITS		20			/* the fewest that threads share */
#define MOST_PAIRS	(QUBITS + 2)
#define LAYERS		3

/* ---- loops -------------------------------------------------------------- */

typedef struct Tally
{
	int			done[MOST_ITEMS];
	int			threads;		/* that any item was done by, atomic */
	int			open_signals;	/* atomic: items of other threads that a signal could meet */
	int			asked;
	int			stop_after;		/* questions */
} Tally;

static void
count_item(void *context, int thread, size_t item)
{
	Tally	   *tally = context;
	sigset_t	mask;

	tally->done[item]++;
	__atomic_fetch_or(&tally->threads, 1 << thread, __ATOMIC_RELAXED);
	pthread_sigmask(SIG_SETMASK, NULL, &mask);
	if (thread > 0 && (!sigismember(&mask, SIGINT) || !sigismember(&mask, SIGALRM) ||
					   !sigismember(&mask, SIGUSR1) || !sigismember(&mask, SIGTERM)))
		__atomic_fetch_add(&tally->open_signals, 1, __ATOMIC_RELAXED);
}

static bool
ask(void *context)
{
	Tally	   *tally = context;

	return ++tally->asked >= tally->stop_after;
}

static void
every_item_is_done_once(void **state)
{
	(void) state;
	for (int threads = 0; threads <= QS_MOST_THREADS + 3; threads++)
		for (size_t count = 0; count <= MOST_ITEMS; count = count < 20 ? count + 1 : count * 7)
		{
			Tally		tally = {.stop_after = MOST_ITEMS + 1};
			sigset_t	before,
						after;

			pthread_sigmask(SIG_SETMASK, NULL, &before);
			qs_for_items(&(QsItems) {
						 .count = count, .threads = threads, .item = count_item, .stop = ask,
						 .context = &tally
			});
			pthread_sigmask(SIG_SETMASK, NULL, &after);
			for (size_t k = 0; k < count; k++)
				assert_int_equal(tally.done[k], 1);
			assert_int_equal(tally.open_signals, 0);
			assert_true(tally.threads < 1 << (threads < 1 ? 1 : threads > QS_MOST_THREADS ? QS_MOST_THREADS : threads));
			for (int number = 1; number < 32; number++)
				assert_int_equal(sigismember(&before, number), sigismember(&after, number));
		}
}

static void
a_stop_ends_the_loop(void **state)
{
	(void) state;
	for (int threads = 1; threads <= 4; threads++)
	{
		Tally		tally = {.stop_after = 1};
		int			done = 0;

		qs_for_items(&(QsItems) {
					 .count = MOST_ITEMS, .threads = threads, .item = count_item, .stop = ask,
					 .context = &tally
		});
		for (int k = 0; k < MOST_ITEMS; k++)
		{
			assert_true(tally.done[k] <= 1);
			done += tally.done[k];
		}
		assert_true(done >= 1);
		if (threads == 1)
			assert_int_equal(done, 1);
		assert_true(tally.asked <= 1 + (threads > 1 && done == MOST_ITEMS));
	}
}

/* ---- state vectors ------------------------------------------------------ */

typedef struct Draft
{
	QsCircuit	circuit;
	QsQuadratic function;
	int32_t		first[MOST_PAIRS];
	int32_t		second[MOST_PAIRS];
	double		linear[QUBITS + 2];
	double		field[LAYERS * (QUBITS + 2)];
	double		coupling[LAYERS * MOST_PAIRS];
	double		angle[LAYERS * (QUBITS + 2)];
} Draft;

/* A ring; symmetric: no fields in the spin form */
static void
draft_circuit(Draft *draft, QsRandom *random, int n, bool symmetric)
{
	memset(draft, 0, sizeof(*draft));
	draft->circuit = (QsCircuit) {
		.n = n, .layers = LAYERS, .pairs = n, .first = draft->first, .second = draft->second,
		.field = draft->field, .coupling = draft->coupling, .angle = draft->angle
	};
	for (int i = 0; i < n; i++)
	{
		draft->first[i] = i;
		draft->second[i] = (i + 1) % n;
		draft->linear[i] = qs_random_normal(random);
	}
	for (int layer = 0; layer < LAYERS; layer++)
		for (int i = 0; i < n; i++)
		{
			double		coupling = qs_random_normal(random);

			draft->coupling[layer * n + i] = coupling;
			draft->angle[layer * n + i] = qs_random_normal(random);
			draft->field[layer * n + i] += symmetric ? -0.5 * coupling : qs_random_normal(random);
			draft->field[layer * n + (i + 1) % n] += symmetric ? -0.5 * coupling : 0.0;
		}
	draft->function = (QsQuadratic) {
		.n = n, .constant = 1.5, .linear = draft->linear, .pairs = n, .first = draft->first,
		.second = draft->second, .coefficient = draft->coupling
	};
}

/* What there is to be seen of a state: amplitudes and a mean */
static double *
look(QsHost *host, const Draft *draft, int threads, bool half, bool double_precision, size_t *count)
{
	int			n = draft->circuit.n;
	QsStatevector *state;
	double	   *seen;

	host->threads = threads;
	state = half ? qs_statevector_create_half(host, n, double_precision) :
		qs_statevector_create(host, n, double_precision);
	host->threads = 0;
	*count = ((size_t) 2 << n) / 8 + 2;
	seen = QS_ARRAY0(host, double, *count);
	assert_int_equal(qs_statevector_run(state, &draft->circuit), QS_OK);
	assert_int_equal(qs_statevector_expectation(state, &draft->function, &seen[*count - 1]), QS_OK);
	if (!half)
	{
		assert_int_equal(qs_statevector_apply(state, &draft->circuit), QS_OK);
		assert_int_equal(qs_statevector_expectation(state, &draft->function, &seen[*count - 2]), QS_OK);
	}
	/* a part of them, from everywhere */
	for (uint64_t x = 0; x < (*count - 2) / 2; x++)
		qs_statevector_amplitude(state, (x * 8 + x % 7) & ((UINT64_C(1) << n) - 1), &seen[2 * x], &seen[2 * x + 1]);
	qs_statevector_free(state);
	return seen;
}

static void
threads_change_no_bit(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	Draft	   *draft = QS_NEW(host, Draft);

	qs_random_seed(&random, 95, 0);
	for (int trial = 0; trial < 8; trial++)
	{
		bool		half = trial & 1;
		bool		double_precision = trial & 2;
		size_t		count;
		double	   *one;

		host->simd = trial & 4 ? QS_SIMD_AUTO : QS_SIMD_PORTABLE;
		draft_circuit(draft, &random, QUBITS + half + (trial == 4), half);
		one = look(host, draft, 1, half, double_precision, &count);
		for (int threads = 2; threads <= 5; threads++)
		{
			double	   *several = look(host, draft, threads, half, double_precision, &count);

			assert_memory_equal(one, several, count * sizeof(double));
			qs_free(host, several);
		}
		qs_free(host, one);
	}
	qs_free(host, draft);
}

/* The memory that one thread needs is enough for any number. */
static void
threads_never_cost_a_state(void **state)
{
	QsHost	   *host = unit_host(state);
	size_t		limit = host->memory_limit;
	QsStatevector *vector;

	host->threads = 1;
	host->memory_peak = host->memory_used;
	vector = qs_statevector_create(host, QUBITS, false);
	qs_statevector_free(vector);
	host->memory_limit = host->memory_peak + 1024;
	for (host->threads = 2; host->threads <= QS_MOST_THREADS; host->threads++)
	{
		vector = qs_statevector_create(host, QUBITS, false);
		qs_statevector_free(vector);
	}
	host->threads = 0;
	host->memory_limit = limit;
}

static bool
always(void *context)
{
	(void) context;
	return true;
}

static void
threads_end_when_the_host_asks(void **state)
{
	QsHost	   *host = unit_host(state);
	bool		(*before) (void *) = host->stop_requested;
	QsRandom	random;
	Draft	   *draft = QS_NEW(host, Draft);
	QsStatevector *vector;

	qs_random_seed(&random, 96, 0);
	draft_circuit(draft, &random, QUBITS, false);
	host->threads = 3;
	vector = qs_statevector_create(host, QUBITS, false);
	host->stop_requested = always;
	assert_int_equal(qs_statevector_run(vector, &draft->circuit), QS_INTERRUPTED);
	host->stop_requested = before;
	assert_int_equal(qs_statevector_run(vector, &draft->circuit), QS_OK);
	qs_statevector_free(vector);
	host->threads = 0;
	qs_free(host, draft);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(every_item_is_done_once),
		UNIT_TEST(a_stop_ends_the_loop),
		UNIT_TEST(threads_change_no_bit),
		UNIT_TEST(threads_never_cost_a_state),
		UNIT_TEST(threads_end_when_the_host_asks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
