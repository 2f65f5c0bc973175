#include "targets/planning.hpp"

#include <map>
#include <set>

#include <fmt/format.h>

#include "text/case.hpp"
#include "text/visible.hpp"

namespace targets {
namespace {

// Fills one probe: what is canonical there, what is impossible, what is already ours.
class ProbePlanner {
 public:
  ProbePlanner(const Place& place, PlannedTargets& planned) : place_(place), planned_(planned) {
    probe_.definition = place.definition;
    probe_.server = place.server;
  }

  // Whether the platform admits it.
  bool add(const Written& written) {
    auto [target, admitted] = spell(*place_.definition, place_.server, written);
    if (written.owned != nullptr) {
      if (!admitted) return admitted;
      if (note_alike(*written.owned, target)) return admitted;
      note_owned(*written.owned, target);
    }
    const auto [first, is_new] = taken_.emplace(target.handle, written.handle);
    if (!is_new) {
      if (target.expected && admitted) note_fold(target.handle, first->second, written.handle);
      return admitted;
    }
    planned_.order.emplace(order_key(target), planned_.order.size());
    if (admitted) alike_[text::to_lower(target.handle)].push_back(target.handle);
    auto& to = admitted ? probe_.targets : planned_.plan.invalid;
    to.push_back(std::move(target));
    return admitted;
  }

  void finish() {
    if (!probe_.targets.empty()) planned_.plan.probes.push_back(std::move(probe_));
  }

 private:
  void note_owned(const judging::OwnedHandle& owned, const model::Target& target) {
    const bool agrees = planned_.owned.add(target.platform, target.server.value_or(""),
                                           target.handle, owned.account_id);
    if (!agrees) {
      planned_.conflicts.push_back(
          {"", owned.line, 0, "",
           fmt::format("{} on {} is listed twice, with different account ids",
                       text::visible(owned.handle), place_.definition->id)});
    }
    // Of one that is ours on any platform nobody says that it is on this one.
    if (owned.platform != "*") probe_.owned.push_back(target.handle);
  }

  // A list keeps names as they are typed, though hardly any of its sites tells letter case: what is
  // ours there is so in whatever case it is expected (contract, 'Foreign lists').
  bool note_alike(const judging::OwnedHandle& owned, model::Target target) {
    if (!place_.definition->foreign) return false;
    const auto alike = alike_.find(text::to_lower(target.handle));
    if (alike == alike_.end()) return false;
    for (const std::string& spelling : alike->second) {
      target.handle = spelling;
      note_owned(owned, target);
    }
    return true;
  }

  void note_fold(const std::string& canonical, const std::string& first,
                 const std::string& second) {
    planned_.folded.push_back(fmt::format("one handle on {}: {} and {} are both {}",
                                          place_.definition->id, first, second, canonical));
  }

  const Place& place_;
  PlannedTargets& planned_;
  probing::ProbePlan probe_;
  std::map<std::string, std::string> taken_;  // canonical to the first that was written
  std::map<std::string, std::vector<std::string>> alike_;  // in lower case to canonical
};

}  // namespace

ExpectedHandles read_expected(const TargetSources& sources) {
  ExpectedHandles expected;
  naming::Distinct distinct;
  for (const auto& source : sources) {
    const auto reading = source->anew();
    Written written;
    while (reading->next(written)) {
      if (distinct.add(written.handle, written.instance)) expected.handles.push_back(written);
    }
  }
  expected.repeats = distinct.take_repeats();
  return expected;
}

PlannedTargets plan_targets(const std::vector<Place>& places, const ExpectedHandles& expected,
                            const std::vector<judging::OwnedHandle>& owned) {
  PlannedTargets planned;
  std::set<std::string_view> fits;
  for (const Place& place : places) {
    ProbePlanner planner(place, planned);
    for (const Written& written : expected.handles) {
      if (!place.owned_only && planner.add(written)) fits.insert(written.handle);
    }
    OwnedSource ours(owned);
    Written written;
    while (ours.next(written)) {
      if (is_on(*written.owned, place)) planner.add(written);
    }
    planner.finish();
  }
  for (const Written& written : expected.handles) {
    if (!fits.contains(written.handle)) planned.fit_nowhere.push_back(written.handle);
  }
  return planned;
}

std::string order_key(const model::Target& target) {
  return fmt::format("{}\n{}\n{}", target.platform, target.server.value_or(""), target.handle);
}

}  // namespace targets
