#include "learning/learning.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "learning/obstacles.hpp"
#include "learning/profile.hpp"
#include "text/case.hpp"
#include "text/visible.hpp"

namespace learning {
namespace {

using model::Status;
using reading::Json;

Json rule_of(const Evidence& evidence, Status then) {
  Json rule = evidence.conditions;
  rule.add("then", Json::string(std::string(model::name(then))));
  return rule;
}

// The samples of one lesson, sorted by what they are good for.
class Lessons {
 public:
  Lessons(Lesson lesson, std::span<const Sample> samples)
      : lesson_(std::move(lesson)), samples_(samples) {
    const auto blank = blank_definition(lesson_);
    for (const Sample& sample : samples_) {
      const std::vector<std::string> asked = {sample.name};
      const std::string url =
          blank ? platforms::compose(*blank, blank->asks[0], {"", nullptr, ""}, asked).url
                : lesson_.url;
      auto obstacle = obstacle_in(url, sample.reply);
      if (obstacle) {
        (sample.side == Side::claimed ? claimed_obstacles_ : missing_obstacles_)
            .push_back(std::move(*obstacle));
        continue;
      }
      const platforms::Answer answer(sample.reply);
      Studied studied{text::to_lower(sample.name), sample.reply.head.status,
                      sample.reply.head.location, traits_of(answer, sample.name)};
      (sample.side == Side::claimed ? claimed_ : missing_).push_back(std::move(studied));
    }
  }

  std::optional<std::string> why_hopeless() const {
    if (claimed_.empty() || claimed_.size() < 2 * claimed_obstacles_.size()) {
      return claimed_obstacles_.empty()
                 ? "no claimed name was answered"
                 : "claimed names get no answer that counts, but " + claimed_obstacles_.front();
    }
    if (missing_.empty() && missing_obstacles_.empty()) return "no free name was answered";
    if (!missing_.empty() && missing_.size() < 2 * missing_obstacles_.size()) {
      return "free names often get no answer that counts, but " + missing_obstacles_.front();
    }
    return std::nullopt;
  }

  tl::expected<Learned, std::string> learn(bool fold_case) {
    lesson_.fold_case = fold_case;
    const auto shown = pick_claimed();
    const auto absent = shown ? pick_missing(*shown) : std::nullopt;
    // Where each side always shows what the other never does, whatever else changes is weather.
    const bool both_sides = shown && absent;
    const auto contradiction = both_sides ? std::nullopt : contradiction_in(claimed_, missing_);
    if (contradiction) return tl::unexpected(*contradiction);
    if (!shown) return tl::unexpected(why_not());
    Json rules = Json::array();
    rules.add(rule_of(*shown, Status::claimed));
    if (absent) rules.add(rule_of(*absent, Status::available));
    const Json profile = profile_for(shown->at, account_answers());
    auto definition = definition_for(lesson_, rules, profile);
    if (!definition) definition = definition_for(lesson_, rules, Json::null());
    if (!definition) return tl::unexpected(to_string(definition.error().front()));
    Learned learned{std::move(*definition), shown->words, absent ? absent->words : "", {}};
    add_remarks(*shown, absent, learned);
    return learned;
  }

 private:
  bool reads(const Json& rules, Side side, Status status) const {
    const auto definition = definition_for(lesson_, rules, Json::null());
    if (!definition) return false;
    return std::all_of(samples_.begin(), samples_.end(),
                       [&](const Sample& sample) {
                         const platforms::Reading reading =
                             reading_of(*definition, sample.name, sample.reply);
                         if (sample.side != side) return reading.status != status;
                         return reading.status == status || reading.status == Status::unknown;
                       }) &&
           all_usable_read(*definition, side, status);
  }

  // What can be read at all is read rightly; walls and failures stay unknown.
  bool all_usable_read(const platforms::Definition& definition, Side side, Status status) const {
    const auto& mine = side == Side::claimed ? claimed_ : missing_;
    const auto read = std::count_if(samples_.begin(), samples_.end(), [&](const Sample& sample) {
      return sample.side == side &&
             reading_of(definition, sample.name, sample.reply).status == status;
    });
    return static_cast<std::size_t>(read) == mine.size();
  }

  std::optional<Evidence> pick_claimed() const {
    for (Evidence& evidence : evidence_for(Side::claimed, claimed_, missing_)) {
      Json rules = Json::array();
      rules.add(rule_of(evidence, Status::claimed));
      if (reads(rules, Side::claimed, Status::claimed)) return std::move(evidence);
    }
    return std::nullopt;
  }

  // The claimed rule stands first: no text of a stranger can hide an account.
  std::optional<Evidence> pick_missing(const Evidence& shown) const {
    if (missing_.empty()) return std::nullopt;
    for (Evidence& evidence : evidence_for(Side::missing, missing_, claimed_)) {
      Json rules = Json::array();
      rules.add(rule_of(shown, Status::claimed));
      rules.add(rule_of(evidence, Status::available));
      if (reads(rules, Side::missing, Status::available) &&
          reads(rules, Side::claimed, Status::claimed)) {
        return std::move(evidence);
      }
    }
    return std::nullopt;
  }

