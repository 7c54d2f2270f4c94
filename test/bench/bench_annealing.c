/*
 * bench_annealing.c
 *	  Simulated quantum annealing beside simulated annealing on large QUBOs, for the
 *	  same processor time.
 *
 * For each problem, solver and length of a run: how many runs the time was enough for,
 * sweeps a second (a sweep of `sqa` tests every variable in each of its 16 slices, and
 * every world line: 17 times the tests of one of `sa`), the lowest energy and the mean of
 * the runs.
 *
 *	  bench_annealing [--seconds 0.25] [FILE ...]	problems without rows instead of the
 *													generated ones
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate.h"
#include "standalone_host.h"

#include "instance_files.h"
#include "samplers/samplers.h"

#define MOST_RUNS	20000

typedef struct Bench
{
	QsStandaloneHost *standalone;
	double		seconds;
} Bench;

/* Some runs; returns the seconds they took. */
static double
sample(QsHost *host, const QsQubo *qubo, QsSolver solver, int sweeps, int runs, QsSamples **samples)
{
	QsSamplerInput input = {.qubo = qubo};
	QsSamplerSettings settings = qs_sampler_defaults;
	double		started = qs_clock(host);
	QsRandom	random;

	settings.shots = runs;
	settings.sweeps = sweeps;
	qs_random_seed(&random, 1, 0);
	qs_sample(host, solver, &input, &settings, &random, samples, NULL);
	return qs_clock(host) - started;
}

static void
measure_solver(const Bench *bench, const char *name, const QsQubo *qubo, QsSolver solver, int sweeps)
{
	QsHost	   *host = &bench->standalone->host;
	QsSamples  *samples;
	double		sum = 0.0;
	double		one,
				seconds;
	int			runs;

	one = fmax(sample(host, qubo, solver, sweeps, 3, &samples) / 3.0, 1e-6);
	qs_samples_free(host, samples);
	runs = (int) fmin(fmax(bench->seconds / one, 3.0), MOST_RUNS);
	seconds = sample(host, qubo, solver, sweeps, runs, &samples);
	for (int k = 0; k < samples->count; k++)
		sum += samples->energy[k] * (double) samples->occurrences[k];
	printf("%-26s %6d %9lld  %-5s %7d %7d %9.2f %10.0f %14.8g %14.8g\n", name, qubo->n,
		   (long long) qs_qubo_pairs(qubo), qs_solver_name(solver), sweeps, runs,
		   seconds / runs * 1e3, (double) runs * sweeps / seconds, samples->energy[0], sum / runs);
	fflush(stdout);
	qs_samples_free(host, samples);
}

static void
measure(void *argument, QsHost *host, const char *name, const QsModel *model)
{
	const Bench *bench = argument;
	/* of about the same processor time: a sweep of all slices is some 15 of one */
	const int	annealing[] = {200, 1000, 4000};
	const int	path_integral[] = {20, 80, 300};

	(void) host;
	if (model->m > 0)
	{
		fprintf(stderr, "%s: has rows, skipped\n", name);
		return;
	}
	for (int k = 0; k < 3; k++)
	{
		measure_solver(bench, name, model->objective, QS_SOLVER_SA, annealing[k]);
		measure_solver(bench, name, model->objective, QS_SOLVER_SQA, path_integral[k]);
	}
}

static void
measure_generated(Bench *bench)
{
	QsStandaloneHost *standalone = qs_standalone_create((size_t) 2 << 30);
	QsHost	   *host = &standalone->host;
	QsRandom	random;
	QsGraph    *graph;

	qs_random_seed(&random, 1, 0);
	measure(bench, host, "quadratic, density 0.1", qs_generate_quadratic(host, &random, 1000, 0.1));
	measure(bench, host, "quadratic, dense", qs_generate_quadratic(host, &random, 2000, 1.0));
	measure(bench, host, "quadratic, density 0.002", qs_generate_quadratic(host, &random, 5000, 0.002));
	graph = qs_generate_random_graph(host, &random, 3000, 4.0 / 3000);
	measure(bench, host, "spin glass, degree 4", qs_generate_max_cut(host, &random, graph, -1, 1));
	qs_standalone_destroy(standalone);
}

int
main(int count, char **argument)
{
	Bench		bench = {qs_standalone_create((size_t) 2 << 30), 0.25};
	int			k = 1;

	qs_standalone_count_processor_time(bench.standalone);
	if (count > 2 && strcmp(argument[1], "--seconds") == 0)
	{
		bench.seconds = atof(argument[2]);
		k = 3;
	}
	printf("%-26s %6s %9s  %-5s %7s %7s %9s %10s %14s %14s\n", "problem", "n", "pairs", "solver",
		   "sweeps", "runs", "ms/run", "sweeps/s", "lowest", "mean");
	if (k == count)
		measure_generated(&bench);
	for (; k < count; k++)
		visit_file(argument[k], (size_t) 2 << 30, measure, &bench);
	qs_standalone_destroy(bench.standalone);
	return 0;
}
