/*
 * shrink.h
 *	  Adaptive constraint-aware graph shrinking: contract the constrained model,
 *	  strongest correlations first, until it fits the qubit budget.
 *
 * Sharma & Lau, arXiv 2506.14250.  Correlations are recomputed as the model
 * shrinks; the tail of each batch is provisional and is taken back where fresh
 * correlations disagree with it; the batch grows or shrinks by that agreement.
 */
#ifndef QS_SHRINK_H
#define QS_SHRINK_H

#include "correlate/correlate.h"
#include "encode/encode.h"
#include "model/contraction.h"

#define QS_SPECTRUM_VALUES	4

/* What is made of correlations */
typedef enum QsReduction
{
	QS_REDUCTION_MERGE,			/* contractions: qs_shrink() */
	QS_REDUCTION_QIRO			/* the rules of independent sets: qiro.h */
} QsReduction;

extern const QsNames qs_reduction_names;

typedef struct QsShrinkInput
{
	const QsModel *model;		/* presolved */
	const QsStructure *structure;
	const QsRelaxation *relaxation;		/* of model, or NULL */
	const QsPool *pool;			/* over model's variables, or NULL */
	const QsMeasurement *measurement;	/* over model's variables, or NULL */
	const uint8_t *incumbent;	/* n, feasible, or NULL: the anchor, and fallback values when
								 * nothing else fits the budget */
	const uint8_t *held;		/* n flags, or NULL: variables that take the incumbent's values
								 * before anything else, as another component has its turn */
} QsShrinkInput;

typedef struct QsShrinkSettings
{
	QsCorrelationMethod method;
	int			layers;			/* of the method, see QsCorrelationInput */
	QsEncodingKind encoding;
	int			max_qubits;
	double		confidence;		/* stop below this |correlation|; 0: never */
	double		spectral_drift; /* stop when the low spectrum moved by more; INFINITY: never */
	double		perturbation;	/* 0: deterministic; scores are multiplied by 1 - it * random */
	bool		legality;
	bool		anchor;			/* make no merge the incumbent contradicts, so that the shrunk
								 * model still holds it: what the correlations and the incumbent
								 * agree on goes, as in relaxation-induced neighbourhoods
								 * (Danna, Rothberg & Le Pape 2005) */
	bool		recompute;
	int			batch;			/* merges between two sets of correlations; 0: as many as fresh
								 * correlations confirm */
	bool		message_passing;
	bool		log_rejected;
} QsShrinkSettings;

typedef struct QsShrunk
{
	QsContraction *contraction; /* base: the input model */
	QsReduced  *reduced;
	int			qubits;			/* the encoding of reduced->model takes */
	QsCorrelationMethod method; /* used last; AUTO: none was needed */
	unsigned	sources;		/* all that said anything, bits 1 << method (never AUTO) */
	int			merges;			/* contractions, fixings included */
	int			rejected;
	int			undone;
	int			iterations;
	const char *stop;			/* "budget", "confidence", "spectrum", "nothing legal", or
								 * "encoding exceeds the budget": not even one variable fits */
	int			spectrum_count;
	double		spectrum[QS_SPECTRUM_VALUES];	/* of the shrunk objective graph */
} QsShrunk;

/* Shrink.  QS_INTERRUPTED at the deadline: out then holds nothing.  When
 * nothing legal is left above the budget, the least confident variables are
 * kept and the others take the incumbent's values. */
extern QsStatus qs_shrink(QsHost *host, const QsShrinkInput *input,
						  const QsShrinkSettings *settings, QsRandom *random,
						  QsShrunk *out);
extern void qs_shrunk_free(QsHost *host, QsShrunk *shrunk);

/*
 * Contract by the steps of an earlier shrinking of the same model (in its
 * variables; lines that contracted nothing are skipped), with what exactly-one
 * rows of an assignment imply.  QS_INVALID: a step names no variable.
 */
extern QsStatus qs_shrink_replay(QsHost *host, const QsModel *model,
								 const QsStructure *structure, QsEncodingKind encoding,
								 const QsStep *step, int64_t steps, QsShrunk *out);

#endif
