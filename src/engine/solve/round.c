/*
 * round.c
 *	  One round: shrink, encode, sample, screen, expand, repair, polish, record.
 */
#include "solve/round.h"

#include <string.h>

#include "classes/classes.h"
#include "quantum/device_plan.h"
#include "relax/relax_flips.h"
#include "samplers/samplers.h"
#include "shrink/qiro.h"
#include "solve/finish.h"
#include "solve/parts.h"
#include "solve/round_internal.h"
#include "solve/solve_trace.h"

#define FIRST_PERTURBATION		0.05
#define PERTURBATION_STEP		0.06
#define LARGEST_PERTURBATION	0.6
#define SEARCH_STREAM			(UINT64_C(1) << 32)	/* first of the paired searches' numbers */

/* Stagnating rounds look farther from what the pool agrees on. */
static double
perturbation(const QsSolve *solve, int round)
{
	double		value;

	if (round == 1)
		return 0.0;
	value = FIRST_PERTURBATION + PERTURBATION_STEP * solve->stall;
	return value < LARGEST_PERTURBATION ? value : LARGEST_PERTURBATION;
}

/* The pool knows more with every round; other sources keep it from closing in.  A
 * linear objective starts from its relaxation, which knows more than a first pool. */
static QsCorrelationMethod
choose_source(const QsSolve *solve, int round)
{
	if (solve->settings->correlation != QS_CORRELATION_AUTO)
		return solve->settings->correlation;
	if (round == 1 && solve->structure->ops->relax == NULL &&
		qs_relax_flips_apply(solve->base->model, solve->relaxation))
		return QS_CORRELATION_LP;
	if (round == 1 || solve->pool->count == 0)
		return QS_CORRELATION_AUTO;
	if (round % 4 == 3)
		return solve->relaxation ? QS_CORRELATION_LP : QS_CORRELATION_SDP;
	return QS_CORRELATION_POOL;
}

/* The QAOA is the default; the practical choice enumerates the shrunk model. */
static QsSolver
resolve_solver(const QsSettings *settings)
{
	return settings->solver == QS_SOLVER_AUTO ? QS_SOLVER_EXACT : settings->solver;
}

static const uint8_t *
incumbent(const QsSolve *solve, QsRoundState *round, int number)
{
	int			k = 0;

	if (solve->pool->count == 0)
		return NULL;
	if (number > 1 && solve->stall > 0)
		k = (int) qs_random_below(&round->random, (uint32_t) solve->pool->count);
	return qs_pool_entry(solve->pool, k);
}

/* The steps of the round walked again, in base variables.  One that names a
 * variable that is no longer free is left to qs_shrink_replay to refuse. */
static QsStatus
replay_shrink(QsRoundState *round)
{
	QsSolve    *solve = round->solve;
	const QsReplay *replay = solve->settings->replay;
	QsStep	   *step = QS_ARRAY(round->host, QsStep, replay->steps);
	QsStatus	status;

	for (int64_t k = 0; k < replay->steps; k++)
	{
		step[k] = replay->step[k];
		step[k].variable = solve->base->index[step[k].variable];
		if (step[k].onto != QS_REFERENCE)
		{
			step[k].onto = solve->base->index[step[k].onto];
			if (step[k].onto < 0)
				step[k].variable = -1;
		}
	}
	qs_stage_enter(solve, QS_STAGE_SHRINK);
	status = qs_shrink_replay(round->host, solve->base->model, solve->structure,
							  solve->settings->encoding, step, replay->steps, &round->shrunk);
	qs_stage_enter(solve, QS_STAGE_OTHER);
	qs_free(round->host, step);
	return status;
}

