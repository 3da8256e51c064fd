/* SPDX-License-Identifier: GPL-2.0-or-later */
/* walk DIR: every file below DIR, by opendir and lstat; prints how many, and their size. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static unsigned long files, folders;
static unsigned long long bytes;

static void walk(const char *dir)
{
	char path[4096];
	struct dirent *e;
	struct stat st;
	DIR *d = opendir(dir);

	if (!d) {
		perror(dir);
		return;
	}
	folders++;
	while ((e = readdir(d))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if ((size_t)snprintf(path, sizeof(path), "%s/%s", dir, e->d_name) >= sizeof(path) ||
		    lstat(path, &st))
			continue;
		if (S_ISDIR(st.st_mode)) {
			walk(path);
			continue;
		}
		files++;
		bytes += (unsigned long long)st.st_size;
	}
	closedir(d);
}

int main(int argc, char **argv)
{
	walk(argc > 1 ? argv[1] : ".");
	printf("%lu files of %llu bytes in %lu folders\n", files, bytes, folders);
	return files == 0;
}
