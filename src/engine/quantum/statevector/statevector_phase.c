/*
 * statevector_phase.c
 *	  The tables that the phases of a pass are products of.
 */
#include "quantum/statevector/statevector_internal.h"

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

void
qs_prepare_blocks(QsStatevector *state)
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

void
qs_prepare_columns(QsStatevector *state)
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
