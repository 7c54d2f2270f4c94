/*
 * regular_angles.h
 *	  Published angles of cuts of regular graphs, for any problem with couplings.
 */
#ifndef QS_REGULAR_ANGLES_H
#define QS_REGULAR_ANGLES_H

#include "quantum/qaoa_problem.h"

/*
 * The fixed angles of Wurtz & Lykov (2021) for the degree nearest to that of the problem
 * (3 to 11; the mean over variables with couplings) and as many layers, gamma in our
 * unit: on an unweighted cut of such a graph they are theirs.  Where more layers are asked for
 * than were published (11 for degree 3, 5 for 4, 4 for 5, 3 for 6 to 10, 2 for 11) those of most
 * layers are interpolated.  Couplings that differ count by their root mean square, as
 * transfer between weighted cuts wants it (Sureshbabu et al. 2024); without couplings these are qs_angles_fixed.
 * Signs as in angles.h.  O(n + pairs).
 */
extern void qs_angles_regular(QsHost *host, const QsQaoaProblem *problem, int layers,
							  double *gamma, double *beta);

#endif
