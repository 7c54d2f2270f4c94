/*
 * bench_advantage.c
 *	  What a shot of a QAOA circuit is worth beside uniformly random bits.
 *
 *	  bench_advantage [--qubits 16] [--layers 3] [--seeds 2] [--evaluations 60]
 *					  [--set NAME] [--wide] [FOLDER ...]
 *
 * Every instance is shrunk and encoded as the first round of a solve does; on that one
 * QUBO each circuit's angles are found as the solver `qaoa` finds them (CVaR of 0.1;
 * Nelder-Mead, multi-angle circuits by adjoint gradients), and two probabilities are
 * read off the state, without shot noise: that a shot is a minimum of the QUBO, and that
 * it is an optimum of the shrunk model (the same thing unless rows are only guided, as
 * those of knapsacks are).  Ties are added up.  The advantage is that probability over
 * the one of uniformly random bits; XY circuits are held against all bits too.  Row 0 of
 * a circuit is its start without any layer: what a warm start or one-hot groups give
 * away before anything quantum happens.
 *
 * Per class of problems and encoding: means over instances and seeds, in brackets the
 * range over seeds; "typical" is the geometric mean.  --wide adds XY circuits on 32 qubits of
 * one-hot groups.  Without a folder, generated instances.
 */
#define _GNU_SOURCE
#include <math.h>

#include "exact/exact.h"
#include "generate.h"
#include "solve/pipeline.h"
#include "standalone_host.h"

#include "instance_files.h"
#include "solve/optimum_share.h"
#include "quantum/qaoa_simulator.h"
#include "samplers/samplers.h"
#include "classes/classes.h"

#define MOST_SEEDS	16
#define MOST_LAYERS	8
#define MOST_TABLES 16
#define WIDE_QUBITS 32
#define MOST_STATE_QUBITS 24
#define LEAST_QUBITS 8			/* fewer are won by any shot */
#define MOST_OPTIMA 1024
#define MEMORY		((size_t) 4 << 30)

typedef struct Arm
{
	const char *name;
	QsMixer		mixer;
	bool		multi_angle;
	bool		one_hot;
} Arm;

static const Arm arms[] =
{
	{"x", QS_MIXER_X, false, false},
	{"warm", QS_MIXER_WARM, false, false},
	{"multi-angle", QS_MIXER_X, true, false},
	{"xy-ring", QS_MIXER_XY_RING, false, true},
	{"xy-complete", QS_MIXER_XY_COMPLETE, false, true},
};

#define ARMS	((int) (sizeof(arms) / sizeof(arms[0])))

typedef enum Target
{
	MINIMUM,					/* of the QUBO */
	OPTIMUM,					/* of the shrunk model */
	TARGETS
} Target;

/* Sums over instances of one circuit with so many layers */
typedef struct Cell
{
	int			count[MOST_SEEDS];
	double		advantage[TARGETS][MOST_SEEDS];
	double		logarithm[TARGETS];
	double		probability[TARGETS];
	double		depth;
	double		gates;
} Cell;

typedef struct Table
{
	char		title[64];
	int			problems;		/* instances times seeds */
	int			small;			/* fewer than LEAST_QUBITS: left out */
	int			faithful;		/* a minimum of the QUBO is an optimum of the shrunk model */
	double		qubits;
	double		uniform[TARGETS];
	Cell		cell[ARMS][MOST_LAYERS + 1];
} Table;

typedef struct Bench
{
	int			qubits;
	int			layers;
	int			seeds;
	int			evaluations;
	int			objective_shots;	/* that an evaluation of SPSA takes; 0: exact ones, of another optimiser */
	bool		wide;
	const char *set;
	int			tables;
	Table		table[MOST_TABLES];
} Bench;

/* A shrunk problem and the states that count as hits */
typedef struct Reduced
{
	QsRun	   *run;
	QsSamplerInput input;
	int32_t    *group_start;
	int32_t    *group_qubit;
	int			hits[TARGETS];
	uint8_t    *hit[TARGETS];	/* rows of a byte a qubit */
	int			seed;
} Reduced;

