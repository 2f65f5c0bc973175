// Who is told of an event: the channels and their addresses as they are configured now. A value
// that does not change, and may be asked on any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ledger/outbox.hpp"

namespace alerting {

class Recipients {
 public:
  using Wanted = std::function<std::vector<std::string>(const model::Event&)>;

  // `channels`: by name, the addresses of those that have many. `wanted` says which hear of an
  // event, and is a value too.
  Recipients(std::map<std::string, std::vector<std::string>> channels, Wanted wanted)
      : channels_(std::move(channels)), wanted_(std::move(wanted)) {}

  std::vector<ledger::Address> of(const model::Event& event) const;
  // Of one that says that a channel is down: through those that would hear of it anyway, or else
  // through any other.
  std::vector<ledger::Address> without(const std::string& channel, const model::Event& event) const;

 private:
  std::map<std::string, std::vector<std::string>> channels_;
  Wanted wanted_;
};

}  // namespace alerting
