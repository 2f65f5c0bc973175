// What a person wrote wrong, as a value: where it stands and a sentence that says what was found,
// what is allowed and what is nearest. Collected, never thrown; commands/ prints them and exits 2.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace model {

struct Problem {
  std::string file;  // path or a word such as "template"; empty when there is none
  int line = 0;      // from 1; 0 when the problem has no line
  int column = 0;    // from 1, counted in bytes
  std::string path;  // JSON pointer of the offending value, or the key that is missing
  std::string message;
};

using Problems = std::vector<Problem>;

// "file:12:3: /ask/0/rules: message", leaving out what is not known.
std::string to_string(const Problem& problem);

// The one alias for 'a value, or everything that is wrong with the input'.
template <class T>
using Result = tl::expected<T, Problems>;

inline tl::unexpected<Problems> refused(Problem problem) {
  Problems problems;
  problems.push_back(std::move(problem));
  return tl::unexpected<Problems>(std::move(problems));
}

inline tl::unexpected<Problems> refused(Problems problems) {
  return tl::unexpected<Problems>(std::move(problems));
}

}  // namespace model
