/*
 * qubo_contraction.c
 *	  Substituting variables of a qubo: fixing one, merging two.
 *
 * The number of variables stays what it was; the substituted one no longer occurs.
 */
#include "compat.h"

#include "qubo_exact_sum.h"
#include "qubo_type.h"

PG_FUNCTION_INFO_V1(qubo_fix);
PG_FUNCTION_INFO_V1(qubo_merge);

/* Terms between two interrupt checks */
#define BLOCK	65536

/* Terms being written, none past the capacity reckoned before */
typedef struct Writer
{
	QsTerm	   *terms;
	int64		count;
	double		offset;
} Writer;

static void
put(Writer *writer, int i, int j, double coefficient)
{
	writer->terms[writer->count++] = (QsTerm) {Min(i, j), Max(i, j), coefficient};
}

static Writer
begin(const Qubo *q, int64 capacity)
{
	qshrink_check_memory((double) capacity * sizeof(QsTerm));
	return (Writer)
	{
		MemoryContextAllocHuge(CurrentMemoryContext, capacity * sizeof(QsTerm)), 0, q->offset
	};
}

static Qubo *
finish(const Qubo *q, Writer *writer)
{
	Qubo	   *result = qshrink_qubo_from_terms(q->n, writer->offset, writer->terms,
												 writer->count);

	pfree(writer->terms);
	return result;
}

/* x_i = value: (i,i) goes to the offset and (i,k) to (k,k), or both vanish */
Datum
qubo_fix(PG_FUNCTION_ARGS)
{
	Qubo	   *q = PG_GETARG_QUBO(0);
	int32		i = PG_GETARG_INT32(1);
	bool		value = PG_GETARG_BOOL(2);
	Writer		writer;

	qshrink_check_index("i", i, q->n);
	writer = begin(q, q->count);
	for (int64 k = 0; k < q->count; k++)
	{
		const QsTerm *term = &q->terms[k];

		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		if (term->i != i && term->j != i)
			writer.terms[writer.count++] = *term;
		else if (value && term->i == term->j)
			writer.offset += term->coefficient;
		else if (value)
		{
			int			other = term->i + term->j - i;

			put(&writer, other, other, term->coefficient);
		}
	}
	PG_RETURN_QUBO(finish(q, &writer));
}

/* x_j = x_i: j is renamed i, and x_i x_i = x_i */
static void
put_equal(Writer *writer, const QsTerm *term, int i, int j)
{
	put(writer, term->i == j ? i : term->i, term->j == j ? i : term->j, term->coefficient);
}

/* x_j = 1 - x_i: c x_j x_k = c x_k - c x_i x_k, and x_i (1 - x_i) = 0 */
static void
put_opposite(Writer *writer, const QsTerm *term, int i, int j)
{
	int			other = term->i + term->j - j;

	if (other == i)
		return;
	if (other == j)
	{
		writer->offset += term->coefficient;
		put(writer, i, i, -term->coefficient);
	}
	else
	{
		put(writer, other, other, term->coefficient);
		put(writer, i, other, -term->coefficient);
	}
}

Datum
qubo_merge(PG_FUNCTION_ARGS)
{
	Qubo	   *q = PG_GETARG_QUBO(0);
	int32		i = PG_GETARG_INT32(1);
	int32		j = PG_GETARG_INT32(2);
	bool		equal = PG_GETARG_BOOL(3);
	Writer		writer;

	qshrink_check_index("i", i, q->n);
	qshrink_check_index("j", j, q->n);
	if (i == j)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge variable %d with itself", i)));
	/* at most n terms hold j, each written as two at most */
	writer = begin(q, (int64) q->count + Min(q->count, q->n));
	for (int64 k = 0; k < q->count; k++)
	{
		const QsTerm *term = &q->terms[k];

		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		if (term->i != j && term->j != j)
			writer.terms[writer.count++] = *term;
		else if (equal)
			put_equal(&writer, term, i, j);
		else
			put_opposite(&writer, term, i, j);
	}
	PG_RETURN_QUBO(finish(q, &writer));
}
