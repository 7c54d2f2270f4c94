/*
 * bench_science.c
 *	  The runs behind docs/science.md: a line of fields per solve of a generated instance, for
 *	  scripts/science to make tables of.
 *
 *	  bench_science [--part NAME] [--instances 1] [--seeds 1] [--qubits 16] [--done FILE]
 *
 * Parts: arms (one round, nothing after the sampler), polished (one round, everything after
 * it), legality (three rounds, rules on and off), guidance (three rounds; what decides the
 * merges).  Each line is "key<TAB>name=value..."; a key that stands in FILE is not solved
 * again.  Gaps are in per cent of the reference, which is the best value that a long classical
 * solve of the whole problem finds; it is a line, too, for the other parts.
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classes/classes.h"
#include "exact/exact.h"
#include "generate.h"
#include "shrink/shrink.h"
#include "solve/pipeline.h"
#include "standalone_host.h"

#define MEMORY	((size_t) 2 << 30)
#define SHOTS	1000

/* ---- instances ----------------------------------------------------------------- */

static QsModel *
knapsack(QsHost *host, QsRandom *random, int number)
{
	return qs_generate_knapsack(host, random, 100, 10, 0.25 * (1 + number % 3));
}

static QsModel *
random_set(QsHost *host, QsRandom *random, int number)
{
	(void) number;
	return qs_generate_independent_set(host, random, qs_generate_random_graph(host, random, 60, 0.1), 1);
}

static QsModel *
unit_disks(QsHost *host, QsRandom *random, int number)
{
	(void) number;
	return qs_generate_independent_set(host, random,
									   qs_generate_geometric_graph(host, random, 60, 0.2, NULL, NULL), 1);
}

static QsModel *
assignment(QsHost *host, QsRandom *random, int number)
{
	return number % 2 ? qs_generate_grid_assignment(host, random, 3, 4) :
		qs_generate_assignment(host, random, 12, true, 99);
}

static QsModel *
max_cut(QsHost *host, QsRandom *random, int number)
{
	return qs_generate_max_cut(host, random, qs_generate_random_graph(host, random, 50, 0.15),
							   number % 2 ? -1 : 1, 1);
}

typedef struct Class
{
	const char *name;
	QsModel    *(*make) (QsHost *host, QsRandom *random, int number);
} Class;

static const Class classes[] = {
	{"knapsack", knapsack},
	{"independent set, random", random_set},
	{"independent set, unit disk", unit_disks},
	{"quadratic assignment", assignment},
	{"max-cut", max_cut},
};

#define CLASSES ((int) (sizeof(classes) / sizeof(classes[0])))
#define DISKS	2

/* ---- arms ---------------------------------------------------------------------- */

typedef struct Arm
{
	const char *name;
	QsSolver	solver;
	int			layers;
	QsCorrelationMethod correlation;
	int			rounds;
	bool		legality;
} Arm;

#define QAOA QS_SOLVER_QAOA
#define UNIFORM QS_SOLVER_UNIFORM
#define AUTO QS_CORRELATION_AUTO
#define FROM_SHOTS QS_CORRELATION_SHOTS

static const Arm one_round[] = {
	{"qaoa", QAOA, 4, AUTO, 1, true},
	{"uniform", UNIFORM, 4, AUTO, 1, true},
	{"none", QS_SOLVER_NONE, 4, AUTO, 1, true},
	{"exact", QS_SOLVER_EXACT, 4, AUTO, 1, true},
	{"qaoa, two rounds", QAOA, 4, AUTO, 2, true},
	{"shots-informed, two rounds", QAOA, 4, FROM_SHOTS, 2, true},
	{.name = NULL}
};

static const Arm polished[] = {
	{"qaoa", QAOA, 4, AUTO, 1, true},
	{"uniform", UNIFORM, 4, AUTO, 1, true},
	{"none", QS_SOLVER_NONE, 4, AUTO, 1, true},
	{"exact", QS_SOLVER_EXACT, 4, AUTO, 1, true},
	{.name = NULL}
};

static const Arm rules[] = {
	{"on", QAOA, 4, AUTO, 3, true},
	{"off", QAOA, 4, AUTO, 3, false},
	{.name = NULL}
};

