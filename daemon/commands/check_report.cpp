#include "commands/check_report.hpp"

#include <algorithm>
#include <map>

#include <unistd.h>

#include <fmt/format.h>

#include "commands/coverage_report.hpp"
#include "commands/owned_remarks.hpp"
#include "judging/holder.hpp"
#include "probing/credentials.hpp"
#include "probing/doubts.hpp"
#include "probing/estimate.hpp"
#include "reading/secret.hpp"
#include "reporting/summary.hpp"
#include "text/counted.hpp"
#include "text/join.hpp"
#include "text/time.hpp"
#include "text/visible.hpp"

namespace commands {
namespace {

using reading::Json;

// The ask a probe begins with: none where every way of asking wants a credential that is not here.
std::optional<std::size_t> entry_of(const platforms::Definition& definition) {
  const probing::Credentials secrets = probing::system_credentials();
  for (const std::size_t entry : definition.entries) {
    const std::string& name = definition.asks[entry].credential;
    if (name.empty() || secrets(name, "")) return entry;
  }
  return std::nullopt;
}

// Platforms of which nothing would be asked, since no handle can exist there.
void remark_on_impossible(Context& context, const targets::SweepPlan& plan) {
  std::map<std::string, std::size_t> impossible;
  for (const model::Target& target : plan.invalid) {
    ++impossible[targets::place_name(target.platform, target.server.value_or(""))];
  }
  for (const probing::ProbePlan& probe : plan.probes) {
    impossible.erase(targets::place_name(probe.definition->id, probe.server));
  }
  for (const auto& [place, handles] : impossible) {
    context.remark(fmt::format("{}: nothing to ask, its grammar forbids each of {}", place,
                               handles == 1 ? "one handle" : text::counted(handles, "handle")));
  }
}

// Platforms whose controls were not answered rightly, each in words.
void remark_on_lanes(Context& context, const std::vector<probing::ProbeReport>& probes) {
  for (const probing::ProbeReport& probe : probes) {
    const std::string where = targets::place_name(probe.platform, probe.server);
    const std::string doubts = probing::doubts(probe);
    if (!doubts.empty()) {
      context.remark(fmt::format("{}: {}", where, doubts));
    } else if (probe.proof) {
      context.detail(fmt::format("{}: {}", where, text::joined(probe.control_notes, "; ")));
    }
  }
}

// What a plan does not count, since nobody knows how many strangers there are.
std::string kept_back(const platforms::Definition& definition, std::size_t entry,
                      const probing::Budget& budget) {
  const long long kept = probing::SpendLimit(budget).kept_for_second_looks(&definition.asks[entry]);
  return fmt::format("{}: the service keeps {} for second looks", definition.name,
                     probing::money(kept, budget.currency));
}

void remark_on_result(Context& context, const CheckInput& input,
                      const watching::SweepResult& result,
                      const std::vector<model::Observation>& all) {
  remark_on_lanes(context, result.probes);
  if (result.self_blind) {
    context.remark(
        "self-blind: over half of the platforms could not be reached; the fault is on "
        "this side, and what the others proved still counts");
  }
  remark_on_owned(context, all, input.probes.owned);
  print_coverage(context, all, input.catalogue);
}

}  // namespace

void print_plan(Context& context, const CheckInput& input) {
  reporting::Layout layout;
  layout.keys = {"platform", "server",        "targets",       "invalid", "controls",
                 "requests", "requests_most", "seconds_about", "rate",    "cost"};
  layout.shown = {{"platform", "PLATFORM"}, {"server", "SERVER"},      {"targets", "TARGETS"},
                  {"requests", "REQUESTS"}, {"requests_most", "MOST"}, {"seconds_about", "SECONDS"},
                  {"rate", "RATE"},         {"cost", "COST"}};
  Output& out = context.results();
  reporting::Listing listing(context.format(), layout, context.in_colour(),
                             [&out](std::string_view text) { out.write(text); });
  const auto number = [](std::size_t value) { return Json::number(static_cast<long long>(value)); };
  std::size_t requests = 0;
  std::vector<std::string> without;
  std::vector<std::string> costly;
  for (const probing::ProbePlan& probe : input.probes.plan.probes) {
    const platforms::Definition& definition = *probe.definition;
    const std::optional<std::size_t> entry = entry_of(definition);
    probing::Estimate estimate;
    if (entry) estimate = probing::estimate(probe, *entry, input.network.probing);
    const auto invalid = std::count_if(input.probes.plan.invalid.begin(),
                                       input.probes.plan.invalid.end(), [&](const auto& target) {
                                         return target.platform == definition.id &&
                                                target.server.value_or("") == probe.server;
                                       });
    const text::Rates rates =
        probing::rates_of(definition, entry.value_or(0), input.network.probing);
    Json row = Json::object();
    row.add("platform", Json::string(definition.id));
    row.add("server", probe.server.empty() ? Json::null() : Json::string(probe.server));
    row.add("targets", number(probe.targets.size()));
    row.add("invalid", Json::number(invalid));
    row.add("controls", number(estimate.controls));
    row.add("requests", number(estimate.least_requests));
    row.add("requests_most", number(estimate.most_requests));
    row.add("seconds_about", Json::number((estimate.takes.count() + 999) / 1000));
    row.add("rate", Json::string(text::to_string(rates)));
    row.add("cost",
            Json::string(estimate.costs.empty() ? "free" : probing::at_most(estimate.costs)));
    listing.add(row);
    const auto budget = input.network.budgets.find(definition.id);
    const bool has_budget = budget != input.network.budgets.end();
    if (entry && (has_budget || !estimate.costs.empty())) {
      costly.push_back(
          probing::in_words(definition.name, probe.targets.size(), estimate, std::nullopt,
                            has_budget ? std::optional(budget->second) : std::nullopt, 0));
      if (has_budget) costly.push_back(kept_back(definition, *entry, budget->second));
    }
    requests += estimate.most_requests;
    if (!entry) without.push_back(targets::place_name(definition.id, probe.server));
  }
  listing.finish();
  out.flush();
  for (const std::string& words : costly) context.remark(words);
  for (const std::string& place : without) {
    context.remark(fmt::format("{}: nothing would be asked: its credential is not here", place));
  }
  remark_on_impossible(context, input.probes.plan);
  context.remark(
      fmt::format("at most {} in about {}, and on top second looks at strangers; nothing was asked",
                  text::counted(requests, "request"), text::spoken(time_needed(input))));
}

model::Milliseconds time_needed(const CheckInput& input) {
  model::Milliseconds longest{0};
  for (const probing::ProbePlan& probe : input.probes.plan.probes) {
    const auto entry = entry_of(*probe.definition);
    if (!entry) continue;
    longest = std::max(longest, probing::estimate(probe, *entry, input.network.probing).takes);
  }
  return input.network.max_wait ? std::min(longest, *input.network.max_wait) : longest;
}

void explain(Context& context, const probing::Exchange& exchange) {
  const net::Reply& reply = *exchange.reply;
  const std::string answer =
      reply.failure ? fmt::format("{} ({})", name(*reply.failure), reply.failure_detail)
                    : fmt::format("{} {} {} bytes{}", reply.head.status,
                                  net::header(reply.head.headers, "content-type"),
                                  reply.body.size(), reply.body_skipped ? " (rest not read)" : "");
  context.remark(fmt::format("{} {} {} -> {}, {} ms", exchange.definition->id,
                             exchange.request->method, exchange.request->url, answer,
                             reply.elapsed.count()));
  if (!exchange.request->body.empty()) {
    context.remark(fmt::format("    body: {}", exchange.request->body));
  }
  if (!reply.head.location.empty()) {
    context.remark(fmt::format("    location: {}", reply.head.location));
  }
  if (exchange.ask == nullptr) return;
  for (std::size_t i = 0; i < exchange.handles->size(); ++i) {
    const platforms::Reading& reading = (*exchange.readings)[i];
    std::string what;
    switch (reading.next) {
      case platforms::Reading::Next::ask:
        what = fmt::format("{}/{}: ask {} next", exchange.ask->name, reading.rule,
                           exchange.definition->asks[reading.ask].name);
        break;
      case platforms::Reading::Next::ask_alone: what = "unread in this batch: asked again"; break;
      case platforms::Reading::Next::decided:
        what = fmt::format("{} ({}){}", name(reading.status),
                           platforms::reason_text(*exchange.ask, reading),
                           reading.note.empty() ? "" : ": " + reading.note);
        break;
    }
    context.remark(fmt::format("    {}: {}", (*exchange.handles)[i], what));
  }
}

int print_result(Context& context, const CheckInput& input, CheckRecords& records,
                 running::SweepOutcome outcome) {
  const watching::SweepResult& result = outcome.result;
  const std::vector<model::Observation> all =
      records.finish(std::move(outcome.result.told), std::move(outcome.result.observations));
  judging::Verdict whole;
  for (const model::Observation& seen : all) {
    const judging::Verdict one = judging::judge(seen, input.probes.owned);
    whole.bad = whole.bad || one.bad;
    whole.undecided = whole.undecided || one.undecided;
  }
  if (!outcome.is_unread) remark_on_result(context, input, result, all);
  context.remark(reporting::summary_line(reporting::tally(all), result.requests, outcome.took));
  if (outcome.signal != 0) return 128 + outcome.signal;
  if (outcome.is_unread) return Exit::by_sigpipe;
  if (whole.bad) return Exit::found;
  return whole.undecided ? Exit::undecided : Exit::done;
}

Progress::Progress(Context& context, const std::string& when, std::size_t targets)
    : context_(context), in_place_(::isatty(STDERR_FILENO) == 1), targets_(targets) {
  on_ = !context.common().quiet && (when == "always" || (when == "auto" && in_place_));
}

void Progress::show(std::size_t decided) {
  if (!on_) return;
  const auto now = std::chrono::steady_clock::now();
  const auto pause = in_place_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(1000);
  if (now - last_ < pause) return;
  last_ = now;
  const std::string line = fmt::format("{} of {} decided", decided, targets_);
  if (!in_place_) {
    context_.remark(line);
    return;
  }
  shown_ = true;
  const std::string written = "\r\x1b[K" + line;
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, written.data(), written.size());
}

void Progress::clear() {
  if (!shown_) return;
  shown_ = false;
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, "\r\x1b[K", 4);
}

}  // namespace commands