static Table *
find_table(Bench *bench, const char *title)
{
	for (int k = 0; k < bench->tables; k++)
		if (strcmp(bench->table[k].title, title) == 0)
			return &bench->table[k];
	if (bench->tables == MOST_TABLES)
		abort();
	snprintf(bench->table[bench->tables].title, sizeof(bench->table[0].title), "%s", title);
	return &bench->table[bench->tables++];
}

/* ---- shrinking and encoding ---- */

static QsSettings
round_settings(QsEncodingKind encoding, int qubits, int seed)
{
	QsSettings	settings = qs_settings_defaults;

	settings.sampler = qs_sampler_defaults;
	settings.sampler.shots = 1;
	settings.sampler.layers = 1;
	settings.sampler.evaluations = 0;
	settings.solver = QS_SOLVER_UNIFORM;
	settings.sampler.mixer = QS_MIXER_WARM;	/* keeps the warm start on record */
	settings.encoding = encoding;
	settings.max_qubits = qubits;
	settings.rounds = 1;
	settings.seed = (uint64_t) seed;
	settings.presolve = settings.certified = settings.proof = false;
	settings.effort = 0.0;
	return settings;
}

static void
lay_out_groups(QsHost *host, Reduced *reduced, const QsRound *round)
{
	int			n = round->qubo->n;
	int			groups = 0;
	int			at = 0;

	for (int q = 0; round->qubit_group && q < n; q++)
		groups = round->qubit_group[q] >= groups ? round->qubit_group[q] + 1 : groups;
	reduced->group_start = QS_ARRAY0(host, int32_t, groups + 1);
	reduced->group_qubit = QS_ARRAY(host, int32_t, n);
	for (int g = 0; g < groups; g++)
	{
		for (int q = 0; q < n; q++)
			if (round->qubit_group[q] == g)
				reduced->group_qubit[at++] = q;
		reduced->group_start[g + 1] = at;
	}
	reduced->input.groups = groups;
	reduced->input.group_start = reduced->group_start;
	reduced->input.group_qubit = reduced->group_qubit;
}

static void
keep_hits(QsHost *host, Reduced *reduced, Target target, int hits, const uint8_t *rows)
{
	size_t		bytes = (size_t) hits * (size_t) reduced->input.qubo->n;

	reduced->hits[target] = hits;
	reduced->hit[target] = QS_ARRAY(host, uint8_t, bytes);
	memcpy(reduced->hit[target], rows, bytes);
}

static int
ties_of(const QsSamples *lowest, double tolerance)
{
	int			ties = 0;

	while (ties < lowest->count && lowest->energy[ties] <= lowest->energy[0] + tolerance)
		ties++;
	return ties;
}

/* All minima of the QUBO, or of its one-hot states */
static bool
find_minima(QsHost *host, Reduced *reduced, QsMixer mixer)
{
	double		tolerance = qs_qubo_tolerance(reduced->input.qubo);

	for (int room = 16;; room *= 4)
	{
		QsSamples  *lowest;
		int			ties;
		bool		all;

		if (qs_qubo_lowest(host, &reduced->input, mixer, room, &lowest) != QS_OK)
			return false;
		ties = ties_of(lowest, tolerance);
		all = ties < lowest->count || lowest->count < room;
		if (all)
			keep_hits(host, reduced, MINIMUM, ties, lowest->x);
		qs_samples_free(host, lowest);
		if (all)
			return true;
	}
}

