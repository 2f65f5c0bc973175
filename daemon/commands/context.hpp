// What every command shares: the common options, where results and remarks go, and the exit codes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "commands/output.hpp"
#include "model/problem.hpp"
#include "reporting/listing.hpp"

namespace commands {

enum Exit : int {
  done = 0,
  found = 1,
  usage = 2,
  undecided = 3,
  failed = 4,
  by_sigint = 130,
  by_sigpipe = 141,
  by_sigterm = 143,
};

struct Common {
  std::string config;
  std::string patterns;
  std::string format;
  std::string colour = "auto";
  bool quiet = false;
  bool verbose = false;
};

class Context {
 public:
  explicit Context(const Common& common);

  Output& results() { return results_; }
  // One line on stderr, made safe; `remark` only unless --quiet, `detail` only with --verbose.
  void error(std::string_view text);
  void remark(std::string_view text);
  void detail(std::string_view text);
  void errors(const model::Problems& problems);

  const Common& common() const { return common_; }
  std::filesystem::path patterns() const;
  // --format, or a table at a terminal and jsonl otherwise.
  reporting::Format format() const;
  bool in_colour() const;

 private:
  const Common& common_;
  Output results_;
};

// Rows in the format that was asked for, as results; a table of platforms shows their servers where
// there are any. Gives Exit::done.
int print_rows(Context& context, reporting::Layout layout, const std::vector<reading::Json>& rows);

}  // namespace commands
