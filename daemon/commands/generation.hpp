// What one configuration makes run, from its start to its reload: the watchkeeper, the courier and
// the wires between them and the net.
#pragma once

#include "async/in_flight.hpp"
#include "commands/assembly.hpp"
#include "commands/channel_desk.hpp"
#include "commands/setup.hpp"
#include "net/curl_fetcher.hpp"
#include "net/curl_mailer.hpp"
#include "watching/watchkeeper.hpp"

namespace commands {

class Generation {
 public:
  // All of these outlive it. Throws when what was right at the check is not now.
  Generation(boost::asio::io_context& io, service::Clock& clock, ledger::Ledger& ledger,
             probing::Memory& memory, Setup& setup);

  const watching::Watchkeeper& keeper() const { return keeper_; }
  const alerting::Courier& courier() const { return courier_; }

  // Until stop().
  boost::asio::awaitable<void> run();
  // What is due, second looks that are due within five minutes, and what is owed. How many targets
  // stayed unknown.
  boost::asio::awaitable<std::size_t> run_once();

  boost::asio::awaitable<serving::Reply> answer(serving::Question question);

  void stop();

 private:
  boost::asio::awaitable<void> drain();

  boost::asio::io_context& io_;
  probing::Credentials credentials_;
  net::CurlFetcher probes_;
  net::CurlFetcher posts_;
  net::CurlMailer mailer_;
  alerting::Courier courier_;
  watching::Settling settling_;
  watching::Watchkeeper keeper_;
  ChannelDesk channel_desk_;
  std::shared_ptr<async::InFlight> questions_;  // nothing they use ends before them
  bool stopped_ = false;
};

}  // namespace commands
