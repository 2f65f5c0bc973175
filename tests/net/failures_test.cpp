// What goes wrong on the way, and the one word the contract has for it.
#include <netdb.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <doctest/doctest.h>

#include "net/address_guard.hpp"
#include "net/failure.hpp"
#include "net/gzip.hpp"
#include "net/world.hpp"

using namespace tests;

TEST_CASE("libcurl's codes have their words") {
  CHECK(net::reason_of(CURLE_COULDNT_RESOLVE_PROXY) == model::Reason::dns);
  CHECK(net::reason_of(CURLE_PEER_FAILED_VERIFICATION) == model::Reason::tls);
  CHECK(net::reason_of(CURLE_SSL_CACERT_BADFILE) == model::Reason::tls);
  CHECK(net::reason_of(CURLE_OPERATION_TIMEDOUT) == model::Reason::timeout);
  CHECK(net::reason_of(CURLE_FILESIZE_EXCEEDED) == model::Reason::too_large);
  CHECK(net::reason_of(CURLE_TOO_MANY_REDIRECTS) == model::Reason::redirect);
  CHECK(net::reason_of(CURLE_ABORTED_BY_CALLBACK) == model::Reason::interrupted);
  CHECK(net::reason_of(CURLE_RECV_ERROR) == model::Reason::network);
  CHECK(net::reason_of(CURLE_HTTP2_STREAM) == model::Reason::network);
  CHECK(net::reason_of(CURLE_BAD_CONTENT_ENCODING) == model::Reason::network);
}

TEST_CASE("an answer that came is told from a connection that failed by code and words") {
  const auto fault = [](CURLcode code, std::string_view text) {
    const auto found = net::fault_of_answer(code, text);
    return found ? model::name(*found) : "none";
  };
  CHECK(fault(CURLE_UNSUPPORTED_PROTOCOL, "Received HTTP/0.9 when not allowed") == "no-rule");
  CHECK(fault(CURLE_WEIRD_SERVER_REPLY, "Nul byte in header") == "no-rule");
  CHECK(fault(CURLE_BAD_CONTENT_ENCODING, "incorrect header check") == "no-rule");
  CHECK(fault(CURLE_RECV_ERROR, "Malformed encoding found in chunked-encoding") == "no-rule");
  CHECK(fault(CURLE_RECV_ERROR, "Recv failure: Connection reset by peer") == "none");
  CHECK(fault(CURLE_RECV_ERROR, "SSL_read: unexpected eof while reading, errno 0") == "none");
  CHECK(fault(CURLE_PARTIAL_FILE, "transfer closed with 96 bytes remaining to read") == "none");
  CHECK(fault(CURLE_GOT_NOTHING, "Empty reply from server") == "none");
  CHECK(fault(CURLE_COULDNT_CONNECT, "Connection refused") == "none");
  CHECK(fault(CURLE_OUT_OF_MEMORY, "") == "too-large");
  CHECK(fault(static_cast<CURLcode>(100), "") == "too-large");  // of a newer libcurl
}

