/* Faults for one process, put before the C library by LD_PRELOAD: writes under a path that fail, and a clock that jumps. No privileges are
 * needed, and nothing outside the process is touched. What to do is read from a small file (SHELF_FAULTS) that stays mapped, so
 * that a test turns a fault on and off while the process runs. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct orders {
    int64_t clock_seconds;  /* added to the time of day */
    int32_t error;          /* what writes under `path` fail with; 0: none */
    int32_t unused;
    char path[1008];        /* part of a path */
};

static volatile struct orders *orders(void) {
    static volatile struct orders *mapped;
    static int tried;
    if (!mapped && !tried) {
        tried = 1;
        const char *name = getenv("SHELF_FAULTS");
        int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
        if (file >= 0) {
            void *place = mmap(NULL, sizeof(struct orders), PROT_READ, MAP_SHARED, file, 0);
            if (place != MAP_FAILED) mapped = place;
            close(file);
        }
    }
    return mapped;
}

static int fails_by_name(const char *name) {
    volatile struct orders *now = orders();
    if (!now || !now->error || !strstr(name, (const char *)now->path)) return 0;
    errno = now->error;
    return 1;
}

static int fails(int file) {
    volatile struct orders *now = orders();
    if (!now || !now->error) return 0;
    char link[64], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length < 0) return 0;
    name[length] = 0;
    return fails_by_name(name);
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int file, const void *bytes, size_t count) {
    REAL(write);
    return fails(file) ? -1 : real(file, bytes, count);
}
ssize_t writev(int file, const struct iovec *parts, int count) {
    REAL(writev);
    return fails(file) ? -1 : real(file, parts, count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    REAL(pwrite);
    return fails(file) ? -1 : real(file, bytes, count, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    REAL(pwrite64);
    return fails(file) ? -1 : real(file, bytes, count, at);
}
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) {
    REAL(pwritev);
    return fails(file) ? -1 : real(file, parts, count, at);
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t at) {
    REAL(pwritev64);
    return fails(file) ? -1 : real(file, parts, count, at);
}
int ftruncate(int file, off_t length) {
    REAL(ftruncate);
    return fails(file) ? -1 : real(file, length);
}
int ftruncate64(int file, off64_t length) {
    REAL(ftruncate64);
    return fails(file) ? -1 : real(file, length);
}
int posix_fallocate(int file, off_t at, off_t length) {
    REAL(posix_fallocate);
    return fails(file) ? errno : real(file, at, length);
}
int posix_fallocate64(int file, off64_t at, off64_t length) {
    REAL(posix_fallocate64);
    return fails(file) ? errno : real(file, at, length);
}
ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t count, unsigned flags) {
    REAL(copy_file_range);
    return fails(to) ? -1 : real(from, from_at, to, to_at, count, flags);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    REAL(clock_gettime);
    int done = real(clock, time);
    volatile struct orders *now = orders();
    if (!done && now && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += now->clock_seconds;
    return done;
}
