/*
 * pauli_correlation.h
 *	  Pauli correlation encoding: many variables on few qubits.
 *
 * Variable i is the sign of the expectation of a Pauli string with k letters, all
 * of them X, all Y or all Z: 3 binomial(q, k) variables fit on q qubits, and three
 * measurement settings read all of them.  A brickwork circuit is trained so that
 * the squashed correlations t_i = tanh(alpha <P_i>) minimise
 *		E(t) / deviation + weight * mean(t^2)^2,
 * where the second term keeps them from saturating.
 *
 * Sciorilli, Borges, Patti, Garcia-Martin, Camilo, Anandkumar & Aolita, "Towards
 * large-scale quantum optimization solvers with few qubits", 2024.  Their closing
 * local search is left out: what comes back is what was measured.
 */
#ifndef QS_PAULI_CORRELATION_H
#define QS_PAULI_CORRELATION_H

#include "quantum/pauli_circuit.h"
#include "sampling/sampler.h"

/* Correlations <P_i> (n, may be NULL), the loss, and its gradient (may be NULL) at
 * the given angles, for tests and experiments. */
extern QsStatus qs_pauli_loss(QsHost *host, const QsQubo *qubo, const QsPauliShape *shape,
							  const double *angles, double *correlation, double *loss,
							  double *gradient);

/*
 * Train, then measure settings->shots times along each axis.  The estimates are
 * read out about sqrt(shots) times on the way, each from all shots so far: a
 * sample's occurrences are the shots since the read-out before.  The report's
 * objective is the loss; there is no expectation.  depolarizing noise is
 * QS_UNSUPPORTED; readout flips are applied.
 */
extern QsStatus qs_sample_pauli_correlation(QsHost *host, const QsSamplerInput *input,
											const QsSamplerSettings *settings,
											QsRandom *random, QsSamples **samples,
											QsSamplerReport *report);

#endif
