/*
 * round.c
 *	  One round: shrink, encode, sample, screen, expand, repair, polish, record.
 *
 * Against a clock, solvers would differ by the luck of their long searches far more
 * than by what their samples are worth.  So the searches are paired there (common
 * random numbers, Law 2015, chapter 11): with random numbers of their own they go on
 * from the pool as if there were no sampler, until a shot is worth more than all the
 * pool holds.  The practical choice has no use for that.
 */
#include "solve/solve_state.h"

#include <math.h>
#include <string.h>

#include "classes/classes.h"
#include "exact/exact.h"
#include "relax/relax_flips.h"
#include "samplers/samplers.h"
#include "solve/best.h"
#include "solve/finish.h"
#include "solve/optimum_share.h"

#define FEASIBLE_CANDIDATES		3	/* best feasible shots taken on */
#define INFEASIBLE_CANDIDATES	3	/* lowest-energy infeasible shots repaired */
#define EXACT_KEEP				16
#define FIRST_PERTURBATION		0.05
#define PERTURBATION_STEP		0.06
#define LARGEST_PERTURBATION	0.6
#define MOST_EFFORT				40.0	/* million moves, before factors */
#define SEARCH_STREAM			(UINT64_C(1) << 32)	/* first of the paired searches' numbers */

/* A shot taken on: bits over the shrunk model and what they are worth there. */
typedef struct Candidate
{
	uint8_t    *x;				/* shrunk model's variables */
	double		objective;
	bool		feasible;
	bool		shot;			/* false: no sampler was run */
	int64_t		occurrences;
} Candidate;

typedef struct Round
{
	QsSolve    *solve;
	QsHost	   *host;
	QsRound    *record;
	QsRandom	random;
	QsRandom	search_random;	/* of a paired search, whatever the sampler drew */
	QsSolver	solver;			/* resolved */
	QsShrunk	shrunk;
	QsStructure *structure;		/* of the shrunk model */
	QsEncoding *encoding;		/* NULL for exact and none */
	double	   *warm;			/* probabilities of a warm start, or NULL */
	Candidate	candidate[FEASIBLE_CANDIDATES + INFEASIBLE_CANDIDATES];
	int			candidates;
	uint8_t    *best_x;			/* best feasible of the round, base variables */
	double		best_objective;
	uint8_t    *shot_x;			/* of a paired solve: the same among the shots alone */
	double		shot_objective;
} Round;

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
incumbent(const QsSolve *solve, Round *round, int number)
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
replay_shrink(Round *round)
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

static QsStatus
shrink(Round *round, int number)
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
		.encoding = settings->encoding,
		.max_qubits = settings->max_qubits,
		.confidence = settings->confidence,
		.spectral_drift = settings->spectral_drift,
		.perturbation = round->record->perturbation,
		.legality = settings->legality,
		.anchor = settings->anchor,
		.recompute = settings->recompute,
		.message_passing = settings->message_passing,
		.log_rejected = settings->log_all,
	};
	QsStatus	status = QS_UNSUPPORTED;
	uint8_t    *held = qs_solve_parts_held(solve, number);

	input.held = held;
	qs_stage_enter(solve, QS_STAGE_SHRINK);
	if (solve->structure->ops->shrink)
		status = solve->structure->ops->shrink(round->host, &input, &shrink_settings,
											   &round->random, &round->shrunk);
	if (status == QS_UNSUPPORTED)
		status = qs_shrink(round->host, &input, &shrink_settings, &round->random, &round->shrunk);
	qs_free(round->host, held);
	qs_stage_enter(solve, QS_STAGE_OTHER);
	return status;
}

static void
record_shrinking(Round *round)
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
}

static QsStatus
encode(Round *round)
{
	QsSolve    *solve = round->solve;
	const QsModel *model = round->shrunk.reduced->model;
	QsRelaxation *relaxation = NULL;
	QsStatus	status;

	qs_stage_enter(solve, QS_STAGE_ENCODE);
	if (model->m > 0 && !solve->structure->ops->skips_relaxation)
		qs_relax(round->host, model, round->structure, NULL, 0, &relaxation);
	status = qs_encode(round->host, model, round->structure, solve->settings->encoding,
					   relaxation ? relaxation->dual : NULL, &round->encoding);
	qs_relaxation_free(round->host, relaxation);
	qs_stage_enter(solve, QS_STAGE_OTHER);
	return status;
}

