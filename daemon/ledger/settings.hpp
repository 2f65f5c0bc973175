// The sections `ledger` and `retention` of the configuration: where the database is, and how long
// it remembers.
#pragma once

#include <filesystem>

#include "reading/shape.hpp"

namespace ledger {

struct LedgerSettings {
  std::filesystem::path path;  // of the SQLite file; ":memory:" is forgotten at the end
};

struct Retention {
  model::Milliseconds history{0};   // changes and gaps
  model::Milliseconds profiles{0};  // what strangers wrote about themselves
};

reading::Shape settings_shape();
reading::Shape retention_shape();
reading::Json default_settings();

// Of what completed() gave for these shapes; a relative path starts at `folder`.
LedgerSettings read_settings(const reading::Json& json, const std::filesystem::path& folder);
Retention read_retention(const reading::Json& json);

}  // namespace ledger
