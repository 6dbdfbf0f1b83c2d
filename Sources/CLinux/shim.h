// Linux file interfaces that Swift's Glibc module lacks, because the headers hide them behind
// _GNU_SOURCE. The C library has them all; only the declarations are missing.
#ifndef PDL_LINUX_SHIM_H
#define PDL_LINUX_SHIM_H

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/stat.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/socket.h>
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

// Renames a file; fails with EEXIST if `to` exists. In C because renameat2 is hidden.
static inline int pdl_rename_exclusive(int from_folder, const char *_Nonnull from, int to_folder,
                                       const char *_Nonnull to) {
    return renameat2(from_folder, from, to_folder, to, 1u /* RENAME_NOREPLACE */);
}

// Creates a file in memory; returns -1 on failure. In C because memfd_create is hidden.
static inline int pdl_memory_file(const char *_Nonnull name) {
    return memfd_create(name, 1u /* MFD_CLOEXEC */);
}

// Reserves blocks for [0, length). In C because fallocate is hidden. posix_fallocate is not, but it
// writes every block if the file system lacks support.
static inline int pdl_allocate(int file, int64_t length) {
    return fallocate(file, 0, 0, (off_t)length);
}

// Sets the modification time of a file in seconds since 1970, leaving its access time; does not
// follow symbolic links. In C because Swift does not import UTIME_OMIT, and because the module that
// provides `timespec` depends on the other imports.
static inline int pdl_set_modified(int folder, const char *_Nonnull name, int64_t seconds) {
    struct timespec times[2] = {{.tv_nsec = (1l << 30) - 2l /* UTIME_OMIT */},
                                {.tv_sec = (time_t)seconds}};
    return utimensat(folder, name, times, 0x100 /* AT_SYMLINK_NOFOLLOW */);
}

// Executes a lock command on `length` bytes from `start`; a length of 0 extends to infinity. In C
// because fcntl is variadic and the commands for open file description locks are hidden.
static inline int pdl_lock_command(int file, int command, struct flock *_Nonnull lock, short type,
                                   int64_t start, int64_t length) {
    memset(lock, 0, sizeof *lock);
    lock->l_type = type;
    lock->l_whence = 0 /* SEEK_SET */;
    lock->l_start = (off_t)start;
    lock->l_len = (off_t)length;
    return fcntl(file, command, lock);
}

// Acquires a write lock on a range, owned by this open file description. Fails with EAGAIN if
// another one holds a conflicting lock.
static inline int pdl_lock(int file, int64_t start, int64_t length) {
    struct flock lock;
    return pdl_lock_command(file, 37 /* F_OFD_SETLK */, &lock, F_WRLCK, start, length);
}

// Releases such a lock explicitly, since a duplicate of the descriptor would keep it.
static inline int pdl_unlock(int file, int64_t start, int64_t length) {
    struct flock lock;
    return pdl_lock_command(file, 37 /* F_OFD_SETLK */, &lock, F_UNLCK, start, length);
}

// Whether another open file description holds a lock in this range; -1 on failure.
static inline int pdl_is_locked(int file, int64_t start, int64_t length) {
    struct flock lock;
    if (pdl_lock_command(file, 36 /* F_OFD_GETLK */, &lock, F_WRLCK, start, length) != 0) return -1;
    return lock.l_type != F_UNLCK;
}

// Whether reserving blocks costs as much as writing them on this file system. In memory they are
// cleared at once, and FAT has no unwritten blocks. In C because struct statfs is hidden.
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

// Returns the file creation mask, or -1 if it is unknown. Read from /proc, because umask(2) returns
// it only by changing it for all threads. In C because this is a single read and search.
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

// Sets the permissions that a new file of mode 0666 gets in this folder, by the creation mask or by
// the default ACL of the folder. In C because O_TMPFILE is hidden.
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

// Returns the ID of the mount through which a file was opened; 0 if unknown. It is never reused on
// kernels from 6.8 on. In C because statx is hidden.
static inline uint64_t pdl_mount_number(int file) {
    const unsigned int unique = 0x4000u /* STATX_MNT_ID_UNIQUE */;
    const unsigned int plain = 0x1000u /* STATX_MNT_ID */;
    struct statx facts;
    memset(&facts, 0, sizeof facts);
    if (statx(file, "", 0x1000 /* AT_EMPTY_PATH */, unique | plain, &facts) != 0) return 0;
    return (facts.stx_mask & (unique | plain)) ? facts.stx_mnt_id : 0;
}

