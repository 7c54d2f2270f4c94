/*
 * enumerate_independent_set.c
 *	  Branch and bound for (weighted) independent sets on bit sets.
 *
 * Candidates are covered by cliques of the conflict graph, each of a weight, so
 * that every vertex gets at least its own: the sum of the cliques' weights bounds
 * the rest.  Vertices whose cover is cheap enough are never branched on.  For
 * unit weights this is the colour bound of Tomita & Seki 2003 in the bit-parallel
 * form of San Segundo et al. 2011; weights are split over several cliques as by
 * Babel 1994.
 */
#include "classes/independent_set/enumerate_independent_set.h"

#include <math.h>
#include <string.h>

#include "bound/enumerate_linear.h"

typedef uint64_t Word;

#define BYTES_PER_NODE	2000.0	/* that are cleared in the time of a node */
#define MANY_VERTICES	4096	/* whose set-up is no small matter */

/* One depth: candidates, and those to branch on in order of their bound */
typedef struct Level
{
	Word	   *candidate;
	int32_t    *branch;
	double	   *cover;			/* bound of branch[k] and everything not after it */
	int			left;			/* branches still to try */
} Level;

typedef struct Tree
{
	QsEnumeration *enumeration;
	QsHost	   *host;
	int			n;				/* vertices worth taking */
	int			words;
	int32_t    *variable;		/* model variable of each vertex, in search order */
	double	   *weight;
	Word	   *conflict;		/* n rows of words */
	double		base;			/* objective of the empty set */
	double		taken;			/* weight of the current set */
	Level	   *level;			/* n + 1 */
	int32_t    *path;			/* vertex taken at each depth */
	int			depth;
	Word	   *open;			/* scratch: not yet covered */
	Word	   *clique;			/* scratch: may still join the clique */
	int32_t    *member;
	double	   *rest;			/* n: weight not yet covered */
	uint8_t    *x;
} Tree;

static Word *
row(const Tree *tree, int v)
{
	return tree->conflict + (size_t) v * (size_t) tree->words;
}

static void
set_bit(Word *set, int v)
{
	set[v >> 6] |= (Word) 1 << (v & 63);
}

static void
clear_bit(Word *set, int v)
{
	set[v >> 6] &= ~((Word) 1 << (v & 63));
}

/* Vertices to be placed, as the leaves of a tournament: the winner has the most conflicts
 * among those left, the first of equals */
typedef struct Tournament
{
	int			leaves;			/* a power of two */
	int32_t    *winner;			/* 2 * leaves; -1: nobody is left below */
	int32_t    *degree;
} Tournament;

static int32_t
better(const Tournament *tournament, int32_t a, int32_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return tournament->degree[b] > tournament->degree[a] ? b : a;
}

/* Play again what vertex i takes part in */
static void
replay(Tournament *tournament, int i)
{
	for (int node = (tournament->leaves + i) / 2; node > 0; node /= 2)
		tournament->winner[node] = better(tournament, tournament->winner[2 * node],
										  tournament->winner[2 * node + 1]);
}

static Tournament
tournament_create(QsHost *host, const QsStructure *structure, const uint8_t *worth, int n)
{
	Tournament	tournament = {.leaves = 1};

	while (tournament.leaves < n)
		tournament.leaves *= 2;
	tournament.winner = QS_ARRAY(host, int32_t, 2 * (size_t) tournament.leaves);
	tournament.degree = QS_ARRAY0(host, int32_t, n);
	for (int i = 0; i < tournament.leaves; i++)
		tournament.winner[tournament.leaves + i] = i < n && worth[i] ? i : -1;
	for (int i = 0; i < n; i++)
		for (int64_t k = structure->conflict_start[i]; k < structure->conflict_start[i + 1]; k++)
			tournament.degree[i] += worth[structure->conflict[k]];
	for (int node = tournament.leaves - 1; node > 0; node--)
		tournament.winner[node] = better(&tournament, tournament.winner[2 * node],
										 tournament.winner[2 * node + 1]);
	return tournament;
}

/* Last the vertices of many conflicts: branched on first, while the candidates are many.
 * Repeatedly the one with the most conflicts among those left.  O((n + conflicts) log n). */
static void
order_vertices(QsHost *host, const QsStructure *structure, const uint8_t *worth, int n, int count,
			   int32_t *variable)
{
	Tournament	tournament = tournament_create(host, structure, worth, n);

	for (int slot = count - 1; slot >= 0; slot--)
	{
		int32_t		best = tournament.winner[1];

		variable[slot] = best;
		tournament.winner[tournament.leaves + best] = -1;
		replay(&tournament, best);
		for (int64_t k = structure->conflict_start[best]; k < structure->conflict_start[best + 1]; k++)
		{
			int32_t		other = structure->conflict[k];

			tournament.degree[other]--;
			if (tournament.winner[tournament.leaves + other] >= 0)
				replay(&tournament, other);
		}
		qs_check(host);
	}
	qs_free(host, tournament.winner);
	qs_free(host, tournament.degree);
}

