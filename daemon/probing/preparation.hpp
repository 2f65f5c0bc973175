// What a probe asks for before its questions: where the server keeps its API, and the token of a
// road. At the road's pace, paid for, shown without secrets.
#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string>

#include "async/condition.hpp"
#include "async/semaphore.hpp"
#include "async/task.hpp"
#include "net/fetcher.hpp"
#include "probing/admission.hpp"
#include "probing/authorization.hpp"
#include "probing/payments.hpp"
#include "probing/preflight.hpp"
#include "probing/probe_plan.hpp"
#include "probing/shared_limits.hpp"
#include "system/clock.hpp"

namespace probing {

struct Tools {
  net::Fetcher& fetcher;
  sys::Clock& clock;
  async::Semaphore& permits;
  SharedLimits& limits;
  const Credentials& credentials;
  std::mt19937_64& random;
};

class Preparation {
 public:
  // What is referred to must outlive this. `asked`: told of each exchange; may be empty.
  Preparation(const platforms::Definition& definition, Admission& admission,
              Authorization& authorization, Payments& payments, const Tools& tools,
              model::Milliseconds timeout, std::function<void(const Exchange&)> asked);

  // Before the others.
  void open(const async::Executor& executor);
  // The base URL to use.
  async::Task<Found> discover(std::size_t entry, std::string server);
  // Before the first question of a road that needs one, and again before it ends; whoever else
  // wants it waits.
  async::Task<void> get_token(std::size_t ask, std::string server);
  // Nothing more is asked.
  void stop();

  std::size_t requests() const { return requests_; }

 private:
  async::Task<net::Reply> fetch_in_turn(std::size_t ask, net::Request request, net::Request shown,
                                        std::string server);
  async::Task<net::Reply> fetch_once(std::size_t ask, net::Request request, net::Request shown,
                                     std::string server);

  const platforms::Definition& definition_;
  Admission& admission_;
  Authorization& authorization_;
  Payments& payments_;
  Tools tools_;
  model::Milliseconds timeout_;
  std::function<void(const Exchange&)> asked_;
  std::unique_ptr<async::Condition> got_token_;
  bool getting_token_ = false;
  bool stopped_ = false;
  std::size_t requests_ = 0;
};

}  // namespace probing
