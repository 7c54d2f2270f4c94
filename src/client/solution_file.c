/*
 * solution_file.c
 *	  Solutions as files have them.
 */
#include "solution_file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "json.h"

/* Words of a line, which they are cut out of */
typedef struct Words
{
	char	   *word[5];
	int			count;			/* of all, though five are kept */
} Words;

static void
keep(Words *words, char *word)
{
	if (words->count < 5)
		words->word[words->count] = word;
	words->count++;
}

/* Fields of CSV; quoted ones lose their quotation marks */
static Words
csv_words(char *line)
{
	Words		words = {0};
	bool		more = true;

	while (more)
	{
		char	   *word = line;
		char	   *end = line;

		if (*line == '"')
		{
			for (line++; *line && !(line[0] == '"' && line[1] != '"'); line++)
			{
				line += *line == '"';
				*end++ = *line;
			}
			line += *line == '"';
		}
		else
			for (; *line && *line != ','; line++)
				*end++ = *line;
		more = *line == ',';
		line++;
		*end = '\0';
		keep(&words, word);
	}
	return words;
}

static Words
blank_words(char *line)
{
	Words		words = {0};
	char	   *rest;

	for (char *word = strtok_r(line, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest))
		keep(&words, word);
	return words;
}

static void
add_pair(SolutionFile *solution, const char *name, const char *value)
{
	text_append(&solution->pairs, solution->count++ ? ", [" : "[");
	json_append_string(&solution->pairs, name);
	text_append(&solution->pairs, ", ");
	json_append_string(&solution->pairs, value);
	text_append(&solution->pairs, "]");
}

/* Whether the line says what the solution is worth, and if so remember it */
static bool
take_objective(SolutionFile *solution, const char *line)
{
	static const char *const sign[] = {"=obj=", "objective value", "objective"};
	const char *place = NULL;

	for (size_t k = 0; k < sizeof(sign) / sizeof(sign[0]) && place == NULL; k++)
	{
		place = strcasestr(line, sign[k]);
		if (place)
			place += strlen(sign[k]);
	}
	if (place == NULL)
		return false;
	place += strspn(place, " \t:=");
	if (*place && strspn(place, "+-0123456789."))
	{
		free(solution->objective);
		solution->objective = copy_text(place);
		solution->objective[strcspn(place, " \t,")] = '\0';
	}
	return true;
}

/* A line of values; false: it is none */
static bool
take_line(SolutionFile *solution, char *line, bool csv)
{
	Words		words = csv ? csv_words(line) : blank_words(line);

	if (csv && (words.count == 2 || words.count == 3))
		add_pair(solution, words.word[words.count - 2], words.word[words.count - 1]);
	else if (!csv && (words.count == 2 || (words.count > 2 && strncmp(words.word[2], "(obj:", 5) == 0)))
		add_pair(solution, words.word[0], words.word[1]);
	else if (!csv && words.count == 4)	/* CBC: number, name, value, reduced cost */
		add_pair(solution, words.word[1], words.word[2]);
	else
		return false;
	return true;
}

static bool
is_bits(const char *content)
{
	size_t		digits = strspn(content, "01 \t\r\n");

	return content[digits] == '\0' && strpbrk(content, "01") &&
		strspn(content + strspn(content, " \t\r\n"), "01") > 1;
}

static char *
bits_of(const char *content)
{
	char	   *bits = copy_text(content);
	char	   *end = bits;

	for (; *content; content++)
		if (*content == '0' || *content == '1')
			*end++ = *content;
	*end = '\0';
	return bits;
}

SolutionFile
solution_file_read(const char *path, const char *content)
{
	SolutionFile solution = {0};
	char	   *copy = copy_text(content);
	char	   *rest;
	bool		csv = false;
	int			number = 0;

	text_append_char(&solution.pairs, '[');
	if (is_bits(content))
		solution.bits = bits_of(content);
	for (char *line = solution.bits ? NULL : strtok_r(copy, "\r\n", &rest); line; line = strtok_r(NULL, "\r\n", &rest))
	{
		bool		head = number++ == 0;

		while (isspace((unsigned char) *line))
			line++;
		if (head && (strcmp(line, "variable,key,value") == 0 || strcmp(line, "key,value") == 0))
		{
			csv = true;
			continue;
		}
		if (*line == '\0' || (!csv && take_objective(&solution, line)) || *line == '#')
			continue;
		if (!csv && *line == '=')
			continue;
		if (!take_line(&solution, line, csv))
			fail(EXIT_ERROR, "%s: line %d is no name with a value", path, number);
	}
	text_append_char(&solution.pairs, ']');
	free(copy);
	return solution;
}

void
solution_file_free(SolutionFile *solution)
{
	free(solution->bits);
	free(solution->objective);
	text_free(&solution->pairs);
}
