/*
 * qaoa_closed_form.c
 *	  Single-layer QAOA expectations.
 *
 * With c_ik = cos(2 gamma J_ik), s_ik = sin(2 gamma J_ik), h' = 2 gamma h:
 *	 one_i	  = sin(h'_i) prod_k c_ik
 *	 two_ij	  = s_ij / 2 * (cos(h'_i) prod_{k<>j} c_ik + cos(h'_j) prod_{k<>i} c_jk)
 *	 three_ij = (cos(h'_i - h'_j) prod_{k<>i,j} (c_ik c_jk + s_ik s_jk)
 *				 - cos(h'_i + h'_j) prod_{k<>i,j} (c_ik c_jk - s_ik s_jk)) / 2
 * where k that is no neighbour of i has c_ik = 1, s_ik = 0.
 *
 * In sparse models the factors of three_ij that are not common neighbours come
 * from logarithms: the sum over all neighbours less those of the common ones, zero
 * factors counted apart.  That keeps full accuracy where the product of the
 * separate cosines underflows but the common factor does not.
 */
#include "correlate/qaoa_closed_form.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "correlate/row_products.h"

#define DENSE_MOST		1536	/* variables of the dense kernel: two n x n tables */
#define POLL_WORK		200000	/* multiplications between looks at the clock */

/* sum over neighbours of log |c|, how many c are 0, how many negative */
typedef struct LogProduct
{
	double		logs;
	int32_t		zeros;
	int32_t		negatives;
} LogProduct;

struct QsQaoaForm
{
	QsHost	   *host;
	const QsIsing *ising;
	bool		dense;
	int			stride;			/* dense: row length of the tables */
	double		work;
	double	   *cosine;			/* per adjacency entry */
	double	   *sine;
	double	   *others;			/* prod_{k<>j} c_ik at entry (i, j) */
	double	   *logs;			/* sparse: log |c|, 0 where c is 0 */
	LogProduct *total;			/* sparse: n */
	double	   *table_cosine;	/* dense: n x stride, 1 where no neighbour */
	double	   *table_sine;
	int32_t    *mark;			/* sparse: entry of the marked vertex's list, or -1 */
	int32_t    *back;			/* entry (j, i) of entry (i, j), relative to start[j] */
	double	   *one;			/* n */
	double	   *two;			/* per entry */
	double	   *three;
	double	   *kept_one;
	double	   *kept_two;
	double	   *kept_three;
	bool		stopped;
	double		pending;		/* work since the last poll */
};

static bool
keep_going(QsQaoaForm *form, double work)
{
	form->pending += work;
	if (form->pending >= POLL_WORK)
	{
		form->pending = 0.0;
		form->stopped = form->stopped || qs_stop_requested(form->host);
	}
	return !form->stopped;
}

/* ---- set-up ----------------------------------------------------------------- */

static void
match_entries(QsHost *host, const QsIsing *ising, int32_t *back)
{
	int64_t    *next = QS_ARRAY(host, int64_t, ising->n);

	/* lists are ascending: walking i upwards meets every list's entries in order */
	memcpy(next, ising->start, (size_t) ising->n * sizeof(int64_t));
	for (int i = 0; i < ising->n; i++)
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
		{
			int			j = ising->neighbour[k];

			back[next[j]] = (int32_t) (k - ising->start[i]);
			next[j]++;
		}
	qs_free(host, next);
}

static double
sparse_work(const QsIsing *ising)
{
	double		work = 0.0;

	for (int i = 0; i < ising->n; i++)
		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
		{
			int			j = ising->neighbour[k];
			int64_t		a = ising->start[i + 1] - ising->start[i];
			int64_t		b = ising->start[j + 1] - ising->start[j];

			if (j > i)
				work += (double) (a < b ? a : b);
		}
	return work;
}

QsQaoaForm *
qs_qaoa_form_create(QsHost *host, const QsIsing *ising)
{
	QsQaoaForm *form = QS_NEW(host, QsQaoaForm);
	int64_t		entries = ising->start[ising->n];
	double		dense_work = 0.5 * (double) entries * ising->n / QS_ROW_LANES;

	form->host = host;
	form->ising = ising;
	form->work = sparse_work(ising);
	form->stride = (ising->n + QS_ROW_LANES - 1) / QS_ROW_LANES * QS_ROW_LANES;
	form->dense = ising->n <= DENSE_MOST && dense_work < form->work &&
		qs_memory_fits(host, 16.0 * ising->n * form->stride);
	if (form->dense)
		form->work = dense_work;
	form->cosine = QS_ARRAY(host, double, entries);
	form->sine = QS_ARRAY(host, double, entries);
	form->others = QS_ARRAY(host, double, entries);
	form->two = QS_ARRAY0(host, double, entries);
	form->three = QS_ARRAY0(host, double, entries);
	form->one = QS_ARRAY0(host, double, ising->n);
	form->kept_two = QS_ARRAY0(host, double, entries);
	form->kept_three = QS_ARRAY0(host, double, entries);
	form->kept_one = QS_ARRAY0(host, double, ising->n);
	form->back = QS_ARRAY(host, int32_t, entries);
	match_entries(host, ising, form->back);
	if (form->dense)
	{
		size_t		cells = (size_t) ising->n * (size_t) form->stride;

		form->table_cosine = QS_ARRAY(host, double, cells);
		form->table_sine = QS_ARRAY0(host, double, cells);
		for (size_t k = 0; k < cells; k++)
			form->table_cosine[k] = 1.0;
	}
	else
	{
		form->logs = QS_ARRAY(host, double, entries);
		form->total = QS_ARRAY(host, LogProduct, ising->n);
		form->mark = QS_ARRAY(host, int32_t, ising->n);
		memset(form->mark, -1, (size_t) ising->n * sizeof(int32_t));
	}
	return form;
}

