/*
 * password.c
 *	  Asking for a password without showing it.
 */
#include "password.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "terminal.h"

static FILE *asked_on;
static struct termios before;

static void
show_again(void)
{
	if (asked_on)
		tcsetattr(fileno(asked_on), TCSAFLUSH, &before);
}

char *
password_ask(const char *user)
{
	char	   *line = NULL;
	char	   *shown;
	size_t		room = 0;
	struct termios silent;

	asked_on = fopen("/dev/tty", "r+");
	if (asked_on == NULL)
		return NULL;
	if (tcgetattr(fileno(asked_on), &before) != 0)
	{
		fclose(asked_on);
		asked_on = NULL;
		return NULL;
	}
	atexit(show_again);
	silent = before;
	silent.c_lflag &= ~(tcflag_t) ECHO;
	tcsetattr(fileno(asked_on), TCSAFLUSH, &silent);
	shown = terminal_text(user);
	fprintf(asked_on, "Password for user %s: ", shown);
	fflush(asked_on);
	free(shown);
	if (getline(&line, &room, asked_on) < 0)
	{
		free(line);
		line = NULL;
	}
	else
		line[strcspn(line, "\n")] = '\0';
	fputc('\n', asked_on);
	show_again();
	fclose(asked_on);
	asked_on = NULL;
	return line;
}
