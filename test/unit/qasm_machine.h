/*
 * qasm_machine.h
 *	  A small OpenQASM 3 interpreter, for tests: it reads what we write and nothing else, and
 *	  shares nothing with the simulators.
 */
#ifndef QASM_MACHINE_H
#define QASM_MACHINE_H

#include <complex.h>
#include <stdbool.h>
#include <stddef.h>

#define QASM_MOST_QUBITS	10

typedef struct Machine
{
	int			n;
	double complex amplitude[1 << QASM_MOST_QUBITS];	/* after all, by measured bits */
	int			measured;
	int			qubit_of[QASM_MOST_QUBITS]; /* that a bit was measured from */
	int			two_qubit_gates;
	int			swaps;
	int			depth;
	int			busy[QASM_MOST_QUBITS]; /* rounds of gates */
	bool		knows_rzz;
	bool		pairs[QASM_MOST_QUBITS][QASM_MOST_QUBITS];	/* that two-qubit gates were on */
} Machine;

/* Runs a program; anything that is not understood fails the test. */
extern void qasm_machine_run(Machine *machine, const char *text);

#endif
