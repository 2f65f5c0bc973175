#include "commands/check_records.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "reporting/record.hpp"

namespace commands {
namespace {

using reading::Json;
using running::Taken;

std::string status_colour(const Json& row, const std::string& key) {
  if (key != "status" && key != "holder") return "";
  const std::string& status = row.find("status")->text;
  const Json* holder = row.find("holder");
  if (status == "claimed") return holder->text == "ours" ? "32" : "31";
  return status == "unknown" ? "33" : "";
}

bool has_servers(const targets::SweepPlan& plan) {
  const bool of_probes = std::any_of(plan.probes.begin(), plan.probes.end(),
                                     [](const auto& probe) { return !probe.server.empty(); });
  return of_probes || std::any_of(plan.invalid.begin(), plan.invalid.end(),
                                  [](const auto& target) { return target.server.has_value(); });
}

reporting::Layout check_layout(const targets::SweepPlan& plan) {
  reporting::Layout layout;
  layout.keys = reporting::record_keys();
  layout.shown.push_back({"platform", "PLATFORM"});
  if (has_servers(plan)) layout.shown.push_back({"server", "SERVER"});
  layout.shown.insert(layout.shown.end(),
                      {{"handle", "HANDLE"},
                       {"status", "STATUS"},
                       {"holder", "HOLDER"},
                       {"reason", "REASON"},
                       {"display_name", "NAME", reporting::widest_of_strangers}});
  layout.colour = status_colour;
  return layout;
}

// Their indices, as the platforms were chosen and in roster order; probes end in any.
std::vector<std::size_t> order_of(std::span<const model::Observation> observations,
                                  const targets::PlannedTargets& probes) {
  const auto place = [&probes](const model::Observation& seen) {
    const auto found = probes.order.find(targets::order_key(seen.target));
    return found == probes.order.end() ? probes.order.size() : found->second;
  };
  std::vector<std::pair<std::size_t, std::size_t>> places;
  places.reserve(observations.size());
  for (std::size_t i = 0; i < observations.size(); ++i) {
    places.emplace_back(place(observations[i]), i);
  }
  std::sort(places.begin(), places.end());
  std::vector<std::size_t> order;
  order.reserve(places.size());
  for (const auto& [rank, at] : places) order.push_back(at);
  return order;
}

std::vector<model::Observation> in_order(std::vector<model::Observation> observations,
                                         const targets::PlannedTargets& probes) {
  std::vector<model::Observation> ordered;
  ordered.reserve(observations.size());
  for (const std::size_t at : order_of(observations, probes)) {
    ordered.push_back(std::move(observations[at]));
  }
  return ordered;
}

}  // namespace

CheckRecords::CheckRecords(Context& context, const CheckInput& input)
    : context_(context),
      probes_(input.probes),
      listing_(context.format(), check_layout(input.probes.plan), context.in_colour(),
               [this](std::string_view text) { text_ += text; }) {}

bool CheckRecords::appear_early() const {
  const reporting::Format format = context_.format();
  return format == reporting::Format::jsonl || format == reporting::Format::csv;
}

Taken CheckRecords::tell(std::span<const model::Observation> standing) {
  for (const std::size_t at : order_of(standing, probes_)) {
    listing_.add(reporting::record_of(standing[at]));
  }
  Output& out = context_.results();
  try {
    const bool is_out = out.offer(std::exchange(text_, {}));
    if (out.closed()) return Taken::never;
    return is_out ? Taken::all : Taken::later;
  } catch (const OutputFailed&) {
    failure_ = std::current_exception();
    return Taken::never;
  }
}

std::vector<model::Observation> CheckRecords::finish(std::vector<model::Observation> told,
                                                     std::vector<model::Observation> rest) {
  if (failure_) std::rethrow_exception(failure_);
  Output& out = context_.results();
  rest = in_order(std::move(rest), probes_);
  for (const model::Observation& seen : rest) {
    if (out.closed()) break;
    listing_.add(reporting::record_of(seen));
    out.write(std::exchange(text_, {}));
  }
  listing_.finish();
  out.write(std::exchange(text_, {}));
  out.flush();
  told.insert(told.end(), std::make_move_iterator(rest.begin()),
              std::make_move_iterator(rest.end()));
  return in_order(std::move(told), probes_);
}

}  // namespace commands
