#include "net/incoming.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace {

struct Taken {
  explicit Taken(const net::Request& request, const net::Limits& limits = {}, bool passing = false)
      : kept(limits), incoming(request, kept, memory, passing) {}

  bool lines(const std::string& text) {
    bool goes_on = true;
    for (std::size_t at = 0; goes_on && at < text.size();) {
      const std::size_t end = text.find('\n', at) + 1;
      goes_on = incoming.take_line(text.substr(at, end - at));
      at = end;
    }
    return goes_on;
  }

  net::Limits kept;
  net::BodyMemory memory{std::size_t{4} << 20};
  net::Incoming incoming;
};

net::Request page_request() {
  net::Request request;
  request.url = "http://a.example/users/me";
  return request;
}

}  // namespace

TEST_CASE("the head is that of the last response, whatever came before it") {
  const net::Request request = page_request();
  Taken taken(request);
  CHECK(taken.lines("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"));
  CHECK_FALSE(taken.incoming.has_head());
  CHECK(taken.lines("HTTP/1.1 404 Not Found\r\nServer: x\r\nRETRY-AFTER:  7 \r\n\r\n"));
  CHECK(taken.incoming.has_head());
  CHECK(taken.lines("Trailer: later\r\n\r\n"));
  const net::Head head = taken.incoming.take_head();
  CHECK(head.status == 404);
  CHECK(head.headers.size() == 2);
  CHECK(net::header(head.headers, "Retry-After") == "7");
}

TEST_CASE("what changes to another protocol is no answer") {
  const net::Request request = page_request();
  Taken taken(request);
  CHECK_FALSE(taken.lines("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"));
  CHECK(taken.incoming.odd().ends_with("(101)"));
  CHECK_FALSE(taken.incoming.has_head());
}

TEST_CASE("a status is three digits, and they are all that stands there") {
  const std::pair<const char*, int> rows[] = {
      {"HTTP/1.1 200 OK", 200}, {"HTTP/1.1 404", 404},   {"HTTP/2 503", 503},
      {"HTTP/1.1 999 x", 999},  {"HTTP/1.1 2000 OK", 0}, {"HTTP/1.1 20 OK", 0},
      {"HTTP/1.1 000 OK", 0},   {"HTTP/1.1 2x0 OK", 0},  {"HTTP/1.1 200OK", 0},
      {"HTTP/1.1 OK", 0},       {"HTTP/1.1 ", 0},        {"200", 0},
      {"HTTP/1.1", 0}};
  for (const auto& [line, status] : rows) {
    CAPTURE(std::string(line));
    const net::Request request = page_request();
    Taken taken(request);
    const bool is_read = taken.lines(std::string(line) + "\r\n\r\n");
    CHECK(is_read == (status != 0));
    CHECK(taken.incoming.status() == status);
    CHECK(taken.incoming.odd().empty() == (status != 0));
  }
}

TEST_CASE("a header line that looks like a status line is not one") {
  const net::Request request = page_request();
  Taken taken(request);
  CHECK(taken.lines("HTTP/2 404\r\nHTTP/1.1 200 OK\r\n\r\n"));
  CHECK(taken.incoming.take_head().status == 404);
}

TEST_CASE("bytes of a value are kept, folded lines are joined") {
  const net::Request request = page_request();
  Taken taken(request);
  CHECK(taken.lines("HTTP/1.1 200 OK\r\nX: \xFF\x1B[2J\r\nY: a\r\n\t b\r\nno colon\r\n\r\n"));
  const net::Head head = taken.incoming.take_head();
  CHECK(net::header(head.headers, "x") == "\xFF\x1B[2J");
  CHECK(net::header(head.headers, "y") == "a b");
  CHECK(head.headers.size() == 2);
}

