#include "learning/obstacles.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "platforms/walls.hpp"
#include "text/visible.hpp"

namespace learning {
namespace {

// Of an answer only what tells its kind; not what differs with every request.
std::string kind_of(const Studied& one) {
  std::string kind = fmt::format("{}", one.status);
  for (const Trait& trait : one.traits) {
    const bool shallow = std::count(trait.at.begin(), trait.at.end(), '/') <= 2;
    const bool named = trait.kind == TraitKind::json_exists || trait.kind == TraitKind::json_handle;
    const bool plain = trait.kind == TraitKind::json_literal &&
                       (trait.says == "true" || trait.says == "false" || trait.says == "null" ||
                        trait.says == "[]" || trait.says == "{}");
    const bool page = trait.kind == TraitKind::title || trait.kind == TraitKind::whole;
    if (page || (shallow && (named || plain))) kind += '\n' + trait.at + (plain ? trait.says : "");
  }
  return kind;
}

using Kinds = std::map<std::string, std::set<std::string>>;  // by name

Kinds kinds_of(std::span<const Studied> all) {
  Kinds kinds;
  for (const Studied& one : all) kinds[one.name].insert(kind_of(one));
  return kinds;
}

std::set<std::string> all_of(const Kinds& kinds) {
  std::set<std::string> all;
  for (const auto& [name, some] : kinds) all.insert(some.begin(), some.end());
  return all;
}

std::optional<std::string> fickle(const Kinds& kinds, const std::set<std::string>& others) {
  for (const auto& [name, some] : kinds) {
    const bool shared = std::any_of(some.begin(), some.end(),
                                    [&](const auto& kind) { return others.contains(kind); });
    if (some.size() > 1 && shared) {
      return fmt::format(
          "the answers contradict each other: '{}' was answered now as an account is, now as a "
          "name that nobody has",
          text::visible(name));
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> obstacle_in(const std::string& url, const net::Reply& reply) {
  if (reply.failure) {
    return fmt::format("{}{}", model::name(*reply.failure),
                       reply.failure_detail.empty()
                           ? ""
                           : fmt::format(" ({})", text::visible(reply.failure_detail)));
  }
  const platforms::Answer answer(reply);
  const auto with_status = [&](std::string_view what) {
    return fmt::format("a wall: {} (HTTP {})", what, reply.head.status);
  };
  if (const auto wall = platforms::wall_before_rules(answer)) return with_status(wall->what);
  if (const auto wall = platforms::wall_at_the_end(url, reply.effective_url))
    return with_status(wall->what);
  const auto wall = platforms::wall_after_rules(answer);
  if (wall && wall->reason != model::Reason::redirect) return with_status(wall->what);
  if (!answer.illegible().empty()) {
    return fmt::format("nothing to read: {} (HTTP {})", answer.illegible(), reply.head.status);
  }
  return std::nullopt;
}

std::optional<std::string> contradiction_in(std::span<const Studied> claimed,
                                            std::span<const Studied> missing) {
  const Kinds of_claimed = kinds_of(claimed);
  const Kinds of_missing = kinds_of(missing);
  if (auto why = fickle(of_claimed, all_of(of_missing))) return why;
  if (auto why = fickle(of_missing, all_of(of_claimed))) return why;
  const std::set<std::string> accounts = all_of(of_claimed);
  std::size_t like_accounts = 0;
  std::string example;
  for (const auto& [name, some] : of_missing) {
    const bool like = std::any_of(some.begin(), some.end(),
                                  [&](const auto& kind) { return accounts.contains(kind); });
    if (like) example = name;
    like_accounts += like ? 1 : 0;
  }
  if (like_accounts == 0 || like_accounts == of_missing.size()) return std::nullopt;
  return fmt::format(
      "the answers contradict each other: '{}', made up at random, was answered as an account is, "
      "and other such names were not",
      text::visible(example));
}

}  // namespace learning
