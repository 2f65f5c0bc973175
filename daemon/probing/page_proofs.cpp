#include "probing/page_proofs.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace probing {
namespace {

using model::Status;

constexpr std::size_t most_accounts = 3;    // asked beside a page
constexpr std::size_t most_free_pages = 8;  // kept of an ask

bool is_decided_as(const Subject& subject, Status status) {
  return subject.reading.next == platforms::Reading::Next::decided &&
         subject.reading.status == status;
}

std::optional<PageKey> page_of(const Subject& subject) {
  const auto& page = subject.reading.page;
  if (!is_decided_as(subject, Status::claimed) || !page) return std::nullopt;
  return PageKey(subject.ask, page->digest);
}

// A control that was made up: its page is one for a name that nobody has. An account that is asked
// for as a control writes its own.
bool is_made_up(const Subject& control) {
  return control.role == Role::free_control || control.role == Role::shape_control ||
         (control.role == Role::page_control && control.beside == Subject::Beside::nobody);
}

}  // namespace

PageProofs::PageProofs(const platforms::Definition& definition,
                       const std::vector<std::string>& believed, FurtherProofs& further,
                       PagesSeen& seen)
    : definition_(definition),
      believed_(believed.begin(), believed.end()),
      further_(further),
      seen_(seen) {}

void PageProofs::note_control(const Subject& control) {
  note_markup(control);
  if (const auto key = page_of(control)) {
    note_page(control);
    if (control.role == Role::claimed_control) seen_.of_controls.insert(*key);
    return;
  }
  const auto& page = control.reading.page;
  if (!is_decided_as(control, Status::available) || !page || !is_made_up(control)) return;
  auto& known = seen_.free[control.ask];
  const bool is_new = std::none_of(known.begin(), known.end(),
                                   [&](const auto& free) { return looks_like(free, *page); });
  if (is_new && known.size() < most_free_pages) known.push_back(*page);
}

void PageProofs::found(const Subject& target) {
  const auto key = page_of(target);
  if (!key) return;
  note_page(target);
  seen_.of_targets[*key].insert(target.handle);
}

bool PageProofs::is_shared(const PageKey& key) const {
  const auto targets = seen_.of_targets.find(key);
  return targets != seen_.of_targets.end() && targets->second.size() > 1;
}

// One that it always shows.
bool PageProofs::is_control_page(const PageKey& key) const {
  return seen_.of_controls.contains(key) && !is_wall(key);
}

// Of several names, of whom one was shown another page as well: no account's own.
bool PageProofs::is_wall(const PageKey& key) const {
  return seen_.unsteady.contains(key) && seen_.names.at(key).size() > 1;
}

void PageProofs::note_page(const Subject& claimed) {
  const platforms::PageLook& page = *claimed.reading.page;
  PagesSeen::Shown& shown = seen_.by_name[{claimed.ask, claimed.handle}];
  const auto is_alike = [&](const auto& one) { return has_outline_of(one, page); };
  const bool is_new = std::none_of(shown.outlines.begin(), shown.outlines.end(), is_alike);
  if (is_new) shown.outlines.push_back(page);
  shown.digests.insert(page.digest);
  seen_.names[{claimed.ask, page.digest}].insert(claimed.handle);
  if (shown.outlines.size() == 1) return;
  for (const std::uint64_t digest : shown.digests) seen_.unsteady.insert({claimed.ask, digest});
}

void PageProofs::note_markup(const Subject& control) {
  const bool is_free = is_decided_as(control, Status::available) && is_made_up(control);
  const bool is_claimed =
      is_decided_as(control, Status::claimed) && control.role == Role::claimed_control;
  if (!is_free && !is_claimed) return;
  const platforms::Markup& markup = control.reading.markup;
  PagesSeen::Made& made = (is_free ? seen_.made_free : seen_.made_claimed)[control.ask];
  made.of_any.insert(markup.begin(), markup.end());
  if (made.is_known) {
    std::erase_if(made.of_each, [&markup](std::uint32_t tag) {
      return !std::binary_search(markup.begin(), markup.end(), tag);
    });
  } else {
    made.of_each.insert(markup.begin(), markup.end());
    made.is_known = true;
  }
}

// What he writes adds no tags to a page. It is nobody's where it has all that only nobody's pages
// have, each of them, and no more of what only accounts' have; where nobody's have nothing of their
// own, it is made of nothing else than they are.
bool PageProofs::is_made_as_nobodys(const Subject& target) const {
  const platforms::Markup& markup = target.reading.markup;
  const auto free = seen_.made_free.find(target.ask);
  if (free == seen_.made_free.end()) return markup.empty();
  const auto claimed = seen_.made_claimed.find(target.ask);
  const auto is_of_account = [&](std::uint32_t tag) {
    return claimed != seen_.made_claimed.end() && claimed->second.of_any.contains(tag);
  };
  bool has_something_own = false;
  for (const std::uint32_t tag : free->second.of_each) {
    if (is_of_account(tag)) continue;
    has_something_own = true;
    if (!std::binary_search(markup.begin(), markup.end(), tag)) return false;
  }
  int of_account = 0;
  int of_nobody = 0;
  int of_neither = 0;
  for (const std::uint32_t tag : markup) {
    const bool is_of_nobody = free->second.of_any.contains(tag);
    of_account += is_of_account(tag) && !is_of_nobody ? 1 : 0;
    of_nobody += is_of_nobody && !is_of_account(tag) ? 1 : 0;
    of_neither += is_of_account(tag) || is_of_nobody ? 0 : 1;
  }
  return has_something_own ? of_account <= of_nobody : of_account + of_neither == 0;
}

