#include "platforms/verified.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "reading/json.hpp"

namespace platforms {
namespace {

constexpr std::string_view mark =
    "// handlewatch platforms test: a copy of the shipped definition ";

// FNV-1a: tells texts apart that nobody tries to confuse.
std::string print_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return fmt::format("{:016x}", hash);
}

// How long the value is that begins here: a string or a word such as null.
std::size_t length_of_value(std::string_view text) {
  if (!text.starts_with('"')) return std::min(text.find_first_of(",} \t\r\n"), text.size());
  std::size_t at = 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

}  // namespace

std::optional<std::string> with_verified(std::string_view text, std::string_view at) {
  const auto json = reading::parse_json(text, reading::our_files);
  if (!json || !json->is(reading::Json::Kind::object)) return std::nullopt;
  std::string stamped(text);
  const std::string value = fmt::format("\"{}\"", at);
  if (const reading::Json* verified = json->find("verified")) {
    stamped.replace(verified->offset, length_of_value(text.substr(verified->offset)), value);
  } else {
    stamped.insert(json->offset + 1, fmt::format("\n  \"verified\": {},", value));
  }
  return stamped;
}

std::string verified_copy(std::string_view shipped, std::string_view stamped) {
  return fmt::format("{}{}; it counts while that one stays the same\n{}", mark, print_of(shipped),
                     stamped);
}

bool is_outdated_copy(std::string_view text, std::string_view shipped) {
  if (!text.starts_with(mark)) return false;
  text.remove_prefix(mark.size());
  return !text.starts_with(print_of(shipped));
}

}  // namespace platforms
