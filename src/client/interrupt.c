/*
 * interrupt.c
 *	  Ctrl-C, counted while something runs that can be asked to end.
 */
#include "interrupt.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

static volatile sig_atomic_t count;

static void
handle(int number)
{
	if (++count > 3)
		signal(number, SIG_DFL);
}

static void
set_handler(void (*handler) (int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

void
interrupt_watch(void)
{
	count = 0;
	set_handler(handle);
}

void
interrupt_unwatch(void)
{
	set_handler(SIG_DFL);
}

int
interrupt_count(void)
{
	return count;
}

/*
 * The signals are blocked but for the wait itself, so that one that comes just before is
 * not slept through.
 */
void
interrupt_wait(int first, int second, int milliseconds)
{
	struct pollfd files[2] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
	struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
	static int	seen;
	sigset_t	blocked,
				before;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	if (count == seen || count == 0)
		ppoll(files, 2, &time, &before);
	seen = count;
	sigprocmask(SIG_SETMASK, &before, NULL);
}
