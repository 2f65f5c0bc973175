#include "platforms/chain_check.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace platforms {
namespace {

using reading::Document;
using reading::Json;

constexpr std::size_t longest_chain = 3;

// The `then` of a rule, for the position of a problem.
const Json& then_of(const Json& asks, std::size_t ask, std::size_t rule) {
  const Json* rules = asks.items[ask].find("rules");
  const Json& entry = rules->items[rule];
  const Json* then = entry.find("then");
  return then != nullptr ? *then : entry;
}

class ChainWalk {
 public:
  ChainWalk(Document& document, const Json& asks, const Definition& definition)
      : document_(document), asks_(asks), definition_(definition) {}

  // Depth first from one ask; true when something was reported.
  bool visit(std::size_t ask) {
    on_path_.push_back(ask);
    const auto& rules = definition_.asks[ask].rules;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (!rules[i].then.ask) continue;
      const std::size_t next = *rules[i].then.ask;
      if (std::find(on_path_.begin(), on_path_.end(), next) != on_path_.end()) {
        return report(ask, i,
                      fmt::format("a circle: '{}' leads back to '{}'", definition_.asks[ask].name,
                                  definition_.asks[next].name));
      }
      if (on_path_.size() == longest_chain) {
        return report(ask, i,
                      fmt::format("more than three asks in a chain: '{}' would be the fourth",
                                  definition_.asks[next].name));
      }
      if (visit(next)) return true;
    }
    on_path_.pop_back();
    return false;
  }

 private:
  bool report(std::size_t ask, std::size_t rule, std::string message) {
    document_.report(then_of(asks_, ask, rule), fmt::format("/ask/{}/rules/{}/then", ask, rule),
                     std::move(message));
    return true;
  }

  Document& document_;
  const Json& asks_;
  const Definition& definition_;
  std::vector<std::size_t> on_path_;
};

void check_names(Document& document, const Json& asks, const Definition& definition) {
  for (std::size_t i = 0; i < definition.asks.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::string& name = definition.asks[i].name;
      if (name.empty() || name != definition.asks[j].name) continue;
      document.report(*asks.items[i].find("name"), fmt::format("/ask/{}/name", i),
                      fmt::format("two asks are named '{}'; each name stands once", name));
    }
  }
}

void find_entries(Definition& definition) {
  std::vector<bool> named(definition.asks.size(), false);
  for (const Ask& ask : definition.asks) {
    for (const Rule& rule : ask.rules) {
      if (rule.then.ask) named[*rule.then.ask] = true;
    }
  }
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (!named[i] && !definition.asks[i].refines) definition.entries.push_back(i);
  }
}

// False when a rule that could not be read may be the one that says claimed.
bool every_rule_is_read(const Definition& definition) {
  return !definition.asks.empty() &&
         std::all_of(definition.asks.begin(), definition.asks.end(), [](const Ask& ask) {
           return !ask.rules.empty() &&
                  std::all_of(ask.rules.begin(), ask.rules.end(), [](const Rule& rule) {
                    return rule.then.status || rule.then.reason || rule.then.ask;
                  });
         });
}

// A status that a page about an account never has: none of the claimed rules' and not a 2xx.
bool excludes_profiles(const Rule& rule, const Ask& ask) {
  if (rule.status.empty()) return false;
  for (const StatusRange range : rule.status) {
    for (int code = range.least; code <= range.most; ++code) {
      if (code >= 200 && code <= 299) return false;
      for (const Rule& other : ask.rules) {
        const bool claimed = other.then.status == model::Status::claimed;
        if (claimed && !other.status.empty() && other.admits_status(code)) return false;
      }
    }
  }
  return true;
}

bool may_hide_a_holder(const Rule& rule) {
  return rule.then.status == model::Status::available ||
         rule.then.status == model::Status::reserved ||
         rule.then.status == model::Status::suspended;
}

