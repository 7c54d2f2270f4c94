/*
 * bench_rows.c
 *	  What solves of a generated set give: one line a solve, equal for equal code.
 *
 *	  bench_rows [INSTRUCTION SET [PROBLEM]]		those whose name begins so
 *
 * Every class of problems, solved with every solver, correlation source, encoding and
 * mixer by turns, with fixed seeds and ended by counted work.  A line has the status,
 * the values, and hashes of the rounds, the steps and the solutions of a run, times
 * left out; scripts/same-rows compares the lines of two commits.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/simd.h"
#include "generate.h"
#include "samplers/samplers.h"
#include "solve/pipeline.h"
#include "standalone_host.h"

#define MEMORY		((size_t) 2 << 30)
#define SEED		20260101

typedef struct Arm
{
	const char *name;
	const char *solver;
	const char *correlation;
	const char *encoding;
	int			max_qubits;
	bool		plain;			/* no presolve, no proof: the loop itself */
	QsMixer		mixer;
	QsOptimizer optimizer;
	double		cvar;			/* 0: the default */
	double		noise;			/* probability of a fault */
	bool		double_precision;
} Arm;

static const Arm arms[] = {
	{"auto", "auto", "auto", "auto", 16, false, .mixer = QS_MIXER_X},
	{"auto-loop", "auto", "auto", "auto", 12, true, .mixer = QS_MIXER_X},
	{"qaoa", "qaoa", "auto", "auto", 10, true, .mixer = QS_MIXER_X},
	{"qaoa-sdp", "qaoa", "sdp", "unbalanced", 8, true, .mixer = QS_MIXER_WARM},
	{"qaoa-qaoa", "qaoa", "qaoa", "dual", 8, true, .mixer = QS_MIXER_X},
	{"qaoa-ring", "qaoa", "pool", "subspace", 9, true, .mixer = QS_MIXER_XY_RING},
	{"exact", "exact", "pool", "dual", 14, true, .mixer = QS_MIXER_X},
	{"exact-slack", "exact", "auto", "slack", 18, false, .mixer = QS_MIXER_X},
	{"tabu", "tabu", "pool", "auto", 20, true, .mixer = QS_MIXER_X},
	{"sa", "sa", "auto", "auto", 20, true, .mixer = QS_MIXER_X},
	{"sqa", "sqa", "sdp", "auto", 16, true, .mixer = QS_MIXER_X},
	{"vqe", "vqe", "auto", "auto", 6, true, .mixer = QS_MIXER_X},
	{"pce", "pce", "auto", "auto", 20, true, .mixer = QS_MIXER_X},
	{"uniform", "uniform", "auto", "auto", 12, true, .mixer = QS_MIXER_X},
	{"none", "none", "auto", "auto", 12, true, .mixer = QS_MIXER_X},
	{"qaoa-lp", "qaoa", "lp", "unbalanced", 9, true, .mixer = QS_MIXER_X, .double_precision = true},
	{"qaoa-complete", "qaoa", "auto", "subspace", 9, true, .mixer = QS_MIXER_XY_COMPLETE, .cvar = 1.0},
	{"qaoa-noise", "qaoa", "pool", "auto", 6, true, .mixer = QS_MIXER_X, .noise = 0.01},
	{"qaoa-cobyla", "qaoa", "auto", "auto", 7, true, .mixer = QS_MIXER_X, .optimizer = QS_OPTIMIZER_COBYLA},
	{"qaoa-bobyqa", "qaoa", "auto", "auto", 7, true, .mixer = QS_MIXER_X, .optimizer = QS_OPTIMIZER_BOBYQA},
	{"qaoa-sbplx", "qaoa", "auto", "auto", 7, true, .mixer = QS_MIXER_X, .optimizer = QS_OPTIMIZER_SBPLX},
	{"qaoa-lbfgs", "qaoa", "auto", "auto", 7, true, .mixer = QS_MIXER_X, .optimizer = QS_OPTIMIZER_LBFGS},
	{"vqe-mma", "vqe", "auto", "auto", 6, true, .mixer = QS_MIXER_X, .optimizer = QS_OPTIMIZER_MMA},
};

#define ARMS	((int) (sizeof(arms) / sizeof(arms[0])))