TEST_CASE("headers are capped in bytes and in number, over all responses together") {
  const net::Request request = page_request();
  net::Limits limits;
  limits.headers = 1000;
  Taken bytes(request, limits);
  CHECK_FALSE(bytes.lines("HTTP/1.1 200 OK\r\nX: " + std::string(1000, 'x') + "\r\n\r\n"));
  CHECK(bytes.incoming.too_large());

  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 1000; ++i) many += "X: y\r\n";
  Taken lines(request);
  CHECK_FALSE(lines.lines(many));
  CHECK(lines.incoming.too_large());

  Taken hints(request, limits);
  bool goes_on = true;
  for (int i = 0; i < 100 && goes_on; ++i)
    goes_on = hints.lines("HTTP/1.1 103 Early Hints\r\n\r\n");
  CHECK_FALSE(goes_on);
}

TEST_CASE("a body is capped, announced or not") {
  const net::Request request = page_request();
  net::Limits limits;
  limits.body = 10;
  Taken announced(request, limits);
  CHECK(announced.lines("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n"));
  CHECK(announced.incoming.take_body("1234567890"));
  CHECK_FALSE(announced.incoming.too_large());
  CHECK_FALSE(announced.incoming.take_body("1"));
  CHECK(announced.incoming.excess() == "a body of 11 bytes");

  Taken silent(request, limits);
  CHECK(silent.lines("HTTP/1.1 200 OK\r\n\r\n"));
  CHECK(silent.incoming.take_body("12345"));
  CHECK(silent.incoming.take_body("67890"));
  CHECK_FALSE(silent.incoming.take_body("1"));
  CHECK(silent.incoming.too_large());
}

TEST_CASE("an unwanted body is drained when little remains, and cut off otherwise") {
  struct Row {
    const char* headers;
    bool drained;
  };
  const Row rows[] = {
      {"Content-Length: 0\r\n", true},
      {"Content-Length: 65536\r\n", true},
      {"Content-Length: 65537\r\n", false},
      {"Content-Length: x\r\n", false},
      {"Content-Length: 10\r\nTransfer-Encoding: chunked\r\n", false},
      {"", false},
  };
  net::Request request = page_request();
  int asked = 0;
  request.wants_body = [&asked](const net::Head& head) {
    ++asked;
    return head.status != 200;
  };
  for (const Row& row : rows) {
    CAPTURE(row.headers);
    asked = 0;
    Taken taken(request);
    CHECK(taken.lines(std::string("HTTP/1.1 200 OK\r\n") + row.headers + "\r\n") == row.drained);
    CHECK(asked == 1);
    CHECK(taken.incoming.skipped());
    CHECK_FALSE(taken.incoming.too_large());
  }
  Taken bomb(request);
  CHECK(bomb.lines("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"));
  CHECK(bomb.incoming.take_body(std::string(std::size_t{2} << 20U, '0')));
  CHECK_FALSE(bomb.incoming.take_body("0"));
  CHECK_FALSE(bomb.incoming.too_large());
}

TEST_CASE("wants_body knows where a redirect leads, and is not asked about one that is followed") {
  net::Request request = page_request();
  std::string seen;
  request.wants_body = [&seen](const net::Head& head) {
    seen = head.location;
    return true;
  };
  const std::string found = "HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n";
  Taken answer(request);
  CHECK(answer.lines(found));
  CHECK(seen == "http://a.example/login");
  seen.clear();
  Taken passing(request, {}, true);
  CHECK_FALSE(passing.lines(found));
  CHECK(passing.incoming.skipped());
  CHECK(seen.empty());
}

TEST_CASE("an answer to HEAD and a 304 have no body to wait for") {
  net::Request request = page_request();
  request.wants_body = [](const net::Head&) { return false; };
  Taken not_modified(request);
  CHECK(not_modified.lines("HTTP/1.1 304 Not Modified\r\nContent-Length: 999999\r\n\r\n"));
  request.method = "HEAD";
  Taken head(request);
  CHECK(head.lines("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"));
  CHECK_FALSE(head.incoming.too_large());
}

