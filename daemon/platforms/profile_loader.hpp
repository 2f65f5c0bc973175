// The part of the loader that reads where an ask's answer shows the account: key to pointer, to a
// pattern with one group, or to a list of those. Used by ask_loader.cpp alone.
#pragma once

#include <string>
#include <vector>

#include "platforms/definition.hpp"
#include "reading/object.hpp"

namespace platforms {

std::vector<ProfileKey> read_profile(reading::Document& document, const reading::Json& json,
                                     const std::string& path);

}  // namespace platforms
