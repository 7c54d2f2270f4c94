/*
 * bench_threads.c
 *	  State vectors by one thread and by several, in turn: time by the clock, processor
 *	  time of all threads, and that of the calling thread, whose share of the work bounds
 *	  what idle processors could make of it.  Least of the runs.
 *
 *	  bench_threads [--threads 2] [--from 20] [--qubits 24] [--layers 4] [--runs 7]
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "standalone_host.h"
#include "quantum/statevector/statevector.h"

#define MOST_QUBITS		28
#define MOST_PAIRS		(MOST_QUBITS * (MOST_QUBITS - 1) / 2)
#define MOST_LAYERS		16

typedef struct Draft
{
	QsCircuit	circuit;
	QsQuadratic function;
	int32_t		first[MOST_PAIRS];
	int32_t		second[MOST_PAIRS];
	double		field[MOST_LAYERS * MOST_QUBITS];
	double		coupling[MOST_LAYERS * MOST_PAIRS];
	double		angle[MOST_LAYERS * MOST_QUBITS];
} Draft;

typedef struct Times
{
	double		clock;
	double		processor;
	double		caller;
} Times;

/* Every pair coupled */
static void
draft_circuit(Draft *draft, int n, int layers)
{
	QsRandom	random;
	int			pairs = 0;

	qs_random_seed(&random, (uint64_t) n, 1);
	memset(draft, 0, sizeof(*draft));
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
		{
			draft->first[pairs] = j;
			draft->second[pairs++] = i;
		}
	for (int k = 0; k < layers * pairs; k++)
		draft->coupling[k] = qs_random_normal(&random) / n;
	for (int k = 0; k < layers * n; k++)
	{
		draft->field[k] = qs_random_normal(&random);
		draft->angle[k] = -0.4;
	}
	draft->circuit = (QsCircuit) {
		.n = n, .layers = layers, .pairs = pairs, .first = draft->first, .second = draft->second,
		.field = draft->field, .coupling = draft->coupling, .angle = draft->angle
	};
	draft->function = (QsQuadratic) {
		.n = n, .linear = draft->field, .pairs = pairs, .first = draft->first,
		.second = draft->second, .coefficient = draft->coupling
	};
}

static double
seconds_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static Times
now(void)
{
	return (Times) {
		seconds_of(CLOCK_MONOTONIC), seconds_of(CLOCK_PROCESS_CPUTIME_ID),
		seconds_of(CLOCK_THREAD_CPUTIME_ID)
	};
}

/* A circuit and a mean, as an evaluation of angles takes them */
static void
run_once(QsStatevector *state, const Draft *draft, Times *least)
{
	Times		before = now();
	Times		after;
	double		mean;

	qs_statevector_run(state, &draft->circuit);
	qs_statevector_expectation(state, &draft->function, &mean);
	after = now();
	least->clock = fmin(least->clock, after.clock - before.clock);
	least->processor = fmin(least->processor, after.processor - before.processor);
	least->caller = fmin(least->caller, after.caller - before.caller);
}

static void
measure(QsHost *host, int n, int layers, int threads, int runs)
{
	Draft	   *draft = QS_NEW(host, Draft);
	QsStatevector *state[2];
	Times		least[2] = {{INFINITY, INFINITY, INFINITY}, {INFINITY, INFINITY, INFINITY}};

	draft_circuit(draft, n, layers);
	for (int k = 0; k < 2; k++)
	{
		host->threads = k ? threads : 1;
		state[k] = qs_statevector_create(host, n, false);
	}
	for (int run = 0; run < runs; run++)
		for (int k = 0; k < 2; k++)
			run_once(state[k], draft, &least[k]);
	printf("%6d %12.2f %12.2f %8.2f %14.2f %14.2f %14.2f\n", n, 1e3 * least[0].clock,
		   1e3 * least[1].clock, least[0].clock / least[1].clock, 1e3 * least[0].processor,
		   1e3 * least[1].processor, 1e3 * least[1].caller);
	fflush(stdout);
	for (int k = 0; k < 2; k++)
		qs_statevector_free(state[k]);
	qs_free(host, draft);
}

int
main(int argc, char **argv)
{
	QsStandaloneHost *standalone = qs_standalone_create((size_t) 4 << 30);
	int			threads = 2,
				from = 20,
				qubits = 24,
				layers = 4,
				runs = 7;

	for (int k = 1; k + 1 < argc; k += 2)
	{
		int			value = atoi(argv[k + 1]);

		if (strcmp(argv[k], "--threads") == 0)
			threads = value;
		else if (strcmp(argv[k], "--from") == 0)
			from = value;
		else if (strcmp(argv[k], "--qubits") == 0)
			qubits = value < MOST_QUBITS ? value : MOST_QUBITS;
		else if (strcmp(argv[k], "--layers") == 0)
			layers = value < MOST_LAYERS ? value : MOST_LAYERS;
		else if (strcmp(argv[k], "--runs") == 0)
			runs = value;
		else
		{
			fprintf(stderr, "unknown option %s\n", argv[k]);
			return 1;
		}
	}
	printf("%6s %12s %12s %8s %14s %14s %14s\n", "qubits", "1 thread ms", "several ms", "ratio",
		   "1: processor", "all: processor", "caller's part");
	for (int n = from; n <= qubits; n++)
		measure(&standalone->host, n, layers, threads, runs);
	qs_standalone_destroy(standalone);
	return 0;
}
