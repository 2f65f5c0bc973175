// Whether the fault is ours (contract, 'Truth' 8): of the platforms asked last, over half could not
// be reached. Pure; what is older than a platform's own rhythm says nothing about now.
#pragma once

#include <map>
#include <string>

#include "model/instant.hpp"

namespace watching {

class Connectivity {
 public:
  // A platform was asked, on one of its servers; `valid`: how long that tells about now.
  void asked(const std::string& platform, const std::string& server, bool reached,
             model::Instant at, model::Milliseconds valid);
  bool is_self_blind(model::Instant now) const;
  // Whether blindness that was told goes on: after a restart little was asked yet, and that ends
  // only where as many were reached as were not.
  bool may_still_be_blind(model::Instant now) const;

 private:
  struct Platforms {
    std::size_t known = 0;
    std::size_t lost = 0;
  };
  Platforms count(model::Instant now) const;

  struct Last {
    bool reached = true;
    model::Instant at{};
    model::Milliseconds valid{0};
  };
  std::map<std::pair<std::string, std::string>, Last> last_;  // by platform and server
};

}  // namespace watching
