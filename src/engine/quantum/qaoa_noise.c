/*
 * qaoa_noise.c
 *	  Faulty shots: X mixers with errors built into the circuit, XY mixers gate by
 *	  gate on all 2^n states, since an error leaves the subspace.
 */
#include "quantum/qaoa_noise.h"

#include <math.h>

#include "base/elementary.h"
#include "quantum/qaoa_measure.h"

/* One trajectory of an X mixer */
static QsStatus
run_circuit(QsQaoaSimulator *s, QsAnsatz *ansatz, const double *theta, const uint8_t *pauli)
{
	qs_ansatz_build(ansatz, theta);
	qs_noise_insert(s->problem->n, ansatz->layers, pauli, ansatz->trailing, ansatz->field,
					ansatz->angle);
	return qs_statevector_run(s->state, &ansatz->circuit);
}

/* ---- groups ---- */

typedef struct GroupMachine
{
	QsStatevector *state;
	const QsSamplerInput *input;
	uint64_t   *group;			/* qubits of each group */
	int			free_qubits;
	int32_t    *free_qubit;
	QsHop	   *hop;			/* of all groups, one after the other, as qubits */
	int		   *hop_start;		/* groups + 1 */
	double	   *no_angle;		/* n zeros */
} GroupMachine;

static void
create_machine(QsHost *host, GroupMachine *m, const QsQaoaSimulator *s)
{
	const QsSamplerInput *input = s->input;
	int			n = input->qubo->n;
	bool		complete = s->settings->mixer == QS_MIXER_XY_COMPLETE;
	uint64_t	grouped = 0;
	size_t		most = 0;

	m->input = input;
	m->state = qs_statevector_create(host, n, s->settings->double_precision);
	m->group = QS_ARRAY0(host, uint64_t, input->groups);
	m->free_qubit = QS_ARRAY(host, int32_t, n);
	m->no_angle = QS_ARRAY0(host, double, n);
	m->hop_start = QS_ARRAY0(host, int, input->groups + 1);
	for (int g = 0; g < input->groups; g++)
	{
		size_t		k = (size_t) (input->group_start[g + 1] - input->group_start[g]);

		most += k * (k + 1) / 2;
		for (int at = input->group_start[g]; at < input->group_start[g + 1]; at++)
			m->group[g] |= UINT64_C(1) << input->group_qubit[at];
		grouped |= m->group[g];
	}
	for (int q = 0; q < n; q++)
		if ((grouped >> q & 1) == 0)
			m->free_qubit[m->free_qubits++] = q;
	m->hop = QS_ARRAY(host, QsHop, most);
	for (int g = 0; g < input->groups; g++)
	{
		const int32_t *qubit = input->group_qubit + input->group_start[g];
		QsHop	   *hop = m->hop + m->hop_start[g];
		int			hops = qs_mixer_hops(input->group_start[g + 1] - input->group_start[g],
										 complete, hop);

		for (int k = 0; k < hops; k++)
		{
			hop[k].a = qubit[hop[k].a];
			hop[k].b = qubit[hop[k].b];
		}
		m->hop_start[g + 1] = m->hop_start[g] + hops;
	}
}

static void
free_machine(QsHost *host, GroupMachine *m)
{
	qs_statevector_free(m->state);
	qs_free(host, m->group);
	qs_free(host, m->free_qubit);
	qs_free(host, m->no_angle);
	qs_free(host, m->hop_start);
	qs_free(host, m->hop);
}

/* Every state with one 1 in each group, equally likely */
static QsStatus
start_groups(const GroupMachine *m)
{
	int			n = m->input->qubo->n;
	double		amplitude = 1.0 / sqrt(qs_subspace_states(n, m->input->groups,
														  m->input->group_start));
	QsStatus	status = qs_statevector_basis(m->state, 0);

	for (uint64_t x = 0; x < (uint64_t) 1 << n && status == QS_OK; x++)
	{
		bool		feasible = true;

		for (int g = 0; g < m->input->groups && feasible; g++)
		{
			uint64_t	ones = x & m->group[g];

			feasible = ones != 0 && (ones & (ones - 1)) == 0;
		}
		if (feasible || x == 0)
			qs_statevector_set(m->state, x, feasible ? amplitude : 0.0, 0.0);
	}
	return status;
}

