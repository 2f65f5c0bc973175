#include "importing/catalogue.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "importing/foreign_list.hpp"
#include "platforms/loader.hpp"
#include "platforms/verified.hpp"
#include "reading/file.hpp"
#include "reading/json.hpp"
#include "text/nearest.hpp"
#include "text/visible.hpp"

namespace importing {
namespace {

model::Result<platforms::Definition> read_definition(const std::filesystem::path& file) {
  const auto text = reading::read_file(file);
  if (!text) return model::refused(text.error());
  return platforms::load_definition(*text, file.string(), file.stem().string());
}

}  // namespace

void Catalogue::offer_folder(const std::filesystem::path& folder) {
  for (auto& file : reading::files_in(folder, ".json")) {
    offered_.insert_or_assign(file.stem().string(), std::move(file));
  }
}

void Catalogue::add_folder(const std::filesystem::path& folder) {
  for (const auto& file : reading::files_in(folder, ".json")) {
    const auto text = reading::read_file(file);
    if (text && is_outdated(*text, file)) {
      notes_.push_back(fmt::format(
          "{}: left out, a copy of an older shipped definition; run handlewatch platforms test {}",
          file.string(), file.stem().string()));
      continue;
    }
    auto loaded = text ? platforms::load_definition(*text, file.string(), file.stem().string())
                       : model::refused(text.error());
    if (!loaded) {
      refused_.insert(refused_.end(), loaded.error().begin(), loaded.error().end());
      continue;
    }
    put(std::move(*loaded));
  }
}

// Copies that `platforms test` made of a definition that has been replaced since.
bool Catalogue::is_outdated(const std::string& text, const std::filesystem::path& file) const {
  const platforms::Definition* known = find(file.stem().string());
  const auto shipped = known != nullptr ? reading::read_file(known->file) : std::string();
  if (!shipped) return false;
  if (platforms::is_outdated_copy(text, *shipped)) return true;
  const std::string names = known != nullptr ? known->grammar.reserved_file : "";
  const bool is_copy = platforms::is_outdated_copy(text, "");
  if (names.empty() || !is_copy) return false;
  const std::filesystem::path folder = std::filesystem::path(known->file).parent_path();
  return reading::read_file(file.parent_path() / names).value_or("") !=
         reading::read_file(folder / names).value_or("");
}

model::Result<std::vector<std::string>> Catalogue::add_file(const std::filesystem::path& file) {
  std::error_code unresolved;
  const std::filesystem::path resolved = std::filesystem::canonical(file, unresolved);
  if (!unresolved && files_.contains(resolved)) return files_.at(resolved);
  const auto text = reading::read_file(file);
  if (!text) return model::refused(text.error());
  std::vector<platforms::Definition> brought;
  const auto json = reading::parse_json(*text, reading::foreign_files, file.string());
  const auto kind = json ? list_kind(*json) : std::nullopt;
  if (kind) {
    ImportedList list = import_list(*kind, *json, *text, file.string(), Form::as_listed);
    refused_.insert(refused_.end(), list.problems.begin(), list.problems.end());
    notes_.insert(notes_.end(), list.notes.begin(), list.notes.end());
    const std::string doubts = doubts_of(list);
    if (!doubts.empty()) remarks_.push_back(fmt::format("{}: {}", file.string(), doubts));
    brought = std::move(list.sites);
  } else {
    auto loaded = platforms::load_definition(*text, file.string(), "");
    if (!loaded) return model::refused(loaded.error());
    brought.push_back(std::move(*loaded));
  }
  std::vector<std::string> ids;
  for (platforms::Definition& definition : brought) {
    if (definitions_.contains(definition.id) || offered_.contains(definition.id)) {
      notes_.push_back(
          fmt::format("{}: '{}' hides the definition of that id", file.string(), definition.id));
    }
    ids.push_back(definition.id);
    put(std::move(definition));
  }
  if (!unresolved) files_.emplace(resolved, ids);
  return ids;
}

void Catalogue::put(platforms::Definition definition) {
  const std::string id = definition.id;
  offered_.erase(id);
  definitions_.insert_or_assign(id, std::move(definition));
}

void Catalogue::compile(Files::iterator offered) const {
  auto loaded = read_definition(offered->second);
  if (loaded) {
    definitions_.insert_or_assign(offered->first, std::move(*loaded));
  } else {
    refused_.insert(refused_.end(), loaded.error().begin(), loaded.error().end());
  }
  offered_.erase(offered);
}

const std::map<std::string, platforms::Definition, std::less<>>& Catalogue::all() const {
  while (!offered_.empty()) compile(offered_.begin());
  return definitions_;
}

const platforms::Definition* Catalogue::find(std::string_view id) const {
  const auto offered = offered_.find(id);
  if (offered != offered_.end()) compile(offered);
  const auto found = definitions_.find(id);
  return found == definitions_.end() ? nullptr : &found->second;
}

std::vector<std::string> Catalogue::ids() const {
  std::vector<std::string> ids;
  for (const auto& [id, definition] : definitions_) ids.push_back(id);
  for (const auto& [id, file] : offered_) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string Catalogue::why_unknown(std::string_view id) const {
  for (const model::Problem& problem : refused_) {
    if (std::filesystem::path(problem.file).stem() == id) {
      return fmt::format("the definition of '{}' is left out: {}", text::visible(id),
                         to_string(problem));
    }
  }
  return fmt::format("no platform is called '{}'{}", text::visible(id),
                     text::suggestion(std::string(id), ids()));
}

}  // namespace importing
