/*
 * kernel_rules.c
 *	  The rules of independent-set kernelisation around one vertex.
 *
 * Every rule says whether it holds in all optima or in some; with strict_only the
 * latter are not used.  Weighted forms as in Lamm et al., "Exactly solving the
 * maximum weight independent set problem on large real-world graphs", 2019.
 */
#include "classes/independent_set/kernel_rules.h"

#include <math.h>
#include <string.h>

#define TWIN_DEGREE		6		/* degrees at which twins are looked for */
#define SUM_DEGREE		64		/* degrees at which neighbours' weights are summed */

/* At least, or more where every optimum counts (sums are rounded: nearly equal
 * counts as equal) */
static bool
beats(const QsKernel *kernel, double weight, double other)
{
	return kernel->strict ? weight - other > 1e-12 * (fabs(weight) + fabs(other)) : weight >= other;
}

static void
mark_neighbours(QsKernel *kernel, int v)
{
	qs_kernel_compact(kernel, v);
	kernel->stamp++;
	for (int k = 0; k < kernel->length[v]; k++)
		kernel->mark[kernel->list[v][k]] = kernel->stamp;
	qs_kernel_count(kernel, kernel->length[v]);
}

static bool
are_adjacent(QsKernel *kernel, int u, int v)
{
	const int32_t *list;

	if (kernel->degree[u] > kernel->degree[v])
	{
		int			swap = u;

		u = v;
		v = swap;
	}
	qs_kernel_compact(kernel, u);
	list = kernel->list[u];
	qs_kernel_count(kernel, kernel->length[u]);
	for (int k = 0; k < kernel->length[u]; k++)
		if (list[k] == v)
			return true;
	return false;
}

/* A leaf lighter than its neighbour: exactly one of the two is taken, in every
 * optimum, and what the neighbour gains is the difference. */
static void
tie_leaf(QsKernel *kernel, int leaf, int neighbour)
{
	qs_presolve_merge(kernel->presolve, leaf, neighbour, false,
					  "a leaf is taken exactly when its neighbour is not", -1);
	kernel->weight[neighbour] -= kernel->weight[leaf];
	kernel->unit = false;
	qs_kernel_delete(kernel, leaf);
	qs_kernel_wake(kernel, neighbour);
}

/*
 * v has the non-adjacent neighbours u and w and is at least as heavy as either:
 * both are taken, or v is.  u stands for the folded vertex.
 */
static void
fold(QsKernel *kernel, int v, int u, int w)
{
	const char *reason = "degree-two folding: both neighbours or the vertex";
	int32_t    *joined = QS_ARRAY(kernel->host, int32_t, kernel->length[u] + kernel->length[w]);
	int			count = 0;

	qs_presolve_merge(kernel->presolve, w, u, true, reason, -1);
	qs_presolve_merge(kernel->presolve, v, u, false, reason, -1);
	kernel->alive[v] = 0;
	kernel->alive[w] = 0;
	mark_neighbours(kernel, u);
	for (int k = 0; k < kernel->length[u]; k++)
		if (kernel->alive[kernel->list[u][k]])
			joined[count++] = kernel->list[u][k];
	for (int k = 0; k < kernel->length[w]; k++)
	{
		int			x = kernel->list[w][k];

		if (!kernel->alive[x])
			continue;
		if (kernel->mark[x] == kernel->stamp)
			kernel->degree[x]--;	/* knew both u and w */
		else
		{
			/* x knew w: the entry now means u */
			joined[count++] = x;
			for (int e = 0; e < kernel->length[x]; e++)
				if (kernel->list[x][e] == w)
				{
					kernel->list[x][e] = u;
					break;
				}
			qs_kernel_count(kernel, kernel->length[x]);
		}
		qs_kernel_wake(kernel, x);
	}
	qs_kernel_count(kernel, kernel->length[w]);
	if (kernel->own_list[u])
		qs_free(kernel->host, kernel->list[u]);
	kernel->own_list[u] = 1;
	kernel->list[u] = joined;
	kernel->length[u] = kernel->degree[u] = count;
	kernel->weight[u] += kernel->weight[w] - kernel->weight[v];
	for (int k = 0; k < count; k++)
		qs_kernel_wake(kernel, joined[k]);
	qs_kernel_wake(kernel, u);
}

/* The two neighbours of v; true when a rule applied. */
static bool
reduce_degree_two(QsKernel *kernel, int v)
{
	int			u,
				w;
	double		weight = kernel->weight[v];

	qs_kernel_compact(kernel, v);
	u = kernel->list[v][0];
	w = kernel->list[v][1];
	if (are_adjacent(kernel, u, w))
		return false;			/* a triangle: domination sees to it */
	if (!beats(kernel, weight, kernel->weight[u]) || !beats(kernel, weight, kernel->weight[w]))
		return false;
	fold(kernel, v, u, w);
	return true;
}

