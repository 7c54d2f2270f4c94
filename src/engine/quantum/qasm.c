/*
 * qasm.c
 *	  OpenQASM 3 of the simulated circuits.
 *
 * With x = (1 - z) / 2 the energies are offset + sum h_i z_i + sum J_ij z_i z_j, and
 * QAOA's angles are those of energies divided by their deviation:
 *		exp(-i gamma h Z)	 = rz(2 gamma h)
 *		exp(-i gamma J Z Z)	 = cx, rz(2 gamma J) on the target, cx
 *		exp(-i beta X)		 = rx(2 beta)
 * A warm-started qubit at polar angle a mixes by exp(-i beta (cos a Z + sin a X)) =
 * ry(-a), rz(2 beta), ry(a).  A hop exp(-i beta (XX + YY) / 2) is turned by rx(pi/2)
 * on both qubits into XX and ZZ, which a cx makes X on its control and Z on its
 * target.
 */
#include "quantum/qasm.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "base/float_text.h"
#include "quantum/qaoa_ansatz.h"
#include "quantum/qaoa_simulator.h"
#include "quantum/vqe.h"

typedef struct Text
{
	QsHost	   *host;
	char	   *data;
	size_t		length;
	size_t		capacity;
} Text;

static void
append(Text *text, const char *piece, size_t length)
{
	if (text->length + length + 1 > text->capacity)
	{
		size_t		capacity = 2 * (text->capacity + length) + 256;

		text->data = qs_realloc(text->host, text->data, text->length, capacity, 1);
		text->capacity = capacity;
	}
	memcpy(text->data + text->length, piece, length);
	text->length += length;
	text->data[text->length] = '\0';
}

static void
add(Text *text, const char *piece)
{
	append(text, piece, strlen(piece));
}

static void
add_integer(Text *text, int value)
{
	char		buffer[QS_FLOAT_LENGTH];

	append(text, buffer, qs_integer_write((unsigned long long) value, buffer));
}

static void
add_qubit(Text *text, int qubit)
{
	add(text, "q[");
	add_integer(text, qubit);
	add(text, "]");
}

/* "name q[a];" */
static void
add_gate(Text *text, const char *name, int qubit)
{
	add(text, name);
	add(text, " ");
	add_qubit(text, qubit);
	add(text, ";\n");
}

/* "name(angle) q[a];" */
static void
add_rotation(Text *text, const char *name, double angle, int qubit)
{
	char		buffer[QS_FLOAT_LENGTH];

	add(text, name);
	add(text, "(");
	append(text, buffer, qs_float_write(angle, buffer));
	add(text, ") ");
	add_qubit(text, qubit);
	add(text, ";\n");
}

/* "name q[a], q[b];" */
static void
add_pair(Text *text, const char *name, int a, int b)
{
	add(text, name);
	add(text, " ");
	add_qubit(text, a);
	add(text, ", ");
	add_qubit(text, b);
	add(text, ";\n");
}

static void
add_header(Text *text, const QsQasm *qasm, int n)
{
	add(text, "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n// ");
	add(text, qasm->title ? qasm->title : "circuit");
	if (qasm->solver == QS_SOLVER_QAOA)
	{
		add(text, qasm->multi_angle ? ", multi-angle, mixer " : ", mixer ");
		add(text, qs_mixer_name(qasm->mixer));
	}
	add(text, ", ");
	add_integer(text, qasm->layers);
	add(text, qasm->layers == 1 ? " layer\n" : " layers\n");
	for (int i = 0; i < n && qasm->variable_of; i++)
	{
		add(text, "// qubit ");
		add_integer(text, i);
		if (qasm->variable_of[i] >= 0)
		{
			add(text, ": variable ");
			add_integer(text, qasm->variable_of[i]);
			add(text, "\n");
		}
		else
			add(text, ": slack bit\n");
	}
	add(text, "qubit[");
	add_integer(text, n);
	add(text, "] q;\nbit[");
	add_integer(text, n);
	add(text, "] c;\n");
}

static void
add_measurement(Text *text, int n)
{
	for (int i = 0; i < n; i++)
	{
		add(text, "c[");
		add_integer(text, i);
		add(text, "] = measure ");
		add_qubit(text, i);
		add(text, ";\n");
	}
}

