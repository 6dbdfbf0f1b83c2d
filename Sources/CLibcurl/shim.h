#pragma once
#include <curl/curl.h>

/* curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call. The functions below
   wrap them for each type of value. */

/// Sets an option whose value is a C long.
static inline CURLcode pdl_set_long(CURL *_Nonnull handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// Sets an option whose value is a curl_off_t.
static inline CURLcode pdl_set_offset(CURL *_Nonnull handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/// Sets an option whose value is a string, which libcurl copies.
static inline CURLcode pdl_set_string(CURL *_Nonnull handle, CURLoption option,
                                      const char *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

/// Sets an option whose value is a pointer that libcurl passes to callbacks or reads from.
static inline CURLcode pdl_set_pointer(CURL *_Nonnull handle, CURLoption option,
                                       void *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

/// The callback for a chunk of a body or a header line.
typedef size_t (*pdl_bytes_callback)(char *_Nullable bytes, size_t size, size_t count,
                                     void *_Nullable context);

/// Sets the callback for the body (CURLOPT_WRITEFUNCTION) or the header lines
/// (CURLOPT_HEADERFUNCTION).
static inline CURLcode pdl_set_callback(CURL *_Nonnull handle, CURLoption option,
                                        pdl_bytes_callback _Nonnull callback) {
    return curl_easy_setopt(handle, option, callback);
}

/// Sets the callback that verifies an SSH host key (CURLOPT_SSH_KEYFUNCTION).
static inline CURLcode pdl_set_host_key_callback(CURL *_Nonnull handle,
                                                 curl_sshkeycallback _Nonnull callback) {
    return curl_easy_setopt(handle, CURLOPT_SSH_KEYFUNCTION, callback);
}

/// The callback for each new socket, before libcurl connects it; returns 0 to continue.
typedef int (*pdl_made_socket_callback)(void *_Nullable context, curl_socket_t socket,
                                        curlsocktype purpose);

/// The callback that closes a socket.
typedef int (*pdl_close_socket_callback)(void *_Nullable context, curl_socket_t socket);

/// Sets the callbacks for new sockets (CURLOPT_SOCKOPTFUNCTION) and for closing them
/// (CURLOPT_CLOSESOCKETFUNCTION).
static inline CURLcode pdl_set_socket_callbacks(CURL *_Nonnull handle,
                                                pdl_made_socket_callback _Nonnull on_made,
                                                pdl_close_socket_callback _Nonnull on_close) {
    (void)curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, on_made);
    return curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, on_close);
}

/// The callback before a request is sent on a connection with these addresses.
typedef int (*pdl_before_request_callback)(void *_Nullable context, char *_Nullable remote_address,
                                           char *_Nullable local_address, int remote_port,
                                           int local_port);

/// Sets the callback that allows or aborts a request (CURLOPT_PREREQFUNCTION).
static inline CURLcode pdl_set_before_request(CURL *_Nonnull handle,
                                              pdl_before_request_callback _Nonnull callback) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
}

/// Returns an info value that is a list, which the caller must free; NULL if unavailable.
static inline struct curl_slist *_Nullable pdl_get_list(CURL *_Nonnull handle, CURLINFO info) {
    struct curl_slist *value = NULL;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : NULL;
}

/// Returns the facts about the server's own certificate (CURLINFO_CERTINFO), owned by libcurl; NULL
/// if unavailable.
static inline struct curl_slist *_Nullable pdl_get_certificate(CURL *_Nonnull handle) {
    struct curl_certinfo *value = NULL;
    if (curl_easy_getinfo(handle, CURLINFO_CERTINFO, &value) != CURLE_OK || value == NULL) {
        return NULL;
    }
    return value->num_of_certs > 0 ? value->certinfo[0] : NULL;
}

/// Returns the TLS library and its session for the current connection; NULL if unavailable.
static inline struct curl_tlssessioninfo *_Nullable pdl_get_tls_session(CURL *_Nonnull handle) {
    struct curl_tlssessioninfo *value = NULL;
    return curl_easy_getinfo(handle, CURLINFO_TLS_SSL_PTR, &value) == CURLE_OK ? value : NULL;
}

/// Returns an info value that is a C long; 0 if unavailable.
static inline long pdl_get_long(CURL *_Nonnull handle, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

/// Returns an info value that is a curl_off_t; -1 if unavailable.
static inline curl_off_t pdl_get_offset(CURL *_Nonnull handle, CURLINFO info) {
    curl_off_t value = -1;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : -1;
}

/// Returns an info value that is a string, owned by libcurl; NULL if unavailable.
static inline const char *_Nullable pdl_get_string(CURL *_Nonnull handle, CURLINFO info) {
    char *value = NULL;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : NULL;
}

/// Returns the pointer set with CURLOPT_PRIVATE.
static inline void *_Nullable pdl_get_private(CURL *_Nonnull handle) {
    char *value = NULL;
    return curl_easy_getinfo(handle, CURLINFO_PRIVATE, &value) == CURLE_OK ? value : NULL;
}

/// Sets an option of a multi handle whose value is a C long.
static inline CURLMcode pdl_multi_set_long(CURLM *_Nonnull multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// The callback for the events that libcurl waits for on a socket.
typedef int (*pdl_socket_callback)(CURL *_Nullable handle, curl_socket_t socket, int events,
                                   void *_Nullable context, void *_Nullable socket_context);

/// The callback for the timeout in milliseconds after which to call libcurl; -1 means none.
typedef int (*pdl_timer_callback)(CURLM *_Nullable multi, long milliseconds,
                                  void *_Nullable context);

/// Sets the socket and timer callbacks of a multi handle, and their context.
static inline void pdl_multi_set_callbacks(CURLM *_Nonnull multi,
                                           pdl_socket_callback _Nonnull on_socket,
                                           pdl_timer_callback _Nonnull on_timer,
                                           void *_Nonnull context) {
    (void)curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    (void)curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    (void)curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    (void)curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}

/// The pseudo socket for an expired timeout; in C because the macro contains a cast.
static const curl_socket_t pdl_socket_timeout = CURL_SOCKET_TIMEOUT;

/// Makes the handles of a share use the same data, such as TLS sessions or the DNS cache.
static inline CURLSHcode pdl_share(CURLSH *_Nonnull share, curl_lock_data data) {
    return curl_share_setopt(share, CURLSHOPT_SHARE, data);
}

/// Returns the result of a completed transfer; in C because `data` is a union.
static inline CURLcode pdl_message_result(const CURLMsg *_Nonnull message) {
    return message->data.result;
}

/// The return value of a write callback that pauses the transfer; libcurl delivers the same bytes
/// again later. In C because Swift does not import the macro's type.
static const size_t pdl_write_pause = CURL_WRITEFUNC_PAUSE;

/// The authentication methods. In C because Swift does not import the macros' type.
static const long pdl_auth_bearer = (long)CURLAUTH_BEARER;
static const long pdl_auth_basic = (long)CURLAUTH_BASIC;
static const long pdl_auth_digest = (long)CURLAUTH_DIGEST;
static const long pdl_auth_negotiate = (long)CURLAUTH_NEGOTIATE;
static const long pdl_auth_ntlm = (long)CURLAUTH_NTLM;