static const Arm guides[] = {
	{"shots of qaoa, p = 1", QAOA, 1, FROM_SHOTS, 3, true},
	{"shots of qaoa, p = 3", QAOA, 3, FROM_SHOTS, 3, true},
	{"shots of qaoa, p = 6", QAOA, 6, FROM_SHOTS, 3, true},
	{"shots of uniform", UNIFORM, 1, FROM_SHOTS, 3, true},
	{"pool", QAOA, 3, QS_CORRELATION_POOL, 3, true},
	{"sdp", QAOA, 3, QS_CORRELATION_SDP, 3, true},
	{.name = NULL}
};

typedef struct Part
{
	const char *name;
	const Arm  *arm;
	bool		repair;
	bool		polish;
	bool		bare;			/* neither presolve nor the anchor to the incumbent */
	int			most_qubits;	/* 0: as asked for */
} Part;

static const Part parts[] = {
	{"arms", one_round, false, false, false, 0},
	{"polished", polished, true, true, false, 0},
	{"legality", rules, true, false, true, 0},
	{"guidance", guides, false, false, false, 14},
	{"guidance polished", guides, true, true, false, 14},
};

#define PARTS ((int) (sizeof(parts) / sizeof(parts[0])))

typedef struct Bench
{
	const char *part;
	int			instances;
	int			seeds;
	int			qubits;
	const char *done;
} Bench;

/* ---- solving ------------------------------------------------------------------- */

/* Whether the file of results has a line of the key; what follows the key there goes to rest */
static bool
is_done(const Bench *bench, const char *key, char *rest, size_t size)
{
	char		line[4096];
	bool		found = false;
	FILE	   *file = bench->done ? fopen(bench->done, "r") : NULL;

	while (file && !found && fgets(line, sizeof(line), file))
		found = strncmp(line, key, strlen(key)) == 0 && line[strlen(key)] == '\t';
	if (file)
		fclose(file);
	if (found && rest)
		snprintf(rest, size, "%s", line + strlen(key) + 1);
	return found;
}

static double
reference(QsHost *host, const QsModel *model, const Bench *bench, int class, int number)
{
	QsSettings	settings = qs_settings_defaults;
	QsRun	   *run;
	char		key[256];
	char		rest[256];
	double		value;

	snprintf(key, sizeof(key), "reference/%s/%d", classes[class].name, number);
	if (is_done(bench, key, rest, sizeof(rest)) && sscanf(rest, "value=%lf", &value) == 1)
		return value;
	settings.solver = QS_SOLVER_AUTO;
	settings.rounds = 12;
	run = qs_solve(host, model, &settings);
	value = run->objective;
	qs_run_free(host, run);
	printf("%s\tvalue=%.17g\n", key, value);
	fflush(stdout);
	return value;
}

/* The best there is in the model that a round sampled: what its merges are worth */
static double
shrunk_optimum(QsHost *host, const QsModel *model, const QsRound *round)
{
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsShrunk	shrunk = {0};
	double		value = NAN;

	if (qs_shrink_replay(host, model, structure, QS_ENCODING_AUTO, round->step,
						 round->step_count, &shrunk) == QS_OK)
	{
		QsStructure *inner = qs_structure_create(host, shrunk.reduced->model, qs_classes);
		QsSamples  *best;

		if (qs_exact_model(host, shrunk.reduced->model, inner, 1, &best) == QS_OK)
			value = best->energy[0];
		qs_samples_free(host, best);
		qs_structure_free(host, inner);
		qs_shrunk_free(host, &shrunk);
	}
	qs_structure_free(host, structure);
	return value;
}

static double
gap(double value, double best)
{
	return 100.0 * (value - best) / fmax(1.0, fabs(best));
}