static Tree *
tree_create(QsEnumeration *enumeration, const QsStructure *structure)
{
	QsHost	   *host = enumeration->host;
	const QsModel *model = enumeration->model;
	Tree	   *tree = QS_NEW(host, Tree);
	uint8_t    *worth = QS_ARRAY(host, uint8_t, model->n);
	int32_t    *index = QS_ARRAY(host, int32_t, model->n);

	tree->enumeration = enumeration;
	tree->host = host;
	tree->base = model->constant;
	for (int i = 0; i < model->n; i++)
	{
		worth[i] = model->objective->linear[i] < 0.0;
		tree->n += worth[i];
	}
	tree->words = (tree->n + 63) / 64;
	tree->variable = QS_ARRAY(host, int32_t, tree->n);
	tree->weight = QS_ARRAY(host, double, tree->n);
	tree->conflict = QS_ARRAY0(host, Word, (size_t) tree->n * (size_t) tree->words);
	tree->level = QS_ARRAY0(host, Level, (size_t) tree->n + 1);
	tree->path = QS_ARRAY(host, int32_t, tree->n + 1);
	tree->open = QS_ARRAY(host, Word, tree->words);
	tree->clique = QS_ARRAY(host, Word, tree->words);
	tree->member = QS_ARRAY(host, int32_t, tree->n);
	tree->rest = QS_ARRAY(host, double, tree->n);
	tree->x = QS_ARRAY0(host, uint8_t, model->n);
	order_vertices(host, structure, worth, model->n, tree->n, tree->variable);
	for (int v = 0; v < tree->n; v++)
	{
		index[tree->variable[v]] = v;
		tree->weight[v] = -model->objective->linear[tree->variable[v]];
	}
	for (int v = 0; v < tree->n; v++)
	{
		int			i = tree->variable[v];

		for (int64_t k = structure->conflict_start[i]; k < structure->conflict_start[i + 1]; k++)
			if (worth[structure->conflict[k]])
				set_bit(row(tree, v), index[structure->conflict[k]]);
	}
	qs_free(host, worth);
	qs_free(host, index);
	return tree;
}

static void
tree_free(Tree *tree)
{
	QsHost	   *host = tree->host;

	for (int d = 0; d <= tree->n; d++)
	{
		qs_free(host, tree->level[d].candidate);
		qs_free(host, tree->level[d].branch);
		qs_free(host, tree->level[d].cover);
	}
	qs_free(host, tree->variable);
	qs_free(host, tree->weight);
	qs_free(host, tree->conflict);
	qs_free(host, tree->level);
	qs_free(host, tree->path);
	qs_free(host, tree->open);
	qs_free(host, tree->clique);
	qs_free(host, tree->member);
	qs_free(host, tree->rest);
	qs_free(host, tree->x);
	qs_free(host, tree);
}

/* Bytes of the conflicts among n vertices, and of one level */
static double
conflict_bytes(double n)
{
	return n * (n / 8.0 + sizeof(Word));
}

static double
level_bytes(double n)
{
	return n / 8.0 + sizeof(Word) + n * (sizeof(int32_t) + sizeof(double));
}

/* A tree that grows past the memory there is ends the enumeration, not the solve. */
static bool
level_fits(const Tree *tree, int depth)
{
	return tree->level[depth].candidate != NULL ||
		qs_memory_fits(tree->host, 2.0 * level_bytes(tree->n));
}

static Level *
level_at(Tree *tree, int depth)
{
	Level	   *level = &tree->level[depth];

	if (level->candidate == NULL)
	{
		level->candidate = QS_ARRAY(tree->host, Word, tree->words);
		level->branch = QS_ARRAY(tree->host, int32_t, tree->n);
		level->cover = QS_ARRAY(tree->host, double, tree->n);
	}
	return level;
}

static void
offer(Tree *tree)
{
	memset(tree->x, 0, (size_t) tree->enumeration->model->n);
	for (int d = 0; d < tree->depth; d++)
		tree->x[tree->variable[tree->path[d]]] = 1;
	qs_enumeration_offer(tree->enumeration, tree->x);
}

/* Weight the candidates may add before the set could be strictly better */
static double
allowance(const Tree *tree)
{
	return tree->base - tree->taken - tree->enumeration->threshold;
}

/*
 * A maximal clique of open vertices, greedily by index; its weight is the least
 * that is left of any member.  Members left with nothing are closed.
 */
static double
take_clique(Tree *tree, int *count)
{
	double		least = INFINITY;
	int			first = 0;

	*count = 0;
	memcpy(tree->clique, tree->open, (size_t) tree->words * sizeof(Word));
	for (;;)
	{
		const Word *conflict;
		int			v;

		while (first < tree->words && tree->clique[first] == 0)
			first++;
		if (first == tree->words)
			return least;
		v = first * 64 + __builtin_ctzll(tree->clique[first]);
		tree->member[(*count)++] = v;
		least = fmin(least, tree->rest[v]);
		conflict = row(tree, v);
		for (int w = first; w < tree->words; w++)
			tree->clique[w] &= conflict[w];
	}
}

