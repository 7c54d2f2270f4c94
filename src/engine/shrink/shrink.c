/*
 * shrink.c
 *	  The adaptive loop: correlate, contract a batch, confirm or undo its tail.
 */
#include "shrink/shrink.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "shrink/legality.h"
#include "shrink/spectrum.h"

/* A provisional merge survives if its fresh correlation keeps this share. */
#define AGREEMENT			0.5
#define GROWTH				1.6
#define POOL_DISAGREEMENT	4.0	/* pool weight falls as exp(-this * share contradicted) */

/* One candidate contraction, in variables of the base model. */
typedef struct Candidate
{
	int32_t		i;
	int32_t		j;				/* or QS_REFERENCE */
	double		value;			/* signed correlation */
	double		score;			/* |value|, perturbed */
} Candidate;

typedef struct Shrinker
{
	QsHost	   *host;
	const QsShrinkInput *input;
	const QsShrinkSettings *settings;
	QsRandom   *random;
	QsShrunk   *out;
	int			budget;			/* roots */
	QsStructure *structure;		/* of out->reduced->model */
	QsLegality *legality;		/* over out->reduced->model; NULL: off */
	double	   *spin;			/* reduced n: correlation with the reference */
	Candidate  *candidate;		/* this iteration's, by score descending */
	int64_t		candidate_count;
	Candidate  *provisional;	/* tail of the last batch */
	int			provisional_count;
} Shrinker;

static int
by_score(const void *a, const void *b)
{
	const Candidate *x = a;
	const Candidate *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (x->i != y->i)
		return x->i < y->i ? -1 : 1;
	return (x->j > y->j) - (x->j < y->j);
}

static int
by_pair(const void *a, const void *b)
{
	const Candidate *x = a;
	const Candidate *y = b;

	if (x->i != y->i)
		return x->i < y->i ? -1 : 1;
	return (x->j > y->j) - (x->j < y->j);
}

/* The pool over the reduced variables; entries that merges contradict weigh less. */
static QsPool *
restrict_pool(Shrinker *shrinker)
{
	QsHost	   *host = shrinker->host;
	const QsPool *pool = shrinker->input->pool;
	const QsReduced *reduced = shrinker->out->reduced;
	QsPool	   *restricted;

	if (pool == NULL || pool->count == 0)
		return NULL;
	restricted = qs_pool_create(host, reduced->n, pool->count);
	restricted->count = pool->count;
	for (int k = 0; k < pool->count; k++)
	{
		int			contradicted;

		restricted->slot[k] = k;
		qs_contraction_restrict(shrinker->out->contraction, reduced, qs_pool_entry(pool, k),
								restricted->x + (size_t) k * (size_t) reduced->n, &contradicted);
		restricted->objective[k] = pool->objective[k];
		restricted->weight[k] = pool->weight[k] *
			exp(-POOL_DISAGREEMENT * contradicted / fmax(1.0, reduced->n));
	}
	return restricted;
}

static QsStatus
correlate(Shrinker *shrinker)
{
	QsHost	   *host = shrinker->host;
	const QsShrinkSettings *settings = shrinker->settings;
	const QsReduced *reduced = shrinker->out->reduced;
	QsPool	   *pool = restrict_pool(shrinker);
	QsCorrelations *correlations = NULL;
	QsCorrelationInput input = {
		.model = reduced->model,
		.structure = shrinker->structure,
		.relaxation = shrinker->out->iterations == 0 && shrinker->input->held == NULL ?
		shrinker->input->relaxation : NULL,
		.pool = pool,
		.message_passing = settings->message_passing,
	};
	QsStatus	status = qs_correlate(host, settings->method, &input, shrinker->random,
									  &correlations);

	/* a source that cannot work on this model, or says nothing, gives way to one that can */
	if ((status == QS_UNSUPPORTED || (correlations && correlations->count == 0)) &&
		settings->method != QS_CORRELATION_AUTO)
	{
		qs_correlations_free(host, correlations);
		status = qs_correlate(host, QS_CORRELATION_AUTO, &input, shrinker->random, &correlations);
	}
	qs_pool_free(host, pool);
	if (correlations == NULL)
		return status == QS_OK ? QS_UNSUPPORTED : status;
	if (qs_time_up(host))
	{
		qs_correlations_free(host, correlations);
		return QS_INTERRUPTED;
	}
	shrinker->out->method = correlations->method;
	if (correlations->count > 0)
		shrinker->out->sources |= 1U << correlations->method;
	shrinker->candidate_count = correlations->count;
	qs_free(host, shrinker->candidate);
	qs_free(host, shrinker->spin);
	shrinker->candidate = QS_ARRAY(host, Candidate, correlations->count);
	shrinker->spin = QS_ARRAY0(host, double, reduced->n);
	for (int64_t k = 0; k < correlations->count; k++)
	{
		const QsCorrelation *pair = &correlations->pair[k];
		double		noise = settings->perturbation > 0.0 ?
			settings->perturbation * qs_random_unit(shrinker->random) : 0.0;

		if (pair->j == QS_REFERENCE)
			shrinker->spin[pair->i] = pair->value;
		shrinker->candidate[k] = (Candidate)
		{
			.i = reduced->root[pair->i],
			.j = pair->j == QS_REFERENCE ? QS_REFERENCE : reduced->root[pair->j],
			.value = pair->value,
			.score = fabs(pair->value) * (1.0 - noise),
		};
	}
	qs_correlations_free(host, correlations);
	if (shrinker->candidate_count > 1)
		qs_sort(shrinker->host, shrinker->candidate, (size_t) shrinker->candidate_count, sizeof(Candidate), by_score);
	return QS_OK;
}