/* QIRO; what it was asked for is what it needs, whatever round it is. */
static QsStatus
reduce_by_rules(QsRoundState *round, const QsShrinkInput *input, QsShrinkSettings *settings)
{
	QsSolve    *solve = round->solve;
	QsStatus	status;

	settings->method = solve->settings->correlation;
	status = qs_shrink_qiro(round->host, input, settings, &round->random, &round->shrunk);
	if (status == QS_UNSUPPORTED)
	{
		solve->run->unsupported = "its reduction is for independent sets, and correlations qaoa, sdp or lp";
		solve->finished = true;
	}
	return status;
}

static QsStatus
shrink(QsRoundState *round, int number)
{
	QsSolve    *solve = round->solve;
	const QsSettings *settings = solve->settings;
	QsShrinkInput input = {
		.model = solve->base->model,
		.structure = solve->structure,
		.relaxation = solve->relaxation,
		.pool = solve->pool->count > 0 ? solve->pool : NULL,
		.incumbent = incumbent(solve, round, number),
	};
	QsShrinkSettings shrink_settings = {
		.method = choose_source(solve, number),
		.layers = settings->correlation_layers,
		.encoding = settings->encoding,
		.max_qubits = settings->max_qubits,
		.confidence = settings->confidence,
		.spectral_drift = settings->spectral_drift,
		.perturbation = round->record->perturbation,
		.legality = settings->legality,
		.anchor = settings->anchor,
		.recompute = settings->recompute,
		.batch = settings->batch,
		.message_passing = settings->message_passing,
		.log_rejected = settings->log == QS_LOG_ALL,
	};
	QsStatus	status = QS_UNSUPPORTED;
	uint8_t    *held = qs_solve_parts_held(solve, number);
	QsMeasurement *measurement = qs_round_measured(round);

	input.held = held;
	input.measurement = measurement;
	qs_stage_enter(solve, QS_STAGE_SHRINK);
	if (settings->reduction == QS_REDUCTION_QIRO)
		status = reduce_by_rules(round, &input, &shrink_settings);
	else if (solve->structure->ops->shrink)
		status = solve->structure->ops->shrink(round->host, &input, &shrink_settings,
											   &round->random, &round->shrunk);
	if (status == QS_UNSUPPORTED && settings->reduction == QS_REDUCTION_MERGE)
		status = qs_shrink(round->host, &input, &shrink_settings, &round->random, &round->shrunk);
	qs_free(round->host, held);
	qs_measurement_free(round->host, measurement);
	qs_stage_enter(solve, QS_STAGE_OTHER);
	return status;
}

static void
record_shrinking(QsRoundState *round)
{
	QsRound    *record = round->record;
	const QsShrunk *shrunk = &round->shrunk;

	record->sources = shrunk->sources;
	record->stop = shrunk->stop;
	record->base_variables = round->solve->base->n;
	record->variables = shrunk->reduced->n;
	record->qubits = shrunk->qubits;
	record->merges = shrunk->merges;
	record->rejected = shrunk->rejected;
	record->undone = shrunk->undone;
	record->spectrum_count = shrunk->spectrum_count;
	memcpy(record->spectrum, shrunk->spectrum, sizeof(record->spectrum));
	qs_trace_shrinking(round->solve, record, shrunk->contraction);
}

static QsRound *
new_record(QsSolve *solve, int number)
{
	QsRun	   *run = solve->run;
	QsRound    *record;

	if (run->rounds == run->round_capacity)
	{
		int			capacity = run->round_capacity * 2 + 16;

		run->round = qs_realloc(solve->host, run->round, (size_t) run->rounds, (size_t) capacity,
								sizeof(QsRound));
		run->round_capacity = capacity;
	}
	record = &run->round[run->rounds++];
	memset(record, 0, sizeof(*record));
	record->round = number;
	record->raw_feasible_share = record->raw_objective = record->raw_energy_objective = NAN;
	record->repaired_objective = record->polished_objective = record->optimum_share = NAN;
	record->shot_objective = NAN;
	record->report.expectation = record->report.objective = NAN;
	record->report.noisy_expectation = record->report.mitigated_expectation = NAN;
	record->report.optimization_shots = -1;
	record->stop = "";
	return record;
}

