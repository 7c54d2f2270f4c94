/*
 * statevector_run.c
 *	  The passes over memory that run a layered circuit.
 *
 * Passes alternate between tiles (contiguous, the low qubits) and columns (the
 * high qubits).  Pass number i rotates its qubits for layer i, applies the phase
 * of layer i + 1, and rotates its qubits for that layer too; the first pass
 * starts from nothing, the last only rotates.  Every qubit is thereby rotated
 * between any two phases, in p + 1 passes for p layers.
 */
#include "quantum/statevector/statevector_internal.h"

#include <string.h>

/* ---- sweeps ---- */

/* How many of `left` bits the next sweep takes, so that sweeps are even */
static int
sweep_bits(const QsStatevector *state, int left)
{
	int			radix = state->kernels->radix_bits;
	int			sweeps = (left + radix - 1) / radix;

	return (left + sweeps - 1) / sweeps;
}

/* Rotate qubits first .. end - 1 of a contiguous run of 2^end amplitudes */
static void
rotate_run(const QsStatevector *state, void *run, int first, int end, const double *tangent)
{
	for (int q = first; q < end;)
	{
		int			bits = sweep_bits(state, end - q);
		size_t		width = (size_t) QS_GROUP_REALS << (q - 4);
		QsSweep		sweep = {
			.from = run, .to = run, .bits = bits, .outer = (size_t) 1 << (end - q - bits),
			.inner = 1, .width = width, .tangent = tangent + q
		};

		sweep.from_row = sweep.to_row = (ptrdiff_t) width;
		sweep.from_outer = sweep.to_outer = (ptrdiff_t) (width << bits);
		state->kernels->sweep(&sweep);
		q += bits;
	}
}

/* Does the pass rotate for the layer before, and for the layer of the phase? */
static inline bool
rotates_before(QsMiddleKind kind)
{
	return kind == QS_MIDDLE_FUSED || kind == QS_MIDDLE_ROTATE;
}

static inline bool
rotates_after(QsMiddleKind kind)
{
	return kind == QS_MIDDLE_FRESH || kind == QS_MIDDLE_PHASE || kind == QS_MIDDLE_FUSED;
}

/* One block: rotations before, phase, rotations after */
static void
block_step(QsStatevector *state, size_t block, QsMiddleKind kind)
{
	void	   *run = qs_state_block(state, block);
	int			registers = state->kernels->register_qubits;
	double		cross_real[QS_BLOCK_CROSS],
				cross_imaginary[QS_BLOCK_CROSS];
	QsBlockMiddle middle = {
		.block = run, .block_qubits = state->block_qubits, .kind = kind,
		.before = state->tangent_before, .after = state->layer.tangent,
		.table = state->block_table,
		.head_real = state->upper_real[block], .head_imaginary = state->upper_imaginary[block],
		.cross_real = cross_real, .cross_imaginary = cross_imaginary
	};

	if (rotates_before(kind))
		rotate_run(state, run, registers, state->block_qubits, state->tangent_before);
	if (kind != QS_MIDDLE_ROTATE)
		qs_cross_row(&state->block_cross, block, state->block_qubits, cross_real, cross_imaginary);
	state->kernels->block_middle(&middle);
	if (rotates_after(kind))
		rotate_run(state, run, registers, state->block_qubits, state->layer.tangent);
}

/* Rotations only, all qubits of a block */
static void
rotate_block(QsStatevector *state, size_t block, const double *tangent)
{
	void	   *run = qs_state_block(state, block);
	QsBlockMiddle middle = {
		.block = run, .block_qubits = state->block_qubits, .kind = QS_MIDDLE_ROTATE,
		.before = tangent
	};

	state->kernels->block_middle(&middle);
	rotate_run(state, run, state->kernels->register_qubits, state->block_qubits, tangent);
}

