/* What Swift cannot say about ncurses and about signals. Each function tells why it is C. */
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

/* Opens the terminal of `input` for its keys and capabilities only. What ncurses writes goes to
   /dev/null: its writes wait for the terminal, and ours must not. Its output descriptor is the
   terminal for as long as the line discipline is set, since ncurses reads keys in raw mode only
   when it has set that mode itself. In C because stdin is a mutable global. */
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
        /* newterm would have done the rest, had it had the terminal. */
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

/* A window that is never drawn: reading keys from a pad refreshes nothing. In C because newpad
   returns a pointer of a type that Swift imports as unsafe and nullable without saying so. */
static inline WINDOW *_Nullable pdl_open_keys(void) {
    WINDOW *pad = newpad(1, 1);
    if (pad) {
        keypad(pad, TRUE);
        nodelay(pad, TRUE);
        /* Else ncurses strips the eighth bit of what it reads: newterm has not seen the terminal. What
           this writes goes to /dev/null. */
        meta(pad, TRUE);
    }
    return pad;
}

/* From <term.h>, whose macros (`columns`, `bell`, `lines`) nobody wants in scope. */
extern int tigetnum(const char *_Nonnull name);
extern char *_Nullable tigetstr(const char *_Nonnull name);
extern char *_Nullable tparm(const char *_Nonnull text, ...);
extern int tputs(const char *_Nonnull text, int lines, int (*_Nonnull put)(int));

/* How many colours the terminal has; below 8 is none. In C for the declaration above. */
static inline int pdl_colors(void) { return tigetnum("colors"); }

/* Where a capability is expanded to. Local to a function, because Swift emits no variable of a
   header. */
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

/* The bytes of a string capability with one parameter; empty when the terminal has none. Valid
   until the next call. In C because tparm is variadic and absence is a pointer of -1. */
static inline const char *_Nonnull pdl_capability(const char *_Nonnull name, int parameter) {
    char *text = pdl_text();
    text[0] = 0;
    const char *found = tigetstr(name);
    if (!found || found == (const char *)-1) return text;
    const char *expanded = tparm(found, parameter, 0, 0, 0, 0, 0, 0, 0, 0);
    if (expanded) tputs(expanded, 1, pdl_put);
    return text;
}

/* Whether the terminal has hung up. In C next to its kin. */
static inline int pdl_is_lost(void) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, 0) > 0 && input.revents & (POLLHUP | POLLERR | POLLNVAL);
}

/* Gives an escape sequence a key's number. In C because the text is not const there. */
static inline void pdl_define_key(const char *_Nonnull sequence, int code) {
    define_key(sequence, code);
}

enum { PDL_PASTE_BEGIN = 06001, PDL_PASTE_END = 06002, PDL_FOCUS = 06003 };

/* Has presses and the wheel read as keys. In C because the masks are macros of macros. */
static inline void pdl_use_mouse(int on) {
    mouseinterval(0);
    mousemask(on ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
}

/* Reads a mouse event: 0 none, 1 press, 2 wheel up, 3 wheel down. In C for the masks again. */
static inline int pdl_read_mouse(int *_Nonnull x, int *_Nonnull y) {
    MEVENT event;
    if (getmouse(&event) != OK) return 0;
    *x = event.x;
    *y = event.y;
    if (event.bstate & BUTTON1_PRESSED) return 1;
    if (event.bstate & BUTTON4_PRESSED) return 2;
    if (event.bstate & BUTTON5_PRESSED) return 3;
    return 0;
}

/* The terminal's size; 0 when it has none. In C because ioctl is variadic. */
static inline int pdl_size(int *_Nonnull columns, int *_Nonnull rows) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 0;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 1;
}

/* From <sys/mman.h>, which shows it to GNU sources only. */
extern int memfd_create(const char *_Nonnull name, unsigned int flags);

/* Whether the locale's characters are UTF-8. In C because nl_langinfo returns a shared pointer. */
static inline int pdl_is_utf8(void) {
    const char *codeset = nl_langinfo(CODESET);
    return codeset && strcmp(codeset, "UTF-8") == 0;
}

/* The guard: what must happen when a signal ends the program. It is C because a signal handler may
   call async-signal-safe functions only (POSIX, 2.4.3), and Swift promises that of nothing. */
struct pdl_guard {
    volatile sig_atomic_t armed;
    struct termios modes;        /* as the terminal was found */
    struct termios screen_modes; /* while the screen is up */
    char restore[512];
    size_t length;
    int saved_error; /* the real standard error */
    int held_error;  /* a file in memory that takes its place while the screen is up */
};

/* The one guard. Local to a function, because Swift emits no variable of a header. */
static inline struct pdl_guard *_Nonnull pdl_guard_state(void) {
    static struct pdl_guard state;
    return &state;
}

/* Writes to a terminal without ever waiting for it for longer than a quarter of a second. What was
   written before and has not been read by then is dropped, to make room. Async-signal-safe. */
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

/* Prints what was written to standard error while the screen was up. Async-signal-safe. */
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

/* Gives the terminal back, unless that was done or another program has it. Async-signal-safe. */
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
    /* The kernel's word that a file may not grow: the write fails, and is reported as a failure. */
    if (number == SIGXFSZ && facts && facts->si_pid == getpid()) return;
    pdl_guard_restore();
    pdl_act_by_default(number);
}

static inline void pdl_guard_catch(int number);

/* Stops as by default, with the terminal given back. SIGCONT brings the screen back. */
static inline void pdl_stop(int number, siginfo_t *_Nullable facts, void *_Nullable context) {
    pdl_guard_restore();
    pdl_act_by_default(number);
    pdl_guard_catch(number);
}

/* Has a signal restore the terminal before it does what it does by default; one that is ignored
   stays ignored. */
static inline void pdl_guard_catch(int number) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) != 0 || action.sa_handler == SIG_IGN) return;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = number == SIGTTIN || number == SIGTTOU ? pdl_stop : pdl_die;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTART;
    sigaction(number, &action, NULL);
}

/* Has the limit on the size of files (`ulimit -f`) fail the write that exceeds it, not the program.
   In C for the handler, which is not inherited as an ignored signal would be. */
static inline void pdl_survive_size_limit(void) { pdl_guard_catch(SIGXFSZ); }

/* Notes how the terminal was, and catches every signal that ends or stops a program by default.
   Call before the screen opens. */
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
                /* The numbers between are the C library's own. */
                if (number <= SIGSYS || number >= SIGRTMIN) pdl_guard_catch(number);
        }
    }
}

/* Says what gives the terminal back, and takes the modes that are set now for the screen's. */
static inline void pdl_guard_learn(const char *_Nonnull restore) {
    struct pdl_guard *guard = pdl_guard_state();
    guard->length = strnlen(restore, sizeof guard->restore);
    memcpy(guard->restore, restore, guard->length);
    tcgetattr(STDIN_FILENO, &guard->screen_modes);
}

/* Says whether the screen is up; while it is, standard error is held back. */
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

/* Sets the line discipline as it was found, or as the screen needs it. */
static inline void pdl_set_modes(int for_screen) {
    struct pdl_guard *guard = pdl_guard_state();
    tcsetattr(STDIN_FILENO, TCSANOW, for_screen ? &guard->screen_modes : &guard->modes);
}
