// The platforms known to this run: those shipped, those an administrator laid over them, and those
// of a file given on the command line. A broken definition is refused by name; the others still
// load. Not for several threads: what is asked for first is compiled then.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "model/problem.hpp"
#include "platforms/definition.hpp"

namespace importing {

class Catalogue {
 public:
  // Every *.json of the folder, each read and compiled when it is first asked for: a command that
  // names one platform does not pay for all. What is wrong in one is known then, or by all().
  void offer_folder(const std::filesystem::path& folder);

  // Every *.json of the folder; a later folder replaces definitions of the same id.
  void add_folder(const std::filesystem::path& folder);

  // One definition, or a foreign site list (recognised by its content). Gives the ids it brought,
  // in the file's order; definitions of the same id are hidden, with a note in `notes()`.
  model::Result<std::vector<std::string>> add_file(const std::filesystem::path& file);

  // In place of the one of its id.
  void put(platforms::Definition definition);

  const platforms::Definition* find(std::string_view id) const;
  const std::map<std::string, platforms::Definition, std::less<>>& all() const;
  std::vector<std::string> ids() const;

  // Where find() gives nothing: that nobody is called so, or what is wrong in the definition.
  std::string why_unknown(std::string_view id) const;

  // What was refused of folders, as far as it was read.
  const model::Problems& refused() const { return refused_; }
  // What is worth a warning but refuses nothing: hidden definitions, weakened or refused sites.
  const std::vector<std::string>& notes() const { return notes_; }
  // A line for each list of which some sites prove less than it says.
  const std::vector<std::string>& remarks() const { return remarks_; }

 private:
  using Files = std::map<std::string, std::filesystem::path, std::less<>>;

  bool is_outdated(const std::string& text, const std::filesystem::path& file) const;
  void compile(Files::iterator offered) const;

  // What is read on demand changes nothing that anybody was told.
  mutable Files offered_;  // those not read so far
  mutable std::map<std::string, platforms::Definition, std::less<>> definitions_;
  mutable model::Problems refused_;
  std::vector<std::string> notes_;
  std::vector<std::string> remarks_;
  std::map<std::filesystem::path, std::vector<std::string>> files_;  // given, and their ids
};

}  // namespace importing
