/*
 * encode_substitution.c
 *	  Encoding each k x k sub-permutation in (k - 1)^2 qubits.
 *
 * The last row and column follow from the other cells: with T ones among them,
 *		x[r][last] = 1 - sum_c x[r][c],	 x[last][c] = 1 - sum_r x[r][c],
 *		x[last][last] = T - (k - 2).
 * Penalty: the products of cells in one row or column, plus
 * (T - k + 1)(T - k + 2) / 2, which vanishes for T = k - 1 and T = k - 2 only:
 * exactly k! states are free of it, and it is still quadratic.
 */
#include "encode/encode_substitution.h"

#include <math.h>
#include <string.h>

#include "encode/encode_penalty.h"
#include "encode/encode_scale.h"

#define LEAST_SHARE		0.05	/* least weight, in units of the objective's scale */

/* x_v = constant + sum of coefficient * qubit: at most one coefficient a form */
typedef struct Form
{
	double		constant;
	double		coefficient;
	int32_t		first;			/* into terms */
	int32_t		count;
} Form;

typedef struct Substitution
{
	int			qubits;
	Form	   *form;			/* n of the model */
	int32_t    *term;			/* qubits of all forms */
} Substitution;

static void
form_of_cell(const QsEncoding *encoding, int b, int r, int c, Form *form, int32_t *term)
{
	int			k = encoding->block_size[b];
	const int32_t *qubit = encoding->block_qubit[b];

	form->count = 0;
	form->coefficient = (r == k - 1) == (c == k - 1) ? 1.0 : -1.0;
	form->constant = r == k - 1 ? (c == k - 1 ? 2.0 - k : 1.0) : (c == k - 1 ? 1.0 : 0.0);
	for (int i = r == k - 1 ? 0 : r; i <= (r == k - 1 ? k - 2 : r); i++)
		for (int j = c == k - 1 ? 0 : c; j <= (c == k - 1 ? k - 2 : c); j++)
			term[form->count++] = qubit[i * k + j];
}

static void
build_forms(QsHost *host, const QsEncoding *encoding, Substitution *s)
{
	size_t		total = (size_t) s->qubits;
	int32_t		at = 0;

	for (int b = 0; b < encoding->blocks; b++)
		total += 4 * (size_t) encoding->block_size[b] * (size_t) encoding->block_size[b];
	s->form = QS_ARRAY0(host, Form, encoding->variables);
	s->term = QS_ARRAY(host, int32_t, total);
	for (int q = 0; q < s->qubits; q++)
	{
		s->form[encoding->variable_of[q]] = (Form) {0.0, 1.0, at, 1};
		s->term[at++] = q;
	}
	for (int b = 0; b < encoding->blocks; b++)
	{
		int			k = encoding->block_size[b];

		for (int cell = 0; cell < k * k; cell++)
		{
			Form	   *form = &s->form[encoding->block_variable[b][cell]];

			if (encoding->block_qubit[b][cell] >= 0)
				continue;
			form->first = at;
			form_of_cell(encoding, b, cell / k, cell % k, form, s->term + at);
			at += form->count;
		}
	}
}

/* matrix (symmetric sum, Q x Q), linear, offset of the substituted function */
static double
substitute(QsHost *host, const QsQubo *from, const Substitution *s, double *matrix,
		   double *linear)
{
	size_t		qubits = (size_t) s->qubits;
	double	   *sum = QS_ARRAY0(host, double, qubits);
	double		offset = from->offset;

	for (int v = 0; v < from->n; v++)
	{
		const Form *own = &s->form[v];
		double		constant = from->linear[v];

		/* x_v * (linear_v + half the sum over its neighbours), then spread */
		for (int64_t k = from->start[v]; k < from->start[v + 1]; k++)
		{
			const Form *other = &s->form[from->neighbour[k]];
			double		half = 0.5 * from->weight[k];

			constant += half * other->constant;
			for (int t = 0; t < other->count; t++)
				sum[s->term[other->first + t]] += half * other->coefficient;
		}
		offset += own->constant * constant;
		for (size_t q = 0; q < qubits; q++)
			linear[q] += own->constant * sum[q];
		for (int t = 0; t < own->count; t++)
		{
			int			p = s->term[own->first + t];
			double	   *row = matrix + (size_t) p * qubits;

			linear[p] += own->coefficient * constant;
			for (size_t q = 0; q < qubits; q++)
				row[q] += own->coefficient * sum[q];
		}
		memset(sum, 0, qubits * sizeof(double));
		qs_check(host);
	}
	qs_free(host, sum);
	return offset;
}

