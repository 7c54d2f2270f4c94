/*
 * instance_files.h
 *	  Walk over instance files of a folder, for benchmarks.
 *
 * A best_known.csv beside the files (instance,file,n,m,best_known,status,set) names the
 * set of each; asking for a set leaves the others out.  Includers define _GNU_SOURCE.
 */
#ifndef INSTANCE_FILES_H
#define INSTANCE_FILES_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "importer/importer.h"
#include "imported_model.h"

#define MOST_INSTANCE_FILES	2000

typedef void (*InstanceVisitor) (void *argument, QsHost *host, const char *name, const QsModel *model);

/* The content of a file, zero-terminated, from malloc; NULL when it cannot be read */
static inline char *
read_whole_file(const char *path, size_t *length)
{
	FILE	   *file = fopen(path, "rb");
	struct stat info;
	char	   *content = NULL;

	*length = 0;
	if (file && fstat(fileno(file), &info) == 0 && S_ISREG(info.st_mode))
	{
		content = malloc((size_t) info.st_size + 1);
		if (content == NULL)
			abort();
		*length = fread(content, 1, (size_t) info.st_size, file);
		content[*length] = '\0';
	}
	if (file)
		fclose(file);
	return content;
}

/* Does the csv name the file as one of the set?  Fields hold no commas up to the file,
 * and the set is the last. */
static inline bool
listed_in_set(const char *csv, const char *file, const char *set)
{
	size_t		file_length = strlen(file);
	size_t		set_length = strlen(set);

	for (const char *line = csv; line && *line; line = strchr(line, '\n'))
	{
		const char *field;
		size_t		length;

		line += *line == '\n';
		length = strcspn(line, "\r\n");
		field = memchr(line, ',', length);
		if (field && strncmp(field + 1, file, file_length) == 0 && field[1 + file_length] == ',' &&
			length > set_length && line[length - set_length - 1] == ',' &&
			strncmp(line + length - set_length, set, set_length) == 0)
			return true;
	}
	return false;
}

/* Triples of numbers read alike as bqp and as rudy: the file's ending decides. */
static inline QsFormat
format_by_ending(const char *path)
{
	const char *dot = strrchr(path, '.');

	if (dot && strcmp(dot, ".qubo") == 0)
		return QS_FORMAT_BQP;
	if (dot && strcmp(dot, ".mc") == 0)
		return QS_FORMAT_RUDY;
	return QS_FORMAT_AUTO;
}

/* Hand every problem of a file to the visitor; its host is there for that long. */
static inline void
visit_file(const char *path, size_t memory, InstanceVisitor visit, void *argument)
{
	const char *slash = strrchr(path, '/');
	QsStandaloneHost *standalone = qs_standalone_create(memory);
	QsHost	   *host = &standalone->host;
	QsImport   *import = NULL;
	QsError		error;
	size_t		length;
	char	   *content = read_whole_file(path, &length);

	if (content && qs_import(host, content, length, format_by_ending(path), &import, &error) != QS_OK)
		fprintf(stderr, "%s: %s\n", path, error.message);
	for (int k = 0; import && k < import->count; k++)
		visit(argument, host, import->problem[k].name[0] ? import->problem[k].name :
			  slash ? slash + 1 : path, imported_model(host, &import->problem[k]));
	free(content);
	qs_standalone_destroy(standalone);
}

static inline int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Every instance of a folder, by name; set may be NULL */
static inline void
visit_folder(const char *folder, const char *set, size_t memory, InstanceVisitor visit,
			 void *argument)
{
	static char *name[MOST_INSTANCE_FILES];
	char		path[4096];
	size_t		length;
	char	   *csv;
	int			count = 0;
	DIR		   *directory = opendir(folder);

	if (directory == NULL)
	{
		fprintf(stderr, "cannot read folder %s\n", folder);
		exit(1);
	}
	snprintf(path, sizeof(path), "%s/best_known.csv", folder);
	csv = read_whole_file(path, &length);
	for (struct dirent *entry; (entry = readdir(directory)) && count < MOST_INSTANCE_FILES;)
	{
		const char *dot = strrchr(entry->d_name, '.');

		if (entry->d_name[0] == '.' || (dot && (strcmp(dot, ".csv") == 0 || strcmp(dot, ".gz") == 0)) ||
			(set && !(csv && listed_in_set(csv, entry->d_name, set))))
			continue;
		name[count] = strdup(entry->d_name);
		if (name[count++] == NULL)
			abort();
	}
	closedir(directory);
	free(csv);
	qsort(name, (size_t) count, sizeof(char *), compare_names);
	for (int k = 0; k < count; k++)
	{
		snprintf(path, sizeof(path), "%s/%s", folder, name[k]);
		visit_file(path, memory, visit, argument);
		free(name[k]);
	}
}

#endif
