#include "commands/template_options.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "text/counted.hpp"
#include "text/visible.hpp"

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

// What a word processor makes of "--".
bool begins_with_dash(std::string_view written) {
  constexpr std::string_view dashes[] = {"\u2012", "\u2013", "\u2014",
                                         "\u2015", "\u2212", "\uFF0D"};
  return std::any_of(std::begin(dashes), std::end(dashes),
                     [written](std::string_view dash) { return written.starts_with(dash); });
}

}  // namespace

void add_template_options(const Command& command, TemplateOptions& options, const char* what,
                          Need need) {
  command
      .arguments(what, options.templates, "Naming templates such as PNationale{fr-departments}",
                 need)
      .options("--dataset", options.datasets, "Add a dataset from a CSV file (repeatable)",
               "NAME=FILE");
}

std::optional<Templates> read_templates(Context& context, const TemplateOptions& options) {
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
    if (begins_with_dash(written)) {
      problems.push_back({"", 0, 0, "",
                          fmt::format("'{}' begins with a dash that is none of the "
                                      "keyboard's; an option begins with '--'",
                                      text::visible(written))});
      continue;
    }
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

void report_collisions(Context& context, const naming::Repeats& repeats) {
  for (const naming::Collision& collision : repeats.collisions) {
    context.remark(fmt::format("two rows give one handle: {} from {}", collision.handle,
                               both_origins(collision)));
  }
  if (repeats.repeated > repeats.collisions.size() && !repeats.collisions.empty()) {
    context.remark(
        fmt::format("{} came more than once in all", text::counted(repeats.repeated, "handle")));
  }
}

}  // namespace commands
