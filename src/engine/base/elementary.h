/*
 * elementary.h
 *	  Exponential, logarithm, trigonometric and hyperbolic functions whose results are the
 *	  same bits on every machine.
 *
 * Those of a C library differ in the last bit from library to library, from version to
 * version, and between processors with and without fused multiply-add; one such bit
 * decides a comparison, and the rows of a solve differ.  These use sums, products,
 * quotients and square roots only, which IEEE 754 defines to the bit.  Errors are under
 * 1 ulp (exponential, logarithm), 2.5 (sine, cosine) and 5 (the rest but powers), at about
 * the speed of the library.  The rest of the engine calls no function of the library that
 * is not exact (scripts/floors looks).
 */
#ifndef QS_ELEMENTARY_H
#define QS_ELEMENTARY_H

extern double qs_exp(double x);

/* Natural logarithm: -infinity at 0, NaN below */
extern double qs_log(double x);

/* Of an angle in radians; beyond 2^20 the angle is taken modulo the double nearest to
 * two pi, which is less than the spacing of such angles.  NaN of an infinite one. */
extern double qs_sin(double angle);
extern double qs_cos(double angle);
extern double qs_tan(double angle);

/* Both at the price of one */
extern void qs_sin_cos(double angle, double *sine, double *cosine);

extern double qs_tanh(double x);

/* Inverse functions, of arguments in [-1, 1] */
extern double qs_asin(double x);
extern double qs_acos(double x);

/* Angle of the point (x, y); 0 of the origin */
extern double qs_atan2(double y, double x);

/* x^y of x > 0 */
extern double qs_power(double x, double y);

/* x^n by multiplication: exact where all powers up to it are; n >= 0 */
extern double qs_whole_power(double x, int n);

#endif