static int32_t *
group_of_qubits(QsHost *host, const QsEncoding *encoding)
{
	int32_t    *group;

	if (encoding->groups == 0)
		return NULL;
	group = QS_ARRAY(host, int32_t, encoding->qubo->n);
	for (int q = 0; q < encoding->qubo->n; q++)
		group[q] = -1;
	for (int g = 0; g < encoding->groups; g++)
		for (int k = encoding->group_start[g]; k < encoding->group_start[g + 1]; k++)
			group[encoding->group_qubit[k]] = g;
	return group;
}

/* What is asked of a circuit that another solver's alone can do; NULL: nothing */
static const char *
foreign_option(const QsRoundState *round)
{
	const QsSamplerSettings *sampler = &round->solve->settings->sampler;

	if (round->solver == QS_SOLVER_QAOA)
		return NULL;
	if (sampler->device || sampler->depolarizing > 0.0)
		return "noise of gates (device, depolarizing) is for solver qaoa";
	if (sampler->objective_shots > 0)
		return "objective_shots is for solvers qaoa and vqe";
	return NULL;
}

static bool
fits_device(const QsRoundState *round)
{
	const QsDevice *device = round->solve->settings->sampler.device;
	bool		fits = true;

	if (device)
		qs_coupling_free(round->host, qs_device_coupling(round->host, device, round->encoding->qubo->n, &fits));
	return fits;
}

/* Settings that cannot work together are the caller's to mend; 'auto' merely
 * goes on without a sampler. */
static void
refuse(QsRoundState *round, bool invalid)
{
	QsSolve    *solve = round->solve;

	if (solve->settings->solver == QS_SOLVER_AUTO)
		return;
	if (solve->settings->replay)
		solve->run->unsupported = "the round cannot be walked again";
	else if (round->encoding == NULL && round->solver != QS_SOLVER_EXACT)
		solve->run->unsupported = "the encoding does not apply to this problem";
	else if (round->solver == QS_SOLVER_EXACT)
		solve->run->unsupported = "the shrunk problem is too large to enumerate";
	else if (round->encoding->qubo->n > qs_solver_max_qubits(round->solver))
		solve->run->unsupported = "the shrunk problem has more qubits than the solver takes";
	else if (invalid)
		solve->run->unsupported = "the angles given are not those of its circuit";
	else if (foreign_option(round))
		solve->run->unsupported = foreign_option(round);
	else if (!fits_device(round))
		solve->run->unsupported = "the device has too few qubits that hang together";
	else
		solve->run->unsupported = "solver, mixer and encoding do not fit together on this problem";
	solve->finished = true;
}

/* Drop what replays the rounds before the last. */
static void
drop_details(QsHost *host, QsRun *run)
{
	for (int k = 0; k + 1 < run->rounds; k++)
	{
		QsRound    *old = &run->round[k];

		qs_free(host, old->step);
		qs_free(host, old->qubit_variable);
		qs_free(host, old->qubit_group);
		qs_free(host, old->warm);
		qs_qubo_free(host, old->qubo);
		old->step = NULL;
		old->qubit_variable = NULL;
		old->qubit_group = NULL;
		old->warm = NULL;
		old->qubo = NULL;
		old->step_count = 0;
	}
}

