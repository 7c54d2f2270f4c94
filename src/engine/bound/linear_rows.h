/*
 * linear_rows.h
 *	  The rows of a model under another, linear objective.
 */
#ifndef QS_LINEAR_ROWS_H
#define QS_LINEAR_ROWS_H

#include "model/model.h"

/* A copy of everything; cost: n.  O(n + nonzeros). */
extern QsModel *qs_linear_rows(QsHost *host, const QsModel *model, const double *cost,
							   double constant);

#endif
