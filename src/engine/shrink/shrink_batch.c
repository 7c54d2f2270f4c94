/*
 * shrink_batch.c
 *	  Contracting a batch of candidates, each judged before; confirming the tail of the
 *	  batch before.
 */
#include "shrink/shrink_batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "base/trace.h"

#define TRACED_REJECTIONS	10	/* of a shrinking: there may be thousands */

static int
by_pair(const void *a, const void *b)
{
	const QsMergeCandidate *x = a;
	const QsMergeCandidate *y = b;

	if (x->i != y->i)
		return x->i < y->i ? -1 : 1;
	return (x->j > y->j) - (x->j < y->j);
}

static int
row_of_base(const QsShrinker *shrinker, int row)
{
	return row < 0 ? -1 : shrinker->out->reduced->model->row_origin[row];
}

/* Does the incumbent give the two ends another relation? */
static bool
contradicts_anchor(const QsShrinker *shrinker, const QsMergeCandidate *candidate)
{
	const uint8_t *x = shrinker->input->incumbent;
	bool		differ;

	if (!shrinker->settings->anchor || x == NULL)
		return false;
	differ = candidate->j == QS_REFERENCE ? x[candidate->i] : x[candidate->i] != x[candidate->j];
	return differ != (candidate->value < 0.0);
}

static void
reject(QsShrinker *shrinker, const QsMergeCandidate *candidate, const char *reason, int row)
{
	shrinker->out->rejected++;
	if (shrinker->out->rejected <= TRACED_REJECTIONS)
		QS_TRACE(shrinker->host, "shrink: rejected %d %s %d of the base (-1: the reference), correlation %g: %s",
				 candidate->i, candidate->value > 0.0 ? "=" : "<>", candidate->j, candidate->value,
				 reason);
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
static QsMergeCandidate
renew(QsShrinker *shrinker, const QsMergeCandidate *candidate)
{
	QsContraction *contraction = shrinker->out->contraction;
	const int32_t *index = shrinker->out->reduced->index;
	QsMergeCandidate renewed = *candidate;
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

/* Fix what the rows force after a merge; indices of the reduced model. */
static void
make_forced(QsShrinker *shrinker, const QsForced *forced, int count)
{
	QsShrunk   *out = shrinker->out;

	for (int k = 0; k < count; k++)
	{
		bool		flip;
		int			variable = out->reduced->root[forced[k].variable];
		int			root = qs_legality_root(shrinker->legality, forced[k].variable, &flip);

		if (root == QS_REFERENCE)
			continue;
		qs_legality_merge(shrinker->legality, forced[k].variable, QS_REFERENCE,
						  forced[k].value == 0);
		if (qs_contraction_fix(shrinker->host, out->contraction, variable, forced[k].value, NAN,
							   "implied by a row", row_of_base(shrinker, forced[k].row), NULL))
			out->merges++;
	}
}

/*
 * Make one contraction if it is legal, with what it implies.  Returns whether
 * it was made; indices are variables of the base model that were roots when the
 * reduced model was built.
 */
static bool
contract(QsShrinker *shrinker, const QsMergeCandidate *offered)
{
	QsHost	   *host = shrinker->host;
	QsShrunk   *out = shrinker->out;
	const QsReduced *reduced = out->reduced;
	bool		flip_i,
				flip_j;
	int			root_i = qs_contraction_find(out->contraction, offered->i, &flip_i);
	int			root_j = qs_contraction_find(out->contraction, offered->j, &flip_j);
	QsMergeCandidate renewed;
	const QsMergeCandidate *candidate = &renewed;
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
	make_forced(shrinker, forced, forced_count);
	qs_free(host, forced);
	return true;
}

/* Fresh correlation of a pair that was correlated before; 0 when not listed. */
static double
fresh_value(const QsMergeCandidate *sorted, int64_t count, int i, int j)
{
	QsMergeCandidate key = {.i = i, .j = j};
	const QsMergeCandidate *found = bsearch(&key, sorted, (size_t) count,
											sizeof(QsMergeCandidate), by_pair);

	return found ? found->value : 0.0;
}

double
qs_shrink_confirm(QsShrinker *shrinker)
{
	QsHost	   *host = shrinker->host;
	int			agreed = 0;
	QsMergeCandidate *sorted;

	if (shrinker->provisional_count == 0)
		return 1.0;
	sorted = QS_ARRAY(host, QsMergeCandidate, shrinker->candidate_count);
	if (shrinker->candidate_count > 0)
		memcpy(sorted, shrinker->candidate,
			   (size_t) shrinker->candidate_count * sizeof(QsMergeCandidate));
	qs_sort(host, sorted, (size_t) shrinker->candidate_count, sizeof(QsMergeCandidate), by_pair);
	for (int k = 0; k < shrinker->provisional_count; k++)
	{
		QsMergeCandidate *old = &shrinker->provisional[k];
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
		if (sign * value * (old->value > 0.0 ? 1.0 : -1.0) >= QS_AGREEMENT * fabs(old->value))
		{
			QsMergeCandidate again = {.i = i, .j = j, .value = value};

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

int
qs_shrink_contract_batch(QsShrinker *shrinker, int batch, bool *confident)
{
	int			made = 0;
	int64_t		k = 0;
	bool		provisional = shrinker->settings->recompute && shrinker->settings->batch == 0;

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
