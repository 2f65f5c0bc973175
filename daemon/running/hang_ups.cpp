#include "running/hang_ups.hpp"

#include <csignal>

namespace running {
namespace {

void change(int how) {
  sigset_t hang_up;
  ::sigemptyset(&hang_up);
  ::sigaddset(&hang_up, SIGHUP);
  ::pthread_sigmask(how, &hang_up, nullptr);
}

}  // namespace

void hold_hang_ups() {
  change(SIG_BLOCK);
}

void release_hang_ups() {
  change(SIG_UNBLOCK);
}

}  // namespace running
