/*
 * noise.c
 *	  Errors of a noisy processor.
 */
#include "quantum/noise.h"

#include <math.h>

#define PI				3.14159265358979323846
#define LEAST_TRAJECTORIES	16
#define UPDATES			2147483648.0	/* amplitudes times passes, in all */

static int
draw(QsRandom *random, double probability, int places, uint8_t *pauli)
{
	int			errors = 0;

	for (int k = 0; k < places; k++)
	{
		pauli[k] = QS_PAULI_NONE;
		if (qs_random_unit(random) < probability)
		{
			pauli[k] = (uint8_t) (QS_PAULI_X + qs_random_below(random, 3));
			errors++;
		}
	}
	return errors;
}

int
qs_noise_draw_shots(QsHost *host, QsRandom *random, double probability, int places, int shots,
					uint8_t *pauli)
{
	int			faulty = 0;

	/* a shot without errors leaves its place to the next */
	for (int k = 0; k < shots; k++)
	{
		if (draw(random, probability, places, pauli + (size_t) faulty * (size_t) places) > 0)
			faulty++;
		if ((k & 1023) == 1023)
			qs_check(host);
	}
	return faulty;
}

void
qs_noise_insert(int n, int layers, const uint8_t *pauli, const double *trailing,
				double *field, double *angle)
{
	for (int layer = 0; layer < layers; layer++)
		for (int q = 0; q < n; q++)
		{
			size_t		at = (size_t) layer * (size_t) n + (size_t) q;
			bool		flip = pauli[at] == QS_PAULI_X || pauli[at] == QS_PAULI_Y;
			bool		turn = pauli[at] == QS_PAULI_Z || pauli[at] == QS_PAULI_Y;

			if (flip)
				angle[at] += 0.5 * PI;
			if (layer + 1 == layers)
				continue;
			/* moving the flip before a diagonal part swaps its two entries */
			if (flip && trailing)
				field[at + (size_t) n] -= 2.0 * trailing[at];
			if (turn)
				field[at + (size_t) n] += PI;
		}
}

QsStatus
qs_noise_apply(QsStatevector *state, int qubit, QsPauli pauli)
{
	static const double matrix[][8] = {
		[QS_PAULI_X] = {0, 0, 1, 0, 1, 0, 0, 0},
		[QS_PAULI_Y] = {0, 0, 0, -1, 0, 1, 0, 0},
		[QS_PAULI_Z] = {1, 0, 0, 0, 0, 0, -1, 0},
	};

	return pauli == QS_PAULI_NONE ? QS_OK : qs_statevector_gate(state, qubit, matrix[pauli]);
}

void
qs_noise_readout(QsHost *host, QsRandom *random, double probability, uint8_t *bits, size_t count)
{
	if (probability <= 0.0)
		return;
	for (size_t k = 0; k < count; k++)
	{
		bits[k] ^= qs_random_unit(random) < probability;
		if ((k & 0xffff) == 0xffff)
			qs_check(host);
	}
}

int
qs_noise_trajectories(int n, double passes, int shots)
{
	double		affordable = UPDATES / (ldexp(1.0, n) * passes);

	if (affordable < LEAST_TRAJECTORIES)
		affordable = LEAST_TRAJECTORIES;
	return affordable < shots ? (int) affordable : shots;
}
