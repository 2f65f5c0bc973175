#include "net/redirect.hpp"

#include <algorithm>

#include "net/url.hpp"

namespace net {
namespace {

bool named(const std::pair<std::string, std::string>& pair, std::string_view name) {
  return !header({{pair.first, "x"}}, name).empty();
}

bool may_leave_origin(const std::pair<std::string, std::string>& pair) {
  return named(pair, "Accept") || named(pair, "Accept-Language") || named(pair, "Content-Type") ||
         named(pair, "User-Agent");
}

}  // namespace

bool is_redirect(const Head& head) {
  switch (head.status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308: return !header(head.headers, "Location").empty();
    default: return false;
  }
}

bool follow(Request& request, const Head& head) {
  const auto from = parse_url(request.url);
  const auto to = parse_url(head.location);
  if (!from || !to || (to->scheme != "http" && to->scheme != "https")) return false;

  const bool becomes_get = (head.status == 303 && request.method != "HEAD") ||
                           ((head.status == 301 || head.status == 302) && request.method == "POST");
  const bool leaves = !same_origin(*from, *to);
  // A body may hold a token as well as a header may, and unlike headers it cannot be sorted.
  if (leaves && !becomes_get && !request.body.empty()) return false;
  if (becomes_get) {
    request.method = "GET";
    request.body.clear();
    std::erase_if(request.headers, [](const auto& pair) { return named(pair, "Content-Type"); });
  }
  if (leaves) {
    std::erase_if(request.headers, [](const auto& pair) { return !may_leave_origin(pair); });
    request.user.clear();
    request.password.clear();
  }
  request.url = head.location;
  return true;
}

}  // namespace net