/* A block and its complement, in a half state */
static void
pair_step(QsStatevector *state, size_t first, size_t second, QsMiddleKind kind)
{
	size_t		block[2] = {first, second};
	double		cross_real[2][QS_BLOCK_CROSS],
				cross_imaginary[2][QS_BLOCK_CROSS];
	QsPairMiddle middle = {
		.block_qubits = state->block_qubits, .kind = kind,
		.odd = __builtin_popcountll(first) & 1, .odd_total = state->qubits & 1,
		.before_real = state->turn_before_real, .before_imaginary = state->turn_before_imaginary,
		.after_real = state->layer.turn_real, .after_imaginary = state->layer.turn_imaginary,
		.table = state->block_table
	};

	for (int side = 0; side < 2; side++)
	{
		middle.block[side] = qs_state_block(state, block[side]);
		middle.head_real[side] = state->upper_real[block[side]];
		middle.head_imaginary[side] = state->upper_imaginary[block[side]];
		middle.cross_real[side] = cross_real[side];
		middle.cross_imaginary[side] = cross_imaginary[side];
		if (kind != QS_MIDDLE_ROTATE)
			qs_cross_row(&state->block_cross, block[side], state->block_qubits,
						 cross_real[side], cross_imaginary[side]);
		if (rotates_before(kind))
			rotate_block(state, block[side], state->tangent_before);
	}
	state->kernels->pair_middle(&middle);
	for (int side = 0; side < 2; side++)
		if (rotates_after(kind))
			rotate_block(state, block[side], state->layer.tangent);
}

/* The qubits of a tile above those of its blocks */
static void
rotate_tile(QsStatevector *state, size_t tile, const double *tangent)
{
	size_t		blocks = (size_t) 1 << (state->tile_qubits - state->block_qubits);

	rotate_run(state, qs_state_block(state, tile * blocks), state->block_qubits,
			   state->tile_qubits, tangent);
}

/* One tile: all low qubits */
static void
tile_step(QsStatevector *state, size_t tile, QsMiddleKind kind)
{
	size_t		blocks = (size_t) 1 << (state->tile_qubits - state->block_qubits);

	if (rotates_before(kind))
		rotate_tile(state, tile, state->tangent_before);
	for (size_t block = tile * blocks; block < (tile + 1) * blocks; block++)
		block_step(state, block, kind);
	if (rotates_after(kind))
		rotate_tile(state, tile, state->layer.tangent);
}

/* A tile and its complement (itself when there is one tile only) */
static void
tile_pair_step(QsStatevector *state, size_t tile, size_t other, QsMiddleKind kind)
{
	size_t		blocks = (size_t) 1 << (state->tile_qubits - state->block_qubits);
	size_t		all = qs_state_blocks(state) - 1;

	for (size_t t = tile; t <= other; t += other > tile ? other - tile : 1)
		if (rotates_before(kind))
			rotate_tile(state, t, state->tangent_before);
	for (size_t block = tile * blocks; block < (tile + 1) * blocks && block <= all / 2; block++)
		pair_step(state, block, all - block, kind);
	for (size_t t = tile; t <= other; t += other > tile ? other - tile : 1)
		if (rotates_after(kind))
			rotate_tile(state, t, state->layer.tangent);
}

/* ---- passes by threads: items of a pass have no memory in common that they write ---- */

typedef struct Pass
{
	QsStatevector *state;
	QsMiddleKind kind;
	const double *tangent;		/* of rotations alone */
	size_t		treated;		/* amplitudes of an item */
} Pass;

static bool
stop_pass(void *context)
{
	const Pass *pass = context;

	return qs_state_stop(pass->state, pass->treated);
}

static void
run_pass(Pass *pass, size_t count, void (*item) (void *context, int thread, size_t item))
{
	qs_for_items(&(QsItems) {
				 .count = count, .threads = pass->state->threads, .item = item, .stop = stop_pass,
				 .context = pass
	});
}

static void
tile_item(void *context, int thread, size_t tile)
{
	const Pass *pass = context;
	size_t		tiles = (size_t) 1 << pass->state->row_qubits;

	(void) thread;
	if (pass->state->halved)
		tile_pair_step(pass->state, tile, tiles - 1 - tile, pass->kind);
	else
		tile_step(pass->state, tile, pass->kind);
}

