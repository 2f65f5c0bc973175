// From what a person typed to templates, handles and definitions: the part that `expand` and
// `check` share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/command.hpp"
#include "naming/roster.hpp"
#include "platforms/catalogue.hpp"

namespace commands {

struct RosterOptions {
  std::vector<std::string> templates;
  std::vector<std::string> datasets;  // NAME=FILE
};

void add_roster_options(const Command& command, RosterOptions& options, const char* what,
                        Need need);

struct Templates {
  naming::DatasetStore datasets;
  std::vector<naming::Template> templates;
};

// Nothing when something is wrong; it has been said then.
std::optional<Templates> read_templates(Context& context, const RosterOptions& options);

// The shipped definitions with the administrator's laid over them. Broken ones are warned of.
platforms::Catalogue read_catalogue(Context& context);

// The catalogue's notes from that one on: what hides a built-in is told; what a list's sites lack,
// of which there may be a thousand, with
// --verbose.
void remark_on_notes(Context& context, const platforms::Catalogue& catalogue, std::size_t from);

// Says which definitions and sites were left out and why, from the `from`th on.
void remark_on_refused(Context& context, const platforms::Catalogue& catalogue, std::size_t from);

// Two rows that give one handle.
void report_collisions(Context& context, const naming::Expansion& expansion);

}  // namespace commands
