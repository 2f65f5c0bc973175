#include "channels/mailbox.hpp"

#include <fmt/format.h>

#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace channels {
namespace {

// RFC 5321: 64 bytes before the '@', 255 behind it.
constexpr std::size_t longest_local = 64;
constexpr std::size_t longest_domain = 255;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// The dot-atom of RFC 5322; quoted local parts are left out, as nearly everywhere.
bool is_local(std::string_view local) {
  constexpr std::string_view others = "!#$%&'*+/=?^_`{|}~-.";
  if (local.empty() || local.size() > longest_local) return false;
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos)
    return false;
  for (const char c : local) {
    if (!is_letter_or_digit(c) && others.find(c) == std::string_view::npos) return false;
  }
  return true;
}

bool is_domain(std::string_view domain) {
  if (domain.empty() || domain.size() > longest_domain) return false;
  while (!domain.empty()) {
    const std::size_t end = std::min(domain.find('.'), domain.size());
    const std::string_view label = domain.substr(0, end);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
      return false;
    }
    for (const char c : label) {
      if (!is_letter_or_digit(c) && c != '-') return false;
    }
    if (end + 1 == domain.size()) return false;  // a dot at the end
    domain.remove_prefix(std::min(end + 1, domain.size()));
  }
  return true;
}

std::string_view unquoted(std::string_view name) {
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"') {
    return name.substr(1, name.size() - 2);
  }
  return name;
}

}  // namespace

model::Result<Mailbox> parse_mailbox(std::string_view written) {
  const auto refused = [&](std::string_view why) {
    return model::refused(
        {"", 0, 0, "", fmt::format("'{}' is no mail address: {}", text::visible(written), why)});
  };
  if (!text::is_utf8(written) || text::visible(written) != written) {
    return refused("it holds invisible characters");
  }
  Mailbox mailbox;
  std::string_view address = trimmed(written);
  const std::size_t open = address.find('<');
  if (open != std::string_view::npos) {
    if (address.back() != '>') return refused("NAME <ADDRESS> is needed");
    mailbox.name = unquoted(trimmed(address.substr(0, open)));
    address = address.substr(open + 1, address.size() - open - 2);
  }
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return refused("it has no '@'");
  if (!is_local(address.substr(0, at))) return refused("before the '@' stands what none may hold");
  if (!is_domain(address.substr(at + 1))) {
    return refused("behind the '@' stands no domain (an international one is written as xn--…)");
  }
  mailbox.address = address;
  return mailbox;
}

}  // namespace channels
