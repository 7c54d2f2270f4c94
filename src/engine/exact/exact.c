/*
 * exact.c
 *	  Enumeration of QUBOs and shrunk constrained models.
 */
#include "exact/exact.h"

#include <string.h>

#include "exact/exact_walk.h"

static bool
comes_before(const QsWalk *s, int32_t a, int32_t b)
{
	size_t		n = (size_t) s->model->n;

	if (s->kept_energy[a] != s->kept_energy[b])
		return s->kept_energy[a] < s->kept_energy[b];
	return memcmp(s->kept_x + (size_t) a * n, s->kept_x + (size_t) b * n, n) < 0;
}

/* Merge sort of the heap's slots by energy, then bits */
static void
sort_slots(const QsWalk *s, int32_t *slot, int32_t *other, int count)
{
	int			half = count / 2;

	if (count < 2)
		return;
	sort_slots(s, slot, other, half);
	sort_slots(s, slot + half, other, count - half);
	memcpy(other, slot, (size_t) count * sizeof(int32_t));
	for (int k = 0, a = 0, b = half; k < count; k++)
		slot[k] = b == count || (a < half && !comes_before(s, other[b], other[a]))
			? other[a++] : other[b++];
}

static QsSamples *
collect(QsWalk *s)
{
	QsHost	   *host = s->host;
	QsSamples  *samples = QS_NEW(host, QsSamples);
	size_t		n = (size_t) s->model->n;
	int32_t    *other = QS_ARRAY(host, int32_t, s->kept);

	sort_slots(s, s->heap, other, s->kept);
	qs_free(host, other);
	samples->n = s->model->n;
	samples->count = s->kept;
	samples->x = QS_ARRAY(host, uint8_t, (size_t) s->kept * n);
	samples->energy = QS_ARRAY(host, double, s->kept);
	samples->occurrences = QS_ARRAY(host, int64_t, s->kept);
	for (int k = 0; k < s->kept; k++)
	{
		memcpy(samples->x + (size_t) k * n, s->kept_x + (size_t) s->heap[k] * n, n);
		samples->energy[k] = s->kept_energy[s->heap[k]];
		samples->occurrences[k] = 1;
	}
	return samples;
}

static QsStatus
enumerate(QsHost *host, const QsModel *model, const QsStructure *structure, int keep,
		  bool limited, QsSamples **best)
{
	QsTree	   *tree = qs_tree_create(host, model, structure);
	QsStatus	status = QS_INFEASIBLE;

	*best = NULL;
	if (!tree->infeasible)
	{
		QsWalk		s = {.host = host, .model = model, .tree = tree, .keep = keep > 0 ? keep : 1};

		qs_walk_create(&s);
		status = qs_walk_run(&s, limited);
		if (status == QS_OK || status == QS_INTERRUPTED)
			*best = collect(&s);
		qs_walk_free(&s);
	}
	qs_tree_free(host, tree);
	return status;
}

QsStatus
qs_exact_model(QsHost *host, const QsModel *model, const QsStructure *structure, int keep,
			   QsSamples **best)
{
	*best = NULL;
	if (model->n > QS_TREE_MAX_VARIABLES)
		return QS_UNSUPPORTED;
	return enumerate(host, model, structure, keep, true, best);
}

QsStatus
qs_sample_exact(QsHost *host, const QsSamplerInput *input, const QsSamplerSettings *settings,
				QsRandom *random, QsSamples **samples, QsSamplerReport *report)
{
	const QsQubo *qubo = input->qubo;
	QsQubo	   *objective;
	QsModel    *model;
	QsStructure *structure;
	QsSamples  *best;
	QsStatus	status;

	(void) random;
	*samples = NULL;
	if (qubo->n > QS_EXACT_MAX_BITS)
		return QS_UNSUPPORTED;
	objective = qs_qubo_copy(host, qubo);
	objective->offset = 0.0;
	model = qs_model_assemble(host, qubo->n, false, 0.0, objective, 0,
							  QS_ARRAY0(host, int64_t, 1), NULL, NULL, NULL, NULL, NULL, NULL);
	structure = qs_structure_create(host, model, NULL);
	status = enumerate(host, model, structure, settings->shots, false, &best);
	if (best)
	{
		*samples = qs_samples_from_rows(host, qubo, best->x, best->count);
		qs_samples_free(host, best);
	}
	report->moves = (int64_t) 1 << qubo->n;
	qs_structure_free(host, structure);
	qs_model_free(host, model);
	return status;
}
