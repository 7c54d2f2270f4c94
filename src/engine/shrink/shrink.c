/*
 * shrink.c
 *	  The adaptive loop: correlate, contract a batch, confirm or undo its tail.
 */
#include "shrink/shrink.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "base/sort.h"
#include "shrink/shrink_batch.h"
#include "shrink/spectrum.h"

#define GROWTH				1.6
#define DISAGREEMENT		4.0	/* weight of a pool entry or shot falls as exp(-this * share
								 * contradicted) */

static const QsName reductions[] = {
	{"merge", QS_REDUCTION_MERGE, "the most correlated variables are made one"},
	{"qiro", QS_REDUCTION_QIRO, "independent sets: vertices are put in or left out, with what follows for their neighbours, between exact reductions"},
};

const QsNames qs_reduction_names = QS_NAMES("reduction", reductions);

static int
by_score(const void *a, const void *b)
{
	const QsMergeCandidate *x = a;
	const QsMergeCandidate *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (x->i != y->i)
		return x->i < y->i ? -1 : 1;
	return (x->j > y->j) - (x->j < y->j);
}

/* The pool over the reduced variables; entries that merges contradict weigh less. */
static QsPool *
restrict_pool(QsShrinker *shrinker)
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
			qs_exp(-DISAGREEMENT * contradicted / fmax(1.0, reduced->n));
	}
	return restricted;
}

/* The same for what was measured */
static QsMeasurement *
restrict_measurement(QsShrinker *shrinker)
{
	QsHost	   *host = shrinker->host;
	const QsMeasurement *given = shrinker->input->measurement;
	const QsReduced *reduced = shrinker->out->reduced;
	QsMeasurement *conditioned;
	QsMeasurement *restricted;

	if (given == NULL)
		return NULL;
	conditioned = qs_measurement_copy(host, given);
	qs_measurement_condition(host, conditioned, shrinker->out->contraction, DISAGREEMENT);
	restricted = qs_measurement_restrict(host, conditioned, reduced->root, reduced->n);
	qs_measurement_free(host, conditioned);
	return restricted;
}

