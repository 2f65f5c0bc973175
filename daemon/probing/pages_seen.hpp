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
  // By ask: what the pages of those are made of, and of names that are surely claimed.
  std::map<std::size_t, std::set<std::uint32_t>> markup_of_free;
  std::map<std::size_t, std::set<std::uint32_t>> markup_of_claimed;
  using Names = std::set<std::string>;
  std::map<PageKey, Names> of_controls;  // that are surely claimed
  std::map<PageKey, Names> of_targets;
  // By ask and name, of either: the pages that it was claimed by, one of each outline.
  std::map<std::pair<std::size_t, std::string>, std::vector<platforms::PageLook>> by_name;
  std::map<PageKey, bool> proven;  // what asking for it has shown
};

}  // namespace probing
