// The pages of a sweep so far (page_proofs.hpp). Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "platforms/page_look.hpp"

namespace probing {

using PageKey = std::pair<std::size_t, std::uint64_t>;  // the ask that it answered, its digest

struct PagesSeen {
  std::map<std::size_t, std::vector<platforms::PageLook>> free;  // by ask: of names nobody has
  std::set<PageKey> of_controls;                                 // that are surely claimed
  std::map<PageKey, std::string> first;                          // the target that showed it first
  std::set<PageKey> shared;                                      // by several targets
  std::map<PageKey, bool> proven;                                // what asking for it has shown
};

}  // namespace probing
