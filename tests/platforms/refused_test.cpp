// Definitions with one mistake each, and definitions without: written from the language alone, by
// people who had not seen the loader. Beside each refused one stands what must be said about it:
// the line, the path (a prefix will do), a word, and the sentence of the language that it breaks.
#include <sstream>

#include "platforms/reading_platforms.hpp"
#include "text/case.hpp"

namespace {

struct Expected {
  int line = 0;
  std::string path;
  std::string word;
};

Expected expected_beside(std::filesystem::path file) {
  std::istringstream stream(tests::contents(file.replace_extension(".expected")));
  std::string line;
  Expected expected;
  std::getline(stream, line);
  expected.line = std::stoi(line);
  std::getline(stream, expected.path);
  std::getline(stream, expected.word);
  return expected;
}

// The word is looked for in the whole sentence as it is printed, which begins with the path. Of a
// file that is no JSON only the place is known: there is no tree yet, and so no path.
bool says_it(const model::Problem& problem, const Expected& expected) {
  const std::string sentence = text::to_lower(problem.path + ": " + problem.message);
  const bool no_tree =
      problem.path.empty() && problem.message.starts_with("syntax error: not JSON");
  return problem.line == expected.line && (no_tree || problem.path.starts_with(expected.path)) &&
         sentence.find(text::to_lower(expected.word)) != std::string::npos;
}

model::Problems problems_in(const std::filesystem::path& file) {
  const auto loaded = platforms::load_definition(tests::contents(file), file.filename().string(),
                                                 file.stem().string());
  return loaded ? model::Problems{} : loaded.error();
}

const std::string folder = std::string(HANDLEWATCH_TESTS) + "/platforms";

}  // namespace

TEST_CASE("every definition with a mistake is refused at its line, key and with what is right") {
  const auto files = tests::files_of(folder + "/refused", ".json");
  REQUIRE(files.size() >= 140);
  for (const auto& file : files) {
    CAPTURE(file.filename().string());
    const Expected expected = expected_beside(file);
    const model::Problems problems = problems_in(file);
    CHECK_FALSE(problems.empty());
    const bool said = std::any_of(problems.begin(), problems.end(),
                                  [&](const auto& problem) { return says_it(problem, expected); });
    CHECK_MESSAGE(said, fmt::format("{}:{}: ...{}...\n{}", expected.line, expected.path,
                                    expected.word, tests::lines_of(problems)));
  }
}

TEST_CASE("one mistake gives one message, with its place and a sentence") {
  for (const auto& file : tests::files_of(folder + "/refused", ".json")) {
    CAPTURE(file.filename().string());
    const model::Problems problems = problems_in(file);
    CHECK_MESSAGE(problems.size() == 1, tests::lines_of(problems));
    for (const model::Problem& problem : problems) {
      CHECK(problem.line > 0);
      CHECK(problem.column > 0);
      CHECK(problem.message.size() > 10);
      CHECK(problem.file == file.filename().string());
    }
  }
}

TEST_CASE("every definition without a mistake loads") {
  const auto files = tests::files_of(folder + "/accepted", ".json");
  REQUIRE(files.size() >= 7);
  for (const auto& file : files) {
    CAPTURE(file.filename().string());
    CHECK_MESSAGE(problems_in(file).empty(), tests::lines_of(problems_in(file)));
  }
}
