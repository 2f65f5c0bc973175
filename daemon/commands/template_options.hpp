// The options that say which handles: templates and datasets of one's own. The part that `expand`
// and `check` share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/command.hpp"
#include "naming/dataset.hpp"
#include "naming/expansion.hpp"

namespace commands {

struct TemplateOptions {
  std::vector<std::string> templates;
  std::vector<std::string> datasets;  // NAME=FILE
};

void add_template_options(const Command& command, TemplateOptions& options, const char* what,
                          Need need);

struct Templates {
  naming::DatasetStore datasets;
  std::vector<naming::Template> templates;
};

// Nothing when something is wrong; it has been said then.
std::optional<Templates> read_templates(Context& context, const TemplateOptions& options);

// Two rows that give one handle.
void report_collisions(Context& context, const naming::Repeats& repeats);

}  // namespace commands
