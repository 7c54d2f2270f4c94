/*
 * statevector_shape.c
 *	  How a state is cut into blocks, tiles and columns, and the memory it takes.
 */
#include "quantum/statevector/statevector_internal.h"

#include <math.h>

/* The passes are cut for a second-level cache of half a megabyte to two. */
#define WHOLE_BYTES			((size_t) 1 << 19)	/* states that need no columns */
#define TILE_BYTES			((size_t) 1 << 19)
#define COLUMN_BYTES		((size_t) 1 << 18)
#define SIXTEEN_ROWS_RADIX	4
#define SIXTEEN_ROWS_COLUMN	3
#define LEAST_SIXTEEN_QUBITS (QS_BLOCK_QUBITS + SIXTEEN_ROWS_RADIX + SIXTEEN_ROWS_COLUMN)
/* of kernels that take eight rows at once */
#define MOST_TILE_QUBITS	17
#define LEAST_ROW_QUBITS	8
#define MOST_ROW_QUBITS		12
#define LEAST_COLUMN_BITS	2
#define WIDE_COLUMN_BYTES	((size_t) 1 << 20)

static int
clamped(int value, int least, int most)
{
	return value < least ? least : value > most ? most : value;
}

/*
 * Sixteen rows at once, and eight in the middle sweep: the sub-columns of seven row qubits fit
 * into the first-level cache, as blocks do, and what is above a block or a sub-column takes
 * one sweep more.
 */
static int
row_qubits_of_sixteen(int qubits, size_t amplitude)
{
	int			most_tile = __builtin_ctzll(TILE_BYTES / amplitude);
	int			near = SIXTEEN_ROWS_RADIX + SIXTEEN_ROWS_COLUMN;
	int			rows = clamped(qubits - most_tile, near, MOST_ROW_QUBITS);

	/* a sweep for one qubit costs as much as one for two */
	return rows == near + 1 ? rows + 1 : rows;
}

/* Portable kernels take eight rows: their rounding hangs on this. */
static int
row_qubits_of_eight(int qubits, int block_qubits)
{
	int			rows = clamped(qubits - MOST_TILE_QUBITS, LEAST_ROW_QUBITS, MOST_ROW_QUBITS);

	if (qubits - rows < block_qubits)
		rows = qubits - block_qubits;
	/* a sweep for one qubit of a tile costs more than a row qubit */
	return rows + (qubits - rows == block_qubits + 1);
}

/*
 * Rows that are a power of two apart would all fall into the same places of a cache: blocks
 * stand apart by a group more than they are, tiles by the width of a column and by an odd number.
 */
static void
set_strides(QsStateShape *shape)
{
	shape->block_groups = ((size_t) 1 << (shape->block_qubits - 4)) +
		(shape->tile_qubits > shape->block_qubits);
	shape->tile_groups = (shape->block_groups << (shape->tile_qubits - shape->block_qubits)) +
		(shape->row_qubits > 0 ? (size_t) shape->column_groups | 1 : 0);
}

static QsStateShape
choose_shape(int n, bool double_precision, bool sixteen_rows)
{
	size_t		amplitude = double_precision ? 16 : 8;
	size_t		column_bytes = sixteen_rows ? COLUMN_BYTES : WIDE_COLUMN_BYTES;
	QsStateShape shape;

	shape.qubits = n < QS_MIN_QUBITS ? QS_MIN_QUBITS : n;
	shape.block_qubits = shape.qubits < QS_BLOCK_QUBITS ? shape.qubits : QS_BLOCK_QUBITS;
	shape.row_qubits = 0;
	shape.column_groups = 0;
	if (amplitude << shape.qubits > WHOLE_BYTES)
	{
		shape.row_qubits = sixteen_rows && shape.qubits >= LEAST_SIXTEEN_QUBITS ?
			row_qubits_of_sixteen(shape.qubits, amplitude) :
			row_qubits_of_eight(shape.qubits, shape.block_qubits);
		shape.column_groups = clamped((int) (column_bytes / (QS_GROUP * amplitude << shape.row_qubits)),
									  1, QS_COLUMN_GROUPS);
	}
	shape.tile_qubits = shape.qubits - shape.row_qubits;
	shape.near_qubits = sixteen_rows ?
		clamped(SIXTEEN_ROWS_RADIX + SIXTEEN_ROWS_COLUMN, 0, shape.row_qubits) : shape.row_qubits;
	set_strides(&shape);
	return shape;
}

QsStateShape
qs_state_shape(int n, bool double_precision, const QsStateKernels *kernels)
{
	return choose_shape(n, double_precision, kernels->column_bits == SIXTEEN_ROWS_COLUMN);
}

int
qs_build_qubits(const QsStateShape *shape)
{
	int			largest = shape->block_qubits;

	if (shape->row_qubits > 0 && shape->tile_qubits > largest)
		largest = shape->tile_qubits;
	return shape->row_qubits > largest ? shape->row_qubits : largest;
}

static double
bytes_of(const QsStateShape *shape, bool double_precision)
{
	double		amplitude = double_precision ? 16.0 : 8.0;
	double		blocks = ldexp(1.0, shape->qubits - shape->block_qubits);
	double		bytes = amplitude * QS_GROUP * ldexp((double) shape->tile_groups, shape->row_qubits) +
		sizeof(QsStatevector);

	bytes += ldexp(amplitude * 1.5 + sizeof(double), shape->block_qubits) + 4.0 * sizeof(double) * blocks;
	bytes += qs_cross_bytes(shape->qubits - shape->block_qubits, QS_BLOCK_CROSS);
	bytes += qs_energy_bytes(shape->qubits, shape->block_qubits);
	bytes += ldexp(2.0 * sizeof(double), qs_build_qubits(shape));
	if (shape->row_qubits > 0)
	{
		bytes += amplitude * (ldexp(1.0, shape->tile_qubits) + ldexp(1.0, shape->row_qubits) +
							  QS_GROUP * (shape->row_qubits + (double) qs_scratch_groups(shape->row_qubits, LEAST_COLUMN_BITS)));
		bytes += qs_cross_bytes(shape->tile_qubits - 4, QS_ROW_CROSS);
	}
	return bytes + 64.0 * 32.0;	/* headers of the blocks of memory */
}

/* Of any kernels: what a limit allows is not to hang on the processor. */
double
qs_statevector_bytes(int n, bool double_precision)
{
	QsStateShape eight = choose_shape(n, double_precision, false);
	QsStateShape sixteen = choose_shape(n, double_precision, true);

	return fmax(bytes_of(&eight, double_precision), bytes_of(&sixteen, double_precision));
}
