/*
 * samplers.h
 *	  Every sampler by its solver (samplers.c has the list).
 */
#ifndef QS_SAMPLERS_H
#define QS_SAMPLERS_H

#include "sampling/sampler.h"

/* The one list of samplers, and a solver by its name and back; false when no such
 * name exists. */
extern const QsNames qs_solver_names;
extern bool qs_solver(const char *name, QsSolver *solver);
extern const char *qs_solver_name(QsSolver solver);

/* Largest QUBO the solver takes at all (memory limit apart). */
extern int	qs_solver_max_qubits(QsSolver solver);

/* Does the solver simulate a quantum processor gate by gate (so that depth, gate
 * counts and an expectation mean something)? */
extern bool qs_solver_is_quantum(QsSolver solver);

/*
 * Sample.  QS_INTERRUPTED at the deadline (samples hold what there is, at least
 * one); QS_UNSUPPORTED when solver, mixer and input do not fit together, or the
 * QUBO is larger than the solver takes; QS_INVALID when a setting is out of range,
 * the number of angles is not that of the circuit, one is beyond QS_LARGEST_ANGLE, estimates are wanted of an optimiser that
 * needs gradients, or a coefficient is not finite.
 * Any finite coefficients will do; energies beyond doubles become infinite.
 * AUTO and NONE are refused as unsupported.  Deterministic in (input, settings,
 * random) unless interrupted.  report may be NULL; otherwise the caller frees
 * it with qs_sampler_report_free.  On other statuses *samples is NULL.
 */
extern QsStatus qs_sample(QsHost *host, QsSolver solver, const QsSamplerInput *input,
						  const QsSamplerSettings *settings, QsRandom *random,
						  QsSamples **samples, QsSamplerReport *report);

#endif