/* Bring reduced model, spins, structure and legality up to date with the contraction. */
static void
refresh(Shrinker *shrinker)
{
	QsHost	   *host = shrinker->host;
	QsReduced  *before = shrinker->out->reduced;

	qs_legality_free(host, shrinker->legality);
	shrinker->legality = NULL;
	qs_structure_free(host, shrinker->structure);
	shrinker->out->reduced = qs_contraction_reduce(host, shrinker->out->contraction);
	/* what is a root now was one before, at no smaller an index */
	for (int r = 0; shrinker->spin && r < shrinker->out->reduced->n; r++)
		shrinker->spin[r] = shrinker->spin[before->index[shrinker->out->reduced->root[r]]];
	qs_reduced_free(host, before);
	shrinker->structure = qs_structure_create(host, shrinker->out->reduced->model,
												shrinker->input->structure->classes);
	shrinker->out->qubits = (int) qs_encode_qubits(shrinker->out->reduced->model,
												   shrinker->structure,
												   shrinker->settings->encoding);
}

static int
row_of_base(const Shrinker *shrinker, int row)
{
	return row < 0 ? -1 : shrinker->out->reduced->model->row_origin[row];
}

/* Does the incumbent give the two ends another relation? */
static bool
contradicts_anchor(const Shrinker *shrinker, const Candidate *candidate)
{
	const uint8_t *x = shrinker->input->incumbent;
	bool		differ;

	if (!shrinker->settings->anchor || x == NULL)
		return false;
	differ = candidate->j == QS_REFERENCE ? x[candidate->i] : x[candidate->i] != x[candidate->j];
	return differ != (candidate->value < 0.0);
}

static void
reject(Shrinker *shrinker, const Candidate *candidate, const char *reason, int row)
{
	shrinker->out->rejected++;
	if (shrinker->settings->log_rejected)
		qs_contraction_log(shrinker->host, shrinker->out->contraction, (QsStep)
						   {
							   .action = QS_ACTION_REJECT, .variable = candidate->i,
							   .onto = candidate->j, .equal = candidate->value > 0.0,
							   .correlation = candidate->value, .reason = reason, .row = row
						   });
}

/*
 * A candidate of earlier correlations whose ends have other roots by now says the
 * same of those.
 */
static Candidate
renew(Shrinker *shrinker, const Candidate *candidate)
{
	QsContraction *contraction = shrinker->out->contraction;
	const int32_t *index = shrinker->out->reduced->index;
	Candidate	renewed = *candidate;
	bool		flip_i,
				flip_j;

	if (index[candidate->i] >= 0 && (candidate->j == QS_REFERENCE || index[candidate->j] >= 0))
		return renewed;
	renewed.i = qs_contraction_find(contraction, candidate->i, &flip_i);
	renewed.j = qs_contraction_find(contraction, candidate->j, &flip_j);
	if (flip_i != flip_j)
		renewed.value = -renewed.value;
	if (renewed.i == QS_REFERENCE)
	{
		renewed.i = renewed.j;
		renewed.j = QS_REFERENCE;
	}
	return renewed;
}

