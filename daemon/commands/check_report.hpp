// What `check` prints beside its records: the plan, each exchange it is asked to explain, progress,
// and what the whole comes to.
#pragma once

#include "commands/check_input.hpp"
#include "commands/check_records.hpp"

namespace commands {

// --plan: what would be asked, how long it takes, what it costs.
void print_plan(Context& context, const CheckInput& input);

// The longest probe's time at its rates.
model::Milliseconds time_needed(const CheckInput& input);

// --explain, on stderr: the request, the answer's summary, and the rule that decided.
void explain(Context& context, const probing::Exchange& exchange);

// The records that are not printed yet; remarks and the summary line, of all. Gives the exit code.
int print_result(Context& context, const CheckInput& input, CheckRecords& records,
                 running::SweepOutcome outcome);

// A line on stderr that is written over, or one a second where it cannot be.
class Progress {
 public:
  Progress(Context& context, const std::string& when, std::size_t targets);
  void show(std::size_t decided);
  void clear();

 private:
  Context& context_;
  bool on_ = false;
  bool in_place_ = false;
  std::size_t targets_;
  std::chrono::steady_clock::time_point last_{};
  bool shown_ = false;
};

}  // namespace commands
