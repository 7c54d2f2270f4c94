/*
 * exact_scan.h
 *	  The innermost loop of enumeration: which entries of a tabulated block are
 *	  good enough and meet the rows.
 */
#ifndef QS_EXACT_SCAN_H
#define QS_EXACT_SCAN_H

#include "base/host.h"

#define QS_SCAN_CHUNK	64

/* table[k] <= bound (or >= bound when at_least) */
typedef struct QsScanRow
{
	const double *table;
	double		bound;
	bool		at_least;
} QsScanRow;

/* One block, padded to a multiple of QS_SCAN_CHUNK entries of infinite energy. */
typedef struct QsScan
{
	const double *energy;		/* of each entry */
	const double *addend;		/* added to energy, or NULL */
	double		limit;			/* an entry passes when energy + addend < limit */
	bool		ascending;		/* energies ascend and there is no addend: stop early */
	const uint64_t *members;	/* set of each entry, or NULL */
	uint64_t	forbidden;		/* an entry must not meet this set */
	const QsScanRow *row;
	int			rows;
	int			count;			/* entries, padding included */
} QsScan;

/* First chunk at or after `from` (a multiple of QS_SCAN_CHUNK) with an entry that
 * passes; pass[k] tells of each of its entries.  count if there is none.  The
 * result does not depend on the instruction set. */
typedef int (*QsScanFunction) (const QsScan *scan, int from, int64_t *pass);
extern QsScanFunction qs_scan_function(QsSimd simd);

/* out = a + b over count entries, count a multiple of QS_SCAN_CHUNK */
typedef void (*QsAddFunction) (double *out, const double *a, const double *b, int count);
extern QsAddFunction qs_add_function(QsSimd simd);

#endif
