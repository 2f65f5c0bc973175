#include "channels/forms.hpp"

#include "net/address_guard.hpp"
#include "text/name.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace channels {
namespace {

bool is_https_url(std::string_view text) {
  const auto url = net::parse_url(std::string(text));
  if (!url || !is_clean(text)) return false;
  return url->scheme == "https" || (url->scheme == "http" && is_loopback(*url));
}

}  // namespace

reading::Form https_url() {
  return {.name = "an https:// URL (http:// only to loopback)",
          .admits = is_https_url,
          .pattern = "^https?://",
          .shown = false};
}

bool is_loopback(const net::Url& url) {
  const auto address = net::literal_address(url.host);
  return address && address->is_loopback();
}

bool is_clean(std::string_view text) {
  if (text::visible(text) != text) return false;
  while (!text.empty()) {
    if (text::is_blank(text::take_code_point(text))) return false;
  }
  return true;
}

}  // namespace channels
