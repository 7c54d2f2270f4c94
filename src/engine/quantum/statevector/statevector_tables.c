/*
 * statevector_tables.c
 *	  Quadratic forms over two sets of bits as small tables.
 */
#include "quantum/statevector/statevector_internal.h"

#include <string.h>

/* ---- linear forms that depend on other bits ---- */

double
qs_cross_bytes(int bits, int width)
{
	return 2.0 * sizeof(double) * width *
		((double) ((size_t) 1 << (bits / 2)) + (double) ((size_t) 1 << (bits - bits / 2)));
}

void
qs_cross_create(QsHost *host, QsCrossTable *table, int bits, int width)
{
	size_t		low;
	size_t		high;

	table->low_bits = bits / 2;
	table->high_bits = bits - bits / 2;
	table->width = width;
	low = (size_t) width << table->low_bits;
	high = (size_t) width << table->high_bits;
	table->low_real = QS_ARRAY(host, double, low);
	table->low_imaginary = QS_ARRAY(host, double, low);
	table->high_real = QS_ARRAY(host, double, high);
	table->high_imaginary = QS_ARRAY(host, double, high);
}

void
qs_cross_free(QsHost *host, QsCrossTable *table)
{
	qs_free(host, table->low_real);
	qs_free(host, table->low_imaginary);
	qs_free(host, table->high_real);
	qs_free(host, table->high_imaginary);
}

/* Factor of the pair (a, b), whichever is the larger */
static inline size_t
pair_index(int a, int b)
{
	return a > b ? (size_t) a * QS_STRIDE + (size_t) b : (size_t) b * QS_STRIDE + (size_t) a;
}

/* Rows over all values of a few bits, doubled bit by bit */
static void
fill_products(double *real, double *imaginary, int bits, int width,
			  const QsCompiledLayer *layer, int first_bit, int first_column, int count)
{
	for (int k = 0; k < count; k++)
	{
		real[k] = 1.0;
		imaginary[k] = 0.0;
	}
	for (int bit = 0; bit < bits; bit++)
	{
		double		c[QS_STRIDE],
					d[QS_STRIDE];
		size_t		rows = (size_t) 1 << bit;

		for (int k = 0; k < count; k++)
		{
			size_t		pair = pair_index(first_bit + bit, first_column + k);

			c[k] = layer->pair_real[pair];
			d[k] = layer->pair_imaginary[pair];
		}
		for (size_t row = 0; row < rows; row++)
		{
			const double *a = real + row * (size_t) width;
			const double *b = imaginary + row * (size_t) width;
			double	   *to_real = real + (rows + row) * (size_t) width;
			double	   *to_imaginary = imaginary + (rows + row) * (size_t) width;

			for (int k = 0; k < count; k++)
			{
				to_real[k] = a[k] * c[k] - b[k] * d[k];
				to_imaginary[k] = a[k] * d[k] + b[k] * c[k];
			}
		}
	}
}

void
qs_cross_fill(QsCrossTable *table, const QsCompiledLayer *layer, int first_bit,
			  int first_column, int count)
{
	fill_products(table->low_real, table->low_imaginary, table->low_bits, table->width,
				  layer, first_bit, first_column, count);
	fill_products(table->high_real, table->high_imaginary, table->high_bits, table->width,
				  layer, first_bit + table->low_bits, first_column, count);
}

void
qs_cross_row(const QsCrossTable *table, size_t value, int count, double *real, double *imaginary)
{
	size_t		low = (value & (((size_t) 1 << table->low_bits) - 1)) * (size_t) table->width;
	size_t		high = (value >> table->low_bits) * (size_t) table->width;

	for (int k = 0; k < count; k++)
	{
		double		a = table->low_real[low + (size_t) k];
		double		b = table->low_imaginary[low + (size_t) k];
		double		c = table->high_real[high + (size_t) k];
		double		d = table->high_imaginary[high + (size_t) k];

		real[k] = a * c - b * d;
		imaginary[k] = a * d + b * c;
	}
}

/* ---- values of a quadratic function ---- */

double
qs_energy_bytes(int qubits, int block_qubits)
{
	return sizeof(double) * ((double) ((size_t) 1 << block_qubits) +
							 (double) ((size_t) 1 << (qubits - block_qubits))) +
		qs_cross_bytes(qubits - block_qubits, QS_BLOCK_CROSS);
}