/* A QAOA circuit on its way out; at walks through the gammas, then the betas */
typedef struct Qaoa
{
	Text	   *text;
	const QsQasm *qasm;
	const QsSamplerInput *input;
	const QsQaoaProblem *problem;	/* scaled as in the simulation */
	double	   *polar;			/* warm start: of each qubit, or NULL */
	bool	   *grouped;		/* qubits in a group of an XY mixer */
	QsHop	   *hop;			/* scratch */
} Qaoa;

static bool
uses_groups(const QsQasm *qasm)
{
	return qasm->mixer == QS_MIXER_XY_RING || qasm->mixer == QS_MIXER_XY_COMPLETE;
}

/*
 * The W state of a group: its 1 starts on the first qubit, and each of the others
 * takes over its share of the amplitude from the one before.
 */
static void
add_w_state(Text *text, const int32_t *qubit, int k)
{
	add_gate(text, "x", qubit[0]);
	for (int i = 0; i + 1 < k; i++)
	{
		double		angle = qs_acos(sqrt(1.0 / (double) (k - i)));

		add_rotation(text, "ry", -angle, qubit[i + 1]);
		add_pair(text, "cz", qubit[i], qubit[i + 1]);
		add_rotation(text, "ry", angle, qubit[i + 1]);
		add_pair(text, "cx", qubit[i + 1], qubit[i]);
	}
}

static void
add_preparation(const Qaoa *qaoa)
{
	const QsSamplerInput *input = qaoa->input;

	for (int i = 0; i < input->qubo->n; i++)
		if (qaoa->polar)
			add_rotation(qaoa->text, "ry", qaoa->polar[i], i);
		else if (!qaoa->grouped[i])
			add_gate(qaoa->text, "h", i);
	for (int g = 0; uses_groups(qaoa->qasm) && g < input->groups; g++)
		add_w_state(qaoa->text, input->group_qubit + input->group_start[g],
					input->group_start[g + 1] - input->group_start[g]);
}

/* exp(-i gamma E / deviation); step 0: one gamma, 1: one for each term */
static void
add_phases(const Qaoa *qaoa, const double *gamma, int step)
{
	const QsQaoaProblem *problem = qaoa->problem;
	Text	   *text = qaoa->text;

	for (int k = 0; k < problem->fields; k++, gamma += step)
		add_rotation(text, "rz", 2.0 * *gamma * problem->field[k], problem->field_qubit[k]);
	for (int64_t k = 0; k < problem->pairs; k++, gamma += step)
	{
		add_pair(text, "cx", problem->first[k], problem->second[k]);
		add_rotation(text, "rz", 2.0 * *gamma * problem->coupling[k], problem->second[k]);
		add_pair(text, "cx", problem->first[k], problem->second[k]);
		if ((k & 255) == 0)
			qs_check(text->host);
	}
}

static void
add_hop(Text *text, double beta, int a, int b)
{
	const double quarter = 0.5 * qs_acos(-1.0);

	add_rotation(text, "rx", quarter, a);
	add_rotation(text, "rx", quarter, b);
	add_pair(text, "cx", a, b);
	add_rotation(text, "rx", beta, a);
	add_rotation(text, "rz", beta, b);
	add_pair(text, "cx", a, b);
	add_rotation(text, "rx", -quarter, a);
	add_rotation(text, "rx", -quarter, b);
}

/* exp(-i beta B); step 0: one beta, 1: one for each unit of the mixer */
static void
add_mixer(const Qaoa *qaoa, const double *beta, int step)
{
	const QsSamplerInput *input = qaoa->input;
	Text	   *text = qaoa->text;

	for (int i = 0; i < input->qubo->n; i++)
	{
		if (qaoa->grouped[i])
			continue;
		if (qaoa->polar)
		{
			add_rotation(text, "ry", -qaoa->polar[i], i);
			add_rotation(text, "rz", 2.0 * *beta, i);
			add_rotation(text, "ry", qaoa->polar[i], i);
		}
		else
			add_rotation(text, "rx", 2.0 * *beta, i);
		beta += step;
	}
	for (int g = 0; uses_groups(qaoa->qasm) && g < input->groups; g++, beta += step)
	{
		const int32_t *qubit = input->group_qubit + input->group_start[g];
		int			hops = qs_mixer_hops(input->group_start[g + 1] - input->group_start[g],
										 qaoa->qasm->mixer == QS_MIXER_XY_COMPLETE, qaoa->hop);

		for (int h = 0; h < hops; h++)
			add_hop(text, *beta, qubit[qaoa->hop[h].a], qubit[qaoa->hop[h].b]);
		qs_check(text->host);
	}
}

