/*
 * positive_part.h
 *	  The nearest positive semidefinite matrix.
 */
#ifndef QS_POSITIVE_PART_H
#define QS_POSITIVE_PART_H

#include "base/host.h"

/* Room for matrices of one size, kept between calls */
typedef struct QsPositivePart
{
	QsHost	   *host;
	size_t		size;
	double	   *reflector;		/* size x size: rows of the lower triangle, then reflectors */
	double	   *factor;			/* size: of the reflectors */
	double	   *product;		/* size */
	double	   *diagonal;		/* size, of the tridiagonal form */
	double	   *beside;			/* size */
	double	   *value;			/* size: eigenvalues */
	double	   *vector;			/* size x size: eigenvectors, one after the other */
	double	   *work;
	int		   *integers;
} QsPositivePart;

extern QsPositivePart *qs_positive_part_create(QsHost *host, size_t size);
extern void qs_positive_part_free(QsPositivePart *part);

/*
 * out = sum of max(0, eigenvalue) vector vector' of `matrix`; both size x size, row-major,
 * of which the lower triangle counts and is filled.  *work grows by its estimate.  False when LAPACK fails: out is then as it was.  O(size^3), interruptible.
 */
extern bool qs_positive_part(QsPositivePart *part, const double *matrix, double *out, double *work);

/* Estimated nanoseconds of it */
extern double qs_positive_part_work(double size);

/* A symmetric stride x stride matrix, given by its lower triangle, from both sides by
 * I - factor v v'; product: scratch.  O(stride^2). */
extern void qs_reflect_triangle(QsHost *host, double *matrix, size_t stride, const double *v,
								double factor, double *product);

#endif
