/*
 * cut_fit.h
 *	  Weights of least variance that keep a growing list of cuts.
 *
 *		  minimise  w'Gw / 2 + g'w   subject to  cut_k . w >= need_k,  w_j >= 0 where asked
 *
 * by coordinate ascent in the dual (Hildreth, "A quadratic programming procedure", 1957); cuts
 * are soft, so that there always is an answer.
 */
#ifndef QS_CUT_FIT_H
#define QS_CUT_FIT_H

#include "base/host.h"

typedef struct QsCutFit
{
	QsHost	   *host;
	int			dimension;
	double	   *factor;			/* lower Cholesky factor of G, rows of dimension */
	double	   *centre;			/* where w would be without cuts */
	bool	   *sided;			/* w_j >= 0 is asked for */
	double	   *side;			/* and that as a cut, in the metric's coordinates */
	int			cuts;
	int			room;
	double	   *cut;			/* room x dimension, in the metric's coordinates */
	double	   *need;			/* room: beyond what the centre gives */
	double	   *multiplier;		/* room */
} QsCutFit;

/* gram: dimension x dimension, symmetric, positive semidefinite; linear: dimension; sided[j]:
 * w_j may not be negative.  O(dimension^3). */
extern QsCutFit *qs_cut_fit_create(QsHost *host, int dimension, const double *gram,
								   const double *linear, const bool *sided);
extern void qs_cut_fit_free(QsCutFit *fit);

/* Forget all cuts. */
extern void qs_cut_fit_clear(QsCutFit *fit);

/* O(dimension^2) */
extern void qs_cut_fit_add(QsCutFit *fit, const double *cut, double need);

/* The weights; returns the largest miss of a cut.  A bounded number of sweeps over the cuts:
 * O(QS_CUT_FIT_WORK) multiplications, or 5 sweeps if that is more. */
#define QS_CUT_FIT_WORK		2e6
extern double qs_cut_fit_run(QsCutFit *fit, double *weight);

#endif
