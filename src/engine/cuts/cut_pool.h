/*
 * cut_pool.h
 *	  Cuts of one relaxation: rows that every feasible x keeps, most of which a
 *	  fractional point breaks.
 */
#ifndef QS_CUT_POOL_H
#define QS_CUT_POOL_H

#include "model/model.h"

typedef struct QsCutPool
{
	QsHost	   *host;
	int			n;				/* variables */
	const double *x;			/* n: the point to cut off; set before separators run */
	int			count;
	int			capacity;
	int64_t    *start;			/* capacity + 1: entries of each cut */
	int32_t    *variable;		/* ascending within a cut */
	double	   *value;			/* integers */
	int64_t		entry_capacity;
	double	   *upper;			/* value . variable <= upper, an integer */
	double	   *efficacy;		/* distance of the latest point beyond it */
	uint8_t    *inside;			/* the program has it */
	uint8_t    *age;			/* rounds without its binding */
	int32_t    *bucket;			/* hash chains that find a cut again */
	int32_t    *next;
	int			buckets;
	double		work;			/* of separators, in nanoseconds by their estimate */
	double	   *coefficient;	/* n: scratch of qs_cut_pool_add_literals(), zero */
} QsCutPool;

extern void qs_cut_pool_create(QsHost *host, int n, QsCutPool *pool);
extern void qs_cut_pool_free(QsCutPool *pool);

/*
 * Offer sum coefficient * literal <= upper (literal_rows.h; of different variables,
 * coefficients and upper integers below 2^41).  Kept if x lies beyond it by at least
 * QS_CUT_EFFICACY and the pool does not hold it.  O(count log count).
 */
#define QS_CUT_EFFICACY		1e-3
extern bool qs_cut_pool_add_literals(QsCutPool *pool, int count, const int32_t *literal,
									 const double *coefficient, double upper);

/* How far x lies beyond a cut, as a distance */
extern double qs_cut_pool_efficacy(const QsCutPool *pool, int cut, const double *x);

/* The model with the cuts inside the program as further rows, in the order of `row`
 * (count of them).  A copy of everything; the same feasible x. */
extern QsModel *qs_cut_pool_strengthen(const QsCutPool *pool, const QsModel *model, int count,
									   const int32_t *row);

#endif
