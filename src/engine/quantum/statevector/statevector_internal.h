/*
 * statevector_internal.h
 *	  What the files of the state-vector simulator share.
 */
#ifndef QS_STATEVECTOR_INTERNAL_H
#define QS_STATEVECTOR_INTERNAL_H

#include "base/threads.h"
#include "quantum/statevector/statevector.h"
#include "quantum/statevector/statevector_kernels.h"

#define QS_MIN_QUBITS	7		/* smaller states are padded with qubits in |0> */
#define QS_STRIDE		QS_STATEVECTOR_QUBITS
#define QS_COLUMN_GROUPS 8		/* groups of a wide column: a kilobyte of a row streams well */
#define QS_ROW_CROSS	16		/* cross factors of a column, padded */
#define QS_POLL_BLOCKS	16		/* blocks between two questions to the host */

typedef struct QsFactors
{
	double		real[QS_STRIDE];
	double		imaginary[QS_STRIDE];
} QsFactors;

/* One layer, compiled for the frame: factors instead of angles. */
typedef struct QsCompiledLayer
{
	double		head_real,		/* global factor, cosines included */
				head_imaginary;
	QsFactors	unary;
	double		pair_real[QS_STRIDE * QS_STRIDE];	/* row k, column j < k */
	double		pair_imaginary[QS_STRIDE * QS_STRIDE];
	double		tangent[QS_STRIDE];
	double		turn_real,		/* of the qubit a half state does not store */
				turn_imaginary;
} QsCompiledLayer;

/* What is kept of a layer that has run */
typedef struct QsKeptLayer
{
	QsCompiledLayer compiled;
	uint64_t	frame;			/* after its flips */
	void	   *amplitude;		/* a copy of the state after its phase, cut in the same way; NULL if
								 * none is wanted */
} QsKeptLayer;

/* Linear forms over a few variables that depend on the bits of others: by the
 * value of the others, split in two halves, a row each. */
typedef struct QsCrossTable
{
	int			low_bits;
	int			high_bits;
	int			width;			/* entries of a row, padded */
	double	   *low_real;		/* 2^low_bits rows */
	double	   *low_imaginary;
	double	   *high_real;
	double	   *high_imaginary;
} QsCrossTable;

/* A quadratic function as tables: the value of x = (upper, lower) is
 * table[lower] + upper[upper] + a linear form in lower that depends on upper. */
typedef struct QsEnergyTables
{
	int			qubits;
	int			block_qubits;
	double	   *table;			/* 2^block_qubits */
	double	   *upper;			/* 2^(qubits - block_qubits) */
	QsCrossTable cross;			/* sums: only the real halves */
} QsEnergyTables;

/* How a state is cut */
typedef struct QsStateShape
{
	int			qubits;
	int			block_qubits;
	int			tile_qubits;
	int			row_qubits;
	int			near_qubits;
	int			column_groups;
	size_t		block_groups;
	size_t		tile_groups;
} QsStateShape;

struct QsStatevector
{
	QsHost	   *host;
	const QsStateKernels *kernels;
	int			n;				/* qubits of the user */
	bool		halved;			/* the last qubit is not stored; amplitudes times sqrt(2) */
	int			qubits;			/* stored: at least QS_MIN_QUBITS */
	int			block_qubits;	/* of a phase block */
	int			tile_qubits;	/* of a contiguous tile; all when there are no columns */
	int			row_qubits;		/* qubits - tile_qubits */
	int			near_qubits;	/* of them, those that a group's sub-columns are of */
	int			column_groups;	/* groups of a column */
	size_t		block_groups;	/* from one block of a tile to the next */
	size_t		tile_groups;	/* from one tile to the next */
	uint64_t	frame;			/* stored y is basis state y ^ frame */
	uint64_t	start_frame;	/* of the last circuit's start state */
	bool		gauged;			/* amplitudes carry i^popcount(x) */
	void	   *amplitude;		/* 2^row_qubits tiles */
	QsKeptLayer *kept;			/* where qs_statevector_run leaves each layer; NULL: nowhere */
	void	   *keep;			/* kept[this layer].amplitude */

	/* phases of blocks */
	void	   *block_table;	/* 2^block_qubits amplitudes */
	double	   *upper_real;		/* 2^(qubits - block_qubits): phase of the upper bits */
	double	   *upper_imaginary;
	QsCrossTable block_cross;

	/* phases of columns */
	void	   *tile_table;		/* 2^tile_qubits amplitudes */
	void	   *row_phase;		/* 2^row_qubits pairs */
	void	   *lane_cross;		/* row_qubits groups */
	QsCrossTable column_cross;
	int			threads;		/* that have a scratch each */
	void	   *column_scratch; /* qs_scratch_groups() for each thread */
	double	   *build_real;		/* 2^max(block_qubits, tile_qubits, row_qubits) */
	double	   *build_imaginary;

	/* measuring */
	QsEnergyTables energy;		/* of the last function, in the present frame */
	void	   *energy_numbers; /* energy.table in the state's precision */
	double	   *block_sum;		/* 2^(qubits - block_qubits) */
	double	   *block_energy;	/* likewise */
	double	   *block_value;	/* 2^block_qubits */

	QsCompiledLayer layer;
	double		tangent_before[QS_STRIDE];
	double		turn_before_real,
				turn_before_imaginary;
	size_t		unpolled;		/* amplitudes treated since the host was last asked */
	bool		stopped;
};

static inline size_t
qs_state_offset(const QsStatevector *state, size_t group)
{
	return group * QS_GROUP_REALS * state->kernels->real_size;
}

