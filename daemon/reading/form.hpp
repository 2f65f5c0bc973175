// What the text of a string has to look like: a name for people, and a checker. Forms that more
// than one room needs stand here; a room makes its own the same way.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reading {

struct Form {
  // Completes '… is needed': "a duration such as 90s, 15m, 6h or 7d".
  std::string name;
  bool (*admits)(std::string_view text) = nullptr;  // null: everything
  // ECMA 262, for editors; it may admit more than the checker does. Empty: none.
  std::string pattern = "";
  // False for what may hold a secret, such as a URL: it is not repeated in a complaint.
  bool shown = true;
  std::vector<std::string> (*known)() = nullptr;  // for 'did you mean'
};

// One line that is not empty, without control and invisible characters.
Form some_text(std::string name);
// As text::name_written() and text::pasted() read them.
Form handle();
Form account_id();
// Above zero, as text::parse_duration reads it.
Form duration();
// `300/15m`.
Form rate();
// What people call a watch or a channel: a-z, A-Z, 0-9, '-', '_' and '.', at most 64.
Form identifier();
// What a credential is called; somebody may have put the secret itself there.
Form credential_name();
// Of a file, relative to the configuration's.
Form path();

}  // namespace reading