void
qs_qaoa_form_free(QsHost *host, QsQaoaForm *form)
{
	if (form == NULL)
		return;
	qs_free(host, form->cosine);
	qs_free(host, form->sine);
	qs_free(host, form->others);
	qs_free(host, form->logs);
	qs_free(host, form->total);
	qs_free(host, form->table_cosine);
	qs_free(host, form->table_sine);
	qs_free(host, form->mark);
	qs_free(host, form->back);
	qs_free(host, form->one);
	qs_free(host, form->two);
	qs_free(host, form->three);
	qs_free(host, form->kept_one);
	qs_free(host, form->kept_two);
	qs_free(host, form->kept_three);
	qs_free(host, form);
}

const QsIsing *
qs_qaoa_form_ising(const QsQaoaForm *form)
{
	return form->ising;
}

double
qs_qaoa_form_work(const QsQaoaForm *form)
{
	return form->work + 30.0 * (double) form->ising->start[form->ising->n];
}

/* ---- factors at one gamma ---------------------------------------------------- */

/* prod_{k<>j} c_ik for every j by prefix and suffix products; the full product */
static double
products_without_one(const double *cosine, double *others, int64_t count)
{
	double		product = 1.0;

	for (int64_t k = 0; k < count; k++)
	{
		others[k] = product;
		product *= cosine[k];
	}
	product = 1.0;
	for (int64_t k = count - 1; k >= 0; k--)
	{
		others[k] *= product;
		product *= cosine[k];
	}
	return product;
}

static void
log_factors(QsQaoaForm *form, int i)
{
	LogProduct	total = {0.0, 0, 0};

	for (int64_t k = form->ising->start[i]; k < form->ising->start[i + 1]; k++)
	{
		double		c = form->cosine[k];

		form->logs[k] = c == 0.0 ? 0.0 : qs_log(fabs(c));
		total.logs += form->logs[k];
		total.zeros += c == 0.0;
		total.negatives += c < 0.0;
	}
	form->total[i] = total;
}

static bool
set_factors(QsQaoaForm *form, double gamma)
{
	const QsIsing *ising = form->ising;

	for (int i = 0; i < ising->n; i++)
	{
		int64_t		first = ising->start[i];
		int64_t		end = ising->start[i + 1];
		double		product;

		for (int64_t k = first; k < end; k++)
			qs_sin_cos(2.0 * gamma * ising->coupling[k], &form->sine[k], &form->cosine[k]);
		product = products_without_one(form->cosine + first, form->others + first, end - first);
		form->one[i] = qs_sin(2.0 * gamma * ising->field[i]) * product;
		if (form->dense)
			for (int64_t k = first; k < end; k++)
			{
				size_t		cell = (size_t) i * (size_t) form->stride +
					(size_t) ising->neighbour[k];

				form->table_cosine[cell] = form->cosine[k];
				form->table_sine[cell] = form->sine[k];
			}
		else
			log_factors(form, i);
		if (!keep_going(form, 30.0 * (double) (end - first)))
			return false;
	}
	return true;
}

/* two_ij and three_ij of entry k of i, the products of the sums and differences
 * given; both entries of the pair are filled */
static void
set_pair(QsQaoaForm *form, double gamma, int i, int64_t k, double plus, double minus)
{
	const QsIsing *ising = form->ising;
	int			j = ising->neighbour[k];
	int64_t		other = ising->start[j] + form->back[k];
	double		a = 2.0 * gamma * ising->field[i];
	double		b = 2.0 * gamma * ising->field[j];

	form->two[k] = 0.5 * form->sine[k] *
		(qs_cos(a) * form->others[k] + qs_cos(b) * form->others[other]);
	form->three[k] = 0.5 * (qs_cos(a - b) * minus - qs_cos(a + b) * plus);
	form->two[other] = form->two[k];
	form->three[other] = form->three[k];
}

