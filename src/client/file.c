/*
 * file.c
 *	  Files that are read, compressed or not.
 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "failure.h"
#include "terminal.h"

#define PORTION 262144

static gzFile
open_file(const char *path, char **reason)
{
	struct stat status;
	gzFile		file;
	int			descriptor;

	if (strcmp(path, "-") == 0)
		descriptor = dup(STDIN_FILENO);
	else
		descriptor = open(path, O_RDONLY | O_CLOEXEC);
	if (descriptor < 0 || fstat(descriptor, &status) != 0 || S_ISDIR(status.st_mode))
	{
		*reason = copy_text(descriptor < 0 ? strerror(errno) : "is a directory");
		if (descriptor >= 0)
			close(descriptor);
		return NULL;
	}
	file = gzdopen(descriptor, "rb");
	if (file == NULL)
	{
		close(descriptor);
		fail(EXIT_ERROR, "out of memory");
	}
	gzbuffer(file, PORTION);
	return file;
}

bool
file_read(const char *path, Text *content, char **reason)
{
	gzFile		file = open_file(path, reason);
	char	   *portion;
	int			length;
	int			status;

	if (file == NULL)
		return false;
	*content = (Text) {0};
	text_append(content, "");
	portion = allocate(PORTION);
	while ((length = gzread(file, portion, PORTION)) > 0)
	{
		text_append_bytes(content, portion, (size_t) length);
		if (content->length > MOST_CONTENT)
		{
			*reason = copy_text("is larger than a value of the server may be (1 GB)");
			break;
		}
	}
	free(portion);
	if (length < 0)
	{
		const char *message = gzerror(file, &status);

		*reason = status == Z_ERRNO ? copy_text(strerror(errno)) : format_text("is damaged (%s)", message);
	}
	status = gzclose_r(file);
	if (length == 0 && status == Z_BUF_ERROR)
		*reason = copy_text("is damaged (unexpected end of file)");
	if (*reason)
		text_free(content);
	return *reason == NULL;
}

static void
add_path(FileList *list, const char *path)
{
	list->path = reallocate(list->path, (size_t) (list->count + 1) * sizeof(char *));
	list->path[list->count++] = copy_text(path);
}

void
file_list_add(FileList *list, const char *word)
{
	glob_t		found = {0};
	struct stat status;

	if (strcmp(word, "-") != 0 && strpbrk(word, "*?[") && lstat(word, &status) != 0 &&
		glob(word, 0, NULL, &found) == 0)
	{
		for (size_t k = 0; k < found.gl_pathc; k++)
			add_path(list, found.gl_pathv[k]);
	}
	else
		add_path(list, word);
	globfree(&found);
}

void
file_list_free(FileList *list)
{
	for (int k = 0; k < list->count; k++)
		free(list->path[k]);
	free(list->path);
	*list = (FileList) {0};
}

static void
cut_ending(char *name, const char *ending)
{
	char	   *dot = strrchr(name, '.');

	if (dot && dot != name && (ending == NULL || strcmp(dot, ending) == 0))
		*dot = '\0';
}

char *
file_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	char	   *name = copy_text(slash ? slash + 1 : path);
	char	   *valid;

	cut_ending(name, ".gz");
	cut_ending(name, NULL);
	valid = valid_utf8(name);
	free(name);
	return valid;
}
