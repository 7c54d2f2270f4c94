/*
 * encode_scale.c
 *	  Least penalty scale by Gray code over both functions at once.
 */
#include "encode/encode_scale.h"

#include <math.h>
#include <string.h>

#define CHECK_STATES	(1 << 16)

/* A quadratic function as a dense table with its flip gains at the present state */
typedef struct DenseFunction
{
	double		value;
	double		delta[QS_SCALE_QUBITS];
	double		weight[QS_SCALE_QUBITS][QS_SCALE_QUBITS];
} DenseFunction;

static void
load(const QsQubo *qubo, DenseFunction *f)
{
	memset(f, 0, sizeof(*f));
	f->value = qubo->offset;
	for (int i = 0; i < qubo->n; i++)
	{
		f->delta[i] = qubo->linear[i];
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
			f->weight[i][qubo->neighbour[k]] = qubo->weight[k];
	}
}

/* sign[j] is +1 where bit j is 0: what setting it would add */
static inline void
flip(DenseFunction *f, const double *sign, int i)
{
	f->value += f->delta[i];
	for (int j = 0; j < QS_SCALE_QUBITS; j++)
		f->delta[j] += sign[i] * sign[j] * f->weight[i][j];
	f->delta[i] = -f->delta[i];
}

/* What a penalty must exceed to mark a state, given that sums round */
static double
mark_threshold(const QsQubo *penalty)
{
	double		largest = fabs(penalty->offset);

	for (int i = 0; i < penalty->n; i++)
		largest = fmax(largest, fabs(penalty->linear[i]));
	for (int64_t k = 0; k < penalty->start[penalty->n]; k++)
		largest = fmax(largest, fabs(penalty->weight[k]));
	return 1e-9 * largest;
}

typedef struct Scan
{
	double		best;			/* least base value of an unmarked state */
	double		scale;
} Scan;

/* First pass (scale < 0): best; second: the scale that lifts every marked state */
static void
visit(Scan *scan, bool first, double base, double penalty, double threshold)
{
	if (first)
	{
		if (penalty <= threshold && base < scan->best)
			scan->best = base;
	}
	else if (penalty > threshold && scan->best - base > scan->scale * penalty)
		scan->scale = (scan->best - base) / penalty;
}

static void
walk(QsHost *host, const QsQubo *base, const QsQubo *penalty, double threshold, bool first,
	 Scan *scan)
{
	DenseFunction *f = QS_NEW(host, DenseFunction);
	DenseFunction *g = QS_NEW(host, DenseFunction);
	double		sign[QS_SCALE_QUBITS];

	load(base, f);
	load(penalty, g);
	for (int i = 0; i < QS_SCALE_QUBITS; i++)
		sign[i] = 1.0;
	visit(scan, first, f->value, g->value, threshold);
	for (uint32_t step = 1; step < 1u << base->n; step++)
	{
		int			i = __builtin_ctz(step);

		flip(f, sign, i);
		flip(g, sign, i);
		sign[i] = -sign[i];
		visit(scan, first, f->value, g->value, threshold);
		if ((step & (CHECK_STATES - 1)) == 0)
			qs_check(host);
	}
	qs_free(host, g);
	qs_free(host, f);
}

double
qs_least_scale(QsHost *host, const QsQubo *base, const QsQubo *penalty)
{
	Scan		scan = {INFINITY, 0.0};
	double		threshold = mark_threshold(penalty);

	walk(host, base, penalty, threshold, true, &scan);
	if (scan.best == INFINITY)
		return INFINITY;
	walk(host, base, penalty, threshold, false, &scan);
	return scan.scale;
}

static int64_t
append_terms(const QsQubo *qubo, double scale, QsTerm *terms, int64_t count)
{
	for (int i = 0; i < qubo->n; i++)
	{
		terms[count++] = (QsTerm) {i, i, scale * qubo->linear[i]};
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
			if (qubo->neighbour[k] > i)
				terms[count++] = (QsTerm) {i, qubo->neighbour[k], scale * qubo->weight[k]};
	}
	return count;
}

QsQubo *
qs_qubo_sum(QsHost *host, const QsQubo *base, const QsQubo *penalty, double scale)
{
	int64_t		most = 2 * (int64_t) base->n + qs_qubo_pairs(base) + qs_qubo_pairs(penalty);
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, most);
	int64_t		count = append_terms(base, 1.0, terms, 0);
	QsQubo	   *sum;

	count = append_terms(penalty, scale, terms, count);
	sum = qs_qubo_from_terms(host, base->n, base->offset + scale * penalty->offset, terms, count);
	qs_free(host, terms);
	return sum;
}
