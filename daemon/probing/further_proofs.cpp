#include "probing/further_proofs.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace probing {

using model::Status;

FurtherProofs::FurtherProofs(const platforms::Definition& definition,
                             const std::vector<std::string>& claimed,
                             const std::vector<std::string>& accounts, std::mt19937_64& random,
                             SweepState& state)
    : definition_(definition), claimed_(claimed), random_(random), state_(state) {
  constexpr std::size_t most = 3;  // of a shape
  for (const std::string& account : accounts) {
    const platforms::Shape shape = platforms::shape_of(definition, account);
    if (platforms::is_plain(shape)) continue;
    auto& known = accounts_[shape];
    if (known.size() < most) known.push_back(account);
  }
}

std::optional<bool> FurtherProofs::ask_is_proven(std::size_t ask,
                                                 const std::set<std::size_t>& by) const {
  if (by.contains(ask)) return true;
  const auto known = state_.asks.find(ask);
  return known == state_.asks.end() ? std::nullopt : std::optional(known->second);
}

std::optional<bool> FurtherProofs::shape_is_proven(std::size_t entry,
                                                   const platforms::Shape& shape) const {
  if (platforms::is_plain(shape)) return true;
  const auto known = state_.shapes.find({entry, shape});
  return known == state_.shapes.end() ? std::nullopt : std::optional(known->second);
}

std::optional<bool> FurtherProofs::absence_is_proven(std::size_t entry,
                                                     const Subject& target) const {
  const auto accounts = accounts_.find(target.shape);
  if (accounts == accounts_.end()) return true;
  // That one of them is lost itself is another question, which is asked again and again.
  const auto& all = accounts->second;
  if (std::find(all.begin(), all.end(), target.handle) != all.end()) return true;
  const auto known = state_.shown.find({entry, target.shape});
  return known == state_.shown.end() ? std::nullopt : std::optional(known->second);
}

// Without an id nobody could tell an account of that name from a near one.
bool FurtherProofs::may_be_near(const Subject& subject) const {
  const platforms::Reading& reading = subject.reading;
  return reading.status == Status::claimed && !reading.tied && reading.profile.account_id &&
         platforms::may_be_search(definition_.asks[subject.ask]);
}

std::optional<bool> FurtherProofs::match_is_proven(std::size_t entry, const Subject& target) const {
  if (!may_be_near(target)) return true;
  const auto known = state_.exact.find(entry);
  return known == state_.exact.end() ? std::nullopt : std::optional(known->second);
}

std::vector<Subject> FurtherProofs::controls_for_match(std::size_t entry) {
  if (matching_.contains(entry) || state_.exact.contains(entry)) return {};
  std::optional<std::string> shortened;
  if (!claimed_.empty()) {
    shortened = platforms::shortened_control(definition_, claimed_control(entry));
  }
  if (!shortened) {
    state_.exact[entry] = true;
    return {};
  }
  matching_.insert(entry);
  Subject control;
  control.role = Role::near_control;
  control.handle = std::move(*shortened);
  control.starts_at = entry;
  return {std::move(control)};
}

void FurtherProofs::found(std::size_t entry, const Subject& subject) {
  if (!may_be_near(subject)) return;
  const std::string& id = *subject.reading.profile.account_id;
  const std::string& first = state_.found_by.emplace(id, subject.handle).first->second;
  if (first == subject.handle) return;
  const bool is_new = !state_.exact.contains(entry) || state_.exact[entry];
  if (is_new) {
    notes_.push_back(fmt::format("accounts that are shown prove nothing: {} and {} are one account",
                                 first, subject.handle));
  }
  state_.exact[entry] = false;
}

std::vector<Subject> FurtherProofs::controls_for_absence(std::size_t entry, const Subject& target) {
  const ShapeKey key(entry, target.shape);
  if (showing_.contains(key) || state_.shown.contains(key)) return {};
  showing_[key] = {};
  Subject account;
  account.role = Role::account;
  account.handle = accounts_.at(target.shape).front();
  account.starts_at = entry;
  account.shape = target.shape;
  return {std::move(account)};
}

std::vector<Subject> FurtherProofs::controls_for_ask(std::size_t ask) {
  if (asking_.contains(ask) || state_.asks.contains(ask)) return {};
  if (claimed_.empty()) {
    state_.asks[ask] = false;
    return {};
  }
  asking_[ask] = 0;
  Subject control;
  control.role = Role::ask_control;
  control.handle = claimed_.front();
  control.starts_at = ask;
  return {std::move(control)};
}

std::vector<Subject> FurtherProofs::controls_for_shape(std::size_t entry, const Subject& target) {
  const ShapeKey key(entry, target.shape);
  if (shaping_.contains(key) || state_.shapes.contains(key)) return {};
  std::vector<Subject> controls = shape_controls(entry, target);
  if (controls.empty()) {
    state_.shapes[key] = false;
    notes_.push_back(fmt::format("no name {} can be made up that proves anything",
                                 platforms::in_words(target.shape)));
  } else {
    shaping_[key] = controls.size();
  }
  return controls;
}

