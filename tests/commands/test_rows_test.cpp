#include "commands/test_rows.hpp"

#include <doctest/doctest.h>

TEST_CASE("a platform's test fails by whatever is wrong, blind or unproven, wherever it stands") {
  const auto row = [](const char* result) {
    return commands::TestRow{"a", "", "controls", result, ""};
  };
  CHECK(commands::all_right({}));
  CHECK(commands::all_right({row("right"), row("seen"), row("not seen")}));
  for (const char* bad : {"wrong", "blind", "unproven"}) {
    CAPTURE(std::string(bad));
    CHECK_FALSE(commands::all_right({row(bad)}));
    CHECK_FALSE(commands::all_right({row(bad), row("right")}));
    CHECK_FALSE(commands::all_right({row("right"), row(bad), row("seen")}));
    CHECK_FALSE(commands::all_right({row("right"), row(bad)}));
  }
}

TEST_CASE("every rule of a definition has a row, with how often it decided") {
  platforms::Definition definition;
  definition.id = "a";
  for (const char* name : {"one", "two"}) {
    platforms::Ask ask;
    ask.name = name;
    platforms::Rule claimed;
    claimed.then.status = model::Status::claimed;
    platforms::Rule free;
    free.then.status = model::Status::available;
    ask.rules = {claimed, free};
    definition.asks.push_back(std::move(ask));
  }
  const auto rows =
      commands::rule_rows(definition, "https://a.example", {{"one/2", 1}, {"two/1", 3}});
  std::vector<std::string> lines;
  for (const commands::TestRow& row : rows) {
    lines.push_back(row.platform + ' ' + row.server + ' ' + row.check + ": " + row.result + ": " +
                    row.detail);
  }
  CHECK(lines == std::vector<std::string>{"a https://a.example one/1: not seen: claimed",
                                          "a https://a.example one/2: seen: available, 1 answer",
                                          "a https://a.example two/1: seen: claimed, 3 answers",
                                          "a https://a.example two/2: not seen: available"});
}