TEST_CASE("an incomplete answer is a network failure") {
  struct Row {
    const char* what;
    Answer answer;
  };
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string long_body = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
  const Row rows[] = {
      {"closed without a word", {"", Then::close}},
      {"reset without a word", {"", Then::reset}},
      {"half a status line", {"HTTP/1.1 2", Then::close}},
      {"half a head", {"HTTP/1.1 200 OK\r\nContent-Ty", Then::close}},
      {"a head without its end", {"HTTP/1.1 200 OK\r\nX: y\r\n", Then::close}},
      {"a head without its end, reset", {"HTTP/1.1 200 OK\r\nX: y\r\n", Then::reset}},
      {"no body", {long_body, Then::close}},
      {"half a body", {long_body + "half", Then::close}},
      {"half a body, reset", {long_body + "half", Then::reset}},
      {"half a chunk", {chunked + "5\r\nhel", Then::close}},
      {"no last chunk", {chunked + "5\r\nhello\r\n", Then::close}},
      {"half a chunk, reset", {chunked + "5\r\nhel", Then::reset}},
      {"hints and no answer", {"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", Then::close}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    World world(always(row.answer));
    const net::Reply reply = world.fetch(get(world.server.url()));
    CHECK(reason(reply) == "network");
    CHECK_FALSE(reply.failure_detail.empty());
    CHECK(reply.body.empty());
  }
}

TEST_CASE("an answer that is no HTTP is not the network's failure") {
  struct Row {
    const char* what;
    Answer answer;
  };
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
  const std::string websocket = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
  const std::string settings("\0\0\0\4\0\0\0\0\0", 9);  // of HTTP/2, as are the words below
  const std::string nul("X: a\0b\r\n", 8);
  const Row rows[] = {
      {"another protocol", {"SSH-2.0-OpenSSH_9.2\r\n", Then::close}},
      {"another protocol that waits", {"SSH-2.0-OpenSSH_9.2\r\n", Then::hang}},
      {"junk before a status line", {std::string("\0junk\r\n", 7) + page("x"), Then::close}},
      {"a body alone", {R"({"login":"x"})", Then::close}},
      {"an alert of TLS", {std::string("\x15\x03\x01\0\x02\x02\x46", 7), Then::close}},
      {"settings of HTTP/2", {settings, Then::close}},
      {"the preface of HTTP/2", {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Then::close}},
      {"a status of four digits", {"HTTP/1.1 2000 OK\r\n\r\n", Then::close}},
      {"the status 000", {page("x", "", "000 OK")}},
      {"no status", {"HTTP/1.1 fine\r\n\r\n", Then::close}},
      {"an unknown version", {"HTTP/9.9 200 OK\r\n\r\n", Then::close}},
      {"a 101", {websocket + "x", Then::close}},
      {"a 101, reset", {websocket, Then::reset}},
      {"a 101 and silence", {websocket, Then::hang}},
      {"a 101 and an answer", {websocket + page("x")}},
      {"a header without a colon", {ok + "garbage\r\nContent-Length: 1\r\n\r\nx", Then::close}},
      {"a NUL in a header", {ok + nul + "Content-Length: 1\r\n\r\nx", Then::close}},
      {"a negative length", {ok + "Content-Length: -1\r\n\r\nxx"}},
      {"two lengths", {ok + "Content-Length: 1\r\nContent-Length: -1\r\n\r\nxx"}},
      {"a nonsense chunk", {chunked + "zz\r\nhello\r\n", Then::close}},
      {"a nonsense chunk after a good one", {chunked + "5\r\nhello\r\nzz\r\n"}},
      {"a chunk of no size that there is", {chunked + std::string(30, 'f') + "\r\nx"}},
      {"a chunk longer than its size", {chunked + "3\r\nhello\r\n0\r\n\r\n", Then::close}},
      {"nonsense that claims to be gzip", {page("plain", "Content-Encoding: gzip\r\n")}},
      {"an unknown encoding", {page("plain", "Content-Encoding: snappy\r\n")}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    World world(always(row.answer));
    net::Request request = get(world.server.url());
    request.timeout = model::Milliseconds(2000);
    const net::Reply reply = world.fetch(request);
    CHECK(reason(reply) == "no-rule");
    CHECK(reply.failure_detail.starts_with("the answer "));
    CHECK_FALSE(reply.our_fault);
    CHECK(reply.body.empty());
    CHECK(world.server.requests().size() == 1);
  }
}

TEST_CASE("a connection that is refused is a network failure") {
  World world(always({page("")}));
  asio::ip::tcp::acceptor closed(world.io, {asio::ip::address_v4::loopback(), 0});
  const std::string url =
      "http://127.0.0.1:" + std::to_string(closed.local_endpoint().port()) + "/";
  closed.close();
  const net::Reply reply = world.fetch(get(url));
  CHECK(reason(reply) == "network");
  CHECK(reply.head.status == 0);
  CHECK_FALSE(reply.sent);
  CHECK(reply.failure_detail.find("127.0.0.1") != std::string::npos);
}

TEST_CASE("who does not let us in is given up before the time for the whole is over") {
  net::HttpSettings settings = loopback_settings();
  settings.limits.connect_timeout_ms = 200;
  World world(always({page("")}), settings);
  // Nobody accepts, and the few places in its queue are taken: the system answers no further one.
  asio::ip::tcp::acceptor deaf(world.io, {asio::ip::address_v4::loopback(), 0});
  deaf.listen(0);
  std::vector<asio::ip::tcp::socket> waiting;
  for (int i = 0; i < 8; ++i) {
    waiting.emplace_back(world.io, asio::ip::tcp::v4());
    waiting.back().async_connect(deaf.local_endpoint(), [](const boost::system::error_code&) {});
  }
  world.io.poll();
  net::Request request =
      get("http://127.0.0.1:" + std::to_string(deaf.local_endpoint().port()) + "/");
  request.timeout = model::Milliseconds(10'000);
  const net::Reply reply = world.fetch(request);
  CHECK(reason(reply) == "timeout");
  CHECK_FALSE(reply.sent);
  CHECK(reply.elapsed >= model::Milliseconds(190));
  CHECK(reply.elapsed < model::Milliseconds(5'000));
}

TEST_CASE("what takes too long is a time-out, wherever it stops") {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
  for (const Answer& answer :
       {Answer{"", Then::hang}, Answer{"HTTP/1.1 200 OK\r\nX: y\r\n", Then::hang},
        Answer{head + "half", Then::hang}}) {
    World world(always(answer));
    net::Request request = get(world.server.url());
    request.timeout = model::Milliseconds(200);
    const net::Reply reply = world.fetch(request);
    CHECK(reason(reply) == "timeout");
    CHECK(reply.elapsed >= model::Milliseconds(190));
    CHECK(reply.elapsed < model::Milliseconds(2000));
    CHECK(reply.head.status == (answer.bytes.empty() ? 0 : 200));
    CHECK(reply.sent);
  }
}

TEST_CASE("what is too large is cut off") {
  struct Row {
    const char* what;
    Answer answer;
  };
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const Row rows[] = {
      {"an endless body", {ok + "\r\n", Then::repeat, std::string(65'536, 'x')}},
      {"endless chunks",
       {ok + "Transfer-Encoding: chunked\r\n\r\n", Then::repeat,
        "1000\r\n" + std::string(4096, 'x') + "\r\n"}},
      {"an announced body",
       {ok + "Content-Length: 2097153\r\n\r\n", Then::repeat, std::string(65'536, 'x')}},
      {"endless headers", {ok, Then::repeat, "X-More: " + std::string(1000, 'x') + "\r\n"}},
      {"an endless header", {ok + "X: ", Then::repeat, std::string(10'000, 'x')}},
      {"endless hints", {"", Then::repeat, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"}},
      {"a bomb", {page(gzip_zeros(std::size_t{64} << 20U), "Content-Encoding: gzip\r\n")}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    World world(always(row.answer));
    const net::Reply reply = world.fetch(get(world.server.url()));
    CHECK(reason(reply) == "too-large");
    CHECK(reply.body.size() <= net::Limits{}.body);
  }
}

TEST_CASE("a body that is announced as too large, and ends or stops before it is, is not") {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n";
  for (const auto& [then, failure] :
       {std::pair{Then::close, "network"}, {Then::reset, "network"}, {Then::hang, "timeout"}}) {
    for (const char* beginning : {"", "{\"login\":\"pn44\","}) {
      World world(always({head + beginning, then}));
      net::Request request = get(world.server.url());
      request.timeout = model::Milliseconds(200);
      const net::Reply reply = world.fetch(request);
      CHECK(reason(reply) == failure);
      CHECK(reply.body.empty());
    }
  }
}

TEST_CASE("a body of exactly the limit is taken") {
  net::HttpSettings settings = loopback_settings();
  settings.limits.body = 1000;
  for (const std::size_t size : {std::size_t{1000}, std::size_t{1001}}) {
    World world(always({page(std::string(size, 'x'))}), settings);
    CHECK(reason(world.fetch(get(world.server.url()))) == (size == 1000 ? "none" : "too-large"));
  }
}

TEST_CASE("a name that does not exist is a dns failure, for all who asked for it") {
  World world(always({page("")}));
  int ended = 0;
  int failed = 0;
  constexpr int count = 20;
  for (int i = 0; i < count; ++i) {
    asio::co_spawn(world.io, world.fetcher->fetch(get("http://no-such-name.invalid/")),
                   [&](const std::exception_ptr&, const net::Reply& reply) {
                     ++ended;
                     failed += reason(reply) == "dns";
                   });
  }
  while (ended < count) world.io.run_one();
  CHECK(failed == count);
}

TEST_CASE("https to a server that speaks no TLS is a tls failure") {
  World world(always({page("")}));
  asio::ip::tcp::acceptor acceptor(world.io, {asio::ip::address_v4::loopback(), 0});
  acceptor.async_accept([](const boost::system::error_code&, asio::ip::tcp::socket socket) {
    boost::system::error_code ignored;
    asio::write(socket, asio::buffer(std::string_view("HTTP/1.1 400 Bad Request\r\n\r\n")),
                ignored);
  });
  const auto port = acceptor.local_endpoint().port();
  CHECK(reason(world.fetch(get("https://127.0.0.1:" + std::to_string(port) + "/"))) == "tls");
}

TEST_CASE("what is no http or https URL is not asked") {
  World world(always({page("")}));
  for (const char* url : {"ftp://127.0.0.1/", "file:///etc/passwd", "gopher://x.example/",
                          "nonsense", "", "http://", "http://a b/"}) {
    CAPTURE(url);
    const net::Reply reply = world.fetch(get(url));
    CHECK(reason(reply) == "network");
    CHECK_FALSE(reply.failure_detail.empty());
  }
}

TEST_CASE("an address that is not globally reachable is refused in every spelling") {
  net::HttpSettings settings = loopback_settings();
  settings.allow_private_addresses = false;
  World world(always({page("secret")}), settings);
  for (const char* host : {"127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1",
                           "localhost", "x.localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "0"}) {
    CAPTURE(host);
    CHECK(reason(world.fetch(get(world.server.url("/", host)))) == "private-address");
  }
  CHECK(world.server.connections() == 0);
}

TEST_CASE("a name that leads to such an address is refused after it was resolved") {
  char name[256] = {};
  REQUIRE(gethostname(name, sizeof name - 1) == 0);
  addrinfo* found = nullptr;
  if (net::literal_address(name) || getaddrinfo(name, nullptr, nullptr, &found) != 0) {
    MESSAGE("skipped: this machine's own name does not resolve");
    return;
  }
  bool reachable = false;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    asio::ip::tcp::endpoint endpoint;
    std::memcpy(endpoint.data(), at->ai_addr, at->ai_addrlen);
    reachable = reachable || net::is_globally_reachable(endpoint.address());
  }
  freeaddrinfo(found);
  if (reachable) {
    MESSAGE("skipped: this machine's own name has a public address");
    return;
  }
  net::HttpSettings settings = loopback_settings();
  settings.allow_private_addresses = false;
  World world(always({page("secret")}), settings);
  const net::Reply reply = world.fetch(get(world.server.url("/", name)));
  CHECK(reason(reply) == "private-address");
  CHECK(world.server.connections() == 0);
}