/* Block number `block` of the amplitudes */
static inline void *
qs_state_block(const QsStatevector *state, size_t block)
{
	int			block_bits = state->tile_qubits - state->block_qubits;
	size_t		within = block & (((size_t) 1 << block_bits) - 1);

	return (char *) state->amplitude +
		qs_state_offset(state, (block >> block_bits) * state->tile_groups + within * state->block_groups);
}

/* Group number `group` of the first tile, or of a table of one */
static inline size_t
qs_tile_group(const QsStatevector *state, size_t group)
{
	int			bits = state->block_qubits - 4;

	return (group >> bits) * state->block_groups + (group & (((size_t) 1 << bits) - 1));
}

/* Phases of one group of a column, in groups */
static inline size_t
qs_scratch_groups(int row_qubits, int column_bits)
{
	return ((size_t) 1 << column_bits) + ((size_t) 1 << (row_qubits - column_bits));
}

/* Where the real part of stored amplitude y is; the imaginary part is a group's width on. */
static inline size_t
qs_state_number(const QsStatevector *state, uint64_t y)
{
	size_t		tile = (size_t) (y >> state->tile_qubits);
	size_t		group = (size_t) (y & ((UINT64_C(1) << state->tile_qubits) - 1)) >> 4;

	return (tile * state->tile_groups + qs_tile_group(state, group)) * QS_GROUP_REALS +
		(size_t) (y & (QS_GROUP - 1));
}

static inline size_t
qs_state_blocks(const QsStatevector *state)
{
	return (size_t) 1 << (state->qubits - state->block_qubits);
}

/* Where the copy of what is at this place of the amplitudes goes, NULL if nowhere */
static inline void *
qs_state_keep(const QsStatevector *state, const void *at)
{
	return state->keep ? (char *) state->keep + ((const char *) at - (const char *) state->amplitude) : NULL;
}

/* Qubits of the user that are stored */
static inline int
qs_stored_qubits(const QsStatevector *state)
{
	return state->halved ? state->n - 1 : state->n;
}

/* (real, imaginary) times (c, d) */
static inline void
qs_multiply(double *real, double *imaginary, double c, double d)
{
	double		a = *real;

	*real = a * c - *imaginary * d;
	*imaginary = a * d + *imaginary * c;
}

/* Ask the host now and then whether to stop; true once it said so. */
extern bool qs_state_stop(QsStatevector *state, size_t amplitudes);

/* ---- statevector.c ---- */

/* Memory for amplitudes in the largest pages there are, touched.  May throw. */
extern void *qs_state_pages(QsHost *host, size_t bytes);
extern size_t qs_state_amplitude_bytes(const QsStatevector *state);

/* ---- statevector_shape.c ---- */

extern QsStateShape qs_state_shape(int n, bool double_precision, const QsStateKernels *kernels);

/* Of the largest table of complex numbers in double */
extern int	qs_build_qubits(const QsStateShape *shape);

/* ---- statevector_compile.c ---- */

/* Compile layer `number` into state->layer, moving the frame over its flips.
 * fresh: of a circuit's first layer, with the start state in its phase. */
extern void qs_compile_layer(QsStatevector *state, const QsCircuit *circuit, int number,
							 bool fresh);

/* ---- statevector_phase.c ---- */

/* Tables of state->layer for a pass over tiles, over columns */
extern void qs_prepare_blocks(QsStatevector *state);
extern void qs_prepare_columns(QsStatevector *state);

/* ---- statevector_run.c ---- */

/* How many of `left` bits the next sweep takes, so that sweeps are even */
extern int	qs_sweep_bits(const QsStatevector *state, int left);

/* What reads the items of a pass, tiles or columns, one after the other in their order, while
 * they are in the cache; must not throw */
typedef struct QsVisit
{
	void		(*item) (void *context, size_t item);
	void	   *context;
} QsVisit;

/* Phase by state->layer and rotate the tile qubits, as kind says.  A tile is visited before,
 * unless that is NULL. */
extern void qs_tile_pass(QsStatevector *state, QsMiddleKind kind, const QsVisit *before);

/* Rotate the qubits above the tiles.  A column is visited after that, unless that is NULL. */
extern void qs_rotate_columns(QsStatevector *state, const double *tangent, const QsVisit *after);
extern void qs_visit_tiles(QsStatevector *state, const QsVisit *visit);

/* ---- statevector_tables.c ---- */

extern double qs_cross_bytes(int bits, int width);
extern void qs_cross_create(QsHost *host, QsCrossTable *table, int bits, int width);
extern void qs_cross_free(QsHost *host, QsCrossTable *table);

/* Products of the pair factors of a compiled layer between the table's bits
 * (qubits first_bit, ...) and `count` qubits from first_column on. */
extern void qs_cross_fill(QsCrossTable *table, const QsCompiledLayer *layer, int first_bit,
						  int first_column, int count);
extern void qs_cross_row(const QsCrossTable *table, size_t value, int count,
						 double *real, double *imaginary);

extern double qs_energy_bytes(int qubits, int block_qubits);
extern void qs_energy_create(QsHost *host, QsEnergyTables *energy, int qubits, int block_qubits);
extern void qs_energy_free(QsHost *host, QsEnergyTables *energy);

/* Tables of a function of y ^ frame. */
extern void qs_energy_fill(QsEnergyTables *energy, const QsQuadratic *function, uint64_t frame);

/* Slope of every variable of block number `block`; returns the block's base value. */
extern double qs_energy_block(const QsEnergyTables *energy, size_t block, double *slope);

#endif