TEST_CASE("the caps themselves are still allowed") {
  net::Request request = page_request();
  const std::string status = "HTTP/1.1 200 OK\r\n";
  net::Limits limits;
  limits.headers = status.size() + std::string_view("A:b\r\n\r\n").size();
  limits.body = 10;
  Taken over(request, limits);
  CHECK(over.lines(status + "A:b\r\n"));
  CHECK(over.lines("\r\n"));
  CHECK(over.incoming.has_head());
  CHECK_FALSE(over.lines("\n"));
  CHECK(over.incoming.excess() == fmt::format("more than {} bytes of headers", limits.headers));

  std::string lines = status;
  for (std::size_t i = 2; i < net::most_header_lines; ++i) lines += "X: y\r\n";
  Taken many(request);
  CHECK(many.lines(lines + "\r\n"));
  CHECK_FALSE(many.lines("Trailer: x\r\n"));
  CHECK(many.incoming.excess() == "more than 1000 header lines");

  limits.headers = 1000;
  Taken body(request, limits);
  CHECK(body.lines(status + "Content-Length: 10\r\n\r\n"));
  CHECK(body.incoming.take_body("1234567890"));
  CHECK(body.incoming.take_body(""));
  CHECK_FALSE(body.incoming.take_body("1"));
  CHECK(body.incoming.excess() == "a body of more than 10 bytes");
  CHECK(body.incoming.take_text({}).body == "1234567890");
}

TEST_CASE("of a body that is too large the beginning is kept") {
  net::Limits limits;
  limits.body = 10;
  const net::Request request = page_request();
  for (const char* length : {"", "Content-Length: 12\r\n"}) {
    for (const bool at_once : {true, false}) {
      Taken taken(request, limits);
      CHECK(taken.lines(fmt::format("HTTP/1.1 200 OK\r\n{}\r\n", length)));
      CHECK_FALSE(taken.incoming.has_beginning());
      if (!at_once) CHECK(taken.incoming.take_body("12345678"));
      CHECK_FALSE(taken.incoming.take_body(at_once ? "1234567890ab" : "90ab"));
      CHECK(taken.incoming.has_beginning());
      const bool is_told = *length != '\0';
      CHECK(taken.incoming.excess() ==
            (is_told ? "a body of 12 bytes" : "a body of more than 10 bytes"));
      CHECK(taken.incoming.take_text({}).body == "1234567890");
    }
  }
}

TEST_CASE("bodies share their memory: who would take more than there is stays without") {
  constexpr std::size_t each = net::BodyMemory::for_each;
  net::BodyMemory memory(1000);
  const net::Request request = page_request();
  const net::Limits limits;
  const std::string all_of_ones_own(each, 'x');
  const std::string half(400, 'x');
  const auto begin = [&](net::Incoming& incoming) {
    for (const char* line : {"HTTP/1.1 200 OK\r\n", "Content-Length: 2000000\r\n", "\r\n"}) {
      CHECK(incoming.take_line(line));
    }
    CHECK(incoming.take_body(all_of_ones_own));
  };
  net::Incoming other(request, limits, memory, false);
  begin(other);
  {
    net::Incoming first(request, limits, memory, false);
    begin(first);
    CHECK(first.take_body(half));
    CHECK(other.take_body(half));
    CHECK_FALSE(first.take_body(half));
    CHECK(first.excess() == "more than there is memory for, beside others");
    CHECK(first.take_text({}).body == all_of_ones_own + half);
    // Whoever is small is not asked to pay for them.
    net::Incoming small(request, limits, memory, false);
    begin(small);
    CHECK(small.take_text({}).body == all_of_ones_own);
  }
  CHECK(other.take_body(half));
  CHECK(other.take_text({}).body == all_of_ones_own + half + half);
}

