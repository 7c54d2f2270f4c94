/*
 * circuit.c
 *	  Depth by greedy edge colouring.
 */
#include "quantum/circuit.h"

#include "model/ising.h"

int
qs_circuit_rounds(QsHost *host, int n, int64_t pairs, const int32_t *first, const int32_t *second,
				  int32_t *round)
{
	int			words = (2 * n + 63) / 64 + 1;	/* greedy needs fewer than 2 n colours */
	uint64_t   *used = QS_ARRAY0(host, uint64_t, (size_t) n * (size_t) words);
	int			rounds = 0;

	for (int64_t k = 0; k < pairs; k++)
	{
		uint64_t   *mine = used + (size_t) first[k] * (size_t) words;
		uint64_t   *other = used + (size_t) second[k] * (size_t) words;
		int			w = 0;
		int			bit;

		while (~(mine[w] | other[w]) == 0)
			w++;
		bit = __builtin_ctzll(~(mine[w] | other[w]));
		mine[w] |= UINT64_C(1) << bit;
		other[w] |= UINT64_C(1) << bit;
		round[k] = w * 64 + bit;
		if (round[k] + 1 > rounds)
			rounds = round[k] + 1;
		if ((k & 4095) == 4095)
			qs_check(host);
	}
	qs_free(host, used);
	return rounds;
}

void
qs_circuit_cost(QsHost *host, const QsQubo *qubo, int layers, int64_t *depth,
				int64_t *two_qubit_gates)
{
	QsIsing    *ising = qs_ising_create(host, qubo);
	int			n = qubo->n;
	int64_t		most = ising->start[n] / 2;
	int32_t    *first = QS_ARRAY(host, int32_t, most);
	int32_t    *second = QS_ARRAY(host, int32_t, most);
	int32_t    *round = QS_ARRAY(host, int32_t, most);
	int64_t		pairs = 0;
	bool		fields = false;

	for (int i = 0; i < n; i++)
	{
		fields = fields || ising->field[i] != 0.0;
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
			if (ising->neighbour[k] > i)
			{
				first[pairs] = i;
				second[pairs++] = ising->neighbour[k];
			}
	}
	*two_qubit_gates = pairs * layers;
	*depth = 1 + (int64_t) layers * (qs_circuit_rounds(host, n, pairs, first, second, round) + fields + 1);
	qs_free(host, first);
	qs_free(host, second);
	qs_free(host, round);
	qs_ising_free(host, ising);
}
