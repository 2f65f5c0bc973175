// The words of alerts in one language, from patterns/messages/<language>.json. Read strictly: every
// key must be there, an unknown key or placeholder is an error, so all languages say the same
// things. The README beside the files has the keys and placeholders.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "alerting/cases.hpp"
#include "model/problem.hpp"

namespace alerting {

struct CaseText {
  std::string title;     // one event; also its line in a list
  std::string many;      // several events of this case
  std::string sentence;  // what happened
  std::string advice;    // what to do
};

struct Texts {
  using Words = std::map<std::string, std::string, std::less<>>;

  std::string language;
  std::string name;                                    // of the language, in itself
  std::map<std::string, CaseText, std::less<>> cases;  // every one, by its key
  Words phrases;
  Words labels;
  Words needs;       // what a form asks for, by model::link_needs
  Words severities;  // by model::name(Severity)
  Words states;      // by status or holder

  const CaseText& of(Case which) const { return cases.find(which.key)->second; }
  // The key must be one of those that parse_texts asks for.
  const std::string& phrase(std::string_view key) const { return phrases.find(key)->second; }
  const std::string& label(std::string_view key) const { return labels.find(key)->second; }
};

model::Result<Texts> parse_texts(std::string text, const std::string& file);

// From `folder`/<language>.json; a language without a file is refused with those there are.
model::Result<Texts> load_texts(const std::filesystem::path& folder, const std::string& language);

}  // namespace alerting