/* Keep what replays the round when it is the best so far, drop the last best's. */
static void
keep_details(QsRoundState *round, bool improved)
{
	QsHost	   *host = round->host;
	QsSolve    *solve = round->solve;
	QsRound    *record = round->record;

	if (solve->settings->log == QS_LOG_NONE)
		return;
	if (solve->settings->log == QS_LOG_BEST)
	{
		if (!improved && record->round > 1)
			return;
		drop_details(host, solve->run);
	}
	record->step = qs_solve_steps(solve, round->shrunk.contraction, &record->step_count);
	if (round->encoding)
	{
		record->qubit_variable = QS_ARRAY(host, int32_t, round->encoding->qubo->n);
		for (int q = 0; q < round->encoding->qubo->n; q++)
		{
			int			v = round->encoding->variable_of[q];

			record->qubit_variable[q] = v < 0 ? -1 :
				solve->base->root[round->shrunk.reduced->root[v]];
		}
		record->qubit_group = group_of_qubits(host, round->encoding);
		record->warm = round->warm;
		round->warm = NULL;
		record->qubo = round->encoding->qubo;
		qs_qubo_shift(host, record->qubo, solve->model->exponent);
		round->encoding->qubo = NULL;
	}
}

/* What a round does with the model it has shrunk */
static void
use_shrunk(QsRoundState *round, double best_before)
{
	QsSolve    *solve = round->solve;
	QsStatus	status;

	record_shrinking(round);
	round->structure = qs_structure_create(round->host, round->shrunk.reduced->model, qs_classes);
	status = qs_round_sample(round);
	if (status == QS_UNSUPPORTED || (status == QS_INVALID && solve->settings->sampler.angles != NULL))
		refuse(round, status == QS_INVALID);
	qs_trace_samples(solve, round->record, round->encoding);
	qs_round_improve(round);
	keep_details(round, qs_answers_best(solve->answers) < best_before);
	qs_finish_keep_back(solve, 0);
	qs_shrunk_free(round->host, &round->shrunk);
}

static void
free_round(QsRoundState *round)
{
	QsHost	   *host = round->host;

	for (int k = 0; k < round->candidates; k++)
		qs_free(host, round->candidate[k].x);
	qs_encoding_free(host, round->encoding);
	qs_structure_free(host, round->structure);
	qs_free(host, round->warm);
	qs_free(host, round->best_x);
	qs_free(host, round->shot_x);
}

void
qs_solve_round(QsSolve *solve, int number)
{
	QsHost	   *host = solve->host;
	double		started = qs_clock(host);
	double		before = qs_answers_best(solve->answers);
	QsRoundState round = {
		.solve = solve, .host = host, .record = new_record(solve, number),
		.solver = resolve_solver(solve->settings), .best_objective = INFINITY,
		.shot_objective = INFINITY
	};
	QsStatus	status;

	qs_random_seed(&round.random, solve->settings->seed, (uint64_t) number);
	round.record->solver = round.solver;
	round.record->perturbation = perturbation(solve, number);
	qs_random_seed(&round.search_random, solve->settings->seed, SEARCH_STREAM + (uint64_t) number);
	round.best_x = QS_ARRAY0(host, uint8_t, solve->base->n);
	round.shot_x = QS_ARRAY0(host, uint8_t, solve->base->n);
	status = solve->settings->replay ? replay_shrink(&round) : shrink(&round, number);
	if (status == QS_INVALID)
		refuse(&round, false);
	/* without legality merges may leave a row that no value of the rest meets */
	if (status == QS_INFEASIBLE)
		round.record->stop = "a row could no longer be met";
	/* steps that could not be stored in time are not worth having */
	if (status == QS_OK && !qs_finish_keep_back(solve, round.shrunk.contraction->step_count))
	{
		qs_shrunk_free(host, &round.shrunk);
		status = QS_INTERRUPTED;
	}
	if (status == QS_INTERRUPTED)
		round.record->stop = "time";
	if (status == QS_OK)
		use_shrunk(&round, before);
	round.record->polished_objective = isfinite(round.best_objective) ? round.best_objective : NAN;
	round.record->best_so_far = qs_answers_best(solve->answers);
	round.record->seconds = qs_clock(host) - started;
	qs_trace_round(solve, round.record);
	solve->run->repair_moves += round.record->repair_moves;
	solve->run->polish_moves += round.record->polish_moves;
	free_round(&round);
}
