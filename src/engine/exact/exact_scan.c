/*
 * exact_scan.c
 *	  The innermost loop of enumeration, instantiated per instruction set.
 */
#include "exact/exact_scan.h"

#include "base/simd.h"

/* Entries of one chunk below the limit: pass = -1 or 0; whether there is any */
QS_ALWAYS_INLINE bool
below_limit(const double *energy, const double *addend, double limit, int64_t *pass)
{
	int64_t		any = 0;

	if (addend)
		for (int k = 0; k < QS_SCAN_CHUNK; k++)
		{
			pass[k] = -(int64_t) (energy[k] + addend[k] < limit);
			any |= pass[k];
		}
	else
		for (int k = 0; k < QS_SCAN_CHUNK; k++)
		{
			pass[k] = -(int64_t) (energy[k] < limit);
			any |= pass[k];
		}
	return any != 0;
}

QS_ALWAYS_INLINE bool
meets_row(const QsScanRow *row, int from, int64_t *pass)
{
	const double *table = row->table + from;
	double		bound = row->bound;
	int64_t		any = 0;

	if (row->at_least)
		for (int k = 0; k < QS_SCAN_CHUNK; k++)
		{
			pass[k] &= -(int64_t) (table[k] >= bound);
			any |= pass[k];
		}
	else
		for (int k = 0; k < QS_SCAN_CHUNK; k++)
		{
			pass[k] &= -(int64_t) (table[k] <= bound);
			any |= pass[k];
		}
	return any != 0;
}

QS_ALWAYS_INLINE bool
avoids_forbidden(const uint64_t *members, uint64_t forbidden, int64_t *pass)
{
	int64_t		any = 0;

	for (int k = 0; k < QS_SCAN_CHUNK; k++)
	{
		pass[k] &= -(int64_t) ((members[k] & forbidden) == 0);
		any |= pass[k];
	}
	return any != 0;
}

QS_ALWAYS_INLINE int
scan_body(const QsScan *scan, int from, int64_t *pass)
{
	for (; from < scan->count; from += QS_SCAN_CHUNK)
	{
		bool		any;

		if (scan->ascending && !(scan->energy[from] < scan->limit))
			return scan->count;
		any = below_limit(scan->energy + from, scan->addend ? scan->addend + from : NULL,
						  scan->limit, pass);
		if (any && scan->members)
			any = avoids_forbidden(scan->members + from, scan->forbidden, pass);
		for (int r = 0; any && r < scan->rows; r++)
			any = meets_row(&scan->row[r], from, pass);
		if (any)
			return from;
	}
	return scan->count;
}

QS_ALWAYS_INLINE void
add_body(double *out, const double *a, const double *b, int count)
{
	for (int k = 0; k < count; k++)
		out[k] = a[k] + b[k];
}

static int
scan_portable(const QsScan *scan, int from, int64_t *pass)
{
	return scan_body(scan, from, pass);
}

static void
add_portable(double *out, const double *a, const double *b, int count)
{
	add_body(out, a, b, count);
}

#ifdef QS_SIMD_DISPATCH
QS_SIMD_AVX2_CODE static int
scan_avx2(const QsScan *scan, int from, int64_t *pass)
{
	return scan_body(scan, from, pass);
}

QS_SIMD_AVX2_CODE static void
add_avx2(double *out, const double *a, const double *b, int count)
{
	add_body(out, a, b, count);
}

QS_SIMD_AVX512_CODE static int
scan_avx512(const QsScan *scan, int from, int64_t *pass)
{
	return scan_body(scan, from, pass);
}

QS_SIMD_AVX512_CODE static void
add_avx512(double *out, const double *a, const double *b, int count)
{
	add_body(out, a, b, count);
}
#endif

QsScanFunction
qs_scan_function(QsSimd simd)
{
#ifdef QS_SIMD_DISPATCH
	switch (qs_simd_resolve(simd))
	{
		case QS_SIMD_AVX512:
			return scan_avx512;
		case QS_SIMD_AVX2:
			return scan_avx2;
		default:
			break;
	}
#endif
	(void) simd;
	return scan_portable;
}

QsAddFunction
qs_add_function(QsSimd simd)
{
#ifdef QS_SIMD_DISPATCH
	switch (qs_simd_resolve(simd))
	{
		case QS_SIMD_AVX512:
			return add_avx512;
		case QS_SIMD_AVX2:
			return add_avx2;
		default:
			break;
	}
#endif
	(void) simd;
	return add_portable;
}
