#include "platforms/definition.hpp"

#include <algorithm>

#include "text/case.hpp"
#include "text/host.hpp"
#include "text/name.hpp"
#include "text/time.hpp"

namespace platforms {
namespace {

std::string replaced(std::string_view from, char old, char fresh) {
  std::string to(from);
  std::replace(to.begin(), to.end(), old, fresh);
  return to;
}

// Runs of - _ . become one hyphen, as PyPI normalises names.
std::string runs_folded(std::string_view from) {
  std::string to;
  bool in_run = false;
  for (const char c : from) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (!separator) to += c;
    if (separator && !in_run) to += '-';
    in_run = separator;
  }
  return to;
}

std::string fold_once(FoldRule rule, std::string_view name) {
  switch (rule) {
    case FoldRule::letter_case: return text::to_lower(name);
    case FoldRule::first_upper: return text::first_upper(name);
    case FoldRule::underscore_space: return replaced(name, '_', ' ');
    case FoldRule::hyphen_underscore: return replaced(name, '_', '-');
    case FoldRule::runs: return runs_folded(name);
    case FoldRule::dots: break;
  }
  std::string dotless(name);
  dotless.erase(std::remove(dotless.begin(), dotless.end(), '.'), dotless.end());
  return dotless;
}

}  // namespace

std::string Grammar::folded(std::string_view name) const {
  std::string spelling(name);
  for (const FoldRule rule : folds) spelling = fold_once(rule, spelling);
  return spelling;
}

bool Grammar::admits(std::string_view canonical) const {
  // In an address they stand for another page (RFC 3986, 5.2.4), however they are written there.
  if (canonical == "." || canonical == "..") return false;
  return pattern.is_whole(canonical) && !(forbidden && forbidden->found_in(canonical));
}

bool Grammar::gives(std::string_view canonical) const {
  if (signup && !signup->is_whole(canonical)) return false;
  if (!reserved) return true;
  const bool has_suffix = !suffix.empty() && canonical.ends_with(suffix);
  const std::string_view bare =
      canonical.substr(0, canonical.size() - (has_suffix ? suffix.size() : 0));
  return !reserved->contains(canonical) && !reserved->contains(bare);
}

bool Rule::admits_status(int code) const {
  return status.empty() || std::any_of(status.begin(), status.end(), [code](StatusRange range) {
           return range.least <= code && code <= range.most;
         });
}

bool Ask::can_say(model::Status status) const {
  return std::any_of(rules.begin(), rules.end(),
                     [status](const Rule& rule) { return rule.then.status == status; });
}

const ProfileKey* Ask::account_id() const {
  const auto found = std::find_if(profile.begin(), profile.end(),
                                  [](const ProfileKey& key) { return key.key == "account_id"; });
  return found == profile.end() ? nullptr : &*found;
}

bool Definition::can_say(model::Status status) const {
  return std::any_of(asks.begin(), asks.end(),
                     [status](const Ask& ask) { return !ask.refines && ask.can_say(status); });
}

std::optional<std::size_t> Definition::refinement() const {
  const auto found =
      std::find_if(asks.begin(), asks.end(), [](const Ask& ask) { return ask.refines; });
  if (found == asks.end()) return std::nullopt;
  return static_cast<std::size_t>(found - asks.begin());
}

Spelling canonical(const Definition& definition, std::string_view handle) {
  std::string spelling = text::nfc(handle);
  const std::string& suffix = definition.grammar.suffix;
  const bool has_dot = spelling.find('.') != std::string::npos;
  if (!suffix.empty() && !has_dot) spelling += suffix;
  // Domain names beyond ASCII are registered as xn-- labels; below somebody's domain they are none.
  const bool is_domain = suffix.starts_with('.') && (has_dot || suffix.find('.', 1) == suffix.npos);
  if (is_domain) spelling = text::host_on_wire(spelling).value_or(spelling);
  spelling = definition.grammar.folded(spelling);
  const bool admitted = definition.grammar.admits(spelling);
  return {std::move(spelling), admitted};
}

std::string bare_name(const Definition& definition, std::string_view canonical_handle) {
  const std::string& suffix = definition.grammar.suffix;
  if (!suffix.empty() && canonical_handle.ends_with(suffix)) {
    canonical_handle.remove_suffix(suffix.size());
  }
  return std::string(canonical_handle);
}

std::optional<model::Milliseconds> Grammar::held_back() const {
  constexpr std::string_view hold = "hold ";
  if (recycle == "never") return model::Milliseconds::max();
  if (!recycle.starts_with(hold)) return std::nullopt;
  return text::parse_duration(recycle.substr(hold.size()));
}

}  // namespace platforms
