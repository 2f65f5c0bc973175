// The API as a table: one row says which method at which path is answered by what, and what it
// takes. Paths are exact, and so are methods and keys: whatever is not in the table decides nothing
// and tells nothing.
//
//   {"POST", "/v1/incidents/{id}/ack", &Api::acknowledge, "reason"}: "12" is given for {id}
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "serving/message.hpp"

namespace serving {

template <class Handler>
struct Route {
  std::string_view method;
  std::string_view path;
  Handler handler;
  // To GET the parameters of the query, else the keys of the body, with a blank between. Each is a
  // text; "unpin?" is the key "unpin", true or false.
  std::string_view takes{};
};

// What stands in a path where its route has {…}, in order.
using Given = std::vector<std::string>;

template <class Handler>
struct Chosen {
  Handler handler;
  Given given;
};

// Nothing: the path is another.
std::optional<Given> given_by(std::string_view route, std::string_view path);

Response no_such_path(const Request& request);
Response no_such_method(const Request& request, std::string allowed);

// Why a request is refused that says anything but this, or says it in another type.
std::optional<Response> wrong_keys(const Request& request, std::string_view takes);

// The route of a request, or what it is refused with.
template <class Handler>
tl::expected<Chosen<Handler>, Response> choose(std::span<const Route<Handler>> routes,
                                               const Request& request) {
  std::string allowed;
  for (const Route<Handler>& route : routes) {
    auto given = given_by(route.path, request.path);
    if (!given) continue;
    if (route.method == request.method) {
      if (auto wrong = wrong_keys(request, route.takes)) return tl::unexpected(std::move(*wrong));
      return Chosen<Handler>{route.handler, std::move(*given)};
    }
    if (!allowed.empty()) allowed += ", ";
    allowed += route.method;
  }
  if (allowed.empty()) return tl::unexpected(no_such_path(request));
  return tl::unexpected(no_such_method(request, std::move(allowed)));
}

}  // namespace serving
