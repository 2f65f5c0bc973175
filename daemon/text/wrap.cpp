#include "text/wrap.hpp"

#include <algorithm>

namespace text {

std::string wrapped(std::string_view text, std::size_t begun, std::size_t indent,
                    std::size_t width) {
  std::string lines;
  std::size_t column = begun;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool first = lines.empty();
    if (!first && column + 1 + word.size() > width) {
      lines += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (!first) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += word.size();
  }
  return lines;
}

}  // namespace text
