/*
 * round_sample.c
 *	  The middle of a round: the shrunk model encoded, sampled, and every shot judged.
 */
#include "solve/round_internal.h"

#include <math.h>
#include <string.h>

#include "exact/exact.h"
#include "samplers/samplers.h"
#include "solve/best.h"
#include "solve/optimum_share.h"

#define EXACT_KEEP	16
#define GRACE		0.05	/* seconds for judging shots when there is no time */

static QsStatus
encode(QsRoundState *round)
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

/* Keep a candidate if it is among the best of its kind. */
static void
take(QsRoundState *round, const QsCandidate *offered)
{
	QsHost	   *host = round->host;
	int			n = round->shrunk.reduced->n;
	int			same_kind = 0;
	int			limit = offered->feasible ? QS_FEASIBLE_CANDIDATES : QS_INFEASIBLE_CANDIDATES;
	int			worst = -1;
	QsCandidate  *slot;
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
keep_shot(QsRoundState *round, const QsCandidate *candidate)
{
	uint8_t    *x = QS_ARRAY(round->host, uint8_t, round->solve->base->n);

	qs_contraction_expand(round->shrunk.contraction, round->shrunk.reduced, candidate->x, x);
	qs_best_note(round->solve, x, candidate->objective, candidate->occurrences,
				 round->record->round);
	qs_free(round->host, x);
}

#define SAME_OBJECTIVE	1e-9	/* relative: sums of the same decimals in another order */

/* Count the shots that are as good as the best one so far, which may be this */
static void
count_best(QsRound *record, double objective, int64_t occurrences)
{
	double		best = record->raw_objective;

	if (!isnan(best) && fabs(objective - best) <= SAME_OBJECTIVE * fmax(1.0, fabs(best)))
		record->best_shots += occurrences;
	else if (!(objective >= best))
		record->best_shots = occurrences;
	if (!(objective >= best))
		record->raw_objective = objective;
}

/* Has judging shots since `began` to end? */
static bool
too_late(QsHost *host, double began)
{
	return qs_time_up(host) && qs_clock(host) > began + GRACE;
}

/*
 * Judge every distinct shot on the shrunk rows and the real objective.  Shots
 * come by ascending energy, so the first infeasible ones are the lowest, and those that a
 * deadline leaves no time for are the highest: they are not counted.
 */
static void
screen(QsRoundState *round, const QsSamples *samples)
{
	QsHost	   *host = round->host;
	QsRound    *record = round->record;
	const QsReduced *reduced = round->shrunk.reduced;
	uint8_t    *x = QS_ARRAY(host, uint8_t, reduced->n);
	int64_t		feasible_shots = 0;
	double		objectives = 0.0;
	double		began = qs_clock(host);
	bool		late = false;

	for (int k = 0; k < samples->count && !late; k++)
	{
		const uint8_t *bits = samples->x + (size_t) k * (size_t) samples->n;
		QsCandidate	candidate = {.x = x, .shot = true, .occurrences = samples->occurrences[k]};

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
			objectives += candidate.objective * (double) samples->occurrences[k];
			count_best(record, candidate.objective, samples->occurrences[k]);
			if (qs_best_wants(round->solve, candidate.objective))
				keep_shot(round, &candidate);
		}
		take(round, &candidate);
		record->distinct_shots++;
		if ((k & 255) == 255)
		{
			qs_check(host);
			late = too_late(host, began);
		}
	}
	qs_round_measure(round, samples);
	if (feasible_shots > 0)
		record->shot_objective = objectives / (double) feasible_shots;
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

/* So many shots can be stored in the time that is left. */
static int
shots_in_time(const QsSolve *solve, int most)
{
	double		each = solve->settings->step_seconds;
	double		left;

	if (!isfinite(solve->search_deadline) || each <= 0.0)
		return most;
	left = solve->search_deadline - qs_clock(solve->host) -
		each * (double) (solve->presolved->step_count + qs_solve_kept_steps(solve));
	left /= each * (double) qs_solve_shot_steps(solve);
	return left < most ? (int) fmax(left, 0.0) : most;
}

/* Keep the most frequent shots, expanded to the variables of the caller */
static void
keep_shots(QsRoundState *round, const QsSamples *samples)
{
	QsHost	   *host = round->host;
	QsSolve    *solve = round->solve;
	const QsReduced *reduced = round->shrunk.reduced;
	int32_t    *chosen;
	QsKeptShots *kept = qs_kept_shots_choose(host, samples, solve->model->n,
											 shots_in_time(solve, solve->settings->keep_shots),
											 QS_KEPT_SHOTS_BYTES - solve->kept_bytes, &chosen);
	uint8_t    *x,
			   *x_base,
			   *x_model;

	if (kept == NULL)
		return;
	x = QS_ARRAY(host, uint8_t, reduced->n);
	x_base = QS_ARRAY(host, uint8_t, solve->base->n);
	x_model = QS_ARRAY(host, uint8_t, kept->n);
	for (int k = 0; k < kept->count; k++)
	{
		const uint8_t *bits = samples->x + (size_t) chosen[k] * (size_t) samples->n;

		/* samples of a replay have energies in another unit */
		kept->energy[k] = qs_qubo_energy(round->encoding->qubo, bits);
		qs_decode(round->encoding, bits, x);
		qs_contraction_expand(round->shrunk.contraction, reduced, x, x_base);
		qs_solve_expand(solve, x_base, x_model);
		qs_pack_bits(x_model, kept->n, kept->assignment + (size_t) k * qs_packed_bytes(kept->n));
		qs_check(host);
	}
	solve->kept_bytes += (uint64_t) kept->count * qs_kept_shot_bytes(kept->n, kept->qubits);
	round->record->kept = kept;
	qs_free(host, x);
	qs_free(host, x_base);
	qs_free(host, x_model);
	qs_free(host, chosen);
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
sampler_input(const QsRoundState *round)
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
screen_circuit(QsRoundState *round, QsSolver solver, const QsSamples *samples)
{
	QsSamplerInput input = sampler_input(round);

	screen(round, samples);
	if (round->solve->settings->keep_shots > 0)
		keep_shots(round, samples);
	round->record->optimum_share =
		qs_optimum_share(round->host, solver, &input, round->solve->settings->sampler.mixer,
						 samples);
}

/* Samples of the circuit from elsewhere: they mean something only if the walk
 * led to the QUBO they were measured on. */
static QsStatus
screen_replay(QsRoundState *round)
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
sample_encoded(QsRoundState *round)
{
	QsHost	   *host = round->host;
	QsSolve    *solve = round->solve;
	QsSamplerInput input;
	QsSamples  *samples = NULL;
	QsStatus	status = encode(round);

	if (status != QS_OK)
		return status;
	qs_stage_enter(solve, QS_STAGE_SAMPLE);
	round->warm = qs_round_warm(round);
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
sample_exact(QsRoundState *round)
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
	round->exhausted = status == QS_OK && round->shrunk.reduced->n == solve->base->n;
	qs_samples_free(host, samples);
	return status;
}

QsStatus
qs_round_sample(QsRoundState *round)
{
	if (round->solve->settings->replay)
		return screen_replay(round);
	if (round->solver == QS_SOLVER_EXACT)
		return sample_exact(round);
	return round->solver == QS_SOLVER_NONE ? QS_OK : sample_encoded(round);
}
