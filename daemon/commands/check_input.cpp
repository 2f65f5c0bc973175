#include "commands/check_input.hpp"

#include <iostream>
#include <iterator>
#include <memory>

#include <fmt/format.h>

#include "commands/catalogue_input.hpp"
#include "configuration/references.hpp"
#include "reading/file.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace commands {
namespace {

std::string all_of_stdin() {
  return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

// The handles of --from; nothing: they could not be read.
std::shared_ptr<const std::string> read_from(Context& context, const std::string& from) {
  std::string text;
  if (from == "-") {
    text = all_of_stdin();
  } else {
    auto read = reading::read_file(from);
    if (!read) {
      context.errors(read.error());
      return nullptr;
    }
    text = std::move(*read);
  }
  if (const int line = text::line_not_utf8(text); line > 0) {
    context.error(fmt::format("{}:{}: is not UTF-8", from == "-" ? "standard input" : from, line));
    return nullptr;
  }
  const std::string_view shown = from == "-" ? std::string_view("standard input") : from;
  const model::Problems wrong = targets::wrong_lines(text, shown);
  if (!wrong.empty()) {
    context.errors(wrong);
    return nullptr;
  }
  return std::make_shared<const std::string>(std::move(text));
}

// Templates, then lines.
std::optional<targets::TargetSources> read_sources(Context& context, const CheckOptions& options) {
  auto templates = read_templates(context, options.templates);
  targets::TargetSources sources;
  bool good = templates.has_value();
  if (templates) {
    sources.push_back(std::make_shared<targets::TemplateSource>(
        std::make_shared<const std::vector<naming::Template>>(std::move(templates->templates))));
  }
  if (!options.from.empty()) {
    auto text = read_from(context, options.from);
    good = good && text != nullptr;
    if (text) sources.push_back(std::make_shared<targets::LineSource>(std::move(text)));
  }
  if (!good) return std::nullopt;
  return sources;
}

std::vector<judging::OwnedHandle> owned_handles(const configuration::Configuration& configuration) {
  std::vector<judging::OwnedHandle> owned;
  for (const watching::Watch& watch : configuration.watches) {
    owned.insert(owned.end(), watch.owned.begin(), watch.owned.end());
  }
  return owned;
}

// Those of --owned, else those of the configuration.
std::optional<std::vector<judging::OwnedHandle>> read_owned(
    Context& context, const std::string& file, const configuration::Configuration& configuration,
    const importing::Catalogue& catalogue) {
  if (file.empty()) return owned_handles(configuration);
  auto owned = configuration::read_owned_file(file);
  if (!owned) {
    context.errors(owned.error());
    return std::nullopt;
  }
  bool good = true;
  for (const judging::OwnedHandle& entry : *owned) {
    const auto why = targets::unknown_place(entry, catalogue);
    if (!why) continue;
    context.error(fmt::format("{}:{}: {}", file, entry.line, *why));
    good = false;
  }
  if (!good) return std::nullopt;
  return std::move(*owned);
}

// An owned handle outside every roster becomes a target, also where nothing else is asked; unless
// the user named the platforms: then it is said what was left out.
void add_owned_places(Context& context, const std::vector<judging::OwnedHandle>& owned,
                      const importing::Catalogue& catalogue, bool named,
                      std::vector<targets::Place>& places) {
  std::vector<std::string> left_out;
  for (const judging::OwnedHandle& entry : owned) {
    const auto place = targets::owned_place(entry, catalogue);
    if (!place || !*place) continue;
    if (targets::contains(places, **place)) continue;
    if (!named) {
      places.push_back(**place);
    } else {
      left_out.push_back(
          fmt::format("{} on {}", entry.handle, targets::place_name(entry.platform, entry.server)));
    }
  }
  if (left_out.empty()) return;
  context.remark(fmt::format("not asked, for want of --platform: {} of our handles, such as {}",
                             left_out.size(), text::visible(left_out.front())));
}

void remark_on(Context& context, const targets::PlannedTargets& probes) {
  for (const std::string& handle : probes.fit_nowhere) {
    context.remark(fmt::format("{} cannot exist on any of these platforms", handle));
  }
  for (const std::string& note : probes.folded) context.remark(note);
}

}  // namespace

bool read_places(Context& context, const std::vector<std::string>& files,
                 const std::vector<std::string>& named, importing::Catalogue& catalogue,
                 std::vector<targets::Place>& places) {
  std::vector<std::string> from_files;
  bool good = true;
  const std::size_t noted = catalogue.notes().size();
  for (const std::string& file : files) {
    const std::size_t known = catalogue.refused().size();
    const auto ids = catalogue.add_file(file);
    remark_on_refused(context, catalogue, known);
    if (!ids) {
      context.errors(ids.error());
      good = false;
      continue;
    }
    from_files.insert(from_files.end(), ids->begin(), ids->end());
  }
  remark_on_notes(context, catalogue, noted);
  remark_on_lists(context, catalogue);
  for (const std::string& written : named) {
    const auto place = targets::parse_place(written, catalogue);
    if (!place) {
      context.errors(place.error());
      good = false;
      continue;
    }
    if (!targets::contains(places, *place)) places.push_back(*place);
  }
  if (!named.empty()) return good;
  if (files.empty()) {
    compile_all(context, catalogue);
    places = targets::default_places(catalogue);
    return good;
  }
  for (const std::string& id : from_files) {
    const platforms::Definition* definition = catalogue.find(id);
    if (definition->disabled || definition->asks.empty()) continue;  // off, or looked at by hand
    const auto place = targets::parse_place(id, catalogue);
    if (!place) {
      context.errors(place.error());
      good = false;
    } else if (!targets::contains(places, *place)) {
      places.push_back(*place);
    }
  }
  return good;
}

std::optional<CheckInput> read_check_input(Context& context, const CheckOptions& options) {
  CheckInput input{read_catalogue(context), {}, {}};
  const auto configuration = given_configuration(context, input.catalogue);
  if (!configuration) return std::nullopt;
  if (options.templates.templates.empty() && options.from.empty() && options.owned.empty() &&
      owned_handles(*configuration).empty()) {
    context.error("nothing to check: give a template, a handle, --from FILE or --owned FILE");
    return std::nullopt;
  }
  auto network = read_network(context, options.network, *configuration);
  const auto sources = read_sources(context, options);
  std::vector<targets::Place> places;
  const bool placed =
      read_places(context, options.platform_files, options.platforms, input.catalogue, places);
  const auto owned = read_owned(context, options.owned, *configuration, input.catalogue);
  if (!network || !sources || !placed || !owned) return std::nullopt;
  const targets::ExpectedHandles expected = targets::read_expected(*sources);
  report_collisions(context, expected.repeats);
  if (expected.handles.empty() && owned->empty()) {
    context.error(fmt::format("nothing to check: {} has no handle in it", options.owned));
    return std::nullopt;
  }
  const bool named = !options.platforms.empty() || !options.platform_files.empty();
  add_owned_places(context, *owned, input.catalogue, named, places);
  if (places.empty()) {
    context.error("no platform to ask: name one with --platform (see: handlewatch platforms list)");
    return std::nullopt;
  }
  input.network = std::move(*network);
  input.probes = targets::plan_targets(places, expected, *owned);
  if (!input.probes.conflicts.empty()) {
    for (model::Problem& conflict : input.probes.conflicts) {
      conflict.file = options.owned.empty() ? configuration->file.string() : options.owned;
      if (options.owned.empty()) conflict.line = 0;  // of whichever file of it that was
    }
    context.errors(input.probes.conflicts);
    return std::nullopt;
  }
  remark_on(context, input.probes);
  return input;
}

}  // namespace commands
