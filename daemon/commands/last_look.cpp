#include "commands/last_look.hpp"

#include <fmt/format.h>

#include "commands/service_call.hpp"
#include "text/visible.hpp"

namespace commands {

using reading::Json;

std::string last_look(const Json& seen, const Json& ours, Freedom freedom) {
  if (seen.is(Json::Kind::null)) return "";
  const std::string& status = member(seen, "status").text;
  if (status == "available") {
    if (freedom == Freedom::is_known) return "";
    if (!ours.text.empty())
      return "; nobody has it, as far as was seen last: it is to be registered";
    return "; nobody has it, as far as was seen last: it is to be registered, and whoever takes it "
           "is "
           "a stranger until 'own --registered' says otherwise";
  }
  if (status == "suspended" || status == "reserved") {
    const std::string words = fmt::format("; it is {}, as far as was seen last", status);
    if (freedom == Freedom::is_known || !ours.text.empty()) return words;
    return words +
           ", and another account than before is a stranger's until 'own --registered' says "
           "otherwise";
  }
  if (status != "claimed") return "";
  const std::string& account = member(seen, "account_id").text;
  if (member(seen, "holder").text == "ours") {
    const bool is_another = !account.empty() && !ours.text.empty() && account != ours.text;
    return is_another ? fmt::format(
                            "; the account {}, ours until now, was seen there last and is "
                            "a stranger's from its next look on",
                            text::visible(account))
                      : "";
  }
  if (account.empty()) return "; who has it, a stranger until now, is taken for ours";
  const std::string shown = text::visible(account);
  return ours.text.empty() || ours.text == account
             ? fmt::format("; the account {}, a stranger's until now, is taken for ours", shown)
             : fmt::format("; the account {} was seen there last and is a stranger's", shown);
}

}  // namespace commands
