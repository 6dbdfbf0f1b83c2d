/* Wrappers for ncurses and signals that Swift cannot express. Each comment says why it is in C. */
#define NCURSES_WIDECHAR 1
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* Opens the terminal on standard input for its keys and capabilities only. The output of ncurses
   goes to /dev/null, because its writes can block on the terminal and ours must not. While the
   terminal modes are set, its output descriptor is the terminal: ncurses reads keys in raw mode
   only if it has set that mode itself. In C because stdin is a mutable global. */
static inline SCREEN *_Nullable pdl_open_screen(void) {
    int sink = open("/dev/null", O_RDWR | O_CLOEXEC);
    FILE *output = sink < 0 ? NULL : fdopen(sink, "w");
    SCREEN *screen = output ? newterm(NULL, output, stdin) : NULL;
    if (!screen) return NULL;
    if (dup2(STDIN_FILENO, sink) >= 0) {
        def_shell_mode();
        def_prog_mode();
        raw();
        noecho();
        nonl();
        /* The modes that newterm sets if its output is a terminal. */
        struct termios modes;
        if (tcgetattr(STDIN_FILENO, &modes) == 0) {
            modes.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
            modes.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | IXON | BRKINT | PARMRK);
            modes.c_oflag &= ~(tcflag_t)ONLCR;
            modes.c_cc[VMIN] = 1;
            modes.c_cc[VTIME] = 0;
            tcsetattr(STDIN_FILENO, TCSANOW, &modes);
        }
    }
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null >= 0) {
        dup2(null, sink);
        fcntl(sink, F_SETFD, FD_CLOEXEC);
        close(null);
    }
    return screen;
}

/* Creates a window for reading keys that is never drawn: reading from a pad does not refresh the
   screen. In C because newpad lacks nullability annotations. */
static inline WINDOW *_Nullable pdl_open_keys(void) {
    WINDOW *pad = newpad(1, 1);
    if (pad) {
        keypad(pad, TRUE);
        nodelay(pad, TRUE);
        /* Keeps the eighth bit of input, which ncurses strips because newterm had no terminal. The
           output of meta goes to /dev/null. */
        meta(pad, TRUE);
    }
    return pad;
}

/* From <term.h>, which is not included because of its macros (`columns`, `bell`, `lines`). */
extern int tigetnum(const char *_Nonnull name);
extern char *_Nullable tigetstr(const char *_Nonnull name);
extern char *_Nullable tparm(const char *_Nonnull text, ...);
extern int tputs(const char *_Nonnull text, int lines, int (*_Nonnull put)(int));

/* Returns the number of colors of the terminal; fewer than 8 count as none. In C because of the
   declaration above. */
static inline int pdl_colors(void) { return tigetnum("colors"); }

/* Returns the buffer for an expanded capability. It is local to a function, because Swift does not
   emit variables defined in headers. */
static inline char *_Nonnull pdl_text(void) {
    static char text[128];
    return text;
}

static inline int pdl_put(int byte) {
    char *text = pdl_text();
    size_t length = strlen(text);
    if (length + 1 < 128) {
        text[length] = (char)byte;
        text[length + 1] = 0;
    }
    return byte;
}

/* Returns the bytes of a string capability with one parameter; empty if the terminal lacks it. They
   are valid until the next call. In C because tparm is variadic and tigetstr returns (char *)-1 for
   a capability that is not a string. */
static inline const char *_Nonnull pdl_capability(const char *_Nonnull name, int parameter) {
    char *text = pdl_text();
    text[0] = 0;
    const char *found = tigetstr(name);
    if (!found || found == (const char *)-1) return text;
    const char *expanded = tparm(found, parameter, 0, 0, 0, 0, 0, 0, 0, 0);
    if (expanded) tputs(expanded, 1, pdl_put);
    return text;
}

/* Whether the terminal has hung up. In C like the functions around it. */
static inline int pdl_is_lost(void) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, 0) > 0 && input.revents & (POLLHUP | POLLERR | POLLNVAL);
}

