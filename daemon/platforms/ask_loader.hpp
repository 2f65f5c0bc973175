// The part of the loader that reads one entry of `ask`. Used by loader.cpp alone.
#pragma once

#include <string>
#include <vector>

#include "platforms/definition.hpp"
#include "reading/object.hpp"

namespace platforms {

// What an ask may refer to in the definition around it.
struct AskContext {
  std::vector<std::string> names;  // of all asks, for `ask:NAME`
  bool has_server = false;
  bool ignore_case = false;  // `fold` has `case`
  bool host_safe = false;    // handles admit nothing but a-z 0-9 . -
  bool has_credential = false;
  bool has_token = false;
};

Ask read_ask(reading::Document& document, const reading::Json& json, const std::string& path,
             const AskContext& around);

// Cuts and checks a stencil: unknown words, and those not allowed in this definition, are reported.
Stencil read_stencil(reading::Document& document, const reading::Json& json,
                     const std::string& path, const AskContext& context, bool is_url);

// Reports the name of the `index`th header when it is no token of RFC 9110.
void check_header_name(reading::Document& document, const reading::Json& headers, std::size_t index,
                       const std::string& path);

void report_placeholder(reading::Document& document, const reading::Json& json,
                        const std::string& path, const std::string& word);

// A rate, or a list of which all hold; empty when there is none.
text::Rates read_rates(reading::Document& document, reading::ObjectReader& object);

}  // namespace platforms
