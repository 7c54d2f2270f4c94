/*
 * balance_choices.h
 *	  Answers to models of choices, one of each group, whose other rows have limits: loads
 *	  are balanced against them.
 */
#ifndef QS_BALANCE_CHOICES_H
#define QS_BALANCE_CHOICES_H

#include "model/model.h"

/* Does the row ask for exactly one of its variables? */
extern bool qs_row_asks_for_one(const QsModel *model, int row);

/*
 * For models each of whose variables is in one row that asks for one, under limits of sums with
 * different weights (generalised assignment, say): an assignment that meets those rows, and the others if it can be found in some passes
 * over all variables, each O(entries).  x: n.  Returns whether it is feasible; false, with x
 * as it was, where the model is another one or the time is up.
 */
extern bool qs_balance_choices(QsHost *host, const QsModel *model, uint8_t *x);

#endif