void
qs_tile_pass(QsStatevector *state, QsMiddleKind kind)
{
	size_t		tiles = (size_t) 1 << state->row_qubits;
	Pass		pass = {
		.state = state, .kind = kind,
		.treated = (size_t) (1 + state->halved) << state->tile_qubits
	};

	if (kind != QS_MIDDLE_ROTATE)
		qs_prepare_blocks(state);
	run_pass(&pass, state->halved ? (tiles + 1) / 2 : tiles, tile_item);
}

/* Where a thread gathers rows, and works on them */
static void *
column_of(const QsStatevector *state, int thread)
{
	return (char *) state->column +
		qs_state_offset(state, ((size_t) thread * (size_t) state->column_groups) << state->row_qubits);
}

static void *
scratch_of(const QsStatevector *state, int thread)
{
	return (char *) state->column_scratch + qs_state_offset(state, (size_t) thread << state->row_qubits);
}

/* Rotate the row qubits from `first` on, from one place to another */
static void
rotate_rows(const QsStatevector *state, void *column, int first, const void *from, ptrdiff_t from_row,
			void *to, ptrdiff_t to_row, const double *tangent)
{
	ptrdiff_t	between_row = (ptrdiff_t) state->column_groups * QS_GROUP_REALS;
	bool		wide = state->column_groups == QS_COLUMN_GROUPS;

	for (int q = first; q < state->row_qubits;)
	{
		int			bits = sweep_bits(state, state->row_qubits - q);
		bool		last = q + bits == state->row_qubits;
		ptrdiff_t	target_row = last ? to_row : between_row;
		QsSweep		sweep = {
			.from = from, .to = last ? to : column, .bits = bits,
			.outer = (size_t) 1 << (state->row_qubits - q - bits), .inner = (size_t) 1 << q,
			.width = (size_t) between_row,
			.from_outer = from_row << (q + bits), .from_inner = from_row, .from_row = from_row << q,
			.to_outer = target_row << (q + bits), .to_inner = target_row, .to_row = target_row << q,
			.far_from = wide && from != column, .far_to = wide && last && to != column,
			.tangent = tangent + q
		};

		state->kernels->sweep(&sweep);
		from = column;
		from_row = between_row;
		q += bits;
	}
}

/* The middle sweep of every group of the column that starts at `group` */
static void
column_middles(const QsStatevector *state, void *scratch, size_t group, QsMiddleKind kind,
			   const void *from, ptrdiff_t from_row, void *to, ptrdiff_t to_row)
{
	double		cross_real[QS_ROW_CROSS],
				cross_imaginary[QS_ROW_CROSS];
	QsColumnMiddle middle = {
		.from_row = from_row, .to_row = to_row, .row_qubits = state->row_qubits, .kind = kind,
		.before = state->tangent_before + state->tile_qubits,
		.after = state->layer.tangent + state->tile_qubits,
		.row_phase = state->row_phase, .lane_cross = state->lane_cross,
		.cross_real = cross_real, .cross_imaginary = cross_imaginary,
		.scratch = scratch
	};

	for (size_t g = 0; g < (size_t) state->column_groups; g++)
	{
		size_t		offset = qs_state_offset(state, g);

		qs_cross_row(&state->column_cross, group + g, state->row_qubits, cross_real, cross_imaginary);
		middle.from = (const char *) from + offset;
		middle.to = (char *) to + offset;
		middle.table = (const char *) state->tile_table + qs_state_offset(state, group + g);
		state->kernels->column_middle(&middle);
	}
}

/* The groups of one column */
static void
column_item(void *context, int thread, size_t item)
{
	const Pass *pass = context;
	const QsStatevector *state = pass->state;
	size_t		group = item * (size_t) state->column_groups;
	ptrdiff_t	row = (ptrdiff_t) QS_GROUP_REALS << (state->tile_qubits - 4);
	ptrdiff_t	column_row = (ptrdiff_t) state->column_groups * QS_GROUP_REALS;
	int			above = state->kernels->column_bits;
	void	   *memory = (char *) state->amplitude + qs_state_offset(state, group);
	void	   *column = column_of(state, thread);
	void	   *scratch = scratch_of(state, thread);

	if (state->row_qubits == above)
	{
		/* short rows */
		column_middles(state, scratch, group, pass->kind, memory, row, memory, row);
		return;
	}
	if (pass->kind == QS_MIDDLE_FUSED)
		rotate_rows(state, column, above, memory, row, column, column_row,
					state->tangent_before + state->tile_qubits);
	column_middles(state, scratch, group, pass->kind, column, column_row, column, column_row);
	rotate_rows(state, column, above, column, column_row, memory, row,
				state->layer.tangent + state->tile_qubits);
}

