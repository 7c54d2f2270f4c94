/*
 * qasm_machine.c
 *	  The interpreter of OpenQASM 3 of the tests.
 */
#include "qasm_machine.h"

#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define HALF_ROOT	0.70710678118654752440

/* A gate takes the round after the last of its qubits. */
static void
take_round(Machine *machine, int a, int b)
{
	int			round = 1 + (machine->busy[a] > machine->busy[b] ? machine->busy[a] : machine->busy[b]);

	machine->busy[a] = machine->busy[b] = round;
	if (round > machine->depth)
		machine->depth = round;
}

static void
apply_single(Machine *machine, int qubit, double complex m00, double complex m01,
			 double complex m10, double complex m11)
{
	size_t		bit = (size_t) 1 << qubit;

	take_round(machine, qubit, qubit);
	for (size_t x = 0; x < (size_t) 1 << machine->n; x++)
		if (!(x & bit))
		{
			double complex a = machine->amplitude[x];
			double complex b = machine->amplitude[x | bit];

			machine->amplitude[x] = m00 * a + m01 * b;
			machine->amplitude[x | bit] = m10 * a + m11 * b;
		}
}

static void
apply_rotation(Machine *machine, const char *name, double angle, int qubit)
{
	double		c = cos(0.5 * angle);
	double		s = sin(0.5 * angle);

	if (strcmp(name, "rx") == 0)
		apply_single(machine, qubit, c, -I * s, -I * s, c);
	else if (strcmp(name, "ry") == 0)
		apply_single(machine, qubit, c, -s, s, c);
	else if (strcmp(name, "rz") == 0)
		apply_single(machine, qubit, c - I * s, 0.0, 0.0, c + I * s);
	else
		fail_msg("unknown rotation %s", name);
}

static void
note_pair(Machine *machine, int a, int b)
{
	machine->two_qubit_gates++;
	machine->pairs[a][b] = machine->pairs[b][a] = true;
	take_round(machine, a, b);
}

static void
apply_pair(Machine *machine, const char *name, int a, int b)
{
	note_pair(machine, a, b);
	machine->swaps += strcmp(name, "swap") == 0;
	for (size_t x = 0; x < (size_t) 1 << machine->n; x++)
	{
		size_t		partner = x;
		double complex kept = machine->amplitude[x];

		if (!(x >> a & 1))
			continue;
		if (strcmp(name, "cz") == 0)
			machine->amplitude[x] = x >> b & 1 ? -kept : kept;
		else if (strcmp(name, "cx") == 0 && x >> b & 1)
			partner = x ^ (size_t) 1 << b;
		else if (strcmp(name, "swap") == 0 && !(x >> b & 1))
			partner = x ^ (size_t) 1 << a ^ (size_t) 1 << b;
		else if (strcmp(name, "cx") != 0 && strcmp(name, "swap") != 0)
			fail_msg("unknown gate %s", name);
		if (partner != x)
		{
			machine->amplitude[x] = machine->amplitude[partner];
			machine->amplitude[partner] = kept;
		}
	}
}

static void
apply_rzz(Machine *machine, double angle, int a, int b)
{
	if (!machine->knows_rzz)
		fail_msg("rzz is not defined");
	note_pair(machine, a, b);
	for (size_t x = 0; x < (size_t) 1 << machine->n; x++)
		machine->amplitude[x] *= (x >> a & 1) == (x >> b & 1) ? cexp(-0.5 * I * angle) : cexp(0.5 * I * angle);
}

static void
execute(Machine *machine, const char *line)
{
	char		name[16];
	double		angle;
	int			a,
				b,
				end = 0;

	if (line[0] == '\0' || strncmp(line, "//", 2) == 0 || strcmp(line, "OPENQASM 3.0;") == 0 ||
		strcmp(line, "include \"stdgates.inc\";") == 0)
		return;
	if (strcmp(line, "gate rzz(theta) a, b { cx a, b; rz(theta) b; cx a, b; }") == 0)
	{
		machine->knows_rzz = true;
		return;
	}
	if (sscanf(line, "qubit[%d] q;%n", &a, &end) == 1 && end == (int) strlen(line))
	{
		assert_in_range(a, 1, QASM_MOST_QUBITS);
		machine->n = a;
		machine->amplitude[0] = 1.0;
	}
	else if (sscanf(line, "bit[%d] c;%n", &a, &end) == 1 && end == (int) strlen(line))
		assert_int_equal(a, machine->n);
	else if (sscanf(line, "c[%d] = measure q[%d];%n", &a, &b, &end) == 2 && end == (int) strlen(line))
	{
		assert_int_equal(a, machine->measured);
		for (int k = 0; k < a; k++)
			assert_int_not_equal(machine->qubit_of[k], b);
		machine->qubit_of[machine->measured++] = b;
	}
	else if (sscanf(line, "h q[%d];%n", &a, &end) == 1 && end == (int) strlen(line))
		apply_single(machine, a, HALF_ROOT, HALF_ROOT, HALF_ROOT, -HALF_ROOT);
	else if (sscanf(line, "x q[%d];%n", &a, &end) == 1 && end == (int) strlen(line))
		apply_single(machine, a, 0.0, 1.0, 1.0, 0.0);
	else if (sscanf(line, "%15[a-z](%lf) q[%d];%n", name, &angle, &a, &end) == 3 &&
			 end == (int) strlen(line))
		apply_rotation(machine, name, angle, a);
	else if (sscanf(line, "rzz(%lf) q[%d], q[%d];%n", &angle, &a, &b, &end) == 3 && end == (int) strlen(line))
		apply_rzz(machine, angle, a, b);
	else if (sscanf(line, "%15[a-z] q[%d], q[%d];%n", name, &a, &b, &end) == 3 &&
			 end == (int) strlen(line))
		apply_pair(machine, name, a, b);
	else
		fail_msg("cannot execute: %s", line);
}

/* Amplitudes by bits instead of qubits */
static void
order_bits(Machine *machine)
{
	double complex by_qubit[1 << QASM_MOST_QUBITS];

	memcpy(by_qubit, machine->amplitude, sizeof(by_qubit));
	for (size_t bits = 0; bits < (size_t) 1 << machine->n; bits++)
	{
		size_t		x = 0;

		for (int k = 0; k < machine->n; k++)
			x |= (bits >> k & 1) << machine->qubit_of[k];
		machine->amplitude[bits] = by_qubit[x];
	}
}

void
qasm_machine_run(Machine *machine, const char *text)
{
	memset(machine, 0, sizeof(*machine));
	while (*text)
	{
		char		line[200];
		size_t		length = strcspn(text, "\n");

		assert_true(length < sizeof(line));
		memcpy(line, text, length);
		line[length] = '\0';
		execute(machine, line);
		text += length + (text[length] == '\n');
	}
	assert_int_equal(machine->measured, machine->n);
	order_bits(machine);
}
