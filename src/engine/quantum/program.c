/*
 * program.c
 *	  Circuits as gates.
 *
 * With x = (1 - z) / 2 the energies are offset + sum h_i z_i + sum J_ij z_i z_j, and
 * QAOA's angles are those of energies divided by their deviation:
 *		exp(-i gamma h Z)	 = rz(2 gamma h)
 *		exp(-i gamma J Z Z)	 = rzz(2 gamma J)
 *		exp(-i beta X)		 = rx(2 beta)
 * A warm-started qubit at polar angle a mixes by exp(-i beta (cos a Z + sin a X)) =
 * ry(-a), rz(2 beta), ry(a).  A hop exp(-i beta (XX + YY) / 2) is turned by rx(pi/2)
 * on both qubits into XX and ZZ, which a cx makes X on its control and Z on its
 * target.
 */
#include "quantum/program.h"

#include <math.h>

#include "base/elementary.h"
#include "quantum/circuit.h"
#include "quantum/mixer.h"
#include "quantum/qaoa_ansatz.h"
#include "quantum/qaoa_supported.h"
#include "quantum/subspace.h"
#include "quantum/vqe.h"

/* A QAOA circuit on its way out */
typedef struct Qaoa
{
	QsGateList *list;
	const QsProgram *program;
	const QsSamplerInput *input;
	const QsQaoaProblem *problem;	/* scaled as in the simulation */
	const double *polar;		/* warm start: of each qubit, or NULL */
	bool	   *grouped;		/* qubits in a group of an XY mixer */
	int64_t    *order;			/* of the pairs: by round */
	QsHop	   *hop;			/* scratch */
} Qaoa;

static bool
uses_groups(const QsProgram *program)
{
	return program->mixer == QS_MIXER_XY_RING || program->mixer == QS_MIXER_XY_COMPLETE;
}

/*
 * The W state of a group: its 1 starts on the first qubit, and each of the others
 * takes over its share of the amplitude from the one before.
 */
static void
add_w_state(QsGateList *list, const int32_t *qubit, int k)
{
	qs_gate_list_one(list, QS_GATE_X, qubit[0], 0.0);
	for (int i = 0; i + 1 < k; i++)
	{
		double		angle = qs_acos(sqrt(1.0 / (double) (k - i)));

		qs_gate_list_one(list, QS_GATE_RY, qubit[i + 1], -angle);
		qs_gate_list_two(list, QS_GATE_CZ, qubit[i], qubit[i + 1]);
		qs_gate_list_one(list, QS_GATE_RY, qubit[i + 1], angle);
		qs_gate_list_two(list, QS_GATE_CX, qubit[i + 1], qubit[i]);
	}
}

static void
add_preparation(const Qaoa *qaoa)
{
	const QsSamplerInput *input = qaoa->input;

	for (int i = 0; i < input->qubo->n; i++)
		if (qaoa->polar)
			qs_gate_list_one(qaoa->list, QS_GATE_RY, i, qaoa->polar[i]);
		else if (!qaoa->grouped[i])
			qs_gate_list_one(qaoa->list, QS_GATE_H, i, 0.0);
	for (int g = 0; uses_groups(qaoa->program) && g < input->groups; g++)
		add_w_state(qaoa->list, input->group_qubit + input->group_start[g],
					input->group_start[g + 1] - input->group_start[g]);
}

/* exp(-i gamma E / deviation); step 0: one gamma, 1: one for each term */
static void
add_phases(const Qaoa *qaoa, const double *gamma, int step)
{
	const QsQaoaProblem *problem = qaoa->problem;
	QsGate		gate = {.kind = QS_GATE_RZ, .b = -1, .layer = qaoa->list->layer, .commutes = true};

	for (int k = 0; k < problem->fields; k++, gamma += step)
	{
		gate.a = problem->field_qubit[k];
		gate.angle = 2.0 * *gamma * problem->field[k];
		qs_gate_list_add(qaoa->list, &gate);
	}
	gate.kind = QS_GATE_RZZ;
	for (int64_t k = 0; k < problem->pairs; k++)
	{
		int64_t		pair = qaoa->order[k];

		gate.a = problem->first[pair];
		gate.b = problem->second[pair];
		gate.angle = 2.0 * gamma[pair * step] * problem->coupling[pair];
		qs_gate_list_add(qaoa->list, &gate);
	}
}

