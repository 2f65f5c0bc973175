// One HTTP exchange as plain values. The definitions compose requests and read replies without
// knowing who carries them, so this header includes nothing of libcurl or Asio.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/instant.hpp"
#include "model/words.hpp"

namespace net {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Value of the first header of that name (letter case ignored), or empty.
inline std::string_view header(const Headers& headers, std::string_view name) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  for (const auto& [key, value] : headers) {
    const bool same = std::equal(key.begin(), key.end(), name.begin(), name.end(),
                                 [&](char a, char b) { return lower(a) == lower(b); });
    if (same) return value;
  }
  return {};
}

// Status line and headers of the last response: what is known before the body.
struct Head {
  int status = 0;
  Headers headers;
  std::string location;  // the Location header made absolute, or empty
};

struct Request {
  std::string method = "GET";
  std::string url;
  Headers headers;
  std::string body;
  std::string user;  // HTTP Basic, when not empty
  std::string password;
  // A POST that changes nothing there. Like a GET it is asked once more, on a new connection, where
  // the one it was asked on ended without an answer of its own; what does change something never.
  bool look_up = false;
  // The caller counts what is sent, and asks again himself where Reply::dropped says that he may.
  bool is_counted = false;
  bool fresh = false;                   // on a new connection
  int redirects = 0;                    // followed at most; 0: a 3xx is an answer like any other
  model::Milliseconds timeout{10'000};  // for all hops together, from when libcurl gets it
  // Asked once when the head is there: false means that no byte of the body can change what the
  // answer says. The transfer then ends early when much of the body remains. Empty: read it all.
  // Called from inside libcurl: it looks and answers, and starts no other request.
  std::function<bool(const Head&)> wants_body;
};

struct Reply {
  // Set when no complete answer came: network, dns, tls, timeout, too_large, redirect (more than
  // allowed, or to another protocol), private_address, rate_limited (HTTP/2 has a word of its own
  // for that), no_rule (it came and is no HTTP that can be read: the way there works) or
  // interrupted (cancelled). The head may be there all the same.
  std::optional<model::Reason> failure;
  bool our_fault = false;      // it failed at our own proxy, or in our own net
  std::string failure_detail;  // a sentence for --explain and logs; may quote the other side
  Head head;
  std::string body;                // decoded; at most Limits::body bytes; of too_large the first
  bool body_skipped = false;       // wants_body said no: body is empty or partial
  std::string effective_url;       // after redirects
  model::Milliseconds elapsed{0};  // all hops; without the time it waited for a place in line
  bool dropped = false;            // see Request::is_counted: it may be asked once more, fresh
  bool sent = false;               // the request, or a part of it, at the last hop
};

}  // namespace net
