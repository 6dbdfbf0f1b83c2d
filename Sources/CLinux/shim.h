// What Linux offers to files and Swift's Glibc module does not show, because its headers hide it
// behind _GNU_SOURCE. The C library has all of it; only the declarations are missing.
#ifndef PDL_LINUX_SHIM_H
#define PDL_LINUX_SHIM_H

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/stat.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

extern int renameat2(int from_folder, const char *from, int to_folder, const char *to,
                     unsigned int flags);
extern int fallocate(int file, int mode, off_t offset, off_t length);
extern int madvise(void *start, size_t length, int advice);
extern int dup3(int file, int number, int flags);
extern int memfd_create(const char *name, unsigned int flags);
extern int statx(int folder, const char *name, int flags, unsigned int mask,
                 struct statx *result);

// Renames; fails with EEXIST when `to` is taken. In C because the function is hidden.
static inline int pdl_rename_exclusive(int from_folder, const char *_Nonnull from, int to_folder,
                                       const char *_Nonnull to) {
    return renameat2(from_folder, from, to_folder, to, 1u /* RENAME_NOREPLACE */);
}

// Opens a file that is in memory only; -1 when there is none. In C because the function is hidden.
static inline int pdl_memory_file(const char *_Nonnull name) {
    return memfd_create(name, 1u /* MFD_CLOEXEC */);
}

// Reserves blocks for [0, length). In C because the function is hidden; posix_fallocate is not,
// but where the file system cannot do it, that one writes every block instead.
static inline int pdl_allocate(int file, int64_t length) {
    return fallocate(file, 0, 0, (off_t)length);
}

// Sets a file's time of change, in seconds since 1970; the time of the last reading stays, and a link
// is not followed. In C because UTIME_OMIT is a macro that Swift does not see, and because which
// module `timespec` is of depends on what else has been imported.
static inline int pdl_set_modified(int folder, const char *_Nonnull name, int64_t seconds) {
    struct timespec times[2] = {{.tv_nsec = (1l << 30) - 2l /* UTIME_OMIT */},
                                {.tv_sec = (time_t)seconds}};
    return utimensat(folder, name, times, 0x100 /* AT_SYMLINK_NOFOLLOW */);
}

// Asks for one thing about a lock on `length` bytes from `start` on (0: to the file's end and beyond). In C
// because fcntl is variadic and the commands for locks of an open file description are hidden.
static inline int pdl_lock_command(int file, int command, struct flock *_Nonnull lock, short type,
                                   int64_t start, int64_t length) {
    memset(lock, 0, sizeof *lock);
    lock->l_type = type;
    lock->l_whence = 0 /* SEEK_SET */;
    lock->l_start = (off_t)start;
    lock->l_len = (off_t)length;
    return fcntl(file, command, lock);
}

// Locks a part of a file for writing, for as long as this open file description lives; fails with
// EAGAIN when another has some of it.
static inline int pdl_lock(int file, int64_t start, int64_t length) {
    struct flock lock;
    return pdl_lock_command(file, 37 /* F_OFD_SETLK */, &lock, F_WRLCK, start, length);
}

// Gives such a lock up at once: a duplicate of the descriptor would keep it for longer.
static inline int pdl_unlock(int file, int64_t start, int64_t length) {
    struct flock lock;
    return pdl_lock_command(file, 37 /* F_OFD_SETLK */, &lock, F_UNLCK, start, length);
}

// Whether another open file description holds a lock on one of these bytes; -1 on failure.
static inline int pdl_is_locked(int file, int64_t start, int64_t length) {
    struct flock lock;
    if (pdl_lock_command(file, 36 /* F_OFD_GETLK */, &lock, F_WRLCK, start, length) != 0) return -1;
    return lock.l_type != F_UNLCK;
}

// Whether reserving blocks on this file's system costs as much as writing them: in memory they
// are cleared at once, and FAT has no blocks that read as zeros without being written. In C
// because struct statfs is hidden.
static inline int pdl_allocation_is_costly(int file) {
    struct statfs system;
    if (fstatfs(file, &system) != 0) return 1;
    switch ((unsigned long)system.f_type) {
        case TMPFS_MAGIC:
        case RAMFS_MAGIC:
        case MSDOS_SUPER_MAGIC:
            return 1;
        default:
            return 0;
    }
}

// The file creation mask; -1 when it cannot be told. Read from /proc because umask(2) can only tell it
// by changing it for all threads. In C because it is one read and one search in its bytes.
static inline int pdl_creation_mask(void) {
    char text[4096];
    int status = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (status < 0) return -1;
    ssize_t count = read(status, text, sizeof text - 1);
    close(status);
    if (count <= 0) return -1;
    text[count] = 0;
    const char *line = strstr(text, "\nUmask:");
    return line ? (int)strtol(line + 7, NULL, 8) & 0777 : -1;
}

