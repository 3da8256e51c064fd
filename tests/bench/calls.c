/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What bench.sh measures, and the stop watch: each prints how many operations
 * it made, the nanoseconds that they took, and the peak memory of its tracer
 * in kB (0: none). Start and end of the program are left out.
 *
 *	calls vdso N       getppid through __kernel_vsyscall
 *	calls int80 N      getppid by int $0x80
 *	calls rw N         a write and a read of one byte through a pipe
 *	calls walk DIR     lstat of every file below DIR
 *	calls exec N PROG  fork, exec of PROG, wait
 *	calls plant DIR N  makes the folders for walk: N empty files
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts); /* the vDSO's: no system call */
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* The number behind KEY in /proc/WHO/status. */
static long status(const char *who, const char *key)
{
	char path[64], line[128];
	long n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/status", who);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, key, strlen(key)))
			n = strtol(line + strlen(key), NULL, 10);
	if (f)
		fclose(f);
	return n;
}

static long tracer_memory(void)
{
	char pid[16];
	long tracer = status("self", "TracerPid:");

	snprintf(pid, sizeof(pid), "%ld", tracer);
	return tracer ? status(pid, "VmHWM:") : 0;
}

static void by_vdso(long n)
{
	while (n--)
		syscall(SYS_getppid);
}

static void by_int80(long n)
{
	int ret;

	while (n--)
		__asm__ volatile("int $0x80" : "=a"(ret) : "0"(SYS_getppid) : "memory");
}

static void read_write(long n)
{
	int fd[2];
	char c = 0;

	if (pipe(fd))
		exit(1);
	while (n--)
		if (write(fd[1], &c, 1) != 1 || read(fd[0], &c, 1) != 1)
			exit(1);
}

static long walk(int dir)
{
	DIR *d = fdopendir(dir);
	struct dirent *e;
	struct stat st;
	long files = 0;

	while (d && (e = readdir(d))) {
		if (e->d_name[0] == '.' || fstatat(dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW))
			continue;
		files += S_ISDIR(st.st_mode) ? walk(openat(dir, e->d_name, O_RDONLY | O_DIRECTORY)) : 1;
	}
	if (d)
		closedir(d);
	return files;
}

static void fork_and_exec(long n, char *program)
{
	char *argv[] = { program, NULL };
	int ended;
	pid_t pid;

	while (n--) {
		pid = fork();
		if (pid == 0) {
			execv(program, argv);
			_exit(127);
		}
		while (waitpid(pid, &ended, 0) != pid)
			;
		if (ended)
			exit(1);
	}
}

/* Ten levels, a hundred files a folder. */
static int plant(const char *dir, long n)
{
	char name[32];
	long i;
	int fd;

	if (chdir(dir))
		return 1;
	for (i = 0; i < n; i++) {
		if (i % 1000 == 0 && chdir(dir))
			return 1;
		if (i % 100 == 0) {
			snprintf(name, sizeof(name), "folder%ld", i / 100);
			if (mkdir(name, 0777) || chdir(name))
				return 1;
		}
		snprintf(name, sizeof(name), "file%ld", i);
		fd = open(name, O_CREAT | O_WRONLY, 0666);
		if (fd < 0)
			return 1;
		close(fd);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "";
	long n = argc > 2 ? atol(argv[2]) : 0;
	uint64_t start;

	if (argc == 4 && !strcmp(what, "plant"))
		return plant(argv[2], atol(argv[3]));
	start = now();
	if (!strcmp(what, "vdso"))
		by_vdso(n);
	else if (!strcmp(what, "int80"))
		by_int80(n);
	else if (!strcmp(what, "rw"))
		read_write(n);
	else if (!strcmp(what, "walk"))
		n = walk(open(argv[2], O_RDONLY | O_DIRECTORY));
	else if (argc == 4 && !strcmp(what, "exec"))
		fork_and_exec(n, argv[3]);
	else
		return 1;
	start = now() - start;
	printf("%ld %llu %ld\n", n, (unsigned long long)start, tracer_memory());
	return 0;
}
