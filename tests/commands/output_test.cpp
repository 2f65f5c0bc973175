#include "commands/output.hpp"

#include <array>
#include <string>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <doctest/doctest.h>

namespace {

// A pipe whose reader takes what it is told to.
class Pipe {
 public:
  Pipe() { REQUIRE(::pipe(ends_.data()) == 0); }
  ~Pipe() {
    close_reader();
    ::close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int writer() const { return ends_[1]; }
  // At most so much of what is there; nothing where nothing is.
  std::string take(std::size_t most) {
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    std::string text(most, ' ');
    const ssize_t got = ::read(ends_[0], text.data(), most);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }
  void close_reader() {
    if (ends_[0] >= 0) ::close(ends_[0]);
    ends_[0] = -1;
  }

 private:
  std::array<int, 2> ends_{};
};

std::string long_text() {
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += std::to_string(i) + '\n';
  return text;
}

}  // namespace

TEST_CASE("what is offered waits for nobody, and comes whole and in order however it is read") {
  Pipe pipe;
  commands::Output out(pipe.writer());
  CHECK(out.offer("a\n"));
  CHECK(pipe.take(10) == "a\n");
  const std::string text = long_text();  // more than a pipe holds
  CHECK_FALSE(out.offer(text));
  CHECK_FALSE(out.offer("the end"));
  std::string read;
  for (std::size_t most = 1'000; read.size() < text.size() + 7; most += 5'000) {
    const std::string more = pipe.take(most);
    REQUIRE_FALSE(more.empty());
    read += more;
    out.offer("");
  }
  CHECK(read == text + "the end");
  CHECK(out.offer(""));
  CHECK_FALSE(out.closed());
}

TEST_CASE("what was kept back goes first when it is flushed") {
  Pipe pipe;
  commands::Output out(pipe.writer());
  const std::string text(100'000, 'a');
  CHECK_FALSE(out.offer(text));
  std::string read = pipe.take(200'000);
  out.write("b");
  out.flush();
  read += pipe.take(200'000);
  CHECK(read == text + "b");
}

TEST_CASE("a reader that went away takes nothing more, and a full disk is said") {
  ::signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  commands::Output out(pipe.writer());
  CHECK_FALSE(out.offer(long_text()));
  pipe.close_reader();
  CHECK(out.offer("b"));
  CHECK(out.closed());
  const int full = ::open("/dev/full", O_WRONLY);
  REQUIRE(full >= 0);
  commands::Output lost(full);
  CHECK_THROWS_AS(lost.offer("a"), commands::OutputFailed);
  ::close(full);
}
