#include "simulator/view.hpp"

#include <algorithm>
#include <cstdint>

#include "simulator/text.hpp"

namespace simulator {
namespace {

bool exists(const Account& account, Seconds now) {
  return now >= account.from && (!account.until || now < *account.until);
}

const std::string& handle_at(const Account& account, Seconds now) {
  const std::string* handle = &account.handle;
  for (const Change& change : account.changes)
    if (change.at <= now && change.handle) handle = &*change.handle;
  return *handle;
}

Holder state_at(const Account& account, Seconds now) {
  Holder holder{account.handle,  account.id,        account.display_name, account.bio,
                account.created, account.suspended, account.deactivated,  account.group,
                account.hidden,  account.parody};
  for (const Change& change : account.changes) {
    if (change.at > now) break;
    holder.handle = change.handle.value_or(holder.handle);
    holder.id = change.id.value_or(holder.id);
    holder.display_name = change.display_name.value_or(holder.display_name);
    holder.bio = change.bio.value_or(holder.bio);
    holder.suspended = change.suspended.value_or(holder.suspended);
    holder.deactivated = change.deactivated.value_or(holder.deactivated);
  }
  return holder;
}

Holder invented(Kind kind, std::string_view name, Instant created) {
  std::uint64_t hash = 1469598103934665603ULL;  // FNV-1a: the same name has the same id each time
  for (const char c : folded(kind, name))
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  const std::string digits = std::to_string(hash % 1000000000ULL + 1);
  Holder holder;
  holder.handle = kind == Kind::mediawiki ? folded(kind, name) : std::string(name);
  holder.id = kind == Kind::bluesky   ? "did:plc:invented" + digits
              : kind == Kind::youtube ? "UCinvented" + digits
                                      : digits;
  holder.display_name = holder.handle;
  holder.created = created;
  return holder;
}

// MediaWiki's canonical name: underscores are spaces, runs of spaces are one, the first letter is
// upper case.
std::string wiki_name(std::string_view name) {
  std::string result;
  for (const char c : name) {
    const char plain = c == '_' ? ' ' : c;
    if (plain == ' ' && (result.empty() || result.back() == ' ')) continue;
    result += plain;
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return with_first_letter_upper(result);
}

}  // namespace

std::string folded(Kind kind, std::string_view name) {
  if (kind == Kind::mediawiki) return wiki_name(name);
  if (kind == Kind::npm) return std::string(name);
  std::string fold = lowered(name);
  if (kind == Kind::rdap && fold.ends_with('.')) fold.pop_back();
  return fold;
}

View::View(const Platform& platform, Seconds now, Instant date, Mood mood, Tokens& tokens)
    : platform_(platform), now_(now), date_(date), mood_(mood), tokens_(tokens) {}

void View::note(std::string_view name) {
  asked_.emplace_back(name);
}

std::optional<Holder> View::holder(std::string_view name) const {
  const std::string wanted = folded(platform_.kind, name);
  for (const Account& account : platform_.accounts) {
    if (!exists(account, now_)) continue;
    if (folded(platform_.kind, handle_at(account, now_)) != wanted) continue;
    return as_told(state_at(account, now_));
  }
  if (mood_ == Mood::lying) return invented(platform_.kind, name, date_);
  return std::nullopt;
}

std::optional<Holder> View::holder_with_id(std::string_view id) const {
  for (const Account& account : platform_.accounts) {
    if (!exists(account, now_)) continue;
    Holder holder = state_at(account, now_);
    if (holder.id == id) return as_told(std::move(holder));
  }
  return std::nullopt;
}

std::optional<std::string> View::renamed_to(std::string_view name) const {
  const std::string wanted = folded(platform_.kind, name);
  for (const Account& account : platform_.accounts) {
    if (!exists(account, now_)) continue;
    bool had_it = folded(platform_.kind, account.handle) == wanted;
    for (const Change& change : account.changes)
      if (change.at <= now_ && change.handle)
        had_it = had_it || folded(platform_.kind, *change.handle) == wanted;
    if (had_it) return handle_at(account, now_);
  }
  return std::nullopt;
}

bool View::is_reserved(std::string_view name) const {
  const std::string wanted = folded(platform_.kind, name);
  return std::any_of(
      platform_.reserved.begin(), platform_.reserved.end(),
      [&](const std::string& reserved) { return folded(platform_.kind, reserved) == wanted; });
}

Holder View::as_told(Holder holder) const {
  if (mood_ == Mood::escapes) {
    // A colour, a window title, a right-to-left override, a C1 control, and a cursor movement.
    holder.display_name =
        "\x1b[31mRed\x1b[0m\x1b]0;owned\x07 \xE2\x80\xAE"
        "gnp.exe\xC2\x9B"
        "2J";
    holder.bio =
        "\x1b[2A\x1b]8;;http://evil.example/\x1b\\click\x1b]8;;\x1b\\ \xE2\x81\xA6x\xE2\x81\xA9";
  }
  if (mood_ == Mood::lying) holder.suspended = holder.deactivated = holder.hidden = false;
  return holder;
}

}  // namespace simulator