// Returns the time of a clock in seconds. In C because several modules declare struct timespec, and
// which one Swift uses depends on what is compiled together.
static inline double pdl_clock_seconds(int clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

// Duplicates `file` to the descriptor `number`, closing that first. In C because dup3 is hidden;
// with dup2, child processes would inherit the descriptor.
static inline int pdl_replace(int number, int file) {
    return dup3(file, number, O_CLOEXEC);
}

// Returns the memory of the first argument; the others follow it, each with a terminating NUL. In C
// because program_invocation_name is hidden.
extern char *program_invocation_name;

static inline char *_Nonnull pdl_first_argument(void) {
    return program_invocation_name;
}

// Returns the environment, terminated by a null pointer. In C because it is a global variable.
extern char **environ;

static inline char *_Nullable *_Nullable pdl_environment(void) {
    return environ;
}

// Watches a descriptor for `events`, replacing those it is already watched for. In C because
// epoll_event is a packed struct with a union.
static inline int pdl_watch(int poll, int file, uint32_t events) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = events;
    event.data.fd = file;
    if (epoll_ctl(poll, EPOLL_CTL_MOD, file, &event) == 0) return 0;
    return errno == ENOENT ? epoll_ctl(poll, EPOLL_CTL_ADD, file, &event) : -1;
}

// Stops watching a descriptor; has no effect if it is already closed.
static inline void pdl_unwatch(int poll, int file) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    (void)epoll_ctl(poll, EPOLL_CTL_DEL, file, &event);
}

// Opens a socket that becomes readable when links, addresses or routes of this machine change; -1 on
// failure. In C because Swift does not import struct sockaddr_nl.
static inline int pdl_watch_network(void) {
    struct sockaddr_nl address;
    int file = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (file < 0) return -1;
    memset(&address, 0, sizeof address);
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE
        | RTMGRP_IPV6_ROUTE;
    if (bind(file, (struct sockaddr *)&address, sizeof address) == 0) return file;
    close(file);
    return -1;
}

// Returns the user that the process at the other end of a local socket ran as when it connected; -1 on
// failure. In C because struct ucred is hidden.
static inline int64_t pdl_peer_user(int socket) {
    struct { pid_t process; uid_t user; gid_t group; } peer;
    socklen_t length = sizeof peer;
    if (getsockopt(socket, 1 /* SOL_SOCKET */, 17 /* SO_PEERCRED */, &peer, &length) != 0) return -1;
    return length == sizeof peer ? (int64_t)peer.user : -1;
}

// Returns the descriptor of an event. In C for the same reason.
static inline int pdl_event_file(const struct epoll_event *_Nonnull event) {
    return event->data.fd;
}

// The part of dl_phdr_info that is used here.
struct pdl_object {
    uintptr_t base;
    const char *name;
    const Elf64_Phdr *segments;
    uint16_t count;
};

extern int dl_iterate_phdr(int (*visit)(struct pdl_object *object, size_t size, void *page),
                           void *page);

// Whether relocations have modified read-only segments of the object.
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

// Releases the resident pages of code and constants of the program and its libraries. Pages that
// are needed again come back from the page cache. Writable and relocated segments are skipped,
// because their pages differ from the file. In C because of pointer arithmetic, and because
// dl_iterate_phdr is hidden.
static inline void pdl_release_code(void) {
    uintptr_t page = (uintptr_t)getauxval(AT_PAGESZ);
    if (page > 0) (void)dl_iterate_phdr(pdl_release_object, &page);
}

// Swift's concurrency runtime calls this, if set, with every task that is to run on the global
// executor, and the default implementation. In C because the header is not installed.
extern void *_Nullable swift_task_enqueueGlobal_hook;

static inline void *_Nullable *_Nonnull pdl_task_hook(void) {
    return &swift_task_enqueueGlobal_hook;
}

extern void swift_job_run(void *_Nonnull job, void *_Nullable executor, uintptr_t implementation)
    __attribute__((swiftcall));

// Runs a part of a task on the current thread, as the global executor does.
static inline void pdl_run_task(void *_Nonnull job) { swift_job_run(job, NULL, 0); }

#endif
