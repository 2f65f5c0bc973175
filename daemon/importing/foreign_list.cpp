#include "importing/foreign_list.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "importing/maigret.hpp"
#include "importing/sherlock.hpp"
#include "importing/whatsmyname.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace importing {
namespace {

bool is_blank(std::string_view name) {
  return name.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

Intake::Intake(std::string_view format, std::string_view text, std::string_view file, Form form)
    : form_(form),
      source_(fmt::format("{} ({})", format, std::filesystem::path(file).filename().string())),
      document_{std::string(file), std::string(text), {}} {
  list_.format = format;
}

void Intake::begin() {
  document_.problems.clear();
  ++list_.listed;
  told_ = {};
  site_ = {};
  site_.foreign = true;
  site_.file = document_.file;
  site_.concurrency = 2;
  site_.source = source_;
  site_.evidence = "reported";
}

void Intake::name(reading::ObjectReader& site, std::string_view key, std::string_view name) {
  site_.name = told_.name = name;
  if (is_blank(name)) site.report(key, "an empty name; the site's id comes from it");
}

void Intake::note(std::string_view kind, std::string_view why) {
  list_.notes.push_back(fmt::format("{}: {}{}", text::visible(site_.name), kind, why));
  told_.reasons.emplace_back(why);
}

void Intake::weaken(std::string_view why) {
  note("weakened: ", why);
  if (told_.fate == ListedSite::Fate::loaded) told_.fate = ListedSite::Fate::weakened;
}

void Intake::switch_off(std::string_view why) {
  note("off: ", why);
  site_.disabled = true;
  told_.fate = ListedSite::Fate::off;
}

void Intake::known_accounts(reading::ObjectReader& site, std::string_view key,
                            const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    // In a definition an @ leads to a server.
    if (form_ == Form::as_file && name.find('@') != std::string::npos) continue;
    if (platforms::canonical(site_, name).admitted) site_.controls.claimed.push_back({name, ""});
  }
  if (!site_.controls.claimed.empty()) return;
  site.report(key, "no known account that the site could hold: claimed cannot be proven");
}

void Intake::finish() {
  if (document_.problems.empty()) {
    site_.id = told_.id = unique_id(site_.name);
    list_.sites.push_back(std::move(site_));
  } else {
    ++list_.refused;
    told_.fate = ListedSite::Fate::refused;
    told_.reasons.clear();
    for (auto& problem : document_.problems) {
      told_.reasons.push_back(problem.message);
      problem.message = fmt::format("{}: {}", text::visible(site_.name), problem.message);
      list_.problems.push_back(std::move(problem));
    }
  }
  list_.all.push_back(std::move(told_));
}

// The name in lower case, other characters '-', "-2" on collision; as much of it as a file can be
// called. The id of a file begins with a letter or digit.
std::string Intake::unique_id(std::string_view name) {
  constexpr std::size_t longest = 100;
  std::string id;
  while (!name.empty() && id.size() < longest) {
    const char32_t c = text::take_code_point(name);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool upper = c >= 'A' && c <= 'Z';
    id += letter ? static_cast<char>(c) : upper ? static_cast<char>(c - 'A' + 'a') : '-';
  }
  if (form_ == Form::as_file) {
    id.erase(0, std::min(id.find_first_not_of('-'), id.size()));
    if (id.empty()) id = "site";
  }
  std::string unique = id;
  for (int n = 2; !taken_.insert(unique).second; ++n) unique = fmt::format("{}-{}", id, n);
  return unique;
}

bool is_comment(std::string_view key, const reading::Json& entry) {
  if (entry.is(reading::Json::Kind::string)) return true;
  const bool is_marked = key.starts_with('_') || key.starts_with('$');
  return is_marked && !entry.is(reading::Json::Kind::object);
}

void pass_comments(reading::ObjectReader& site) {
  for (const char* key : {"comment", "comments", "_comment", "__comment__"}) site.member(key);
}

std::string doubts_of(const ImportedList& list) {
  const auto is_doubted = [](const ListedSite& site) {
    return site.fate == ListedSite::Fate::weakened || site.fate == ListedSite::Fate::off;
  };
  const auto first = std::find_if(list.all.begin(), list.all.end(), is_doubted);
  if (first == list.all.end()) return {};
  const auto doubted = std::count_if(list.all.begin(), list.all.end(), is_doubted);
  return fmt::format("{} of {} sites prove less than {}'s list says, or are off, such as {}: {}",
                     doubted, list.listed, list.format, text::visible(first->name),
                     first->reasons.empty() ? "" : first->reasons.front());
}

std::optional<ListKind> list_kind(const reading::Json& json) {
  if (is_whatsmyname(json)) return ListKind::whatsmyname;
  if (is_maigret(json)) return ListKind::maigret;
  if (is_sherlock(json)) return ListKind::sherlock;
  return std::nullopt;
}

std::string_view known_lists() {
  return "no site list that is known here: WhatsMyName's has a list \"sites\" with \"uri_check\", "
         "Maigret's an object \"sites\" with \"usernameClaimed\", Sherlock's is an object of sites "
         "with \"errorType\"";
}

ImportedList import_list(ListKind kind, const reading::Json& json, std::string_view text,
                         std::string_view file, Form form) {
  switch (kind) {
    case ListKind::whatsmyname: return import_whatsmyname(json, text, file, form);
    case ListKind::sherlock: return import_sherlock(json, text, file, form);
    case ListKind::maigret: return import_maigret(json, text, file, form);
  }
  return {};
}

}  // namespace importing
