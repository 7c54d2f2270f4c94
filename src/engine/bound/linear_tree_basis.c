/*
 * linear_tree_basis.c
 *	  Bases of open nodes: two bits for each column and row.
 */
#include "bound/linear_tree_internal.h"

#define PER_BYTE	4

static size_t
packed_bytes(const QsLinearTree *tree)
{
	return ((size_t) tree->model->n + (size_t) tree->model->m + PER_BYTE - 1) / PER_BYTE;
}

void
qs_linear_tree_basis_keep(QsLinearTree *tree, int node)
{
	size_t		bytes = packed_bytes(tree);
	size_t		count = (size_t) tree->model->n + (size_t) tree->model->m;
	unsigned char *packed;

	if (!qs_memory_fits(tree->host, 2.0 * (double) bytes))
		return;
	packed = QS_ARRAY0(tree->host, unsigned char, bytes);
	qs_lp_save_basis(tree->lp, tree->basis);
	for (size_t k = 0; k < count; k++)
		packed[k / PER_BYTE] |= (unsigned char) ((tree->basis[k] & 3) << 2 * (k % PER_BYTE));
	tree->node[node].basis = packed;
}

void
qs_linear_tree_basis_take(QsLinearTree *tree, int node)
{
	const unsigned char *packed = tree->node[node].basis;
	size_t		count = (size_t) tree->model->n + (size_t) tree->model->m;

	if (packed == NULL)
		return;
	for (size_t k = 0; k < count; k++)
		tree->basis[k] = packed[k / PER_BYTE] >> 2 * (k % PER_BYTE) & 3;
	qs_lp_restore_basis(tree->lp, tree->basis);
	qs_linear_tree_basis_drop(tree, &tree->node[node]);
}

void
qs_linear_tree_basis_drop(QsLinearTree *tree, QsLinearTreeNode *node)
{
	qs_free(tree->host, node->basis);
	node->basis = NULL;
}
