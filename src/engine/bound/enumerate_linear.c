/*
 * enumerate_linear.c
 *	  Branch and bound for linear objectives, from its root to its end or limit.
 */
#include "bound/enumerate_linear.h"

#include "bound/linear_tree.h"

void
qs_enumerate_linear(QsEnumeration *enumeration)
{
	QsLinearTree	   *tree = qs_linear_tree_create(enumeration);

	qs_linear_tree_run(tree);
	qs_linear_tree_free(tree);
}
