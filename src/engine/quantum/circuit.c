/*
 * circuit.c
 *	  Depth by greedy edge colouring.
 */
#include "quantum/circuit.h"

#include "model/ising.h"

void
qs_circuit_cost(QsHost *host, const QsQubo *qubo, int layers, int64_t *depth,
				int64_t *two_qubit_gates)
{
	QsIsing    *ising = qs_ising_create(host, qubo);
	int			n = qubo->n;
	int			words = (2 * n + 63) / 64 + 1;	/* greedy needs fewer than 2 n colours */
	uint64_t   *used = QS_ARRAY0(host, uint64_t, (size_t) n * (size_t) words);
	int			colours = 0;
	int64_t		pairs = 0;
	bool		fields = false;

	for (int i = 0; i < n; i++)
	{
		fields = fields || ising->field[i] != 0.0;
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
		{
			uint64_t   *mine = used + (size_t) i * (size_t) words;
			uint64_t   *other = used + (size_t) ising->neighbour[k] * (size_t) words;

			if (ising->neighbour[k] < i)
				continue;
			pairs++;
			for (int w = 0; w < words; w++)
			{
				uint64_t	taken = mine[w] | other[w];

				if (~taken)
				{
					int			bit = __builtin_ctzll(~taken);

					mine[w] |= UINT64_C(1) << bit;
					other[w] |= UINT64_C(1) << bit;
					colours = w * 64 + bit + 1 > colours ? w * 64 + bit + 1 : colours;
					break;
				}
			}
		}
	}
	*two_qubit_gates = pairs * layers;
	*depth = 1 + (int64_t) layers * (colours + fields + 1);
	qs_free(host, used);
	qs_ising_free(host, ising);
}
