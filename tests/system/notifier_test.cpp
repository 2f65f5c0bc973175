// What systemd is told, over a socket of the test's own.
#include "system/notifier.hpp"

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <doctest/doctest.h>

using namespace std::chrono_literals;

namespace {

// Takes the place of systemd's end for the time of a test.
class Listening {
 public:
  Listening() : descriptor_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    REQUIRE(descriptor_ >= 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    // An abstract address, which the kernel chooses and forgets with the socket.
    REQUIRE(::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof(sa_family_t)) == 0);
    socklen_t length = sizeof address;
    REQUIRE(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
    std::string name(address.sun_path, length - offsetof(sockaddr_un, sun_path));
    name[0] = '@';
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Listening() {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(descriptor_);
  }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  std::string heard() const {
    std::array<char, 512> buffer{};
    const ssize_t size = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
    return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : "";
  }

 private:
  int descriptor_;
};

}  // namespace

TEST_CASE("systemd hears of each step, and a status stays one line") {
  const Listening systemd;
  sys::Notifier notifier;
  notifier.ready("next sweep in 6 h\n101 targets");
  CHECK(systemd.heard() == "READY=1\nSTATUS=next sweep in 6 h 101 targets");
  notifier.status("a\rb");
  CHECK(systemd.heard() == "STATUS=a b");
  notifier.alive();
  CHECK(systemd.heard() == "WATCHDOG=1");
  notifier.reloading();
  const std::string reloading = systemd.heard();
  CHECK(reloading.starts_with("RELOADING=1\nMONOTONIC_USEC="));
  CHECK(std::stoll(reloading.substr(reloading.rfind('=') + 1)) > 0);
  notifier.stopping();
  CHECK(systemd.heard() == "STOPPING=1");
  CHECK(systemd.heard().empty());
}

TEST_CASE("the watchdog is fed twice in its time, and not at all where there is none") {
  ::unsetenv("WATCHDOG_PID");
  ::setenv("WATCHDOG_USEC", "30000000", 1);
  CHECK(sys::Notifier::watchdog_interval() == 15s);
  ::setenv("WATCHDOG_PID", "1", 1);  // another's
  CHECK_FALSE(sys::Notifier::watchdog_interval().has_value());
  ::unsetenv("WATCHDOG_PID");
  ::unsetenv("WATCHDOG_USEC");
  CHECK_FALSE(sys::Notifier::watchdog_interval().has_value());
}
