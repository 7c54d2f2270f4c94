/*
 * file.h
 *	  Files that are read, compressed or not, and files that are written whole or not at
 *	  all.
 */
#ifndef QSHRINK_CLIENT_FILE_H
#define QSHRINK_CLIENT_FILE_H

#include <stdbool.h>
#include <stdio.h>

#include "text.h"

/* Most bytes a text value of the server may have */
#define MOST_CONTENT ((size_t) 1023 * 1024 * 1024)

/*
 * The content of a file, unpacked if it is gzip's; "-" is standard input.  False: it
 * could not be read, and reason says why (to be freed).
 */
extern bool file_read(const char *path, Text *content, char **reason);

/* The files a word means: itself, or what matches if there is no such file */
typedef struct FileList
{
	char	  **path;
	int			count;
} FileList;

extern void file_list_add(FileList *list, const char *word);
extern void file_list_free(FileList *list);

/* The last part of a path without .gz and one more ending, as valid UTF-8; to be freed */
extern char *file_base_name(const char *path);

/*
 * A file to be written: a new one beside it takes its place when it is complete.  Path
 * NULL or "-": standard output.  Any failure ends the program and leaves no new file.
 */
typedef struct Output
{
	FILE	   *file;
	char	   *path;
	char	   *temporary;		/* NULL: written in place, as a device is */
} Output;

extern Output output_open(const char *path);
extern void output_close(Output *output);

#endif
