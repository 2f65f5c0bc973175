// An observation: what one pass said about one handle on one platform, when, and why we believe it.
// It is the record that `check` prints and that judging and the ledger read.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/instant.hpp"
#include "model/words.hpp"

namespace model {

// One handle on one platform, in that platform's canonical spelling.
struct Target {
  std::string platform;                 // id of the definition
  std::optional<std::string> server;    // base URL, for a platform with servers
  std::string handle;                   // canonical spelling; as typed where the grammar refuses it
  std::optional<std::string> expected;  // the roster's spelling; empty for one that is only owned
  std::optional<std::string> variant;   // name of the look-alike model; empty: expected itself
  int priority = 0;  // of a variant: where a budget does not reach for all, the lowest go first
};

// What is ours by right before what only looks like it.
inline bool goes_before(const Target& one, const Target& other) {
  return std::pair(one.variant.has_value(), one.priority) <
         std::pair(other.variant.has_value(), other.priority);
}

// What the platform shows of the account, as it shows it. Every field may be written by a stranger
// and is hostile text until text::visible() has made it harmless.
struct Profile {
  std::optional<std::string> account_id;
  std::optional<std::string> display_name;
  std::optional<std::string> created_at;
  std::vector<std::pair<std::string, std::string>> more;  // the other keys of `ask.profile`
  // The platform makes the id from the handle: whoever takes the handle next has the same one.
  bool id_follows_name = false;
};

// What is known beyond an answer that shows nobody: whether a new account may be called so.
enum class Refined {
  not_asked,  // as seen from here, free is free
  in_vain,    // the platform's sign-up check was to say so, and did not
  by_rule,    // the platform gives such names to nobody
  by_signup,  // its sign-up check said so
};

struct Observation {
  Target target;
  Instant checked_at{};
  Status status = Status::unknown;
  std::optional<Holder> holder;  // of a claimed one
  std::string reason;            // "profile/1" (ask and rule), or the name of a Reason
  std::string url;               // page for people
  Profile profile;
  // Of a claimed one: the rule that decided compared a field of the platform's own with the handle.
  bool tied = false;
  // Of an unknown one: a road that can only say claimed answered, between controls that were
  // answered rightly, and found nobody.
  bool missed = false;
  Refined refined = Refined::not_asked;
  std::optional<int> http_status;
  std::optional<int> elapsed_ms;
};

}  // namespace model
