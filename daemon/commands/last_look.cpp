#include "commands/last_look.hpp"

#include <fmt/format.h>

#include "commands/service_call.hpp"
#include "text/visible.hpp"

namespace commands {

using reading::Json;

std::string last_look(const Json& seen, const Json& ours, Freedom freedom) {
  if (seen.is(Json::Kind::null)) return "";
  const std::string& status = member(seen, "status").text;
  const bool is_open = ours.text.empty() && freedom == Freedom::is_news;
  const std::string until = "a stranger until 'own --registered' says otherwise";
  if (status == "available") {
    if (freedom == Freedom::is_known) return "";
    return "; nobody has it, as far as was seen last: it is to be registered" +
           (is_open ? ", and whoever takes it is " + until : "");
  }
  if (status == "suspended" || status == "reserved") {
    return fmt::format("; it is {}, as far as was seen last{}", status,
                       is_open ? ", and who has another account than before is " + until : "");
  }
  if (status != "claimed") return "";
  const std::string& account = member(seen, "account_id").text;
  const std::string shown = text::visible(account);
  const bool is_another = !account.empty() && !ours.text.empty() && account != ours.text;
  if (member(seen, "holder").text == "ours") {
    if (!is_another) return "";
    return fmt::format(
        "; the account {}, ours until now, was seen there last and is a stranger's from its next "
        "look on",
        shown);
  }
  if (account.empty()) return "; who has it, a stranger until now, is taken for ours";
  if (is_another)
    return fmt::format("; the account {} was seen there last and is a stranger's", shown);
  return fmt::format("; the account {}, a stranger's until now, is taken for ours", shown);
}

}  // namespace commands
