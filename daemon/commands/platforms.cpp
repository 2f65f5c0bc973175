#include "commands/platforms.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/platform_facts.hpp"
#include "commands/platform_test.hpp"
#include "commands/roster.hpp"
#include "text/join.hpp"
#include "text/nearest.hpp"
#include "text/time.hpp"
#include "text/visible.hpp"

namespace commands {
namespace {

using platforms::Definition;
using reading::Json;

struct PlatformOptions {
  std::vector<std::string> ids;
  std::vector<std::string> files;
};

// The catalogue with the given files in it; nothing when one could not be read.
std::optional<platforms::Catalogue> catalogue_with(Context& context,
                                                   const std::vector<std::string>& files) {
  platforms::Catalogue catalogue = read_catalogue(context);
  bool good = true;
  const std::size_t noted = catalogue.notes().size();
  for (const std::string& file : files) {
    const std::size_t known = catalogue.refused().size();
    const auto added = catalogue.add_file(file);
    remark_on_refused(context, catalogue, known);
    if (added) continue;
    context.errors(added.error());
    good = false;
  }
  for (std::size_t i = noted; i < catalogue.notes().size(); ++i) {
    context.remark(catalogue.notes()[i]);
  }
  if (!good) return std::nullopt;
  return catalogue;
}

// The named definitions, each once, or all; nothing when a name is not known.
std::optional<std::vector<const Definition*>> chosen(Context& context,
                                                     const platforms::Catalogue& catalogue,
                                                     const std::vector<std::string>& ids) {
  std::vector<const Definition*> definitions;
  if (ids.empty()) {
    for (const auto& [id, definition] : catalogue.all()) definitions.push_back(&definition);
  }
  for (const std::string& id : ids) {
    const Definition* definition = catalogue.find(id);
    if (definition == nullptr) {
      context.error(
          fmt::format("no platform is called '{}'{}", id, text::suggestion(id, catalogue.ids())));
      return std::nullopt;
    }
    const bool again =
        std::find(definitions.begin(), definitions.end(), definition) != definitions.end();
    if (!again) definitions.push_back(definition);
  }
  return definitions;
}

std::size_t largest_batch(const Definition& definition) {
  std::size_t batch = 1;
  for (const platforms::Ask& ask : definition.asks) batch = std::max(batch, ask.max);
  return batch;
}

Json platform_record(const Definition& definition) {
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? Json::null() : Json::string(text);
  };
  Json row = Json::object();
  row.add("id", Json::string(definition.id));
  row.add("name", Json::string(definition.name));
  row.add("proves", Json::string(proves(definition)));
  row.add("needs", Json::string(needs(definition)));
  row.add("rate", Json::string(text::to_string(definition.rates)));
  row.add("batch", Json::number(static_cast<long long>(largest_batch(definition))));
  row.add("evidence", text_or_null(definition.evidence));
  row.add("verified", text_or_null(definition.verified));
  return row;
}

int list(Context& context, const PlatformOptions& options) {
  const auto catalogue = catalogue_with(context, options.files);
  if (!catalogue) return Exit::usage;
  reporting::Layout layout;
  layout.keys = {"id", "name", "proves", "needs", "rate", "batch", "evidence", "verified"};
  layout.shown = {{"id", "ID"},       {"name", "NAME", 26}, {"proves", "PROVES"},
                  {"needs", "NEEDS"}, {"rate", "RATE"},     {"batch", "BATCH"}};
  std::vector<Json> rows;
  for (const auto& [id, definition] : catalogue->all()) rows.push_back(platform_record(definition));
  return print_rows(context, std::move(layout), rows);
}

int show(Context& context, const PlatformOptions& options) {
  const auto catalogue = catalogue_with(context, options.files);
  if (!catalogue) return Exit::usage;
  const auto definitions = chosen(context, *catalogue, options.ids);
  if (!definitions) return Exit::usage;
  for (const Definition* definition : *definitions) {
    std::string text = definition == definitions->front() ? "" : "\n";
    text += description(*definition);
    context.results().write(text);
  }
  context.results().flush();
  return Exit::done;
}

int list_hosts(Context& context, const PlatformOptions& options) {
  const auto catalogue = catalogue_with(context, options.files);
  if (!catalogue) return Exit::usage;
  const auto definitions = chosen(context, *catalogue, options.ids);
  if (!definitions) return Exit::usage;
  std::vector<Json> rows;
  for (const Definition* definition : *definitions) {
    for (const std::string& host : hosts(*definition)) {
      Json row = Json::object();
      row.add("platform", Json::string(definition->id));
      row.add("host", Json::string(host));
      rows.push_back(std::move(row));
    }
  }
  return print_rows(context,
                    {{"platform", "host"}, {{"platform", "PLATFORM"}, {"host", "HOST"}}, {}}, rows);
}

using Action = int (*)(Context&, const PlatformOptions&);

Command add_action(const Command& parent, const char* name, const char* what, Action action,
                   const std::shared_ptr<PlatformOptions>& options) {
  return parent.add(name, what)
      .options("--platform-file", options->files,
               "Add a definition or a WhatsMyName list (repeatable)", "FILE")
      .runs([options, action](Context& context) { return action(context, *options); });
}

}  // namespace

void add_platforms(const Command& parent) {
  const Command platforms = parent.add("platforms", "What is known of the platforms");
  platforms.footer(
      "Examples:\n"
      "  handlewatch platforms list\n"
      "  handlewatch platforms show bluesky\n"
      "  handlewatch platforms hosts --format csv\n"
      "  handlewatch platforms test codeberg mastodon@mastodon.social");
  auto options = std::make_shared<PlatformOptions>();
  add_action(platforms, "list", "All platforms, and what each can prove", list, options)
      .footer("Example:\n  handlewatch platforms list --format csv");
  add_action(platforms, "show", "All that one definition says", show, options)
      .arguments("ID", options->ids, "Platform", Need::required)
      .footer("Example:\n  handlewatch platforms show bluesky");
  add_action(platforms, "hosts", "Host names that are talked to, for a firewall", list_hosts,
             options)
      .arguments("ID", options->ids, "Platforms (default: all)")
      .footer("Example:\n  handlewatch platforms hosts bluesky github");
  add_platform_test(platforms);
  for (const char* name : {"import", "learn"}) {
    platforms.add(name, "(a later version)").anything().runs([name](Context& context) {
      return not_in_this_version(context, fmt::format("'platforms {}'", name));
    });
  }
}

}  // namespace commands
