/*
 * process_title.h
 *	  What the list of processes may show of the command line.
 */
#ifndef QSHRINK_CLIENT_PROCESS_TITLE_H
#define QSHRINK_CLIENT_PROCESS_TITLE_H

/*
 * Copies of the words of the command line behind the program's name; in the originals,
 * which every user of the machine can list, connection strings with a password are
 * blotted out.
 */
extern char **process_title_hide(int argc, char **argv);
extern void process_title_free(char **word);

#endif
