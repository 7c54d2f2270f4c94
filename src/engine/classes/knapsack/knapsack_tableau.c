/*
 * knapsack_tableau.c
 *	  Dense bounded dual simplex.
 */
#include "classes/knapsack/knapsack_tableau.h"

#include <math.h>
#include <string.h>

#include "base/simd.h"

#ifdef __clang__
/* results must not depend on the instruction set */
#pragma STDC FP_CONTRACT OFF
#endif

#define LANES			8
#define PIVOT_LEAST		1e-7	/* smaller entries do not enter */
#define REDUCED_SLIP	1e-7	/* reduced costs this far apart count as equal */
#define INFEASIBLE		1e-7	/* a basic variable this far out of its bounds is */
#define PIVOTS_MOST(t)	(100 + 10 * ((t)->rows + (t)->items))

typedef double Lanes __attribute__((vector_size(LANES * sizeof(double))));
typedef int64_t Marks __attribute__((vector_size(LANES * sizeof(double))));

QS_ALWAYS_INLINE void
pivot(QsTableau *tableau, int row, int column)
{
	const size_t stride = (size_t) tableau->stride;
	const int	used = (tableau->columns + LANES - 1) / LANES;
	double	   *leaving = tableau->entry + (size_t) row * stride;
	const double inverse = 1.0 / leaving[column];

	for (int k = 0; k < used; k++)
		((Lanes *) leaving)[k] *= inverse;
	leaving[column] = inverse;
	for (int i = 0; i <= tableau->rows; i++)
	{
		double	   *entry = tableau->entry + (size_t) i * stride;
		const double factor = entry[column];

		if (i == row || factor == 0.0)
			continue;
		entry[column] = 0.0;
		for (int k = 0; k < used; k++)
			((Lanes *) entry)[k] -= factor * ((const Lanes *) leaving)[k];
	}
}

/*
 * The column whose entry in the direction is largest against its reduced cost;
 * those passed (bit set) are left out.  0: none.
 */
QS_ALWAYS_INLINE double
best_ratio(const QsTableau *tableau, int row, double direction, const uint64_t *passed, int *column)
{
	const Lanes *entry = (const Lanes *) (tableau->entry + (size_t) row * (size_t) tableau->stride);
	const Lanes *cost = (const Lanes *) (tableau->entry +
										 (size_t) tableau->rows * (size_t) tableau->stride);
	const Lanes *sign = (const Lanes *) tableau->sign;
	const Marks lane = {0, 1, 2, 3, 4, 5, 6, 7};
	Lanes		most = {0};
	Marks		where = {0};
	double		best = 0.0;

	for (int k = 0; k * LANES < tableau->columns; k++)
	{
		Lanes		reach = direction * sign[k] * entry[k];
		Lanes		size = sign[k] * cost[k];
		Marks		bits = (Marks) {0} + (int64_t) (passed[k / 8] >> (k % 8 * LANES) & 0xff);
		Lanes		ratio;
		Marks		better;

		size = (Lanes) ((Marks) size & (size > 0.0)) + REDUCED_SLIP;
		ratio = reach / size;
		better = (ratio > most) & (reach > PIVOT_LEAST) & ((bits >> lane & 1) == 0);
		most = (Lanes) (((Marks) ratio & better) | ((Marks) most & ~better));
		where = (better & k) | (where & ~better);
	}
	*column = -1;
	for (int k = 0; k < LANES; k++)
		if (most[k] > best)
		{
			best = most[k];
			*column = (int) where[k] * LANES + k;
		}
	return best;
}

QS_ALWAYS_INLINE void
steepest(const QsTableau *tableau, int row, double *down, double *up)
{
	const Lanes *entry = (const Lanes *) (tableau->entry + (size_t) row * (size_t) tableau->stride);
	const Lanes *cost = (const Lanes *) (tableau->entry +
										 (size_t) tableau->rows * (size_t) tableau->stride);
	const Lanes *sign = (const Lanes *) tableau->sign;
	Lanes		most = {0};
	Lanes		least = {0};

	for (int k = 0; k * LANES < tableau->columns; k++)
	{
		Lanes		size = sign[k] * cost[k];
		Lanes		ratio;
		Marks		better;

		size = (Lanes) ((Marks) size & (size > 0.0)) + REDUCED_SLIP;
		ratio = sign[k] * entry[k] / size;
		better = ratio > most;
		most = (Lanes) (((Marks) ratio & better) | ((Marks) most & ~better));
		better = ratio < least;
		least = (Lanes) (((Marks) ratio & better) | ((Marks) least & ~better));
	}
	*down = *up = 0.0;
	for (int k = 0; k < LANES; k++)
	{
		*down = most[k] > *down ? most[k] : *down;
		*up = -least[k] > *up ? -least[k] : *up;
	}
}

