#include "commands/roster.hpp"

#include <fmt/format.h>

#include "commands/overlay.hpp"
#include "text/counted.hpp"

namespace commands {
namespace {

std::string origin_text(const naming::Origin& origin) {
  std::string stands;
  for (const naming::Stand& stand : origin.stands) {
    if (!stands.empty()) stands += ", ";
    stands += stand.is_row ? fmt::format("row {} of {}", stand.value, stand.of)
                           : fmt::format("{}={}", stand.of, stand.value);
  }
  return stands.empty() ? origin.text : fmt::format("{} ({})", origin.text, stands);
}

// "row 10 and row 12 of u ({u.n|slug})" where one template turns nothing but one dataset.
std::string both_origins(const naming::Collision& collision) {
  const auto& first = collision.first.stands;
  const auto& second = collision.second.stands;
  if (collision.first.text == collision.second.text && first.size() == 1 && first[0].is_row) {
    return fmt::format("row {} and row {} of {} ({})", first[0].value, second[0].value, first[0].of,
                       collision.first.text);
  }
  return fmt::format("{} and {}", origin_text(collision.first), origin_text(collision.second));
}

}  // namespace

void add_roster_options(const Command& command, RosterOptions& options, const char* what,
                        Need need) {
  command
      .arguments(what, options.templates, "Naming templates such as PNationale{fr-departments}",
                 need)
      .options("--dataset", options.datasets, "Add a dataset from a CSV file (repeatable)",
               "NAME=FILE");
}

std::optional<Templates> read_templates(Context& context, const RosterOptions& options) {
  Templates read{naming::DatasetStore({context.patterns() / "datasets"}), {}};
  model::Problems problems;
  for (const std::string& dataset : options.datasets) {
    const model::Problems found = read.datasets.add(dataset);
    problems.insert(problems.end(), found.begin(), found.end());
  }
  for (const std::string& note : read.datasets.notes()) context.remark("warning: " + note);
  // A dataset that could not be read would only seem unknown to the templates that name it.
  const bool complete = problems.empty();
  for (const std::string& written : options.templates) {
    if (!complete) break;
    auto parsed = naming::parse_template(written, read.datasets);
    if (parsed) {
      read.templates.push_back(std::move(*parsed));
    } else {
      problems.insert(problems.end(), parsed.error().begin(), parsed.error().end());
    }
  }
  if (problems.empty()) return read;
  context.errors(problems);
  return std::nullopt;
}

platforms::Catalogue read_catalogue(Context& context) {
  platforms::Catalogue catalogue;
  catalogue.add_folder(context.patterns() / "platforms");
  catalogue.add_folder(overlay_folder());
  for (const std::string& note : catalogue.notes()) context.remark("warning: " + note);
  remark_on_refused(context, catalogue, 0);
  return catalogue;
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

void report_collisions(Context& context, const naming::Expansion& expansion) {
  for (const naming::Collision& collision : expansion.collisions) {
    context.remark(fmt::format("two rows give one handle: {} from {}", collision.handle,
                               both_origins(collision)));
  }
  if (expansion.repeated > expansion.collisions.size() && !expansion.collisions.empty()) {
    context.remark(
        fmt::format("{} came more than once in all", text::counted(expansion.repeated, "handle")));
  }
}

}  // namespace commands
