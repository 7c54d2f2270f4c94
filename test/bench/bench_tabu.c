/*
 * bench_tabu.c
 *	  Speed of one-flip tabu search on generated QUBOs.
 *
 * Three rates.  "flips" counts iterations of the search: each looks at the one-bit flips
 * of all n variables, takes the best that is allowed and brings the others up to date.
 * "n per flip" counts those looks, n an iteration, as is usual for "move evaluations".
 * "scanned" counts only the keys really brought up to date; on sparse problems a flip
 * touches few blocks of them.  "plain" is a textbook search in the same run on the
 * same problem, in "n per flip": a matrix of doubles, one loop over n to choose, one to
 * update, compiled like everything else.  Best of five runs of the same length,
 * preparation apart.
 *
 *	  bench_tabu [[format:]file ...]	problems without rows, in a format importer.h
 *										reads, instead of the generated ones
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "importer/importer.h"
#include "imported_model.h"
#include "standalone_host.h"
#include "flip/tabu.h"

#define MOVES	100000
#define RUNS	5
#define PLAIN_MOVES		4000
#define PLAIN_VARIABLES	3000	/* beyond, its matrix is too large */

/* Coefficients uniform on -100 .. 100, integers or reals */
static QsQubo *
random_qubo(QsHost *host, int n, double density, bool integral)
{
	double		expected = density * n * (n - 1) / 2.0;
	size_t		capacity = (size_t) (expected + 6.0 * sqrt(expected)) + (size_t) n + 100;
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, capacity);
	size_t		count = 0;
	QsRandom	random;
	QsQubo	   *qubo;

	qs_random_seed(&random, (uint64_t) n, 1);
	for (int i = 0; i < n; i++)
		for (int j = i; j < n && count < capacity; j++)
			if (i == j || qs_random_unit(&random) < density)
				terms[count++] = (QsTerm)
				{
					i, j, integral ? (double) qs_random_below(&random, 201) - 100.0
						: 200.0 * qs_random_unit(&random) - 100.0
				};
	qubo = qs_qubo_from_terms(host, n, 0.0, terms, (int64_t) count);
	qs_free(host, terms);
	return qubo;
}

/* Max-cut as minimisation over edges drawn at random */
static QsQubo *
random_cut(QsHost *host, int n, int edges)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 3 * (size_t) edges);
	int64_t		count = 0;
	QsRandom	random;
	QsQubo	   *qubo;

	qs_random_seed(&random, (uint64_t) n, 2);
	for (int e = 0; e < edges; e++)
	{
		int			a = (int) qs_random_below(&random, (uint32_t) n);
		int			b = (a + 1 + (int) qs_random_below(&random, (uint32_t) n - 1)) % n;

		terms[count++] = (QsTerm) {a, a, -1.0};
		terms[count++] = (QsTerm) {b, b, -1.0};
		terms[count++] = (QsTerm) {a, b, 2.0};
	}
	qubo = qs_qubo_from_terms(host, n, 0.0, terms, count);
	qs_free(host, terms);
	return qubo;
}

/* ---- the textbook search ---- */

static double *
matrix_of(QsHost *host, const QsQubo *qubo)
{
	size_t		n = (size_t) qubo->n;
	double	   *matrix = QS_ARRAY0(host, double, n * n);

	for (size_t i = 0; i < n; i++)
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
			matrix[i * n + (size_t) qubo->neighbour[k]] = qubo->weight[k];
	return matrix;
}

/* The best flip that is not tabu or leads below the best energy so far */
static int
plain_choice(int n, const double *delta, const int *until, int now, double aspiration)
{
	double		least = INFINITY;
	int			choice = 0;

	for (int i = 0; i < n; i++)
		if (delta[i] < least && (until[i] <= now || delta[i] < aspiration))
		{
			least = delta[i];
			choice = i;
		}
	return choice;
}

static void
plain_flip(int n, const double *row, int chosen, uint8_t *x, double *delta)
{
	double		sign = x[chosen] ? -1.0 : 1.0;

	for (int j = 0; j < n; j++)
		delta[j] += x[j] ? -sign * row[j] : sign * row[j];
	x[chosen] ^= 1;
	delta[chosen] = -delta[chosen];
}

/* Million move evaluations a second */
static double
plain_rate(QsHost *host, const QsQubo *qubo, double *best)
{
	int			n = qubo->n;
	double	   *matrix = matrix_of(host, qubo);
	double	   *delta = QS_ARRAY(host, double, n);
	uint8_t    *x = QS_ARRAY(host, uint8_t, n);
	int		   *until = QS_ARRAY(host, int, n);
	double		seconds = INFINITY;

	for (int run = 0; run < RUNS; run++)
	{
		double		energy = qubo->offset;
		double		started;
		QsRandom	random;

		qs_random_seed(&random, 1, 3);
		memset(x, 0, (size_t) n);
		memset(until, 0, (size_t) n * sizeof(int));
		memcpy(delta, qubo->linear, (size_t) n * sizeof(double));
		*best = energy;
		started = qs_clock(host);
		for (int now = 1; now <= PLAIN_MOVES; now++)
		{
			int			chosen = plain_choice(n, delta, until, now, *best - energy);

			energy += delta[chosen];
			plain_flip(n, matrix + (size_t) chosen * (size_t) n, chosen, x, delta);
			until[chosen] = now + n / 100 + 10 + (int) qs_random_below(&random, 10);
			*best = fmin(*best, energy);
		}
		seconds = fmin(seconds, qs_clock(host) - started);
	}
	qs_free(host, until);
	qs_free(host, x);
	qs_free(host, delta);
	qs_free(host, matrix);
	return (double) n * PLAIN_MOVES / seconds / 1e6;
}

