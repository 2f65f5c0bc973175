#include "commands/run.hpp"

#include <memory>

#include "commands/service_run.hpp"

namespace commands {

void add_run(const Command& parent) {
  auto once = std::make_shared<bool>(false);
  parent.add("run", "The service: look on a schedule, tell the team")
      .flag("--once", *once, "Do what is due, record, deliver, and exit as check does")
      .footer(
          "Exit: with --once as check; otherwise 143 after SIGTERM, 2 when the configuration is "
          "wrong,\n"
          "      4 when the ledger cannot be used.\n"
          "Examples:\n"
          "  handlewatch run --config /etc/handlewatch/config.json\n"
          "  handlewatch run --config config.json --once")
      .runs([once](Context& context) {
        return run_service(context, configuration_file(context.common()), *once);
      });
}

}  // namespace commands
