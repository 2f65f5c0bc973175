// libcurl's many codes in the contract's few words, and whose fault a failure is. Pure. What
// libcurl has no code for stands in its own words for people: the names of HTTP/2's errors (RFC
// 9113, 7), which are the protocol's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include "model/words.hpp"

namespace net {

// `code` is not CURLE_OK. What has no word of its own is `network`.
model::Reason reason_of(CURLcode code);

// What is wrong with an answer that came on a connection that works: `no_rule` where it is no HTTP
// that can be read, `too_large` where a line of its head is longer than libcurl takes. Nothing: it
// is the connection that failed. The request was sent.
std::optional<model::Reason> fault_of_answer(CURLcode code, std::string_view text);

// HTTP/2's 429: we ask too much. A stream that was reset, or a connection that was given up.
bool asks_for_calm(std::string_view text);
// A stream or a connection of HTTP/2 that ended early, for a reason that may be gone on the next.
bool ended_early(CURLcode code, std::string_view text);

// How far a request came that was to go through our proxy.
struct ProxyJourney {
  CURLcode code = CURLE_OK;
  std::string text;  // libcurl's
  bool socks = false;
  bool sent = false;      // beyond the proxy, or to it where it passes requests on
  long connect_code = 0;  // its answer to CONNECT; 0: none
};
// What of our own proxy is at fault, in words; nothing: the fault lies beyond it.
std::optional<std::string> proxy_fault(const ProxyJourney& journey);
// The same of an answer that is not the other side's: our proxy wants to know who we are, or our
// net wants somebody to log in first (RFC 6585, 6). Nothing else has the right to say so, and it
// cannot say so inside TLS.
std::optional<std::string> fault_in_answer(int status, bool secure, bool through_proxy);

}  // namespace net
