#include "net/curl_loop.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace net {

namespace asio = boost::asio;

namespace {

void check(CURLMcode code) {
  if (code == CURLM_OK) return;
  throw std::runtime_error(fmt::format("libcurl failed: {}", curl_multi_strerror(code)));
}

int new_epoll() {
  const int descriptor = epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  return descriptor;
}

CURLM* new_multi() {
  CURLM* multi = curl_multi_init();
  if (multi == nullptr) throw std::runtime_error("libcurl failed: no multi handle");
  return multi;
}

}  // namespace

CurlLoop::CurlLoop(asio::io_context& io, int connections)
    : io_(io),
      self_(std::make_shared<CurlLoop*>(this)),
      epoll_(io, new_epoll()),
      timer_(io),
      multi_(new_multi()) {
  CURLM* multi = multi_.get();
  check(curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &CurlLoop::on_socket));
  check(curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this));
  check(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &CurlLoop::on_timer));
  check(curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this));
  check(curl_multi_setopt(multi, CURLMOPT_PIPELINING, long{CURLPIPE_MULTIPLEX}));
  check(curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, long{connections}));
  check(curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, long{connections}));
}

CurlLoop::~CurlLoop() {
  close();
}

// --- turns ---

async::Task<bool> CurlLoop::turn() {
  async::Waiter me(io_.get_executor(), waiting_);
  if (!letting_in_) let_in_soon();
  co_return co_await me.wait();
}

void CurlLoop::let_in_soon() {
  letting_in_ = true;
  asio::post(io_, [self = self_] {
    if (*self != nullptr) (*self)->let_in();
  });
}

void CurlLoop::let_in() {
  letting_in_ = false;
  const bool all_read = !multi_ || serve_sockets() < batch;
  for (int i = 0; all_read && i < batch && !waiting_.empty(); ++i) waiting_.front()->notify();
  if (!waiting_.empty()) let_in_soon();
}

// --- transfers ---

async::Task<CURLcode> CurlLoop::perform(CURL* easy) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void(CURLcode)>(
      [this, easy](auto done) { start(easy, Done(std::move(done))); }, asio::use_awaitable);
}

void CurlLoop::start(CURL* easy, Done done) {
  if (!multi_) {
    asio::post(io_,
               [done = std::move(done)]() mutable { std::move(done)(CURLE_ABORTED_BY_CALLBACK); });
    return;
  }
  check(curl_multi_add_handle(multi_.get(), easy));
  const std::uint64_t ticket = ++last_ticket_;
  auto slot = asio::get_associated_cancellation_slot(done);
  if (slot.is_connected()) {
    slot.assign([self = self_, easy, ticket](asio::cancellation_type) {
      // Posted: the one who cancels may stand inside one of libcurl's callbacks.
      if (*self == nullptr) return;
      asio::post((*self)->io_, [self, easy, ticket] {
        if (*self != nullptr) (*self)->abort(easy, ticket);
      });
    });
  }
  in_flight_.emplace(easy, Performing{std::move(done), ticket});
  await_sockets();
}

void CurlLoop::abort(CURL* easy, std::uint64_t ticket) {
  const auto found = in_flight_.find(easy);
  if (found == in_flight_.end() || found->second.ticket != ticket) return;
  finish(easy, CURLE_ABORTED_BY_CALLBACK);
}

void CurlLoop::abort_all() {
  while (!waiting_.empty()) waiting_.front()->send_away();
  for (const auto& [easy, in_flight] : in_flight_) {
    asio::post(io_, [self = self_, easy = easy, ticket = in_flight.ticket] {
      if (*self != nullptr) (*self)->abort(easy, ticket);
    });
  }
}

void CurlLoop::close() {
  *self_ = nullptr;
  while (!in_flight_.empty()) {
    const auto node = in_flight_.extract(in_flight_.begin());
    curl_multi_remove_handle(multi_.get(), node.key());
  }
  multi_.reset();  // closes its connections, and still calls back
  rest();
}

void CurlLoop::finish(CURL* easy, CURLcode code) {
  check(curl_multi_remove_handle(multi_.get(), easy));
  auto node = in_flight_.extract(easy);
  Done done(std::move(node.mapped().done));
  auto slot = asio::get_associated_cancellation_slot(done);
  if (slot.is_connected()) slot.clear();
  asio::post(io_, [done = std::move(done), code]() mutable { std::move(done)(code); });
  if (in_flight_.empty()) rest();
}

void CurlLoop::reap() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    // The message dies with the handle's membership.
    const CURLcode code = message->data.result;
    if (message->msg == CURLMSG_DONE) finish(message->easy_handle, code);
  }
}

void CurlLoop::act(curl_socket_t descriptor, int events) {
  int running = 0;
  check(curl_multi_socket_action(multi_.get(), descriptor, events, &running));
}

// Nothing is under way: nothing of ours may keep io_context::run() from returning.
void CurlLoop::rest() {
  if (awaiting_) epoll_.cancel();
  timer_.cancel();
  due_.reset();
  armed_.reset();
}

// --- sockets ---

int CurlLoop::open_socket(const curl_sockaddr& address) {
  const int descriptor =
      ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
  if (descriptor >= 0) watch_of(descriptor).ours = true;
  return descriptor;
}

