#include "commands/expand.hpp"

#include <memory>

#include <fmt/format.h>

#include "commands/catalogue_input.hpp"
#include "commands/template_options.hpp"
#include "platforms/definition.hpp"
#include "text/counted.hpp"
#include "text/join.hpp"

namespace commands {
namespace {

using reading::Json;

struct ExpandOptions {
  TemplateOptions templates;
  std::vector<std::string> platforms;
  bool count = false;
};

// The definitions whose grammar decides what is kept; empty: everything is.
using Grammars = std::vector<const platforms::Definition*>;

bool is_kept(const Grammars& grammars, const std::string& handle) {
  if (grammars.empty()) return true;
  for (const platforms::Definition* definition : grammars) {
    if (platforms::canonical(*definition, handle).admitted) return true;
  }
  return false;
}

Json expansion_record(const std::string& handle, const naming::Template& from,
                      std::uint64_t ordinal) {
  Json record = Json::object();
  record.add("handle", Json::string(handle));
  record.add("template", Json::string(from.text));
  Json slots = Json::object();
  for (auto& [slot, value] : from.slots_at(ordinal)) slots.add(slot, Json::string(value));
  record.add("slots", std::move(slots));
  record.add("model", Json::null());
  record.add("of", Json::null());
  return record;
}

reporting::Layout expansion_layout() {
  reporting::Layout layout;
  layout.keys = {"handle", "template", "slots", "model", "of"};
  layout.shown = {{"handle", "HANDLE"}, {"template", "TEMPLATE"}, {"slots", "SLOTS"}};
  return layout;
}

int expand(Context& context, const ExpandOptions& options) {
  auto templates = read_templates(context, options.templates);
  if (!templates) return Exit::usage;
  const auto catalogue = read_catalogue(context);
  Grammars grammars;
  for (const std::string& id : options.platforms) {
    grammars.push_back(catalogue.find(id));
    if (grammars.back() != nullptr) continue;
    context.error(no_platform(catalogue, id));
    return Exit::usage;
  }

  const auto& all = templates->templates;
  if (options.count && grammars.empty() && all.size() == 1 && !all.front().can_repeat()) {
    context.results().write(fmt::format("{}\n", all.front().count()));
    context.results().flush();
    return Exit::done;
  }
  Output& out = context.results();
  std::optional<reporting::Listing> listing;
  if (!context.common().format.empty() && !options.count) {
    listing.emplace(context.format(), expansion_layout(), context.in_colour(),
                    [&out](std::string_view text) { out.write(text); });
  }
  std::uint64_t kept = 0;
  constexpr std::size_t left_out_shown = 3;
  std::vector<std::string> left_out;  // the first of them
  const auto sink = [&](const std::string& handle, const naming::Template& from,
                        std::uint64_t ordinal) {
    if (!is_kept(grammars, handle)) {
      if (left_out.size() < left_out_shown) left_out.push_back(handle);
      return true;
    }
    ++kept;
    if (options.count) return true;
    if (listing) {
      listing->add(expansion_record(handle, from, ordinal));
    } else {
      out.write(handle);
      out.write("\n");
    }
    return !out.closed();
  };
  const naming::Expansion expansion = naming::expand_all(all, sink);
  if (listing) listing->finish();
  if (options.count) out.write(fmt::format("{}\n", kept));
  out.flush();
  report_collisions(context, expansion);
  if (!left_out.empty() && !out.closed()) {
    context.remark(fmt::format("{} of {} cannot exist there, such as {}", expansion.handles - kept,
                               text::counted(expansion.handles, "handle"), text::joined(left_out)));
  }
  return Exit::done;
}

}  // namespace

void add_expand(const Command& parent) {
  auto options = std::make_shared<ExpandOptions>();
  const Command command = parent.add("expand", "The handles a naming template yields");
  add_template_options(command, options->templates, "TEMPLATE", Need::required);
  command
      .options("--platform", options->platforms,
               "Keep what this platform's grammar admits (repeatable: any of them)", "ID")
      .flag("--count", options->count, "Print how many, nothing else")
      .footer(
          "Examples:\n"
          "  handlewatch expand '@PNationale{fr-departments}'\n"
          "  handlewatch expand 'police-{fr-regions.name|slug}' --platform github\n"
          "  handlewatch expand '{pn,police}{01..95}' --count\n"
          "  handlewatch expand 'shop{cities}' --dataset cities=cities.csv --format jsonl")
      .runs([options](Context& context) { return expand(context, *options); });
}

}  // namespace commands
