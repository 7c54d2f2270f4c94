/*
 * vqe.h
 *	  The variational quantum eigensolver with a hardware-efficient ansatz
 *	  (Peruzzo et al. 2014; Kandala et al. 2017).
 *
 * The circuit has settings->layers repetitions of RY rotations on every qubit and
 * CZ gates along a line, and closing rotations: (layers + 1) n angles, layer by
 * layer.  All amplitudes are real.  The mean or the CVaR of the energy (Barkoutsos
 * et al. 2020) is minimised with adjoint gradients (Jones & Gacon 2020).
 */
#ifndef QS_VQE_H
#define QS_VQE_H

#include "sampling/sampler.h"

#define QS_VQE_MAX_QUBITS	32

/* A derivative-free simplex is lost in more parameters than this: the default
 * optimiser then means L-BFGS here.  Any other choice is respected. */
#define QS_SIMPLEX_PARAMETERS	20

extern QsOptimizer qs_ansatz_optimizer(QsOptimizer wanted, int parameters);

/* Has an ansatz of so many parameters use for the angles of the settings, if there are any? */
extern bool qs_ansatz_takes(const QsSamplerSettings *settings, int parameters);

/* Parameters of the ansatz */
extern int	qs_vqe_parameters(int n, int layers);

/*
 * The objective at the given angles: CVaR (or mean, at 1) of the energy, offset
 * included, and its gradient (may be NULL), for tests and experiments.
 */
extern QsStatus qs_vqe_objective(QsHost *host, const QsQubo *qubo,
								 const QsSamplerSettings *settings, const double *angles,
								 double *objective, double *gradient);

/* depolarizing noise is QS_UNSUPPORTED; readout flips are applied. */
extern QsStatus qs_sample_vqe(QsHost *host, const QsSamplerInput *input,
							  const QsSamplerSettings *settings, QsRandom *random,
							  QsSamples **samples, QsSamplerReport *report);

#endif