/* u and v are not adjacent and have the same neighbours: all or none of them. */
static bool
merge_twin(QsKernel *kernel, int v)
{
	int			least = -1;

	mark_neighbours(kernel, v);
	for (int k = 0; k < kernel->length[v]; k++)
		if (least < 0 || kernel->degree[kernel->list[v][k]] < kernel->degree[least])
			least = kernel->list[v][k];
	qs_kernel_compact(kernel, least);
	for (int k = 0; k < kernel->length[least]; k++)
	{
		int			u = kernel->list[least][k];
		int			common = 0;

		if (u == v || kernel->weight[u] <= 0.0 || kernel->degree[u] != kernel->degree[v] ||
			kernel->mark[u] == kernel->stamp)
			continue;
		qs_kernel_compact(kernel, u);
		for (int e = 0; e < kernel->length[u]; e++)
			common += kernel->mark[kernel->list[u][e]] == kernel->stamp;
		qs_kernel_count(kernel, kernel->length[u] + 1);
		if (common < kernel->degree[v])
			continue;
		qs_presolve_merge(kernel->presolve, u, v, true, "twins: the same neighbours", -1);
		kernel->weight[v] += kernel->weight[u];
		kernel->unit = false;
		qs_kernel_delete(kernel, u);
		qs_kernel_wake(kernel, v);
		return true;
	}
	return false;
}

bool
qs_kernel_reduce_vertex(QsKernel *kernel, int v)
{
	double		weight = kernel->weight[v];
	int			degree = kernel->degree[v];

	if (weight < 0.0 || (weight == 0.0 && !kernel->strict))
	{
		qs_kernel_exclude(kernel, v, "taking it gains nothing");
		return true;
	}
	if (weight == 0.0)
		return false;
	if (degree <= SUM_DEGREE && (degree < 2 || !kernel->unit))
	{
		double		sum = 0.0;

		qs_kernel_compact(kernel, v);
		for (int k = 0; k < kernel->length[v]; k++)
			sum += kernel->weight[kernel->list[v][k]] > 0.0 ? kernel->weight[kernel->list[v][k]] : 0.0;
		if (degree == 0 || beats(kernel, weight, sum))
		{
			qs_kernel_take(kernel, v, degree == 0 ? "nothing excludes it"
						   : "it weighs as much as all its neighbours");
			return true;
		}
	}
	if (degree == 1)
	{
		tie_leaf(kernel, v, kernel->list[v][0]);
		return true;
	}
	if (degree == 2 && reduce_degree_two(kernel, v))
		return true;
	if (degree > 0 && degree <= TWIN_DEGREE && merge_twin(kernel, v))
		return true;
	return degree <= TWIN_DEGREE && qs_kernel_dominate(kernel, v);
}

/*
 * N[v] inside N[u] for a neighbour u of v: whatever u does, v does as well and
 * blocks less.  True when some u went.
 */
bool
qs_kernel_dominate(QsKernel *kernel, int v)
{
	bool		any = false;

	if (kernel->weight[v] <= 0.0)
		return false;
	mark_neighbours(kernel, v);
	kernel->mark[v] = kernel->stamp;
	for (int k = 0; k < kernel->length[v]; k++)
	{
		int			u = kernel->list[v][k];
		int			need = kernel->degree[v];
		int			left;

		if (!kernel->alive[u] || kernel->degree[u] < need ||
			!beats(kernel, kernel->weight[v], kernel->weight[u]))
			continue;
		qs_kernel_compact(kernel, u);
		left = kernel->length[u];
		for (int e = 0; e < kernel->length[u] && need > 0 && left >= need; e++, left--)
			need -= kernel->mark[kernel->list[u][e]] == kernel->stamp;
		qs_kernel_count(kernel, kernel->length[u] - left + 1);
		if (need == 0)
		{
			qs_kernel_exclude(kernel, u, "dominated: a neighbour excludes less and weighs as much");
			kernel->mark[u] = 0;
			any = true;
		}
	}
	return any;
}

/*
 * Suppose every optimum takes v, and let S = {v}.  A neighbour u of S with one
 * neighbour in S must then have neighbours outside N[S]; if it has exactly one,
 * that one is in S too; if none, there is an optimum without v.
 */
bool
qs_kernel_unconfined(QsKernel *kernel, int v)
{
	enum {LARGEST = 16};
	int			members[LARGEST];
	int			count = 0;
	int			next = v;

	while (next >= 0 && count < LARGEST)
	{
		members[count++] = next;
		kernel->stamp += 2;		/* stamp: neighbours of S; stamp - 1: members */
		for (int s = 0; s < count; s++)
		{
			qs_kernel_compact(kernel, members[s]);
			for (int k = 0; k < kernel->length[members[s]]; k++)
				kernel->mark[kernel->list[members[s]][k]] = kernel->stamp;
			qs_kernel_count(kernel, kernel->length[members[s]]);
		}
		for (int s = 0; s < count; s++)
			kernel->mark[members[s]] = kernel->stamp - 1;
		next = -1;
		for (int s = 0; s < count && next < 0; s++)
			for (int k = 0; k < kernel->length[members[s]] && next < 0; k++)
			{
				int			u = kernel->list[members[s]][k];
				int			inside = 0,
							outside = 0,
							last = -1;

				qs_kernel_compact(kernel, u);
				for (int e = 0; e < kernel->length[u] && inside < 2 && outside < 2; e++)
				{
					int			x = kernel->list[u][e];

					if (kernel->mark[x] == kernel->stamp - 1)
						inside++;
					else if (kernel->mark[x] != kernel->stamp)
					{
						outside++;
						last = x;
					}
				}
				qs_kernel_count(kernel, 4);
				if (inside > 1 || outside > 1)
					continue;
				if (outside == 0)
				{
					qs_kernel_exclude(kernel, v, "unconfined: some optimum does without it");
					return true;
				}
				next = last;
			}
	}
	return false;
}
