// What was seen last of a handle that somebody declares ours: he may not know.
#pragma once

#include <string>

#include "reading/json.hpp"

namespace commands {

enum class Freedom { is_news, is_known };  // to who declares it, should nobody have the handle

// `seen`: its status, holder and account_id as the service answers them; null: no watch has asked.
// `ours`: the account that is pinned or listed; null: whoever has it. A clause to end a sentence
// with, or nothing.
std::string last_look(const reading::Json& seen, const reading::Json& ours, Freedom freedom);

}  // namespace commands