/* Probabilities of x = 1 for a warm start: the pool's, in qubits. */
static double *
warm_start(Round *round)
{
	QsHost	   *host = round->host;
	QsSolve    *solve = round->solve;
	const QsEncoding *encoding = round->encoding;
	double	   *warm;
	uint8_t    *x,
			   *qubits;

	if (solve->settings->sampler.mixer != QS_MIXER_WARM || solve->pool->count == 0)
		return NULL;
	warm = QS_ARRAY0(host, double, encoding->qubo->n);
	x = QS_ARRAY(host, uint8_t, round->shrunk.reduced->n);
	qubits = QS_ARRAY(host, uint8_t, encoding->qubo->n);
	for (int k = 0; k < solve->pool->count; k++)
	{
		qs_contraction_restrict(round->shrunk.contraction, round->shrunk.reduced,
								qs_pool_entry(solve->pool, k), x, NULL);
		qs_encode_assignment(encoding, round->shrunk.reduced->model, x, qubits);
		for (int q = 0; q < encoding->qubo->n; q++)
			warm[q] += (double) qubits[q] / solve->pool->count;
	}
	qs_free(host, x);
	qs_free(host, qubits);
	return warm;
}

/* Keep a candidate if it is among the best of its kind. */
static void
take(Round *round, const Candidate *offered)
{
	QsHost	   *host = round->host;
	int			n = round->shrunk.reduced->n;
	int			same_kind = 0;
	int			limit = offered->feasible ? FEASIBLE_CANDIDATES : INFEASIBLE_CANDIDATES;
	int			worst = -1;
	Candidate  *slot;
	uint8_t    *x;

	for (int k = 0; k < round->candidates; k++)
	{
		if (round->candidate[k].feasible != offered->feasible)
			continue;
		if (memcmp(round->candidate[k].x, offered->x, (size_t) n) == 0)
			return;
		same_kind++;
		if (worst < 0 || round->candidate[k].objective > round->candidate[worst].objective)
			worst = k;
	}
	if (same_kind < limit)
	{
		slot = &round->candidate[round->candidates++];
		slot->x = QS_ARRAY(host, uint8_t, n);
	}
	else if (offered->feasible && offered->objective < round->candidate[worst].objective)
		slot = &round->candidate[worst];
	else
		return;
	x = slot->x;
	*slot = *offered;
	slot->x = x;
	if (n > 0)
		memcpy(slot->x, offered->x, (size_t) n);
}

static void
keep_shot(Round *round, const Candidate *candidate)
{
	uint8_t    *x = QS_ARRAY(round->host, uint8_t, round->solve->base->n);

	qs_contraction_expand(round->shrunk.contraction, round->shrunk.reduced, candidate->x, x);
	qs_best_note(round->solve, x, candidate->objective, candidate->occurrences,
				 round->record->round);
	qs_free(round->host, x);
}

/*
 * Judge every distinct shot on the shrunk rows and the real objective.  Shots
 * come by ascending energy, so the first infeasible ones are the lowest.
 */
static void
screen(Round *round, const QsSamples *samples)
{
	QsHost	   *host = round->host;
	QsRound    *record = round->record;
	const QsReduced *reduced = round->shrunk.reduced;
	uint8_t    *x = QS_ARRAY(host, uint8_t, reduced->n);
	int64_t		feasible_shots = 0;

	record->distinct_shots = samples->count;
	for (int k = 0; k < samples->count; k++)
	{
		const uint8_t *bits = samples->x + (size_t) k * (size_t) samples->n;
		Candidate	candidate = {.x = x, .shot = true, .occurrences = samples->occurrences[k]};

		if (round->encoding)
			qs_decode(round->encoding, bits, x);
		else if (reduced->n > 0)
			memcpy(x, bits, (size_t) reduced->n);
		candidate.feasible = !reduced->infeasible && qs_model_feasible(reduced->model, x);
		candidate.objective = qs_model_objective(reduced->model, x);
		record->shots += samples->occurrences[k];
		if (k == 0)
			record->raw_energy_objective = candidate.objective;
		if (candidate.feasible)
		{
			feasible_shots += samples->occurrences[k];
			if (!(candidate.objective >= record->raw_objective))
				record->raw_objective = candidate.objective;
			if (qs_best_wants(round->solve, candidate.objective))
				keep_shot(round, &candidate);
		}
		take(round, &candidate);
		if ((k & 255) == 255)
			qs_check(host);
	}
	if (record->shots > 0)
	{
		record->raw_feasible_share = (double) feasible_shots / (double) record->shots;
		if (round->solver != QS_SOLVER_EXACT)
		{
			round->solve->raw_shots += record->shots;
			round->solve->raw_feasible += feasible_shots;
		}
	}
	qs_free(host, x);
}

