/*
 * angles.h
 *	  Start angles of the quantum approximate optimisation algorithm.
 *
 * Angles stand for energies divided by their standard deviation, layer by
 * layer: gamma[0 .. p-1] > 0 for the phases exp(-i gamma E), beta[0 .. p-1] < 0 for
 * the mixers exp(-i beta B) (see qaoa_ansatz.h for the signs).
 */
#ifndef QS_ANGLES_H
#define QS_ANGLES_H

#define QS_RAMPS	21			/* linear ramps worth scanning */

/* Ramp number k of QS_RAMPS: gamma = a l, beta = -b (1 - l), l = (layer + 1/2) / p,
 * a discretised annealing schedule (Sack & Serbyn 2021). */
extern void qs_angles_ramp(int k, int layers, double *gamma, double *beta);

/* The ramp of these slopes: gamma = a l, beta = -b (1 - l). */
extern void qs_angles_linear(double a, double b, int layers, double *gamma, double *beta);

/* Angles that are good on average over many problems and sizes; any p. */
extern void qs_angles_fixed(int layers, double *gamma, double *beta);

/* From good angles of `layers` layers to a start for layers + 1, by linear
 * interpolation (the INTERP rule of Zhou et al. 2020).  from and to may not overlap. */
extern void qs_angles_interpolate(int layers, const double *from, double *to);

/*
 * Good angles of `from_layers` layers for to_layers: more of them by the INTERP rule, a
 * layer at a time; fewer by reading a line through those there are, layer k standing at
 * (k + 1/2) / layers.  The arrays may not overlap.  O(layers^2).
 */
extern void qs_angles_transfer(int from_layers, const double *from, int to_layers, double *to);

#endif