/* All optima of the shrunk model, as qubits have them */
static void
spell_optima(QsHost *host, const QsModel *model, const QsShrunk *shrunk, const QsSamples *best,
			 Reduced *reduced)
{
	int			ties = ties_of(best, 1e-9 * fmax(1.0, fabs(best->energy[0])));
	size_t		n = (size_t) reduced->input.qubo->n;
	uint8_t    *x = QS_ARRAY(host, uint8_t, model->n);
	uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) ties * n);

	for (int k = 0; k < ties; k++)
	{
		qs_contraction_expand(shrunk->contraction, shrunk->reduced,
							  best->x + (size_t) k * (size_t) best->n, x);
		for (size_t q = 0; q < n; q++)
			rows[(size_t) k * n + q] = x[reduced->run->round[0].qubit_variable[q]];
	}
	keep_hits(host, reduced, OPTIMUM, ties, rows);
	qs_free(host, rows);
	qs_free(host, x);
}

static bool
find_optima(QsHost *host, const QsModel *model, QsEncodingKind encoding, Reduced *reduced)
{
	const QsRound *round = &reduced->run->round[0];
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsShrunk	shrunk = {0};
	bool		found = false;

	if (qs_shrink_replay(host, model, structure, encoding, round->step, round->step_count,
						 &shrunk) == QS_OK)
	{
		QsStructure *inner = qs_structure_create(host, shrunk.reduced->model, qs_classes);
		QsSamples  *best;

		found = qs_exact_model(host, shrunk.reduced->model, inner, MOST_OPTIMA, &best) == QS_OK;
		if (found)
			spell_optima(host, model, &shrunk, best, reduced);
		qs_samples_free(host, best);
		qs_structure_free(host, inner);
		qs_shrunk_free(host, &shrunk);
	}
	qs_structure_free(host, structure);
	return found;
}

static bool
minimum_is_optimum(const Reduced *reduced)
{
	size_t		n = (size_t) reduced->input.qubo->n;

	for (int a = 0; a < reduced->hits[MINIMUM]; a++)
		for (int b = 0; b < reduced->hits[OPTIMUM]; b++)
			if (memcmp(reduced->hit[MINIMUM] + (size_t) a * n, reduced->hit[OPTIMUM] + (size_t) b * n, n) == 0)
				return true;
	return false;
}

/* ---- circuits ---- */

/* Probability of the hits at the start of a circuit: no layer */
static double
start_probability(const Reduced *reduced, const Arm *arm, Target target)
{
	const QsSamplerInput *input = &reduced->input;
	int			n = input->qubo->n;
	double		sum = 0.0;

	if (arm->one_hot)
		return reduced->hits[target] / qs_subspace_states(n, input->groups, input->group_start);
	for (int k = 0; k < reduced->hits[target]; k++)
	{
		const uint8_t *x = reduced->hit[target] + (size_t) k * (size_t) n;
		double		product = 1.0;

		for (int q = 0; q < n; q++)
		{
			double		p = arm->mixer == QS_MIXER_WARM ? input->warm[q] : 0.5;

			p = fmin(fmax(p, QS_WARM_LEAST), 1.0 - QS_WARM_LEAST);
			product *= x[q] ? p : 1.0 - p;
		}
		sum += product;
	}
	return sum;
}

static double
state_probability(const QsQaoaSimulator *simulator, const Reduced *reduced, Target target)
{
	size_t		n = (size_t) reduced->input.qubo->n;
	double		sum = 0.0;

	for (int k = 0; k < reduced->hits[target]; k++)
	{
		const uint8_t *x = reduced->hit[target] + (size_t) k * n;
		uint64_t	word = 0;

		for (size_t q = 0; q < n; q++)
			word |= (uint64_t) x[q] << q;
		sum += simulator->subspace ? qs_subspace_probability(simulator->subspace, x) :
			qs_statevector_probability(simulator->state, word);
	}
	return sum;
}

static void
count_in(Cell *cell, const Reduced *reduced, const double *probability,
		 const QsSamplerReport *report)
{
	cell->count[reduced->seed]++;
	for (Target target = 0; target < TARGETS; target++)
	{
		double		advantage = probability[target] * ldexp(1.0, reduced->input.qubo->n) /
			reduced->hits[target];

		cell->advantage[target][reduced->seed] += advantage;
		cell->logarithm[target] += log(fmax(advantage, 1e-300));
		cell->probability[target] += probability[target];
	}
	cell->depth += (double) report->depth;
	cell->gates += (double) report->two_qubit_gates;
}