static QsStatus
correlate(QsShrinker *shrinker)
{
	QsHost	   *host = shrinker->host;
	const QsShrinkSettings *settings = shrinker->settings;
	const QsReduced *reduced = shrinker->out->reduced;
	QsPool	   *pool = restrict_pool(shrinker);
	QsMeasurement *measurement = restrict_measurement(shrinker);
	QsCorrelations *correlations = NULL;
	QsCorrelationInput input = {
		.model = reduced->model,
		.structure = shrinker->structure,
		.relaxation = shrinker->out->iterations == 0 && shrinker->input->held == NULL ?
		shrinker->input->relaxation : NULL,
		.pool = pool,
		.measurement = measurement,
		.layers = settings->layers,
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
	qs_measurement_free(host, measurement);
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
	shrinker->candidate = QS_ARRAY(host, QsMergeCandidate, correlations->count);
	shrinker->spin = QS_ARRAY0(host, double, reduced->n);
	for (int64_t k = 0; k < correlations->count; k++)
	{
		const QsCorrelation *pair = &correlations->pair[k];
		double		noise = settings->perturbation > 0.0 ?
			settings->perturbation * qs_random_unit(shrinker->random) : 0.0;

		if (pair->j == QS_REFERENCE)
			shrinker->spin[pair->i] = pair->value;
		shrinker->candidate[k] = (QsMergeCandidate)
		{
			.i = reduced->root[pair->i],
			.j = pair->j == QS_REFERENCE ? QS_REFERENCE : reduced->root[pair->j],
			.value = pair->value,
			.score = fabs(pair->value) * (1.0 - noise),
		};
	}
	qs_correlations_free(host, correlations);
	if (shrinker->candidate_count > 1)
		qs_sort(host, shrinker->candidate, (size_t) shrinker->candidate_count,
				sizeof(QsMergeCandidate), by_score);
	return QS_OK;
}

/* Bring reduced model, spins, structure and legality up to date with the contraction. */
static void
refresh(QsShrinker *shrinker)
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

/*
 * Above the budget and nothing legal left: keep the variables the correlations
 * know least about, and give the others the incumbent's values (which agree
 * with the rows, if perhaps not with merges made before).
 */
static void
fill_from_incumbent(QsShrinker *shrinker)
{
	QsHost	   *host = shrinker->host;
	QsShrunk   *out = shrinker->out;
	const QsReduced *reduced = out->reduced;
	QsMergeCandidate *order = QS_ARRAY(host, QsMergeCandidate, reduced->n);

	for (int r = 0; r < reduced->n; r++)
		order[r] = (QsMergeCandidate)
	{
		.i = reduced->root[r],
		.j = QS_REFERENCE,
		.score = fabs(shrinker->spin ? shrinker->spin[r] : 0.0) +
			1e-3 * qs_random_unit(shrinker->random),
	};
	qs_sort(host, order, (size_t) reduced->n, sizeof(QsMergeCandidate), by_score);
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
hold(QsShrinker *shrinker)
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
root_budget(const QsShrinker *shrinker)
{
	int			slack = shrinker->out->qubits - shrinker->out->reduced->n;

	if (slack < 0)
		slack = 0;
	return shrinker->settings->max_qubits - slack > 1 ? shrinker->settings->max_qubits - slack : 1;
}

/* Low end of the spectrum that shrinking started from, count 0: nobody asks */
typedef struct Spectrum
{
	int			count;
	double		value[QS_SPECTRUM_VALUES];
} Spectrum;

static bool
has_drifted(const QsShrinker *shrinker, const Spectrum *start)
{
	double		now[QS_SPECTRUM_VALUES];

	return start->count > 0 &&
		low_spectrum(shrinker->host, shrinker->out->reduced->model, now) == start->count &&
		spectrum_drift(start->value, now, start->count) > shrinker->settings->spectral_drift;
}

/*
 * Correlate where that is due, then contract.  *batch (0: none yet) grows with the share
 * of provisional merges that fresh correlations confirm, or shrinks.  *confident as in
 * qs_shrink_contract_batch(); *made: merges.  QS_INTERRUPTED: out of time.
 */
static QsStatus
run_batch(QsShrinker *shrinker, int *batch, bool *confident, int *made)
{
	const QsShrinkSettings *settings = shrinker->settings;
	QsShrunk   *out = shrinker->out;
	int			n = shrinker->input->model->n;
	QsStatus	status = QS_OK;
	double		agreement;

	if (qs_time_up(shrinker->host))
		return QS_INTERRUPTED;
	shrinker->budget = root_budget(shrinker);
	if (settings->recompute || out->iterations == 0)
		status = correlate(shrinker);
	if (status != QS_OK && status != QS_LIMIT)
		return status;
	if (settings->batch > 0)
		*batch = settings->batch;
	else if (*batch == 0)
		*batch = settings->recompute ? (out->reduced->n - shrinker->budget + 3) / 4 + 1 : n;
	if (settings->legality)
		shrinker->legality = qs_legality_create(shrinker->host, out->reduced->model,
												shrinker->structure, shrinker->spin);
	*made = out->merges;
	agreement = qs_shrink_confirm(shrinker);
	qs_shrink_contract_batch(shrinker, *batch, confident);
	*made = out->merges - *made;
	if (qs_time_up(shrinker->host))
		return QS_INTERRUPTED;
	if (settings->recompute && settings->batch == 0)
		*batch = agreement > QS_AGREEMENT ? (int) fmin(*batch * GROWTH + 1, n) : *batch / 2 + 1;
	out->iterations++;
	return QS_OK;
}

/* Batches until the encoding fits, or nothing is left to contract. */
static QsStatus
run(QsShrinker *shrinker, const Spectrum *start)
{
	QsShrunk   *out = shrinker->out;
	int			batch = 0;

	while (out->qubits > shrinker->settings->max_qubits)
	{
		bool		confident;
		int			made;
		QsStatus	status = run_batch(shrinker, &batch, &confident, &made);

		if (status != QS_OK)
			return status;
		if (made == 0 && shrinker->provisional_count == 0)
		{
			out->stop = confident ? "nothing legal" : "confidence";
			made = out->merges;
			fill_from_incumbent(shrinker);
			if (out->merges == made)
			{
				out->stop = "encoding exceeds the budget";
				return QS_OK;
			}
		}
		refresh(shrinker);
		if (out->qubits > shrinker->settings->max_qubits && has_drifted(shrinker, start))
		{
			out->stop = "spectrum";
			shrinker->budget = root_budget(shrinker);
			fill_from_incumbent(shrinker);
			refresh(shrinker);
		}
	}
	return QS_OK;
}

QsStatus
qs_shrink(QsHost *host, const QsShrinkInput *input, const QsShrinkSettings *settings,
		  QsRandom *random, QsShrunk *out)
{
	QsShrinker	shrinker = {
		.host = host, .input = input, .settings = settings, .random = random, .out = out
	};
	Spectrum	start = {.count = 0};
	QsStatus	status;

	memset(out, 0, sizeof(*out));
	out->contraction = qs_contraction_create(host, input->model);
	out->stop = "budget";
	hold(&shrinker);
	refresh(&shrinker);
	shrinker.provisional = QS_ARRAY(host, QsMergeCandidate, input->model->n + 1);
	if (isfinite(settings->spectral_drift))
		start.count = low_spectrum(host, input->model, start.value);
	status = run(&shrinker, &start);
	if (status == QS_OK)
		out->spectrum_count = low_spectrum(host, out->reduced->model, out->spectrum);
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
