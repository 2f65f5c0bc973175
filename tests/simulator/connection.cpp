#include "simulator/connection.hpp"

#include <array>
#include <iostream>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace simulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::awaitable;
using asio::ip::tcp;
using Parser = http::request_parser<http::string_body>;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);  // errors are values
constexpr std::uint32_t most_header_bytes = 64 * 1024;
constexpr std::uint64_t most_body_bytes = 1 << 20;
constexpr std::size_t most_buffered_bytes = most_body_bytes + most_header_bytes;
constexpr std::uint64_t most_endless_bytes = 1ULL << 30;
constexpr std::chrono::minutes idle_time{2};
constexpr std::chrono::minutes silent_time{10};
constexpr std::chrono::seconds farewell_time{2};

std::string_view viewed(beast::string_view text) {
  return {text.data(), text.size()};
}

// "Codeberg.org.:443" and "[::1]:80" name "codeberg.org" and "::1".
std::string host_in(std::string_view authority) {
  std::string_view host = authority;
  if (host.starts_with('[')) {
    host = host.substr(1, host.find(']') == host.npos ? host.npos : host.find(']') - 1);
  } else {
    host = host.substr(0, host.find(':'));
  }
  if (host.ends_with('.')) host.remove_suffix(1);
  return lowered(host);
}

Request translated(const Parser::value_type& message) {
  Request request;
  request.method = viewed(message.method_string());
  request.authority = viewed(message[http::field::host]);
  request.target = viewed(message.target());
  const std::size_t scheme = request.target.find("://");
  if (!request.target.starts_with('/') && scheme != std::string::npos) {
    const std::size_t path = request.target.find_first_of("/?", scheme + 3);
    request.authority = request.target.substr(scheme + 3, path - scheme - 3);
    request.target = path == std::string::npos ? "" : request.target.substr(path);
    if (!request.target.starts_with('/')) request.target.insert(0, "/");
  }
  if (request.method == "CONNECT") request.authority = request.target;
  request.host = host_in(request.authority);
  for (const auto& field : message)
    request.headers.emplace_back(viewed(field.name_string()), viewed(field.value()));
  request.body = message.body();
  request.closes = !message.keep_alive() || message.version() < 11;
  return request;
}

template <class Owner>
awaitable<void> pause(Owner& owner, std::chrono::milliseconds time) {
  asio::steady_timer timer(owner.get_executor(), time);
  co_await timer.async_wait(quietly);
}

template <class Stream>
awaitable<bool> send(Stream& stream, const std::string& bytes) {
  beast::get_lowest_layer(stream).expires_after(idle_time);
  const auto buffer = asio::buffer(bytes);
  const auto [error, size] = co_await asio::async_write(stream, buffer, quietly);
  co_return !error;
}

// Reads and forgets, so that what the client still sends provokes no reset.
awaitable<void> wait_until_client_leaves(beast::tcp_stream& stream, std::chrono::seconds patience) {
  std::array<char, 4096> forgotten;
  const auto space = asio::buffer(forgotten);
  stream.expires_after(patience);
  for (;;) {
    const auto [error, size] = co_await stream.async_read_some(space, quietly);
    if (error) co_return;
  }
}

awaitable<void> say_goodbye(beast::tcp_stream& stream) {
  boost::system::error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  co_await wait_until_client_leaves(stream, farewell_time);
}

awaitable<void> say_goodbye(TlsStream& stream) {
  beast::get_lowest_layer(stream).expires_after(farewell_time);
  co_await stream.async_shutdown(quietly);
}

template <class Stream>
awaitable<void> send_slowly(Stream& stream, const std::string& bytes) {
  for (const char byte : bytes) {
    const std::string one(1, byte);
    const bool sent = co_await send(stream, one);
    if (!sent) co_return;
    co_await pause(stream, std::chrono::seconds(1));
  }
}

template <class Stream>
awaitable<void> send_endlessly(Stream& stream, const Delivery& delivery) {
  bool sent = co_await send(stream, delivery.bytes);
  for (std::uint64_t total = 0; sent && total < most_endless_bytes;
       total += delivery.filler.size()) {
    sent = co_await send(stream, delivery.filler);
  }
}