static void
add_hop(QsGateList *list, double beta, int a, int b)
{
	const double quarter = 0.5 * qs_acos(-1.0);

	qs_gate_list_one(list, QS_GATE_RX, a, quarter);
	qs_gate_list_one(list, QS_GATE_RX, b, quarter);
	qs_gate_list_two(list, QS_GATE_CX, a, b);
	qs_gate_list_one(list, QS_GATE_RX, a, beta);
	qs_gate_list_one(list, QS_GATE_RZ, b, beta);
	qs_gate_list_two(list, QS_GATE_CX, a, b);
	qs_gate_list_one(list, QS_GATE_RX, a, -quarter);
	qs_gate_list_one(list, QS_GATE_RX, b, -quarter);
}

/* exp(-i beta B); step 0: one beta, 1: one for each unit of the mixer */
static void
add_mixer(const Qaoa *qaoa, const double *beta, int step)
{
	const QsSamplerInput *input = qaoa->input;
	QsGateList *list = qaoa->list;

	for (int i = 0; i < input->qubo->n; i++)
	{
		if (qaoa->grouped[i])
			continue;
		if (qaoa->polar)
		{
			qs_gate_list_one(list, QS_GATE_RY, i, -qaoa->polar[i]);
			qs_gate_list_one(list, QS_GATE_RZ, i, 2.0 * *beta);
			qs_gate_list_one(list, QS_GATE_RY, i, qaoa->polar[i]);
		}
		else
			qs_gate_list_one(list, QS_GATE_RX, i, 2.0 * *beta);
		beta += step;
	}
	for (int g = 0; uses_groups(qaoa->program) && g < input->groups; g++, beta += step)
	{
		const int32_t *qubit = input->group_qubit + input->group_start[g];
		int			hops = qs_mixer_hops(input->group_start[g + 1] - input->group_start[g],
										 qaoa->program->mixer == QS_MIXER_XY_COMPLETE, qaoa->hop);

		for (int h = 0; h < hops; h++)
			add_hop(list, *beta, qubit[qaoa->hop[h].a], qubit[qaoa->hop[h].b]);
	}
}

/* Pairs of a layer, those of a round together */
static int64_t *
order_pairs(QsHost *host, const QsQaoaProblem *problem)
{
	int32_t    *round = QS_ARRAY(host, int32_t, problem->pairs);
	int64_t    *order = QS_ARRAY(host, int64_t, problem->pairs);
	int			rounds = qs_circuit_rounds(host, problem->n, problem->pairs, problem->first,
										   problem->second, round);
	int64_t    *start = QS_ARRAY0(host, int64_t, rounds + 1);

	for (int64_t k = 0; k < problem->pairs; k++)
		start[round[k] + 1]++;
	for (int r = 0; r < rounds; r++)
		start[r + 1] += start[r];
	for (int64_t k = 0; k < problem->pairs; k++)
		order[start[round[k]]++] = k;
	qs_free(host, round);
	qs_free(host, start);
	return order;
}

/* Angles of the ansatz: all gammas, then all betas, layer by layer */
static void
add_layers(const Qaoa *qaoa, int units)
{
	const QsProgram *program = qaoa->program;
	int			step = program->multi_angle ? 1 : 0;
	size_t		gammas = program->multi_angle ?
		(size_t) qaoa->problem->fields + (size_t) qaoa->problem->pairs : 1;
	size_t		betas = program->multi_angle ? (size_t) units : 1;
	const double *beta = program->angles + (size_t) program->layers * gammas;

	add_preparation(qaoa);
	for (int l = 0; l < program->layers; l++)
	{
		qaoa->list->layer = l + 1;
		add_phases(qaoa, program->angles + (size_t) l * gammas, step);
		add_mixer(qaoa, beta + (size_t) l * betas, step);
	}
}

