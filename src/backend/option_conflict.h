/*
 * option_conflict.h
 *	  Which options take effect beside which: the one table of it.
 */
#ifndef QSHRINK_OPTION_CONFLICT_H
#define QSHRINK_OPTION_CONFLICT_H

#include "option_table.h"

/*
 * ERROR (22023) where an option that is set, among those that may be given in these ways
 * (QSHRINK_OF_SOLVE, ...), would have no effect beside the others.  An option with its
 * default value says nothing; arguments are for every solver and are not asked about.
 */
extern void qshrink_require_effects(const QshrinkOptions *options, int given);

#endif
