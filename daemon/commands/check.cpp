#include "commands/check.hpp"

#include <memory>
#include <set>
#include <span>

#include <fmt/format.h>

#include "commands/check_records.hpp"
#include "commands/check_report.hpp"
#include "text/time.hpp"
#include "text/typeset.hpp"

namespace commands {
namespace {

constexpr model::Milliseconds worth_announcing{60'000};

void announce(Context& context, model::Milliseconds takes) {
  if (takes <= worth_announcing) return;
  const auto end =
      std::chrono::floor<model::Milliseconds>(std::chrono::system_clock::now()) + takes;
  context.remark(fmt::format("this check takes at most about {} at the platforms' rates, until {}",
                             text::spoken(takes), text::iso(end)));
}

// A name that looks like another one is free where the other is taken: nobody would ever see.
void remark_typeset(Context& context, const CheckInput& input) {
  std::set<std::string> names;
  for (const auto& probe : input.probes.plan.probes) {
    for (const model::Target& target : probe.targets) {
      if (text::typeset_character(target.handle)) names.insert(target.handle);
    }
  }
  if (names.empty()) return;
  const auto found = *text::typeset_character(*names.begin());
  context.remark(fmt::format(
      "'{}' has '{}' (U+{:04X}) in it, which is not '{}', and is asked about as it is written{}",
      *names.begin(), found.written, static_cast<unsigned>(found.code_point), found.meant,
      names.size() == 1 ? "" : fmt::format("; so are {} more", names.size() - 1)));
}

int check(Context& context, const CheckOptions& options) {
  auto input = read_check_input(context, options);
  if (!input) return Exit::usage;
  remark_typeset(context, *input);
  if (options.plan) {
    print_plan(context, *input);
    return Exit::done;
  }
  announce(context, time_needed(*input));
  std::size_t targets = input->probes.plan.invalid.size();
  for (const auto& probe : input->probes.plan.probes) targets += probe.targets.size();
  Progress progress(context, options.progress, targets);
  running::SweepObserver observer;
  observer.looks_again = true;
  observer.progress = [&progress](std::size_t decided) { progress.show(decided); };
  observer.wait = [&](const probing::ProbePlan& probe, model::Milliseconds wait) {
    progress.clear();
    context.detail(
        fmt::format("{}: waiting {} for its rate", probe.definition->id, text::spoken(wait)));
  };
  if (options.explain) {
    observer.exchange = [&](const probing::Exchange& exchange) {
      progress.clear();
      explain(context, exchange);
    };
  }
  CheckRecords records(context, *input);
  if (records.appear_early()) {
    observer.results = [&](std::span<const model::Observation> seen) {
      progress.clear();
      return records.tell(seen);
    };
  }
  running::SweepOutcome outcome = running::run_sweep(input->network, std::move(input->probes.plan),
                                                     input->probes.owned, std::move(observer));
  progress.clear();
  return print_result(context, *input, records, std::move(outcome));
}

}  // namespace

void add_check(const Command& parent) {
  auto options = std::make_shared<CheckOptions>();
  const Command command = parent.add("check", "One pass now: who holds each handle?");
  add_template_options(command, options->templates, "TEMPLATE|HANDLE", Need::optional);
  command
      .options("--platform", options->platforms,
               "Ask this platform (repeatable); ID@SERVER for one with servers", "ID[@SERVER]")
      .options("--platform-file", options->platform_files,
               "A definition, or a WhatsMyName, Sherlock or Maigret list (repeatable)", "FILE")
      .option("--owned", options->owned, "CSV of our handles: platform,handle,account_id", "FILE")
      .option("--from", options->from, "Handles, one a line; - for standard input", "FILE")
      .flag("--plan", options->plan, "Say what would be asked, and ask nothing")
      .flag("--explain", options->explain, "Show each request, answer and rule on stderr")
      .choice("--progress", options->progress, {"auto", "always", "never"},
              "Show how far it is, on stderr", "WHEN");
  add_network_options(command, options->network);
  command
      .footer(
          "Exit: 0 all decided and well, 1 a stranger holds a handle or one of ours is lost,\n"
          "      2 usage, 3 something stayed unknown, 4 failure, 130 or 143 ended by a signal,\n"
          "      141 nobody reads the results any more.\n"
          "Examples:\n"
          "  handlewatch check '@PNationale{fr-departments}' --platform bluesky --owned owned.csv\n"
          "  handlewatch check acme-shop --platform github --platform mastodon@mastodon.social\n"
          "  handlewatch check --from handles.txt --platform-file wmn-data.json --format csv\n"
          "  handlewatch check 'acme{countries}' --plan")
      .runs([options](Context& context) { return check(context, *options); });
}

}  // namespace commands