/* Fold into the upper triangle; the diagonal is linear since q^2 = q */
static void
fold(double *matrix, double *linear, int qubits)
{
	for (size_t p = 0; p < (size_t) qubits; p++)
	{
		linear[p] += matrix[p * (size_t) qubits + p];
		matrix[p * (size_t) qubits + p] = 0.0;
		for (size_t q = p + 1; q < (size_t) qubits; q++)
		{
			double		both = matrix[p * (size_t) qubits + q] + matrix[q * (size_t) qubits + p];

			matrix[p * (size_t) qubits + q] = both;
			matrix[q * (size_t) qubits + p] = both;
		}
	}
}

/* Most that a row of cells can add to a flip of qubit p: one cell at most is set */
static double
row_most(const int32_t *qubit, int k, int r, int skip_column, const double *weight, double sign)
{
	double		most = 0.0;

	for (int c = 0; c < k - 1; c++)
		if (c != skip_column)
			most = fmax(most, sign * weight[qubit[r * k + c]]);
	return most;
}

/*
 * Half the largest change one flip of a block's qubit makes while the rest of the
 * state is a permutation, or short of one: at most one cell a row is set then.
 * The largest itself would be safer and, measured, a worse guide: nearly every
 * minimiser is a permutation at half of it.
 */
static double
block_weight(const QsEncoding *encoding, int b, const bool *in_block, const double *matrix,
			 const double *linear, int qubits)
{
	int			k = encoding->block_size[b];
	double		worst = 0.0;

	for (int cell = 0; cell < k * k; cell++)
	{
		int			p = encoding->block_qubit[b][cell];
		const double *weight = matrix + (size_t) p * (size_t) qubits;

		for (int sign = -1; sign <= 1 && p >= 0; sign += 2)
		{
			double		cost = sign * linear[p];

			for (int q = 0; q < qubits; q++)
				if (!in_block[q])
					cost += fmax(0.0, sign * weight[q]);
			for (int other = 0; other < encoding->blocks; other++)
				for (int r = 0; r < encoding->block_size[other] - 1; r++)
					if (other != b || r != cell / k)
						cost += row_most(encoding->block_qubit[other], encoding->block_size[other],
										 r, other == b ? cell % k : -1, weight, sign);
			worst = fmax(worst, cost);
		}
	}
	return worst > 0.0 ? QS_ENCODE_MARGIN * 0.5 * worst : 1.0;
}

/* weight times a block's penalty, onto matrix and linear; returns the constant */
static double
penalise_block(const QsEncoding *encoding, int b, double weight, double *matrix,
			   double *linear, int qubits)
{
	int			k = encoding->block_size[b];
	const int32_t *qubit = encoding->block_qubit[b];

	for (int cell = 0; cell < k * k; cell++)
	{
		int			p = qubit[cell];

		if (p < 0)
			continue;
		linear[p] -= weight * (k - 2);
		for (int other = 0; other < k * k; other++)
		{
			int			q = qubit[other];

			if (q >= 0 && q != p)
				matrix[(size_t) p * (size_t) qubits + (size_t) q] +=
					other / k == cell / k || other % k == cell % k ? 2.0 * weight : weight;
		}
	}
	return 0.5 * weight * (k - 1) * (k - 2);
}

