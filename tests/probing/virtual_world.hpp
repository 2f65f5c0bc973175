// A world in which time passes only when everybody waits for it: an hour's pause takes no time and
// is exact to the millisecond. And a fetcher that answers by a script, after a while of that time.
#pragma once

#include <algorithm>
#include <exception>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include "net/fetcher.hpp"
#include "system/clock.hpp"

namespace tests {

namespace asio = boost::asio;

class VirtualClock final : public sys::Clock {
 public:
  model::Instant now() const override { return noon_ + (steady_ - begin_); }
  model::Moment steady() const override { return steady_; }
  model::Milliseconds passed() const { return steady_ - begin_; }
  model::Moment after(model::Milliseconds since_begin) const { return begin_ + since_begin; }

  async::Task<void> sleep_until(model::Moment moment) override {
    return sleep_until_or_woken(moment, nullptr);
  }

  async::Task<void> sleep_until_or_woken(model::Moment moment, const void* key) override {
    if (moment <= steady_) co_return;
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, asio::steady_timer::time_point::max());
    boost::system::error_code woken;
    auto token = asio::redirect_error(asio::use_awaitable, woken);
    const auto place = sleepers_.emplace(moment, Sleeper{key, &timer});
    co_await timer.async_wait(token);
    sleepers_.erase(place);
  }

  void wake_all() override {
    for (const auto& [moment, sleeper] : sleepers_) sleeper.timer->cancel();
  }
  void wake(const void* key) override {
    for (const auto& [moment, sleeper] : sleepers_) {
      if (sleeper.key == key) sleeper.timer->cancel();
    }
  }

  // Jumps to the earliest sleeper's moment and wakes it; false when nobody sleeps.
  bool advance() {
    if (sleepers_.empty()) return false;
    steady_ = std::max(steady_, sleepers_.begin()->first);
    for (auto at = sleepers_.begin(); at != sleepers_.upper_bound(steady_); ++at) {
      at->second.timer->cancel();
    }
    return true;
  }
  // Before anybody sleeps.
  void skip(model::Milliseconds time) { steady_ += time; }
  void set_calendar(model::Milliseconds by) { noon_ += by; }
  std::size_t sleeping() const { return sleepers_.size(); }

 private:
  const model::Moment begin_{std::chrono::hours(1)};
  model::Instant noon_{std::chrono::hours(500'000)};
  model::Moment steady_ = begin_;
  struct Sleeper {
    const void* key;
    asio::steady_timer* timer;
  };
  std::multimap<model::Moment, Sleeper> sleepers_;
};

// Answers by a script; the moment is when the request started.
class ScriptedFetcher final : public net::Fetcher {
 public:
  struct Sent {
    model::Milliseconds at;  // since the begin
    net::Request request;
  };
  using Script = std::function<net::Reply(const net::Request&)>;

  ScriptedFetcher(VirtualClock& clock, Script script) : clock_(clock), script_(std::move(script)) {}

  async::Task<net::Reply> fetch(net::Request request) override {
    sent.push_back({clock_.passed(), request});
    ++in_flight_;
    most_in_flight = std::max(most_in_flight, in_flight_);
    const model::Moment answered = clock_.steady() + latency;
    const int cancelled = cancelled_;
    while (clock_.steady() < answered && cancelled == cancelled_) {
      co_await clock_.sleep_until(answered);
    }
    --in_flight_;
    net::Reply reply = cancelled == cancelled_ ? script_(request) : interrupted();
    reply.elapsed = latency;
    reply.effective_url = request.url;
    co_return reply;
  }

  void cancel_all() {
    ++cancelled_;
    clock_.wake_all();
  }

  std::size_t sent_to(std::string_view part) const {
    return static_cast<std::size_t>(std::count_if(
        sent.begin(), sent.end(),
        [part](const Sent& one) { return one.request.url.find(part) != std::string::npos; }));
  }

  model::Milliseconds latency{500};
  std::vector<Sent> sent;
  int most_in_flight = 0;

 private:
  static net::Reply interrupted() {
    net::Reply reply;
    reply.failure = model::Reason::interrupted;
    return reply;
  }

  VirtualClock& clock_;
  Script script_;
  int in_flight_ = 0;
  int cancelled_ = 0;
};

struct VirtualWorld {
  explicit VirtualWorld(ScriptedFetcher::Script script) : fetcher(clock, std::move(script)) {}

  // Runs to the end; what the coroutine throws is thrown.
  void run(async::Task<void> work) {
    bool done = false;
    std::exception_ptr thrown;
    asio::co_spawn(io, std::move(work), [&](const std::exception_ptr& failure) {
      thrown = failure;
      done = true;
    });
    int steps = 0;
    while (!done) {
      io.restart();
      io.poll();
      REQUIRE(++steps < 1'000'000);
      if (!done) REQUIRE_MESSAGE(clock.advance(), "nobody sleeps and nothing ends: a lost wake-up");
    }
    io.restart();
    io.poll();
    if (thrown) std::rethrow_exception(thrown);
  }

  // Calls `act` at this moment, during run().
  void at(model::Milliseconds since_begin, std::function<void()> act) {
    asio::co_spawn(io, act_at(since_begin, std::move(act)), [](const std::exception_ptr& failure) {
      if (failure) std::rethrow_exception(failure);
    });
  }

  asio::io_context io{1};
  VirtualClock clock;
  ScriptedFetcher fetcher;

 private:
  async::Task<void> act_at(model::Milliseconds since_begin, std::function<void()> act) {
    const model::Moment moment = clock.after(since_begin);
    while (clock.steady() < moment) {
      co_await clock.sleep_until(moment);
    }
    act();
  }
};

inline net::Reply answer(int status, std::string body, net::Headers headers) {
  net::Reply reply;
  reply.head.status = status;
  reply.head.headers = std::move(headers);
  reply.head.headers.emplace_back("Content-Type", "application/json");
  reply.body = std::move(body);
  return reply;
}

inline net::Reply answer(int status, std::string body) {
  return answer(status, std::move(body), {});
}

inline net::Reply failed(model::Reason reason) {
  net::Reply reply;
  reply.failure = reason;
  return reply;
}

// What stands behind the last '/' or '=' of a URL.
inline std::string asked_handle(const net::Request& request) {
  return request.url.substr(request.url.find_last_of("/=") + 1);
}

// "alice", "bob" and every handle that begins with "taken" have accounts.
inline bool has_account(const std::string& handle) {
  return handle == "alice" || handle == "bob" || handle.starts_with("taken");
}

// One handle a request, in the form of one_by_one() below.
inline net::Reply honest(const net::Request& request) {
  const std::string handle = asked_handle(request);
  if (!has_account(handle)) return answer(404, "{}");
  return answer(200, R"({"login":")" + handle + R"(","id":"id-)" + handle + "\"}");
}

}  // namespace tests
