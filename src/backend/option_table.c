/*
 * option_table.c
 *	  The one table of everything a user can set.
 */
#include "compat.h"

#include <limits.h>
#include <math.h>

#include "utils/guc.h"

#include "base/simd.h"
#include "base/threads.h"
#include "bound/bound.h"
#include "correlate/light_cone.h"
#include "exporter/exporter.h"
#include "importer/importer.h"
#include "model/model.h"
#include "option_table.h"
#include "qubo_type.h"
#include "samplers/samplers.h"
#include "sampling/counts.h"
#include "settings.h"

#define OWN(field)		offsetof(QshrinkOptions, field)
#define SETTING(field)	(OWN(settings) + offsetof(QsSettings, field))
#define SAMPLER(field)	(SETTING(sampler) + offsetof(QsSamplerSettings, field))

#define RECORDED	(QSHRINK_ARGUMENT | QSHRINK_SETTING)
#define ARGUMENT	(RECORDED | QSHRINK_OF_PURE)
#define SOLVE		(QSHRINK_OF_SOLVE | QSHRINK_OF_PURE)
#define SAMPLE		QSHRINK_OF_SAMPLE
#define ENCODE		QSHRINK_OF_ENCODE
#define COUNTS		QSHRINK_OF_COUNTS

static const QsName precisions[] = {
	{"single", false, "32 bits a number"},
	{"double", true, "64 bits a number"},
};
static const QsNames precision_names = QS_NAMES("precision", precisions);

static const QsName logs[] = {
	{"none", QS_LOG_NONE, "none: of a run its row, its solutions and the names of its variables are stored"},
	{"best", QS_LOG_BEST, "those of the best round, and a row for every round and every improvement"},
	{"all", QS_LOG_ALL, "those of all rounds, rejected merges included"},
};
static const QsNames log_names = QS_NAMES("log", logs);

const QsNames *const qshrink_name_lists[] = {
	&qs_solver_names, &qs_correlation_names, &qs_encoding_names, &qs_bound_names,
	&qs_format_names, &qs_export_names, &qs_mixer_names, &qs_optimizer_names, &qs_qaoa_init_names,
	&precision_names, &log_names, &qs_simd_names, &qs_bit_order_names, &qs_count_keys_names,
	&qs_lattice_names, &qs_program_gate_names, &qs_extrapolation_names, &qs_warm_source_names,
	&qs_reduction_names, NULL
};

