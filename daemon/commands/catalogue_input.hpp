// What the commands that name platforms begin with: the definitions there are, with what is to be
// said of them, and the configuration that --config names.
#pragma once

#include <optional>
#include <string>

#include "commands/context.hpp"
#include "configuration/configuration.hpp"
#include "importing/catalogue.hpp"

namespace commands {

// The shipped definitions with the administrator's laid over them. Broken ones of the latter are
// warned of.
importing::Catalogue read_catalogue(Context& context);
// Of the shipped ones, too: where all are meant.
void compile_all(Context& context, const importing::Catalogue& catalogue);
void remark_on(Context& context, const importing::Catalogue& catalogue);

// The catalogue's notes from that one on: what hides a built-in is told; what a list's sites lack,
// of which there may be a thousand, with
// --verbose.
void remark_on_notes(Context& context, const importing::Catalogue& catalogue, std::size_t from);

// Says of each list what is less in it than it says, in a line.
void remark_on_lists(Context& context, const importing::Catalogue& catalogue);

// Says which definitions and sites were left out and why, from the `from`th on.
void remark_on_refused(Context& context, const importing::Catalogue& catalogue, std::size_t from);

// Why a command that takes an id alone cannot have this one.
std::string no_platform(const importing::Catalogue& catalogue, const std::string& id);

// What --config names, its platforms laid over the catalogue; an empty one when the option is not
// given: a one-shot command takes no file that nobody named. Nothing when the file is wrong; that
// has been said then.
std::optional<configuration::Configuration> given_configuration(Context& context,
                                                                importing::Catalogue& catalogue);

}  // namespace commands
