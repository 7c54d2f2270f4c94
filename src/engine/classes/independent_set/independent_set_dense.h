/*
 * independent_set_dense.h
 *	  An independent set of a small or dense graph under moves, by whole rows.
 *
 * A matrix of bytes holds a one for every edge and a two on the diagonal, so that
 * one vector addition of a row brings the tightness of all vertices up to date
 * when a vertex comes in: 0 means free, 1 one exchange away, and a vertex of the
 * solution stands at 2.  The same pass collects the candidates.  Beside walking
 * adjacency lists this is cheaper by the width of a vector as soon as a few
 * per cent of all pairs are edges.
 */
#ifndef QS_INDEPENDENT_SET_DENSE_H
#define QS_INDEPENDENT_SET_DENSE_H

#include "classes/independent_set/independent_set_local.h"

/* A set of vertices as bits */
typedef struct QsVertexBits
{
	int			count;
	uint64_t   *word;
} QsVertexBits;

typedef struct QsDenseSet QsDenseSet;

struct QsDenseSet
{
	const QsIndependentSet *set;
	int			n;
	int			stride;			/* bytes of a row, a multiple of 64 */
	uint8_t    *row;			/* n x stride */
	uint8_t    *tightness;		/* stride */
	uint64_t   *open;			/* bits: who may come in */
	int			count;			/* vertices of the solution */
	int32_t    *solution;
	int32_t    *place;			/* n: index in the solution, or -1 */
	QsVertexBits free;			/* open vertices of tightness 0 and 1 */
	QsVertexBits near;
	int64_t		work;			/* cells visited, in sixteenths, and more by the caller */
	void		(*update) (QsDenseSet *dense, int in, int out);
};

/* Does the matrix pay, fit in memory, and can no tightness pass a byte?  O(n + m). */
extern bool qs_dense_set_suits(QsHost *host, const QsIndependentSet *set);
extern QsDenseSet *qs_dense_set_create(QsHost *host, const QsIndependentSet *set);
extern void qs_dense_set_free(QsHost *host, QsDenseSet *dense);

/* Go to x (independent), everything open. */
extern void qs_dense_set_load(QsDenseSet *dense, const uint8_t *x);
extern void qs_dense_set_store(const QsDenseSet *dense, uint8_t *x);

/* A free vertex comes in; one leaves; one leaves for another.  O(stride). */
extern void qs_dense_add(QsDenseSet *dense, int v);
extern void qs_dense_remove(QsDenseSet *dense, int v);
extern void qs_dense_swap(QsDenseSet *dense, int in, int out);

/* The neighbours of v leave, then v comes in.  Returns how many left. */
extern int	qs_dense_force(QsDenseSet *dense, int v);

/* The vertex of the solution that is next to v, of tightness 1 */
extern int	qs_dense_mate(const QsDenseSet *dense, int v);

/* A closed vertex is no candidate; who is one follows with the next move, or with
 * a refresh. */
static inline void
qs_dense_close(QsDenseSet *dense, int v)
{
	dense->open[v / 64] &= ~(UINT64_C(1) << v % 64);
}

extern void qs_dense_open_all(QsDenseSet *dense);
extern void qs_dense_refresh(QsDenseSet *dense);

/* Member number k of a set, k < count.  O(words). */
extern int	qs_vertex_bits_member(const QsVertexBits *bits, int k);

#endif