/* Assigns a key code to an escape sequence. In C because define_key takes a non-const string. */
static inline void pdl_define_key(const char *_Nonnull sequence, int code) {
    define_key(sequence, code);
}

enum {
    PDL_PASTE_BEGIN = 06001, PDL_PASTE_END = 06002, PDL_FOCUS = 06003, PDL_MOUSE = 06004,
    PDL_MOUSE_BYTES = 06005,
};

/* Reports the beginnings of mouse reports as keys. ncurses itself would read the rest of a report
   at once, and wait for it. In C like define_key above; a null pointer removes a definition. */
static inline void pdl_define_mouse(void) {
    define_key(NULL, KEY_MOUSE);
    define_key("\033[<", PDL_MOUSE);
    define_key("\033[M", PDL_MOUSE_BYTES);
}

/* Reads the size of the terminal; returns 0 if it is unknown. In C because ioctl is variadic. */
static inline int pdl_size(int *_Nonnull columns, int *_Nonnull rows) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 0;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 1;
}

/* From <sys/mman.h>, which declares it only with _GNU_SOURCE. */
extern int memfd_create(const char *_Nonnull name, unsigned int flags);

/* Whether the locale uses UTF-8. In C because nl_langinfo returns a pointer to static memory. */
static inline int pdl_is_utf8(void) {
    const char *codeset = nl_langinfo(CODESET);
    return codeset && strcmp(codeset, "UTF-8") == 0;
}

/* The guard: restores the terminal if a signal ends the program. In C because a signal handler may
   call only async-signal-safe functions (POSIX 2.4.3), and no Swift code is guaranteed to be so. */
struct pdl_guard {
    volatile sig_atomic_t armed;
    struct termios modes;        /* the original modes */
    struct termios screen_modes; /* the modes while the screen is active */
    char restore[512];
    size_t length;
    int saved_error; /* the real standard error */
    int held_error;  /* the memory file that replaces it while the screen is active */
};

/* Returns the only guard, local to a function for the same reason as the buffer above. */
static inline struct pdl_guard *_Nonnull pdl_guard_state(void) {
    static struct pdl_guard state;
    return &state;
}

/* Writes to a terminal, waiting for 0.3 s at most. After 0.25 s, pending output is discarded to
   make room. Async-signal-safe. */
static inline void pdl_write_soon(int file, const char *_Nonnull bytes, size_t count) {
    int flags = fcntl(file, F_GETFL);
    if (flags < 0) return;
    fcntl(file, F_SETFL, flags | O_NONBLOCK);
    int flushed = 0;
    for (int tries = 0; count > 0 && tries < 30; tries++) {
        ssize_t done = write(file, bytes, count);
        if (done > 0) {
            bytes += done;
            count -= (size_t)done;
        } else if (done < 0 && errno == EAGAIN) {
            if (tries == 25 && !flushed) {
                flushed = 1;
                tcflush(file, TCOFLUSH);
            } else {
                struct timespec pause = {.tv_nsec = 10000000};
                nanosleep(&pause, NULL);
            }
        } else if (done < 0 && errno != EINTR) {
            break;
        }
    }
    fcntl(file, F_SETFL, flags);
}

/* Restores standard error and prints the end of its output since the screen became active.
   Async-signal-safe. */
static inline void pdl_release_error(void) {
    struct pdl_guard *guard = pdl_guard_state();
    if (guard->saved_error <= 0) return;
    dup2(guard->saved_error, STDERR_FILENO);
    char block[4096];
    off_t at = lseek(guard->held_error, 0, SEEK_END) - (off_t)sizeof block;
    lseek(guard->held_error, at > 0 ? at : 0, SEEK_SET);
    ssize_t count = read(guard->held_error, block, sizeof block);
    if (count > 0) pdl_write_soon(STDERR_FILENO, block, (size_t)count);
    if (ftruncate(guard->held_error, 0) == 0) lseek(guard->held_error, 0, SEEK_SET);
}

/* Restores the terminal, unless this was done or another process group owns it.
   Async-signal-safe. */
