// Where no journal listens, a happening is a line on stderr.
#include "system/journal.hpp"

#include <array>
#include <cstdlib>
#include <string>

#include <unistd.h>

#include <doctest/doctest.h>

namespace {

// What is written to stderr while this lives.
class Stderr {
 public:
  Stderr() : before_(::dup(STDERR_FILENO)) {
    REQUIRE(::pipe(ends_.data()) == 0);
    ::dup2(ends_[1], STDERR_FILENO);
  }
  ~Stderr() {
    ::dup2(before_, STDERR_FILENO);
    for (const int one : {before_, ends_[0], ends_[1]}) ::close(one);
  }
  Stderr(const Stderr&) = delete;
  Stderr& operator=(const Stderr&) = delete;

  std::string text() const {
    std::array<char, 512> buffer{};
    const ssize_t size = ::read(ends_[0], buffer.data(), buffer.size());
    return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : "";
  }

 private:
  int before_;
  std::array<int, 2> ends_{};
};

}  // namespace

TEST_CASE("without a journal a happening is one line, its fields left out") {
  for (const char* stream : {static_cast<const char*>(nullptr), "8:12345"}) {
    if (stream == nullptr) {
      ::unsetenv("JOURNAL_STREAM");
    } else {
      ::setenv("JOURNAL_STREAM", stream, 1);  // of another stream than ours
    }
    std::string written;
    {
      const Stderr caught;
      sys::write_log(sys::Priority::warning, "pn02 on bluesky was claimed",
                     {{"HANDLEWATCH_HANDLE", "pn02"}}, "82a2ccdd151e4f10b5ee44cb8fdc1865");
      written = caught.text();
    }
    CHECK(written == "pn02 on bluesky was claimed\n");
  }
  ::unsetenv("JOURNAL_STREAM");
}
