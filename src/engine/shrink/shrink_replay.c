/*
 * shrink_replay.c
 *	  Walk again through the steps of an earlier shrinking.
 */
#include "shrink/shrink.h"

#include <string.h>

static bool
contracts(const QsStep *step)
{
	return step->action == QS_ACTION_MERGE || step->action == QS_ACTION_FIX ||
		step->action == QS_ACTION_ELIMINATE;
}

/* A cell that is taken empties the rest of its row and column. */
static void
imply_cells(QsHost *host, const QsStructure *structure, QsContraction *contraction)
{
	int			order = structure->order;

	for (int f = 0; f < order; f++)
		for (int l = 0; l < order; l++)
		{
			bool		flip;
			int			root = qs_contraction_find(contraction,
												   structure->variable_at[f * order + l], &flip);

			if (root != QS_REFERENCE || !flip)
				continue;
			for (int k = 0; k < order; k++)
			{
				if (k != l)
					qs_contraction_imply(contraction, structure->variable_at[f * order + k], 0);
				if (k != f)
					qs_contraction_imply(contraction, structure->variable_at[k * order + l], 0);
			}
			qs_check(host);
		}
}

QsStatus
qs_shrink_replay(QsHost *host, const QsModel *model, const QsStructure *structure,
				 QsEncodingKind encoding, const QsStep *step, int64_t steps, QsShrunk *out)
{
	QsStructure *reduced;

	memset(out, 0, sizeof(*out));
	for (int64_t k = 0; k < steps; k++)
		if (contracts(&step[k]) &&
			(step[k].variable < 0 || step[k].variable >= model->n ||
			 step[k].onto < QS_REFERENCE || step[k].onto >= model->n))
			return QS_INVALID;
	out->contraction = qs_contraction_create(host, model);
	out->stop = "replay";
	for (int64_t k = 0; k < steps; k++)
	{
		if (contracts(&step[k]))
			out->merges += qs_contraction_merge(host, out->contraction, step[k].variable,
												step[k].onto, step[k].equal, step[k].action,
												step[k].correlation, step[k].reason, step[k].row, NULL);
		if ((k & 1023) == 0)
			qs_check(host);
	}
	if (structure->order > 0)
		imply_cells(host, structure, out->contraction);
	out->reduced = qs_contraction_reduce(host, out->contraction);
	reduced = qs_structure_create(host, out->reduced->model, structure->classes);
	out->qubits = (int) qs_encode_qubits(out->reduced->model, reduced, encoding);
	qs_structure_free(host, reduced);
	return QS_OK;
}
