// Reading an answer: a reply and the handles that were asked, to what it says about each. Pure.
// What no rule recognises is unknown; nothing is ever inferred from an answer that is missing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/observation.hpp"
#include "net/message.hpp"
#include "platforms/compose.hpp"
#include "platforms/definition.hpp"
#include "platforms/page_look.hpp"

namespace platforms {

// What one reply says about one handle.
struct Reading {
  enum class Next {
    decided,    // status, and reason or rule
    ask,        // another way of asking has to decide: `ask`
    ask_alone,  // the batch cannot be read: halve it and ask again
  };
  Next next = Next::decided;
  model::Status status = model::Status::unknown;
  model::Reason unknown_because = model::Reason::no_rule;  // when status is unknown
  std::size_t rule = 0;                                    // from 1; 0: no rule decided
  std::size_t ask = 0;
  model::Profile profile;  // of a firm answer
  bool tied = false;       // of a claimed one: by its rule it names this handle (ties.hpp)
  // Of one that only the pages of others show the worth of: claimed by no markup, tie or id of the
  // page, or available by a text or a redirect.
  std::optional<PageLook> page;
  // Of a page where a text may say that nobody is there.
  Markup markup;
  std::string note;  // why, in words, for --explain
};

// One reading per handle, in order. `handles` are those of the request, `ask` its road.
std::vector<Reading> read(const Definition& definition, const Ask& ask, const RequestContext& road,
                          std::span<const std::string> handles, const net::Reply& reply);

// False when no rule of the ask can fit an answer with this head, whatever its body says.
bool body_matters(const Ask& ask, const net::Head& head);

// "users/2" for a rule, or the name of the reason.
std::string reason_text(const Ask& ask, const Reading& reading);

}  // namespace platforms
