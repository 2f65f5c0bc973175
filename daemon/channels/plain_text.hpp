// A rendered message as plain text, one fact a line: the text part of mails, and `message.text` of
// webhooks. Without the title, which both have elsewhere.
#pragma once

#include <cstddef>
#include <string>

#include "alerting/rendering.hpp"

namespace channels {

// At most `most_bytes`, of which the end may be cut off when one event alone is longer; at most
// `most_full` events of a group with all that is known. Lines end with "\n".
std::string plain_text(const alerting::Rendered& rendered, const alerting::Texts& texts,
                       std::size_t most_full, std::size_t most_bytes);

}  // namespace channels
