/*
 * shot_collector.h
 *	  Shots as they come, counted and valued one by one, so that whoever draws them can end
 *	  at a deadline with those there are.
 *
 * Whoever loops over shots draws them in batches, asks between two whether it is late, and
 * keeps what it has: always one batch.
 */
#ifndef QS_SHOT_COLLECTOR_H
#define QS_SHOT_COLLECTOR_H

#include "sampling/sampler.h"

typedef struct QsShotCollector QsShotCollector;

/* For up to `most` rows of qubo->n bytes, which must stay where they are until the end */
extern QsShotCollector *qs_collector_create(QsHost *host, const QsQubo *qubo, int most);

/* Count rows, each `occurrences` times (NULL: once); O(count n + distinct (n + terms)) */
extern void qs_collector_take(QsShotCollector *collector, const uint8_t *rows,
							  const int64_t *occurrences, int count);

/* Is it time to end?  Judging what is distinct takes about as long as it took to collect,
 * which is kept back from the deadline. */
extern bool qs_collector_late(const QsShotCollector *collector);

/* How many of the `left` shots to draw at once, of a state vector of so many states: few
 * enough to ask for the time, so many that passes over the states do not count; all where
 * they are no more than 65,536. */
extern int	qs_shot_batch(double states, int left);

/* The samples; the collector is freed. */
extern QsSamples *qs_collector_end(QsShotCollector *collector);

#endif