/* Run the circuit at the angles the sampler reported */
static void
measure_state(QsHost *host, const Reduced *reduced, QsSamplerSettings settings,
			  const QsSamplerReport *report, Cell *cell)
{
	QsQaoaSimulator *simulator;
	QsAnsatz   *ansatz;
	double		expectation,
				objective;
	double		probability[TARGETS];

	settings.angles = report->angles;
	settings.angle_count = report->angle_count;
	settings.cvar = 1.0;
	simulator = qs_qaoa_simulator_create(host, &reduced->input, &settings);
	ansatz = qs_qaoa_simulator_ansatz(simulator, settings.layers, settings.multi_angle);
	qs_qaoa_run(simulator, ansatz, settings.angles, &expectation, &objective);
	for (Target target = 0; target < TARGETS; target++)
		probability[target] = state_probability(simulator, reduced, target);
	count_in(cell, reduced, probability, report);
	qs_ansatz_free(ansatz);
	qs_qaoa_simulator_free(simulator);
}

static void
measure_arm(QsHost *host, const Bench *bench, const Reduced *reduced, int a, Table *table)
{
	const Arm  *arm = &arms[a];
	QsSamplerReport none = {0};
	double		start[TARGETS];

	for (Target target = 0; target < TARGETS; target++)
		start[target] = start_probability(reduced, arm, target);
	count_in(&table->cell[a][0], reduced, start, &none);
	for (int layers = 1; layers <= bench->layers; layers++)
	{
		QsSamplerSettings settings = qs_sampler_defaults;
		QsSamplerReport report;
		QsSamples  *samples;
		QsRandom	random;

		settings.shots = 1;
		settings.layers = layers;
		settings.mixer = arm->mixer;
		settings.multi_angle = arm->multi_angle;
		settings.optimizer = arm->multi_angle ? QS_OPTIMIZER_LBFGS : QS_OPTIMIZER_NELDER_MEAD;
		settings.evaluations = bench->evaluations;
		settings.objective_shots = bench->objective_shots;
		if (bench->objective_shots > 0)
			settings.optimizer = QS_OPTIMIZER_SPSA;
		qs_random_seed(&random, (uint64_t) reduced->seed, (uint64_t) layers);
		if (qs_sample(host, QS_SOLVER_QAOA, &reduced->input, &settings, &random, &samples,
					  &report) != QS_OK)
			continue;
		measure_state(host, reduced, settings, &report, &table->cell[a][layers]);
		qs_samples_free(host, samples);
		qs_sampler_report_free(host, &report);
	}
}

static bool
applies(const Arm *arm, const QsSamplerInput *input)
{
	if (arm->one_hot)
		return input->groups > 0;
	return input->qubo->n <= MOST_STATE_QUBITS && (arm->mixer != QS_MIXER_WARM || input->warm);
}

static void
measure_reduced(QsHost *host, const Bench *bench, const QsModel *model, QsEncodingKind encoding,
				Reduced *reduced, Table *table)
{
	int			n = reduced->input.qubo->n;

	/* with one-hot groups of their own weight the minima are one-hot: the same for all */
	if (find_optima(host, model, encoding, reduced) &&
		find_minima(host, reduced, n <= MOST_STATE_QUBITS ? QS_MIXER_X : QS_MIXER_XY_RING))
	{
		table->problems++;
		table->faithful += minimum_is_optimum(reduced);
		table->qubits += n;
		for (Target target = 0; target < TARGETS; target++)
			table->uniform[target] += ldexp(reduced->hits[target], -n);
		for (int a = 0; a < ARMS; a++)
			if (applies(&arms[a], &reduced->input))
				measure_arm(host, bench, reduced, a, table);
	}
	for (Target target = 0; target < TARGETS; target++)
		qs_free(host, reduced->hit[target]);
}

