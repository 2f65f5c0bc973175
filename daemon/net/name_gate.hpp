// How many names are resolved at once. libcurl starts one thread per look-up, and a hundred of them
// when a hundred transfers ask for the same new name. So a transfer whose name is not known yet
// goes ahead alone, as the leader; the others of that name wait until it has an address or has
// failed, and a look-up that failed has failed for all who waited for it. At most `at_once` leaders
// are under way. Everything on the loop thread.
#pragma once

#include <chrono>
#include <string>
#include <unordered_map>

#include "async/semaphore.hpp"
#include "model/instant.hpp"
#include "model/words.hpp"

namespace net {

// How long libcurl keeps a name it has resolved (CURLOPT_DNS_CACHE_TIMEOUT).
constexpr std::chrono::seconds names_kept{300};

struct LookupFailure {
  model::Reason reason = model::Reason::dns;
  std::string detail;
  bool our_fault = false;
};

class NameGate {
 public:
  NameGate(boost::asio::io_context& io, int at_once)
      : io_(io), permits_(io.get_executor(), at_once) {}
  void stop();  // whoever waits, now or later, is refused

 private:
  friend class NameTicket;
  using Clock = std::chrono::steady_clock;

  struct Name {
    int tickets = 0;  // that refer to this
    bool has_leader = false;
    Clock::time_point known_until{};
    int failures = 0;  // so that a follower sees that there was one while it slept
    LookupFailure last_failure;
    model::Milliseconds last_patience{0};
    async::Waiter::Queue followers;
  };

  Name& take(const std::string& name);

  boost::asio::io_context& io_;
  async::Semaphore permits_;
  bool stopped_ = false;
  std::unordered_map<std::string, Name> names_;
};

// One transfer's passage through the gate.
class NameTicket {
 public:
  enum class Passage { go, failed, stopped };

  // `name` is what libcurl will look up, with the port; empty: it has nothing to look up.
  // `patience` is the transfer's time-out: a leader's failure counts for those who would not have
  // waited longer.
  NameTicket(NameGate& gate, const std::string& name, model::Milliseconds patience);
  ~NameTicket();  // a leader that neither found nor failed hands on to the next
  NameTicket(const NameTicket&) = delete;
  NameTicket& operator=(const NameTicket&) = delete;

  async::Task<Passage> enter();
  const LookupFailure& failure() const { return failure_; }  // after Passage::failed

  // Without effect on a ticket that leads nobody (any more).
  void found(bool looked_up);  // `looked_up`: asked for just now, not remembered by libcurl
  void failed(LookupFailure failure);

 private:
  void step_down();

  NameGate& gate_;
  NameGate::Name* name_;
  model::Milliseconds patience_;
  NameGate::Clock::time_point entered_{};
  bool leads_ = false;
  bool has_permit_ = false;
  LookupFailure failure_;
};

}  // namespace net
