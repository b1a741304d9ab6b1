/* What a disk is told, written down; and a disk that fails.
 *
 * Loaded before everything else, this notes each change to files under DISK_DIR, in order, in DISK_LOG, and what
 * a sync made durable. The simulator reads it and makes the directories that a power cut might have left.
 * While the file DISK_ARM is there, the disk fails as DISK_FAIL says: "write 3 28 1" fails the third write from then
 * on with error 28, and all after it if the last number is 1; "sync 1 5 0" the first sync alone. What failed is noted
 * in DISK_ARM.fired. DISK_FORGET names a thread whose syncs of the write-ahead log are not noted: what a database
 * with less care would not have asked for.
 *
 * A record of the log: kind (1), padding (7), inode, offset, length, length of the path (8 each), path, data.
 * What is kept in memory only (-shm) is no matter of the disk and left out.
 */
#define _GNU_SOURCE
#define _LARGEFILE64_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 65536

enum kind { CREATE = 1, WRITE = 2, TRUNCATE = 3, SYNC = 4, SYNC_DIR = 5, UNLINK = 6, RENAME = 7, MKDIR = 8, LINK = 9 };

struct head {
    uint8_t kind, pad[7];
    uint64_t inode, offset, length, path;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static char *path_of[FDS]; /* of files and directories that are watched */
static char is_dir[FDS];
static int log_fd = -1;
static const char *watched, *arm, *forget;
static char fail_kind[8];
static long fail_at, fail_errno, fail_on, seen;
static char was_armed;

static void start(void) {
    watched = getenv("DISK_DIR");
    arm = getenv("DISK_ARM");
    forget = getenv("DISK_FORGET");
    const char *log = getenv("DISK_LOG"), *fail = getenv("DISK_FAIL");
    if (fail) sscanf(fail, "%7s %ld %ld %ld", fail_kind, &fail_at, &fail_errno, &fail_on);
    if (watched && log)
        log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
}

static int is_watched(const char *path) {
    if (!watched || path[0] != '/') return 0;
    size_t length = strlen(path), dir = strlen(watched);
    if (strncmp(path, watched, dir) != 0 || (path[dir] != 0 && path[dir] != '/')) return 0;
    return !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

static int is_database(const char *path) { return strstr(path, ".db") != NULL; }

static void put(const void *what, size_t length) {
    const char *at = what;
    while (length > 0) {
        long done = syscall(SYS_write, log_fd, at, length);
        if (done <= 0) _exit(99);
        at += done;
        length -= (size_t)done;
    }
}

/* with the lock held */
static void note(enum kind kind, uint64_t inode, uint64_t offset, const char *path, const void *data, size_t length) {
    if (log_fd < 0) return;
    struct head head = {.kind = kind, .inode = inode, .offset = offset, .length = length, .path = strlen(path)};
    size_t all = sizeof head + head.path + length;
    char *record = malloc(all);
    memcpy(record, &head, sizeof head);
    memcpy(record + sizeof head, path, head.path);
    if (length) memcpy(record + sizeof head + head.path, data, length);
    put(record, all);
    free(record);
}

static uint64_t inode_of(int fd) {
    struct stat64 it;
    return fstat64(fd, &it) == 0 ? (uint64_t)it.st_ino : 0;
}

/* whether this call must fail; with the lock held */
static int fails(const char *kind, const char *path) {
    /* "fold" is a sync of the file itself, when the log is folded into it */
    size_t length = strlen(path);
    int folds = strcmp(fail_kind, "fold") == 0 && strcmp(kind, "sync") == 0 && length > 3 &&
                strcmp(path + length - 3, ".db") == 0;
    if (!arm || !fail_at || !is_database(path) || !(folds || strcmp(kind, fail_kind) == 0)) return 0;
    if (syscall(SYS_faccessat, AT_FDCWD, arm, F_OK) != 0) {
        was_armed = 0;
        return 0;
    }
    if (!was_armed) {
        was_armed = 1;
        seen = 0;
    }
    seen++;
    if (fail_on ? seen < fail_at : seen != fail_at) return 0;
    char name[PATH_MAX];
    snprintf(name, sizeof name, "%s.fired", arm);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, name, O_CREAT | O_WRONLY | O_APPEND, 0600);
    if (fd >= 0) {
        syscall(SYS_write, fd, path, strlen(path));
        syscall(SYS_write, fd, "\n", 1);
        syscall(SYS_close, fd);
    }
    errno = (int)fail_errno;
    return 1;
}

static const char *watched_fd(int fd) { return fd >= 0 && fd < FDS ? path_of[fd] : NULL; }

static int opened(int fd, const char *path, int existed, int flags) {
    if (fd < 0 || fd >= FDS || !is_watched(path)) return fd;
    struct stat64 it;
    if (fstat64(fd, &it) != 0) return fd;
    free(path_of[fd]);
    path_of[fd] = strdup(path);
    is_dir[fd] = S_ISDIR(it.st_mode);
    if (!existed) note(CREATE, (uint64_t)it.st_ino, 0, path, NULL, 0);
    else if (flags & O_TRUNC) note(TRUNCATE, (uint64_t)it.st_ino, 0, path, NULL, 0);
    return fd;
}

static int open_any(int at, const char *path, int flags, mode_t mode) {
    pthread_once(&once, start);
    int watch = at == AT_FDCWD && is_watched(path);
    if (!watch) return (int)syscall(SYS_openat, at, path, flags | O_LARGEFILE, mode);
    pthread_mutex_lock(&lock);
    int existed = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
    int fd = (int)syscall(SYS_openat, at, path, flags | O_LARGEFILE, mode);
    int why = errno;
    fd = opened(fd, path, existed, flags);
    pthread_mutex_unlock(&lock);
    errno = why;
    return fd;
}

#define MODE                                      \
    mode_t mode = 0;                              \
    if (flags & (O_CREAT | O_TMPFILE)) {          \
        va_list rest;                             \
        va_start(rest, flags);                    \
        mode = (mode_t)va_arg(rest, int);         \
        va_end(rest);                             \
    }

int open(const char *path, int flags, ...) { MODE return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return open_any(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE return open_any(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE return open_any(at, path, flags, mode); }

int close(int fd) {
    pthread_once(&once, start);
    if (watched_fd(fd)) {
        pthread_mutex_lock(&lock);
        free(path_of[fd]);
        path_of[fd] = NULL;
        pthread_mutex_unlock(&lock);
    }
    return (int)syscall(SYS_close, fd);
}

static ssize_t write_at(int fd, const struct iovec *parts, int count, off64_t offset, int positioned) {
    pthread_once(&once, start);
    if (!watched_fd(fd) || is_dir[fd]) {
        if (!positioned) return syscall(SYS_writev, fd, parts, count);
        return syscall(SYS_pwritev, fd, parts, count, offset, 0);
    }
    pthread_mutex_lock(&lock);
    const char *path = path_of[fd];
    ssize_t done = -1;
    if (!fails("write", path)) {
        if (!positioned) {
            struct stat64 it;
            int append = fcntl(fd, F_GETFL) & O_APPEND;
            offset = append && fstat64(fd, &it) == 0 ? it.st_size : lseek64(fd, 0, SEEK_CUR);
            done = syscall(SYS_writev, fd, parts, count);
        } else {
            done = syscall(SYS_pwritev, fd, parts, count, offset, 0);
        }
        ssize_t left = done;
        off64_t at = offset;
        for (int i = 0; i < count && left > 0; i++) {
            size_t part = parts[i].iov_len < (size_t)left ? parts[i].iov_len : (size_t)left;
            note(WRITE, inode_of(fd), (uint64_t)at, path, parts[i].iov_base, part);
            at += (off64_t)part;
            left -= (ssize_t)part;
        }
    }
    int why = errno;
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}

ssize_t write(int fd, const void *data, size_t length) {
    struct iovec part = {(void *)data, length};
    return write_at(fd, &part, 1, 0, 0);
}
ssize_t writev(int fd, const struct iovec *parts, int count) { return write_at(fd, parts, count, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    struct iovec part = {(void *)data, length};
    return write_at(fd, &part, 1, offset, 1);
}
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
    struct iovec part = {(void *)data, length};
    return write_at(fd, &part, 1, offset, 1);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
    return write_at(fd, parts, count, offset, 1);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
    return write_at(fd, parts, count, offset, 1);
}

static int truncate_fd(int fd, off64_t size) {
    pthread_once(&once, start);
    const char *path = watched_fd(fd);
    if (!path) return (int)syscall(SYS_ftruncate, fd, size);
    pthread_mutex_lock(&lock);
    int done = (int)syscall(SYS_ftruncate, fd, size);
    int why = errno;
    if (done == 0) note(TRUNCATE, inode_of(fd), (uint64_t)size, path, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}
int ftruncate(int fd, off_t size) { return truncate_fd(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncate_fd(fd, size); }

/* what lengthens a file in another way is not known to the simulator: SQLite then writes instead */
int posix_fallocate(int fd, off_t offset, off_t length) {
    (void)fd, (void)offset, (void)length;
    return EINVAL;
}
int posix_fallocate64(int fd, off64_t offset, off64_t length) {
    (void)fd, (void)offset, (void)length;
    return EINVAL;
}
int fallocate(int fd, int mode, off_t offset, off_t length) {
    (void)fd, (void)mode, (void)offset, (void)length;
    errno = EOPNOTSUPP;
    return -1;
}
int fallocate64(int fd, int mode, off64_t offset, off64_t length) {
    (void)fd, (void)mode, (void)offset, (void)length;
    errno = EOPNOTSUPP;
    return -1;
}

static int is_forgotten(const char *path) {
    size_t length = strlen(path);
    if (!forget || length < 4 || strcmp(path + length - 4, "-wal") != 0) return 0;
    char name[32] = "";
    pthread_getname_np(pthread_self(), name, sizeof name);
    return strcmp(name, forget) == 0;
}

static int sync_fd(int fd, long call) {
    pthread_once(&once, start);
    if (!watched_fd(fd)) return (int)syscall(call, fd);
    pthread_mutex_lock(&lock);
    const char *path = path_of[fd];
    if (fails("sync", path)) {
        int why = errno;
        pthread_mutex_unlock(&lock);
        errno = why;
        return -1;
    }
    /* what was written before the sync began is durable when it is over; what comes meanwhile may be or not */
    uint64_t upto = log_fd < 0 ? 0 : (uint64_t)lseek64(log_fd, 0, SEEK_END);
    uint64_t inode = inode_of(fd);
    char name[PATH_MAX];
    snprintf(name, sizeof name, "%s", path);
    int dir = is_dir[fd];
    pthread_mutex_unlock(&lock);
    int done = (int)syscall(call, fd);
    int why = errno;
    if (done == 0 && !is_forgotten(name)) {
        pthread_mutex_lock(&lock);
        note(dir ? SYNC_DIR : SYNC, inode, upto, name, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    errno = why;
    return done;
}
int fsync(int fd) { return sync_fd(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_fd(fd, SYS_fdatasync); }

int unlink(const char *path) {
    pthread_once(&once, start);
    pthread_mutex_lock(&lock);
    int done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    int why = errno;
    if (done == 0 && is_watched(path)) note(UNLINK, 0, 0, path, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}

int rename(const char *from, const char *to) {
    pthread_once(&once, start);
    pthread_mutex_lock(&lock);
    int done = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    int why = errno;
    if (done == 0 && (is_watched(from) || is_watched(to))) note(RENAME, 0, 0, from, to, strlen(to));
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}

static int link_any(int at, const char *from, int to_at, const char *to, int flags) {
    pthread_once(&once, start);
    pthread_mutex_lock(&lock);
    int done = (int)syscall(SYS_linkat, at, from, to_at, to, flags);
    int why = errno;
    struct stat64 it;
    if (done == 0 && is_watched(to) && stat64(to, &it) == 0) note(LINK, (uint64_t)it.st_ino, 0, to, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}
int link(const char *from, const char *to) { return link_any(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int at, const char *from, int to_at, const char *to, int flags) {
    return link_any(at, from, to_at, to, flags);
}

int mkdir(const char *path, mode_t mode) {
    pthread_once(&once, start);
    pthread_mutex_lock(&lock);
    int done = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    int why = errno;
    if (done == 0 && is_watched(path)) note(MKDIR, 0, 0, path, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}