static QsQubo *
sparse_from_dense(QsHost *host, double offset, const double *matrix, const double *linear,
				  int qubits)
{
	QsQubo	   *qubo = QS_NEW(host, QsQubo);
	int64_t		count = 0;
	size_t		cells = (size_t) qubits * (size_t) qubits;

	for (size_t k = 0; k < cells; k++)
		count += matrix[k] != 0.0;
	qubo->n = qubits;
	qubo->offset = offset;
	qubo->linear = QS_ARRAY(host, double, qubits);
	qubo->start = QS_ARRAY0(host, int64_t, (size_t) qubits + 1);
	qubo->neighbour = QS_ARRAY(host, int32_t, count);
	qubo->weight = QS_ARRAY(host, double, count);
	count = 0;
	for (int p = 0; p < qubits; p++)
	{
		qubo->linear[p] = linear[p];
		for (int q = 0; q < qubits; q++)
		{
			double		w = matrix[(size_t) p * (size_t) qubits + (size_t) q];

			if (w == 0.0)
				continue;
			qubo->neighbour[count] = q;
			qubo->weight[count++] = w;
		}
		qubo->start[p + 1] = count;
	}
	return qubo;
}

static void
mark_block_qubits(const QsEncoding *encoding, bool *in_block)
{
	for (int b = 0; b < encoding->blocks; b++)
		for (int cell = 0; cell < encoding->block_size[b] * encoding->block_size[b]; cell++)
			if (encoding->block_qubit[b][cell] >= 0)
				in_block[encoding->block_qubit[b][cell]] = true;
}

/* Few qubits: one weight for all blocks, the least that keeps every minimiser a
 * permutation, times the margin. */
static double
common_weight(QsHost *host, const QsEncoding *encoding, const QsQubo *substituted)
{
	int			qubits = substituted->n;
	double	   *matrix = QS_ARRAY0(host, double, (size_t) qubits * (size_t) qubits);
	double	   *linear = QS_ARRAY0(host, double, qubits);
	double		offset = 0.0;
	double		least;
	QsQubo	   *penalty;

	for (int b = 0; b < encoding->blocks; b++)
		offset += penalise_block(encoding, b, 1.0, matrix, linear, qubits);
	penalty = sparse_from_dense(host, offset, matrix, linear, qubits);
	least = qs_least_scale(host, substituted, penalty);
	qs_qubo_free(host, penalty);
	qs_free(host, matrix);
	qs_free(host, linear);
	return fmax(QS_ENCODE_MARGIN * least, LEAST_SHARE * qs_objective_scale(substituted));
}

/* Many qubits: by flips from permutations, block by block */
static void
block_weights(QsHost *host, const QsEncoding *encoding, const double *matrix,
			  const double *linear, int qubits, double *weight)
{
	bool	   *in_block = QS_ARRAY0(host, bool, qubits);

	mark_block_qubits(encoding, in_block);
	for (int b = 0; b < encoding->blocks; b++)
	{
		weight[b] = block_weight(encoding, b, in_block, matrix, linear, qubits);
		qs_check(host);
	}
	qs_free(host, in_block);
}

QsQubo *
qs_substitute_blocks(QsHost *host, const QsEncoding *encoding, int qubits,
					 const QsQubo *from, bool penalise)
{
	Substitution s = {.qubits = qubits};
	double	   *matrix = QS_ARRAY0(host, double, (size_t) qubits * (size_t) qubits);
	double	   *linear = QS_ARRAY0(host, double, qubits);
	double	   *weight = QS_ARRAY(host, double, encoding->blocks);
	double		offset;
	QsQubo	   *out;

	build_forms(host, encoding, &s);
	offset = substitute(host, from, &s, matrix, linear);
	fold(matrix, linear, qubits);
	if (!penalise)
		memset(weight, 0, (size_t) encoding->blocks * sizeof(double));
	else if (qubits <= QS_SCALE_QUBITS)
	{
		QsQubo	   *substituted = sparse_from_dense(host, offset, matrix, linear, qubits);

		weight[0] = common_weight(host, encoding, substituted);
		for (int b = 1; b < encoding->blocks; b++)
			weight[b] = weight[0];
		qs_qubo_free(host, substituted);
	}
	else
		block_weights(host, encoding, matrix, linear, qubits, weight);
	for (int b = 0; b < encoding->blocks; b++)
		offset += penalise_block(encoding, b, weight[b], matrix, linear, qubits);
	out = sparse_from_dense(host, offset, matrix, linear, qubits);
	qs_free(host, s.form);
	qs_free(host, s.term);
	qs_free(host, matrix);
	qs_free(host, linear);
	qs_free(host, weight);
	return out;
}
