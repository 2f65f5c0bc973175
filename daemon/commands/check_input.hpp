// What `check` is given: templates, handles, platforms and owned handles, read and found right
// before anything is asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/network_options.hpp"
#include "commands/template_options.hpp"
#include "importing/catalogue.hpp"
#include "targets/planning.hpp"

namespace commands {

struct CheckOptions {
  TemplateOptions templates;
  NetworkOptions network;
  std::vector<std::string> platforms;
  std::vector<std::string> platform_files;
  std::string owned;
  std::string from;
  std::string progress = "auto";
  bool plan = false;
  bool explain = false;
};

struct CheckInput {
  importing::Catalogue catalogue;
  targets::PlannedTargets probes;
  running::NetworkSettings network;
};

// Nothing when something is wrong; every mistake has been said then.
std::optional<CheckInput> read_check_input(Context& context, const CheckOptions& options);

// The catalogue with the files of --platform-file, and the places to ask: those named, else the
// files' sites, else the defaults.
bool read_places(Context& context, const std::vector<std::string>& files,
                 const std::vector<std::string>& named, importing::Catalogue& catalogue,
                 std::vector<targets::Place>& places);

}  // namespace commands