// True where the connection can serve another request.
template <class Stream>
awaitable<bool> deliver(Stream& stream, const Delivery& delivery) {
  beast::tcp_stream& lowest = beast::get_lowest_layer(stream);
  boost::system::error_code ignored;
  if (delivery.manner == Manner::whole) {
    co_return co_await send(stream, delivery.bytes);
  }
  if (delivery.manner == Manner::one_byte_a_second) {
    co_await send_slowly(stream, delivery.bytes);
  } else if (delivery.manner == Manner::silence) {
    co_await wait_until_client_leaves(lowest, silent_time);
  } else if (delivery.manner == Manner::reset) {
    lowest.socket().set_option(tcp::socket::linger(true, 0), ignored);
  } else if (delivery.manner == Manner::cut_off) {
    co_await send(stream, delivery.bytes);
    lowest.socket().shutdown(tcp::socket::shutdown_send, ignored);
    co_await wait_until_client_leaves(lowest, farewell_time);
  } else {
    co_await send_endlessly(stream, delivery);
  }
  lowest.socket().close(ignored);
  co_return false;
}

int status_for(boost::system::error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  return 400;
}

template <class Stream>
awaitable<void> refuse(Stream& stream, Instant date, boost::system::error_code error) {
  const bool malformed = error.category() == make_error_code(http::error::bad_method).category();
  const bool left = error == http::error::end_of_stream || error == http::error::partial_message;
  if (!malformed || left) co_return;
  Request nobody;
  nobody.closes = true;
  const Reply reply = text_reply(status_for(error), error.message() + "\n");
  const std::string bytes = bytes_of(nobody, reply, date);
  const bool sent = co_await send(stream, bytes);
  if (sent) co_await say_goodbye(stream);
}

// False where the client has left or what it sent is not HTTP; then it has been told.
template <class Stream>
awaitable<bool> receive(Stream& stream, beast::flat_buffer& buffer, Parser& parser, Instant date) {
  beast::get_lowest_layer(stream).expires_after(idle_time);
  const auto [head_error, head_size] =
      co_await http::async_read_header(stream, buffer, parser, quietly);
  if (head_error) {
    co_await refuse(stream, date, head_error);
    co_return false;
  }
  if (lowered(viewed(parser.get()[http::field::expect])) == "100-continue") {
    const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await send(stream, go_on);
  }
  const auto [error, size] = co_await http::async_read(stream, buffer, parser, quietly);
  if (error) co_await refuse(stream, date, error);
  co_return !error;
}

// True where the connection can serve another request. What is counted as in flight ends here.
template <class Stream>
awaitable<bool> respond(Stream& stream, Simulator& simulator, const Request& request) {
  const Answer answer = simulator.answer(request);
  if (answer.latency.count() > 0) co_await pause(stream, answer.latency);
  co_return co_await deliver(stream, answer.delivery);
}

// Serves requests until the connection ends; gives the host where a tunnel to it was asked for and
// granted, else nothing.
template <class Stream>
awaitable<std::string> talk(Stream& stream, beast::flat_buffer& buffer, Simulator& simulator) {
  for (;;) {
    Parser parser;
    parser.header_limit(most_header_bytes);
    parser.body_limit(most_body_bytes);
    const Instant date = simulator.date();
    const bool received = co_await receive(stream, buffer, parser, date);
    if (!received) co_return "";
    const Request request = translated(parser.get());
    if (request.method == "CONNECT" && simulator.knows(request.host)) {
      const std::string granted = "HTTP/1.1 200 Connection established\r\n\r\n";
      const bool sent = co_await send(stream, granted);
      co_return sent ? request.host : "";
    }
    const bool alive = co_await respond(stream, simulator, request);
    if (!alive) co_return "";
    if (!request.closes) continue;
    co_await say_goodbye(stream);
    co_return "";
  }
}

awaitable<void> converse(tcp::socket socket, Simulator* simulator, Certificates* certificates) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer(most_buffered_bytes);
  const std::string host = co_await talk(stream, buffer, *simulator);
  if (host.empty()) co_return;
  TlsStream tls(std::move(stream), certificates->context_for(host));
  beast::get_lowest_layer(tls).expires_after(idle_time);
  const auto early = buffer.data();  // a client may not have waited for the 200
  const auto [error, used] =
      co_await tls.async_handshake(asio::ssl::stream_base::server, early, quietly);
  if (error) co_return;
  buffer.clear();
  co_await talk(tls, buffer, *simulator);
}

}  // namespace

awaitable<void> accept_all(tcp::acceptor* acceptor, Simulator* simulator,
                           Certificates* certificates) {
  for (;;) {
    auto [error, socket] = co_await acceptor->async_accept(quietly);
    if (error == asio::error::operation_aborted) co_return;
    if (error) {  // out of file descriptors, most likely: some will be closed soon
      co_await pause(*acceptor, std::chrono::milliseconds(100));
      continue;
    }
    asio::co_spawn(acceptor->get_executor(), converse(std::move(socket), simulator, certificates),
                   report);
  }
}

void report(std::exception_ptr failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    std::cerr << "handlewatch-simulator: " << error.what() << std::endl;
  }
}

}  // namespace simulator
