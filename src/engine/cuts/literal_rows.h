/*
 * literal_rows.h
 *	  The rows of a model as knapsacks over literals: each finite bound of a row says
 *	  that the true ones of its literals weigh no more than a capacity.
 *
 * Literal 2 j is x_j, literal 2 j + 1 is 1 - x_j; all weights are positive.
 */
#ifndef QS_LITERAL_ROWS_H
#define QS_LITERAL_ROWS_H

#include "model/model.h"

static inline int32_t
qs_literal(int variable, bool negated)
{
	return 2 * variable + negated;
}

static inline double
qs_literal_value(const double *x, int32_t literal)
{
	return literal & 1 ? 1.0 - x[literal / 2] : x[literal / 2];
}

typedef struct QsLiteralRows
{
	int			count;
	int64_t    *start;			/* count + 1 */
	int32_t    *literal;		/* of each row by weight, heaviest first */
	double	   *weight;
	double	   *capacity;		/* what every x that the judge accepts keeps; plain sums of
								 * weights in any order that pass it prove that they do */
} QsLiteralRows;

/* Those that can be broken at all.  O(nonzeros log nonzeros). */
extern QsLiteralRows *qs_literal_rows_create(QsHost *host, const QsModel *model);
extern void qs_literal_rows_free(QsHost *host, QsLiteralRows *rows);

#endif
