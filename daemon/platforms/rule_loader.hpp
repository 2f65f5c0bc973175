// The part of the loader that reads one rule of an ask. Used by ask_loader.cpp alone.
#pragma once

#include <string>

#include "platforms/ask_loader.hpp"

namespace platforms {

Rule read_rule(reading::Document& document, const reading::Json& json, const std::string& path,
               const AskContext& context);

JsonPath read_path(reading::Document& document, const reading::Json& json, const std::string& path);

}  // namespace platforms
