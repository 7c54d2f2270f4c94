/*
 * statevector_gradient_internal.h
 *	  What gradients keep, and the sums they read off two states.
 */
#ifndef QS_STATEVECTOR_GRADIENT_INTERNAL_H
#define QS_STATEVECTOR_GRADIENT_INTERNAL_H

#include "quantum/statevector/statevector_internal.h"

struct QsGradient
{
	QsHost	   *host;
	int			most_layers;
	QsKeptLayer *layer;

	/* a second state, carried back beside the first; NULL: layers have amplitudes */
	QsStatevector *adjoint;

	/* moments of a function of the stored bits, of one layer */
	double	   *weight;			/* one block */
	void	   *part;			/* sum over the blocks of a tile, in the state's precision */
	double	   *low;			/* over all blocks */
	double	   *upper;			/* sums of blocks */
	double	   *scratch;		/* half of the larger */
	double		unary[QS_STRIDE];
	double		pair[QS_STRIDE * QS_STRIDE];
	double		total;
};

/* The state that is carried back and the amplitudes beside it, cut in the same way */
typedef struct QsGradientSums
{
	QsStatevector *left;		/* chi */
	const void *right;			/* psi */
	QsGradient *g;
	double		turn[QS_STRIDE];	/* sums of QsStateKernels.turns, by qubit */
} QsGradientSums;

/* ---- statevector_gradient_sums.c ---- */

/* Begin the sums of a layer, whose states between phase and rotations are sums->left, as far as
 * it is visited, and these amplitudes. */
extern void qs_gradient_begin_sums(QsGradientSums *sums, const void *right);

/* For QsVisit, context being the sums: all tiles, and all columns if there are any */
extern void qs_gradient_visit_tile(void *context, size_t tile);
extern void qs_gradient_visit_column(void *context, size_t item);

/* Derivatives by one layer's fields, couplings and angles, once all is visited.  scale: of the
 * product of the two states */
extern void qs_gradient_layer(QsGradientSums *sums, const QsCircuit *circuit, int layer, double scale,
							  double *by_field, double *by_coupling, double *by_angle);

#endif
