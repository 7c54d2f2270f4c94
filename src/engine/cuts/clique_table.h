/*
 * clique_table.h
 *	  Cliques of literals of which at most one is true, read off the rows, and the
 *	  cuts grown from them.
 *
 * A row d.x <= s y shows that x and 1 - y exclude each other: x <= y, an implied bound,
 * is a clique of two.
 */
#ifndef QS_CLIQUE_TABLE_H
#define QS_CLIQUE_TABLE_H

#include "cuts/separators.h"

extern const QsSeparator qs_clique_separator;

#endif
