#include "commands/run.hpp"

#include <memory>

#include "running/hang_ups.hpp"
#include "running/locked_ledger.hpp"
#include "running/service.hpp"

namespace commands {
namespace {

int run(Context& context, bool once) {
  if (!once) running::hold_hang_ups();
  const std::filesystem::path file = configuration::configuration_file(context.common().config);
  auto setup = running::read_setup(context.patterns(), file);
  if (!setup) {
    context.errors(setup.error());
    return Exit::usage;
  }
  for (const std::string& warning : running::warnings_of(**setup)) {
    context.remark("warning: " + warning);
  }
  const auto locked = running::lock_ledger((*setup)->configuration.ledger.path);
  if (!locked) {
    context.errors(locked.error());
    return Exit::failed;
  }
  const running::Ended ended = running::run_service(file, std::move(*setup), *locked->ledger, once);
  if (ended.signal != 0) return 128 + ended.signal;
  if (ended.found_bad) return Exit::found;
  return ended.undecided ? Exit::undecided : Exit::done;
}

}  // namespace

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
      .runs([once](Context& context) { return run(context, *once); });
}

}  // namespace commands
