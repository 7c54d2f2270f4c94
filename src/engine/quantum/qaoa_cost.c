/*
 * qaoa_cost.c
 *	  Depth and two-qubit gates of a QAOA circuit.
 */
#include "quantum/qaoa_cost.h"

#include "quantum/circuit.h"
#include "quantum/mixer.h"

typedef struct MixerCost
{
	int64_t		rounds;			/* of one layer */
	int64_t		gates;
	int64_t		start_rounds;
	int64_t		start_gates;
} MixerCost;

/* Hops of all groups run side by side */
static MixerCost
hop_cost(QsHost *host, const QsSamplerInput *input, bool complete)
{
	MixerCost	cost = {.rounds = 1, .start_rounds = 1};

	for (int g = 0; g < input->groups; g++)
	{
		int			k = input->group_start[g + 1] - input->group_start[g];
		QsHop	   *hop = QS_ARRAY(host, QsHop, (size_t) k * (size_t) (k + 1) / 2);
		int			hops = qs_mixer_hops(k, complete, hop);

		cost.gates += hops;
		cost.start_gates += k - 1;
		if (k - 1 > cost.start_rounds)
			cost.start_rounds = k - 1;
		for (int h = 0; h < hops; h++)
			if (hop[h].round + 1 > cost.rounds)
				cost.rounds = hop[h].round + 1;
		qs_free(host, hop);
	}
	return cost;
}

void
qs_qaoa_cost(QsHost *host, const QsSamplerInput *input, QsMixer mixer, int layers,
			 int64_t *depth, int64_t *two_qubit_gates)
{
	MixerCost	cost = {.rounds = mixer == QS_MIXER_WARM ? 3 : 1, .start_rounds = 1};
	int64_t		phase_rounds;
	int64_t		phase_gates;

	/* one layer with the X mixer is the preparation, the phase and one round */
	qs_circuit_cost(host, input->qubo, 1, &phase_rounds, &phase_gates);
	phase_rounds -= 2;
	if (mixer == QS_MIXER_XY_RING || mixer == QS_MIXER_XY_COMPLETE)
		cost = hop_cost(host, input, mixer == QS_MIXER_XY_COMPLETE);
	*depth = cost.start_rounds + layers * (phase_rounds + cost.rounds);
	*two_qubit_gates = cost.start_gates + layers * (phase_gates + cost.gates);
}
