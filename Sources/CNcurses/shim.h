/* What Swift cannot say about ncurses and about signals. Each function tells why it is C. */
#define NCURSES_WIDECHAR 1
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Opens the terminal on descriptors 0 and 1. In C because stdin and stdout are mutable globals. */
static inline SCREEN *_Nullable pdl_open_screen(void) {
    return newterm(NULL, stdout, stdin);
}

/* A window that is never drawn: reading keys from a pad refreshes nothing. In C because newpad
   returns a pointer of a type that Swift imports as unsafe and nullable without saying so. */
static inline WINDOW *_Nullable pdl_open_keys(void) {
    WINDOW *pad = newpad(1, 1);
    if (pad) {
        keypad(pad, TRUE);
        nodelay(pad, TRUE);
    }
    return pad;
}

/* Clears the screen as ncurses sees it, so that its own output comes before ours. In C because
   stdscr is a mutable global. */
static inline void pdl_first_refresh(void) {
    wclear(stdscr);
    wrefresh(stdscr);
    fflush(stdout);
}

/* Writes what ncurses holds back. In C because stdout is a mutable global. */
static inline void pdl_flush(void) { fflush(stdout); }

/* From <term.h>, whose macros (`columns`, `bell`, `lines`) nobody wants in scope. */
extern int tigetnum(const char *_Nonnull name);

/* How many colours the terminal has; below 8 is none. In C for the declaration above. */
static inline int pdl_colors(void) { return tigetnum("colors"); }

/* Writes all bytes; false when the terminal is gone. In C because errno is a macro. */
static inline int pdl_write_all(const void *_Nonnull bytes, size_t count) {
    const char *at = bytes;
    while (count > 0) {
        ssize_t done = write(STDOUT_FILENO, at, count);
        if (done >= 0) {
            at += done;
            count -= (size_t)done;
        } else if (errno == EAGAIN) {
            struct pollfd room = {.fd = STDOUT_FILENO, .events = POLLOUT};
            poll(&room, 1, 1000);
        } else if (errno != EINTR) {
            return 0;
        }
    }
    return 1;
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

/* Asks for presses and the wheel. In C because the masks are macros of macros. */
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

/* The guard: what must happen when the program dies of a defect. It is C because a signal handler
   may call async-signal-safe functions only (POSIX, 2.4.3), and Swift promises that of nothing. */
struct pdl_guard {
    volatile sig_atomic_t armed;
    struct termios modes;
    char restore[256];
    size_t length;
    int saved_error; /* the real standard error */
    int held_error;  /* a file in memory that takes its place while the screen is up */
};

/* The one guard. Local to a function, because Swift emits no variable of a header. */
static inline struct pdl_guard *_Nonnull pdl_guard_state(void) {
    static struct pdl_guard state;
    return &state;
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
    if (count > 0 && write(STDERR_FILENO, block, (size_t)count) < 0) return;
    if (ftruncate(guard->held_error, 0) == 0) lseek(guard->held_error, 0, SEEK_SET);
}

static inline void pdl_die(int signal_number) {
    struct pdl_guard *guard = pdl_guard_state();
    if (guard->armed) {
        guard->armed = 0;
        if (write(STDOUT_FILENO, guard->restore, guard->length) < 0) errno = 0;
        tcsetattr(STDIN_FILENO, TCSANOW, &guard->modes);
        pdl_release_error();
    }
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

/* Notes how the terminal was, and catches the signals of defects. Call before the screen opens. */
static inline void pdl_guard_prepare(const char *_Nonnull restore) {
    struct pdl_guard *guard = pdl_guard_state();
    static char stack[65536];
    tcgetattr(STDIN_FILENO, &guard->modes);
    guard->length = strnlen(restore, sizeof guard->restore);
    memcpy(guard->restore, restore, guard->length);
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternate, NULL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = pdl_die;
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    const int deadly[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGQUIT, SIGSYS};
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) sigaction(deadly[i], &action, NULL);
}

/* Says whether the screen is up; while it is, standard error is held back. */
static inline void pdl_guard_arm(int up) {
    struct pdl_guard *guard = pdl_guard_state();
    if (up && !guard->armed) {
        if (guard->saved_error == 0) {
            guard->saved_error = dup(STDERR_FILENO);
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

/* Puts the line discipline back as it was found. */
static inline void pdl_guard_restore_modes(void) {
    struct pdl_guard *guard = pdl_guard_state();
    tcsetattr(STDIN_FILENO, TCSANOW, &guard->modes);
}
