/*
 * qaoa_closed_form.h
 *	  Expectations of one QAOA layer on any weighted Ising model with fields,
 *	  without a state vector.
 *
 * The state is exp(-i beta sum X) exp(-i gamma E) |+>, E the Ising energy.  Then
 *		<Z_i>	  = sin(2 beta) * one_i(gamma)
 *		<Z_i Z_j> = sin(4 beta) * two_ij(gamma) + sin(2 beta)^2 * three_ij(gamma)
 * with products of cosines over the neighbours of i and j.
 *
 * Ozaeta, van Dam & McMahon, "Expectation values from the single-layer quantum
 * approximate optimization algorithm on Ising problems", 2022.
 */
#ifndef QS_QAOA_CLOSED_FORM_H
#define QS_QAOA_CLOSED_FORM_H

#include "model/ising.h"

typedef struct QsQaoaForm QsQaoaForm;

/* Working space for an Ising model, which must outlive it */
extern QsQaoaForm *qs_qaoa_form_create(QsHost *host, const QsIsing *ising);
extern void qs_qaoa_form_free(QsHost *host, QsQaoaForm *form);
extern const QsIsing *qs_qaoa_form_ising(const QsQaoaForm *form);

/*
 * Everything that depends on gamma.  Energy (offset excluded) is then
 *		sin(2b) * sum[0] + sin(4b) * sum[1] + sin(2b)^2 * sum[2]
 * for every b.  False: stopped by the host or the deadline (polled without
 * throwing, so this may run in a library's callback).  O(pairs) plus the sum over
 * pairs of the smaller degree; dense models by a vectorised O(n * pairs).
 */
extern bool qs_qaoa_form_evaluate(QsQaoaForm *form, double gamma, double sum[3]);

/* Keep the evaluation just finished for qs_qaoa_form_expectations.  O(1). */
extern void qs_qaoa_form_keep(QsQaoaForm *form);

/* <Z_i> and <Z_i Z_j> of the evaluation kept last (all 0 before the first); z: n;
 * zz: one for each entry of the adjacency (both entries of a pair are filled). */
extern void qs_qaoa_form_expectations(const QsQaoaForm *form, double beta,
									  double *z, double *zz);

/* Multiplications one evaluation takes, about */
extern double qs_qaoa_form_work(const QsQaoaForm *form);

#endif