/* Sparse: walk the shorter list against marks on the longer one's vertex */
static void
sparse_pair(QsQaoaForm *form, double gamma, int i, int64_t k)
{
	const QsIsing *ising = form->ising;
	int			j = ising->neighbour[k];
	LogProduct	rest;
	double		plus = 1.0,
				minus = 1.0;
	double		separate;

	/* all factors of both but those between i and j themselves */
	rest.logs = form->total[i].logs + form->total[j].logs - 2.0 * form->logs[k];
	rest.zeros = form->total[i].zeros + form->total[j].zeros - 2 * (form->cosine[k] == 0.0);
	rest.negatives = form->total[i].negatives + form->total[j].negatives -
		2 * (form->cosine[k] < 0.0);
	for (int64_t e = ising->start[j]; e < ising->start[j + 1]; e++)
	{
		int64_t		m = form->mark[ising->neighbour[e]];
		double		cc,
					ss;

		if (m < 0)
			continue;
		m += ising->start[i];
		cc = form->cosine[m] * form->cosine[e];
		ss = form->sine[m] * form->sine[e];
		plus *= cc - ss;
		minus *= cc + ss;
		rest.logs -= form->logs[m] + form->logs[e];
		rest.zeros -= (form->cosine[m] == 0.0) + (form->cosine[e] == 0.0);
		rest.negatives -= (form->cosine[m] < 0.0) + (form->cosine[e] < 0.0);
	}
	separate = rest.zeros > 0 ? 0.0 : qs_exp(rest.logs);
	if (rest.negatives & 1)
		separate = -separate;
	set_pair(form, gamma, i, k, plus * separate, minus * separate);
}

static bool
sparse_pairs(QsQaoaForm *form, double gamma)
{
	const QsIsing *ising = form->ising;

	for (int i = 0; i < ising->n; i++)
	{
		int64_t		first = ising->start[i];
		int64_t		end = ising->start[i + 1];
		bool		going = true;

		for (int64_t k = first; k < end; k++)
			form->mark[ising->neighbour[k]] = (int32_t) (k - first);
		for (int64_t k = first; k < end && going; k++)
		{
			int			j = ising->neighbour[k];
			int64_t		length = ising->start[j + 1] - ising->start[j];

			/* each pair from its end of larger degree, ties from the smaller index */
			if (length > end - first || (length == end - first && j < i))
				continue;
			sparse_pair(form, gamma, i, k);
			going = keep_going(form, (double) length + 20.0);
		}
		for (int64_t k = first; k < end; k++)
			form->mark[ising->neighbour[k]] = -1;
		if (!going)
			return false;
	}
	return true;
}

static bool
dense_pairs(QsQaoaForm *form, double gamma)
{
	const QsIsing *ising = form->ising;
	QsRowProducts multiply = qs_row_products(form->host->simd);

	for (int i = 0; i < ising->n; i++)
	{
		double	   *ci = form->table_cosine + (size_t) i * (size_t) form->stride;
		double	   *si = form->table_sine + (size_t) i * (size_t) form->stride;

		for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
		{
			int			j = ising->neighbour[k];
			double	   *cj = form->table_cosine + (size_t) j * (size_t) form->stride;
			double	   *sj = form->table_sine + (size_t) j * (size_t) form->stride;
			double		plus,
						minus;

			if (j > i)
				break;

			/* the factors k = i and k = j are left out: 1 for the moment */
			ci[j] = cj[i] = 1.0;
			si[j] = sj[i] = 0.0;
			multiply(ci, si, cj, sj, form->stride, &plus, &minus);
			ci[j] = cj[i] = form->cosine[k];
			si[j] = sj[i] = form->sine[k];
			set_pair(form, gamma, i, k, plus, minus);
			if (!keep_going(form, (double) form->stride / 4.0))
				return false;
		}
	}
	return true;
}

/* ---- evaluation -------------------------------------------------------------- */

bool
qs_qaoa_form_evaluate(QsQaoaForm *form, double gamma, double sum[3])
{
	const QsIsing *ising = form->ising;

	form->stopped = false;
	if (!set_factors(form, gamma) ||
		!(form->dense ? dense_pairs(form, gamma) : sparse_pairs(form, gamma)))
		return false;
	sum[0] = sum[1] = sum[2] = 0.0;
	for (int i = 0; i < ising->n; i++)
	{
		sum[0] += ising->field[i] * form->one[i];
		for (int64_t k = ising->start[i]; k < ising->start[i + 1] && ising->neighbour[k] < i; k++)
		{
			sum[1] += ising->coupling[k] * form->two[k];
			sum[2] += ising->coupling[k] * form->three[k];
		}
	}
	return true;
}

static void
swap_arrays(double **a, double **b)
{
	double	   *swap = *a;

	*a = *b;
	*b = swap;
}

void
qs_qaoa_form_keep(QsQaoaForm *form)
{
	swap_arrays(&form->one, &form->kept_one);
	swap_arrays(&form->two, &form->kept_two);
	swap_arrays(&form->three, &form->kept_three);
}

void
qs_qaoa_form_expectations(const QsQaoaForm *form, double beta, double *z, double *zz)
{
	double		s = qs_sin(2.0 * beta);
	double		t = qs_sin(4.0 * beta);

	for (int i = 0; i < form->ising->n; i++)
		z[i] = s * form->kept_one[i];
	for (int64_t k = 0; k < form->ising->start[form->ising->n]; k++)
		zz[k] = t * form->kept_two[k] + s * s * form->kept_three[k];
}