static void
measure_encoding(QsHost *host, Bench *bench, const QsModel *model, const char *class,
				 QsEncodingKind encoding, int qubits)
{
	for (int seed = 0; seed < bench->seeds; seed++)
	{
		Reduced		reduced = {.seed = seed};
		QsSettings	settings = round_settings(encoding, qubits, seed + 1);
		Table	   *table;
		char		title[64];

		snprintf(title, sizeof(title), "%s, encoding %s, up to %d qubits", class,
				 qs_encoding_kind_name(encoding), qubits);
		table = find_table(bench, title);
		reduced.run = qs_solve(host, model, &settings);
		if (reduced.run->rounds > 0 && reduced.run->round[0].qubo &&
			reduced.run->round[0].qubo->n >= LEAST_QUBITS)
		{
			reduced.input.qubo = reduced.run->round[0].qubo;
			reduced.input.warm = reduced.run->round[0].warm;
			lay_out_groups(host, &reduced, &reduced.run->round[0]);
			measure_reduced(host, bench, model, encoding, &reduced, table);
			qs_free(host, reduced.group_start);
			qs_free(host, reduced.group_qubit);
		}
		else
			table->small++;
		qs_run_free(host, reduced.run);
	}
}

static void
measure_model(void *argument, QsHost *host, const char *name, const QsModel *model)
{
	Bench	   *bench = argument;
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	const char *class = structure->ops->name;
	bool		permutation = structure->order > 0;

	(void) name;
	qs_structure_free(host, structure);
	measure_encoding(host, bench, model, class, QS_ENCODING_AUTO, bench->qubits);
	if (!permutation)
		return;

	/* sub-permutations without their last row and column hold no one-hot group */
	measure_encoding(host, bench, model, class, QS_ENCODING_DUAL, bench->qubits);
	if (bench->wide)
		measure_encoding(host, bench, model, class, QS_ENCODING_DUAL, WIDE_QUBITS);
}

/* ---- output ---- */

static void
print_target(const Bench *bench, const Cell *cell, Target target)
{
	double		least = INFINITY;
	double		most = 0.0;
	double		sum = 0.0;
	int			count = 0;

	for (int seed = 0; seed < bench->seeds; seed++)
	{
		double		mean = cell->advantage[target][seed] / cell->count[seed];

		if (cell->count[seed] == 0)
			continue;
		least = fmin(least, mean);
		most = fmax(most, mean);
		sum += cell->advantage[target][seed];
		count += cell->count[seed];
	}
	printf(" | %9.4f %9.4g [%9.4g %9.4g] %9.4g", 100.0 * cell->probability[target] / count,
		   sum / count, least, most, exp(cell->logarithm[target] / count));
}

static void
print_cell(const Bench *bench, const char *name, int layers, const Cell *cell)
{
	int			count = 0;

	for (int seed = 0; seed < bench->seeds; seed++)
		count += cell->count[seed];
	if (count == 0)
		return;
	printf("%-12s %6d %6.0f %6.0f", name, layers, cell->depth / count, cell->gates / count);
	for (Target target = 0; target < TARGETS; target++)
		print_target(bench, cell, target);
	printf("\n");
}

static void
print_table(const Bench *bench, const Table *table)
{
	printf("\n%s: %d problems of %.1f qubits on average, %d of fewer than %d left out\n"
		   "uniform bits: minimum %.4f %%, optimum %.4f %%; a minimum is an optimum in %d of %d\n",
		   table->title, table->problems, table->qubits / fmax(1, table->problems), table->small,
		   LEAST_QUBITS,
		   100.0 * table->uniform[MINIMUM] / fmax(1, table->problems),
		   100.0 * table->uniform[OPTIMUM] / fmax(1, table->problems), table->faithful,
		   table->problems);
	printf("%-12s %6s %6s %6s | %9s %9s [%19s] %9s | %9s %9s [%19s] %9s\n", "circuit", "layers",
		   "depth", "gates", "minimum %", "advantage", "range over seeds", "typical", "optimum %",
		   "advantage", "range over seeds", "typical");
	for (int a = 0; a < ARMS; a++)
		for (int layers = 0; layers <= bench->layers; layers++)
			print_cell(bench, arms[a].name, layers, &table->cell[a][layers]);
}