static bool
same_qubo(const QsQubo *a, const QsQubo *b)
{
	size_t		n = (size_t) a->n;

	return a->n == b->n && a->offset == b->offset && qs_qubo_pairs(a) == qs_qubo_pairs(b) &&
		memcmp(a->start, b->start, (n + 1) * sizeof(*a->start)) == 0 &&
		memcmp(a->linear, b->linear, n * sizeof(*a->linear)) == 0 &&
		memcmp(a->neighbour, b->neighbour, (size_t) a->start[n] * sizeof(*a->neighbour)) == 0 &&
		memcmp(a->weight, b->weight, (size_t) a->start[n] * sizeof(*a->weight)) == 0;
}

/* The encoded problem as samplers take it. */
static QsSamplerInput
sampler_input(const Round *round)
{
	return (QsSamplerInput)
	{
		.qubo = round->encoding->qubo,
		.groups = round->encoding->groups,
		.group_start = round->encoding->group_start,
		.group_qubit = round->encoding->group_qubit,
		.warm = round->warm,
	};
}

/* Judge shots of a circuit, and count those at the minimum of its QUBO. */
static void
screen_circuit(Round *round, QsSolver solver, const QsSamples *samples)
{
	QsSamplerInput input = sampler_input(round);

	screen(round, samples);
	round->record->optimum_share =
		qs_optimum_share(round->host, solver, &input, round->solve->settings->sampler.mixer,
						 samples);
}

/* Samples of the circuit from elsewhere: they mean something only if the walk
 * led to the QUBO they were measured on. */
static QsStatus
screen_replay(Round *round)
{
	const QsReplay *replay = round->solve->settings->replay;
	QsStatus	status = encode(round);
	QsQubo	   *recorded;
	bool		same;

	if (status != QS_OK)
		return status;
	recorded = qs_qubo_copy(round->host, round->encoding->qubo);
	qs_qubo_shift(round->host, recorded, round->solve->model->exponent);
	same = same_qubo(recorded, replay->qubo);
	qs_qubo_free(round->host, recorded);
	if (!same)
		return QS_UNSUPPORTED;
	screen_circuit(round, QS_SOLVER_QAOA, replay->samples);
	return QS_OK;
}

static QsStatus
sample_encoded(Round *round)
{
	QsHost	   *host = round->host;
	QsSolve    *solve = round->solve;
	QsSamplerInput input;
	QsSamples  *samples = NULL;
	QsStatus	status = encode(round);

	if (status != QS_OK)
		return status;
	qs_stage_enter(solve, QS_STAGE_SAMPLE);
	round->warm = warm_start(round);
	input = sampler_input(round);
	status = qs_sample(host, round->solver, &input, &solve->settings->sampler, &round->random,
					   &samples, &round->record->report);
	qs_stage_enter(solve, QS_STAGE_OTHER);
	if (samples)
		screen_circuit(round, round->solver, samples);
	qs_samples_free(host, samples);
	return status;
}

/* Enumerate the shrunk constrained model; falls back on the QUBO sampler's peers
 * only where the model is too large for that. */
static QsStatus
sample_exact(Round *round)
{
	QsHost	   *host = round->host;
	QsSolve    *solve = round->solve;
	QsSamples  *samples = NULL;
	QsStatus	status;

	qs_stage_enter(solve, QS_STAGE_SAMPLE);
	status = qs_exact_model(host, round->shrunk.reduced->model, round->structure, EXACT_KEEP,
							&samples);
	qs_stage_enter(solve, QS_STAGE_OTHER);
	if (samples)
		screen(round, samples);
	qs_samples_free(host, samples);
	return status;
}

/* Remember the best feasible assignment of the round in base variables. */
static void
note_best(Round *round, bool shot, const uint8_t *x, double objective)
{
	bool		apart = shot && round->solve->paired;
	double	   *best = apart ? &round->shot_objective : &round->best_objective;

	if (objective >= *best)
		return;
	*best = objective;
	memcpy(apart ? round->shot_x : round->best_x, x, (size_t) round->solve->base->n);
}

