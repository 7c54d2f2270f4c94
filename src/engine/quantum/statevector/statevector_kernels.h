/*
 * statevector_kernels.h
 *	  The inner loops of the state-vector simulator, one table of functions for
 *	  each instruction set and precision.
 *
 * Layout.  Sixteen consecutive amplitudes form a *group*: sixteen real parts,
 * then sixteen imaginary parts (32 numbers).  A state of n >= 7 qubits is an
 * array of 2^(n-4) groups.  Qubits 0 to 3 choose the lane within a group, qubit
 * q >= 4 is bit q - 4 of the group's index.
 *
 * A rotation is always given by its tangent t, |t| <= 1, and acts on a pair
 * (a, b) as (a - t b, b + t a): one fused multiply-add per output.  The missing
 * factor cos is folded into a phase table by the caller.
 *
 * "Registers": the first QsStateKernels.register_qubits qubits are rotated, phased
 * and rotated again between one load and one store (the middle sweep).
 */
#ifndef QS_STATEVECTOR_KERNELS_H
#define QS_STATEVECTOR_KERNELS_H

#include <stddef.h>

#include <stdbool.h>

#include "base/host.h"

#define QS_GROUP		16		/* amplitudes of a group */
#define QS_GROUP_REALS	32		/* numbers of a group */
#define QS_BLOCK_QUBITS 11		/* qubits of a phase block (16 KiB in single precision) */
#define QS_BLOCK_CROSS	12		/* cross factors of a block, padded */

/* Rotations of a few row bits, in place: rows stand apart by a stride, and what lies
 * within a row is treated alike.  Strides count numbers, not bytes. */
typedef struct QsSweep
{
	void	   *at;
	int			bits;			/* 1 .. radix_bits */
	size_t		outer;
	size_t		inner;
	size_t		width;			/* contiguous numbers: a multiple of QS_GROUP */
	ptrdiff_t	outer_stride,
				inner_stride,
				row;
	const double *tangent;		/* bits */
} QsSweep;

typedef enum QsMiddleKind
{
	QS_MIDDLE_FRESH,			/* amplitudes 1 in; phase, rotate */
	QS_MIDDLE_PHASE,			/* phase, rotate */
	QS_MIDDLE_FUSED,			/* rotate, phase, rotate */
	QS_MIDDLE_ROTATE,			/* rotate only (by `before`) */
	QS_MIDDLE_PHASE_ONLY
} QsMiddleKind;

/* The middle sweep over one contiguous block of block_qubits qubits.  The phase
 * of state x of the block is table[x] * head * prod_k cross[k]^(x_k). */
typedef struct QsBlockMiddle
{
	void	   *block;
	void	   *keep;			/* the block after the phase goes here, too, unless NULL */
	bool		keep_far;		/* ... and is not read again while it is in the cache */
	int			block_qubits;	/* register_qubits .. QS_BLOCK_QUBITS */
	QsMiddleKind kind;
	const double *before;		/* tangents of the register qubits before the phase */
	const double *after;
	const void *table;			/* groups, as the state */
	size_t		ahead;			/* numbers to the block that is asked for ahead; not of fresh ones */
	double		head_real,
				head_imaginary;
	const double *cross_real;	/* block_qubits */
	const double *cross_imaginary;
} QsBlockMiddle;

/*
 * The qubit that a half state does not store.  With amplitudes equal under
 * flipping all bits, rotating it mixes each stored amplitude with that of the
 * complement:  a(y) - turn (-1)^popcount(y) a(~y).  Two blocks that are each
 * other's complement are mixed, phased and mixed again.
 */
typedef struct QsPairMiddle
{
	void	   *block[2];		/* the second holds the complements of the first */
	int			block_qubits;
	QsMiddleKind kind;			/* FRESH, PHASE, FUSED or ROTATE: rotate reads mix */
	bool		odd;			/* popcount of the first block's number */
	bool		odd_total;		/* number of stored qubits is odd */
	double		before_real,	/* the turn before the phase, and after it */
				before_imaginary,
				after_real,
				after_imaginary;
	const void *table;
	double		head_real[2],
				head_imaginary[2];
	const double *cross_real[2];
	const double *cross_imaginary[2];
} QsPairMiddle;

/*
 * Phases of the rows of one group: that of lane x in row r is row_phase[r] * table[x] *
 * prod_j cross[j][x]^(r_j).  Products over the first column_bits row bits, and over the
 * others, times the table.
 */
typedef struct QsColumnFactors
{
	int			row_qubits;		/* >= column_bits */
	const void *table;			/* one group */
	const void *lane_cross;		/* row_qubits groups */
	const double *cross_real;	/* row_qubits factors on top of lane_cross */
	const double *cross_imaginary;
	void	   *first;			/* 2^column_bits groups */
	void	   *others;			/* 2^(row_qubits - column_bits) groups */
} QsColumnFactors;

