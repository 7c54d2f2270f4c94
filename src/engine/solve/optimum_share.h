/*
 * optimum_share.h
 *	  How often a sampler hit the minimum of the QUBO it was given.
 */
#ifndef QS_OPTIMUM_SHARE_H
#define QS_OPTIMUM_SHARE_H

#include "sampling/sampler.h"

/* Only states with exactly one 1 in each group count for an XY mixer. */
extern bool qs_one_hot_states(const QsSamplerInput *input, QsMixer mixer);

/*
 * The `count` lowest states of the QUBO (fewer when there are fewer), one occurrence
 * each: of all states or, for an XY mixer, of those that are one-hot in every group.
 * By enumeration: QS_UNSUPPORTED when that is too much (all states: beyond
 * QS_EXACT_MAX_BITS variables), QS_INFEASIBLE without any state, QS_INTERRUPTED at the
 * deadline; *lowest is NULL then.
 */
extern QsStatus qs_qubo_lowest(QsHost *host, const QsSamplerInput *input, QsMixer mixer,
							   int count, QsSamples **lowest);

/* Energies this close are equal: above what rounding does to a sum of all the
 * coefficients.  O(n + t). */
extern double qs_qubo_tolerance(const QsQubo *qubo);

/*
 * Share of the shots at that minimum, ties added up.  NAN when there are no shots or
 * the minimum is not known: too many states to enumerate (classical solvers: more
 * than take a few milliseconds), or no time left.
 */
extern double qs_optimum_share(QsHost *host, QsSolver solver, const QsSamplerInput *input,
							   QsMixer mixer, const QsSamples *samples);

#endif
