/*
 * lanczos.h
 *	  Largest eigenvalues of S = D^-1/2 |W| D^-1/2 beside the null space of the Laplacian;
 *	  private to spectrum.c.
 */
#ifndef QS_LANCZOS_H
#define QS_LANCZOS_H

#include "model/qubo.h"

/* The graph: components, weighted degrees, null space */
typedef struct QsSpectrumGraph
{
	const QsQubo *qubo;
	double	   *inverse_root;	/* n: 1 / sqrt(degree), 0 for isolated vertices */
	double	   *null_vector;	/* n: sqrt(degree / volume of the component) */
	int32_t    *component;		/* n */
	int			components;
	double	   *share;			/* components: scratch */
} QsSpectrumGraph;

/* The `wanted` largest, descending; fewer when the limit of work or the deadline came
 * first or there are no more: returns how many. */
extern int	qs_lanczos(QsHost *host, QsSpectrumGraph *graph, int wanted, double *largest);

#endif
