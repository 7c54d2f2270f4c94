/*
 * linear_tree_open.c
 *	  Nodes of a tree and the heap of its open ones.
 */
#include "bound/linear_tree_internal.h"

#define FIRST_NODES		1024

/* More room for nodes; false when memory is short. */
static bool
grow(QsLinearTree *tree)
{
	int			capacity = tree->node_capacity > 0 ? tree->node_capacity * 2 : FIRST_NODES;

	if (capacity > INT32_MAX / 4 ||
		!qs_memory_fits(tree->host, (double) capacity * (sizeof(QsLinearTreeNode) + sizeof(int32_t))))
		return false;
	tree->node = qs_realloc(tree->host, tree->node, (size_t) tree->node_count, (size_t) capacity,
							sizeof(QsLinearTreeNode));
	tree->heap = qs_realloc(tree->host, tree->heap, (size_t) tree->heap_count, (size_t) capacity,
							sizeof(int32_t));
	tree->node_capacity = capacity;
	return true;
}

int
qs_linear_tree_node_create(QsLinearTree *tree, int parent, int variable, int set, double value, double bound)
{
	int			at = tree->spare;

	if (at >= 0)
		tree->spare = tree->node[at].parent;
	else
	{
		if (tree->node_count == tree->node_capacity && !grow(tree))
			return -1;
		at = tree->node_count++;
	}
	tree->node[at] = (QsLinearTreeNode)
	{
		.bound = bound, .value = value, .parent = parent, .variable = variable,
		.depth = parent < 0 ? 0 : tree->node[parent].depth + 1, .set = (int8_t) set
	};
	if (parent >= 0)
		tree->node[parent].children++;
	return at;
}

/* With it go those above that have nothing else below them. */
void
qs_linear_tree_node_close(QsLinearTree *tree, int node)
{
	while (node >= 0 && tree->node[node].children == 0)
	{
		QsLinearTreeNode *closed = &tree->node[node];
		int			parent = closed->parent;

		/* its number may be given again */
		if (closed->depth < tree->path_count && tree->path[closed->depth] == node)
			tree->path_count = closed->depth;
		qs_linear_tree_basis_drop(tree, closed);
		closed->parent = tree->spare;
		tree->spare = node;
		if (parent >= 0)
			tree->node[parent].children--;
		node = parent;
	}
}

static bool
precedes(const QsLinearTree *tree, int a, int b)
{
	const QsLinearTreeNode *x = &tree->node[a];
	const QsLinearTreeNode *y = &tree->node[b];

	if (x->bound != y->bound)
		return x->bound < y->bound;
	if (x->depth != y->depth)
		return x->depth > y->depth;
	return a < b;
}

void
qs_linear_tree_open_push(QsLinearTree *tree, int node)
{
	int			at = tree->heap_count++;

	for (; at > 0 && precedes(tree, node, tree->heap[(at - 1) / 2]); at = (at - 1) / 2)
		tree->heap[at] = tree->heap[(at - 1) / 2];
	tree->heap[at] = node;
}

int
qs_linear_tree_open_pop(QsLinearTree *tree)
{
	int			top,
				moved,
				at = 0;

	if (tree->heap_count == 0)
		return -1;
	top = tree->heap[0];
	moved = tree->heap[--tree->heap_count];
	for (int child; (child = 2 * at + 1) < tree->heap_count; at = child)
	{
		if (child + 1 < tree->heap_count && precedes(tree, tree->heap[child + 1], tree->heap[child]))
			child++;
		if (!precedes(tree, tree->heap[child], moved))
			break;
		tree->heap[at] = tree->heap[child];
	}
	tree->heap[at] = moved;
	return top;
}