/* FNV-1a over the bytes of values */
static uint64_t
hash(uint64_t value, const void *data, size_t size)
{
	const uint8_t *byte = data;

	for (size_t k = 0; k < size; k++)
		value = (value ^ byte[k]) * UINT64_C(1099511628211);
	return value;
}

/* Lowest byte first, whatever the processor's order */
static uint64_t
hash_integer(uint64_t value, int64_t integer)
{
	for (int k = 0; k < 8; k++)
	{
		uint8_t		byte = (uint8_t) ((uint64_t) integer >> 8 * k);

		value = hash(value, &byte, 1);
	}
	return value;
}

static uint64_t
hash_integers(uint64_t value, const int64_t *integer, size_t count)
{
	for (size_t k = 0; k < count; k++)
		value = hash_integer(value, integer[k]);
	return value;
}

static uint64_t
hash_number(uint64_t value, double number)
{
	int64_t		bits;

	if (isnan(number))
		number = NAN;			/* one bit pattern */
	memcpy(&bits, &number, sizeof(bits));
	return hash_integer(value, bits);
}

static uint64_t
hash_steps(uint64_t value, const QsStep *step, int64_t count)
{
	for (int64_t k = 0; k < count; k++)
	{
		int64_t		numbers[] = {(int64_t) step[k].action, step[k].variable, step[k].onto,
								 step[k].equal, step[k].row};

		value = hash_integers(value, numbers, sizeof(numbers) / sizeof(numbers[0]));
		value = hash_number(value, step[k].correlation);
		if (step[k].reason)
			value = hash(value, step[k].reason, strlen(step[k].reason));
	}
	return value;
}

static uint64_t
hash_round(uint64_t value, const QsRound *round)
{
	int64_t		count[] = {round->round, (int64_t) round->solver, round->sources, round->qubits,
						   round->merges, round->rejected, round->undone, round->distinct_shots,
						   round->shots, round->repair_moves, round->polish_moves};
	double		number[] = {round->perturbation, round->raw_feasible_share, round->raw_objective,
							round->raw_energy_objective, round->repaired_objective,
							round->polished_objective, round->best_so_far, round->optimum_share};

	value = hash_integers(value, count, sizeof(count) / sizeof(count[0]));
	for (size_t k = 0; k < sizeof(number) / sizeof(number[0]); k++)
		value = hash_number(value, number[k]);
	if (round->qubo)
	{
		for (int i = 0; i < round->qubo->n; i++)
			value = hash_number(value, round->qubo->linear[i]);
		for (int64_t k = 0; k < round->qubo->start[round->qubo->n]; k++)
			value = hash_number(value, round->qubo->weight[k]);
	}
	return hash_steps(value, round->step, round->step_count);
}

static uint64_t
hash_solution(uint64_t value, const QsSolution *solution, int n)
{
	int64_t		count[] = {solution->feasible, solution->violations, solution->repair_moves,
						   solution->polish_moves, solution->occurrences, solution->round};

	value = hash(value, solution->x, (size_t) n);
	if (solution->raw)
		value = hash(value, solution->raw, (size_t) n);
	value = hash_integers(value, count, sizeof(count) / sizeof(count[0]));
	value = hash_number(value, solution->objective);
	return hash_number(value, solution->repaired_objective);
}

static void
print_run(const char *name, const char *arm, const QsModel *model, const QsRun *run)
{
	uint64_t	rounds = UINT64_C(14695981039346656037);
	uint64_t	steps = rounds,
				solutions = rounds;

	if (run->unsupported)
	{
		printf("%-24s %-12s %s\n", name, arm, run->unsupported);
		return;
	}
	for (int k = 0; k < run->rounds; k++)
		rounds = hash_round(rounds, &run->round[k]);
	steps = hash_steps(steps, run->presolve_step, run->presolve_step_count);
	for (int k = 0; k < run->solutions; k++)
		solutions = hash_solution(solutions, &run->solution[k], run->n);
	printf("%-24s %-12s %-10s %-10s %-11s %.17g %.17g %d %d %d %d %lld %lld rounds %016llx steps %016llx solutions %d %016llx\n",
		   name, arm, qs_run_status_name(run->status), qs_stop_reason_name(run->stop_reason),
		   run->proved_by ? run->proved_by : "-",
		   run->has_objective ? qs_model_report(model, run->objective) : NAN,
		   qs_model_report(model, run->bound), run->presolve_fixed, run->qubits, run->rounds,
		   run->best_round, (long long) run->repair_moves, (long long) run->polish_moves,
		   (unsigned long long) rounds, (unsigned long long) steps, run->solutions,
		   (unsigned long long) solutions);
}