static inline void pdl_guard_restore(void) {
    struct pdl_guard *guard = pdl_guard_state();
    if (!guard->armed) return;
    guard->armed = 0;
    if (tcgetpgrp(STDIN_FILENO) == getpgrp()) {
        pdl_write_soon(STDOUT_FILENO, guard->restore, guard->length);
        tcsetattr(STDIN_FILENO, TCSANOW, &guard->modes);
    }
    pdl_release_error();
}

static inline void pdl_act_by_default(int number) {
    signal(number, SIG_DFL);
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, number);
    pthread_sigmask(SIG_UNBLOCK, &one, NULL);
    raise(number);
}

static inline void pdl_die(int number, siginfo_t *_Nullable facts, void *_Nullable context) {
    /* From the kernel, SIGXFSZ accompanies a failed write, which is reported as an error. */
    if (number == SIGXFSZ && facts && facts->si_pid == getpid()) return;
    pdl_guard_restore();
    pdl_act_by_default(number);
}

static inline void pdl_guard_catch(int number);

/* Restores the terminal and stops the process as by default. SIGCONT reactivates the screen. */
static inline void pdl_stop(int number, siginfo_t *_Nullable facts, void *_Nullable context) {
    pdl_guard_restore();
    pdl_act_by_default(number);
    pdl_guard_catch(number);
}

/* Catches a signal to restore the terminal before the default action. A signal that is ignored
   stays ignored. */
static inline void pdl_guard_catch(int number) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) != 0 || action.sa_handler == SIG_IGN) return;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = number == SIGTTIN || number == SIGTTOU ? pdl_stop : pdl_die;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTART;
    sigaction(number, &action, NULL);
}

/* Makes a write beyond the file size limit (`ulimit -f`) fail instead of ending the program. In C
   because this takes a handler: unlike an ignored signal, child processes do not inherit it. */
static inline void pdl_survive_size_limit(void) { pdl_guard_catch(SIGXFSZ); }

/* Saves the terminal modes and catches every signal that ends a program by default, and those for
   background terminal access. Call before opening the screen. */
static inline void pdl_guard_prepare(void) {
    struct pdl_guard *guard = pdl_guard_state();
    static char stack[65536];
    tcgetattr(STDIN_FILENO, &guard->modes);
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternate, NULL);
    for (int number = 1; number <= SIGRTMAX; number++) {
        switch (number) {
            case SIGKILL: case SIGSTOP: case SIGTSTP: case SIGCONT:
            case SIGCHLD: case SIGURG: case SIGWINCH: case SIGPIPE:
                break;
            default:
                /* The C library reserves the numbers in between. */
                if (number <= SIGSYS || number >= SIGRTMIN) pdl_guard_catch(number);
        }
    }
}

/* Sets the bytes that restore the terminal, and saves the current modes as those of the screen. */
static inline void pdl_guard_learn(const char *_Nonnull restore) {
    struct pdl_guard *guard = pdl_guard_state();
    guard->length = strnlen(restore, sizeof guard->restore);
    memcpy(guard->restore, restore, guard->length);
    tcgetattr(STDIN_FILENO, &guard->screen_modes);
}

/* Sets whether the screen is active; meanwhile standard error is held back. */
static inline void pdl_guard_arm(int up) {
    struct pdl_guard *guard = pdl_guard_state();
    if (up && !guard->armed) {
        if (guard->saved_error == 0) {
            guard->saved_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
            guard->held_error = memfd_create("pdl-tui-stderr", 1u /* MFD_CLOEXEC */);
        }
        if (guard->held_error > 0 && isatty(guard->saved_error))
            dup2(guard->held_error, STDERR_FILENO);
        guard->armed = 1;
    } else if (!up && guard->armed) {
        guard->armed = 0;
        if (guard->held_error > 0) pdl_release_error();
    }
}

/* Sets the terminal modes to the original ones or to those of the screen. */
static inline void pdl_set_modes(int for_screen) {
    struct pdl_guard *guard = pdl_guard_state();
    tcsetattr(STDIN_FILENO, TCSANOW, for_screen ? &guard->screen_modes : &guard->modes);
}
