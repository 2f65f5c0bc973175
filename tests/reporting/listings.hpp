// A listing as text, in any format.
#pragma once

#include <string>
#include <vector>

#include "reporting/listing.hpp"
#include "reporting/record.hpp"

namespace tests {

struct NamedFormat {
  const char* name;
  reporting::Format format;
};

constexpr NamedFormat every_format[] = {{"table", reporting::Format::table},
                                        {"jsonl", reporting::Format::jsonl},
                                        {"json", reporting::Format::json},
                                        {"csv", reporting::Format::csv},
                                        {"md", reporting::Format::markdown}};

inline std::string listed(reporting::Format format, const reporting::Layout& layout,
                          const std::vector<reading::Json>& rows, bool in_colour) {
  std::string text;
  reporting::Listing listing(format, layout, in_colour,
                             [&text](std::string_view piece) { text += piece; });
  for (const reading::Json& row : rows) listing.add(row);
  listing.finish();
  return text;
}

inline std::string listed(reporting::Format format, const reporting::Layout& layout,
                          const std::vector<reading::Json>& rows) {
  return listed(format, layout, rows, false);
}

// Two columns, "key" and "value".
inline reporting::Layout two_columns() {
  reporting::Layout layout;
  layout.keys = {"key", "value"};
  layout.shown = {{"key", "KEY"}, {"value", "VALUE"}};
  return layout;
}

inline reading::Json row(const std::string& key, reading::Json value) {
  reading::Json row = reading::Json::object();
  row.add("key", reading::Json::string(key));
  row.add("value", std::move(value));
  return row;
}

inline reading::Json row(const std::string& key, const std::string& value) {
  return row(key, reading::Json::string(value));
}

}  // namespace tests