/* Work of a cover, in nodes */
static int64_t
cover_nodes(const Tree *tree, int cliques)
{
	return (int64_t) cliques * tree->words / 400;
}

/* Cover the candidates of the current depth and list the branches.  Of a large graph one cover
 * may take more than there is: it is left off, and the search with it. */
static void
cover_level(Tree *tree)
{
	Level	   *level = &tree->level[tree->depth];
	double		allowed = allowance(tree);
	double		sum = 0.0;
	int			candidates = 0,
				cliques = 0;

	level->left = 0;
	memcpy(tree->open, level->candidate, (size_t) tree->words * sizeof(Word));
	for (int w = 0; w < tree->words; w++)
		for (Word bits = level->candidate[w]; bits; bits &= bits - 1)
		{
			int			v = w * 64 + __builtin_ctzll(bits);

			tree->rest[v] = tree->weight[v];
			candidates++;
		}
	while (candidates > 0 && tree->enumeration->nodes + cover_nodes(tree, cliques) <= tree->enumeration->limit)
	{
		int			count;
		double		weight = take_clique(tree, &count);

		sum += weight;
		cliques++;
		for (int k = 0; k < count; k++)
		{
			int			v = tree->member[k];

			tree->rest[v] -= weight;
			if (tree->rest[v] > 0.0)
				continue;
			clear_bit(tree->open, v);
			candidates--;
			if (sum >= allowed)
			{
				level->branch[level->left] = v;
				level->cover[level->left++] = sum;
			}
		}
	}
	qs_enumeration_count(tree->enumeration, cover_nodes(tree, cliques));
}

static void
open_root(Tree *tree)
{
	Level	   *level = level_at(tree, 0);

	memset(level->candidate, 0, (size_t) tree->words * sizeof(Word));
	for (int v = 0; v < tree->n; v++)
		set_bit(level->candidate, v);
	cover_level(tree);
}

/* Take vertex v of the current depth; it leaves that depth's candidates. */
static void
descend(Tree *tree, int v)
{
	Level	   *from = &tree->level[tree->depth];
	Level	   *to = level_at(tree, tree->depth + 1);
	const Word *conflict = row(tree, v);

	clear_bit(from->candidate, v);
	for (int w = 0; w < tree->words; w++)
		to->candidate[w] = from->candidate[w] & ~conflict[w];
	tree->path[tree->depth++] = v;
	tree->taken += tree->weight[v];
}

static void
ascend(Tree *tree)
{
	tree->depth--;
	tree->taken = 0.0;
	for (int d = 0; d < tree->depth; d++)
		tree->taken += tree->weight[tree->path[d]];
}

/* Vertices worth nothing are never taken, but may be part of one of the best sets. */
static bool
misses_sets(const QsEnumeration *enumeration)
{
	const QsModel *model = enumeration->model;

	for (int i = 0; enumeration->best && i < model->n; i++)
		if (!(model->objective->linear[i] < 0.0))
			return true;
	return false;
}

/* Is there enough left to set up the conflicts, not to speak of a search among them? */
static bool
is_affordable(const QsEnumeration *enumeration)
{
	double		n = enumeration->model->n;

	return (double) enumeration->nodes + n + conflict_bytes(n) / BYTES_PER_NODE <= (double) enumeration->limit;
}

void
qs_enumerate_independent_set(QsEnumeration *enumeration, const QsStructure *structure)
{
	Tree	   *tree;

	if (misses_sets(enumeration))
	{
		qs_enumerate_linear(enumeration);
		return;
	}
	if ((enumeration->model->n >= MANY_VERTICES && !is_affordable(enumeration)) ||
		!qs_memory_fits(enumeration->host, 2.0 * conflict_bytes(enumeration->model->n)))
	{
		enumeration->status = QS_LIMIT;
		return;
	}
	tree = tree_create(enumeration, structure);
	if (tree->base <= enumeration->threshold || enumeration->incumbent == INFINITY)
		offer(tree);
	open_root(tree);
	while (!qs_enumeration_count(enumeration, 1))
	{
		Level	   *level = &tree->level[tree->depth];
		int			v;

		/* covers ascend: once one is too small, so are all before it */
		if (level->left == 0 || level->cover[level->left - 1] < allowance(tree))
		{
			if (tree->depth == 0)
				break;
			ascend(tree);
			continue;
		}
		if (!level_fits(tree, tree->depth + 1))
		{
			enumeration->status = QS_LIMIT;
			break;
		}
		v = level->branch[--level->left];
		descend(tree, v);
		if (allowance(tree) <= 0.0)
			offer(tree);
		cover_level(tree);
	}
	tree_free(tree);
}
