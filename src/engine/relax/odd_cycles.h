/*
 * odd_cycles.h
 *	  The odd-cycle relaxation of max-cut on a sparse graph.
 *
 * Edges are the couplings of an Ising model, and its fields as edges to the reference
 * spin.  y_e in [0, 1] says whether the ends of e differ, and every cycle C crosses a cut
 * an even number of times: y(F) - y(C \ F) <= |F| - 1 for odd F in C (Barahona & Mahjoub,
 * "On the cut polytope", 1986).  Violated ones are found exactly, as shortest paths in
 * the doubled graph: an edge leads on at the price y_e, and to the other copy at 1 - y_e.
 * The relaxation is the convex hull of cuts where the graph has no minor K5, as on planar
 * graphs.
 */
#ifndef QS_ODD_CYCLES_H
#define QS_ODD_CYCLES_H

#include "model/ising.h"

/* Edges, fields included, beyond which the program is not begun */
#define QS_ODD_CYCLE_EDGES	20000

typedef struct QsOddCycles
{
	double		objective;		/* energy of the relaxation, offset excluded */
	bool		exact;			/* no inequality is violated; else work ended before */
	int64_t		cycles;			/* inequalities that were found */
	double	   *field;			/* n: z_i with the reference, 1 - 2 y; 0 without a field */
	double	   *coupling;		/* one for each entry of the adjacency: z_i z_j */
	double	   *field_cost;		/* the same order: |reduced cost|, what holds them there */
	double	   *coupling_cost;
} QsOddCycles;

/* QS_UNSUPPORTED: more than QS_ODD_CYCLE_EDGES edges, none, or a program CLP fails on;
 * QS_INTERRUPTED: out of time.  *out is NULL then.  Ends after a counted amount of work. */
extern QsStatus qs_odd_cycles_relax(QsHost *host, const QsIsing *ising, QsOddCycles **out);
extern void qs_odd_cycles_free(QsHost *host, QsOddCycles *cycles);

#endif