/* The middle sweep over some rows of one group */
typedef struct QsColumnMiddle
{
	void	   *rows;			/* not read when fresh */
	void	   *keep;			/* the rows after the phase go here, too, unless NULL */
	ptrdiff_t	row;			/* from row to row, numbers */
	size_t		sets;			/* of 2^column_bits rows */
	QsMiddleKind kind;			/* FRESH or FUSED */
	const double *before;		/* tangents of the first column_bits row qubits */
	const double *after;
	const void *row_phase;		/* pairs (real, imaginary), a row each */
	const void *first;			/* QsColumnFactors */
	const void *others;			/* those of the rows here */
	const void *next;			/* rows that are wanted later: asked for ahead */
} QsColumnMiddle;

/* Probability and energy of one block: energy of state x of the block is
 * table[x] + sum_k slope[k] x_k. */
typedef struct QsBlockMeasure
{
	const void *block;
	int			block_qubits;
	const void *table;			/* 2^block_qubits numbers */
	const double *slope;		/* block_qubits */
	double		probability;	/* out: sum |a|^2 */
	double		energy;			/* out: sum |a|^2 energy */
} QsBlockMeasure;

/*
 * Inner products of one state with another that is turned by the generator of a rotation:
 * sum[k] += sum over pairs (a, b) of numbers of rows that differ in bit k of left_b right_a -
 * left_a right_b.  Strides count numbers.
 */
typedef struct QsTurns
{
	const void *left;
	const void *right;
	int			bits;			/* 1 .. radix_bits */
	size_t		row;			/* from row to row, 2^bits of them */
	size_t		width;			/* contiguous numbers of a row: a multiple of the vector's */
	size_t		outer;			/* sets of rows: outer x inner */
	size_t		inner;
	size_t		outer_stride;
	size_t		inner_stride;
	size_t		ahead;			/* what so many numbers further on is asked for ahead: the processor
								 * foresees nothing of rows far apart */
	double	   *sum;			/* bits */
} QsTurns;

typedef struct QsStateKernels
{
	size_t		real_size;		/* 4 or 8 */
	int			register_qubits;
	int			radix_bits;
	int			column_bits;

	void		(*sweep) (const QsSweep *sweep);
	void		(*block_middle) (const QsBlockMiddle *middle);
	void		(*pair_middle) (const QsPairMiddle *middle);
	void		(*column_factors) (const QsColumnFactors *factors);
	void		(*column_middle) (const QsColumnMiddle *middle);
	void		(*block_measure) (QsBlockMeasure *measure);

	/* out[x] = factor * prod unary_k^(x_k) prod pair_jk^(x_j x_k), complex, over
	 * 2^bits states; unary and pair hold real then imaginary parts (pair: row k
	 * of a bits x stride matrix, j < k).  O(2^bits). */
	void		(*phase_table) (int bits, const double *unary_real, const double *unary_imaginary,
								const double *pair_real, const double *pair_imaginary,
								int stride, double factor_real, double factor_imaginary,
								double *out_real, double *out_imaginary);

	/* 2^bits complex doubles to groups of this precision; bits >= 4 */
	void		(*to_groups) (int bits, const double *real, const double *imaginary, void *groups);

	/* out[x] = table[x] + base + sum_k slope[k] x_k in double, one block */
	void		(*block_energies) (int block_qubits, const double *table, double base,
								   const double *slope, double *out);

	/* to = from * factor, state by state, one block; to may be from */
	void		(*block_scale) (int block_qubits, const void *from, const double *factor, void *to);

	/* With value[x] = Im(conj(left_x) right_x) of one block: low[x] += value[x], moment[k] = sum
	 * of value[x] over x with bit k set; returns the sum of all.  low and scratch hold one
	 * number of this precision a state of the block. */
	double		(*block_moments) (int block_qubits, const void *left, const void *right, void *low,
								  void *scratch, double *moment);

	/* sum[k] += sum over pairs (a, b) of qubit k of left_b right_a - left_a right_b
	 * (real and imaginary parts alike), for all qubits of the block */
	void		(*block_turns) (int block_qubits, const void *left, const void *right, double *sum);

	/* The same for the qubits that tell rows apart */
	void		(*turns) (const QsTurns *turns);

	/* out[x] = |a_x|^2 of one block, in double */
	void		(*block_probabilities) (int block_qubits, const void *block, double *out);
} QsStateKernels;

extern const QsStateKernels qs_kernels_portable_single;
extern const QsStateKernels qs_kernels_portable_double;
#if defined(__x86_64__) && defined(__GNUC__)
extern const QsStateKernels qs_kernels_avx2_single;
extern const QsStateKernels qs_kernels_avx2_double;
extern const QsStateKernels qs_kernels_avx512_single;
extern const QsStateKernels qs_kernels_avx512_double;
#endif
#if defined(__aarch64__) && defined(__GNUC__)
extern const QsStateKernels qs_kernels_neon_single;
extern const QsStateKernels qs_kernels_neon_double;
#endif

/* The table for what host->simd allows on this processor. */
extern const QsStateKernels *qs_state_kernels(QsSimd simd, bool double_precision);

#endif
