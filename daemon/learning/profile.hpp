// Where the answers about accounts keep what is known of their holders: an id that never changes, a
// name, a date. Only what JSON offers by its own names, of every account that was asked for. Pure.
#pragma once

#include <span>
#include <string>

#include "reading/json.hpp"

namespace learning {

struct AccountAnswer {
  std::string name;  // in lower case
  reading::Json json;
};

// `ask.profile` as the language writes it, without members when there is nothing. `at`: the pointer
// that the evidence rests on; looked for beside it.
reading::Json profile_for(const std::string& at, std::span<const AccountAnswer> answers);

}  // namespace learning