void
qs_energy_create(QsHost *host, QsEnergyTables *energy, int qubits, int block_qubits)
{
	energy->qubits = qubits;
	energy->block_qubits = block_qubits;
	energy->table = QS_ARRAY(host, double, (size_t) 1 << block_qubits);
	energy->upper = QS_ARRAY(host, double, (size_t) 1 << (qubits - block_qubits));
	qs_cross_create(host, &energy->cross, qubits - block_qubits, QS_BLOCK_CROSS);
}

void
qs_energy_free(QsHost *host, QsEnergyTables *energy)
{
	qs_free(host, energy->table);
	qs_free(host, energy->upper);
	qs_cross_free(host, &energy->cross);
}

/* A function of y = x ^ frame, in full matrix form */
typedef struct Form
{
	double		constant;
	double		linear[QS_STRIDE];
	double		pair[QS_STRIDE * QS_STRIDE];	/* row k, column j < k */
} Form;

static void
form_in_frame(Form *form, const QsQuadratic *function, uint64_t frame)
{
	memset(form, 0, sizeof(*form));
	form->constant = function->constant;
	for (int i = 0; i < function->n; i++)
	{
		bool		flip = frame >> i & 1;

		form->linear[i] += flip ? -function->linear[i] : function->linear[i];
		form->constant += flip ? function->linear[i] : 0.0;
	}
	for (int64_t k = 0; k < function->pairs; k++)
	{
		int			a = function->first[k];
		int			b = function->second[k];
		double		c = function->coefficient[k];
		bool		flip_a = frame >> a & 1;
		bool		flip_b = frame >> b & 1;

		/* (1 - a)(1 - b) and its one-sided cases */
		form->pair[pair_index(a, b)] += flip_a == flip_b ? c : -c;
		if (flip_a)
			form->linear[b] += flip_b ? -c : c;
		if (flip_b)
			form->linear[a] += flip_a ? -c : c;
		if (flip_a && flip_b)
			form->constant += c;
	}
}

/* value[x] over all x of `bits` variables from `first` on, starting from base */
static void
fill_values(double *value, const Form *form, int first, int bits, double base)
{
	value[0] = base;
	for (int k = 0; k < bits; k++)
	{
		size_t		half = (size_t) 1 << k;
		double	   *upper = value + half;

		upper[0] = form->linear[first + k];
		for (int j = 0; j < k; j++)
		{
			size_t		width = (size_t) 1 << j;
			double		c = form->pair[pair_index(first + k, first + j)];

			for (size_t x = 0; x < width; x++)
				upper[width + x] = upper[x] + c;
		}
		for (size_t x = 0; x < half; x++)
			upper[x] += value[x];
	}
}

static void
fill_sums(double *sum, int bits, int width, const Form *form, int first_bit, int count)
{
	memset(sum, 0, (size_t) count * sizeof(double));
	for (int bit = 0; bit < bits; bit++)
	{
		size_t		rows = (size_t) 1 << bit;

		for (size_t row = 0; row < rows; row++)
			for (int k = 0; k < count; k++)
				sum[(rows + row) * (size_t) width + (size_t) k] =
					sum[row * (size_t) width + (size_t) k] + form->pair[pair_index(first_bit + bit, k)];
	}
}

void
qs_energy_fill(QsEnergyTables *energy, const QsQuadratic *function, uint64_t frame)
{
	int			block = energy->block_qubits;
	QsCrossTable *cross = &energy->cross;
	Form		form;

	form_in_frame(&form, function, frame);
	fill_values(energy->table, &form, 0, block, 0.0);
	fill_values(energy->upper, &form, block, energy->qubits - block, form.constant);
	fill_sums(cross->low_real, cross->low_bits, cross->width, &form, block, block);
	fill_sums(cross->high_real, cross->high_bits, cross->width, &form, block + cross->low_bits, block);
}

double
qs_energy_block(const QsEnergyTables *energy, size_t block, double *slope)
{
	const QsCrossTable *cross = &energy->cross;
	size_t		low = (block & (((size_t) 1 << cross->low_bits) - 1)) * (size_t) cross->width;
	size_t		high = (block >> cross->low_bits) * (size_t) cross->width;

	for (int k = 0; k < energy->block_qubits; k++)
		slope[k] = cross->low_real[low + (size_t) k] + cross->high_real[high + (size_t) k];
	return energy->upper[block];
}
