/*
 * process_title.c
 *	  What the list of processes may show of the command line.
 */
#include "process_title.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* Where a password begins in a connection string; NULL: there is none */
static char *
password_in(char *word)
{
	char	   *place = strstr(word, "password");
	char	   *scheme = strstr(word, "://");
	char	   *at = scheme ? strchr(scheme, '@') : NULL;
	char	   *colon = scheme ? strchr(scheme + 3, ':') : NULL;

	if (place && strchr(place, '='))
		return strchr(place, '=') + 1;
	if (at && colon && colon < at)
		return colon + 1;
	return NULL;
}

char **
process_title_hide(int argc, char **argv)
{
	char	  **word = allocate((size_t) (argc + 1) * sizeof(char *));
	int			k = 0;

	for (; k + 1 < argc; k++)
	{
		char	   *secret = password_in(argv[k + 1]);

		word[k] = copy_text(argv[k + 1]);
		if (secret)
			memset(secret, '*', strlen(secret));
	}
	word[k] = NULL;
	return word;
}

void
process_title_free(char **word)
{
	for (char **w = word; *w; w++)
		free(*w);
	free(word);
}
