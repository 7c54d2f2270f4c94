/*
 * vqe_template.h
 *	  Sums over a real state for one precision; included by vqe.c.
 *
 * The includer defines
 *	  REAL			float or double
 *	  REAL_NAME(x)	x with a suffix for that precision
 *
 * Energies are centred and divided by their deviation.
 */

static double
REAL_NAME(energy_at) (const Vqe *vqe, size_t x)
{
	return ((const REAL *) vqe->energy)[x];
}

/* to[k] = from[k] + step, with interrupt points */
static void
REAL_NAME(add_step) (Vqe *vqe, REAL *to, const REAL *from, REAL step, size_t count)
{
	for (size_t first = 0; first < count; first += CHUNK)
	{
		size_t		end = count - first < CHUNK ? count : first + CHUNK;

		for (size_t x = first; x < end; x++)
			to[x] = from[x] + step;
		if (end - first == CHUNK)
			qs_check(vqe->host);
	}
}

/* All energies, the variables joining one by one: the upper half is the lower one
 * plus a linear function, which is itself built by doubling. */
static void
REAL_NAME(all_energies) (Vqe *vqe, const QsQubo *qubo)
{
	REAL	   *energy = vqe->energy;

	energy[0] = (REAL) ((qubo->offset - vqe->mean) / vqe->deviation);
	for (int k = 0; k < vqe->n; k++)
	{
		size_t		half = (size_t) 1 << k;
		REAL	   *upper = energy + half;
		int64_t		e = qubo->start[k];

		upper[0] = (REAL) (qubo->linear[k] / vqe->deviation);
		for (int j = 0; j < k; j++)
		{
			size_t		width = (size_t) 1 << j;
			REAL		step = 0;

			while (e < qubo->start[k + 1] && qubo->neighbour[e] < j)
				e++;
			if (e < qubo->start[k + 1] && qubo->neighbour[e] == j)
				step = (REAL) (qubo->weight[e] / vqe->deviation);
			REAL_NAME(add_step) (vqe, upper + width, upper, step, width);
		}
		for (size_t x = 0; x < half; x++)
		{
			upper[x] += energy[x];
			if ((x & (CHUNK - 1)) == 0)
				qs_check(vqe->host);
		}
	}
	vqe->least = vqe->most = energy[0];
	for (size_t x = 1; x < vqe->states; x++)
	{
		vqe->least = energy[x] < vqe->least ? energy[x] : vqe->least;
		vqe->most = energy[x] > vqe->most ? energy[x] : vqe->most;
		if ((x & (CHUNK - 1)) == 0)
			qs_check(vqe->host);
	}
}

static inline double
REAL_NAME(weight) (const Vqe *vqe, size_t x)
{
	double		amplitude = ((const REAL *) vqe->state)[x];

	return amplitude * amplitude;
}

/* Probability per energy bin over [low, low + BINS / scale), states first .. end - 1 */
static void
REAL_NAME(fill_bins) (Vqe *vqe, double low, double scale, size_t first, size_t end)
{
	const REAL *energy = vqe->energy;

	for (size_t x = first; x < end; x++)
	{
		double		at = (energy[x] - low) * scale;

		if (at >= 0.0 && at < BINS)
			vqe->bin[(int) at] += REAL_NAME(weight) (vqe, x);
	}
}

/* Sum of p * min(E - quantile, 0) */
static double
REAL_NAME(tail_sum) (const Vqe *vqe, double quantile, size_t first, size_t end)
{
	const REAL *energy = vqe->energy;
	double		sum = 0.0;

	for (size_t x = first; x < end; x++)
		if (energy[x] < quantile)
			sum += REAL_NAME(weight) (vqe, x) * (energy[x] - quantile);
	return sum;
}

/* The adjoint state: derivative of the objective by the probabilities, times the
 * amplitudes */
static void
REAL_NAME(fill_dual) (Vqe *vqe, double quantile, double scale, size_t first, size_t end)
{
	const REAL *energy = vqe->energy;
	const REAL *state = vqe->state;
	REAL	   *dual = vqe->dual;

	for (size_t x = first; x < end; x++)
		dual[x] = energy[x] < quantile ? (REAL) (scale * (energy[x] - quantile)) * state[x] : 0;
}

#undef REAL
#undef REAL_NAME
