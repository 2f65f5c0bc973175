// One question at a time over one road, at the platform's pace, without controls and without
// judging what comes back: for whoever has to look at the answers themselves (platforms learn).
//
// A limit or an overload (429, or 503 with Retry-After) is waited for and asked again, and so is
// what a connection that had ended did not answer: three times at most; not where the platform
// wants the handle to be left alone. A reply is always a value.
#pragma once

#include <string>
#include <vector>

#include "async/task.hpp"
#include "net/fetcher.hpp"
#include "probing/admission.hpp"

namespace probing {

class SingleProbe {
 public:
  // What is referred to must outlive this. `waits`: told once of a wait that a person would wonder
  // about.
  SingleProbe(const platforms::Definition& definition, const ProbeSettings& settings,
              net::Fetcher& fetcher, sys::Clock& clock, async::Semaphore& permits,
              RateLimits& rate_limits, std::function<void(model::Milliseconds)> waits);
  SingleProbe(const SingleProbe&) = delete;
  SingleProbe& operator=(const SingleProbe&) = delete;

  // By the definition's first ask. Nothing may start any more: `interrupted`, or `rate_limited`
  // where the time is up.
  async::Task<net::Reply> ask(std::string handle, int redirects);

  // Nothing more is asked. The caller also wakes the clock's sleepers and ends the transfers.
  void stop() { stopped_ = true; }
  bool stopped() const { return stopped_; }
  std::size_t requests() const { return requests_; }

 private:
  async::Task<net::Reply> ask_once(std::vector<std::string> handles, net::Request request);
  void heed(const std::vector<std::string>& handles, const net::Reply& reply,
            model::Moment started_at);

  const platforms::Definition& definition_;
  ProbeSettings settings_;
  net::Fetcher& fetcher_;
  sys::Clock& clock_;
  async::Semaphore& permits_;
  Admission admission_;
  std::size_t requests_ = 0;
  bool stopped_ = false;
  bool again_ = false;  // the last answer was a limit
};

}  // namespace probing
