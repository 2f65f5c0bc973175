// Site lists of other tools (WhatsMyName, Sherlock, Maigret): what their importers share. A site
// becomes a Definition, or is refused with the reason; whatever of it had to be left out, or keeps
// it from being asked, is told by name. Nothing of a site is guessed.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/problem.hpp"
#include "platforms/definition.hpp"
#include "reading/object.hpp"

namespace importing {

// A definition for this run alone, or one that the definition language can say too. The language
// is the stricter one: see foreign_rules.hpp and foreign_grammar.hpp for what that changes.
enum class Form { as_listed, as_file };

// What became of one site of a list.
struct ListedSite {
  enum class Fate { loaded, weakened, off, refused };
  Fate fate = Fate::loaded;
  std::string id;  // empty when refused
  std::string name;
  std::vector<std::string> reasons;
};

struct ImportedList {
  std::string_view format;  // "Sherlock"
  std::vector<platforms::Definition> sites;
  std::vector<ListedSite> all;     // in the file's order
  std::vector<std::string> notes;  // "Site: why it was weakened or switched off"
  model::Problems problems;        // of the sites that were refused, with their places in the file
  std::size_t listed = 0;          // sites in the file
  std::size_t refused = 0;
};

// Entries of a list that are no sites: a text among them, or under a key that begins with '_', '$'.
bool is_comment(std::string_view key, const reading::Json& entry);
// Their like within a site.
void pass_comments(reading::ObjectReader& site);

// In one line, with an example; empty where every site proves all that the list says of it.
std::string doubts_of(const ImportedList& list);

// One list on its way in, site by site: begin, read, finish.
class Intake {
 public:
  Intake(std::string_view format, std::string_view text, std::string_view file, Form form);

  Form form() const { return form_; }
  // Whatever is reported here refuses the site being read.
  reading::Document& document() { return document_; }
  platforms::Definition& site() { return site_; }

  void begin();
  void name(reading::ObjectReader& site, std::string_view key, std::string_view name);
  // Told, but no less is proven.
  void remark(std::string_view why) { note("", why); }
  void weaken(std::string_view why);
  void switch_off(std::string_view why);
  // Accounts that the list knows to exist; those that the site's grammar forbids are left out.
  void known_accounts(reading::ObjectReader& site, std::string_view key,
                      const std::vector<std::string>& names);
  void finish();

  ImportedList take() { return std::move(list_); }

 private:
  void note(std::string_view kind, std::string_view why);
  std::string unique_id(std::string_view name);

  Form form_;
  std::string source_;
  reading::Document document_;  // its problems are those of the site being read
  platforms::Definition site_;
  ListedSite told_;
  ImportedList list_;
  std::set<std::string> taken_;
};

// Which list this is, by its shape; nothing when it is none.
enum class ListKind { whatsmyname, sherlock, maigret };
std::optional<ListKind> list_kind(const reading::Json& json);

// What the three look like, for whoever gave something else.
std::string_view known_lists();

// `json` as it was read from `text`.
ImportedList import_list(ListKind kind, const reading::Json& json, std::string_view text,
                         std::string_view file, Form form);

}  // namespace importing