/* Expand, repair and polish one candidate, and offer what comes of it. */
static void
work_on(Round *round, const Candidate *candidate)
{
	QsSolve    *solve = round->solve;
	const QsSettings *settings = solve->settings;
	QsHost	   *host = round->host;
	QsRandom   *random = solve->paired && !candidate->shot ? &round->search_random : &round->random;
	const QsModel *base = solve->base->model;
	uint8_t    *x = QS_ARRAY(host, uint8_t, base->n);
	uint8_t    *raw = QS_ARRAY(host, uint8_t, solve->model->n);
	QsSolution	origin = {
		.raw_objective = NAN, .repaired_objective = NAN, .round = round->record->round,
		.occurrences = candidate->occurrences
	};
	bool		feasible;
	double		objective;

	qs_contraction_expand(round->shrunk.contraction, round->shrunk.reduced, candidate->x, x);
	if (candidate->shot)
	{
		qs_solve_expand(solve, x, raw);
		origin.raw = raw;
		origin.raw_objective = qs_model_objective(solve->model, raw);
		origin.raw_feasible = qs_model_feasible(solve->model, raw);
		for (int r = 0; r < solve->model->m; r++)
		{
			double		activity = qs_model_activity(solve->model, r, raw);
			double		tolerance = qs_model_row_tolerance(solve->model, r);

			origin.violations += activity > solve->model->row_upper[r] + tolerance ||
				activity < solve->model->row_lower[r] - tolerance;
		}
	}
	feasible = qs_model_feasible(base, x);
	if (settings->repair)
	{
		qs_stage_enter(solve, QS_STAGE_REPAIR);
		feasible = qs_repair(host, solve->local, random, x, &origin.repair_moves) == QS_OK;
		qs_stage_enter(solve, QS_STAGE_OTHER);
	}
	objective = qs_model_objective(base, x);
	if (feasible)
	{
		origin.repaired_objective = objective;
		if (!(objective >= round->record->repaired_objective))
			round->record->repaired_objective = objective;
	}
	if (feasible && settings->polish)
	{
		qs_stage_enter(solve, QS_STAGE_POLISH);
		qs_polish(host, solve->local, random, x, &objective, &origin.polish_moves);
		qs_stage_enter(solve, QS_STAGE_OTHER);
	}
	round->record->repair_moves += origin.repair_moves;
	round->record->polish_moves += origin.polish_moves;
	solve->apart = solve->paired && candidate->shot;
	qs_solve_offer(solve, x, &origin);
	solve->apart = false;
	if (feasible)
		note_best(round, candidate->shot, x, objective);
	qs_free(host, x);
	qs_free(host, raw);
}

/* The best pool member inside the shrunk space: what a round without a sampler goes
 * on from. */
static void
work_on_pool_member(Round *round)
{
	QsSolve    *solve = round->solve;
	const QsReduced *reduced = round->shrunk.reduced;
	Candidate	candidate = {0};

	if (solve->pool->count == 0)
		return;
	candidate.x = QS_ARRAY(round->host, uint8_t, reduced->n);
	qs_contraction_restrict(round->shrunk.contraction, reduced, qs_pool_entry(solve->pool, 0),
							candidate.x, NULL);
	work_on(round, &candidate);
	qs_free(round->host, candidate.x);
}

/* A shot worth more than all the pool holds enters it, and the search starts from it. */
static void
join_shots(Round *round)
{
	QsSolve    *solve = round->solve;

	if (!isfinite(round->shot_objective) ||
		(solve->pool->count > 0 && round->shot_objective >= solve->pool->objective[0]))
		return;
	qs_pool_add(solve->pool, round->shot_x, round->shot_objective);
	note_best(round, false, round->shot_x, round->shot_objective);
}

/*
 * Million move evaluations a round's long search may take, by the class.  The
 * practical choice gives the search more.
 */
static double
search_effort(const QsSolve *solve, int round)
{
	const QsClassEffort *class = &solve->structure->ops->effort;
	const QsSettings *settings = solve->settings;
	double		effort = fmin(class->least + solve->base->n / class->variables, MOST_EFFORT) *
		class->factor;
	double		growth = fmin(1.0 + round / 8.0, 8.0);

	if (settings->timed)
	{
		effort *= class->timed_factor;
		if (class->grows)
			growth = fmin(pow(1.5, round - 1), 64.0);
	}
	return effort * growth * (settings->solver == QS_SOLVER_AUTO ? 4.0 : 1.0) * settings->effort;
}

