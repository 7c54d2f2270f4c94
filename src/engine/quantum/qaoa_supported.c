/*
 * qaoa_supported.c
 *	  Which QAOA circuits there are.
 */
#include "quantum/qaoa_supported.h"

#include "quantum/statevector/statevector.h"
#include "quantum/subspace.h"

bool
qs_qaoa_uses_groups(const QsSamplerSettings *settings)
{
	return settings->mixer == QS_MIXER_XY_RING || settings->mixer == QS_MIXER_XY_COMPLETE;
}

bool
qs_qaoa_supported(QsHost *host, const QsSamplerInput *input, const QsSamplerSettings *settings)
{
	int			n = input->qubo->n;
	bool	   *taken;
	bool		valid;

	if (settings->mixer == QS_MIXER_WARM && input->warm == NULL)
		return false;
	if (!qs_qaoa_uses_groups(settings))
		return n <= QS_STATEVECTOR_QUBITS;
	if (input->groups <= 0 || (qs_sampler_has_noisy_gates(settings) && n > QS_STATEVECTOR_QUBITS))
		return false;
	taken = QS_ARRAY(host, bool, n);
	valid = qs_subspace_valid(n, input->groups, input->group_start, input->group_qubit, taken);
	qs_free(host, taken);
	return valid && qs_subspace_states(n, input->groups, input->group_start) < 4294967296.0;
}
