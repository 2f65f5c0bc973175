// Days of the dispatcher in virtual time: a ledger of its own, three channels that say what a test
// tells them to, and a disk that can be full.
#pragma once

#include <csignal>
#include <optional>

#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include "alerting/dispatcher.hpp"
#include "ledger/temporary_folder.hpp"
#include "ledger/watched.hpp"
#include "probing/virtual_world.hpp"

namespace tests {

using alerting::Delivery;
using alerting::Message;
using model::EventType;

inline Delivery says(Delivery::Outcome outcome) {
  Delivery delivery;
  delivery.outcome = outcome;
  delivery.detail = "what the service says";
  return delivery;
}

// What a channel was sent and when, and what it answers after a while.
struct Receiver {
  std::vector<Message> had;
  std::vector<model::Milliseconds> at;  // since the begin
  Delivery answer = says(Delivery::Outcome::delivered);
  model::Milliseconds takes{0};
  std::function<void()> on_message;  // while it is under way
  bool cut_off = false;              // what is under way ends now, without an answer

  void forget() {
    had.clear();
    at.clear();
  }
  long long of(EventType type) const {
    long long count = 0;
    for (const Message& message : had) {
      for (const model::Event& event : message.events) count += event.type == type ? 1 : 0;
    }
    return count;
  }
};

class ScriptedChannel final : public alerting::Channel {
 public:
  ScriptedChannel(Receiver& receiver, VirtualClock& clock) : receiver_(receiver), clock_(clock) {}

  async::Task<Delivery> deliver(Message message) override {
    receiver_.had.push_back(std::move(message));
    receiver_.at.push_back(clock_.passed());
    if (receiver_.on_message) receiver_.on_message();
    const model::Moment answered = clock_.steady() + receiver_.takes;
    while (clock_.steady() < answered && !receiver_.cut_off) {
      co_await clock_.sleep_until(answered);
    }
    if (receiver_.cut_off) co_return says(Delivery::Outcome::retry);
    co_return receiver_.answer;
  }
  std::string preview(const Message&) const override { return ""; }

 private:
  Receiver& receiver_;
  VirtualClock& clock_;
};

// No file of this process can grow beyond what it may while this lives: the kernel refuses the
// write, as on a full disk.
class FileLimit {
 public:
  explicit FileLimit(std::uintmax_t most = 0) {
    before_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    rlimit now = limit_;
    now.rlim_cur = most;
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;
  ~FileLimit() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }

 private:
  rlimit limit_{};
  void (*before_)(int) = nullptr;
};

// The virtual clock, whose calendar can be stepped.
class Calendar final : public sys::Clock {
 public:
  explicit Calendar(VirtualClock& clock) : clock_(clock) {}
  model::Instant now() const override { return clock_.now() + step; }
  model::Moment steady() const override { return clock_.steady(); }
  async::Task<void> sleep_until(model::Moment moment) override {
    return clock_.sleep_until(moment);
  }
  void wake_all() override { clock_.wake_all(); }
  async::Task<void> sleep_until_or_woken(model::Moment moment, const void* key) override {
    return clock_.sleep_until_or_woken(moment, key);
  }
  void wake(const void* key) override { clock_.wake(key); }

  model::Milliseconds step{0};

 private:
  VirtualClock& clock_;
};

// `team` and `siem` have one address; `officer` is a mail to each of two. All hear of
// claims, `siem` of channels that are down.
struct Days {
  using Names = std::vector<std::string>;

  asio::io_context io{1};
  VirtualClock clock;
  Calendar calendar{clock};
  Watched watched;
  Receiver team, siem, officer;
  std::function<Names(const model::Event&)> wanted = [](const model::Event& event) {
    return event.type == EventType::channel_down ? Names{"siem"} : Names{"team", "siem", "officer"};
  };
  std::exception_ptr thrown;
  std::size_t ended = 0;  // channels that are served no more
  std::optional<ledger::AsyncLedger> asked;
  std::optional<alerting::Dispatcher> dispatcher;

  explicit Days(const std::string& path = ":memory:", const Names& names = {"team", "siem"}) {
    if (path != ":memory:") {
      watched.ledger = Watched::opened(path);
      watched.unit = watched.ledger->units.get({"police", "bluesky", ""});
    }
    open(names);
  }
  ~Days() { stop(); }

  // As after a restart, over what the ledger holds.
  void open(const Names& names) {
    std::vector<alerting::OpenChannel> channels;
    for (const std::string& name : names) {
      alerting::OpenChannel channel;
      channel.name = name;
      if (name == "officer") {
        channel.service = alerting::RetryPolicy::mail;
        channel.recipients = {"a@example.org", "b@example.org"};
      }
      channel.channel = std::make_unique<ScriptedChannel>(receiver(name), clock);
      channels.push_back(std::move(channel));
    }
    asked.emplace(*watched.ledger);
    dispatcher.emplace(*asked, calendar, std::move(channels),
                       [this](const model::Event& event) { return wanted(event); });
  }

  void start() {
    for (const std::string& name : dispatcher->names()) {
      asio::co_spawn(io, dispatcher->serve(name), [this](const std::exception_ptr& failure) {
        if (failure) thrown = failure;
        ++ended;
      });
    }
  }

  void stop() {
    dispatcher->stop();
    clock.wake_all();  // the service ends what is on the net, too
    settle();
  }

  Receiver& receiver(const std::string& name) {
    return name == "team" ? team : name == "siem" ? siem : officer;
  }
  ledger::Outbox& outbox() { return watched.ledger->outbox; }
  bool is_told_down(const std::string& channel) {
    return watched.ledger->incidents.stands(EventType::channel_down, channel);
  }

  // A stranger's account on a handle: told of when the dispatcher looks next.
  void claim(const std::string& handle, const std::string& account = "") {
    watched.sure(handle, model::Status::claimed, account.empty() ? handle : account);
    watched.ledger->outbox.freeze(watched.unit.id, calendar.now(), dispatcher->routing());
    dispatcher->wake();
  }

  // What can happen at this moment.
  void settle() {
    io.restart();
    io.poll();
  }

  void pass(model::Milliseconds time) {
    bool over = false;
    asio::co_spawn(io, sleep_until(clock, clock.steady() + time),
                   [&over](const std::exception_ptr&) { over = true; });
    settle();
    while (!over) {
      REQUIRE(clock.advance());
      settle();
    }
  }

  // The channel was found to work.
  void resume(const std::string& channel) {
    asio::co_spawn(io, dispatcher->resume(channel),
                   [this](const std::exception_ptr& failure, const ledger::Answer<void>& resumed) {
                     if (failure) thrown = failure;
                     CHECK(resumed.has_value());
                   });
    settle();
  }

  // Tries once what is due, to its end.
  void deliver_due() {
    bool over = false;
    asio::co_spawn(io, dispatcher->deliver_due(), [&](const std::exception_ptr& failure) {
      thrown = failure;
      over = true;
    });
    settle();
    while (!over && clock.advance()) settle();
    REQUIRE(over);
  }

 private:
  static async::Task<void> sleep_until(VirtualClock& clock, model::Moment moment) {
    while (clock.steady() < moment) {
      co_await clock.sleep_until(moment);
    }
  }
};

}  // namespace tests
