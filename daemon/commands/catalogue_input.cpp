#include "commands/catalogue_input.hpp"

#include <fmt/format.h>

#include "commands/overlay.hpp"

namespace commands {

platforms::Catalogue read_catalogue(Context& context) {
  platforms::Catalogue catalogue = installed_catalogue(context.patterns());
  remark_on(context, catalogue);
  return catalogue;
}

void remark_on(Context& context, const platforms::Catalogue& catalogue) {
  for (const std::string& note : catalogue.notes()) context.remark("warning: " + note);
  remark_on_refused(context, catalogue, 0);
}

void remark_on_notes(Context& context, const platforms::Catalogue& catalogue, std::size_t from) {
  for (std::size_t i = from; i < catalogue.notes().size(); ++i) {
    const std::string& note = catalogue.notes()[i];
    if (note.find("hides the definition") != std::string::npos) {
      context.remark("warning: " + note);
    } else {
      context.detail(note);
    }
  }
}

void remark_on_refused(Context& context, const platforms::Catalogue& catalogue, std::size_t from) {
  for (std::size_t i = from; i < catalogue.refused().size(); ++i) {
    context.remark(fmt::format("warning: left out: {}", to_string(catalogue.refused()[i])));
  }
}

std::optional<Configuration> given_configuration(Context& context,
                                                 platforms::Catalogue& catalogue) {
  if (context.common().config.empty()) return Configuration{};
  naming::DatasetStore datasets({context.patterns() / "datasets"});
  auto configuration = read_configuration(context.common().config,
                                          {catalogue, datasets, context.patterns() / "messages"});
  if (!configuration) {
    context.errors(configuration.error());
    return std::nullopt;
  }
  adjust(catalogue, *configuration);
  return std::move(*configuration);
}

}  // namespace commands