/* Angles of the ansatz: all gammas, then all betas, layer by layer */
static void
add_layers(const Qaoa *qaoa, int units)
{
	const QsQasm *qasm = qaoa->qasm;
	int			step = qasm->multi_angle ? 1 : 0;
	size_t		gammas = qasm->multi_angle ?
		(size_t) qaoa->problem->fields + (size_t) qaoa->problem->pairs : 1;
	size_t		betas = qasm->multi_angle ? (size_t) units : 1;
	const double *beta = qasm->angles + (size_t) qasm->layers * gammas;

	add_preparation(qaoa);
	for (int l = 0; l < qasm->layers; l++)
	{
		add_phases(qaoa, qasm->angles + (size_t) l * gammas, step);
		add_mixer(qaoa, beta + (size_t) l * betas, step);
	}
}

/* What both ansatz and writer need of the simulation: the problem as it is scaled
 * there, and the number of mixer units. */
static QsStatus
add_qaoa(Text *text, const QsQasm *qasm, const QsSamplerInput *input)
{
	QsHost	   *host = text->host;
	int			n = input->qubo->n;
	QsSamplerSettings settings = {
		.mixer = qasm->mixer, .layers = qasm->layers, .multi_angle = qasm->multi_angle,
		.angles = qasm->angles, .angle_count = qasm->angle_count, .cvar = 1.0, .shots = 1
	};
	QsQaoaProblem *problem;
	QsSubspace *subspace = NULL;
	QsAnsatz   *ansatz;
	int			units = n;
	QsStatus	status = QS_INVALID;

	if (!qs_qaoa_supported(host, input, &settings))
		return QS_UNSUPPORTED;
	problem = qs_qaoa_problem_create(host, input->qubo);
	if (uses_groups(qasm))
	{
		subspace = qs_subspace_create(host, problem, input->groups, input->group_start,
									  input->group_qubit, qasm->mixer == QS_MIXER_XY_COMPLETE, false);
		units = qs_subspace_units(subspace);
	}
	ansatz = qs_ansatz_create(host, problem, qasm->layers, units, qasm->multi_angle,
							  qasm->mixer == QS_MIXER_WARM ? input->warm : NULL);
	Qaoa		qaoa = {
		.text = text, .qasm = qasm, .input = input, .problem = problem, .polar = ansatz->warm,
		.grouped = QS_ARRAY0(host, bool, n), .hop = QS_ARRAY(host, QsHop, (size_t) n * (size_t) n)
	};

	for (int k = 0; uses_groups(qasm) && k < input->group_start[input->groups]; k++)
		qaoa.grouped[input->group_qubit[k]] = true;
	if (qasm->angle_count == ansatz->parameters)
	{
		add_layers(&qaoa, units);
		status = QS_OK;
	}
	qs_free(host, qaoa.grouped);
	qs_free(host, qaoa.hop);
	qs_ansatz_free(ansatz);
	qs_subspace_free(subspace);
	qs_qaoa_problem_free(host, problem);
	return status;
}

static QsStatus
add_vqe(Text *text, const QsQasm *qasm, int n)
{
	if (qasm->angle_count != qs_vqe_parameters(n, qasm->layers))
		return QS_INVALID;
	for (int l = 0; l <= qasm->layers; l++)
	{
		/* even pairs first: each half is one layer of disjoint gates */
		for (int half = 0; half < 2 && l > 0; half++)
			for (int i = half; i + 1 < n; i += 2)
				add_pair(text, "cz", i, i + 1);
		for (int i = 0; i < n; i++)
			add_rotation(text, "ry", qasm->angles[l * n + i], i);
		qs_check(text->host);
	}
	return QS_OK;
}

QsStatus
qs_qasm_write(QsHost *host, const QsQasm *qasm, const QsSamplerInput *input, char **out)
{
	Text		text = {.host = host};
	int			n = input->qubo->n;
	QsStatus	status;

	*out = NULL;
	if ((qasm->solver != QS_SOLVER_QAOA && qasm->solver != QS_SOLVER_VQE) || n < 1)
		return QS_UNSUPPORTED;
	if (qasm->layers < 1 || qasm->angles == NULL)
		return QS_INVALID;
	add_header(&text, qasm, n);
	status = qasm->solver == QS_SOLVER_QAOA ? add_qaoa(&text, qasm, input)
		: add_vqe(&text, qasm, n);
	if (status != QS_OK)
	{
		qs_free(host, text.data);
		return status;
	}
	add_measurement(&text, n);
	*out = text.data;
	return QS_OK;
}
