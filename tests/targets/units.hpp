// A unit to read targets of, without a configuration.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platforms/reading_platforms.hpp"
#include "targets/unit.hpp"

namespace tests {

// A unit whose platform folds the case and admits letters and digits.
struct UnitWorld {
  explicit UnitWorld(const std::vector<std::string>& expect) {
    auto templates = std::make_shared<std::vector<naming::Template>>();
    for (const std::string& written : expect) {
      templates->push_back(std::move(*naming::parse_template(written, datasets)));
    }
    unit.key = {"w", "p", ""};
    unit.definition = &definition;
    unit.expected = {std::make_shared<targets::TemplateSource>(std::move(templates))};
  }

  naming::DatasetStore datasets{{}};
  platforms::Definition definition = tests::defined(R"({"id": "p", "name": "P",
    "profile_url": "https://p.example/{handle}", "handle": {"pattern": "[a-z0-9]+", "fold": ["case"]},
    "controls": {"claimed": ["known"]},
    "ask": [{"name": "user", "get": "https://p.example/{handle}", "rules": [{"status": 200, "then": "claimed"}]}]})");
  targets::WatchedUnit unit;
};

inline std::string spelt(const std::vector<model::Target>& targets) {
  std::string all;
  for (const model::Target& one : targets) {
    all += (all.empty() ? "" : " ") + one.handle + "=" + one.expected.value_or("");
  }
  return all;
}

}  // namespace tests
