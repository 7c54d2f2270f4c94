/*
 * permutation.h
 *	  Rows that are those of a permutation; private to structure.c.
 */
#ifndef QS_PERMUTATION_H
#define QS_PERMUTATION_H

#include "structure/structure.h"

/* Are the rows that bind, whose kinds are known, exactly-one over the lines of an
 * order x order grid?  Then order and tables of the structure are filled.  O(nonzeros). */
extern bool qs_find_permutation(QsHost *host, const QsModel *model, QsStructure *structure);

#endif
