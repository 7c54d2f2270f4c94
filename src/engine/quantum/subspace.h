/*
 * subspace.h
 *	  QAOA within one-hot groups: XY mixers on the feasible subspace only.
 *
 * A hop exp(-i angle (XX + YY) / 2) between two qubits of a group moves its single 1
 * and never creates or removes one, so that a group of k qubits has k states
 * instead of 2^k (Hadfield et al. 2019; Wang, Rubin, Dominy & Rieffel 2020).  The
 * simulator keeps only those: mixed-radix digits, one for every *unit*, that is
 * every qubit outside the groups (digit = its bit, X mixer), then every group
 * (digit = position of the 1).  The start is the uniform superposition: |+> on free
 * qubits, a W state on groups.
 */
#ifndef QS_SUBSPACE_H
#define QS_SUBSPACE_H

#include "base/random.h"
#include "quantum/mixer.h"
#include "quantum/qaoa_problem.h"

typedef struct QsSubspace QsSubspace;

/* One-hot groups over the qubits of a problem: disjoint, none empty? */
extern bool qs_subspace_valid(int n, int groups, const int32_t *group_start,
							  const int32_t *group_qubit, bool *taken);

/* States of the subspace (may be huge), and bytes to simulate it. */
extern double qs_subspace_states(int n, int groups, const int32_t *group_start);
extern double qs_subspace_bytes(int n, double states, bool gradients);

/* Groups must be valid, and the states fit memory (may throw).  The problem is
 * rescaled to mean 0 and deviation 1 over the subspace. */
extern QsSubspace *qs_subspace_create(QsHost *host, QsQaoaProblem *problem, int groups,
									  const int32_t *group_start, const int32_t *group_qubit,
									  bool complete, bool gradients);
extern void qs_subspace_free(QsSubspace *subspace);
extern int	qs_subspace_units(const QsSubspace *subspace);

/* Run a circuit whose angles are layers x units.  Never throws; QS_INTERRUPTED when
 * asked to stop. */
extern QsStatus qs_subspace_run(QsSubspace *subspace, const QsCircuit *circuit);

/* Mean of the lowest fraction of scaled energies; fraction 1: the mean. */
extern double qs_subspace_tail_mean(const QsSubspace *subspace, double fraction);

/* Run, and differentiate that by fields, couplings and angles (adjoint method). */
extern QsStatus qs_subspace_gradient(QsSubspace *subspace, const QsCircuit *circuit,
									 double fraction, double *value, double *by_field,
									 double *by_coupling, double *by_angle);

/* Measure: shots rows of n bytes. */
extern void qs_subspace_sample(QsSubspace *subspace, QsRandom *random, int shots, uint8_t *rows);

/* A uniformly random state of the subspace, n bytes. */
extern void qs_subspace_random(const QsSubspace *subspace, QsRandom *random, uint8_t *row);

/* Probability of an assignment (0 outside the subspace), for tests. */
extern double qs_subspace_probability(const QsSubspace *subspace, const uint8_t *x);

#endif
