// The ledger for whoever runs on the loop: what is asked of it is done on a thread of its own, one
// after the other, so that a disk that stalls or another process's lock holds up nobody but who
// needs the answer. The loop never touches the ledger itself.
//
// Without a thread what is asked is done at once by whoever asks: under virtual time a seed then
// repeats all that happens.
//
//   const auto body = [&](Ledger& ledger) { return ledger.units.get(key); };
//   const Answer<Unit> unit = co_await ledger_.ask(body);
//
// A body may refer to what the asking coroutine holds, which waits for it; whoever ends the loop
// with coroutines still waiting calls finish() before they go. The hop costs some 10 µs.
#pragma once

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include <tl/expected.hpp>

#include "async/worker.hpp"
#include "ledger/ledger.hpp"

namespace ledger {

// What the ledger cannot do now and may be asked again (a full disk, a lock) is a value; any other
// Failure is thrown.
template <class Result>
using Answer = tl::expected<Result, Failure>;

class AsyncLedger {
 public:
  // `ledger` outlives this, and while there is a thread is used through this alone.
  explicit AsyncLedger(Ledger& ledger) : ledger_(ledger) {}
  AsyncLedger(Ledger& ledger, async::Executor loop) : ledger_(ledger) {
    worker_.emplace(std::move(loop));
  }

  template <class Body>
  async::Task<Answer<std::invoke_result_t<Body&, Ledger&>>> ask(Body body);

  // Nobody waits for it: what cannot be done now is not done. In the order of what is asked. Any
  // other exception goes to on_failure.
  template <class Body>
  void post(Body body);

  std::function<void(const std::exception_ptr&)> on_failure = std::rethrow_exception;

  // How long the oldest question has waited for its answer.
  model::Milliseconds oldest() const {
    return worker_ ? worker_->oldest() : model::Milliseconds(0);
  }

  void finish() {
    if (worker_) worker_->finish();
  }

 private:
  template <class Body>
  Answer<std::invoke_result_t<Body&, Ledger&>> answer(Body& body);

  Ledger& ledger_;
  std::optional<async::Worker> worker_;
};

template <class Body>
Answer<std::invoke_result_t<Body&, Ledger&>> AsyncLedger::answer(Body& body) {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Body&, Ledger&>>) {
      body(ledger_);
      return {};
    } else {
      return body(ledger_);
    }
  } catch (const Failure& failure) {
    if (!failure.may_pass()) throw;
    return tl::unexpected(failure);
  }
}

template <class Body>
async::Task<Answer<std::invoke_result_t<Body&, Ledger&>>> AsyncLedger::ask(Body body) {
  if (!worker_) co_return answer(body);
  std::optional<Answer<std::invoke_result_t<Body&, Ledger&>>> given;
  std::function<void()> work = [&] { given.emplace(answer(body)); };
  co_await worker_->run(std::move(work));
  co_return std::move(*given);
}

template <class Body>
void AsyncLedger::post(Body body) {
  if (!worker_) {
    answer(body);
    return;
  }
  worker_->post([this, body = std::move(body)]() mutable { answer(body); },
                [this](const std::exception_ptr& thrown) {
                  if (thrown) on_failure(thrown);
                });
}

}  // namespace ledger
