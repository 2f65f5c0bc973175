#include "net/message.hpp"

#include <algorithm>

namespace net {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string_view header(const Headers& headers, std::string_view name) {
  const auto same = [name](const auto& pair) {
    return std::equal(pair.first.begin(), pair.first.end(), name.begin(), name.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
  };
  const auto found = std::find_if(headers.begin(), headers.end(), same);
  return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace net
