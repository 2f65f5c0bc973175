#include "net/url.hpp"

#include <algorithm>
#include <memory>
#include <new>

#include <curl/curl.h>

#include "text/host.hpp"

namespace net {
namespace {

struct CloseUrl {
  void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
};
using Handle = std::unique_ptr<CURLU, CloseUrl>;

Handle open() {
  Handle handle(curl_url());
  if (!handle) throw std::bad_alloc();
  return handle;
}

std::optional<std::string> part(const Handle& handle, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  const CURLUcode code = curl_url_get(handle.get(), which, &text, flags);
  // libcurl 7.88 leaves one behind when a name cannot be converted.
  const std::unique_ptr<char, void (*)(void*)> owned(text, &curl_free);
  return code == CURLUE_OK ? std::optional<std::string>(text) : std::nullopt;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::optional<Url> parse(const std::string& text, unsigned flags) {
  const Handle handle = open();
  if (curl_url_set(handle.get(), CURLUPART_URL, text.c_str(), flags) != CURLUE_OK) {
    return std::nullopt;
  }
  auto scheme = part(handle, CURLUPART_SCHEME);
  auto host = part(handle, CURLUPART_HOST, CURLU_PUNYCODE);
  if (!scheme || !host) return std::nullopt;
  auto port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  return Url{lower(std::move(*scheme)), lower(std::move(*host)), port.value_or("")};
}

}  // namespace

std::optional<Url> parse_url(const std::string& text) {
  return parse(text::url_on_wire(text), CURLU_NON_SUPPORT_SCHEME);
}

std::optional<Url> parse_proxy(const std::string& text) {
  return parse(text::url_on_wire(text), CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME);
}

std::string absolute_url(const std::string& base, const std::string& location) {
  const Handle handle = open();
  if (curl_url_set(handle.get(), CURLUPART_URL, base.c_str(), CURLU_NON_SUPPORT_SCHEME) !=
      CURLUE_OK) {
    return {};
  }
  // Servers write blanks and raw UTF-8 into Location; both are encoded, as browsers do.
  constexpr unsigned flags = CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE | CURLU_ALLOW_SPACE;
  const std::string to = text::url_on_wire(location);
  if (curl_url_set(handle.get(), CURLUPART_URL, to.c_str(), flags) != CURLUE_OK) return {};
  return part(handle, CURLUPART_URL, CURLU_URLENCODE).value_or("");
}

bool same_origin(const Url& a, const Url& b) {
  return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

}  // namespace net
