/*
 * exact_rests.h
 *	  The rows of a tree, and bounds on what is still to come.
 */
#ifndef QS_EXACT_RESTS_H
#define QS_EXACT_RESTS_H

#include "exact/exact_tree.h"

/* Rows to watch, with the activities of the block; index_of[m]: each row of the model in
 * tree->row, or -1 */
extern void qs_tree_watch_rows(QsHost *host, const QsModel *model, QsTree *tree,
							   int32_t *index_of);

/* Contributions of a level's choices to the rows it touches.  slot (a number for each
 * row of the tree) is -1 before and after. */
extern void qs_tree_level_rows(QsHost *host, const QsModel *model, QsTree *tree,
							   const int32_t *index_of, int32_t *slot, QsTreeLevel *level);

/* What the levels from d on and the block can still add to each row */
extern void qs_tree_row_rests(QsHost *host, QsTree *tree);

/* The least that level d and everything below can add to the energy; field is space for n
 * values */
extern void qs_tree_energy_rests(QsHost *host, QsTree *tree, bool linear, double *field);

#endif
