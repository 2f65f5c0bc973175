// One reply looked at as evidence: what kind of text it is, whether it can be read at all, and its
// JSON, parsed once however many rules and handles look at it.
#pragma once

#include <optional>
#include <string_view>

#include "net/message.hpp"
#include "reading/json.hpp"

namespace platforms {

class Answer {
 public:
  explicit Answer(const net::Reply& reply);

  int status() const { return reply_.head.status; }
  const net::Reply& reply() const { return reply_; }
  std::string_view body() const { return reply_.body; }
  bool is_html() const { return is_html_; }
  // The answer as JSON, or null when the body does not parse.
  const reading::Json* json() const;
  // Why no rule may read this answer, or empty: bytes that are not UTF-8, a type that holds no
  // text, a success without a body, JSON that does not parse although it is declared to be JSON.
  std::string_view illegible() const { return illegible_; }

 private:
  const net::Reply& reply_;
  bool is_html_ = false;
  std::string_view illegible_;
  mutable bool parsed_ = false;
  mutable std::optional<reading::Json> json_;
};

}  // namespace platforms