/*
 * Make one contraction if it is legal, with what it implies.  Returns whether
 * it was made; indices are variables of the base model that were roots when the
 * reduced model was built.
 */
static bool
contract(Shrinker *shrinker, const Candidate *offered)
{
	QsHost	   *host = shrinker->host;
	QsShrunk   *out = shrinker->out;
	const QsReduced *reduced = out->reduced;
	bool		flip_i,
				flip_j;
	int			root_i = qs_contraction_find(out->contraction, offered->i, &flip_i);
	int			root_j = qs_contraction_find(out->contraction, offered->j, &flip_j);
	Candidate	renewed;
	const Candidate *candidate = &renewed;
	bool		equal;
	int			a,
				b;
	QsAction	action;
	int			forced_count = 0;
	QsForced   *forced = NULL;

	if (root_i == root_j)
		return false;
	renewed = renew(shrinker, offered);
	equal = renewed.value > 0.0;
	a = reduced->index[renewed.i];
	b = renewed.j == QS_REFERENCE ? QS_REFERENCE : reduced->index[renewed.j];
	root_i = qs_contraction_find(out->contraction, renewed.i, &flip_i);
	root_j = qs_contraction_find(out->contraction, renewed.j, &flip_j);
	if (contradicts_anchor(shrinker, candidate))
	{
		reject(shrinker, candidate, "contradicts the incumbent", -1);
		return false;
	}
	/* the merge may have become a fixing: the other side took a value meanwhile */
	action = root_i == QS_REFERENCE || root_j == QS_REFERENCE ? QS_ACTION_FIX : QS_ACTION_MERGE;
	if (root_i == QS_REFERENCE)
	{
		int			swap = a;

		a = b;
		b = swap;
	}
	if (shrinker->legality)
	{
		QsVerdict	verdict = qs_legality_judge(host, shrinker->legality, a, b, equal);

		if (!verdict.legal)
		{
			reject(shrinker, candidate, verdict.reason, row_of_base(shrinker, verdict.row));
			return false;
		}
		forced_count = verdict.forced_count;
		forced = QS_ARRAY(host, QsForced, forced_count);
		if (forced_count > 0)
			memcpy(forced, verdict.forced, (size_t) forced_count * sizeof(QsForced));
		qs_legality_merge(shrinker->legality, a, b, equal);
	}
	qs_contraction_merge(host, out->contraction, reduced->root[a],
						 b == QS_REFERENCE ? QS_REFERENCE : reduced->root[b], equal, action,
						 candidate->value, qs_correlation_method_name(out->method), -1, NULL);
	out->merges++;
	for (int k = 0; k < forced_count; k++)
	{
		bool		flip;
		int			variable = reduced->root[forced[k].variable];
		int			root = qs_legality_root(shrinker->legality, forced[k].variable, &flip);

		if (root == QS_REFERENCE)
			continue;
		qs_legality_merge(shrinker->legality, forced[k].variable, QS_REFERENCE,
						  forced[k].value == 0);
		if (qs_contraction_fix(host, out->contraction, variable, forced[k].value, NAN,
							   "implied by a row", row_of_base(shrinker, forced[k].row), NULL))
			out->merges++;
	}
	qs_free(host, forced);
	return true;
}

/* Fresh correlation of a pair that was correlated before; 0 when not listed. */
static double
fresh_value(const Candidate *sorted, int64_t count, int i, int j)
{
	Candidate	key = {.i = i, .j = j};
	const Candidate *found = bsearch(&key, sorted, (size_t) count, sizeof(Candidate), by_pair);

	return found ? found->value : 0.0;
}

/*
 * The tail of the last batch was provisional: make those merges the fresh
 * correlations still agree with, log the others as undone.  Returns the share
 * confirmed (1 when there was none).
 */
