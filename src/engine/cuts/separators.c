/*
 * separators.c
 *	  The list of families of cuts: a new one is a file and a line here.
 */
#include "cuts/separators.h"

#include "cuts/clique_table.h"
#include "cuts/cover.h"
#include "cuts/rounding.h"

const QsSeparator *const qs_separators[] = {
	&qs_clique_separator,
	&qs_cover_separator,
	&qs_rounding_separator,
	NULL
};
