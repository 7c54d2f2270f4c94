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

QsPauliChannel
qs_noise_depolarising(double probability)
{
	double		kept = 1.0 - 4.0 / 3.0 * probability;

	return (QsPauliChannel) {kept, kept};
}

/* A channel so many times */
static QsPauliChannel
repeated(QsPauliChannel channel, int times)
{
	QsPauliChannel product = channel;

	for (int k = 1; k < times; k++)
	{
		product.xy *= channel.xy;
		product.z *= channel.z;
	}
	return product;
}

/* Thresholds of one number in [0, 1): below x an X, below y a Y, below z a Z */
typedef struct Thresholds
{
	double		x;
	double		y;
	double		z;
} Thresholds;

/* Of a channel with X and Y alike */
static Thresholds
thresholds_of(QsPauliChannel channel)
{
	double		x = fmax(0.0, 0.25 * (1.0 - channel.z));
	double		z = fmax(0.0, 0.25 * (1.0 - 2.0 * channel.xy + channel.z));

	return (Thresholds) {x, 2.0 * x, 2.0 * x + z};
}

static int
draw_errors(QsRandom *random, const Thresholds *below, int places, uint8_t *pauli)
{
	int			errors = 0;

	for (int k = 0; k < places; k++)
	{
		double		mark = qs_random_unit(random);

		pauli[k] = mark < below[k].x ? QS_PAULI_X : mark < below[k].y ? QS_PAULI_Y :
			mark < below[k].z ? QS_PAULI_Z : QS_PAULI_NONE;
		errors += pauli[k] != QS_PAULI_NONE;
	}
	return errors;
}

int
qs_noise_draw_channels(QsHost *host, QsRandom *random, const QsPauliChannel *channel, int times,
					   int places, int shots, uint8_t *pauli)
{
	Thresholds *below = QS_ARRAY(host, Thresholds, places);
	int			faulty = 0;

	for (int k = 0; k < places; k++)
		below[k] = thresholds_of(repeated(channel[k], times));
	for (int k = 0; k < shots; k++)
	{
		if (draw_errors(random, below, places, pauli + (size_t) faulty * (size_t) places) > 0)
			faulty++;
		if ((k & 1023) == 1023)
			qs_check(host);
	}
	qs_free(host, below);
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

void
qs_noise_readout_qubits(QsHost *host, QsRandom *random, int n, const double *flip, uint8_t *rows, int shots)
{
	for (int k = 0; k < shots; k++)
	{
		for (int q = 0; q < n; q++)
			rows[(size_t) k * (size_t) n + (size_t) q] ^= qs_random_unit(random) < flip[q];
		if ((k & 1023) == 1023)
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
