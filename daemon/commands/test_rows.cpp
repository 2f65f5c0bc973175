#include "commands/test_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "commands/platform_facts.hpp"
#include "text/counted.hpp"

namespace commands {

using reading::Json;

std::vector<TestRow> rule_rows(const platforms::Definition& definition, const std::string& server,
                               const RulesSeen& seen) {
  std::vector<TestRow> rows;
  for (const platforms::Ask& ask : definition.asks) {
    for (std::size_t i = 0; i < ask.rules.size(); ++i) {
      const std::string rule = fmt::format("{}/{}", ask.name, i + 1);
      const auto found = seen.find(rule);
      const std::string says = verdict(definition, ask.rules[i].then);
      const bool is_seen = found != seen.end();
      rows.push_back(
          {definition.id, server, rule, is_seen ? "seen" : "not seen",
           is_seen ? fmt::format("{}, {}", says, text::counted(found->second, "answer")) : says});
    }
  }
  return rows;
}

void print_test(Context& context, const std::vector<TestRow>& rows) {
  reporting::Layout layout;
  layout.keys = {"platform", "server", "check", "result", "detail"};
  layout.shown = {{"platform", "PLATFORM"}};
  const bool servers =
      std::any_of(rows.begin(), rows.end(), [](const TestRow& row) { return !row.server.empty(); });
  if (servers) layout.shown.push_back({"server", "SERVER"});
  layout.shown.insert(layout.shown.end(),
                      {{"check", "CHECK"}, {"result", "RESULT"}, {"detail", "DETAIL"}});
  std::vector<Json> records;
  records.reserve(rows.size());
  for (const TestRow& row : rows) {
    Json record = Json::object();
    record.add("platform", Json::string(row.platform));
    record.add("server", row.server.empty() ? Json::null() : Json::string(row.server));
    record.add("check", Json::string(row.check));
    record.add("result", Json::string(row.result));
    record.add("detail", Json::string(row.detail));
    records.push_back(std::move(record));
  }
  print_rows(context, std::move(layout), records);
}

bool all_right(const std::vector<TestRow>& rows) {
  return std::none_of(rows.begin(), rows.end(), [](const TestRow& row) {
    return row.result == "wrong" || row.result == "blind" || row.result == "unproven";
  });
}

}  // namespace commands