/* exp(-i angle mixer), units in the order of the subspace */
static QsStatus
mix(const GroupMachine *m, const double *angle)
{
	QsStatus	status = QS_OK;

	for (int f = 0; f < m->free_qubits && status == QS_OK; f++)
	{
		double		c,
					d;

		qs_sin_cos(angle[f], &d, &c);
		status = qs_statevector_gate(m->state, m->free_qubit[f],
									 (double[8]) {c, 0.0, 0.0, -d, 0.0, -d, c, 0.0});
	}
	for (int g = 0; g < m->input->groups; g++)
		for (int k = m->hop_start[g]; k < m->hop_start[g + 1] && status == QS_OK; k++)
			status = qs_statevector_hop(m->state, m->hop[k].a, m->hop[k].b,
										angle[m->free_qubits + g]);
	return status;
}

static QsStatus
run_groups(const GroupMachine *m, const QsAnsatz *ansatz, const uint8_t *pauli)
{
	size_t		n = (size_t) m->input->qubo->n;
	QsStatus	status = start_groups(m);

	for (int layer = 0; layer < ansatz->layers && status == QS_OK; layer++)
	{
		QsCircuit	phase = ansatz->circuit;

		phase.layers = 1;
		phase.field += (size_t) layer * n;
		phase.coupling += (size_t) layer * (size_t) phase.pairs;
		phase.angle = m->no_angle;
		status = qs_statevector_apply(m->state, &phase);
		if (status == QS_OK)
			status = mix(m, ansatz->angle + (size_t) layer * (size_t) ansatz->units);
		for (size_t q = 0; q < n && status == QS_OK; q++)
			status = qs_noise_apply(m->state, (int) q, (QsPauli) pauli[(size_t) layer * n + q]);
	}
	return status;
}

/* ---- shots ---- */

QsStatus
qs_qaoa_sample_faulty(QsQaoaSimulator *s, QsAnsatz *ansatz, const double *theta,
					  QsRandom *random, const QsFaultyShots *shots, uint8_t *rows)
{
	int			faulty = shots->count;
	size_t		n = (size_t) s->problem->n;
	size_t		places = (size_t) ansatz->layers * n;
	double		passes = ansatz->layers + 1.0;
	GroupMachine machine = {0};
	QsStatevector *state = s->state;
	int			trajectories;
	int			shot = 0;
	QsStatus	status = QS_OK;

	if (s->subspace)
	{
		create_machine(s->host, &machine, s);
		state = machine.state;
		/* single gates pass over the state one by one, at a slower pace */
		passes = 4.0 * ansatz->layers *
			(1.0 + machine.free_qubits + machine.hop_start[s->input->groups]);
		qs_ansatz_build(ansatz, theta);
	}
	trajectories = qs_noise_trajectories((int) n, passes / shots->share, faulty);
	for (int t = 0; t < trajectories && status == QS_OK; t++)
	{
		const uint8_t *errors = shots->pauli + (size_t) t * places;
		int			end = (int) ((int64_t) faulty * (t + 1) / trajectories);

		status = s->subspace ? run_groups(&machine, ansatz, errors) :
			run_circuit(s, ansatz, theta, errors);
		qs_check(s->host);
		if (status == QS_OK)
		{
			qs_qaoa_measure(state, random, end - shot, rows + (size_t) shot * n);
			shot = end;
			if (shot < faulty && qs_time_up(s->host))
				status = QS_INTERRUPTED;
		}
	}
	/* out of time: repeat what was measured */
	for (int done = shot; shot < faulty; shot++)
		for (size_t q = 0; q < n; q++)
			rows[(size_t) shot * n + q] = done > 0 ? rows[(size_t) (shot % done) * n + q] :
				(uint8_t) (qs_random_next(random) >> 63);
	if (s->subspace)
		free_machine(s->host, &machine);
	return status;
}
