/*
 * colouring_rows.h
 *	  One side of a row as a statement on literals; private to the recogniser.
 */
#ifndef QS_COLOURING_ROWS_H
#define QS_COLOURING_ROWS_H

#include "model/model.h"

/* Literal 2i is x_i, 2i + 1 is 1 - x_i. */
typedef int32_t QsLiteral;

static inline QsLiteral
qs_literal_not(QsLiteral literal)
{
	return literal ^ 1;
}

typedef enum QsLiteralKind
{
	QS_LITERALS_FREE,			/* cannot be broken */
	QS_LITERALS_EXACTLY_ONE,
	QS_LITERALS_AT_LEAST_ONE,	/* of literals 2i only */
	QS_LITERALS_EXCLUSIVE,		/* each of the first `heavy` excludes all others; the rest do not
								 * exclude each other */
	QS_LITERALS_NOT_ALL,		/* not all may be true together; never two */
	QS_LITERALS_OTHER
} QsLiteralKind;

typedef struct QsLiterals
{
	QsLiteralKind kind;
	int			count;
	int			heavy;
	QsLiteral  *literal;		/* room for the longest row */
	double	   *weight;			/* work space */
	const int8_t *known;		/* n: value of variables that are decided, else -1; these are
								 * left out of rows */
} QsLiterals;

/* Decide what single rows decide, until none does: what fixing has left undone.  known:
 * n, written.  False: two rows decide a variable differently.  O(passes * nonzeros) */
extern bool qs_colouring_decide(QsHost *host, const QsModel *model, int8_t *known);

/* What the row (upper: its upper side, else its lower) says.  An equality is told on
 * the upper side; its lower side is then FREE.  O(length log length) */
extern void qs_colouring_read_row(QsHost *host, const QsModel *model, int row, bool upper,
								  QsLiterals *literals);

#endif
