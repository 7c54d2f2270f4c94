/*
 * qasm.c
 *	  OpenQASM 3 of the simulated circuits.
 *
 * With x = (1 - z) / 2 the energies are offset + sum h_i z_i + sum J_ij z_i z_j, and
 * QAOA's angles are those of energies divided by their deviation:
 *		exp(-i gamma h Z)	 = rz(2 gamma h)
 *		exp(-i gamma J Z Z)	 = cx, rz(2 gamma J) on the target, cx
 *		exp(-i beta X)		 = rx(2 beta)
 */
#include "qasm.h"

#include <string.h>

#include "float_text.h"
#include "ising.h"
#include "vqe.h"

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
add_header(Text *text, const QsQasm *qasm)
{
	int			n = qasm->qubo->n;

	add(text, "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n// ");
	add(text, qs_solver_name(qasm->solver));
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

/* exp(-i gamma E / deviation) */
static void
add_phases(Text *text, const QsIsing *ising, double gamma)
{
	for (int i = 0; i < ising->n; i++)
		if (ising->field[i] != 0.0)
			add_rotation(text, "rz", 2.0 * gamma * ising->field[i], i);
	for (int i = 0; i < ising->n; i++)
	{
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
		{
			int			j = ising->neighbour[k];

			if (j < i || ising->coupling[k] == 0.0)
				continue;
			add_pair(text, "cx", i, j);
			add_rotation(text, "rz", 2.0 * gamma * ising->coupling[k], j);
			add_pair(text, "cx", i, j);
		}
		qs_check(text->host);
	}
}

static void
add_qaoa(Text *text, const QsQasm *qasm)
{
	QsIsing    *ising = qs_ising_create(text->host, qasm->qubo);
	double		deviation = qs_ising_deviation(ising);
	const double *gamma = qasm->angles;
	const double *beta = qasm->angles + qasm->layers;

	if (!(deviation > 0.0))
		deviation = 1.0;
	for (int i = 0; i < ising->n; i++)
		add_gate(text, "h", i);
	for (int l = 0; l < qasm->layers; l++)
	{
		add_phases(text, ising, gamma[l] / deviation);
		for (int i = 0; i < ising->n; i++)
			add_rotation(text, "rx", 2.0 * beta[l], i);
	}
	qs_ising_free(text->host, ising);
}

static void
add_vqe(Text *text, const QsQasm *qasm)
{
	int			n = qasm->qubo->n;

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
}

QsStatus
qs_qasm_write(QsHost *host, const QsQasm *qasm, char **out)
{
	Text		text = {.host = host};
	bool		is_qaoa = qasm->solver == QS_SOLVER_QAOA;
	int			expected = is_qaoa ? 2 * qasm->layers
		: qs_vqe_parameters(qasm->qubo->n, qasm->layers);

	*out = NULL;
	if ((!is_qaoa && qasm->solver != QS_SOLVER_VQE) || (is_qaoa && qasm->mixer != QS_MIXER_X) ||
		qasm->qubo->n < 1)
		return QS_UNSUPPORTED;
	if (qasm->layers < 1 || qasm->angles == NULL || qasm->angle_count != expected)
		return QS_INVALID;
	add_header(&text, qasm);
	if (is_qaoa)
		add_qaoa(&text, qasm);
	else
		add_vqe(&text, qasm);
	add_measurement(&text, qasm->qubo->n);
	*out = text.data;
	return QS_OK;
}
