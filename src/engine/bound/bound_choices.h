/*
 * bound_choices.h
 *	  A bound for quadratic objectives over choices, rows of which exactly one variable is 1.
 *
 * The products Y of (1, x) by itself stand in a subspace (choice_space.h), are positive
 * semidefinite, never negative, and 0 within a row.  The semidefinite program of these is
 * solved by splitting (Oliveira, Wolkowicz & Xu, "ADMM for the SDP relaxation of the QAP",
 * 2018; Graham, Hu, Im, Li & Wolkowicz, "A restricted dual Peaceman-Rachford splitting
 * method for a strengthened DNN relaxation for QAP", 2022): a step projects on the
 * semidefinite matrices, the next on entries.  Triangles that Y breaks are priced
 * (choice_triangles.h).
 */
#ifndef QS_BOUND_CHOICES_H
#define QS_BOUND_CHOICES_H

#include "bound/underestimate.h"

/* Largest number of variables: dense matrices, eigenvectors of some hundreds of them */
#define QS_BOUND_CHOICES_MOST	1000

typedef struct QsChoiceProducts QsChoiceProducts;

/* NULL where the bound does not apply: matrices, no pairs, too many variables, or fewer than
 * half of them in one-hot rows.  O(n^2) memory. */
extern QsChoiceProducts *qs_choice_products_create(QsHost *host, const QsModel *model,
												   const QsStructure *structure);
extern void qs_choice_products_free(QsChoiceProducts *choices);

/*
 * Nothing rests on the splitting: with the objective L, prices of triangles included, any
 * multipliers Z give
 *		f(x) >= <L + Z, Y> - <Z, Y> >= linear function of x + trace Y * least eigenvalue of -V'ZV;
 * the eigenvalue is proved.  model, structure: those that choices was created for.  Ends by
 * counted work, at any time with what it has, or when about `enough` (INFINITY: never) is
 * reached; called again, it goes on.  A turn is O(n^3).
 */
extern QsStatus qs_choice_products_bound(QsChoiceProducts *choices, const QsModel *model,
										 const QsStructure *structure, double enough,
										 QsUnderestimate *out);

/* Would going on gain nothing? */
extern bool qs_choice_products_done(const QsChoiceProducts *choices);

#endif
