// A probe: one platform on one server, asked at its own pace. Probes run side by side; what they
// share is the fetcher and the permits for requests under way.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "async/condition.hpp"
#include "async/semaphore.hpp"
#include "async/task.hpp"
#include "net/fetcher.hpp"
#include "probing/admission.hpp"
#include "probing/authorization.hpp"
#include "probing/payments.hpp"
#include "probing/preparation.hpp"
#include "probing/probe_plan.hpp"
#include "probing/refinement.hpp"
#include "probing/shared_limits.hpp"
#include "probing/workload.hpp"
#include "system/clock.hpp"

namespace probing {

// Called on the loop thread; any may be empty.
struct Observer {
  std::function<void(const Exchange&)> asked;
  std::function<void(model::Observation)> observed;
  // What became final together, such as the answers of a bracket, has been observed whole.
  std::function<void()> all_observed;
  // Who is to be looked at again, once and at the end, before it is told.
  std::function<bool(const model::Observation&)> look_again;
  // The probe has to wait this long for its rate.
  std::function<void(const ProbePlan&, model::Milliseconds)> waits;
};

class PlatformProbe {
 public:
  PlatformProbe(ProbePlan plan, ProbeSettings settings, Tools tools, Observer observer);
  PlatformProbe(const PlatformProbe&) = delete;
  PlatformProbe& operator=(const PlatformProbe&) = delete;

  async::Task<void> run();

  // Nothing more is asked; what is undecided is `interrupted`. The caller also wakes the clock's
  // sleepers and ends the transfers under way.
  void stop();

  ProbeReport report() const;

 private:
  async::Task<bool> prepare();
  async::Task<void> work(Workload& workload);
  async::Task<void> rest(Workload& workload, model::Moment until);
  async::Task<void> wait(Workload& workload, Workload::Wish wish);
  async::Task<void> ask(Workload& workload, Job job);
  async::Task<net::Reply> fetch(net::Request request);

  bool over() const;
  model::Reason why_not_in_time() const;
  bool rests(std::size_t ask, const std::string& handle);
  void leave_out_resting(std::size_t entry);
  void refuse_all(model::Reason reason);
  void refuse(std::vector<model::Target> targets, model::Reason reason);
  void refine_what_is_free();
  void note_what_is_left_to_refine(ProbeReport& report) const;
  void leave(Workload& workload, const Job& job, model::Reason why);
  void conclude(Workload& workload, Job job, const net::Reply& reply,
                std::vector<platforms::Reading> readings, model::Moment started_at);
  void publish();
  void publish(std::vector<model::Observation> together) const;
  void tell(std::size_t ask, const std::vector<std::string>& handles, const net::Reply& reply,
            const std::vector<platforms::Reading>& readings) const;
  static bool is_hopeless(const Workload& workload, const Job& job, int refusals);
  void end_if_paused(Workload& workload, std::size_t ask, model::Reason reason);
  void tell_wait(model::Moment until);
  Room room(std::size_t ask);
  Time now() const { return {tools_.clock.steady(), tools_.clock.now()}; }
  int concurrency() const;

  ProbePlan plan_;
  ProbeSettings settings_;
  Tools tools_;
  Observer observer_;
  Admission admission_;
  Authorization authorization_;
  Payments payments_;
  Preparation preparation_;
  std::string server_;  // after discovery
  std::unique_ptr<Workload> workload_;
  std::unique_ptr<Refinement> refinement_;  // where the platform has a sign-up check
  bool asks_controls_ = false;              // and nobody else
  std::unique_ptr<async::Condition> changed_;
  std::size_t requests_ = 0;
  model::Moment begun_{};
  std::map<const Workload*, model::Moment> not_before_;  // the next slice of each
  std::optional<model::Reason> refused_;  // a transport failure before anything could be asked
  bool stopped_ = false;
};

}  // namespace probing
