#include "text/clip.hpp"

#include "text/utf8.hpp"

namespace text {
namespace {

constexpr std::string_view ellipsis = "…";

}  // namespace

std::string clipped(std::string_view utf8, std::size_t most) {
  if (utf8.size() <= most) return std::string(utf8);
  std::string_view rest = utf8;
  std::size_t kept = 0;  // bytes of the first most - 1 code points
  for (std::size_t count = 0; count < most; ++count) {
    kept = utf8.size() - rest.size();
    if (rest.empty()) return std::string(utf8);
    take_code_point(rest);
  }
  if (rest.empty()) return std::string(utf8);
  return std::string(utf8.substr(0, kept)) + std::string(ellipsis);
}

std::string clipped_bytes(std::string_view utf8, std::size_t most) {
  if (utf8.size() <= most) return std::string(utf8);
  std::string_view rest = utf8;
  std::size_t kept = 0;
  while (utf8.size() - rest.size() + ellipsis.size() <= most) {
    kept = utf8.size() - rest.size();
    take_code_point(rest);
  }
  return std::string(utf8.substr(0, kept)) + std::string(ellipsis);
}

std::string_view beginning(std::string_view utf8, std::size_t most) {
  if (utf8.size() <= most) return utf8;
  std::string_view rest = utf8;
  for (; most > 0 && !rest.empty(); --most) take_code_point(rest);
  return utf8.substr(0, utf8.size() - rest.size());
}

}  // namespace text
