// The records of a check on stdout. jsonl and csv appear while it runs, as brackets close; what may
// still be revised, and every other format, at its end (contract, 'check'). Nothing here waits for
// the reader until then: a sweep that stands still would take its own silence for the platforms'.
#pragma once

#include <exception>
#include <span>
#include <string>
#include <vector>

#include "commands/check_input.hpp"
#include "running/sweep_run.hpp"

namespace commands {

class CheckRecords {
 public:
  // Before the sweep takes its plan out of the input; both outlive it.
  CheckRecords(Context& context, const CheckInput& input);

  bool appear_early() const;
  // Records that stand, each bracket's in roster order; none: what was kept back is tried again.
  running::Taken tell(std::span<const model::Observation> standing);
  // Prints the rest, in roster order. All of them, in that order. Throws OutputFailed, also for
  // tell().
  std::vector<model::Observation> finish(std::vector<model::Observation> told,
                                         std::vector<model::Observation> rest);

 private:
  Context& context_;
  const targets::PlannedTargets& probes_;
  std::string text_;  // of records, on its way to stdout
  reporting::Listing listing_;
  std::exception_ptr failure_;
};

}  // namespace commands
