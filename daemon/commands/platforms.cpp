#include "commands/platforms.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "commands/catalogue_input.hpp"
#include "commands/platform_description.hpp"
#include "commands/platform_facts.hpp"
#include "commands/platform_import.hpp"
#include "commands/platform_learn.hpp"
#include "commands/platform_test.hpp"
#include "text/join.hpp"
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
std::optional<importing::Catalogue> catalogue_with(Context& context,
                                                   const std::vector<std::string>& files) {
  importing::Catalogue catalogue = read_catalogue(context);
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
  remark_on_notes(context, catalogue, noted);
  if (!good) return std::nullopt;
  return catalogue;
}

// The named definitions, each once, or all; nothing when a name is not known.
std::optional<std::vector<const Definition*>> chosen(Context& context,
                                                     const importing::Catalogue& catalogue,
                                                     const std::vector<std::string>& ids) {
  std::vector<const Definition*> definitions;
  if (ids.empty()) {
    compile_all(context, catalogue);
    for (const auto& [id, definition] : catalogue.all()) definitions.push_back(&definition);
  }
  for (const std::string& id : ids) {
    const Definition* definition = catalogue.find(id);
    if (definition == nullptr) {
      context.error(no_platform(catalogue, id));
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

// Of its last good live test.
std::string age_of(const Definition& definition, model::Instant now) {
  const auto verified = text::parse_iso(definition.verified);
  if (!verified) return "never";
  return fmt::format("{} d", std::max<long long>((now - *verified) / std::chrono::hours(24), 0));
}

Json platform_record(const Definition& definition, model::Instant now) {
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? Json::null() : Json::string(text);
  };
  Json row = Json::object();
  row.add("id", Json::string(definition.id));
  row.add("name", Json::string(definition.name));
  row.add("proves", Json::string(proves(definition)));
  row.add("needs", Json::string(needs(definition)));
  row.add("rate", text_or_null(definition.asks.empty() ? "" : text::to_string(definition.rates)));
  row.add("batch", Json::number(static_cast<long long>(largest_batch(definition))));
  row.add("evidence", text_or_null(definition.evidence));
  row.add("verified", text_or_null(definition.verified));
  row.add("age", Json::string(age_of(definition, now)));
  return row;
}

// One control may be gone tomorrow, and with it all that it proves. Of other tools' lists most name
// one alone.
void remark_on_controls(Context& context, const importing::Catalogue& catalogue) {
  std::vector<std::string> ids;
  for (const auto& [id, definition] : catalogue.all()) {
    const platforms::Controls& controls = definition.controls;
    const std::size_t known = controls.claimed.size() + (controls.anywhere.empty() ? 0 : 1);
    const bool is_asked = !definition.asks.empty() && !definition.foreign;
    if (is_asked && known < 2) ids.push_back(id);
  }
  if (ids.empty()) return;
  context.remark(fmt::format(
      "a second claimed control, of another kind, is wanted by {}: where the only one is gone, "
      "nothing is proven",
      text::joined(ids)));
}

int list(Context& context, const PlatformOptions& options) {
  const auto catalogue = catalogue_with(context, options.files);
  if (!catalogue) return Exit::usage;
  compile_all(context, *catalogue);
  remark_on_controls(context, *catalogue);
  reporting::Layout layout;
  layout.keys = {"id", "name", "proves", "needs", "rate", "batch", "evidence", "verified", "age"};
  // Eighty columns; the name is in the data formats.
  layout.shown = {{"id", "ID", 16},
                  {"proves", "PROVES"},
                  {"needs", "NEEDS", 26},
                  {"rate", "RATE", 12},
                  {"age", "AGE"}};
  std::vector<Json> rows;
  const auto now = std::chrono::floor<model::Milliseconds>(std::chrono::system_clock::now());
  for (const auto& [id, definition] : catalogue->all())
    rows.push_back(platform_record(definition, now));
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
               "Add a definition, or a WhatsMyName, Sherlock or Maigret list (repeatable)", "FILE")
      .runs([options, action](Context& context) { return action(context, *options); });
}

void add_import(const Command& platforms) {
  struct Options {
    std::string file;
    std::string folder;
  };
  auto options = std::make_shared<Options>();
  platforms.add("import", "What of a Sherlock, Maigret or WhatsMyName list can be used here")
      .argument("FILE", options->file, "The list, as its tool has it")
      .option("--output", options->folder,
              "Also write a definition of each site that can be asked into this folder", "DIR")
      .footer(
          "Nothing is asked, and no file is overwritten.\n"
          "Exit: 0 done, 2 no list that is known here, or a file that is there already.\n"
          "Examples:\n"
          "  handlewatch platforms import wmn-data.json\n"
          "  handlewatch platforms import data.json --output my-platforms")
      .runs([options](Context& context) {
        return import_platforms(context, options->file, options->folder);
      });
}

}  // namespace

void add_platforms(const Command& parent) {
  const Command platforms = parent.add("platforms", "What is known of the platforms");
  platforms.footer(
      "Examples:\n"
      "  handlewatch platforms list\n"
      "  handlewatch platforms show bluesky\n"
      "  handlewatch platforms hosts --format csv\n"
      "  handlewatch platforms import data.json\n"
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
  add_import(platforms);
  add_platform_learn(platforms);
}

}  // namespace commands