/* The long search starts from the round's best; a stalled run sometimes from
 * another pool member. */
static void
search(Round *round)
{
	QsSolve    *solve = round->solve;
	QsHost	   *host = round->host;
	QsRandom   *random = solve->paired ? &round->search_random : &round->random;
	double		effort = search_effort(solve, round->record->round);
	QsSolution	origin = {
		.raw_objective = NAN, .repaired_objective = NAN, .round = round->record->round
	};
	double		target = -INFINITY;

	if (!solve->settings->polish || effort <= 0.0 || solve->pool->count == 0)
		return;
	qs_stage_enter(solve, QS_STAGE_POLISH);
	if (!isfinite(round->best_objective) || (solve->stall > 0 && round->record->round % 2 == 0))
	{
		int			k = (int) qs_random_below(random, (uint32_t) solve->pool->count);

		memcpy(round->best_x, qs_pool_entry(solve->pool, k), (size_t) solve->base->n);
	}
	round->best_objective = qs_model_objective(solve->base->model, round->best_x);
	if (solve->settings->has_target)
		target = qs_model_accept(solve->model, solve->settings->target);
	qs_search(host, solve->local, random, effort, target, round->best_x,
			  &round->best_objective, &origin.polish_moves);
	round->record->polish_moves += origin.polish_moves;
	qs_solve_offer(solve, round->best_x, &origin);
	qs_stage_enter(solve, QS_STAGE_OTHER);
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
	record->report.expectation = record->report.objective = NAN;
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

/* Keep what replays the round when it is the best so far, drop the last best's. */
static void
keep_details(Round *round, bool improved)
{
	QsHost	   *host = round->host;
	QsSolve    *solve = round->solve;
	QsRun	   *run = solve->run;
	QsRound    *record = round->record;

	if (!solve->settings->log_all)
	{
		if (!improved && record->round > 1)
			return;
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

/* Settings that cannot work together are the caller's to mend; 'auto' merely
 * goes on without a sampler. */
static void
refuse(Round *round)
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
	else
		solve->run->unsupported = "solver, mixer and encoding do not fit together on this problem";
	solve->finished = true;
}

void
qs_solve_round(QsSolve *solve, int number)
{
	QsHost	   *host = solve->host;
	double		started = qs_clock(host);
	double		before = qs_answers_best(solve->answers);
	Round		round = {
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
		refuse(&round);
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
	{
		record_shrinking(&round);
		round.structure = qs_structure_create(host, round.shrunk.reduced->model, qs_classes);
		if (solve->settings->replay)
			status = screen_replay(&round);
		else if (round.solver == QS_SOLVER_EXACT)
			status = sample_exact(&round);
		else if (round.solver != QS_SOLVER_NONE)
			status = sample_encoded(&round);
		if (status == QS_UNSUPPORTED)
			refuse(&round);
		for (int k = 0; k < round.candidates; k++)
			work_on(&round, &round.candidate[k]);
		if (round.candidates == 0 || solve->paired)
			work_on_pool_member(&round);
		/* the first search is the same for all: it has not yet said what is good */
		if (number > 1 || solve->pool->count == 0)
			join_shots(&round);
		if (solve->settings->replay == NULL)
			search(&round);
		join_shots(&round);
		keep_details(&round, qs_answers_best(solve->answers) < before);
		qs_finish_keep_back(solve, 0);
		qs_shrunk_free(host, &round.shrunk);
	}
	round.record->polished_objective = isfinite(round.best_objective) ? round.best_objective : NAN;
	round.record->best_so_far = qs_answers_best(solve->answers);
	round.record->seconds = qs_clock(host) - started;
	solve->run->repair_moves += round.record->repair_moves;
	solve->run->polish_moves += round.record->polish_moves;
	for (int k = 0; k < round.candidates; k++)
		qs_free(host, round.candidate[k].x);
	qs_encoding_free(host, round.encoding);
	qs_structure_free(host, round.structure);
	qs_free(host, round.warm);
	qs_free(host, round.best_x);
	qs_free(host, round.shot_x);
}
