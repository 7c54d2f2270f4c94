/*
 * lp_scale.h
 *	  The numbers of a linear program on their way into CLP and back.
 *
 * CLP asserts that costs stay below 1e25 and scaled entries below 1e40, drops entries
 * below 1e-20 and refuses those above 1e20.  A row or an objective whose largest
 * magnitude lies outside [2^-10, 2^30] is therefore multiplied by a power of two,
 * which is exact, that brings it into [1, 2); what is then below 2^-60 is left out; a
 * bound out of the reach of its row becomes one just out of reach, or none.  Ordinary
 * programs pass unchanged.  Leaving out and moving is harmless: whatever follows from
 * the program is proved again on the model's own numbers.
 */
#ifndef QS_LP_SCALE_H
#define QS_LP_SCALE_H

#include "base/host.h"

typedef struct QsLpScale
{
	QsHost	   *host;
	bool		finite;			/* no NaN or infinity has been met */
	bool		changed;		/* some exponent is not 0 */
	int			cost_exponent;
	int			rows;
	int			capacity;
	int32_t    *exponent;		/* of each row: stored = given * 2^exponent */
	double	   *reach;			/* of each row: sum of stored magnitudes */
} QsLpScale;

/* A sparse matrix in the library's types: what stands in line k of a matrix by
 * columns or by rows.  Owned by the caller. */
typedef struct QsLpMatrix
{
	int		   *start;			/* lines + 1 */
	int		   *index;
	double	   *value;
} QsLpMatrix;

extern void qs_lp_scale_begin(QsHost *host, QsLpScale *scale);
extern void qs_lp_scale_free(QsLpScale *scale);

/* m first rows, given by columns; count further rows, given by rows.  O(entries). */
extern QsLpMatrix qs_lp_scale_columns(QsLpScale *scale, int n, int m, const int64_t *start,
									  const int32_t *row, const double *value);
extern QsLpMatrix qs_lp_scale_rows(QsLpScale *scale, int count, const int64_t *start,
								   const int32_t *variable, const double *value);
extern void qs_lp_matrix_free(QsHost *host, QsLpMatrix *matrix);

/* Forget rows by their present indices, ascending. */
extern void qs_lp_scale_delete(QsLpScale *scale, int count, const int32_t *rows);

/* Costs as the library gets them (n, allocated) */
extern double *qs_lp_scale_cost(QsLpScale *scale, const double *cost, int n);

/* Bounds of a row as the library gets them; DBL_MAX: none */
extern double qs_lp_scale_lower(QsLpScale *scale, int row, double lower);
extern double qs_lp_scale_upper(QsLpScale *scale, int row, double upper);

/* The library's multipliers of the rows, and its value, in the model's units.
 * Multipliers beyond 2^500 or below 2^-500 become 0, which is always safe. */
extern void qs_lp_scale_dual(const QsLpScale *scale, const double *dual, double *out);
extern double qs_lp_scale_objective(const QsLpScale *scale, double objective);

/* A value of the objective as the library gets it */
extern double qs_lp_scale_cutoff(const QsLpScale *scale, double objective);

/* A Farkas ray, whose length means nothing, in the model's units; in place */
extern void qs_lp_scale_ray(const QsLpScale *scale, double *ray);

#endif
