/*
 * statevector_run.c
 *	  The passes over memory that run a layered circuit.
 *
 * Passes alternate between tiles (contiguous, the low qubits) and columns (the
 * high qubits).  Pass number i rotates its qubits for layer i, applies the phase
 * of layer i + 1, and rotates its qubits for that layer too; the first pass
 * starts from nothing, the last only rotates.  Every qubit is thereby rotated
 * between any two phases, in p + 1 passes for p layers.
 *
 * Blocks of a tile, and sub-columns of a column, are in the first-level cache from
 * their first sweep to their last; what comes next is asked for in the meantime.
 */
#include "quantum/statevector/statevector_internal.h"

#include <string.h>

/* ---- sweeps ---- */

int
qs_sweep_bits(const QsStatevector *state, int left)
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
		int			bits = qs_sweep_bits(state, end - q);
		size_t		width = (size_t) QS_GROUP_REALS << (q - 4);
		QsSweep		sweep = {
			.at = run, .bits = bits, .outer = (size_t) 1 << (end - q - bits), .inner = 1,
			.width = width, .outer_stride = (ptrdiff_t) (width << bits), .row = (ptrdiff_t) width,
			.tangent = tangent + q
		};

		state->kernels->sweep(&sweep);
		q += bits;
	}
}

/* Rotate bits first .. end - 1 of the number of a row: 2^end rows that are `apart` numbers
 * from each other, so many numbers of each */
static void
rotate_rows(const QsStatevector *state, void *rows, size_t apart, int first, int end, size_t width,
			const double *tangent)
{
	for (int q = first; q < end;)
	{
		int			bits = qs_sweep_bits(state, end - q);
		QsSweep		sweep = {
			.at = rows, .bits = bits,
			.outer = (size_t) 1 << (end - q - bits), .inner = (size_t) 1 << q, .width = width,
			.outer_stride = (ptrdiff_t) (apart << (q + bits)), .inner_stride = (ptrdiff_t) apart,
			.row = (ptrdiff_t) (apart << q), .tangent = tangent + q
		};

		state->kernels->sweep(&sweep);
		q += bits;
	}
}

