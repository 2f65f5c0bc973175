// One request as the kinds of platform see it and one reply as they give it: plain values, no
// socket. The head of a reply is written by hand and not by Beast, because half of the faults are
// messages that a correct library would refuse to write.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/text.hpp"

namespace simulator {

struct Request {
  std::string method;
  std::string host;               // name asked for, lower case, without port
  std::string authority;          // the same with its port, as the client wrote it
  std::string target;             // as on the wire, the prefix included
  std::string prefix;             // "/@name" where the platform was chosen by it, else empty
  std::vector<std::string> path;  // decoded segments after the prefix: "@a%2fb" is one of them
  Fields parameters;              // of the query, then of a form in the body
  Fields headers;
  std::string body;
  bool closes = false;  // the client will not reuse the connection

  std::optional<std::string> parameter(std::string_view name) const;
  std::vector<std::string> all_parameters(std::string_view name) const;
  std::string header(std::string_view name) const;  // empty where it is not there
};

// Splits an origin-form target ("/a%20b?c=d") into path and parameters.
void read_target(Request& request, std::string_view target);

struct Reply {
  int status = 200;
  std::string type;  // Content-Type; empty: none sent
  std::string body;
  Fields headers;
};

Reply json_reply(int status, std::string json,
                 std::string type = "application/json; charset=utf-8");
Reply html_reply(int status, std::string html);
Reply text_reply(int status, std::string text);
Reply redirect_to(int status, const std::string& location);

// The status line and headers, without the empty line that ends them.
std::string head_of(const Reply& reply, Instant date);
// The whole message; the answer to HEAD has no body.
std::string bytes_of(const Request& request, const Reply& reply, Instant date);

}  // namespace simulator