static void
measure(QsHost *host, const char *name, const QsQubo *qubo)
{
	uint8_t    *x = QS_ARRAY(host, uint8_t, qubo->n);
	double		started = qs_clock(host);
	QsTabu	   *tabu = qs_tabu_create(host, qubo);
	double		prepared = qs_clock(host) - started;
	double		best = INFINITY;
	double		energy = 0.0;
	double		plain_energy;
	int64_t		evaluations = 0;

	for (int run = 0; run < RUNS; run++)
	{
		QsTabuLimits limits = {.moves = MOVES, .target = -INFINITY};
		QsRandom	random;
		double		seconds;

		memset(x, 0, (size_t) qubo->n);
		evaluations = 0;
		qs_random_seed(&random, 1, 3);
		started = qs_clock(host);
		qs_tabu_run(tabu, &random, &limits, x, &energy, &evaluations);
		seconds = qs_clock(host) - started;
		best = fmin(best, seconds);
	}
	printf("%-28s %7d %9lld %9.0f %9.0f %9.0f %9.1f %14.9g", name, qubo->n,
		   (long long) qs_qubo_pairs(qubo), MOVES / best / 1e3,
		   (double) qubo->n * MOVES / best / 1e6, (double) evaluations / best / 1e6,
		   prepared * 1e3, energy);
	if (qubo->n <= PLAIN_VARIABLES)
	{
		double		rate = plain_rate(host, qubo, &plain_energy);

		printf(" %9.0f %7.1f", rate, (double) qubo->n * MOVES / best / 1e6 / rate);
	}
	printf("\n");
	qs_tabu_free(tabu);
	qs_free(host, x);
}

static void
measure_generated(QsHost *host, const char *name, QsQubo *qubo)
{
	measure(host, name, qubo);
	qs_qubo_free(host, qubo);
}

static char *
read_file(const char *path, size_t *length)
{
	FILE	   *file = fopen(path, "rb");
	size_t		capacity = 1 << 16;
	char	   *content = malloc(capacity);

	*length = 0;
	if (file == NULL || content == NULL)
	{
		perror(path);
		exit(1);
	}
	for (size_t got; (got = fread(content + *length, 1, capacity - *length, file)) > 0;)
	{
		*length += got;
		if (*length == capacity)
			content = realloc(content, capacity *= 2);
		if (content == NULL)
			exit(1);
	}
	fclose(file);
	return content;
}

static void
measure_file(QsHost *host, const char *argument)
{
	const char *colon = strchr(argument, ':');
	const char *path = argument;
	QsFormat	format = QS_FORMAT_AUTO;
	char		prefix[32];
	size_t		length;
	char	   *content;
	QsImport   *import;
	QsError		error;

	if (colon && (size_t) (colon - argument) < sizeof(prefix))
	{
		snprintf(prefix, sizeof(prefix), "%.*s", (int) (colon - argument), argument);
		if (qs_format(prefix, &format))
			path = colon + 1;
	}
	content = read_file(path, &length);
	if (qs_import(host, content, length, format, &import, &error) != QS_OK)
	{
		fprintf(stderr, "%s: %s\n", path, error.message);
		exit(1);
	}
	for (int k = 0; k < import->count; k++)
	{
		QsModel    *model = imported_model(host, &import->problem[k]);
		const char *name = strrchr(path, '/');

		if (model->m == 0)
			measure(host, name ? name + 1 : path, model->objective);
		else
			fprintf(stderr, "%s: has rows, skipped\n", path);
		qs_model_free(host, model);
	}
	qs_import_free(host, import);
	free(content);
}

int
main(int argc, char **argv)
{
	QsStandaloneHost *standalone = qs_standalone_create((size_t) 2 << 30);
	QsHost	   *host = &standalone->host;

	printf("%-28s %7s %9s %9s %9s %9s %9s %14s %9s %7s\n", "problem", "n", "pairs", "flips",
		   "n/flip", "scanned", "prepare", "best energy", "plain", "ratio");
	printf("%-28s %7s %9s %9s %9s %9s %9s %14s %9s\n", "", "", "", "k/s", "M/s", "M/s", "ms", "", "M/s");
	for (int k = 1; k < argc; k++)
		measure_file(host, argv[k]);
	if (argc == 1)
	{
		measure_generated(host, "random, density 0.1", random_qubo(host, 500, 0.1, true));
		measure_generated(host, "random, density 0.1", random_qubo(host, 1000, 0.1, true));
		measure_generated(host, "random, dense", random_qubo(host, 1000, 1.0, true));
		measure_generated(host, "random, dense, reals", random_qubo(host, 1000, 1.0, false));
		measure_generated(host, "random, density 0.1", random_qubo(host, 2500, 0.1, true));
		measure_generated(host, "random, dense", random_qubo(host, 2500, 1.0, true));
		measure_generated(host, "max-cut, density 0.06", random_cut(host, 800, 19176));
		measure_generated(host, "max-cut, degree 4", random_cut(host, 10000, 20000));
		measure_generated(host, "random, degree 10, reals", random_qubo(host, 5000, 0.002, false));
	}
	qs_standalone_destroy(standalone);
	return 0;
}