// Gives the file the permissions that a new file of mode 0666 gets in its folder, by this creation mask
// or by the folder's default access control list. In C because O_TMPFILE is hidden.
static inline int pdl_use_permissions(int folder, int file, int mask) {
    const int has_list = fgetxattr(folder, "system.posix_acl_default", NULL, 0) > 0;
    if (!has_list && (mask < 0 || (mask & 022) == 022)) return 0;
    struct stat facts;
    mode_t mode = 0666 & ~(mode_t)(mask < 0 ? 022 : mask);
    const int sample = openat(folder, ".", 020200000 /* O_TMPFILE */ | O_RDWR | O_CLOEXEC, 0666);
    if (sample >= 0) {
        if (fstat(sample, &facts) == 0) mode = facts.st_mode & 0777;
        close(sample);
    } else if (has_list) {
        return 0;
    }
    if (fstat(file, &facts) != 0) return -1;
    return (facts.st_mode & 07777) == mode ? 0 : fchmod(file, mode);
}

// The number of the mount that the file was opened through, never used twice where the kernel
// can tell (6.8); 0 when it cannot be told. In C because statx is hidden.
static inline uint64_t pdl_mount_number(int file) {
    const unsigned int unique = 0x4000u /* STATX_MNT_ID_UNIQUE */;
    const unsigned int plain = 0x1000u /* STATX_MNT_ID */;
    struct statx facts;
    memset(&facts, 0, sizeof facts);
    if (statx(file, "", 0x1000 /* AT_EMPTY_PATH */, unique | plain, &facts) != 0) return 0;
    return (facts.stx_mask & (unique | plain)) ? facts.stx_mnt_id : 0;
}

// The seconds on a clock. In C because several modules bring a struct timespec, and which of them it
// is taken from changes with what is compiled together.
static inline double pdl_clock_seconds(int clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

// Gives the open file of `file` the number of another descriptor as well, which is closed before. In C
// because the function is hidden; dup2 is not, but a program that is started would get the number.
static inline int pdl_replace(int number, int file) {
    return dup3(file, number, O_CLOEXEC);
}

// The memory in which the kernel put the first argument; the others follow it, each with its zero. In
// C because the variable that points there is hidden.
extern char *program_invocation_name;

static inline char *_Nonnull pdl_first_argument(void) {
    return program_invocation_name;
}

// The environment's variables, up to a null pointer. In C because it is a global variable.
extern char **environ;

static inline char *_Nullable *_Nullable pdl_environment(void) {
    return environ;
}

// Watches a descriptor for `events`, or another set of them if it is watched already. In C because
// the event's data is a union in a packed struct.
static inline int pdl_watch(int poll, int file, uint32_t events) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = events;
    event.data.fd = file;
    if (epoll_ctl(poll, EPOLL_CTL_MOD, file, &event) == 0) return 0;
    return errno == ENOENT ? epoll_ctl(poll, EPOLL_CTL_ADD, file, &event) : -1;
}

// Watches a descriptor no more; one that is closed already is not watched any more anyway.
static inline void pdl_unwatch(int poll, int file) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    (void)epoll_ctl(poll, EPOLL_CTL_DEL, file, &event);
}

// The descriptor that an event is about. In C for the same reason.
static inline int pdl_event_file(const struct epoll_event *_Nonnull event) {
    return event->data.fd;
}

// What dl_iterate_phdr says of the program or a library, as far as it is needed here.
struct pdl_object {
    uintptr_t base;
    const char *name;
    const Elf64_Phdr *segments;
    uint16_t count;
};

extern int dl_iterate_phdr(int (*visit)(struct pdl_object *object, size_t size, void *page),
                           void *page);

// Whether the start of the program has changed segments that are not to be written to.
static inline int pdl_has_changed_code(const struct pdl_object *_Nonnull object) {
    for (int i = 0; i < object->count; i++) {
        if (object->segments[i].p_type != PT_DYNAMIC) continue;
        const Elf64_Dyn *entry = (const Elf64_Dyn *)(object->base + object->segments[i].p_vaddr);
        for (; entry->d_tag != DT_NULL; entry++) {
            if (entry->d_tag == DT_TEXTREL) return 1;
            if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL)) return 1;
        }
    }
    return 0;
}

static inline int pdl_release_object(struct pdl_object *_Nonnull object, size_t size,
                                     void *_Nonnull context) {
    const uintptr_t page = *(const uintptr_t *)context;
    if (size < sizeof *object || pdl_has_changed_code(object)) return 0;
    for (int i = 0; i < object->count; i++) {
        const Elf64_Phdr *segment = &object->segments[i];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W)) continue;
        const uintptr_t address = object->base + (uintptr_t)segment->p_vaddr;
        const uintptr_t start = (address + page - 1) & ~(page - 1);
        const uintptr_t end = (address + (uintptr_t)segment->p_filesz) & ~(page - 1);
        if (start < end) (void)madvise((void *)start, end - start, 4 /* MADV_DONTNEED */);
    }
    return 0;
}

// Lets go of the pages of code and constants that are resident, of the program and its libraries; what
// runs next brings back those that it needs, from the kernel's cache. Only of segments that nobody has
// written to: their files have all of it. In C because it is arithmetic on addresses, and because the
// function that lists the segments is hidden.
static inline void pdl_release_code(void) {
    uintptr_t page = (uintptr_t)getauxval(AT_PAGESZ);
    if (page > 0) (void)dl_iterate_phdr(pdl_release_object, &page);
}

#endif