static void
print_run(QsHost *host, const QsModel *model, const Part *part, const QsRun *run, double best)
{
	const QsRound *last = &run->round[run->rounds - 1];
	double		raw = INFINITY;
	int			broken = 0;
	int			productive = 0;

	for (int k = 0; k < run->rounds; k++)
	{
		raw = fmin(raw, isnan(run->round[k].raw_objective) ? INFINITY : run->round[k].raw_objective);
		broken += strcmp(run->round[k].stop, "a row could no longer be met") == 0;
		productive += !isnan(run->round[k].repaired_objective);
	}
	printf("\tn=%d\tqubits=%d\traw=%.6f\tlast=%.6f\tanswer=%.6f\tshare=%.6f\trounds=%d\tbroken=%d\tproductive=%d\trepairs=%lld\tmerges=%d",
		   run->n, last->qubits, gap(raw, best), gap(last->raw_objective, best), gap(run->objective, best),
		   100.0 * run->raw_feasible_share, run->rounds, broken, productive,
		   (long long) run->repair_moves, last->merges);
	if (part->arm == guides)
		printf("\tshrunk=%.6f", gap(shrunk_optimum(host, model, last), best));
}

static void
solve(QsHost *host, const QsModel *model, const Bench *bench, const Part *part, const Arm *arm,
	  int seed, double best, const char *key)
{
	QsSettings	settings = qs_settings_defaults;
	QsRun	   *run;

	settings.sampler = qs_sampler_defaults;
	settings.solver = arm->solver;
	settings.sampler.layers = arm->layers;
	settings.sampler.shots = SHOTS;
	settings.correlation = arm->correlation;
	settings.rounds = arm->rounds;
	settings.stagnation = arm->rounds + 1;
	settings.legality = arm->legality;
	settings.max_qubits = part->most_qubits ? part->most_qubits : bench->qubits;
	settings.seed = (uint64_t) seed;
	settings.presolve = settings.certified = settings.proof = false;
	settings.anchor = !part->bare;
	settings.repair = part->repair;
	settings.polish = part->polish;
	settings.effort = part->polish ? 1.0 : 0.0;
	settings.log = QS_LOG_ALL;
	run = qs_solve(host, model, &settings);
	printf("%s", key);
	if (run->rounds > 0)
		print_run(host, model, part, run, best);
	printf("\n");
	fflush(stdout);
	qs_run_free(host, run);
}

static void
measure(const Bench *bench, const Part *part, int class, int number)
{
	QsStandaloneHost *standalone = qs_standalone_create(MEMORY);
	QsHost	   *host = &standalone->host;
	QsRandom	random;
	QsModel    *model;
	double		best = NAN;
	int			qubits = part->most_qubits ? part->most_qubits : bench->qubits;

	qs_random_seed(&random, (uint64_t) number + 1, (uint64_t) class);
	model = classes[class].make(host, &random, number);
	for (int seed = 1; seed <= bench->seeds; seed++)
		for (const Arm *arm = part->arm; arm->name; arm++)
		{
			char		key[256];

			snprintf(key, sizeof(key), "%s/%d/%s/%d/%d/%s", part->name, qubits,
					 classes[class].name, number, seed, arm->name);
			if (is_done(bench, key, NULL, 0))
				continue;
			if (isnan(best))
				best = reference(host, model, bench, class, number);
			solve(host, model, bench, part, arm, seed, best, key);
		}
	qs_standalone_destroy(standalone);
}

static bool
wanted(const Part *part, int class)
{
	if (part->arm == guides)
		return class != DISKS - 1;	/* four classes */
	return part->arm != rules || class < CLASSES - 1;	/* cuts have no rows */
}

int
main(int count, char **argument)
{
	Bench		bench = {.instances = 1, .seeds = 1, .qubits = 12};

	for (int k = 1; k + 1 < count; k += 2)
	{
		const char *name = argument[k];
		char	   *value = argument[k + 1];

		if (strcmp(name, "--part") == 0)
			bench.part = value;
		else if (strcmp(name, "--instances") == 0)
			bench.instances = atoi(value);
		else if (strcmp(name, "--seeds") == 0)
			bench.seeds = atoi(value);
		else if (strcmp(name, "--qubits") == 0)
			bench.qubits = atoi(value);
		else if (strcmp(name, "--done") == 0)
			bench.done = value;
		else
		{
			fprintf(stderr, "bad option %s\n", name);
			return 2;
		}
	}
	for (int p = 0; p < PARTS; p++)
		for (int number = 0; number < bench.instances; number++)
			for (int class = 0; class < CLASSES; class++)
				if ((bench.part == NULL || strcmp(bench.part, parts[p].name) == 0) &&
					wanted(&parts[p], class))
					measure(&bench, &parts[p], class, number);
	return 0;
}
