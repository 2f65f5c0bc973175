// What the commands that name platforms begin with: the definitions there are, with what is to be
// said of them, and the configuration that --config names.
#pragma once

#include <optional>

#include "commands/configuration.hpp"
#include "commands/context.hpp"
#include "platforms/catalogue.hpp"

namespace commands {

// The shipped definitions with the administrator's laid over them. Broken ones are warned of.
platforms::Catalogue read_catalogue(Context& context);
void remark_on(Context& context, const platforms::Catalogue& catalogue);

// The catalogue's notes from that one on: what hides a built-in is told; what a list's sites lack,
// of which there may be a thousand, with
// --verbose.
void remark_on_notes(Context& context, const platforms::Catalogue& catalogue, std::size_t from);

// Says which definitions and sites were left out and why, from the `from`th on.
void remark_on_refused(Context& context, const platforms::Catalogue& catalogue, std::size_t from);

// What --config names, its platforms laid over the catalogue; an empty one when the option is not
// given: a one-shot command takes no file that nobody named. Nothing when the file is wrong; that
// has been said then.
std::optional<Configuration> given_configuration(Context& context, platforms::Catalogue& catalogue);

}  // namespace commands
