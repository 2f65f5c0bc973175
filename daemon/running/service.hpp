// `handlewatch run`: the service itself. It starts in the order of the page and ends in the
// reverse; SIGHUP makes its configuration anew and keeps the old one when the new is wrong; SIGTERM
// and SIGINT end it within five seconds.
#pragma once

#include "ledger/ledger.hpp"
#include "running/setup.hpp"

namespace running {

struct Ended {
  int signal = 0;  // that ended it; 0: none, as with `once`
  // Of `once` (contract, 'exit').
  bool found_bad = false;
  bool undecided = false;
};

// `file`: what `setup` was read from, and a reload reads again.
Ended run_service(const std::filesystem::path& file, std::unique_ptr<Setup> setup,
                  ledger::Ledger& ledger, bool once);

}  // namespace running
