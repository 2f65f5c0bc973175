#include "commands/catalogue_input.hpp"

#include <fmt/format.h>

#include "importing/overlay.hpp"

namespace commands {

importing::Catalogue read_catalogue(Context& context) {
  importing::Catalogue catalogue = importing::installed_catalogue(context.patterns());
  remark_on(context, catalogue);
  return catalogue;
}

void compile_all(Context& context, const importing::Catalogue& catalogue) {
  const std::size_t known = catalogue.refused().size();
  catalogue.all();
  remark_on_refused(context, catalogue, known);
}

void remark_on(Context& context, const importing::Catalogue& catalogue) {
  for (const std::string& note : catalogue.notes()) context.remark("warning: " + note);
  remark_on_refused(context, catalogue, 0);
}

void remark_on_lists(Context& context, const importing::Catalogue& catalogue) {
  for (const std::string& remark : catalogue.remarks()) {
    context.remark(remark + " (--verbose names each)");
  }
}

void remark_on_notes(Context& context, const importing::Catalogue& catalogue, std::size_t from) {
  for (std::size_t i = from; i < catalogue.notes().size(); ++i) {
    const std::string& note = catalogue.notes()[i];
    if (note.find("hides the definition") != std::string::npos) {
      context.remark("warning: " + note);
    } else {
      context.detail(note);
    }
  }
}

void remark_on_refused(Context& context, const importing::Catalogue& catalogue, std::size_t from) {
  for (std::size_t i = from; i < catalogue.refused().size(); ++i) {
    context.remark(fmt::format("warning: left out: {}", to_string(catalogue.refused()[i])));
  }
}

std::string no_platform(const importing::Catalogue& catalogue, const std::string& id) {
  const std::string alone = id.substr(0, id.find('@'));
  if (alone != id && catalogue.find(alone) != nullptr) {
    return fmt::format("'{}': the platform alone is needed here, without a server: {}", id, alone);
  }
  return catalogue.why_unknown(id);
}

std::optional<configuration::Configuration> given_configuration(Context& context,
                                                                importing::Catalogue& catalogue) {
  if (context.common().config.empty()) return configuration::Configuration{};
  naming::DatasetStore datasets({context.patterns() / "datasets"});
  auto configuration = configuration::read_configuration(
      context.common().config, {catalogue, datasets, context.patterns() / "messages"});
  if (!configuration) {
    context.errors(configuration.error());
    return std::nullopt;
  }
  configuration::adjust(catalogue, *configuration);
  return std::move(*configuration);
}

}  // namespace commands
