#include "serving/routes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "text/visible.hpp"

namespace serving {

namespace {

// Takes what stands before the next '/' off a path that begins with one.
std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

}  // namespace

std::optional<Given> given_by(std::string_view route, std::string_view path) {
  Given given;
  while (route.starts_with('/') && path.starts_with('/')) {
    const std::string_view wanted = next_segment(route);
    const std::string_view segment = next_segment(path);
    if (wanted.starts_with('{')) {
      if (segment.empty()) return std::nullopt;
      given.emplace_back(segment);
    } else if (wanted != segment) {
      return std::nullopt;
    }
  }
  return route.empty() && path.empty() ? std::optional(std::move(given)) : std::nullopt;
}

Response no_such_path(const Request& request) {
  return refusal(404, fmt::format("nothing is answered at {}", text::visible(request.path)));
}

Response no_such_method(const Request& request, std::string allowed) {
  Response reply =
      refusal(405, fmt::format("{} is answered to {}, not to {}", text::visible(request.path),
                               allowed, text::visible(request.method)));
  reply.allow = std::move(allowed);
  return reply;
}

}  // namespace serving
