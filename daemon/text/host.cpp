#include "text/host.hpp"

#include <algorithm>
#include <memory>

#include <unicode/idna.h>
#include <unicode/uchar.h>

#include "text/utf8.hpp"

namespace text {
namespace {

// Of a host and of a label in UTF-8, before what has marks is composed: the name servers know 253
// and 63 bytes (RFC 1035, 2.3.4). ICU takes the square of the time for a run of marks.
constexpr std::size_t longest_host = 1000;
constexpr std::size_t longest_label = 253;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

bool has_symbols(std::string_view host) {
  while (!host.empty()) {
    const auto character = static_cast<UChar32>(take_code_point(host));
    const auto kinds = U_GET_GC_MASK(character);
    if ((kinds & U_GC_S_MASK) != 0) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> host_on_wire(std::string_view host) {
  if (is_ascii(host)) return lower_ascii(host);
  if (host.size() > longest_host) return std::nullopt;
  UErrorCode error = U_ZERO_ERROR;
  static const std::unique_ptr<icu::IDNA> idna(
      icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI |
                                         UIDNA_CHECK_CONTEXTJ | UIDNA_USE_STD3_RULES,
                                     error));
  if (!idna) return std::nullopt;
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  icu::IDNAInfo info;
  const icu::StringPiece piece(host.data(), static_cast<int32_t>(host.size()));
  idna->nameToASCII_UTF8(piece, sink, info, error);
  // UTS 46 takes symbols, which no registry gives (RFC 5892: letters, digits and marks).
  if (U_FAILURE(error) || info.hasErrors() || has_symbols(host)) return std::nullopt;
  return ascii;
}

namespace {

// A label that is no host name stays as it is: {account}, in a list.
std::string labels_on_wire(std::string_view host) {
  if (host.size() > longest_host) return std::string(host);
  std::string wire;
  while (true) {
    const std::size_t dot = std::min(host.find('.'), host.size());
    const std::string_view label = host.substr(0, dot);
    const auto converted = label.size() > longest_label ? std::nullopt : host_on_wire(label);
    wire.append(converted.value_or(std::string(label)));
    if (dot == host.size()) return wire;
    wire += '.';
    host.remove_prefix(dot + 1);
  }
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_of_scheme(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

}  // namespace

std::optional<std::size_t> authority_at(std::string_view url) {
  constexpr std::string_view reference = "//";
  if (url.starts_with(reference)) return reference.size();
  if (url.empty() || !is_letter(url.front())) return std::nullopt;
  constexpr std::string_view mark = "://";
  const auto end = std::find_if_not(url.begin(), url.end(), is_of_scheme);
  const auto scheme = static_cast<std::size_t>(end - url.begin());
  if (!url.substr(scheme).starts_with(mark)) return std::nullopt;
  return scheme + mark.size();
}

std::string url_on_wire(std::string_view url) {
  const auto at = authority_at(url);
  if (!at) return std::string(url);
  const std::size_t begin = *at;
  const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  const std::string_view to_host = url.substr(0, end);
  const bool is_so = std::all_of(to_host.begin(), to_host.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && !(c >= 'A' && c <= 'Z');
  });
  if (is_so) return std::string(url);
  std::string_view authority = url.substr(begin, end - begin);
  const std::size_t user = authority.rfind('@');
  const std::size_t host_at = user == std::string_view::npos ? 0 : user + 1;
  std::string_view host = authority.substr(host_at);
  const std::size_t colon = host.find_last_not_of("0123456789");
  const bool has_port = colon != std::string_view::npos && host[colon] == ':';
  const std::string_view port = has_port ? host.substr(colon) : std::string_view();
  host = host.substr(0, host.size() - port.size());
  std::string wire = lower_ascii(url.substr(0, begin));
  wire.append(authority.substr(0, host_at));
  wire.append(labels_on_wire(host));
  wire.append(port).append(url.substr(end));
  return wire;
}

}  // namespace text
