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

/* ---- phase tables ---- */

/* Self-phase of `bits` qubits from `first` on, into the build arrays or others */
static void
self_phase(QsStatevector *state, int first, int bits, bool with_head, double *real, double *imaginary)
{
	const QsCompiledLayer *layer = &state->layer;
	size_t		diagonal = (size_t) first * QS_STRIDE + (size_t) first;

	state->kernels->phase_table(bits, layer->unary.real + first, layer->unary.imaginary + first,
								layer->pair_real + diagonal, layer->pair_imaginary + diagonal,
								QS_STRIDE, with_head ? layer->head_real : 1.0,
								with_head ? layer->head_imaginary : 0.0, real, imaginary);
}

static void
prepare_blocks(QsStatevector *state)
{
	int			block = state->block_qubits;

	self_phase(state, 0, block, true, state->build_real, state->build_imaginary);
	state->kernels->to_groups(block, state->build_real, state->build_imaginary, state->block_table);
	self_phase(state, block, state->qubits - block, false, state->upper_real, state->upper_imaginary);
	qs_cross_fill(&state->block_cross, &state->layer, block, 0, block);
}

/* Factors between each row qubit and the four lane qubits, as groups */
static void
fill_lane_cross(QsStatevector *state)
{
	for (int j = 0; j < state->row_qubits; j++)
	{
		double		real[QS_GROUP] = {1.0};
		double		imaginary[QS_GROUP] = {0.0};
		size_t		row = (size_t) (state->tile_qubits + j) * QS_STRIDE;

		for (int k = 0; k < 4; k++)
			for (int x = 0; x < 1 << k; x++)
			{
				real[(1 << k) + x] = real[x];
				imaginary[(1 << k) + x] = imaginary[x];
				qs_multiply(&real[(1 << k) + x], &imaginary[(1 << k) + x],
						 state->layer.pair_real[row + (size_t) k],
						 state->layer.pair_imaginary[row + (size_t) k]);
			}
		state->kernels->to_groups(4, real, imaginary,
								  (char *) state->lane_cross + qs_state_offset(state, (size_t) j));
	}
}

static void
prepare_columns(QsStatevector *state)
{
	int			tile = state->tile_qubits;
	size_t		rows = (size_t) 1 << state->row_qubits;

	self_phase(state, tile, state->row_qubits, true, state->build_real, state->build_imaginary);
	for (size_t r = 0; r < rows; r++)
		if (state->kernels->real_size == sizeof(float))
		{
			((float *) state->row_phase)[2 * r] = (float) state->build_real[r];
			((float *) state->row_phase)[2 * r + 1] = (float) state->build_imaginary[r];
		}
		else
		{
			((double *) state->row_phase)[2 * r] = state->build_real[r];
			((double *) state->row_phase)[2 * r + 1] = state->build_imaginary[r];
		}
	self_phase(state, 0, tile, false, state->build_real, state->build_imaginary);
	state->kernels->to_groups(tile, state->build_real, state->build_imaginary, state->tile_table);
	fill_lane_cross(state);
	qs_cross_fill(&state->column_cross, &state->layer, 4, tile, state->row_qubits);
}

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

void
qs_tile_pass(QsStatevector *state, QsMiddleKind kind)
{
	size_t		tiles = (size_t) 1 << state->row_qubits;

	if (kind != QS_MIDDLE_ROTATE)
		prepare_blocks(state);
	for (size_t tile = 0; tile < (state->halved ? (tiles + 1) / 2 : tiles); tile++)
	{
		if (state->halved)
			tile_pair_step(state, tile, tiles - 1 - tile, kind);
		else
			tile_step(state, tile, kind);
		if (qs_state_stop(state, (size_t) (1 + state->halved) << state->tile_qubits))
			return;
	}
}

/* Rotate the row qubits from `first` on, from one place to another */
static void
rotate_rows(const QsStatevector *state, int first, const void *from, ptrdiff_t from_row,
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
			.from = from, .to = last ? to : state->column, .bits = bits,
			.outer = (size_t) 1 << (state->row_qubits - q - bits), .inner = (size_t) 1 << q,
			.width = (size_t) between_row,
			.from_outer = from_row << (q + bits), .from_inner = from_row, .from_row = from_row << q,
			.to_outer = target_row << (q + bits), .to_inner = target_row, .to_row = target_row << q,
			.far_from = wide && from != state->column, .far_to = wide && last && to != state->column,
			.tangent = tangent + q
		};

		state->kernels->sweep(&sweep);
		from = state->column;
		from_row = between_row;
		q += bits;
	}
}

/* The middle sweep of every group of the column that starts at `group` */
static void
column_middles(QsStatevector *state, size_t group, QsMiddleKind kind, const void *from,
			   ptrdiff_t from_row, void *to, ptrdiff_t to_row)
{
	double		cross_real[QS_ROW_CROSS],
				cross_imaginary[QS_ROW_CROSS];
	QsColumnMiddle middle = {
		.from_row = from_row, .to_row = to_row, .row_qubits = state->row_qubits, .kind = kind,
		.before = state->tangent_before + state->tile_qubits,
		.after = state->layer.tangent + state->tile_qubits,
		.row_phase = state->row_phase, .lane_cross = state->lane_cross,
		.cross_real = cross_real, .cross_imaginary = cross_imaginary,
		.scratch = state->column_scratch
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

static void
column_pass(QsStatevector *state, QsMiddleKind kind)
{
	size_t		groups = (size_t) 1 << (state->tile_qubits - 4);
	ptrdiff_t	row = (ptrdiff_t) (groups * QS_GROUP_REALS);
	ptrdiff_t	column_row = (ptrdiff_t) state->column_groups * QS_GROUP_REALS;
	int			above = state->kernels->column_bits;
	bool		short_rows = state->row_qubits == above;
	size_t		treated = (size_t) state->column_groups * QS_GROUP << state->row_qubits;

	prepare_columns(state);
	for (size_t group = 0; group < groups; group += (size_t) state->column_groups)
	{
		void	   *memory = (char *) state->amplitude + qs_state_offset(state, group);

		if (short_rows)
			column_middles(state, group, kind, memory, row, memory, row);
		else
		{
			if (kind == QS_MIDDLE_FUSED)
				rotate_rows(state, above, memory, row, state->column, column_row,
							state->tangent_before + state->tile_qubits);
			column_middles(state, group, kind, state->column, column_row, state->column, column_row);
			rotate_rows(state, above, state->column, column_row, memory, row,
						state->layer.tangent + state->tile_qubits);
		}
		if (qs_state_stop(state, treated))
			return;
	}
}

void
qs_rotate_columns(QsStatevector *state, const double *tangent)
{
	size_t		groups = (size_t) 1 << (state->tile_qubits - 4);
	ptrdiff_t	row = (ptrdiff_t) (groups * QS_GROUP_REALS);
	size_t		treated = (size_t) state->column_groups * QS_GROUP << state->row_qubits;

	if (state->row_qubits == 0)
		return;
	for (size_t group = 0; group < groups; group += (size_t) state->column_groups)
	{
		void	   *memory = (char *) state->amplitude + qs_state_offset(state, group);

		rotate_rows(state, 0, memory, row, memory, row, tangent + state->tile_qubits);
		if (qs_state_stop(state, treated))
			return;
	}
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
