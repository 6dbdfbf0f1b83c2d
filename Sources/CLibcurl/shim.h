#pragma once
#include <curl/curl.h>

/* curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one function here
   for each type of value. */

/// Sets an option whose value is a C long.
static inline CURLcode pdl_set_long(CURL *_Nonnull handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// Sets an option whose value is a curl_off_t.
static inline CURLcode pdl_set_offset(CURL *_Nonnull handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/// Sets an option whose value is a string; libcurl keeps a copy.
static inline CURLcode pdl_set_string(CURL *_Nonnull handle, CURLoption option,
                                      const char *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

/// Sets an option whose value is a pointer that libcurl hands on or reads from.
static inline CURLcode pdl_set_pointer(CURL *_Nonnull handle, CURLoption option,
                                       void *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

/// What libcurl calls with a piece of a body or a line of a head.
typedef size_t (*pdl_bytes_callback)(char *_Nullable bytes, size_t size, size_t count,
                                     void *_Nullable context);

/// Sets the function that takes a body (CURLOPT_WRITEFUNCTION) or a head (CURLOPT_HEADERFUNCTION).
static inline CURLcode pdl_set_callback(CURL *_Nonnull handle, CURLoption option,
                                        pdl_bytes_callback _Nonnull callback) {
    return curl_easy_setopt(handle, option, callback);
}

/// Sets the function that judges an SSH server's key (CURLOPT_SSH_KEYFUNCTION).
static inline CURLcode pdl_set_host_key_callback(CURL *_Nonnull handle,
                                                 curl_sshkeycallback _Nonnull callback) {
    return curl_easy_setopt(handle, CURLOPT_SSH_KEYFUNCTION, callback);
}

/// What libcurl calls with each socket that it has made, before it connects it; 0 lets it go on.
typedef int (*pdl_made_socket_callback)(void *_Nullable context, curl_socket_t socket,
                                        curlsocktype purpose);

/// What libcurl calls to have a socket closed.
typedef int (*pdl_close_socket_callback)(void *_Nullable context, curl_socket_t socket);

/// Sets the functions that are told of new sockets (CURLOPT_SOCKOPTFUNCTION) and that close them
/// (CURLOPT_CLOSESOCKETFUNCTION).
static inline CURLcode pdl_set_socket_callbacks(CURL *_Nonnull handle,
                                                pdl_made_socket_callback _Nonnull on_made,
                                                pdl_close_socket_callback _Nonnull on_close) {
    (void)curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, on_made);
    return curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, on_close);
}

/// What libcurl calls right before it sends a request on a connection with these two ends.
typedef int (*pdl_before_request_callback)(void *_Nullable context, char *_Nullable remote_address,
                                           char *_Nullable local_address, int remote_port,
                                           int local_port);

/// Sets the function that says whether a request may be sent (CURLOPT_PREREQFUNCTION).
static inline CURLcode pdl_set_before_request(CURL *_Nonnull handle,
                                              pdl_before_request_callback _Nonnull callback) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
}

/// Reads a fact that is a list, which the caller frees; NULL when there is none.
static inline struct curl_slist *_Nullable pdl_get_list(CURL *_Nonnull handle, CURLINFO info) {
    struct curl_slist *value = NULL;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : NULL;
}

/// The TLS library and its object for the connection in use; NULL when there is none.
static inline struct curl_tlssessioninfo *_Nullable pdl_get_tls_session(CURL *_Nonnull handle) {
    struct curl_tlssessioninfo *value = NULL;
    return curl_easy_getinfo(handle, CURLINFO_TLS_SSL_PTR, &value) == CURLE_OK ? value : NULL;
}

/// Reads a fact that is a C long; 0 when there is none.
static inline long pdl_get_long(CURL *_Nonnull handle, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

/// Reads a fact that is a curl_off_t; -1 when there is none.
static inline curl_off_t pdl_get_offset(CURL *_Nonnull handle, CURLINFO info) {
    curl_off_t value = -1;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : -1;
}

/// Reads a fact that is a string, which libcurl owns; NULL when there is none.
static inline const char *_Nullable pdl_get_string(CURL *_Nonnull handle, CURLINFO info) {
    char *value = NULL;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : NULL;
}

/// The pointer that was kept with CURLOPT_PRIVATE.
static inline void *_Nullable pdl_get_private(CURL *_Nonnull handle) {
    char *value = NULL;
    return curl_easy_getinfo(handle, CURLINFO_PRIVATE, &value) == CURLE_OK ? value : NULL;
}

/// Sets a multi handle's option whose value is a C long.
static inline CURLMcode pdl_multi_set_long(CURLM *_Nonnull multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// What libcurl calls to say which events of a socket it waits for.
typedef int (*pdl_socket_callback)(CURL *_Nullable handle, curl_socket_t socket, int events,
                                   void *_Nullable context, void *_Nullable socket_context);

/// What libcurl calls to say after how many milliseconds it has something to do; -1 is never.
typedef int (*pdl_timer_callback)(CURLM *_Nullable multi, long milliseconds,
                                  void *_Nullable context);

/// Sets the functions that tell what a multi handle waits for, and their context.
static inline void pdl_multi_set_callbacks(CURLM *_Nonnull multi,
                                           pdl_socket_callback _Nonnull on_socket,
                                           pdl_timer_callback _Nonnull on_timer,
                                           void *_Nonnull context) {
    (void)curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    (void)curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    (void)curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    (void)curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}

/// The "socket" of a timer that has run out; a macro with a cast.
static const curl_socket_t pdl_socket_timeout = CURL_SOCKET_TIMEOUT;

/// Lets the handles of a share have one TLS session cache and one name cache.
static inline CURLSHcode pdl_share(CURLSH *_Nonnull share, curl_lock_data data) {
    return curl_share_setopt(share, CURLSHOPT_SHARE, data);
}

/// The result of a finished transfer; in C because `data` is a union.
static inline CURLcode pdl_message_result(const CURLMsg *_Nonnull message) {
    return message->data.result;
}

/// What a write callback returns to be called again with the same bytes later; a macro of a type
/// that Swift does not import.
static const size_t pdl_write_pause = CURL_WRITEFUNC_PAUSE;

/// Ways to log in: a bearer token, a password, a digest of a password. Macros of a type that Swift
/// does not import.
static const long pdl_auth_bearer = (long)CURLAUTH_BEARER;
static const long pdl_auth_basic = (long)CURLAUTH_BASIC;
static const long pdl_auth_digest = (long)CURLAUTH_DIGEST;
