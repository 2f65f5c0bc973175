#include "platforms/ties.hpp"

#include <algorithm>
#include <array>

#include <re2/re2.h>

namespace platforms {
namespace {

re2::StringPiece to_re2(std::string_view text) {
  return {text.data(), text.size()};
}

bool names_handle(const Stencil& stencil) {
  return stencil.has(Slot::handle) || stencil.has(Slot::name);
}

// Follows a regular expression, piece by piece, through its groups and classes.
class Nesting {
 public:
  void pass(std::string_view regex) {
    for (std::size_t at = 0; at < regex.size(); ++at) {
      const char c = regex[at];
      if (c == '\\') {
        ++at;
      } else if (in_class_) {
        in_class_ = c != ']';
      } else if (c == '[') {
        in_class_ = true;
        if (regex.substr(at + 1, 1) == "^") ++at;
        if (regex.substr(at + 1, 1) == "]") ++at;  // a member, where it stands first
      } else if (c == '(') {
        ++depth_;
      } else if (c == ')') {
        --depth_;
      } else if (c == '|' && depth_ == 0) {
        has_branches_ = true;
      }
    }
  }
  bool inside() const { return depth_ > 0 || in_class_; }
  bool has_branches() const { return has_branches_; }

 private:
  int depth_ = 0;
  bool in_class_ = false;
  bool has_branches_ = false;
};

// Nothing that a name may hold can stand directly before the handle, or directly after it.
bool bounds_before(std::string_view regex) {
  static const RE2 bound("(?s).*[\\^/@:=,;\"'#&]");
  return RE2::FullMatch(to_re2(regex), bound);
}
bool bounds_after(std::string_view regex) {
  static const std::string one = "(\\$|[/@:=,;\"'#&]|\\[[/@:=,;\"'#&?]+\\])";
  static const RE2 bound("(?s)(" + one + "|\\(" + one + "(\\|" + one + ")*\\))([^?*{].*)?");
  return RE2::FullMatch(to_re2(regex), bound);
}

// A search that no text without the whole handle can satisfy.
bool holds_whole_handle(const Stencil& pattern) {
  static const RE2 beyond_us("\\(\\?[^:i]|\\(\\?i[^):]|\\\\Q");  // other flags, quoted runs
  Nesting nesting;
  bool found = false;
  for (std::size_t i = 0; i < pattern.pieces.size(); ++i) {
    const Piece& here = pattern.pieces[i];
    if (!here.slot) {
      if (RE2::PartialMatch(to_re2(here.text), beyond_us)) return false;
      nesting.pass(here.text);
      continue;
    }
    const bool handle = here.slot == Slot::handle || here.slot == Slot::name;
    if (!handle || i == 0 || i + 1 == pattern.pieces.size() || nesting.inside()) continue;
    const Piece& before = pattern.pieces[i - 1];
    const Piece& after = pattern.pieces[i + 1];
    found = found ||
            (!before.slot && !after.slot && bounds_before(before.text) && bounds_after(after.text));
  }
  return found && !nesting.has_branches();
}

bool picks_by_handle(const JsonPath& path) {
  return std::any_of(path.tokens.begin(), path.tokens.end(), [](const PathToken& token) {
    return token.value && names_handle(*token.value);
  });
}

bool demands_handle(const Test& test) {
  if (test.kind == Test::Kind::matches) return holds_whole_handle(test.pattern->stencil);
  return test.kind == Test::Kind::equals && !test.stencils.empty() &&
         std::all_of(test.stencils.begin(), test.stencils.end(),
                     [](const auto& stencil) { return stencil && names_handle(*stencil); });
}

bool is_owners_text(const Ask& ask, const JsonPath& path) {
  constexpr std::array<std::string_view, 3> written_by_owner = {"display_name", "bio", "website"};
  return std::any_of(ask.profile.begin(), ask.profile.end(), [&](const ProfileKey& key) {
    const auto owned = std::find(written_by_owner.begin(), written_by_owner.end(), key.key);
    return owned != written_by_owner.end() &&
           std::any_of(key.sources.begin(), key.sources.end(), [&](const ProfileSource& source) {
             return source.in == ProfileSource::In::item && source.path &&
                    source.path->written == path.written;
           });
  });
}

bool ties(const Ask& ask, const JsonTest& test) {
  const bool absent = test.test.kind == Test::Kind::exists && !test.test.exists;
  if (absent || is_owners_text(ask, test.path)) return false;
  return picks_by_handle(test.path) || demands_handle(test.test);
}

}  // namespace

bool ties_to_handle(const Ask& ask, const Rule& rule) {
  if (rule.then.status != model::Status::claimed) return false;
  const bool picked = !rule.item.empty() && !ask.item.empty() &&
                      std::all_of(ask.item.begin(), ask.item.end(), picks_by_handle);
  const auto ties_here = [&ask](const JsonTest& test) { return ties(ask, test); };
  return picked || std::any_of(rule.json.begin(), rule.json.end(), ties_here) ||
         std::any_of(rule.item.begin(), rule.item.end(), ties_here);
}

bool ties_a_rule(const Ask& ask) {
  return std::any_of(ask.rules.begin(), ask.rules.end(),
                     [&ask](const Rule& rule) { return ties_to_handle(ask, rule); });
}

}  // namespace platforms