  std::vector<AccountAnswer> account_answers() const {
    std::vector<AccountAnswer> answers;
    for (const Sample& sample : samples_) {
      if (sample.side != Side::claimed || sample.reply.failure) continue;
      const platforms::Answer answer(sample.reply);
      const int status = answer.status();
      if (answer.json() != nullptr && status >= 200 && status <= 299) {
        answers.push_back({text::to_lower(sample.name), *answer.json()});
      }
    }
    return answers;
  }

  bool several_accounts() const {
    return std::any_of(claimed_.begin(), claimed_.end(),
                       [&](const Studied& one) { return one.name != claimed_.front().name; });
  }

  std::string why_not() const {
    if (missing_.empty())
      return "free names get no answer that counts, but " + missing_obstacles_.front();
    const auto of_missing = evidence_for(Side::missing, missing_, claimed_);
    if (!of_missing.empty() && of_missing.front().worth > 20) {
      return fmt::format(
          "only a missing account shows something of its own ({}); accounts have nothing in common "
          "that would show them{}",
          of_missing.front().words,
          several_accounts() ? "" : ", and is surely not one account's own");
    }
    const bool same = common_traits(claimed_) == common_traits(missing_);
    return same ? "the answers are the same for accounts and for names that nobody has, but for "
                  "what changes with the request"
                : "accounts and names that nobody has differ in nothing that is reliable: what "
                  "differs is text that an owner may have written, or belongs to one account";
  }

  void add_remarks(const Evidence& shown, const std::optional<Evidence>& absent,
                   Learned& learned) const {
    std::vector<std::string>& remarks = learned.remarks;
    if (!absent) {
      remarks.push_back(fmt::format(
          "positive only: nothing surely shows that a name is free{}; a hit proves a holder, a "
          "miss proves nothing",
          missing_.empty() ? " (" + missing_obstacles_.front() + ")" : ""));
    }
    if (!several_accounts()) {
      remarks.emplace_back(
          "accounts were seen on one name only: give a second one with --claimed to be surer");
    }
    if (shown.status_alone) {
      remarks.emplace_back(
          "an account is told by the status alone: any page with this status would count as one");
    }
    if (!claimed_obstacles_.empty() || (!missing_.empty() && !missing_obstacles_.empty())) {
      const auto& first = claimed_obstacles_.empty() ? missing_obstacles_ : claimed_obstacles_;
      remarks.push_back("some questions got no answer that counts: " + first.front());
    }
    if (!shown.at.empty()) {
      remarks.emplace_back(
          "profile_url is the address that was asked; where people look is not known");
    }
  }

  Lesson lesson_;
  std::span<const Sample> samples_;
  std::vector<Studied> claimed_;
  std::vector<Studied> missing_;
  std::vector<std::string> claimed_obstacles_;
  std::vector<std::string> missing_obstacles_;
};

// The other spelling led to the same account.
bool is_same_account(const Learned& learned, const Sample& respelt) {
  return reading_of(learned.definition, respelt.name, respelt.reply).status == Status::claimed;
}

// A claimed name that is answered as nobody's, when the others are looked at alone.
std::optional<std::string> impostor_in(const Lesson& lesson, std::span<const Sample> samples) {
  if (lesson.claimed.size() < 2) return std::nullopt;
  for (const std::string& name : lesson.claimed) {
    std::vector<Sample> others;
    for (const Sample& sample : samples) {
      if (sample.name != name) others.push_back(sample);
    }
    Lessons lessons(lesson, others);
    if (lessons.why_hopeless()) continue;
    const auto learned = lessons.learn(false);
    if (!learned) continue;
    const bool free = std::all_of(samples.begin(), samples.end(), [&](const Sample& sample) {
      return sample.name != name ||
             reading_of(learned->definition, name, sample.reply).status == Status::available;
    });
    if (free) {
      return fmt::format("'{}' is answered as names are that nobody has; is it claimed?",
                         text::visible(name));
    }
  }
  return std::nullopt;
}

}  // namespace

platforms::Reading reading_of(const platforms::Definition& definition, const std::string& name,
                              const net::Reply& reply) {
  const std::vector<std::string> handles = {platforms::canonical(definition, name).handle};
  return platforms::read(definition, definition.asks.front(), {"", nullptr, ""}, handles, reply)
      .front();
}

std::optional<std::string> respelling(const std::string& name) {
  const std::string lower = text::to_lower(name);
  if (lower != name) return lower;
  std::string upper = name;
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (upper == name) return std::nullopt;
  return upper;
}

tl::expected<Learned, std::string> learn(Lesson lesson, std::span<const Sample> samples,
                                         const std::optional<Sample>& respelt) {
  Lessons lessons(lesson, samples);
  if (auto why = lessons.why_hopeless()) {
    if (auto impostor = impostor_in(lesson, samples)) return tl::unexpected(*impostor);
    return tl::unexpected(*why);
  }
  if (stands_in_host(lesson)) return lessons.learn(true);
  if (respelt) {
    auto folded = lessons.learn(true);
    if (folded && is_same_account(*folded, *respelt)) return folded;
  }
  auto learned = lessons.learn(false);
  if (learned) {
    learned->remarks.emplace_back(
        respelt
            ? "names that differ in letter case are taken for different ones: another spelling "
              "was not answered as the same account"
            : "whether letter case counts is not known, so names are asked as they are written");
    return learned;
  }
  if (auto impostor = impostor_in(lesson, samples)) return tl::unexpected(*impostor);
  return learned;
}

}  // namespace learning
