/*
 * qaoa_measure.c
 *	  From a state vector to rows of bytes.
 */
#include "quantum/qaoa_measure.h"

void
qs_qaoa_measure(QsStatevector *state, QsRandom *random, int shots, uint8_t *rows)
{
	QsHost	   *host = qs_statevector_host(state);
	int			n = qs_statevector_qubits(state);
	uint64_t   *bits = QS_ARRAY(host, uint64_t, shots);

	qs_statevector_sample(state, random, shots, bits);
	for (int k = 0; k < shots; k++)
	{
		for (int q = 0; q < n; q++)
			rows[(size_t) k * (size_t) n + (size_t) q] = (uint8_t) (bits[k] >> q & 1);
		if ((k & 0xffff) == 0xffff)
			qs_check(host);
	}
	qs_free(host, bits);
}