/* Within each group by name, except the arguments, which stand as in qshrink_solve. */
const QshrinkOption qshrink_option[] = {
	/* arguments */
	{"solver", QSHRINK_NAME, ARGUMENT, SETTING(solver), .names = &qs_solver_names,
		.setting = &qshrink_solver, .help = "what samples the shrunk problem"},
	{"max_qubits", QSHRINK_INTEGER, ARGUMENT, SETTING(max_qubits), 1, QS_MAX_VARIABLES,
		.setting = &qshrink_max_qubits, .help = "qubit budget of the shrunk problem"},
	{"correlation", QSHRINK_NAME, ARGUMENT, SETTING(correlation), .names = &qs_correlation_names,
		.setting = &qshrink_correlation, .help = "source of the correlations that merges follow"},
	{"encoding", QSHRINK_NAME, ARGUMENT, SETTING(encoding), .names = &qs_shrunk_encoding_names,
		.setting = &qshrink_encoding, .help = "how constraints become penalties"},
	{"layers", QSHRINK_INTEGER, ARGUMENT, SAMPLER(layers), 1, 64,
		.setting = &qshrink_layers, .help = "layers of the circuit"},
	{"shots", QSHRINK_INTEGER, ARGUMENT, SAMPLER(shots), 1, 10000000,
		.setting = &qshrink_shots, .help = "measurements a round"},
	{"rounds", QSHRINK_INTEGER, ARGUMENT, SETTING(rounds), 0, 1000000,
		.setting = &qshrink_rounds, .help = "limit on rounds; 0: 30, or as many as a time limit allows"},
	{"seed", QSHRINK_SEED, QSHRINK_ARGUMENT, SETTING(seed), .help = "of the random numbers: same seed, same rows"},
	{"time_limit", QSHRINK_INTERVAL, RECORDED, OWN(seconds), 0, 1e9, .setting = &qshrink_time_limit,
		.unit = GUC_UNIT_MS, .help = "limit on the whole call, loading and storing included: the best solution so far is returned then; 0: none"},
	{"target", QSHRINK_REAL, QSHRINK_ARGUMENT | QSHRINK_OF_PURE, SETTING(target), -INFINITY, INFINITY,
		.help = "objective that ends the run once it is reached"},
	{"solutions", QSHRINK_INTEGER, ARGUMENT, SETTING(solutions), 1, 10000,
		.setting = &qshrink_solutions, .help = "how many different solutions to keep, at most"},

	/* samplers */
	{"angles", QSHRINK_ANGLES, SOLVE | SAMPLE, OWN(angles),
		.help = "of the circuit: {\"gamma\": [0.3], \"beta\": [-0.4]}, one of each a layer, or all as a list; kept, or where the optimizer starts with init \"angles\""},
	{"angles_from", QSHRINK_ROUND, QSHRINK_OF_SOLVE, OWN(angles_from),
		.help = "a run, or {\"run\": 5, \"round\": 2}, of any problem, whose angles are used as if they were given, scaled to the problem's size and interpolated where it had other layers"},
	{"correlation_order", QSHRINK_INTEGER, SOLVE | SAMPLE, SAMPLER(correlation_order), 2, 3,
		.help = "pce: letters of a Pauli string"},
	{"cvar", QSHRINK_REAL, SOLVE | SAMPLE, SAMPLER(cvar), 1e-6, 1,
		.help = "share of the best shots that angles are optimised for; 1 is the mean"},
	{"depolarizing", QSHRINK_REAL, SOLVE | SAMPLE, SAMPLER(depolarizing), 0, 1,
		.help = "noise: probability per qubit and layer"},
	{"device", QSHRINK_DEVICE, SOLVE | SAMPLE | QSHRINK_OF_CIRCUIT, OWN(device),
		.help = "qaoa: a processor, {\"qubits\": 27, \"coupling\": \"heavy-hex\", \"two_qubit_error\": 0.01, ...}, whose errors shots suffer"},
	{"evaluations", QSHRINK_INTEGER, SOLVE | SAMPLE, SAMPLER(evaluations), 0, 1000000,
		.help = "of the optimizer, at most"},
	{"history", QSHRINK_BOOLEAN, SOLVE | SAMPLE, SAMPLER(history),
		.help = "keep what the optimizer saw, evaluation by evaluation"},
	{"init", QSHRINK_NAME, SOLVE | SAMPLE, SAMPLER(init), .names = &qs_qaoa_init_names,
		.help = "where angles start"},
	{"mixer", QSHRINK_NAME, SOLVE | SAMPLE, SAMPLER(mixer), .names = &qs_mixer_names,
		.help = "mixer of QAOA; xy mixers need one-hot groups"},
	{"multi_angle", QSHRINK_BOOLEAN, SOLVE | SAMPLE, SAMPLER(multi_angle),
		.help = "an angle for every term and every qubit"},
	{"objective_shots", QSHRINK_INTEGER, SOLVE | SAMPLE, SAMPLER(objective_shots), 0, 10000000,
		.help = "shots that each evaluation of the optimizer takes, with the noise there is; 0: none, its objective is read off the state vector"},
	{"optimizer", QSHRINK_NAME, SOLVE | SAMPLE, SAMPLER(optimizer), .names = &qs_optimizer_names,
		.help = "of the angles"},
	{"precision", QSHRINK_SWITCH, SOLVE | SAMPLE, SAMPLER(double_precision), .names = &precision_names,
		.help = "of the state vector"},
	{"ramp", QSHRINK_PAIR, SOLVE | SAMPLE, SAMPLER(ramp),
		.help = "slopes [a, b] of the ramp where angles start, gamma = a l and beta = -b (1 - l); none: the best of some"},
	{"readout_flip", QSHRINK_REAL, SOLVE | SAMPLE, SAMPLER(readout_flip), 0, 1,
		.help = "noise: probability per measured qubit"},
	{"sweeps", QSHRINK_INTEGER, SOLVE | SAMPLE, SAMPLER(sweeps), 0, 1e8,
		.help = "tabu, sa, sqa: work of a restart; 0: by size"},

	{"zero_noise", QSHRINK_NAME, SOLVE | SAMPLE, SAMPLER(extrapolation), .names = &qs_extrapolation_names,
		.help = "qaoa: expectation extrapolated to gates without noise, from shots at noise once, twice and three times as strong"},

	/* the pipeline */
	{"anchor", QSHRINK_BOOLEAN, SOLVE, SETTING(anchor), .help = "shrunk models keep the incumbent"},
	{"batch", QSHRINK_INTEGER, SOLVE, SETTING(batch), 0, QS_MAX_VARIABLES,
		.help = "merges between two sets of correlations; 0: as many as fresh correlations confirm"},
	{"certified", QSHRINK_BOOLEAN, SOLVE, SETTING(certified),
		.help = "fixes variables by reduced costs against the incumbent"},
	{"confidence", QSHRINK_REAL, SOLVE, SETTING(confidence), 0, 1,
		.help = "stop shrinking below this correlation"},
	{"construct", QSHRINK_BOOLEAN, SOLVE, SETTING(construct),
		.help = "first solutions before the first round; without, answers come from samples and the start alone"},
	{"correlation_layers", QSHRINK_INTEGER, SOLVE, SETTING(correlation_layers), 1, QS_LIGHT_CONE_LAYERS,
		.help = "qaoa: layers of the circuit whose expectations are the correlations; 2 and 3 on sparse graphs, by light cones"},
	{"correlation_share", QSHRINK_REAL, SOLVE, SETTING(correlation_share), 0, 1,
		.help = "shots: share of the samples, lowest energies first, that correlations are taken from; 0: as cvar"},
	{"diversity", QSHRINK_INTEGER, SOLVE, SETTING(diversity), 1, QS_MAX_VARIABLES,
		.help = "least number of variables in which any two solutions differ"},
	{"effort", QSHRINK_REAL, SOLVE, SETTING(effort), 0, 1e6,
		.help = "factor on the searches after each round; 0: descent only"},
	{"enumerate", QSHRINK_BOOLEAN, SOLVE, SETTING(enumerate),
		.help = "the best solutions there are, proved, as many as solutions says"},
	{"keep_shots", QSHRINK_INTEGER, QSHRINK_OF_SOLVE, SETTING(keep_shots), 0, 100000,
		.help = "distinct shots of each round to keep for qshrink_shots, the most frequent ones; 0: none"},
	{"legality", QSHRINK_BOOLEAN, SOLVE, SETTING(legality), .help = "no merge that a constraint forbids"},
	{"log", QSHRINK_NAME, QSHRINK_OF_SOLVE | QSHRINK_SETTING, SETTING(log), .names = &log_names,
		.setting = &qshrink_log, .help = "whose steps and circuits are kept"},
	{"message_passing", QSHRINK_BOOLEAN, SOLVE, SETTING(message_passing), .help = "refines correlations"},
	{"nodes", QSHRINK_BIGINT, SOLVE, SETTING(node_limit), 0, 1e15, .help = "limit of an enumeration"},
	{"notices", QSHRINK_BOOLEAN, QSHRINK_OF_SOLVE | QSHRINK_SETTING, OWN(notices), .setting = &qshrink_notices,
		.help = "report each round as a NOTICE"},
	{"polish", QSHRINK_BOOLEAN, SOLVE, SETTING(polish), .help = "local search on what was repaired"},
	{"presolve", QSHRINK_BOOLEAN, SOLVE, SETTING(presolve), .help = "exact reductions before the first round"},
	{"proof", QSHRINK_BOOLEAN, SOLVE, SETTING(proof), .help = "bounds and enumeration"},
	{"recompute", QSHRINK_BOOLEAN, SOLVE, SETTING(recompute), .help = "correlations anew while shrinking"},
	{"reduction", QSHRINK_NAME, SOLVE, SETTING(reduction), .names = &qs_reduction_names,
		.help = "what is made of correlations"},
	{"repair", QSHRINK_BOOLEAN, SOLVE, SETTING(repair), .help = "makes shots feasible"},
	{"rhs", QSHRINK_OBJECT, QSHRINK_OF_SOLVE, OWN(rhs),
		.help = "right-hand sides of this run by label of the constraint, a scenario: {\"cap\": 5}"},
	{"scenario", QSHRINK_TEXT, QSHRINK_OF_SOLVE, OWN(scenario), .help = "what the run is called in the records"},
	{"spectral_drift", QSHRINK_REAL, SOLVE, SETTING(spectral_drift), 0, 2,
		.help = "stop shrinking when the spectrum of the objective's graph has moved by more; null: never"},
	{"stagnation", QSHRINK_INTEGER, SOLVE, SETTING(stagnation), 0, 1000000,
		.help = "rounds without improvement that end a run; 0: by default 12, where rounds have no limit"},
	{"starts", QSHRINK_INTEGER, SOLVE, OWN(starts), 1, 10000,
		.help = "of the whole solve, each with a seed of its own, until one is proved or reaches the target: the best counts; a time limit is shared out"},
	{"trace", QSHRINK_BOOLEAN, QSHRINK_OF_SOLVE, OWN(trace),
		.help = "report as NOTICEs what every stage decides, for debugging a solve"},
	{"warm_start", QSHRINK_NAME, SOLVE, SETTING(warm_source), .names = &qs_warm_source_names,
		.help = "where circuits with the mixer warm start from"},
	{"workers", QSHRINK_INTEGER, QSHRINK_OF_SOLVE | QSHRINK_UNRECORDED, OWN(workers), 0, QSHRINK_MOST_WORKERS,
		.help = "parallel workers that make starts beside the session, qshrink.max_workers at most; rows do not depend on them"},

	/* qubo_sample only */
	{"groups", QSHRINK_GROUPS, SAMPLE, .help = "one-hot groups of the XY mixers: [[0, 1], [2, 3]]"},
	{"start", QSHRINK_BITS, SAMPLE | QSHRINK_OF_PURE, .help = "bits to begin with: \"0110\"; of qubo_sample where tabu begins"},
	{"warm", QSHRINK_PROBABILITIES, SAMPLE, .help = "probability of a one for each variable, of the mixer warm"},

	/* qshrink_encode only */
	{"penalty", QSHRINK_REAL, ENCODE, OWN(penalty), 0, INFINITY, .help = "factor on all penalties"},
	{"penalties", QSHRINK_WEIGHTS, ENCODE, .help = "weights of constraints by label: {\"cap\": 5}"},

	/* qshrink_import_counts only */
	{"count_keys", QSHRINK_NAME, COUNTS, OWN(count_keys), .names = &qs_count_keys_names,
		.help = "what the keys of counts are"},
	{"count_register", QSHRINK_INTEGER, COUNTS, OWN(count_register), -1, 255,
		.help = "the register, set off by blanks, that holds the qubits, counted from the end of qubit 0, from 0; -1: all together"},
	{"count_shots", QSHRINK_INTEGER, COUNTS, OWN(count_shots), 1, 1000000000,
		.help = "shots that probabilities stand for"},

	/* qshrink_circuit only */
	{"coupling", QSHRINK_NAME, QSHRINK_OF_CIRCUIT, OWN(coupling), .names = &qs_lattice_names,
		.help = "which qubits interact; a device says it itself"},
	{"gates", QSHRINK_SWITCH, QSHRINK_OF_CIRCUIT, OWN(keep_rzz), .names = &qs_program_gate_names,
		.help = "two-qubit gates of the program; a device says it itself"},

	/* parameters */
	{"max_workers", QSHRINK_INTEGER, QSHRINK_SETTING, 0, 0, QSHRINK_MOST_WORKERS,
		.setting = &qshrink_max_workers, .help = "most parallel workers that make the starts of one solve; max_parallel_workers of the server limits them, too"},
	{"memory_limit", QSHRINK_INTEGER, QSHRINK_SETTING | QSHRINK_SUPERUSER, 0, 1024, INT_MAX,
		.setting = &qshrink_memory_limit, .initial = 1024 * 1024, .unit = GUC_UNIT_KB,
		.help = "most memory that one call may use; superusers set it"},
	{"simd", QSHRINK_NAME, QSHRINK_SETTING | QSHRINK_OF_PURE, OWN(simd), .names = &qs_simd_names,
		.setting = &qshrink_simd, .help = "instruction set of the numeric kernels"},
	{"threads", QSHRINK_INTEGER, QSHRINK_SETTING, 0, 1, QS_MOST_THREADS,
		.setting = &qshrink_threads, .initial = 1,
		.help = "threads for the state vectors of 20 qubits and more; rows do not depend on them"},
	{"tolerance", QSHRINK_REAL, QSHRINK_SETTING | QSHRINK_OF_PURE, OWN(tolerance), 1e-15, 1e-3,
		.setting = &qshrink_tolerance,
		.help = "how far constraints that are not exact may be missed, relative to their largest number"},
};