QsGateList *
qs_program_qaoa_gates(QsHost *host, const QsProgram *program, const QsSamplerInput *input,
					  const QsQaoaProblem *problem, const double *polar, int units)
{
	int			n = input->qubo->n;
	Qaoa		qaoa = {
		.list = qs_gate_list_create(host, n), .program = program, .input = input,
		.problem = problem, .polar = polar, .grouped = QS_ARRAY0(host, bool, n),
		.order = order_pairs(host, problem), .hop = QS_ARRAY(host, QsHop, (size_t) n * (size_t) n)
	};

	for (int k = 0; uses_groups(program) && k < input->group_start[input->groups]; k++)
		qaoa.grouped[input->group_qubit[k]] = true;
	add_layers(&qaoa, units);
	qs_free(host, qaoa.grouped);
	qs_free(host, qaoa.order);
	qs_free(host, qaoa.hop);
	return qaoa.list;
}

/* What both ansatz and gates need of the simulation: the problem as it is scaled
 * there, and the number of mixer units. */
static QsStatus
qaoa_gates(QsHost *host, const QsProgram *program, const QsSamplerInput *input,
		   QsGateList **gates)
{
	QsSamplerSettings settings = {
		.mixer = program->mixer, .layers = program->layers, .multi_angle = program->multi_angle,
		.angles = program->angles, .angle_count = program->angle_count, .cvar = 1.0, .shots = 1
	};
	QsQaoaProblem *problem;
	QsSubspace *subspace = NULL;
	QsAnsatz   *ansatz;
	int			units = input->qubo->n;
	QsStatus	status = QS_INVALID;

	if (!qs_qaoa_supported(host, input, &settings))
		return QS_UNSUPPORTED;
	problem = qs_qaoa_problem_create(host, input->qubo);
	if (uses_groups(program))
	{
		subspace = qs_subspace_create(host, problem, input->groups, input->group_start,
									  input->group_qubit, program->mixer == QS_MIXER_XY_COMPLETE, false);
		units = qs_subspace_units(subspace);
	}
	ansatz = qs_ansatz_create(host, problem, program->layers, units, program->multi_angle,
							  program->mixer == QS_MIXER_WARM ? input->warm : NULL);
	if (program->angle_count == ansatz->parameters)
	{
		*gates = qs_program_qaoa_gates(host, program, input, problem, ansatz->warm, units);
		status = QS_OK;
	}
	qs_ansatz_free(ansatz);
	qs_subspace_free(subspace);
	qs_qaoa_problem_free(host, problem);
	return status;
}

static QsStatus
vqe_gates(QsHost *host, const QsProgram *program, int n, QsGateList **gates)
{
	if (program->angle_count != qs_vqe_parameters(n, program->layers))
		return QS_INVALID;
	*gates = qs_gate_list_create(host, n);
	for (int l = 0; l <= program->layers; l++)
	{
		(*gates)->layer = l;
		/* even pairs first: each half is one layer of disjoint gates */
		for (int half = 0; half < 2 && l > 0; half++)
			for (int i = half; i + 1 < n; i += 2)
				qs_gate_list_add(*gates, &(QsGate) {
					.kind = QS_GATE_CZ, .a = i, .b = i + 1, .layer = l, .commutes = true
				});
		for (int i = 0; i < n; i++)
			qs_gate_list_one(*gates, QS_GATE_RY, i, program->angles[l * n + i]);
	}
	return QS_OK;
}

QsStatus
qs_program_gates(QsHost *host, const QsProgram *program, const QsSamplerInput *input,
				 QsGateList **gates)
{
	int			n = input->qubo->n;

	*gates = NULL;
	if ((program->solver != QS_SOLVER_QAOA && program->solver != QS_SOLVER_VQE) || n < 1)
		return QS_UNSUPPORTED;
	if (program->layers < 1 || program->angles == NULL)
		return QS_INVALID;
	return program->solver == QS_SOLVER_QAOA ? qaoa_gates(host, program, input, gates) :
		vqe_gates(host, program, n, gates);
}
