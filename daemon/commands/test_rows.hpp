// What `platforms test` tells: one row a thing that was tested.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "platforms/definition.hpp"

namespace commands {

struct TestRow {
  std::string platform;
  std::string server;
  std::string check;   // "controls", "batch", "users/2", or the name of a file
  std::string result;  // "right", "wrong", "blind", "unproven", "seen", "not seen"
  std::string detail;
};

// How often each rule decided, by "users/2".
using RulesSeen = std::map<std::string, std::size_t>;

// One row for each rule of the definition.
std::vector<TestRow> rule_rows(const platforms::Definition& definition, const std::string& server,
                               const RulesSeen& seen);

void print_test(Context& context, const std::vector<TestRow>& rows);

// Nothing of it is wrong, blind or unproven.
bool all_right(const std::vector<TestRow>& rows);

}  // namespace commands
