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
  // What pages are made of: all of them together, and each of them.
  struct Made {
    std::set<std::uint32_t> of_any;
    std::set<std::uint32_t> of_each;
    bool is_known = false;
  };
  // By ask: those of names that nobody has, and of claimed controls.
  std::map<std::size_t, Made> made_free;
  std::map<std::size_t, Made> made_claimed;
  using Names = std::set<std::string>;
  std::set<PageKey> of_controls;        // that are surely claimed
  std::map<PageKey, Names> of_targets;  // that were shown it
  std::map<PageKey, Names> names;       // of either
  // What a name was claimed by: one page of each outline, and the digests of all.
  struct Shown {
    std::vector<platforms::PageLook> outlines;
    std::set<std::uint64_t> digests;
  };
  std::map<std::pair<std::size_t, std::string>, Shown> by_name;  // by ask and name
  std::set<PageKey> unsteady;      // shown to a name that was shown another one as well
  std::map<PageKey, bool> proven;  // what asking for it has shown
};

}  // namespace probing
