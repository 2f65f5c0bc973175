// libcurl's multi interface on an io_context: one connection cache, one name cache and one trust
// store for all transfers. libcurl's sockets live in an epoll set of their own that Asio watches as
// a single descriptor: level-triggered, as libcurl wants it, without a system call per request, and
// with nothing of Asio's to be taken off a socket before libcurl closes it. Everything runs on the
// one loop thread. An error of the multi handle means that our machine or our code is broken; it is
// thrown out of run().
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <curl/curl.h>

#include "async/semaphore.hpp"
#include "async/task.hpp"
#include "net/body_memory.hpp"

namespace net {

class CurlLoop {
 public:
  // `connections`: open at once, idle ones included.
  CurlLoop(boost::asio::io_context& io, int connections);
  ~CurlLoop();
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  // Waits until the answers that have come are read: they go before new requests. Under load fewer
  // are then under way at once, and what comes back finds memory that is still in the processor's
  // cache. False: sent away by abort_all(), or cancelled.
  async::Task<bool> turn();
  // Runs an easy handle to its end; it must outlive that and have close_socket (below) as its
  // CURLOPT_CLOSESOCKETFUNCTION. Cancelled, or closed: CURLE_ABORTED_BY_CALLBACK. Not to be called
  // from within one of libcurl's callbacks.
  async::Task<CURLcode> perform(CURL* easy);
  // Cancels every transfer under way. May be called from anywhere on the loop thread.
  void abort_all();
  // Drops every transfer under way; their coroutines are destroyed, never resumed.
  void close();

  // Of all that are under way.
  BodyMemory& body_memory() { return body_memory_; }

  // For CURLOPT_OPENSOCKETFUNCTION: a socket, or -1 with errno set.
  int open_socket(const curl_sockaddr& address);
  // CURLOPT_CLOSESOCKETFUNCTION, with the loop as its data.
  static int close_socket(void* loop, curl_socket_t descriptor) noexcept;

 private:
  // Beyond what each may have: 128 answers at once, as long as they may be, are 256 MiB.
  static constexpr std::size_t most_bodies = std::size_t{96} << 20;
  static constexpr int batch = 4;  // sockets served, or turns given, before others have theirs
  using Clock = std::chrono::steady_clock;
  using Executor = boost::asio::io_context::executor_type;
  using Done = boost::asio::any_completion_handler<void(CURLcode)>;
  struct Performing {
    Done done;
    std::uint64_t ticket;  // tells this run of the easy handle from its next
  };
  struct Watch {
    std::uint32_t wanted = 0;      // EPOLLIN, EPOLLOUT: what libcurl is waiting for
    std::uint32_t registered = 0;  // what epoll knows
    std::uint32_t generation = 0;  // of the descriptor's number: it will be used again
    bool ours = false;             // opened by open_socket, so we learn when it is closed
  };
  struct CloseMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  // An exception must not cross libcurl's frames; what these could throw is a lack of memory.
  static int on_socket(CURL*, curl_socket_t descriptor, int what, void* loop, void*) noexcept;
  static int on_timer(CURLM*, long milliseconds, void* loop) noexcept;

  void start(CURL* easy, Done done);
  void let_in_soon();
  void let_in();
  void abort(CURL* easy, std::uint64_t ticket);
  void finish(CURL* easy, CURLcode code);
  void reap();

  Watch& watch_of(int descriptor);
  bool want(int descriptor, std::uint32_t events);
  bool enroll(int descriptor, Watch& watch);
  void forget(int descriptor, Watch& watch);

  void kick();
  void arm();
  void await_sockets();
  int serve_sockets();  // at most a batch; how many
  void rest();
  void act(curl_socket_t descriptor, int events);

  boost::asio::io_context& io_;
  std::shared_ptr<CurlLoop*> self_;  // null inside once closed; held by what is queued in io_
  boost::asio::posix::basic_stream_descriptor<Executor> epoll_;
  bool awaiting_ = false;
  std::vector<Watch> watches_;  // by descriptor
  boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor> timer_;
  std::optional<Clock::time_point> due_;    // when libcurl wants to be called
  std::optional<Clock::time_point> armed_;  // when the timer will fire: not later than due_
  std::uint64_t arming_ = 0;
  bool kicked_ = false;
  std::uint64_t last_ticket_ = 0;
  std::unordered_map<CURL*, Performing> in_flight_;
  BodyMemory body_memory_{most_bodies};
  async::Waiter::Queue waiting_;  // for their turn
  bool letting_in_ = false;
  std::unique_ptr<CURLM, CloseMulti> multi_;  // null once closed
};

}  // namespace net
