/*
 * light_cone.h
 *	  Expectations of a QAOA of few layers on a sparse Ising model, without a state
 *	  vector of all qubits.
 *
 * <Z_i> and <Z_i Z_j> after p layers of exp(-i beta sum X) exp(-i gamma E) depend on no
 * vertex farther than p from i and j, and on no coupling between two vertices as far as
 * that: all other gates cancel (Farhi, Goldstone & Gutmann, "A quantum approximate
 * optimization algorithm", 2014, section 2).  So a state vector of that light cone
 * suffices, one for each coupled pair.
 */
#ifndef QS_LIGHT_CONE_H
#define QS_LIGHT_CONE_H

#include "model/ising.h"

#define QS_LIGHT_CONE_QUBITS	20	/* most of a cone */
#define QS_LIGHT_CONE_LAYERS	3

/* A cone: of the pair (i, j), or of i alone, which is coupled to nothing (j = -1) */
typedef struct QsConeSize
{
	int32_t		i;
	int32_t		j;
	int			qubits;
} QsConeSize;

/* Qubits that memory and QS_LIGHT_CONE_QUBITS leave a cone */
extern int	qs_light_cone_limit(QsHost *host);

/* The largest cone, or the first one of more than `most` qubits.  O(sum of their sizes). */
extern QsConeSize qs_light_cone_largest(QsHost *host, const QsIsing *ising, int layers, int most);

typedef struct QsLightCones QsLightCones;

/* Cones of all coupled pairs of the model, which must outlive them.  QS_LIMIT: one is
 * larger than qs_light_cone_limit(); *out is NULL then. */
extern QsStatus qs_light_cones_create(QsHost *host, const QsIsing *ising, int layers,
									  QsLightCones **out);
extern void qs_light_cones_free(QsLightCones *cones);

/* Amplitudes that one evaluation goes through, about */
extern double qs_light_cones_work(const QsLightCones *cones);

/*
 * Energy without the offset, at an angle of each kind a layer.  z (n) and zz (one for each
 * entry of the adjacency, both of a pair) may be NULL.  Never throws; QS_INTERRUPTED when
 * the host asked to stop.
 */
extern QsStatus qs_light_cones_evaluate(QsLightCones *cones, const double *gamma,
										const double *beta, double *energy, double *z, double *zz);

/*
 * Angles of least energy, layer after layer: those of one layer in closed form, then each
 * count of layers begins with the angles of the one before (Zhou, Wang, Choi, Pichler &
 * Lukin 2020) and goes on by Nelder & Mead.  QS_LIMIT as above; else *out are the cones
 * of `layers` layers.  QS_INTERRUPTED: the best angles so far.
 */
extern QsStatus qs_light_cones_optimise(QsHost *host, const QsIsing *ising, int layers,
										QsLightCones **out, double *gamma, double *beta);

#endif