static void
rotate_item(void *context, int thread, size_t item)
{
	const Pass *pass = context;
	const QsStatevector *state = pass->state;
	ptrdiff_t	row = (ptrdiff_t) QS_GROUP_REALS << (state->tile_qubits - 4);
	void	   *memory = (char *) state->amplitude +
		qs_state_offset(state, item * (size_t) state->column_groups);

	rotate_rows(state, column_of(state, thread), 0, memory, row, memory, row,
				pass->tangent + state->tile_qubits);
}

/* All columns; their number of groups is a power of two, and so is that of a row. */
static void
run_columns(Pass *pass, void (*item) (void *context, int thread, size_t item))
{
	const QsStatevector *state = pass->state;
	size_t		groups = (size_t) 1 << (state->tile_qubits - 4);

	pass->treated = (size_t) state->column_groups * QS_GROUP << state->row_qubits;
	run_pass(pass, (groups + (size_t) state->column_groups - 1) / (size_t) state->column_groups, item);
}

static void
column_pass(QsStatevector *state, QsMiddleKind kind)
{
	Pass		pass = {.state = state, .kind = kind};

	qs_prepare_columns(state);
	run_columns(&pass, column_item);
}

void
qs_rotate_columns(QsStatevector *state, const double *tangent)
{
	Pass		pass = {.state = state, .tangent = tangent};

	if (state->row_qubits > 0)
		run_columns(&pass, rotate_item);
}

/* ---- the passes of a circuit ---- */

/* Everything fits into the cache: a layer is one pass */
static void
run_whole(QsStatevector *state, const QsCircuit *circuit)
{
	for (int layer = 0; layer < circuit->layers && !state->stopped; layer++)
	{
		qs_compile_layer(state, circuit, layer, layer == 0);
		qs_tile_pass(state, layer == 0 ? QS_MIDDLE_FRESH : QS_MIDDLE_PHASE);
	}
}

static void
run_alternating(QsStatevector *state, const QsCircuit *circuit)
{
	int			layers = circuit->layers;

	for (int pass = 0; pass <= layers && !state->stopped; pass++)
	{
		QsMiddleKind kind = pass == 0 ? QS_MIDDLE_FRESH :
			pass == layers ? QS_MIDDLE_ROTATE : QS_MIDDLE_FUSED;

		if (pass > 0)
		{
			memcpy(state->tangent_before, state->layer.tangent, sizeof(state->tangent_before));
			state->turn_before_real = state->layer.turn_real;
			state->turn_before_imaginary = state->layer.turn_imaginary;
		}
		if (pass < layers)
			qs_compile_layer(state, circuit, pass, pass == 0);
		/* the last pass is over tiles: it may be measured on its way out */
		if ((layers - pass) % 2 == 0)
			qs_tile_pass(state, kind);
		else
			column_pass(state, kind);
	}
}

QsStatus
qs_statevector_apply(QsStatevector *state, const QsCircuit *circuit)
{
	state->stopped = false;
	for (int layer = 0; layer < circuit->layers && !state->stopped; layer++)
	{
		qs_compile_layer(state, circuit, layer, false);
		qs_tile_pass(state, QS_MIDDLE_PHASE);
		if (!state->stopped)
			qs_rotate_columns(state, state->layer.tangent);
	}
	return state->stopped ? QS_INTERRUPTED : QS_OK;
}

QsStatus
qs_statevector_run(QsStatevector *state, const QsCircuit *circuit)
{
	state->stopped = false;
	if (state->row_qubits == 0)
		run_whole(state, circuit);
	else
		run_alternating(state, circuit);
	return state->stopped ? QS_INTERRUPTED : QS_OK;
}
