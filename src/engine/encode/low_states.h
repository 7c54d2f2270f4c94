/*
 * low_states.h
 *	  The lowest states of a small quadratic function, as words: what separation looks at.
 */
#ifndef QS_LOW_STATES_H
#define QS_LOW_STATES_H

#include "base/host.h"

#define QS_LOW_STATES_MOST			64	/* variables: bits of a word */
#define QS_LOW_STATES_ENUMERATED	20	/* up to so many every state is looked at */

/* offset + sum linear_i x_i + sum_{i<j} pair_ij x_i x_j; variable i is bit i of a word */
typedef struct QsDenseFunction
{
	int			n;
	double		offset;
	double	   *linear;			/* n */
	double	   *pair;			/* n x n, symmetric, diagonal 0 */
} QsDenseFunction;

typedef struct QsLowStates
{
	int			room;
	int			count;
	uint64_t   *state;			/* room; distinct */
	double	   *energy;
} QsLowStates;

extern QsDenseFunction *qs_dense_function_create(QsHost *host, int n);
extern void qs_dense_function_free(QsHost *host, QsDenseFunction *function);

extern QsLowStates *qs_low_states_create(QsHost *host, int room);
extern void qs_low_states_free(QsHost *host, QsLowStates *low);

/*
 * The `room` states of least energy, ascending.  All states are looked at up to
 * QS_LOW_STATES_ENUMERATED variables: O(2^n) additions, 12 * 2^n bytes.  With more, those that
 * descents and short tabu walks meet from `start`: a fixed number of flips of O(n) each, no
 * promise.  The same arguments give the same states.
 */
extern void qs_low_states_find(QsHost *host, const QsDenseFunction *function, uint64_t start,
							   QsLowStates *low);

#endif