// Text that a stranger writes must not decide that nobody is there.
void check_injection(Document& document, const Json& asks, const Definition& definition) {
  for (std::size_t a = 0; a < definition.asks.size(); ++a) {
    const auto& rules = definition.asks[a].rules;
    std::size_t last_claimed = rules.size();
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (rules[i].then.status == model::Status::claimed) last_claimed = i;
    }
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const bool before_claimed = last_claimed != rules.size() && i < last_claimed;
      if (rules[i].body.empty() || !may_hide_a_holder(rules[i]) || !before_claimed) continue;
      if (excludes_profiles(rules[i], definition.asks[a])) continue;
      const Json* rule = asks.items[a].find("rules");
      const Json* body = rule->items[i].find("body");
      document.report(
          *body, fmt::format("/ask/{}/rules/{}/body", a, i),
          fmt::format("a body rule for {} stands before the claimed rule: what a stranger "
                      "writes into a page could hide the account; put it after, or bind "
                      "it to a status such as 404",
                      model::name(*rules[i].then.status)));
    }
  }
}

// A sign-up check says of a name that nobody shows whether it can be had, and nothing else.
bool may_refine(const Then& then) {
  if (then.reason) return true;
  return then.status == model::Status::available || then.status == model::Status::reserved ||
         then.status == model::Status::invalid;
}

void check_refining_ask(Document& document, const Json& json, const std::string& path,
                        const Ask& ask, bool is_second) {
  const Json* key = json.find("refines");
  const auto report = [&](std::string message) {
    document.report(*key, path + "/refines", std::move(message));
  };
  if (is_second) report("a second ask that refines; a definition has one at most");
  if (ask.max > 1) report("an ask that refines is asked one by one, without 'max'");
  if (!ask.profile.empty()) report("an ask that refines knows no account, so it has no 'profile'");
  if (!ask.can_say(model::Status::available)) {
    report("no rule of this ask says available, so that no free name could prove it");
  }
  if (!ask.can_say(model::Status::reserved) && !ask.can_say(model::Status::invalid)) {
    report("no rule of this ask says reserved or invalid, so that it could refine nothing");
  }
}

void check_refinement(Document& document, const Json& asks, const Definition& definition) {
  const std::size_t before = document.problems.size();
  bool is_second = false;
  for (std::size_t a = 0; a < definition.asks.size(); ++a) {
    const Ask& ask = definition.asks[a];
    for (std::size_t r = 0; r < ask.rules.size(); ++r) {
      const Then& then = ask.rules[r].then;
      const std::string path = fmt::format("/ask/{}/rules/{}/then", a, r);
      const bool was_read = then.status || then.reason || then.ask;
      if (then.ask && definition.asks[*then.ask].refines) {
        document.report(then_of(asks, a, r), path,
                        fmt::format("'{}' refines what is available and is asked by itself; no "
                                    "rule leads to it",
                                    definition.asks[*then.ask].name));
      } else if (ask.refines && was_read && !may_refine(then)) {
        document.report(then_of(asks, a, r), path,
                        "an ask that refines says available, reserved (taken but unseen, too), "
                        "invalid or unknown:…");
      }
    }
    if (!ask.refines || document.problems.size() > before) continue;
    check_refining_ask(document, asks.items[a], fmt::format("/ask/{}", a), ask, is_second);
    is_second = true;
  }
  const bool is_right = is_second && document.problems.size() == before;
  if (is_right && !definition.can_say(model::Status::available) && every_rule_is_read(definition)) {
    document.report(asks, "/ask", "no ask says available, so that there is nothing to refine");
  }
}

}  // namespace

void check_chains(Document& document, const Json& asks, Definition& definition) {
  check_names(document, asks, definition);
  find_entries(definition);
  // A circle may have no entry at all, so every ask is a start until something is found.
  for (std::size_t start = 0; start < definition.asks.size(); ++start) {
    if (ChainWalk(document, asks, definition).visit(start)) break;
  }
  if (!definition.can_say(model::Status::claimed) && every_rule_is_read(definition)) {
    document.report(asks, "/ask", "no rule says claimed: this platform could never show a holder");
  }
  check_refinement(document, asks, definition);
  check_injection(document, asks, definition);
}

}  // namespace platforms