#define INSTANCE(name, attribute) \
	attribute static void \
	pivot_##name(QsTableau *tableau, int row, int column) \
	{ \
		pivot(tableau, row, column); \
	} \
	attribute static double \
	best_ratio_##name(const QsTableau *tableau, int row, double direction, \
					  const uint64_t *passed, int *column) \
	{ \
		return best_ratio(tableau, row, direction, passed, column); \
	} \
	attribute static void \
	steepest_##name(const QsTableau *tableau, int row, double *down, double *up) \
	{ \
		steepest(tableau, row, down, up); \
	} \
	static const QsTableauKernel kernel_##name = { \
		pivot_##name, best_ratio_##name, steepest_##name \
	};

INSTANCE(portable,)
#ifdef QS_SIMD_DISPATCH
INSTANCE(avx2, QS_SIMD_AVX2_CODE)
INSTANCE(avx512, QS_SIMD_AVX512_CODE)
#endif

static const QsTableauKernel *
choose_kernel(QsHost *host)
{
#ifdef QS_SIMD_DISPATCH
	if (qs_simd_resolve(host->simd) == QS_SIMD_AVX512)
		return &kernel_avx512;
	if (qs_simd_resolve(host->simd) == QS_SIMD_AVX2)
		return &kernel_avx2;
#endif
	(void) host;
	return &kernel_portable;
}

QsTableau *
qs_tableau_create(QsHost *host, int rows, int items)
{
	QsTableau  *tableau = QS_NEW(host, QsTableau);
	size_t		stride = ((size_t) items + LANES - 1) / LANES * LANES;

	tableau->rows = rows;
	tableau->stride = (int) stride;
	tableau->entry = QS_ARRAY0(host, double, ((size_t) rows + 1) * stride);
	tableau->sign = QS_ARRAY0(host, double, stride);
	tableau->range = QS_ARRAY0(host, double, stride);
	tableau->variable = QS_ARRAY0(host, int, stride);
	tableau->value = QS_ARRAY0(host, double, rows + 1);
	tableau->basic_range = QS_ARRAY0(host, double, rows);
	tableau->basic = QS_ARRAY0(host, int, rows);
	tableau->kernel = choose_kernel(host);
	return tableau;
}

void
qs_tableau_free(QsHost *host, QsTableau *tableau)
{
	if (tableau == NULL)
		return;
	qs_free(host, tableau->entry);
	qs_free(host, tableau->sign);
	qs_free(host, tableau->range);
	qs_free(host, tableau->variable);
	qs_free(host, tableau->value);
	qs_free(host, tableau->basic_range);
	qs_free(host, tableau->basic);
	qs_free(host, tableau);
}

void
qs_tableau_load(QsTableau *tableau, const QsPacking *packing)
{
	const size_t stride = (size_t) tableau->stride;

	tableau->items = tableau->columns = packing->items;
	tableau->pivots = 0;
	memset(tableau->entry, 0, ((size_t) tableau->rows + 1) * stride * sizeof(double));
	tableau->value[tableau->rows] = 0.0;
	for (int r = 0; r < tableau->rows; r++)
	{
		tableau->basic[r] = tableau->items + r;
		tableau->basic_range[r] = packing->range[r];
		tableau->value[r] = packing->capacity[r];
	}
	for (size_t j = 0; j < stride; j++)
	{
		tableau->sign[j] = j < (size_t) tableau->items ? -1.0 : 0.0;
		tableau->range[j] = 1.0;
		tableau->variable[j] = (int) j;
	}
	for (int j = 0; j < tableau->items; j++)
	{
		const double *column = packing->column + (size_t) j * (size_t) packing->depth;

		for (int r = 0; r < tableau->rows; r++)
		{
			tableau->entry[(size_t) r * stride + (size_t) j] = column[r];
			tableau->value[r] -= column[r];
		}
		tableau->entry[(size_t) tableau->rows * stride + (size_t) j] = 0.0 - packing->profit[j];
		tableau->value[tableau->rows] += packing->profit[j];
	}
}

void
qs_tableau_copy(QsTableau *tableau, const QsTableau *from)
{
	const size_t rows = (size_t) from->rows;
	const size_t stride = (size_t) from->stride;
	const size_t used = ((size_t) from->columns + LANES - 1) / LANES * LANES;

	/* what lies beyond the used columns is never read */
	for (size_t r = 0; r <= rows; r++)
		memcpy(tableau->entry + r * stride, from->entry + r * stride, used * sizeof(double));
	memcpy(tableau->sign, from->sign, used * sizeof(double));
	memcpy(tableau->range, from->range, used * sizeof(double));
	memcpy(tableau->variable, from->variable, used * sizeof(int));
	memcpy(tableau->value, from->value, (rows + 1) * sizeof(double));
	memcpy(tableau->basic_range, from->basic_range, rows * sizeof(double));
	memcpy(tableau->basic, from->basic, rows * sizeof(int));
	tableau->items = from->items;
	tableau->columns = from->columns;
	tableau->pivots = from->pivots;
}

