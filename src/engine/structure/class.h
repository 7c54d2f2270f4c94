/*
 * class.h
 *	  What a class of problems can do: one const table each, all listed in
 *	  classes/classes.c.
 *
 * Other code asks a structure's ops, never for the name of a class.  Types of floors
 * above this one are declared here without being defined.
 */
#ifndef QS_CLASS_H
#define QS_CLASS_H

#include "base/random.h"
#include "structure/structure.h"

struct QsEnumeration;
struct QsPresolve;
struct QsRelaxation;
struct QsShrinkInput;
struct QsShrinkSettings;
struct QsShrunk;

/* Million move evaluations a round's long search may take:
 * min(least + n / variables, 40) * factor, before rounds and settings scale it. */
typedef struct QsClassEffort
{
	double		least;
	double		variables;
	double		factor;
	double		timed_factor;	/* one more, when only time ends the solve */
	bool		grows;			/* ever longer then: what a search learns on its way is lost
								 * between rounds */
} QsClassEffort;

struct QsClassOps
{
	const char *name;			/* as reports show it */

	/*
	 * Is the model of this class?  Classes are asked in the order of the list; the
	 * first that says yes has it.  Row kinds, conflict graph and permutation are in the
	 * structure already.  What was found on the way may be kept in structure->found,
	 * in host memory; forget (or NULL) frees it.
	 */
	bool		(*recognise) (QsHost *host, const QsModel *model, QsStructure *structure);
	void		(*forget) (QsHost *host, void *found);

	/*
	 * Moves (local.h has the contracts): data built once for a model and its structure;
	 * dual: multipliers of the rows or NULL.  remember: searches go on from call to
	 * call; NULL: they cannot.
	 */
	void	   *(*create) (QsHost *host, const QsModel *model, const QsStructure *structure,
						   const double *dual);
	void		(*free) (QsHost *host, void *data);
	void		(*remember) (QsHost *host, void *data);
	QsStatus	(*construct) (QsHost *host, void *data, QsRandom *random, double noise, uint8_t *x);
	QsStatus	(*repair) (QsHost *host, void *data, QsRandom *random, uint8_t *x);
	QsStatus	(*polish) (QsHost *host, void *data, QsRandom *random, uint8_t *x, int64_t *moves);
	QsStatus	(*search) (QsHost *host, void *data, QsRandom *random, double effort,
						   double target, uint8_t *x, int64_t *moves);

	/* A relaxation stronger than that of the rows, as qs_relax(); NULL: the rows' */
	QsStatus	(*relax) (QsHost *host, const QsModel *model, const QsStructure *structure,
						  int64_t max_iterations, struct QsRelaxation **out);

	bool		takes_cuts;		/* the relaxation of the rows is made stronger by cuts */

	/* Exact reductions instead of the general ones (presolve/presolve_record.h); NULL: those */
	void		(*reduce) (struct QsPresolve *presolve, const QsStructure *structure);

	/* Exact branch and bound (bound/enumeration.h); NULL: by linear programs or pairs.  With
	 * enumeration->best it must come by every assignment that its bounds do not exclude,
	 * or leave the model to those. */
	void		(*enumerate) (struct QsEnumeration *enumeration, const QsStructure *structure);

	/* Shrinking by the structure, as qs_shrink(); QS_UNSUPPORTED: leave it to that;
	 * NULL: always */
	QsStatus	(*shrink) (QsHost *host, const struct QsShrinkInput *input,
						   const struct QsShrinkSettings *settings, QsRandom *random,
						   struct QsShrunk *out);

	/* Share of the limit of nodes that an enumeration of this model is worth; 0: there
	 * is no hope; NULL: by its size */
	double		(*proof_share) (const QsModel *model, const QsStructure *structure);

	/* Correlations a solve begins with, a QsCorrelationMethod; QS_CORRELATION_AUTO:
	 * lp for linear objectives, sdp for others */
	int			first_source;

	bool		skips_relaxation;	/* the rows' relaxation says nothing a solve needs */
	QsClassEffort effort;
};

#endif
