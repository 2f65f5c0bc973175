// What happened, in as many cases as people need words for: an event of ours and the same event of
// a stranger are different news. The table of events says which cases each kind has; each has its
// texts in patterns/messages/. Pure.
#pragma once

#include <string>
#include <vector>

#include "model/event.hpp"

namespace alerting {

struct Case {
  std::string key;  // of its texts: "released", "released-other", "claimed-look-alike"
  model::About about;
  model::Help help;

  bool operator==(const Case&) const = default;
};

Case case_of(const model::Event& event);

// Every case that case_of can give.
std::vector<Case> all_cases();

// The name is free, or nearly so: what helps is to register it.
bool asks_for_registration(const Case& which);
// An account that is not ours is there: what helps is to report it.
bool asks_for_report(const Case& which);

}  // namespace alerting
