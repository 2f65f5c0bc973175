#include "model/problem.hpp"

namespace model {

std::string to_string(const Problem& problem) {
  std::string text = problem.file;
  const auto add = [&text](const std::string& part) {
    if (part.empty()) return;
    if (!text.empty()) text += text.back() == ':' ? " " : ": ";
    text += part;
  };
  if (problem.line > 0) {
    text += ':' + std::to_string(problem.line);
    if (problem.column > 0) text += ':' + std::to_string(problem.column);
  }
  add(problem.path);
  add(problem.message);
  return text;
}

}  // namespace model
