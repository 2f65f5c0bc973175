#include "commands/replay.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "platforms/recorded_exchange.hpp"
#include "reading/file.hpp"
#include "text/join.hpp"

namespace commands {
namespace {

using platforms::RecordedExchange;

// What is made by hand proves how the answer is read, not that the platform gives it.
std::string origin_of(const RecordedExchange& exchange) {
  if (exchange.comments.empty()) return "";
  const std::string& first = exchange.comments.front();
  return fmt::format(" ({})", first.substr(0, std::min(first.find(' '), first.size())));
}

}  // namespace

std::vector<TestRow> replay_folder(const platforms::Definition& definition,
                                   const std::filesystem::path& folder, model::Problems& problems) {
  std::vector<TestRow> rows;
  RulesSeen seen;
  for (const std::filesystem::path& file : reading::files_in(folder / definition.id, ".http")) {
    const auto text = reading::read_file(file);
    const auto exchange = text ? platforms::parse_exchange(*text, file.string())
                               : model::Result<RecordedExchange>(model::refused(text.error()));
    if (!exchange) {
      problems.insert(problems.end(), exchange.error().begin(), exchange.error().end());
      continue;
    }
    const std::vector<std::string> different = differences(definition, *exchange);
    rows.push_back({definition.id, exchange->server, file.filename().string(),
                    different.empty() ? "right" : "wrong",
                    different.empty() ? text::joined(exchange->says) + origin_of(*exchange)
                                      : text::joined(different, "; ")});
    const auto replayed = replay(definition, *exchange);
    if (!replayed) continue;
    for (const platforms::Reading& reading : replayed->readings) {
      if (reading.rule > 0) ++seen[fmt::format("{}/{}", replayed->ask->name, reading.rule)];
    }
  }
  const std::vector<TestRow> rules = rule_rows(definition, "", seen);
  if (!rows.empty()) rows.insert(rows.end(), rules.begin(), rules.end());
  return rows;
}

}  // namespace commands