/* Those of a column: so many groups of tiles */
static void
rotate_tiles(const QsStatevector *state, void *rows, int first, int end, size_t groups,
			 const double *tangent)
{
	rotate_rows(state, rows, QS_GROUP_REALS * state->tile_groups, first, end, groups * QS_GROUP_REALS,
				tangent + state->tile_qubits);
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
		.block = run, .keep = qs_state_keep(state, run), .keep_far = state->row_qubits > 0,
		.block_qubits = state->block_qubits, .kind = kind,
		.before = state->tangent_before, .after = state->layer.tangent,
		.table = state->block_table, .ahead = QS_GROUP_REALS * state->tile_groups,
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

	rotate_rows(state, qs_state_block(state, tile * blocks), QS_GROUP_REALS * state->block_groups, 0,
				state->tile_qubits - state->block_qubits, (size_t) 2 << state->block_qubits,
				tangent + state->block_qubits);
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
	const QsVisit *visit;		/* in one thread only */
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

/* Sums hang on their order: with several threads items are visited before or after the pass. */
static bool
visits_apart(const Pass *pass, const QsVisit *visit)
{
	return visit != NULL && pass->state->threads > 1;
}

static void
visit_items(Pass *pass, const QsVisit *visit, size_t count)
{
	for (size_t item = 0; item < count && !stop_pass(pass); item++)
		visit->item(visit->context, item);
}

static void
tile_item(void *context, int thread, size_t tile)
{
	const Pass *pass = context;
	size_t		tiles = (size_t) 1 << pass->state->row_qubits;

	(void) thread;
	if (pass->visit)
		pass->visit->item(pass->visit->context, tile);
	if (pass->state->halved)
		tile_pair_step(pass->state, tile, tiles - 1 - tile, pass->kind);
	else
		tile_step(pass->state, tile, pass->kind);
}

void
qs_visit_tiles(QsStatevector *state, const QsVisit *visit)
{
	Pass		pass = {.state = state, .treated = (size_t) 2 << state->tile_qubits};

	visit_items(&pass, visit, (size_t) 1 << state->row_qubits);
}

void
qs_tile_pass(QsStatevector *state, QsMiddleKind kind, const QsVisit *before)
{
	size_t		tiles = (size_t) 1 << state->row_qubits;
	Pass		pass = {
		.state = state, .kind = kind,
		.treated = (size_t) (1 + state->halved) << state->tile_qubits
	};

	if (visits_apart(&pass, before))
		qs_visit_tiles(state, before);
	else
		pass.visit = before;
	if (kind != QS_MIDDLE_ROTATE)
		qs_prepare_blocks(state);
	run_pass(&pass, state->halved ? (tiles + 1) / 2 : tiles, tile_item);
}

/* The phases of a column's group that starts at `group`, into a thread's scratch */
static void
column_factors(const QsStatevector *state, size_t group, void *scratch)
{
	double		cross_real[QS_ROW_CROSS],
				cross_imaginary[QS_ROW_CROSS];

	qs_cross_row(&state->column_cross, group, state->row_qubits, cross_real, cross_imaginary);
	state->kernels->column_factors(&(QsColumnFactors) {
								   .row_qubits = state->row_qubits,
								   .table = (const char *) state->tile_table + qs_state_offset(state, group),
								   .lane_cross = state->lane_cross,
								   .cross_real = cross_real, .cross_imaginary = cross_imaginary,
								   .first = scratch,
								   .others = (char *) scratch + qs_state_offset(state, (size_t) 1 << state->kernels->column_bits)
	});
}

/* One group of a column: the rows that differ in near bits are in the first-level cache
 * from their first sweep to their last. */
static void
column_group(const QsStatevector *state, size_t group, void *scratch, QsMiddleKind kind)
{
	int			first = state->kernels->column_bits;
	int			near = state->near_qubits;
	const char *others = (const char *) scratch + qs_state_offset(state, (size_t) 1 << first);
	char	   *column = (char *) state->amplitude + qs_state_offset(state, qs_tile_group(state, group));
	QsColumnMiddle middle = {
		.row = (ptrdiff_t) (QS_GROUP_REALS * state->tile_groups),
		.sets = (size_t) 1 << (near - first), .kind = kind,
		.before = state->tangent_before + state->tile_qubits,
		.after = state->layer.tangent + state->tile_qubits,
		.first = scratch
	};

	column_factors(state, group, scratch);
	for (size_t row = 0; row < (size_t) 1 << state->row_qubits; row += (size_t) 1 << near)
	{
		middle.rows = column + qs_state_offset(state, row * state->tile_groups);
		middle.keep = qs_state_keep(state, middle.rows);
		middle.next = (char *) middle.rows + qs_state_offset(state, (size_t) state->column_groups);
		middle.others = others + qs_state_offset(state, row >> first);
		middle.row_phase = (const char *) state->row_phase + 2 * row * state->kernels->real_size;
		if (rotates_before(kind))
			rotate_tiles(state, middle.rows, first, near, 1, state->tangent_before);
		state->kernels->column_middle(&middle);
		rotate_tiles(state, middle.rows, first, near, 1, state->layer.tangent);
	}
}

/* The groups of one column */
static void
column_item(void *context, int thread, size_t item)
{
	const Pass *pass = context;
	const QsStatevector *state = pass->state;
	size_t		width = (size_t) state->column_groups;
	size_t		group = item * width;
	void	   *column = (char *) state->amplitude + qs_state_offset(state, qs_tile_group(state, group));
	void	   *scratch = (char *) state->column_scratch +
		qs_state_offset(state, (size_t) thread * qs_scratch_groups(state->row_qubits, state->kernels->column_bits));

	if (rotates_before(pass->kind))
		rotate_tiles(state, column, state->near_qubits, state->row_qubits, width, state->tangent_before);
	for (size_t g = 0; g < width; g++)
		column_group(state, group + g, scratch, pass->kind);
	rotate_tiles(state, column, state->near_qubits, state->row_qubits, width, state->layer.tangent);
}

static void
rotate_item(void *context, int thread, size_t item)
{
	const Pass *pass = context;
	const QsStatevector *state = pass->state;
	size_t		width = (size_t) state->column_groups;

	(void) thread;
	rotate_tiles(state, (char *) state->amplitude + qs_state_offset(state, qs_tile_group(state, item * width)),
				0, state->row_qubits, width, pass->tangent);
	if (pass->visit)
		pass->visit->item(pass->visit->context, item);
}

/* Their number of groups is a power of two, and so is that of a row. */
static size_t
columns_of(const QsStatevector *state)
{
	size_t		groups = (size_t) 1 << (state->tile_qubits - 4);

	return (groups + (size_t) state->column_groups - 1) / (size_t) state->column_groups;
}

static void
run_columns(Pass *pass, void (*item) (void *context, int thread, size_t item))
{
	pass->treated = (size_t) pass->state->column_groups * QS_GROUP << pass->state->row_qubits;
	run_pass(pass, columns_of(pass->state), item);
}

static void
column_pass(QsStatevector *state, QsMiddleKind kind)
{
	Pass		pass = {.state = state, .kind = kind};

	qs_prepare_columns(state);
	run_columns(&pass, column_item);
}

void
qs_rotate_columns(QsStatevector *state, const double *tangent, const QsVisit *after)
{
	Pass		pass = {.state = state, .tangent = tangent};

	if (state->row_qubits == 0)
		return;
	if (!visits_apart(&pass, after))
		pass.visit = after;
	run_columns(&pass, rotate_item);
	if (visits_apart(&pass, after))
		visit_items(&pass, after, columns_of(state));
}

/* ---- the passes of a circuit ---- */

static void
begin_layer(QsStatevector *state, const QsCircuit *circuit, int number)
{
	qs_compile_layer(state, circuit, number, number == 0);
	if (state->kept)
	{
		state->kept[number].compiled = state->layer;
		state->kept[number].frame = state->frame;
		state->keep = state->kept[number].amplitude;
	}
}

/* Everything fits into the cache: a layer is one pass */
static void
run_whole(QsStatevector *state, const QsCircuit *circuit)
{
	for (int layer = 0; layer < circuit->layers && !state->stopped; layer++)
	{
		begin_layer(state, circuit, layer);
		qs_tile_pass(state, layer == 0 ? QS_MIDDLE_FRESH : QS_MIDDLE_PHASE, NULL);
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
			begin_layer(state, circuit, pass);
		/* the last pass is over tiles: it may be measured on its way out */
		if ((layers - pass) % 2 == 0)
			qs_tile_pass(state, kind, NULL);
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
		qs_tile_pass(state, QS_MIDDLE_PHASE, NULL);
		if (!state->stopped)
			qs_rotate_columns(state, state->layer.tangent, NULL);
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
	state->keep = NULL;
	return state->stopped ? QS_INTERRUPTED : QS_OK;
}