static void
solve(QsHost *host, const char *wanted, const char *name, QsModel *model)
{
	for (int k = 0; k < ARMS && strncmp(name, wanted, strlen(wanted)) == 0; k++)
	{
		QsSettings	settings = qs_settings_defaults;
		QsRun	   *run;

		if (!qs_solver(arms[k].solver, &settings.solver) ||
			!qs_correlation_method(arms[k].correlation, &settings.correlation) ||
			!qs_encoding_kind(arms[k].encoding, &settings.encoding))
			continue;
		settings.max_qubits = arms[k].max_qubits;
		settings.sampler.mixer = arms[k].mixer;
		settings.sampler.optimizer = arms[k].optimizer;
		if (arms[k].cvar > 0.0)
			settings.sampler.cvar = arms[k].cvar;
		settings.sampler.depolarizing = settings.sampler.readout_flip = arms[k].noise;
		settings.sampler.double_precision = arms[k].double_precision;
		settings.sampler.shots = 200;
		settings.sampler.evaluations = 20;
		settings.sampler.layers = 2;
		settings.rounds = 3;
		settings.seed = SEED + (uint64_t) k;
		settings.log = k % 2 == 0 ? QS_LOG_ALL : QS_LOG_BEST;
		settings.presolve = !arms[k].plain;
		settings.proof = !arms[k].plain;
		settings.node_limit = 2000;
		run = qs_solve(host, model, &settings);
		print_run(name, arms[k].name, model, run);
		qs_run_free(host, run);
	}
	qs_model_free(host, model);
	fflush(stdout);
}

/* Rows of every kind over n variables, few terms each, and an objective of pairs */
static QsModel *
generate_rows(QsHost *host, QsRandom *random, int n, int m, bool quadratic)
{
	enum {WIDTH = 5};
	QsTerm	   *term = qs_alloc(host, 3 * (size_t) n, sizeof(QsTerm));
	QsRow	   *row = qs_alloc(host, (size_t) m, sizeof(QsRow));
	int32_t    *variable = qs_alloc(host, (size_t) m * WIDTH, sizeof(int32_t));
	double	   *value = qs_alloc(host, (size_t) m * WIDTH, sizeof(double));
	int			terms = 0;
	QsModel    *model;

	for (int i = 0; i < n; i++)
		term[terms++] = (QsTerm) {i, i, (double) qs_random_below(random, 41) - 20.0};
	for (int k = 0; quadratic && k < 2 * n; k++)
	{
		int32_t		i = (int32_t) qs_random_below(random, (uint32_t) n);
		int32_t		j = (int32_t) qs_random_below(random, (uint32_t) n);

		if (i < j)
			term[terms++] = (QsTerm) {i, j, (double) qs_random_below(random, 21) - 10.0};
	}
	for (int r = 0; r < m; r++)
	{
		int			first = r * WIDTH;
		double		sum = 0.0;

		for (int k = 0; k < WIDTH; k++)
		{
			variable[first + k] = (int32_t) ((r * WIDTH + k * 7) % n);
			value[first + k] = r % 3 == 0 ? 1.0 : 1.0 + qs_random_below(random, 9);
			sum += value[first + k];
		}
		row[r] = (QsRow) {WIDTH, variable + first, value + first,
						  r % 3 == 0 ? '=' : r % 3 == 1 ? '<' : '>',
						  r % 3 == 0 ? 2.0 : floor(sum * 0.5)};
	}
	model = qs_model_create(host, n, m % 4 == 0, 3.0, term, terms, row, m);
	qs_free(host, term);
	qs_free(host, row);
	qs_free(host, variable);
	qs_free(host, value);
	return model;
}

/* A colouring of a graph: a vertex has one of the colours, the ends of an edge different
 * ones, and a colour that is used costs 1 */