const int	qshrink_option_count = lengthof(qshrink_option);

const QshrinkOption *
qshrink_option_find(const char *name, int given)
{
	for (int k = 0; k < qshrink_option_count; k++)
		if ((qshrink_option[k].given & given) && strcmp(qshrink_option[k].name, name) == 0)
			return &qshrink_option[k];
	return NULL;
}

bool
qshrink_option_has_field(const QshrinkOption *option)
{
	return option->kind < QSHRINK_GROUPS &&
		(option->given & ~(QSHRINK_SETTING | QSHRINK_SUPERUSER)) != 0;
}

QshrinkOptions
qshrink_option_initial(void)
{
	QshrinkOptions options = {
		.settings = qs_settings_defaults, .penalty = 1.0, .starts = 1, .workers = QSHRINK_MOST_WORKERS,
		.count_register = -1, .count_shots = QS_COUNT_SHOTS,
		.simd = QS_SIMD_AUTO, .tolerance = QS_TOLERANCE
	};

	options.settings.sampler = qs_sampler_defaults;
	return options;
}

bool
qshrink_option_is_initial(const QshrinkOptions *options, const QshrinkOption *option)
{
	QshrinkOptions initial = qshrink_option_initial();
	const char *field = (const char *) options + option->offset;
	const char *other = (const char *) &initial + option->offset;

	switch (option->kind)
	{
		case QSHRINK_BOOLEAN:
		case QSHRINK_SWITCH:
			return *(const bool *) field == *(const bool *) other;
		case QSHRINK_INTEGER:
		case QSHRINK_NAME:
			return *(const int *) field == *(const int *) other;
		case QSHRINK_BIGINT:
			return *(const int64 *) field == *(const int64 *) other;
		case QSHRINK_REAL:
			return *(const double *) field == *(const double *) other;
		case QSHRINK_OBJECT:
		case QSHRINK_ANGLES:
		case QSHRINK_DEVICE:
		case QSHRINK_ROUND:
			return *(Jsonb *const *) field == NULL;
		case QSHRINK_PAIR:
			return ((const double *) field)[0] == 0.0 && ((const double *) field)[1] == 0.0;
		default:
			return false;
	}
}

