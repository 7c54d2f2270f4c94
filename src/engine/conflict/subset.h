/*
 * subset.h
 *	  Can some of the rows of a model hold together?  Private to conflict/.
 */
#ifndef QS_CONFLICT_SUBSET_H
#define QS_CONFLICT_SUBSET_H

#include "conflict/conflict.h"

typedef enum QsSubsetVerdict
{
	QS_SUBSET_CONTRADICTORY,
	QS_SUBSET_MET,				/* by x */
	QS_SUBSET_UNKNOWN
} QsSubsetVerdict;

/*
 * Judge `count` rows (ascending).  support (count flags) gets the rows that already
 * contradict each other when they do; x (n of the model) gets an assignment that meets
 * all, by the judge of the settings too, when they can be met.
 */
extern QsSubsetVerdict qs_subset_judge(QsHost *host, const QsModel *model,
									   const QsConflictSettings *settings, const int32_t *row,
									   int count, uint8_t *support, uint8_t *x);

/* Does x meet a row, for the engine and for the judge? */
extern bool qs_subset_holds(const QsModel *model, const QsConflictSettings *settings, int row,
							const uint8_t *x);

#endif
