/*
 * graph_file.h
 *	  Graphs as files list them, whatever problem is made of them.
 */
#ifndef QS_GRAPH_FILE_H
#define QS_GRAPH_FILE_H

#include "importer/importer_internal.h"

/* A graph may have this many vertices whatever it lists, and beyond that so many
 * for every byte of the content: a short text must not claim much memory. */
#define QS_FREE_VERTICES		(1 << 20)
#define QS_VERTICES_PER_BYTE	16

typedef struct QsGraphFile
{
	int			n;				/* 0 before it is known */
	int64_t		claimed;		/* edges that the header promises */
	int			p_line;			/* of the header */
	QsTermList	edges;
	QsTermList	weights;		/* (v, v): weight, where it is not 1 */
} QsGraphFile;

/* A DIMACS file to its end; edges are canonical and distinct then. */
extern bool qs_graph_file_read(QsScanner *scanner, QsGraphFile *graph);

/* Maximise the weight of an independent set: one row for every edge. */
extern bool qs_graph_file_independent_set(QsScanner *scanner, const QsGraphFile *graph,
									 QsImported *problem);
extern void qs_graph_file_free(QsHost *host, QsGraphFile *graph);

#endif