int CurlLoop::close_socket(void* loop, curl_socket_t descriptor) noexcept {
  Watch& watch = static_cast<CurlLoop*>(loop)->watch_of(descriptor);
  watch = Watch{.generation = watch.generation + 1};
  return ::close(descriptor);  // leaves the epoll set with it
}

int CurlLoop::on_socket(CURL*, curl_socket_t descriptor, int what, void* loop, void*) noexcept {
  const std::uint32_t events =
      what == CURL_POLL_REMOVE ? 0U
                               : ((what & CURL_POLL_IN) != 0 ? std::uint32_t{EPOLLIN} : 0U) |
                                     ((what & CURL_POLL_OUT) != 0 ? std::uint32_t{EPOLLOUT} : 0U);
  return static_cast<CurlLoop*>(loop)->want(descriptor, events) ? 0 : -1;
}

CurlLoop::Watch& CurlLoop::watch_of(int descriptor) {
  const auto at = static_cast<std::size_t>(descriptor);
  if (at >= watches_.size()) watches_.resize(at + 1);
  return watches_[at];
}

bool CurlLoop::want(int descriptor, std::uint32_t events) {
  Watch& watch = watch_of(descriptor);
  watch.wanted = events;
  if (events == 0) {
    // For a connection this means 'not now': it stays registered, and the next request on it costs
    // nothing. The resolver's socket pair, however, is closed without a word.
    if (!watch.ours) forget(descriptor, watch);
    return true;
  }
  return watch.registered == events || enroll(descriptor, watch);
}

bool CurlLoop::enroll(int descriptor, Watch& watch) {
  epoll_event event{};
  event.events = watch.wanted;
  event.data.u64 = (std::uint64_t{watch.generation} << 32U) | static_cast<unsigned>(descriptor);
  const int epoll = epoll_.native_handle();
  const bool known = watch.registered != 0;
  watch.registered = watch.wanted;
  if (epoll_ctl(epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event) == 0) return true;
  // A descriptor that was closed and opened again behind our back.
  if (errno == ENOENT) return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
  if (errno == EEXIST) return epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) == 0;
  return false;
}

void CurlLoop::forget(int descriptor, Watch& watch) {
  if (watch.registered != 0) epoll_ctl(epoll_.native_handle(), EPOLL_CTL_DEL, descriptor, nullptr);
  watch = Watch{.generation = watch.generation + 1, .ours = watch.ours};
}

void CurlLoop::await_sockets() {
  if (awaiting_) return;
  awaiting_ = true;
  epoll_.async_wait(asio::posix::descriptor_base::wait_read,
                    [self = self_](const boost::system::error_code& error) {
                      CurlLoop* loop = *self;
                      if (loop == nullptr) return;
                      loop->awaiting_ = false;
                      if (!error) loop->serve_sockets();
                      if (!loop->in_flight_.empty()) loop->await_sockets();
                    });
}

int CurlLoop::serve_sockets() {
  std::array<epoll_event, batch> events;
  const int count = epoll_wait(epoll_.native_handle(), events.data(), batch, 0);
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    const int descriptor = static_cast<int>(event.data.u64 & 0xFFFFFFFFU);
    Watch& watch = watch_of(descriptor);
    if (watch.generation != event.data.u64 >> 32U) continue;  // closed since
    if (watch.wanted == 0) {
      forget(descriptor, watch);  // an idle connection that the server has closed
      continue;
    }
    // On an error libcurl reads or writes, and so learns which.
    const bool error = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
    const std::uint32_t ready = error ? watch.wanted : event.events & watch.wanted;
    act(descriptor, ((ready & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                        ((ready & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0));
  }
  reap();
  return count;
}

// --- time ---

int CurlLoop::on_timer(CURLM*, long milliseconds, void* loop) noexcept {
  auto& self = *static_cast<CurlLoop*>(loop);
  self.due_.reset();
  if (milliseconds == 0) self.kick();
  if (milliseconds > 0) {
    self.due_ = Clock::now() + std::chrono::milliseconds(milliseconds);
    self.arm();
  }
  return 0;
}

// 'At once' is posted: libcurl may not be called from its own callback, and a timer would cost a
// system call.
void CurlLoop::kick() {
  if (kicked_) return;
  kicked_ = true;
  asio::post(io_, [self = self_] {
    CurlLoop* loop = *self;
    if (loop == nullptr) return;
    loop->kicked_ = false;
    loop->act(CURL_SOCKET_TIMEOUT, 0);
    loop->reap();
  });
}

// A timer that fires too early is set again then: nearly every request moves the time, and nearly
// always to a later one.
void CurlLoop::arm() {
  if (armed_ && *armed_ <= *due_) return;
  armed_ = due_;
  timer_.expires_at(*due_);
  timer_.async_wait([self = self_, arming = ++arming_](const boost::system::error_code& error) {
    CurlLoop* loop = *self;
    if (error || loop == nullptr || loop->arming_ != arming) return;
    loop->armed_.reset();
    if (!loop->due_) return;
    if (*loop->due_ > Clock::now()) {
      loop->arm();
    } else {
      loop->due_.reset();
      loop->kick();
    }
  });
}

}  // namespace net
