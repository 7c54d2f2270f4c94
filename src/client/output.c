/*
 * output.c
 *	  Files that are written whole or not at all.
 */
#include "file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "failure.h"

static char *unfinished;

static void
remove_unfinished(void)
{
	if (unfinished)
		unlink(unfinished);
}

static _Noreturn void
refuse(const char *path, int error)
{
	fail(EXIT_ERROR, "could not write \"%s\": %s", path, strerror(error));
}

/* Whether something is there that is no ordinary file: it is written in place */
static bool
is_special(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

Output
output_open(const char *path)
{
	static bool registered;
	Output		output = {.file = stdout};
	mode_t		mask;
	int			descriptor;

	if (path == NULL || strcmp(path, "-") == 0)
		return output;
	output.path = copy_text(path);
	if (is_special(path))
	{
		output.file = fopen(path, "w");
		if (output.file == NULL)
			refuse(path, errno);
		return output;
	}
	output.temporary = format_text("%s.XXXXXX", path);
	descriptor = mkstemp(output.temporary);
	if (descriptor < 0)
		refuse(path, errno);
	if (!registered)
		at_end(remove_unfinished);
	registered = true;
	unfinished = output.temporary;
	mask = umask(0);
	umask(mask);
	fchmod(descriptor, 0666 & ~mask);
	output.file = fdopen(descriptor, "w");
	if (output.file == NULL)
		refuse(path, errno);
	return output;
}

void
output_close(Output *output)
{
	bool		own = output->file != stdout;

	if (fflush(output->file) != 0 || ferror(output->file) ||
		(output->temporary && fsync(fileno(output->file)) != 0))
		refuse(own ? output->path : "standard output", errno ? errno : EIO);
	if (own && fclose(output->file) != 0)
		refuse(output->path, errno);
	if (output->temporary && rename(output->temporary, output->path) != 0)
		refuse(output->path, errno);
	unfinished = NULL;
	free(output->temporary);
	free(output->path);
	*output = (Output) {0};
}