TEST_CASE("a response of the hundreds is none yet, and one of the two hundreds is") {
  const net::Request request = page_request();
  for (const int status : {100, 103, 199}) {
    CAPTURE(status);
    Taken taken(request);
    CHECK(taken.lines(fmt::format("HTTP/1.1 {}\r\nX: y\r\n\r\n", status)));
    CHECK_FALSE(taken.incoming.has_head());
    CHECK(taken.lines("HTTP/1.1 200\r\nZ: z\r\n\r\n"));
    CHECK(taken.incoming.has_head());
    CHECK(taken.incoming.take_head().headers == net::Headers{{"Z", "z"}});
  }
}

TEST_CASE("a fold without a header before it, and a line without a name, are passed over") {
  const net::Request request = page_request();
  Taken taken(request);
  CHECK(taken.lines("HTTP/1.1 200 OK\r\n folded\r\n : x\r\nA: 1\r\n 2\r\n\t3\r\nB:\r\n\r\n"));
  CHECK(taken.incoming.take_head().headers == net::Headers{{"", "x"}, {"A", "1 2 3"}, {"B", ""}});
}

TEST_CASE("an answer that has no body is not cut off for the length it announces") {
  net::Request request = page_request();
  request.wants_body = [](const net::Head&) { return false; };
  net::Limits limits;
  limits.body = 10;
  for (const char* status : {"204 No Content", "304 Not Modified"}) {
    CAPTURE(std::string(status));
    Taken taken(request, limits);
    CHECK(taken.lines(fmt::format("HTTP/1.1 {}\r\nContent-Length: 999999\r\n\r\n", status)));
    CHECK(taken.incoming.skipped());
  }
  for (const char* status : {"200 OK", "203 Other", "205 Reset", "303 See", "305 Use"}) {
    CAPTURE(std::string(status));
    Taken taken(request, limits);
    CHECK_FALSE(taken.lines(fmt::format("HTTP/1.1 {}\r\nContent-Length: 999999\r\n\r\n", status)));
  }
}

TEST_CASE("an answer whose length nobody knows, or in another coding, is odd") {
  const net::Request request = page_request();
  for (const char* fields :
       {"Content-Length: 99999999999999999999999\r\n", "Content-Length: x\r\n",
        "Content-Length: 6\r\nContent-Length: 7\r\n", "Transfer-Encoding: gzip, chunked\r\n"}) {
    CAPTURE(std::string(fields));
    Taken taken(request);
    CHECK_FALSE(taken.lines(fmt::format("HTTP/1.1 200 OK\r\n{}\r\n", fields)));
    CHECK_FALSE(taken.incoming.odd().empty());
  }
  for (const char* fields :
       {"Content-Length: 6\r\nContent-Length: 6\r\n", "", "Transfer-Encoding: Chunked\r\n"}) {
    CAPTURE(std::string(fields));
    Taken taken(request);
    CHECK(taken.lines(fmt::format("HTTP/1.1 200 OK\r\n{}\r\n", fields)));
  }
}

TEST_CASE("what neither a length nor chunks delimit ends with the connection") {
  const net::Request request = page_request();
  const std::pair<const char*, bool> rows[] = {
      {"", true},
      {"Transfer-Encoding: identity\r\n", true},
      {"Transfer-Encoding:\r\n", true},
      {"Transfer-Encoding: chunked\r\n", false},
      {"Transfer-Encoding: identity\r\nTransfer-Encoding: Chunked\r\n", false},
      {"Content-Length: 5\r\n", false},
      {"Transfer-Encoding: identity\r\nContent-Length: 5\r\n", false},
      {"Transfer-Encoding: identity\r\nContent-Length: 6\r\n", true},
  };
  for (const auto& [fields, is_open] : rows) {
    CAPTURE(std::string(fields));
    Taken taken(request);
    CHECK(taken.lines(fmt::format("HTTP/1.1 200 OK\r\n{}\r\n", fields)));
    CHECK(taken.incoming.take_body("12345"));
    CHECK(taken.incoming.ends_with_connection() == is_open);
    CHECK(taken.incoming.is_short() == (std::string(fields).find("6") != std::string::npos));
  }
}