void
qs_tableau_drop(QsTableau *tableau, int column)
{
	const size_t stride = (size_t) tableau->stride;
	int			last = --tableau->columns;

	for (int r = 0; r <= tableau->rows; r++)
	{
		double	   *entry = tableau->entry + (size_t) r * stride;

		entry[column] = entry[last];
		entry[last] = 0.0;
	}
	tableau->range[column] = tableau->range[last];
	tableau->variable[column] = tableau->variable[last];
	tableau->sign[column] = tableau->sign[last];
	tableau->sign[last] = 0.0;
}

/* Move the variable of a column to its other bound. */
static void
flip(QsTableau *tableau, int column)
{
	const size_t stride = (size_t) tableau->stride;
	double		step = tableau->sign[column] * tableau->range[column];

	for (int r = 0; r <= tableau->rows; r++)
		tableau->value[r] -= step * tableau->entry[(size_t) r * stride + (size_t) column];
	tableau->sign[column] = -tableau->sign[column];
	tableau->pivots++;
}

/* The basic variable of a row goes to `bound`, the variable of a column becomes basic. */
static void
exchange(QsTableau *tableau, int row, int column, double bound)
{
	const size_t stride = (size_t) tableau->stride;
	double		step = (tableau->value[row] - bound) /
		tableau->entry[(size_t) row * stride + (size_t) column];
	double		start = tableau->sign[column] < 0.0 ? tableau->range[column] : 0.0;
	double		range = tableau->basic_range[row];
	int			variable = tableau->basic[row];

	for (int i = 0; i <= tableau->rows; i++)
		tableau->value[i] -= step * tableau->entry[(size_t) i * stride + (size_t) column];
	tableau->value[row] = start + step;
	tableau->basic[row] = tableau->variable[column];
	tableau->basic_range[row] = tableau->range[column];
	tableau->variable[column] = variable;
	tableau->range[column] = range;
	tableau->sign[column] = bound > 0.0 ? -1.0 : 1.0;
	tableau->kernel->pivot(tableau, row, column);
	tableau->pivots++;
}

int
qs_tableau_expel(QsTableau *tableau, int row, double bound)
{
	uint64_t	passed[64] = {0};
	double		direction = tableau->value[row] > bound ? 1.0 : -1.0;
	int			column;

	/* flips of bounds as long as the variable stays on its side of the bound: it
	 * would be an even longer way without */
	while (tableau->kernel->best_ratio(tableau, row, direction, passed, &column) > 0.0)
	{
		double		reach = direction * tableau->sign[column] *
			tableau->entry[(size_t) row * (size_t) tableau->stride + (size_t) column];
		double		left = direction * (tableau->value[row] - bound) -
			reach * tableau->range[column];

		if (!(left > INFEASIBLE))
		{
			exchange(tableau, row, column, bound);
			return column;
		}
		flip(tableau, column);
		passed[column >> 6] |= UINT64_C(1) << (column & 63);
	}
	return -1;
}

/* The row whose basic variable is farthest out of its bounds, and the bound; -1: none */
static int
worst_row(const QsTableau *tableau, double *bound)
{
	double		worst = INFEASIBLE;
	int			row = -1;

	for (int r = 0; r < tableau->rows; r++)
	{
		double		below = -tableau->value[r];
		double		above = tableau->value[r] - tableau->basic_range[r];

		if (below > worst)
		{
			worst = below;
			*bound = 0.0;
			row = r;
		}
		if (above > worst)
		{
			worst = above;
			*bound = tableau->basic_range[r];
			row = r;
		}
	}
	return row;
}

QsTableauStatus
qs_tableau_optimise(QsTableau *tableau, double cutoff)
{
	int64_t		most = tableau->pivots + PIVOTS_MOST(tableau);

	for (;;)
	{
		double		bound;
		int			row = worst_row(tableau, &bound);
		int			column;

		if (tableau->value[tableau->rows] < cutoff)
			return QS_TABLEAU_CUT;
		if (row < 0)
			return QS_TABLEAU_OPTIMAL;
		if (tableau->pivots >= most)
			return QS_TABLEAU_STUCK;
		column = qs_tableau_expel(tableau, row, bound);
		if (column < 0)
			return QS_TABLEAU_INFEASIBLE;
		/* the slack of an equation */
		if (tableau->range[column] == 0.0)
			qs_tableau_drop(tableau, column);
	}
}

void
qs_tableau_steepest(const QsTableau *tableau, int row, double *down, double *up)
{
	tableau->kernel->steepest(tableau, row, down, up);
}
