// An HTTP server that sends what a test tells it to, byte for byte, right or wrong. It runs on the
// test's own io_context, listens on 127.0.0.1 and counts.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace tests {

namespace asio = boost::asio;

// What comes after the bytes: the next request, a FIN, a RST, silence, or the last bytes over and
// over.
enum class Then { keep, close, reset, hang, repeat };

struct Answer {
  std::string bytes{};
  Then then = Then::keep;
  std::string repeated{};              // for Then::repeat
  std::chrono::milliseconds delay{0};  // before the bytes
};

// "HTTP/1.1 200 OK" with a Content-Length.
inline std::string page(const std::string& body, const std::string& headers = "",
                        const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         headers + "\r\n" + body;
}

class TinyServer {
 public:
  using Socket = asio::ip::tcp::socket;
  using Script = std::function<Answer(const std::string& request)>;

  TinyServer(asio::io_context& io, Script script) : state_(std::make_shared<State>(io)) {
    state_->script = std::move(script);
    asio::co_spawn(io, accept(state_), [](const std::exception_ptr&) {});
  }
  ~TinyServer() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
  }
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;

  unsigned short port() const { return state_->acceptor.local_endpoint().port(); }
  std::string url(const std::string& path = "/", const std::string& host = "127.0.0.1") const {
    return "http://" + host + ":" + std::to_string(port()) + path;
  }
  int connections() const { return state_->connections; }
  int most_at_once() const { return state_->most_at_once; }
  const std::vector<std::string>& requests() const { return state_->requests; }

 private:
  struct State {
    explicit State(asio::io_context& io) : acceptor(io, {asio::ip::address_v4::loopback(), 0}) {}
    asio::ip::tcp::acceptor acceptor;
    Script script;
    int connections = 0;
    int at_once = 0;
    int most_at_once = 0;
    std::vector<std::string> requests;
  };

  static async::Task<void> accept(std::shared_ptr<State> state) {
    for (;;) {
      Socket socket = co_await state->acceptor.async_accept(asio::use_awaitable);
      ++state->connections;
      ++state->at_once;
      state->most_at_once = std::max(state->most_at_once, state->at_once);
      const auto executor = state->acceptor.get_executor();
      asio::co_spawn(executor, serve(state, std::move(socket)),
                     [state](const std::exception_ptr&) { --state->at_once; });
    }
  }

  // Ends by an exception when the client goes away.
  static async::Task<void> serve(std::shared_ptr<State> state, Socket socket) {
    std::string input;
    for (;;) {
      auto buffer = asio::dynamic_buffer(input);
      const std::size_t head =
          co_await asio::async_read_until(socket, buffer, "\r\n\r\n", asio::use_awaitable);
      const std::size_t length = head + content_length(input.substr(0, head));
      if (input.size() < length) {
        const auto rest = asio::transfer_exactly(length - input.size());
        co_await asio::async_read(socket, buffer, rest, asio::use_awaitable);
      }
      const std::string request = input.substr(0, length);
      input.erase(0, length);
      state->requests.push_back(request);
      const Answer answer = state->script(request);
      if (answer.delay.count() > 0) {
        asio::steady_timer timer(socket.get_executor(), answer.delay);
        co_await timer.async_wait(asio::use_awaitable);
      }
      co_await asio::async_write(socket, asio::buffer(answer.bytes), asio::use_awaitable);
      while (answer.then == Then::repeat) {
        co_await asio::async_write(socket, asio::buffer(answer.repeated), asio::use_awaitable);
      }
      if (answer.then == Then::hang) {
        co_await asio::async_read(socket, buffer, asio::use_awaitable);
      }
      if (answer.then == Then::reset) socket.set_option(asio::socket_base::linger(true, 0));
      if (answer.then != Then::keep) co_return;
    }
  }

  static std::size_t content_length(const std::string& head) {
    const std::string name = "Content-Length: ";
    const std::size_t at = head.find(name);
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + name.size()));
  }

  std::shared_ptr<State> state_;
};

}  // namespace tests
