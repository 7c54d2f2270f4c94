/*
 * describe_names.h
 *	  Names as people read them: cut short, and harmless whatever they hold.
 */
#ifndef QSHRINK_DESCRIBE_NAMES_H
#define QSHRINK_DESCRIBE_NAMES_H

#include "compat.h"

#include "lib/stringinfo.h"

#include "base/host.h"

typedef struct QshrinkShownNames QshrinkShownNames;

/* Keys of some variables of a problem, in CurrentMemoryContext.  Inside SPI. */
extern QshrinkShownNames *qshrink_shown_names(QsHost *host, Oid namespace, int64 problem_id,
											  const int32 *variables, int count);

/* A variable: its key if that is a plain word, x[part, "odd part"], or x[#3] by number */
extern void qshrink_put_variable(StringInfo out, const QshrinkShownNames *names, int variable);

/* One that stands for a product: (a * b) */
extern void qshrink_put_auxiliary(StringInfo out, const QshrinkShownNames *names, int variable);

/* Text in the encoding of the database: as it is if plain, else quoted */
extern void qshrink_put_name(StringInfo out, const char *name, int length);

/*
 * The same in quotes: what controls a terminal or the direction of writing, quotes and
 * backslashes are escaped; ends in ... where it was too long.
 */
extern void qshrink_put_quoted(StringInfo out, const char *name, int length);

#endif
