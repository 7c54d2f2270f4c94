/*
 * qasm.c
 *	  OpenQASM 3 of the simulated circuits.
 */
#include "quantum/qasm.h"

#include <string.h>

#include "base/float_text.h"
#include "quantum/program.h"
#include "quantum/route.h"

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
add_integer(Text *text, int64_t value)
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

/* "rz(angle) q[a];", "cx q[a], q[b];" */
static void
add_gate(Text *text, const QsGate *gate)
{
	char		buffer[QS_FLOAT_LENGTH];

	add(text, qs_gate_name(gate->kind));
	if (qs_gate_has_angle(gate->kind))
	{
		add(text, "(");
		append(text, buffer, qs_float_write(gate->angle, buffer));
		add(text, ")");
	}
	add(text, " ");
	add_qubit(text, gate->a);
	if (gate->b >= 0)
	{
		add(text, ", ");
		add_qubit(text, gate->b);
	}
	add(text, ";\n");
}

/* What each bit stands for, and where on the device the qubits are */
static void
add_meanings(Text *text, const QsQasm *qasm, int n)
{
	for (int i = 0; i < n && qasm->variable_of; i++)
	{
		add(text, qasm->coupling ? "// bit " : "// qubit ");
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
	for (int p = 0; p < n && qasm->coupling; p++)
	{
		add(text, "// ");
		add_qubit(text, p);
		add(text, ": qubit ");
		add_integer(text, qasm->coupling->site[p]);
		add(text, " of the device\n");
	}
}

static void
add_header(Text *text, const QsQasm *qasm, int n, const QsGateCost *cost)
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
	add(text, qasm->layers == 1 ? " layer\n// depth " : " layers\n// depth ");
	add_integer(text, cost->depth);
	add(text, ", two-qubit gates ");
	add_integer(text, cost->two_qubit_gates);
	if (qasm->coupling)
	{
		add(text, ", swaps ");
		add_integer(text, cost->swaps);
	}
	add(text, "\n");
	add_meanings(text, qasm, n);
	if (qasm->keep_rzz && qasm->solver == QS_SOLVER_QAOA)
		add(text, "gate rzz(theta) a, b { cx a, b; rz(theta) b; cx a, b; }\n");
	add(text, "qubit[");
	add_integer(text, n);
	add(text, "] q;\nbit[");
	add_integer(text, n);
	add(text, "] c;\n");
}

static void
add_measurement(Text *text, int n, const int32_t *place)
{
	for (int i = 0; i < n; i++)
	{
		add(text, "c[");
		add_integer(text, i);
		add(text, "] = measure ");
		add_qubit(text, place ? place[i] : i);
		add(text, ";\n");
	}
}

/* Gates of the program that is written, on the device if there is one */
static QsStatus
create_gates(QsHost *host, const QsQasm *qasm, const QsSamplerInput *input, QsRouted *routed,
			 int64_t *swaps)
{
	QsProgram	program = {
		.solver = qasm->solver, .mixer = qasm->mixer, .multi_angle = qasm->multi_angle,
		.layers = qasm->layers, .angles = qasm->angles, .angle_count = qasm->angle_count
	};
	QsGateList *gates;
	QsStatus	status;

	if (qasm->coupling && (qasm->coupling->n != input->qubo->n || input->qubo->n > QS_ROUTE_QUBITS))
		return QS_UNSUPPORTED;
	status = qs_program_gates(host, &program, input, &gates);
	*routed = (QsRouted) {.gates = gates};
	*swaps = 0;
	if (status != QS_OK)
		return status;
	if (qasm->coupling)
	{
		QsRouted   *placed = qs_route(host, gates, qasm->coupling);

		qs_gate_list_free(gates);
		*routed = *placed;
		qs_free(host, placed);
		*swaps = qs_gate_list_cost(routed->gates).swaps;
	}
	if (!qasm->keep_rzz)
	{
		gates = qs_gate_list_decompose(routed->gates);
		qs_gate_list_free(routed->gates);
		routed->gates = gates;
	}
	return QS_OK;
}

QsStatus
qs_qasm_write(QsHost *host, const QsQasm *qasm, const QsSamplerInput *input, char **out,
			  QsGateCost *cost)
{
	Text		text = {.host = host};
	int			n = input->qubo->n;
	QsRouted	routed;
	QsGateCost	own;
	int64_t		swaps;
	QsStatus	status = create_gates(host, qasm, input, &routed, &swaps);

	*out = NULL;
	if (status != QS_OK)
		return status;
	own = qs_gate_list_cost(routed.gates);
	own.swaps = swaps;
	add_header(&text, qasm, n, &own);
	for (int64_t k = 0; k < routed.gates->count; k++)
	{
		add_gate(&text, &routed.gates->gate[k]);
		if ((k & 255) == 255)
			qs_check(host);
	}
	add_measurement(&text, n, routed.place);
	qs_gate_list_free(routed.gates);
	qs_free(host, routed.place);
	if (cost)
		*cost = own;
	*out = text.data;
	return QS_OK;
}