/* Objects in places, a quadratic cost of every two: one-hot groups of four and no other
 * row, small enough to be sampled whole */
static QsModel *
generate_semi_assignment(QsHost *host, QsRandom *random)
{
	const int	objects = 4,
				places = 4;
	int			n = objects * places;
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, n * n);
	int32_t    *variable = QS_ARRAY(host, int32_t, n);
	QsRow	   *rows = QS_ARRAY(host, QsRow, objects);
	int64_t		count = 0;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (i == j || i / places != j / places)
				terms[count++] = (QsTerm) {i, j, (double) qs_random_below(random, 100)};
	for (int i = 0; i < n; i++)
		variable[i] = i;
	for (int k = 0; k < objects; k++)
		rows[k] = (QsRow) {places, variable + k * places, NULL, '=', 1.0};
	return qs_model_create(host, n, false, 0.0, terms, count, rows, objects);
}

static void
measure_generated(Bench *bench)
{
	QsStandaloneHost *standalone = qs_standalone_create(MEMORY);
	QsHost	   *host = &standalone->host;
	QsRandom	random;

	qs_random_seed(&random, 1, 0);
	measure_model(bench, host, "", qs_generate_knapsack(host, &random, 30, 5, 0.5));
	measure_model(bench, host, "", qs_generate_knapsack(host, &random, 40, 10, 0.25));
	for (int k = 0; k < 2; k++)
	{
		QsGraph    *graph = qs_generate_random_graph(host, &random, 64, k ? 0.15 : 0.3);

		measure_model(bench, host, "", qs_generate_independent_set(host, &random, graph, 1));
	}
	measure_model(bench, host, "", generate_semi_assignment(host, &random));
	measure_model(bench, host, "", generate_semi_assignment(host, &random));
	measure_model(bench, host, "", qs_generate_assignment(host, &random, 12, true, 99));
	measure_model(bench, host, "", qs_generate_grid_assignment(host, &random, 3, 4));
	qs_standalone_destroy(standalone);
}

static int
bounded(const char *value, int most)
{
	int			number = atoi(value);

	return number < 1 ? 1 : number > most ? most : number;
}

int
main(int count, char **argument)
{
	static Bench bench = {.qubits = 16, .layers = 3, .seeds = 2, .evaluations = 60};
	int			k = 1;

	for (; k < count && strncmp(argument[k], "--", 2) == 0; k++)
	{
		const char *name = argument[k];

		if (strcmp(name, "--wide") == 0)
		{
			bench.wide = true;
			continue;
		}
		if (++k == count)
			return 2;
		if (strcmp(name, "--qubits") == 0)
			bench.qubits = bounded(argument[k], MOST_STATE_QUBITS);
		else if (strcmp(name, "--layers") == 0)
			bench.layers = bounded(argument[k], MOST_LAYERS);
		else if (strcmp(name, "--seeds") == 0)
			bench.seeds = bounded(argument[k], MOST_SEEDS);
		else if (strcmp(name, "--evaluations") == 0)
			bench.evaluations = bounded(argument[k], 100000);
		else if (strcmp(name, "--objective-shots") == 0)
			bench.objective_shots = bounded(argument[k], 1000000);
		else if (strcmp(name, "--set") == 0)
			bench.set = argument[k];
		else
		{
			fprintf(stderr, "bad option %s\n", name);
			return 2;
		}
	}
	if (k == count)
		measure_generated(&bench);
	for (; k < count; k++)
		visit_folder(argument[k], bench.set, MEMORY, measure_model, &bench);
	for (int t = 0; t < bench.tables; t++)
		print_table(&bench, &bench.table[t]);
	return 0;
}
