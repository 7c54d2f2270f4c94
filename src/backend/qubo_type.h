/*
 * qubo_type.h
 *	  The SQL type qubo as it lies in memory and on disk.
 *
 * A value is canonical: 0 <= i <= j < n, terms strictly ascending by (i, j), no
 * zero and no non-finite coefficient, the offset finite and never -0.  So two
 * values are equal exactly when their bytes are.
 */
#ifndef QSHRINK_QUBO_TYPE_H
#define QSHRINK_QUBO_TYPE_H

#include "model/qubo.h"

typedef struct Qubo
{
	int32		vl_len_;		/* varlena header (use SET_VARSIZE) */
	int32		n;				/* variables, 0 .. QS_MAX_VARIABLES */
	int32		count;			/* terms, 0 .. QS_MAX_TERMS */
	int32		unused;			/* zero, for later formats */
	float8		offset;
	QsTerm		terms[FLEXIBLE_ARRAY_MEMBER];
} Qubo;

#define QUBO_SIZE(count)		(offsetof(Qubo, terms) + (Size) (count) * sizeof(QsTerm))
#define DatumGetQubo(datum)		qshrink_qubo_detoast(datum)
#define PG_GETARG_QUBO(k)		DatumGetQubo(PG_GETARG_DATUM(k))
#define PG_RETURN_QUBO(qubo)	PG_RETURN_POINTER(qubo)

/* The value, detoasted; a copy only when it must be.  ERROR when it is corrupt.
 * terms, count, n and offset are then used in place. */
extern Qubo *qshrink_qubo_detoast(Datum datum);

/* The same for argument `argument` of a function called again and again in one
 * query: a value stored out of line is fetched and kept once. */
extern Qubo *qshrink_qubo_detoast_kept(FunctionCallInfo fcinfo, int argument);

/* n, count and offset only (terms must not be touched): reads the first bytes of
 * a value stored out of line. */
extern Qubo *qshrink_qubo_header(Datum datum);

/* An unfilled value, ERROR past the limits of the type or qshrink.memory_limit */
extern Qubo *qshrink_qubo_allocate(int64 n, int64 count);

/* Call when terms[0 .. count-1] and offset are written (count may be less than
 * allocated): sets the size, turns -0 into 0, ERROR for a non-finite number. */
extern Qubo *qshrink_qubo_finish(Qubo *qubo, int64 count);

/* A value from canonical terms, which are copied */
extern Qubo *qshrink_qubo_create(int64 n, double offset, const QsTerm *terms, int64 count);

/* A value from terms with 0 <= i <= j < n in any order; duplicates are summed
 * exactly, zeros dropped.  Overwrites terms. */
extern Qubo *qshrink_qubo_from_terms(int64 n, double offset, QsTerm *terms, int64 count);

/* The engine's adjacency lists of a value */
extern QsQubo *qshrink_qubo_adjacency(QsHost *host, const Qubo *qubo);

/* The value of adjacency lists, in that context; ERROR for a coefficient that is not finite */
extern Qubo *qshrink_qubo_of_engine(QsHost *host, const QsQubo *qubo, MemoryContext context);

/* f(x), x as the bytes of a bit string of n bits; ERROR when it overflows.  The
 * operator @ and qubo_sample both sum here, in one order. */
extern double qshrink_qubo_energy(const Qubo *qubo, const uint8 *bits);

/* ERROR unless index names one of n variables; argument names it for the user */
extern void qshrink_check_index(const char *argument, int64 index, int64 n);

/* ERROR for NaN and infinities */
extern void qshrink_check_finite(const char *what, double value);

/* ERROR when bytes more would pass qshrink.memory_limit by themselves */
extern void qshrink_check_memory(double bytes);

/* Text of a double in an error message, palloc'd */
extern char *qshrink_float_text(double value);

/* Bits of x as a bit string, palloc'd */
extern Datum qshrink_bit_string(const uint8_t *x, int n);

#endif