static double
confirm_provisional(Shrinker *shrinker)
{
	QsHost	   *host = shrinker->host;
	int			agreed = 0;
	Candidate  *sorted;

	if (shrinker->provisional_count == 0)
		return 1.0;
	sorted = QS_ARRAY(host, Candidate, shrinker->candidate_count);
	if (shrinker->candidate_count > 0)
		memcpy(sorted, shrinker->candidate,
			   (size_t) shrinker->candidate_count * sizeof(Candidate));
	qs_sort(shrinker->host, sorted, (size_t) shrinker->candidate_count, sizeof(Candidate), by_pair);
	for (int k = 0; k < shrinker->provisional_count; k++)
	{
		Candidate  *old = &shrinker->provisional[k];
		bool		flip_i,
					flip_j;
		int			i = qs_contraction_find(shrinker->out->contraction, old->i, &flip_i);
		int			j = qs_contraction_find(shrinker->out->contraction, old->j, &flip_j);
		double		sign = flip_i != flip_j ? -1.0 : 1.0;
		double		value;

		if (i == j || i == QS_REFERENCE)
			continue;
		value = fresh_value(sorted, shrinker->candidate_count, i, j);
		if (value == 0.0 && j != QS_REFERENCE)
			value = fresh_value(sorted, shrinker->candidate_count, j, i);
		if (sign * value * (old->value > 0.0 ? 1.0 : -1.0) >= AGREEMENT * fabs(old->value))
		{
			Candidate	again = {.i = i, .j = j, .value = value};

			agreed++;
			if (shrinker->out->contraction->roots > shrinker->budget)
				contract(shrinker, &again);
			continue;
		}
		shrinker->out->undone++;
		qs_contraction_log(host, shrinker->out->contraction, (QsStep)
						   {
							   .action = QS_ACTION_UNDO, .variable = old->i, .onto = old->j,
							   .equal = old->value > 0.0, .correlation = old->value,
							   .reason = "fresh correlations disagree", .row = -1
						   });
	}
	qs_free(host, sorted);
	return (double) agreed / shrinker->provisional_count;
}

/*
 * Contract the head of the candidates, keep the next ones as provisional.
 * Returns how many merges were made; *confident is false when the confidence
 * threshold ended the batch.
 */
static int
contract_batch(Shrinker *shrinker, int batch, bool *confident)
{
	int			made = 0;
	int64_t		k = 0;
	bool		provisional = shrinker->settings->recompute;

	*confident = true;
	for (; k < shrinker->candidate_count && made < batch &&
		 shrinker->out->contraction->roots > shrinker->budget; k++)
	{
		if (fabs(shrinker->candidate[k].value) < shrinker->settings->confidence ||
			shrinker->candidate[k].value == 0.0)
		{
			*confident = false;
			break;
		}
		made += contract(shrinker, &shrinker->candidate[k]);
		qs_check(shrinker->host);
		if (qs_time_up(shrinker->host))
			break;
	}
	shrinker->provisional_count = 0;
	for (; provisional && *confident && k < shrinker->candidate_count &&
		 shrinker->provisional_count < (batch + 1) / 2; k++)
		if (fabs(shrinker->candidate[k].value) > fmax(shrinker->settings->confidence, 0.0))
			shrinker->provisional[shrinker->provisional_count++] = shrinker->candidate[k];
	return made;
}

/*
 * Above the budget and nothing legal left: keep the variables the correlations
 * know least about, and give the others the incumbent's values (which agree
 * with the rows, if perhaps not with merges made before).
 */
static void
fill_from_incumbent(Shrinker *shrinker)
{
	QsHost	   *host = shrinker->host;
	QsShrunk   *out = shrinker->out;
	const QsReduced *reduced = out->reduced;
	Candidate  *order = QS_ARRAY(host, Candidate, reduced->n);

	for (int r = 0; r < reduced->n; r++)
		order[r] = (Candidate)
	{
		.i = reduced->root[r],
		.j = QS_REFERENCE,
		.score = fabs(shrinker->spin ? shrinker->spin[r] : 0.0) +
			1e-3 * qs_random_unit(shrinker->random),
	};
	qs_sort(shrinker->host, order, (size_t) reduced->n, sizeof(Candidate), by_score);
	for (int r = 0; r < reduced->n && out->contraction->roots > shrinker->budget; r++)
	{
		int			value = shrinker->input->incumbent ?
			shrinker->input->incumbent[order[r].i] : 0;

		if (qs_contraction_fix(host, out->contraction, order[r].i, value, NAN,
							   "value of the incumbent", -1, NULL))
			out->merges++;
	}
	qs_free(host, order);
}

/* Components that do not have their turn keep the incumbent's values. */
static void
hold(Shrinker *shrinker)
{
	const QsShrinkInput *input = shrinker->input;

	for (int i = 0; input->held && input->incumbent && i < input->model->n; i++)
		if (input->held[i])
			qs_contraction_fix(shrinker->host, shrinker->out->contraction, i, input->incumbent[i],
							   NAN, "held while another component is solved", -1, NULL);
}

