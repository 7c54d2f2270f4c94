/*
 * products.c
 *	  Hidden bits that are the product of two others, one for each pair.
 *
 * Fortet, "Applications de l'algèbre de Boole en recherche opérationnelle", 1960: three
 * rows make y = ab in both directions, whatever the objective wants of y.
 */
#include "formulation/formulation_internal.h"

#include <string.h>

static inline uint32_t
slot_of(int first, int second, uint32_t slots)
{
	uint64_t	key = (uint64_t) (uint32_t) first << 32 | (uint32_t) second;

	key *= UINT64_C(0x9e3779b97f4a7c15);
	key ^= key >> 29;
	key *= UINT64_C(0xbf58476d1ce4e5b9);
	return (uint32_t) (key >> 32) & (slots - 1);
}

/* Where the pair stands, or the empty slot for it */
static uint32_t
find_slot(const QsRewriter *rewriter, int first, int second)
{
	uint32_t	at = slot_of(first, second, rewriter->slots);

	for (; rewriter->slot[at] != 0; at = (at + 1) & (rewriter->slots - 1))
	{
		const QsBit *bit = &rewriter->form->bit[rewriter->slot[at] - 1];

		if (bit->first == first && bit->second == second)
			break;
	}
	return at;
}

static void
grow_table(QsRewriter *rewriter)
{
	uint32_t	old_slots = rewriter->slots;
	int32_t    *old = rewriter->slot;

	rewriter->slots = old_slots > 0 ? 2 * old_slots : 64;
	rewriter->slot = QS_ARRAY0(rewriter->host, int32_t, rewriter->slots);
	for (uint32_t k = 0; k < old_slots; k++)
		if (old[k] != 0)
		{
			const QsBit *bit = &rewriter->form->bit[old[k] - 1];

			rewriter->slot[find_slot(rewriter, bit->first, bit->second)] = old[k];
		}
	qs_free(rewriter->host, old);
}

int
qs_find_product_bit(const QsRewriter *rewriter, int first, int second)
{
	if (rewriter->slots == 0)
		return -1;
	return rewriter->slot[find_slot(rewriter, first < second ? first : second,
									first < second ? second : first)] - 1;
}

/* y <= a, y <= b, a + b - y <= 1; y is the youngest bit */
static bool
add_rows(QsRewriter *rewriter, int first, int second, int product)
{
	QsTerm		below_first[] = {{first, first, -1.0}, {product, product, 1.0}};
	QsTerm		below_second[] = {{second, second, -1.0}, {product, product, 1.0}};
	QsTerm		above[] = {{first, first, 1.0}, {second, second, 1.0}, {product, product, -1.0}};

	return qs_add_binary_row(rewriter, below_first, 2, '<', 0.0, -1) &&
		qs_add_binary_row(rewriter, below_second, 2, '<', 0.0, -1) &&
		qs_add_binary_row(rewriter, above, 3, '<', 1.0, -1);
}

int
qs_product_bit(QsRewriter *rewriter, int first, int second)
{
	QsBinaryForm *form = rewriter->form;
	int			a = first < second ? first : second;
	int			b = first < second ? second : first;
	uint32_t	at;

	if (2 * (uint64_t) form->product_bits >= rewriter->slots)
		grow_table(rewriter);
	at = find_slot(rewriter, a, b);
	if (rewriter->slot[at] != 0)
		return rewriter->slot[at] - 1;
	if (!qs_add_bit(rewriter, (QsBit) {QS_BIT_PRODUCT, -1, a, b, 0.0, true}))
		return -1;
	rewriter->slot[at] = form->n;
	form->product_bits++;
	return add_rows(rewriter, a, b, form->n - 1) ? form->n - 1 : -1;
}
