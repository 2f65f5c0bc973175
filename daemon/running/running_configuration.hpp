// What one configuration makes run, from its start to its reload: the scheduler, the dispatcher and
// the tools between them and the net.
#pragma once

#include "async/in_flight.hpp"
#include "net/curl_fetcher.hpp"
#include "net/curl_mailer.hpp"
#include "running/assembly.hpp"
#include "running/setup.hpp"
#include "serving/channel_api.hpp"
#include "watching/scheduler.hpp"

namespace running {

class RunningConfiguration {
 public:
  // All of these outlive it. Throws when what was right at the check is not now.
  RunningConfiguration(boost::asio::io_context& io, sys::Clock& clock, ledger::AsyncLedger& ledger,
                       probing::SharedLimits& limits, Setup& setup);
  ~RunningConfiguration();

  const watching::Scheduler& scheduler() const { return scheduler_; }
  const alerting::Dispatcher& dispatcher() const { return dispatcher_; }

  // Until stop().
  async::Task<void> run();
  // What is due, second looks that are due within five minutes, and what is owed. How many targets
  // stayed unknown. Throws in the end where the ledger did not take all of it.
  async::Task<std::size_t> run_once();

  async::Task<serving::Response> answer(serving::Request request);

  // Begins nothing new. Messages under way have so long to be answered, that none is sent again for
  // a reload or a restart; may be called again, with less.
  void stop(model::Milliseconds grace);

 private:
  async::Task<void> drain();

  boost::asio::io_context& io_;
  probing::Credentials credentials_;
  net::CurlFetcher probes_;
  net::CurlFetcher posts_;
  net::CurlMailer mailer_;
  alerting::Dispatcher dispatcher_;
  watching::Recording recording_;
  watching::PlatformSweeper sweeper_;
  watching::Scheduler scheduler_;
  serving::ChannelApi channel_api_;
  std::shared_ptr<async::InFlight> requests_;  // nothing they use ends before them
  struct Cut;                                  // of the messages under way, after a stop
  std::unique_ptr<Cut> cut_;
  bool stopped_ = false;
};

}  // namespace running
