// A world on a clock that jumps, and a fetcher that answers by a script, after a while of its time.
#pragma once

#include <algorithm>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include "net/fetcher.hpp"
#include "probing/virtual_clock.hpp"

namespace tests {

namespace asio = boost::asio;

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

// "alice", "bob" and every handle that is "taken", perhaps with a number, have accounts.
inline bool has_account(const std::string& handle) {
  const bool is_taken =
      handle.starts_with("taken") && handle.find_first_not_of("0123456789", 5) == std::string::npos;
  return handle == "alice" || handle == "bob" || is_taken;
}

// One handle a request, in the form of one_by_one() below.
inline net::Reply honest(const net::Request& request) {
  const std::string handle = asked_handle(request);
  if (!has_account(handle)) return answer(404, "{}");
  return answer(200, R"({"login":")" + handle + R"(","id":"id-)" + handle + "\"}");
}

}  // namespace tests
