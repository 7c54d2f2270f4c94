/*
 * subspace_internal.h
 *	  What the files of the one-hot subspaces share.
 */
#ifndef QS_SUBSPACE_INTERNAL_H
#define QS_SUBSPACE_INTERNAL_H

#include "quantum/subspace.h"

#define QS_SUBSPACE_POLL	((size_t) 1 << 17) /* states between two questions to the host */

/* Qubit set by each digit of a unit; -1: none */
typedef struct QsSubspaceUnit
{
	int			digits;
	size_t		stride;
	const int32_t *qubit;		/* digits */
	int			hops;
	const QsHop *hop;
} QsSubspaceUnit;

struct QsSubspace
{
	QsHost	   *host;
	const QsQaoaProblem *problem;
	int			n;
	int			units;
	QsSubspaceUnit *unit;
	int32_t    *qubit;			/* behind unit->qubit */
	QsHop	   *hop;			/* behind unit->hop */
	int		   *unit_of;		/* n */
	size_t		states;
	double	   *real;
	double	   *imaginary;
	double	   *energy;			/* scaled */
	double	   *phase;			/* of a layer; scratch */
	double	   *partial;		/* scratch */
	uint32_t   *order;			/* by energy */
	double	   *pair;			/* n x n coefficients of a layer, both triangles */
	double	   *adjoint_real;	/* with gradients only */
	double	   *adjoint_imaginary;
	double	   *moment;			/* n */
	size_t		unpolled;
	bool		stopped;
};

/* Ask the host now and then whether to stop; true once it said so. */
static inline bool
qs_subspace_stop(QsSubspace *s, size_t states)
{
	s->unpolled += states;
	if (s->unpolled >= QS_SUBSPACE_POLL && !s->stopped)
	{
		s->unpolled = 0;
		s->stopped = qs_stop_requested(s->host);
	}
	return s->stopped;
}

static inline double
qs_subspace_weight(const QsSubspace *s, size_t x)
{
	return s->real[x] * s->real[x] + s->imaginary[x] * s->imaginary[x];
}

/* Values of constant + sum linear x + sum pair x x over the subspace, once
 * qs_subspace_load_pairs has filled subspace->pair */
extern void qs_subspace_load_pairs(QsSubspace *subspace, int64_t pairs, const int32_t *first,
								   const int32_t *second, const double *coefficient);
extern void qs_subspace_values(QsSubspace *subspace, double constant, const double *linear,
							   double *value);

/* ---- subspace_run.c: all give up when the host asks to stop ---- */

/* subspace->phase of a layer */
extern void qs_subspace_layer_phases(QsSubspace *subspace, const QsCircuit *circuit, int layer);

/* Times exp(-i sign phase) */
extern void qs_subspace_apply_phase(QsSubspace *subspace, double *real, double *imaginary,
									double sign);

/* exp(-i angle hop) between two digits of a unit */
extern void qs_subspace_apply_hop(QsSubspace *subspace, const QsSubspaceUnit *unit,
								  const QsHop *hop, double angle, double *real,
								  double *imaginary);

/* Mean of the lowest fraction, and the energy it ends at */
extern double qs_subspace_tail(const QsSubspace *subspace, double fraction, double *threshold);

#endif
