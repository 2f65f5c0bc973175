#include "commands/run.hpp"

#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "commands/service_run.hpp"

namespace commands {

void add_run(CLI::App& app, const Common& common, int& exit_code) {
  auto once = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("run", "The service: look on a schedule, tell the team");
  command->fallthrough();
  command->add_flag("--once", *once, "Do what is due, record, deliver, and exit as check does");
  command->footer(
      "Exit: with --once as check; otherwise 143 after SIGTERM, 2 when the configuration is "
      "wrong,\n"
      "      4 when the ledger cannot be used.\n"
      "Examples:\n"
      "  handlewatch run --config /etc/handlewatch/config.json\n"
      "  handlewatch run --config config.json --once");
  command->callback([once, &common, &exit_code] {
    Context context(common);
    exit_code = run_service(context, configuration_file(common), *once);
  });
}

}  // namespace commands
