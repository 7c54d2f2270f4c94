/*
 * correlate.h
 *	  Spin-spin correlations: which variables probably agree or differ in good
 *	  solutions, and which probably have a known value.
 *
 * A pair is listed only when it says more than the reference values of its ends:
 * two variables that are both almost surely known agree or differ for that reason
 * alone, and such pairs would crowd out the others.
 */
#ifndef QS_CORRELATE_H
#define QS_CORRELATE_H

#include "base/names.h"
#include "base/random.h"
#include "correlate/light_cone.h"
#include "correlate/measurement.h"
#include "encode/encode.h"
#include "model/model.h"
#include "model/pool.h"
#include "relax/relax.h"
#include "structure/structure.h"

typedef enum QsCorrelationMethod
{
	QS_CORRELATION_AUTO,
	QS_CORRELATION_LP,			/* relaxation values and reduced costs; odd cycles */
	QS_CORRELATION_SDP,			/* low-rank max-cut relaxation, mixing method */
	QS_CORRELATION_QAOA,		/* closed form at p = 1, light cones beyond */
	QS_CORRELATION_POOL,		/* signed agreement of good solutions */
	QS_CORRELATION_SHOTS		/* what the round before has measured */
} QsCorrelationMethod;

/* The one list of sources, and a source by its name and back */
extern const QsNames qs_correlation_names;
extern bool qs_correlation_method(const char *name, QsCorrelationMethod *method);
extern const char *qs_correlation_method_name(QsCorrelationMethod method);

/* Can the method say anything on the model?  lp relaxes a quadratic objective without rows
 * up to so many terms (odd_cycles.h); the others and AUTO always apply (a pool may still be
 * missing when it is asked, and so may shots). */
extern bool qs_correlation_applies(QsCorrelationMethod method, const QsModel *model);

/* One signed correlation in [-1, 1]; j = QS_REFERENCE (-1) correlates i with the
 * reference spin: +1 says x_i = 0, -1 says x_i = 1. */
typedef struct QsCorrelation
{
	int32_t		i;
	int32_t		j;
	double		value;
} QsCorrelation;

typedef struct QsCorrelationInput
{
	const QsModel *model;		/* shrunk so far */
	const QsStructure *structure;
	const QsRelaxation *relaxation;		/* or NULL: computed when a method needs it */
	const QsPool *pool;			/* over the model's variables, or NULL */
	const QsMeasurement *measurement;	/* over the model's variables, or NULL */
	int64_t		limit;			/* at most so many pairs back, strongest first; 0: 4 n + 1000 */
	int			layers;			/* qaoa: 0 or 1: the closed form; to QS_LIGHT_CONE_LAYERS */
	bool		complete;		/* every pair that was looked at and is not 0, instead of those
								 * that say more than their ends; no limit */
	bool		message_passing;	/* sharpen over the constraint graph */
} QsCorrelationInput;

typedef struct QsCorrelations
{
	QsCorrelationMethod method; /* never AUTO */
	int64_t		count;
	QsCorrelation *pair;		/* by |value| descending, ties by (i, j) */
} QsCorrelations;

/*
 * AUTO: a pool of three or more if there is one; else lp for linear objectives with
 * rows and for assignments, sdp for the rest (lp if that is too large).  sdp and
 * qaoa look at the Ising form of the dual encoding, offsets dropped.
 *
 * QS_UNSUPPORTED: the method cannot work on this input (it does not apply, pool
 * without a pool, shots before a round has sampled, an encoding of more than QS_MAX_TERMS terms); QS_INFEASIBLE: the relaxation proved
 * it.  *out is NULL then.  QS_INTERRUPTED: correlations of what was reached.
 */
extern QsStatus qs_correlate(QsHost *host, QsCorrelationMethod method,
							 const QsCorrelationInput *input, QsRandom *random,
							 QsCorrelations **out);
/* The largest light cone that qaoa with so many layers needs on a model, or the first one
 * of more than `most` qubits; of a model whose encoding is too large all n variables. */
extern QsConeSize qs_correlation_cone(QsHost *host, const QsModel *model,
									  const QsStructure *structure, int layers, int most);
extern void qs_correlations_free(QsHost *host, QsCorrelations *correlations);

#endif
