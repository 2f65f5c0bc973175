// A line of an alert as pieces that each channel shows in its own way. What a stranger wrote is
// always `code`: harmless already (text::visible, shortened), and shown so that nothing in it can
// become a link, a mention or markup.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace alerting {

struct Span {
  enum class Kind {
    text,  // ours
    code,  // a stranger's, or a handle
    link,  // an official address of a platform: may be live
  };
  Kind kind = Kind::text;
  std::string text;
};
using Spans = std::vector<Span>;
using Values = std::map<std::string, Span, std::less<>>;

// The pattern with its {placeholders} filled in. One without a value is left out.
Spans filled(std::string_view pattern, const Values& values);

// For places that know no markup: `code` is defanged, since mail programs and phones look for links
// in plain text too.
std::string plain(const Spans& spans);

}  // namespace alerting