static QsModel *
generate_colouring(QsHost *host, const QsGraph *graph, int colours)
{
	const int	vertices = graph->n;
	int			n = (vertices + 1) * colours;
	size_t		entries = ((size_t) vertices + 3 * (size_t) graph->edges) * (size_t) colours;
	int			m = vertices + (int) graph->edges * colours;
	QsRow	   *row = qs_alloc(host, (size_t) m, sizeof(QsRow));
	QsTerm	   *term = qs_alloc(host, (size_t) colours, sizeof(QsTerm));
	int32_t    *variable = qs_alloc(host, entries, sizeof(int32_t));
	double	   *value = qs_alloc(host, entries, sizeof(double));
	int64_t		at = 0;
	int			r = 0;
	QsModel    *model;

	for (int c = 0; c < colours; c++)
		term[c] = (QsTerm) {vertices * colours + c, vertices * colours + c, 1.0};
	for (int v = 0; v < vertices; v++)
	{
		row[r++] = (QsRow) {colours, variable + at, value + at, '=', 1.0};
		for (int c = 0; c < colours; c++, at++)
		{
			variable[at] = v * colours + c;
			value[at] = 1.0;
		}
	}
	for (int64_t e = 0; e < graph->edges; e++)
		for (int c = 0; c < colours; c++, at += 3)
		{
			row[r++] = (QsRow) {3, variable + at, value + at, '<', 0.0};
			variable[at] = graph->tail[e] * colours + c;
			variable[at + 1] = graph->head[e] * colours + c;
			variable[at + 2] = vertices * colours + c;
			value[at] = value[at + 1] = 1.0;
			value[at + 2] = -1.0;
		}
	model = qs_model_create(host, n, false, 0.0, term, colours, row, r);
	qs_free(host, row);
	qs_free(host, term);
	qs_free(host, variable);
	qs_free(host, value);
	return model;
}

int
main(int count, char **argument)
{
	QsStandaloneHost *standalone = qs_standalone_create(MEMORY);
	QsHost	   *host = &standalone->host;
	const QsName *simd = qs_name_find(&qs_simd_names, count > 1 ? argument[1] : "auto");
	const char *wanted = count > 2 ? argument[2] : "";
	QsRandom	random;
	QsGraph    *sparse,
			   *disk;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!simd)
		return 2;
	host->simd = (QsSimd) simd->value;
	qs_random_seed(&random, SEED, 0);
	sparse = qs_generate_random_graph(host, &random, 60, 0.08);
	disk = qs_generate_geometric_graph(host, &random, 80, 0.18, NULL, NULL);
	solve(host, wanted, "independent-set", qs_generate_independent_set(host, &random, sparse, 1));
	solve(host, wanted, "independent-set-weights", qs_generate_independent_set(host, &random, disk, 9));
	solve(host, wanted, "max-cut", qs_generate_max_cut(host, &random, sparse, 1, 1));
	solve(host, wanted, "spin-glass", qs_generate_max_cut(host, &random, disk, -3, 3));
	solve(host, wanted, "knapsack", qs_generate_knapsack(host, &random, 40, 5, 0.5));
	solve(host, wanted, "knapsack-wide", qs_generate_knapsack(host, &random, 120, 2, 0.25));
	solve(host, wanted, "assignment", qs_generate_assignment(host, &random, 7, true, 20));
	solve(host, wanted, "assignment-asymmetric", qs_generate_assignment(host, &random, 6, false, 99));
	solve(host, wanted, "assignment-grid", qs_generate_grid_assignment(host, &random, 3, 4));
	solve(host, wanted, "quadratic", qs_generate_quadratic(host, &random, 50, 0.3));
	solve(host, wanted, "quadratic-sparse", qs_generate_quadratic(host, &random, 120, 0.02));
	solve(host, wanted, "colouring", generate_colouring(host, sparse, 4));
	solve(host, wanted, "rows", generate_rows(host, &random, 40, 18, false));
	solve(host, wanted, "rows-quadratic", generate_rows(host, &random, 36, 12, true));
	solve(host, wanted, "rows-tight", generate_rows(host, &random, 30, 40, true));
	qs_graph_free(host, sparse);
	qs_graph_free(host, disk);
	qs_standalone_destroy(standalone);
	return 0;
}