/* A number that reads back as the same */
static char *
real_json(double value)
{
	return isfinite(value) ? qshrink_float_text(value) : pstrdup("null");
}

char *
qshrink_option_json(const QshrinkOptions *options, const QshrinkOption *option)
{
	const char *field = (const char *) options + option->offset;

	switch (option->kind)
	{
		case QSHRINK_BOOLEAN:
			return pstrdup(*(const bool *) field ? "true" : "false");
		case QSHRINK_INTEGER:
			return psprintf("%d", *(const int *) field);
		case QSHRINK_BIGINT:
		case QSHRINK_SEED:
			return psprintf(INT64_FORMAT, *(const int64 *) field);
		case QSHRINK_REAL:
		case QSHRINK_INTERVAL:
			return real_json(*(const double *) field);
		case QSHRINK_PAIR:
			return qshrink_option_is_initial(options, option) ? pstrdup("null") :
				psprintf("[%s, %s]", qshrink_float_text(((const double *) field)[0]),
						 qshrink_float_text(((const double *) field)[1]));
		case QSHRINK_OBJECT:
		case QSHRINK_ANGLES:
		case QSHRINK_DEVICE:
		case QSHRINK_ROUND:
			return *(Jsonb *const *) field == NULL ? pstrdup("null") :
				JsonbToCString(NULL, &(*(Jsonb *const *) field)->root, VARSIZE(*(Jsonb *const *) field));
		case QSHRINK_NAME:
			return psprintf("\"%s\"", qs_name_of(option->names, *(const int *) field)->name);
		case QSHRINK_SWITCH:
			return psprintf("\"%s\"", qs_name_of(option->names, *(const bool *) field)->name);
		default:
			return pstrdup("null");
	}
}
