/*
 * problem_key_match.c
 *	  Variables found again by what they are called: two lists of keys matched, and
 *	  the values that bits give integers.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "problem_key_list.h"
#include "problem_keys.h"

static const char *
text_of(const QshrinkKeyList *list, int v)
{
	return list && list->text ? list->text[v] : NULL;
}

/* Variables of `from` by key: the first of each key, and the next of the same */
typedef struct Chains
{
	QshrinkKeyMap *map;
	int		   *first;			/* by key */
	int		   *next;			/* by variable; -1: the last */
} Chains;

static Chains
chain(QsHost *host, const QshrinkKeyList *from, int n)
{
	Chains		chains = {
		.map = qshrink_keymap_create(), .first = QS_ARRAY(host, int, n), .next = QS_ARRAY(host, int, n)
	};

	/* from the back, so that chains run forwards */
	for (int v = n - 1; v >= 0; v--)
	{
		const char *own = text_of(from, v);
		text	   *key;
		bool		added;
		int			number;

		if ((v & 1023) == 0)
			qs_check(host);
		if (own == NULL)
			continue;
		key = cstring_to_text(own);
		number = qshrink_keymap_add(chains.map, key, &added);
		pfree(key);
		chains.next[v] = added ? -1 : chains.first[number];
		chains.first[number] = v;
	}
	return chains;
}

int *
qshrink_key_list_match(QsHost *host, const QshrinkKeyList *from, int from_n,
					   const QshrinkKeyList *to, int to_n)
{
	int		   *match = QS_ARRAY(host, int, to_n);
	Chains		chains = chain(host, from, from_n);

	for (int v = 0; v < to_n; v++)
	{
		const char *own = text_of(to, v);
		text	   *key;
		int			number;

		if ((v & 1023) == 0)
			qs_check(host);
		match[v] = -1;
		if (own == NULL)
		{
			if (v < from_n && text_of(from, v) == NULL)
				match[v] = v;
			continue;
		}
		key = cstring_to_text(own);
		number = qshrink_keymap_find(chains.map, key);
		pfree(key);
		if (number < 0 || chains.first[number] < 0)
			continue;
		match[v] = chains.first[number];
		chains.first[number] = chains.next[match[v]];
	}
	qs_free(host, chains.first);
	qs_free(host, chains.next);
	return match;
}

/* ---------------------------------------------------------------------------
 * Values
 */

/* For each variable the next one of its integer; *head tells the first ones */
static int *
chain_integers(QsHost *host, const QshrinkKeyList *list, int n, bool **head)
{
	Chains		chains = chain(host, list, n);

	*head = QS_ARRAY0(host, bool, n);
	for (int k = 0; k < qshrink_keymap_count(chains.map); k++)
		(*head)[chains.first[k]] = true;
	qs_free(host, chains.first);
	return chains.next;
}

static bool
is_integer(const QshrinkKeyList *list, int v)
{
	return list && list->weight && list->text && list->text[v] && list->weight[v] > 0.0;
}

double *
qshrink_key_list_values(QsHost *host, const QshrinkKeyList *list, int n, const uint8_t *x)
{
	double	   *value = QS_ARRAY0(host, double, n);
	bool	   *head;
	int		   *next;

	if (list == NULL || list->weight == NULL)
	{
		for (int v = 0; v < n; v++)
			value[v] = x[v];
		return value;
	}
	next = chain_integers(host, list, n, &head);
	for (int v = 0; v < n; v++)
	{
		if (!is_integer(list, v))
			value[v] = list->weight[v] < 0.0 ? x[v] : 0.0;
		else if (head[v])
		{
			value[v] = list->lower[v];
			for (int k = v; k >= 0; k = next[k])
				value[v] += x[k] ? list->weight[k] : 0.0;
		}
	}
	qs_free(host, head);
	qs_free(host, next);
	return value;
}

/* Heaviest first, each that still fits: the weights 1, 2, 4, ..., rest reach all values so */
static void
set_integer(const QshrinkKeyList *list, const int *next, int first, double value, uint8_t *x)
{
	double		rest = value - list->lower[first];

	for (int k = first; k >= 0; k = next[k])
		x[k] = 0;
	for (;;)
	{
		int			heaviest = -1;

		for (int k = first; k >= 0; k = next[k])
			if (!x[k] && list->weight[k] > 0.0 && list->weight[k] <= rest &&
				(heaviest < 0 || list->weight[k] > list->weight[heaviest]))
				heaviest = k;
		if (heaviest < 0)
			return;
		x[heaviest] = 1;
		rest -= list->weight[heaviest];
	}
}

void
qshrink_key_list_bits(QsHost *host, const QshrinkKeyList *list, int n, const double *value, uint8_t *x)
{
	bool	   *head;
	int		   *next;

	if (list == NULL || list->weight == NULL)
	{
		for (int v = 0; v < n; v++)
			x[v] = value[v] > 0.5;
		return;
	}
	next = chain_integers(host, list, n, &head);
	for (int v = 0; v < n; v++)
	{
		if (is_integer(list, v))
		{
			if (head[v])
				set_integer(list, next, v, value[v], x);
		}
		else if (list->weight[v] < 0.0)
			x[v] = value[v] > 0.5;
	}
	qs_free(host, head);
	qs_free(host, next);
}
