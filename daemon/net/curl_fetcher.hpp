// HTTP over libcurl: the one real Fetcher. What a request passes, hop by hop: the address guard,
// the gate of names, a place in line, libcurl; then its redirect, if it may follow one.
//
// One per program, on its io_context's one thread. Before the io_context ends: cancel_all(), then
// drained(); destroyed with fetches under way it drops them, and their coroutines are never
// resumed.
#pragma once

#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "async/task.hpp"
#include "net/fetcher.hpp"
#include "net/settings.hpp"

namespace net {

class CurlFetcher final : public Fetcher {
 public:
  CurlFetcher(const boost::asio::io_context::executor_type& executor, const HttpSettings& settings);
  ~CurlFetcher() override;
  CurlFetcher(const CurlFetcher&) = delete;
  CurlFetcher& operator=(const CurlFetcher&) = delete;

  // May be cancelled by Asio's terminal cancellation, emitted on the loop thread; the reply is then
  // `interrupted`. Throws only when our machine or our code is broken.
  async::Task<Reply> fetch(Request request) override;

  // Ends every fetch under way, and every later one at once, as `interrupted`.
  void cancel_all();
  // Returns when no fetch is under way.
  async::Task<void> drained();

  struct Core;  // shared with the coroutines, so that any order of destruction is safe

 private:
  std::shared_ptr<Core> core_;
};

}  // namespace net