static int
low_spectrum(QsHost *host, const QsModel *model, double *spectrum)
{
	if (qs_qubo_pairs(model->objective) == 0 || model->n < 2)
		return 0;
	return qs_spectrum(host, model->objective, QS_SPECTRUM_VALUES, spectrum);
}

static double
spectrum_drift(const double *before, const double *after, int count)
{
	double		drift = 0.0;

	for (int k = 0; k < count; k++)
		drift = fmax(drift, fabs(before[k] - after[k]));
	return drift;
}

/* Roots allowed so that the encoding fits; slack bits take their share. */
static int
root_budget(const Shrinker *shrinker)
{
	int			slack = shrinker->out->qubits - shrinker->out->reduced->n;

	if (slack < 0)
		slack = 0;
	return shrinker->settings->max_qubits - slack > 1 ? shrinker->settings->max_qubits - slack : 1;
}

QsStatus
qs_shrink(QsHost *host, const QsShrinkInput *input, const QsShrinkSettings *settings,
		  QsRandom *random, QsShrunk *out)
{
	Shrinker	shrinker = {
		.host = host, .input = input, .settings = settings, .random = random, .out = out
	};
	QsStatus	status = QS_OK;
	int			batch = 0;
	double		start_spectrum[QS_SPECTRUM_VALUES];
	int			start_count = 0;

	memset(out, 0, sizeof(*out));
	out->contraction = qs_contraction_create(host, input->model);
	out->stop = "budget";
	hold(&shrinker);
	refresh(&shrinker);
	shrinker.provisional = QS_ARRAY(host, Candidate, input->model->n + 1);
	if (isfinite(settings->spectral_drift))
		start_count = low_spectrum(host, input->model, start_spectrum);

	while (out->qubits > settings->max_qubits)
	{
		double		agreement;
		bool		confident;
		int			made;

		if (qs_time_up(host))
		{
			status = QS_INTERRUPTED;
			break;
		}
		shrinker.budget = root_budget(&shrinker);
		if (settings->recompute || out->iterations == 0)
			status = correlate(&shrinker);
		if (status != QS_OK && status != QS_LIMIT)
			break;
		if (batch == 0)
			batch = settings->recompute ?
				(out->reduced->n - shrinker.budget + 3) / 4 + 1 : input->model->n;
		if (settings->legality)
			shrinker.legality = qs_legality_create(host, out->reduced->model, shrinker.structure,
												   shrinker.spin);
		made = out->merges;
		agreement = confirm_provisional(&shrinker);
		contract_batch(&shrinker, batch, &confident);
		made = out->merges - made;
		if (qs_time_up(host))
		{
			status = QS_INTERRUPTED;
			break;
		}
		if (settings->recompute)
			batch = agreement > AGREEMENT ? (int) fmin(batch * GROWTH + 1, input->model->n) :
				batch / 2 + 1;
		out->iterations++;
		if (made == 0 && shrinker.provisional_count == 0)
		{
			out->stop = confident ? "nothing legal" : "confidence";
			made = out->merges;
			fill_from_incumbent(&shrinker);
			if (out->merges == made)
			{
				out->stop = "encoding exceeds the budget";
				break;
			}
		}
		refresh(&shrinker);
		if (start_count > 0)
		{
			double		now[QS_SPECTRUM_VALUES];
			int			count = low_spectrum(host, out->reduced->model, now);

			if (count == start_count &&
				spectrum_drift(start_spectrum, now, count) > settings->spectral_drift &&
				out->qubits > settings->max_qubits)
			{
				out->stop = "spectrum";
				shrinker.budget = root_budget(&shrinker);
				fill_from_incumbent(&shrinker);
				refresh(&shrinker);
			}
		}
	}
	if (status == QS_OK || status == QS_LIMIT)
	{
		status = QS_OK;
		out->spectrum_count = low_spectrum(host, out->reduced->model, out->spectrum);
	}
	qs_legality_free(host, shrinker.legality);
	qs_structure_free(host, shrinker.structure);
	qs_free(host, shrinker.spin);
	qs_free(host, shrinker.candidate);
	qs_free(host, shrinker.provisional);
	if (status != QS_OK)
		qs_shrunk_free(host, out);
	return status;
}

void
qs_shrunk_free(QsHost *host, QsShrunk *shrunk)
{
	qs_reduced_free(host, shrunk->reduced);
	qs_contraction_free(host, shrunk->contraction);
	shrunk->reduced = NULL;
	shrunk->contraction = NULL;
}
