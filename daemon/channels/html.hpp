// A rendered message as a small HTML page for mails: no script, no picture, nothing loaded from
// anywhere, and no link but the official ones. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "alerting/rendering.hpp"

namespace channels {

// At most `most_full` events of a group with all that is known, the rest by name.
std::string html_page(const alerting::Rendered& rendered, const alerting::Texts& texts,
                      std::size_t most_full, std::size_t most_named);

// & < > " ' escaped: safe between tags and in a quoted attribute.
std::string html_text(std::string_view utf8);

}  // namespace channels
