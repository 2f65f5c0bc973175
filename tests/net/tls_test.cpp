// TLS is always verified: against the CA file, the system's bundle otherwise, and by name.
#include <cstdlib>
#include <memory>
#include <string>

#include <boost/asio/ssl.hpp>
#include <doctest/doctest.h>

#include "net/certificate.hpp"
#include "net/world.hpp"

using namespace tests;

namespace {

enum class End { none, announced, unannounced };  // of the connection, behind each answer

// Answers every request with this, over TLS with a certificate for 127.0.0.1 alone.
class TlsServer {
 public:
  explicit TlsServer(asio::io_context& io, std::string answer = page("secret"), End end = End::none)
      : state_(std::make_shared<State>(io)) {
    state_->answer = std::move(answer);
    state_->end = end;
    certificate_.use_in(state_->context);
    asio::co_spawn(io, accept(state_), [](const std::exception_ptr&) {});
  }
  ~TlsServer() { state_->acceptor.close(); }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  std::string url(const std::string& host) const {
    return "https://" + host + ":" + std::to_string(state_->acceptor.local_endpoint().port()) + "/";
  }
  std::string certificate_file() const { return certificate_.file(); }

 private:
  using Stream = asio::ssl::stream<asio::ip::tcp::socket>;
  struct State {
    explicit State(asio::io_context& io)
        : acceptor(io, {asio::ip::address_v4::loopback(), 0}),
          context(asio::ssl::context::tls_server) {}
    asio::ip::tcp::acceptor acceptor;
    asio::ssl::context context;
    std::string answer;
    End end = End::none;
  };

  static async::Task<void> accept(std::shared_ptr<State> state) {
    for (;;) {
      auto socket = co_await state->acceptor.async_accept(asio::use_awaitable);
      const auto executor = state->acceptor.get_executor();
      asio::co_spawn(executor, serve(state, std::move(socket)), [](const std::exception_ptr&) {});
    }
  }

  static async::Task<void> serve(std::shared_ptr<State> state, asio::ip::tcp::socket socket) {
    Stream stream(std::move(socket), state->context);
    co_await stream.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
    std::string input;
    for (;;) {
      auto buffer = asio::dynamic_buffer(input);
      const std::size_t length =
          co_await asio::async_read_until(stream, buffer, "\r\n\r\n", asio::use_awaitable);
      input.erase(0, length);
      const auto answer = asio::buffer(state->answer);
      co_await asio::async_write(stream, answer, asio::use_awaitable);
      if (state->end == End::none) continue;
      boost::system::error_code ignored;
      auto token = asio::redirect_error(asio::use_awaitable, ignored);
      if (state->end == End::announced) {
        co_await stream.async_shutdown(std::move(token));
      }
      stream.next_layer().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
      co_return;
    }
  }

  std::shared_ptr<State> state_;
  TestCertificate certificate_;
};

}  // namespace

TEST_CASE(
    "a certificate is taken when the CA file knows it and it has the host's name, not otherwise") {
  World world(always({page("")}));
  const TlsServer server(world.io);
  const char* before = std::getenv("SSL_CERT_FILE");
  const std::string kept = before == nullptr ? "" : before;
  unsetenv("SSL_CERT_FILE");
  net::HttpSettings trusting = loopback_settings();
  trusting.ca_file = server.certificate_file();

  CHECK(reason(world.fetch(get(server.url("127.0.0.1")))) == "tls");

  world.fetcher = std::make_unique<net::CurlFetcher>(world.io.get_executor(), trusting);
  for (int i = 0; i < 3; ++i) {
    const net::Reply reply = world.fetch(get(server.url("127.0.0.1")));
    CHECK(reason(reply) == "none");
    CHECK(reply.body == "secret");
  }
  const net::Reply other_name = world.fetch(get(server.url("localhost")));
  CHECK(reason(other_name) == "tls");
  CHECK(other_name.body.empty());

  setenv("SSL_CERT_FILE", server.certificate_file().c_str(), 1);
  world.fetcher = std::make_unique<net::CurlFetcher>(world.io.get_executor(), loopback_settings());
  CHECK(reason(world.fetch(get(server.url("127.0.0.1")))) == "none");

  trusting.ca_file = "/nonexistent.pem";
  world.fetcher = std::make_unique<net::CurlFetcher>(world.io.get_executor(), trusting);
  CHECK(reason(world.fetch(get(server.url("127.0.0.1")))) == "tls");
  before == nullptr ? unsetenv("SSL_CERT_FILE") : setenv("SSL_CERT_FILE", kept.c_str(), 1);
}

TEST_CASE(
    "an answer whose length nobody tells ends where its sender says so, not where it is cut") {
  struct Row {
    const char* what;
    std::string head;
    End end;
    const char* reason;
  };
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const Row rows[] = {
      {"to the end", ok, End::announced, "none"},
      {"cut", ok, End::unannounced, "network"},
      {"cut behind its length", ok + "Content-Length: 6\r\n", End::unannounced, "none"},
      {"cut before its length", ok + "Content-Length: 7\r\n", End::unannounced, "network"},
      {"identity to the end", ok + "Transfer-Encoding: identity\r\n", End::announced, "none"},
      {"identity, cut", ok + "Transfer-Encoding: identity\r\n", End::unannounced, "network"},
      {"no coding, cut", ok + "Transfer-Encoding:\r\n", End::unannounced, "network"},
      {"identity, cut behind its length",
       ok + "Transfer-Encoding: identity\r\nContent-Length: 6\r\n", End::unannounced, "none"},
      {"identity that announces its end before its length",
       ok + "Transfer-Encoding: identity\r\nContent-Length: 7\r\n", End::announced, "network"},
      {"no coding, cut before its length", ok + "Transfer-Encoding:\r\nContent-Length: 7\r\n",
       End::unannounced, "network"},
      {"identity, cut before its length",
       ok + "Transfer-Encoding: identity\r\nContent-Length: 7\r\n", End::unannounced, "network"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.what));
    World world(always({page("")}));
    const TlsServer server(world.io, row.head + "\r\nsecret", row.end);
    net::HttpSettings trusting = loopback_settings();
    trusting.ca_file = server.certificate_file();
    world.fetcher = std::make_unique<net::CurlFetcher>(world.io.get_executor(), trusting);
    // Twice: a connection that was kept and has ended is no cut answer.
    for (int i = 0; i < 2; ++i) {
      const net::Reply reply = world.fetch(get(server.url("127.0.0.1")));
      CHECK(reason(reply) == row.reason);
      CHECK(reply.body == (reply.failure ? "" : "secret"));
    }
  }
}
