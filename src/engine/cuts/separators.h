/*
 * separators.h
 *	  The one list of families of cuts.
 */
#ifndef QS_SEPARATORS_H
#define QS_SEPARATORS_H

#include "cuts/cut_pool.h"
#include "cuts/literal_rows.h"

/* What separators look for cuts in */
typedef struct QsSeparation
{
	QsHost	   *host;
	const QsModel *model;
	const QsLiteralRows *rows;
} QsSeparation;

typedef struct QsSeparator
{
	const char *name;

	/* What the family needs of the model, built once; NULL: there are no such cuts */
	void	   *(*create) (const QsSeparation *separation);
	void		(*free) (QsHost *host, void *data);

	/* Add cuts that pool->x breaks.  Ends by counted work, which is added to pool->work. */
	void		(*separate) (const QsSeparation *separation, void *data, QsCutPool *pool);
} QsSeparator;

extern const QsSeparator *const qs_separators[];	/* NULL at the end */

#endif
