// A watch, as the section `watches` of the configuration describes it: which handles, on which
// platforms, how often.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judging/owned.hpp"
#include "reading/shape.hpp"

namespace watching {

struct Watch {
  std::string name;
  std::vector<std::string> expect;     // naming templates
  std::vector<std::string> platforms;  // ID or ID@SERVER
  model::Milliseconds every{0};
  model::Milliseconds confirm{0};           // from a change seen to the question whether it is so
  std::filesystem::path owned_file;         // empty: none
  std::vector<judging::OwnedHandle> owned;  // from the configuration itself
};

// Of one watch.
reading::Shape watch_shape();

// Of an entry of `owned` that has a platform and a handle.
judging::OwnedHandle read_owned(const reading::Json& json);

// Of what completed() gave; a relative path starts at `folder`.
Watch read_watch(const reading::Json& json, const std::filesystem::path& folder);

}  // namespace watching
