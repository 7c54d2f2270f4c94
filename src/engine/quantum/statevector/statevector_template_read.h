/*
 * statevector_template_read.h
 *	  The kernels that read a state or build tables; part of statevector_template.h,
 *	  which includes it with all macros defined.
 *
 * No include guard: that is the point.
 */

/* ---- measuring ---- */

/* Energies of the first `bits` slopes over all subsets, on top of a base */
INLINE void
NAME(sum_table) (int bits, const double *slope, double base, double *sum)
{
	sum[0] = base;
	for (int k = 0; k < bits; k++)
		for (int x = 0; x < 1 << k; x++)
			sum[(1 << k) + x] = sum[x] + slope[k];
}

#define MEASURE_GROUP_BITS	3
#define MEASURE_QUBITS		(4 + MEASURE_GROUP_BITS)
#define MEASURE_STATES		(1 << MEASURE_QUBITS)

CODE static void
NAME(block_measure) (QsBlockMeasure *m)
{
	double		sum[MEASURE_STATES];
	REAL		local[MEASURE_STATES] __attribute__((aligned(64)));
	double		row[1 << (QS_BLOCK_QUBITS - MEASURE_QUBITS)];
	double		probability[LANES] = {0};
	double		energy[LANES] = {0};
	const REAL *block = m->block;
	const REAL *table = m->table;

	NAME(sum_table) (MEASURE_QUBITS, m->slope, 0.0, sum);
	for (int x = 0; x < MEASURE_STATES; x++)
		local[x] = (REAL) sum[x];
	NAME(sum_table) (m->block_qubits - MEASURE_QUBITS, m->slope + MEASURE_QUBITS, 0.0, row);
	m->probability = m->energy = 0.0;
	for (int set = 0; set < 1 << (m->block_qubits - MEASURE_QUBITS); set++)
	{
		VECTOR		p = SPLAT((REAL) 0);
		VECTOR		e = SPLAT((REAL) 0);
		VECTOR		base = SPLAT((REAL) row[set]);
		REAL		lane_p[LANES] __attribute__((aligned(64)));
		REAL		lane_e[LANES] __attribute__((aligned(64)));

#pragma GCC unroll 8
		for (int g = 0; g < 1 << MEASURE_GROUP_BITS; g++)
		{
#pragma GCC unroll 8
			for (int l = 0; l < QS_GROUP; l += LANES)
			{
				VECTOR		re = LOAD(block + g * QS_GROUP_REALS + l);
				VECTOR		im = LOAD(block + g * QS_GROUP_REALS + QS_GROUP + l);
				VECTOR		square = MUL_ADD(im, im, MUL(re, re));
				VECTOR		value = ADD(ADD(LOAD(table + g * QS_GROUP + l), base),
										LOAD(local + g * QS_GROUP + l));

				p = ADD(p, square);
				e = MUL_ADD(square, value, e);
			}
		}
		STORE(lane_p, p);
		STORE(lane_e, e);
		for (int l = 0; l < LANES; l++)
		{
			probability[l] += (double) lane_p[l];
			energy[l] += (double) lane_e[l];
		}
		block += QS_GROUP_REALS << MEASURE_GROUP_BITS;
		table += MEASURE_STATES;
	}
	for (int l = 0; l < LANES; l++)
	{
		m->probability += probability[l];
		m->energy += energy[l];
	}
}

CODE static void
NAME(block_probabilities) (int block_qubits, const void *block, double *out)
{
	const REAL *at = block;

	for (int g = 0; g < 1 << (block_qubits - 4); g++)
	{
		for (int l = 0; l < QS_GROUP; l++)
			out[l] = (double) at[l] * (double) at[l] +
				(double) at[QS_GROUP + l] * (double) at[QS_GROUP + l];
		at += QS_GROUP_REALS;
		out += QS_GROUP;
	}
}

#define ENERGY_QUBITS	6		/* of the table added to every row of a block */

CODE static void
NAME(block_energies) (int block_qubits, const double *table, double base,
					  const double *slope, double *out)
{
	double		local[1 << ENERGY_QUBITS] __attribute__((aligned(64)));
	double		row[1 << (QS_BLOCK_QUBITS - ENERGY_QUBITS)];

	NAME(sum_table) (ENERGY_QUBITS, slope, 0.0, local);
	NAME(sum_table) (block_qubits - ENERGY_QUBITS, slope + ENERGY_QUBITS, base, row);
	for (int r = 0; r < 1 << (block_qubits - ENERGY_QUBITS); r++)
	{
		double		shift = row[r];

		for (int x = 0; x < 1 << ENERGY_QUBITS; x++)
			out[x] = table[x] + (shift + local[x]);
		out += 1 << ENERGY_QUBITS;
		table += 1 << ENERGY_QUBITS;
	}
}

/* ---- phase tables ---- */

CODE static void
NAME(phase_table) (int bits, const double *unary_real, const double *unary_imaginary,
				   const double *pair_real, const double *pair_imaginary, int stride,
				   double factor_real, double factor_imaginary,
				   double *restrict real, double *restrict imaginary)
{
	real[0] = factor_real;
	imaginary[0] = factor_imaginary;
	for (int k = 0; k < bits; k++)
	{
		size_t		half = (size_t) 1 << k;
		double	   *restrict upper_real = real + half;
		double	   *restrict upper_imaginary = imaginary + half;

		/* what joins when bit k is set: a product over the lower bits ... */
		upper_real[0] = unary_real[k];
		upper_imaginary[0] = unary_imaginary[k];
		for (int j = 0; j < k; j++)
		{
			size_t		width = (size_t) 1 << j;
			double		c = pair_real[k * stride + j];
			double		d = pair_imaginary[k * stride + j];

			for (size_t x = 0; x < width; x++)
			{
				upper_real[width + x] = upper_real[x] * c - upper_imaginary[x] * d;
				upper_imaginary[width + x] = upper_real[x] * d + upper_imaginary[x] * c;
			}
		}
		/* ... times the table so far */
		for (size_t x = 0; x < half; x++)
		{
			double		a = upper_real[x];
			double		b = upper_imaginary[x];

			upper_real[x] = a * real[x] - b * imaginary[x];
			upper_imaginary[x] = a * imaginary[x] + b * real[x];
		}
	}
}

CODE static void
NAME(to_groups) (int bits, const double *real, const double *imaginary, void *groups)
{
	REAL	   *to = groups;

	for (size_t g = 0; g < (size_t) 1 << (bits - 4); g++)
	{
		for (int l = 0; l < QS_GROUP; l++)
		{
			to[l] = (REAL) real[l];
			to[QS_GROUP + l] = (REAL) imaginary[l];
		}
		to += QS_GROUP_REALS;
		real += QS_GROUP;
		imaginary += QS_GROUP;
	}
}