std::optional<std::string> FurtherProofs::extended(const Subject& target) const {
  return platforms::extended_control(definition_, target.handle, random_);
}

// The one that was right last: another one's account would not show in what is cut down to it.
std::string FurtherProofs::claimed_control(std::size_t entry) const {
  const auto first = state_.first.find(entry);
  const bool is_known = first != state_.first.end() && first->second < claimed_.size();
  return claimed_[is_known ? first->second : 0];
}

std::vector<Subject> FurtherProofs::shape_controls(std::size_t entry, const Subject& target) {
  std::vector<std::string> names;
  auto alike = platforms::shape_control(definition_, target.handle, random_);
  if (!alike) return {};
  names.push_back(std::move(*alike));
  if (!target.shape.separators.empty()) {
    std::vector<std::string> derived;
    if (!claimed_.empty()) {
      derived =
          platforms::derived_controls(definition_, claimed_control(entry), target.handle, random_);
    }
    if (derived.empty()) return {};
    names.insert(names.end(), derived.begin(), derived.end());
  }
  std::vector<Subject> controls;
  for (std::string& name : names) {
    Subject control;
    control.role = Role::shape_control;
    control.handle = std::move(name);
    control.starts_at = entry;
    control.shape = target.shape;
    controls.push_back(std::move(control));
  }
  return controls;
}

std::vector<Subject> FurtherProofs::answered(std::size_t entry, const Subject& control,
                                             bool counts) {
  if (control.role == Role::ask_control) return ask_answered(control, counts);
  if (control.role == Role::account) return account_answered(entry, control, counts);
  if (control.role == Role::near_control) {
    near_answered(entry, control, counts);
    return {};
  }
  const ShapeKey key(entry, control.shape);
  const auto open = shaping_.find(key);
  if (open == shaping_.end()) return {};
  const bool claimed = control.reading.status == Status::claimed;
  if (claimed) {
    notes_.push_back(fmt::format("names {} prove nothing: {} is called claimed, which nobody has",
                                 platforms::in_words(control.shape), control.handle));
  }
  if (!counts || !is_rightly_free(definition_, control.reading)) refuted_.insert(key);
  if (--open->second > 0) return {};
  state_.shapes[key] = !refuted_.contains(key);
  shaping_.erase(open);
  return {};
}

std::vector<Subject> FurtherProofs::ask_answered(const Subject& control, bool counts) {
  const std::size_t ask = control.starts_at;
  const bool right = counts && control.ask == ask && control.reading.status == Status::claimed;
  const std::size_t next = asking_[ask] + 1;
  if (!right && next < claimed_.size()) {
    asking_[ask] = next;
    Subject another = control;
    another.handle = claimed_[next];
    another.decided = false;
    return {std::move(another)};
  }
  state_.asks[ask] = right;
  if (!right) {
    notes_.push_back(
        fmt::format("no account is known that '{}' shows: what it calls claimed is "
                    "unproven",
                    definition_.asks[ask].name));
  }
  asking_.erase(ask);
  return {};
}

// Whoever has the shortened name may be somebody; but not the control's own account.
void FurtherProofs::near_answered(std::size_t entry, const Subject& control, bool counts) {
  if (matching_.erase(entry) == 0) return;
  state_.exact.emplace(entry, true);
  if (counts) found(entry, control);
}

std::vector<Subject> FurtherProofs::account_answered(std::size_t entry, const Subject& account,
                                                     bool counts) {
  const ShapeKey key(entry, account.shape);
  const auto open = showing_.find(key);
  if (open == showing_.end()) return {};
  const bool is_shown = counts && account.reading.status == Status::claimed;
  open->second.is_contradicted |= counts && account.reading.status == Status::available;
  const std::vector<std::string>& all = accounts_.at(account.shape);
  if (!is_shown && open->second.next < all.size()) {
    Subject another = account;
    another.handle = all[open->second.next++];
    another.decided = false;
    return {std::move(another)};
  }
  const bool is_hidden = !is_shown && open->second.is_contradicted;
  if (is_hidden) {
    notes_.push_back(fmt::format("that nobody has a name {} proves nothing: so it says of {}",
                                 platforms::in_words(account.shape), all.front()));
  }
  state_.shown[key] = !is_hidden;
  showing_.erase(open);
  return {};
}

void FurtherProofs::give_up() {
  for (const auto& [ask, control] : asking_) state_.asks[ask] = false;
  for (const std::size_t entry : matching_) state_.exact[entry] = false;
  for (const auto& [key, open] : shaping_) state_.shapes[key] = false;
  for (const auto& [key, open] : showing_) state_.shown[key] = false;
  asking_.clear();
  matching_.clear();
  shaping_.clear();
  showing_.clear();
}

}  // namespace probing
