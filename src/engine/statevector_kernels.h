/*
 * statevector_kernels.h
 *	  The numeric kernels of the state vector, one table per precision and
 *	  instruction set.
 *
 * Amplitudes are kept in the gauge psi'(x) = i^popcount(x) psi(x), in which
 * exp(-i beta X) is the real rotation [[c, -s], [s, c]]: real and imaginary parts
 * decouple, and a mixer is a real butterfly on a flat array.
 */
#ifndef QS_STATEVECTOR_KERNELS_H
#define QS_STATEVECTOR_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A rotation by beta on every qubit, scaled: with the tangent form the butterfly
 * is (a - t b, b + t a) and cos(beta) per qubit is left over; near pi/2 the
 * cotangent form (t a - b, t b + a) leaves sin(beta).
 */
typedef struct QsRotation
{
	double		t;
	bool		cotangent;
	double		factor;			/* what one qubit leaves over */
} QsRotation;

/* Arrays are float or double as the table says; sizes in amplitudes. */
typedef struct QsKernels
{
	/* amplitudes [first, first + count): *= scale * exp(-i gamma energy); with
	 * `start` they are set to scale * i^popcount(x) * exp(-i gamma energy) */
	void		(*phase) (void *re, void *im, const void *energy, size_t first, size_t count,
						  double gamma, double scale, bool start);

	/* the rotation on qubits [0, qubits) of a contiguous block of 2^qubits */
	void		(*rotate_block) (void *part, int qubits, const QsRotation *rotation);

	/* the rotation on the row index of rows (a power of two) x width, pitch apart */
	void		(*rotate_rows) (void *tile, size_t rows, size_t width, size_t pitch,
								const QsRotation *rotation);

	/* sum over count amplitudes of |psi|^2 * energy */
	double		(*expectation) (const void *re, const void *im, const void *energy, size_t count);
} QsKernels;

extern const QsKernels qs_kernels_float_portable;
extern const QsKernels qs_kernels_double_portable;
#if defined(__x86_64__)
extern const QsKernels qs_kernels_float_avx2;
extern const QsKernels qs_kernels_double_avx2;
extern const QsKernels qs_kernels_float_avx512;
extern const QsKernels qs_kernels_double_avx512;
#endif

#endif
