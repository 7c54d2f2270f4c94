/*
 * dense_circuit.h
 *	  QAOA layers gate by gate on plain complex vectors, for tests: the definition,
 *	  not an algorithm.
 *
 * A density matrix of n qubits is a vector of 2 n qubits: a gate acts on qubit q as
 * itself and on qubit q + n as its conjugate.
 */
#ifndef DENSE_CIRCUIT_H
#define DENSE_CIRCUIT_H

#include <complex.h>

#include "quantum/qaoa_problem.h"
#include "sampling/sampler.h"

/* What a layer is made of; parameters in the order of qaoa_ansatz.h */
typedef struct DenseCircuit
{
	const QsQaoaProblem *problem;
	const QsSamplerInput *input;
	QsMixer		mixer;
	bool		multi_angle;
	int			layers;
	const double *theta;
} DenseCircuit;

/* Number of parameters of the circuit */
extern int	dense_parameters(const DenseCircuit *circuit);

/* The state the circuit prepares (2^n), and its density matrix (4^n, qubit q + n the
 * bra's) when every layer is followed by depolarising noise on every qubit */
extern void dense_run(const DenseCircuit *circuit, double complex *state);
extern void dense_run_noisy(const DenseCircuit *circuit, double depolarizing, double complex *matrix);

/* Probabilities (2^n): of a state, of a density matrix, after readout flips */
extern void dense_probabilities(int n, const double complex *state, double *probability);
extern void dense_diagonal(int n, const double complex *matrix, double *probability);
extern void dense_readout(int n, double flip, double *probability);

#endif