bool PageProofs::may_be_free(const Subject& target) const {
  const auto& page = target.reading.page;
  if (!is_decided_as(target, Status::available) || !page) return true;
  if (!is_made_as_nobodys(target)) return false;
  const auto known = seen_.free.find(target.ask);
  if (known == seen_.free.end()) return false;
  const auto& free = known->second;
  if (std::any_of(free.begin(), free.end(),
                  [&page](const auto& one) { return looks_like(one, *page); })) {
    return true;
  }
  // Where nobody is led to places that differ in numbers alone, those say nothing.
  const auto alike = std::count_if(free.begin(), free.end(), [&page](const auto& one) {
    return one.is_redirect && page->is_redirect && one.digest == page->digest;
  });
  return alike > 1;
}

// Whoever was believed claimed before is no news, whatever page shows him.
bool PageProofs::needs_proof(const Subject& target, bool looks_again) const {
  const auto key = page_of(target);
  if (!key || is_control_page(*key) || believed_.contains(target.handle)) return false;
  return (looks_again && !accounts_beside(target).empty()) || (!looks_again && is_shared(*key));
}

std::optional<bool> PageProofs::is_proven(const Subject& target, bool looks_again) const {
  const auto page = page_of(target);
  if (page && !believed_.contains(target.handle) && is_wall(*page)) return false;
  if (needs_proof(target, looks_again)) {
    const auto known = seen_.proven.find(*page_of(target));
    return known == seen_.proven.end() ? std::nullopt : std::optional(known->second);
  }
  const bool may_be_shared = page && !looks_again && !is_control_page(*page);
  return may_be_shared && !all_seen_ ? std::nullopt : std::optional(true);
}

// Not those of whom the same is asked.
std::vector<std::string> PageProofs::accounts_beside(const Subject& target) const {
  std::vector<std::string> accounts;
  for (const std::string& account : believed_) {
    if (account != target.handle && accounts.size() < most_accounts) accounts.push_back(account);
  }
  return accounts;
}

std::vector<Subject> PageProofs::controls_for(std::size_t entry, const Subject& target,
                                              bool looks_again) {
  if (!needs_proof(target, looks_again)) return {};
  const PageKey key = *page_of(target);
  if (asking_.contains(key) || seen_.proven.contains(key)) return {};
  std::vector<Subject> controls;
  const auto add = [&](Subject control, Subject::Beside beside) {
    control.role = Role::page_control;
    control.starts_at = entry;
    control.page = key;
    control.beside = beside;
    controls.push_back(std::move(control));
  };
  for (std::string& account : accounts_beside(target)) {
    Subject control;
    control.handle = std::move(account);
    add(std::move(control), Subject::Beside::account);
  }
  if (!looks_again) {
    Subject again;
    again.handle = target.handle;
    add(std::move(again), Subject::Beside::target);
    for (Subject& free : further_.shape_controls(entry, target)) {
      add(std::move(free), Subject::Beside::nobody);
    }
  }
  asking_[key] = {controls.size(), target.handle};
  return controls;
}

void PageProofs::answered(const Subject& control, bool counts) {
  const auto open = asking_.find(*control.page);
  if (open == asking_.end()) return;
  Asking& asking = open->second;
  const bool shows_it = page_of(control) == control.page;
  const bool is_claimed = counts && is_decided_as(control, Status::claimed);
  switch (control.beside) {
    case Subject::Beside::target: asking.is_refuted |= !is_claimed || !shows_it; break;
    case Subject::Beside::nobody:
      asking.is_refuted |= !counts || !is_rightly_free(definition_, control.reading);
      break;
    case Subject::Beside::account:
      asking.is_shown |= is_claimed;
      asking.is_other |= is_claimed && !shows_it;
      break;
  }
  if (--asking.open > 0) return;
  conclude(open->first, asking);
  asking_.erase(open);
}

void PageProofs::conclude(const PageKey& key, const Asking& asked) {
  const bool is_proven = !asked.is_refuted && (!asked.is_shown || asked.is_other);
  seen_.proven[key] = is_proven;
  if (is_proven) return;
  notes_.push_back(
      fmt::format("the page that {} shows may be a wall: other names show the same, and asked "
                  "again it does not stand out from a name that nobody has",
                  asked.target));
}

}  // namespace probing
