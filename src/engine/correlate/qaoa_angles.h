/*
 * qaoa_angles.h
 *	  Angles of least energy of a single-layer QAOA.
 */
#ifndef QS_QAOA_ANGLES_H
#define QS_QAOA_ANGLES_H

#include "correlate/qaoa_closed_form.h"

/*
 * Angles of least energy: a scan of gamma, then NLopt around the best; beta is
 * eliminated exactly at every gamma.  At most `evaluations` evaluations in all.
 * The evaluation at *gamma is kept.  QS_INTERRUPTED: the best so far is.
 */
extern QsStatus qs_qaoa_form_optimise(QsHost *host, QsQaoaForm *form, int evaluations,
									  double *gamma, double *beta);

#endif
