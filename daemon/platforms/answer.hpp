// One reply looked at as evidence: what kind of text it is, whether it can be read at all, and its
// JSON, parsed once however many rules and handles look at it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/message.hpp"
#include "reading/json.hpp"

namespace platforms {

class Answer {
 public:
  explicit Answer(const net::Reply& reply);

  int status() const { return reply_.head.status; }
  const net::Reply& reply() const { return reply_; }
  // In UTF-8, from whichever charset the answer declares; U+FFFD stands for what is none.
  std::string_view body() const { return mended_ ? *mended_ : reply_.body; }
  // Called a page, or called nothing and beginning like one; a page that is called JSON is text.
  bool is_html() const { return is_html_; }
  // The answer as JSON, or null when the body does not parse.
  const reading::Json* json() const;
  // Why this answer says nothing to any rule, or empty: a success without a body, a body that was
  // not read.
  std::string_view says_nothing() const { return says_nothing_; }
  // Why no rule may look at its body, or empty: the above; a type that holds no text; JSON that
  // does not parse although it is declared to be JSON. Status and header lines speak all the same.
  std::string_view illegible() const { return illegible_; }

 private:
  const net::Reply& reply_;
  std::optional<std::string> mended_;
  bool is_html_ = false;
  std::string_view says_nothing_;
  std::string_view illegible_;
  mutable bool parsed_ = false;
  mutable std::optional<reading::Json> json_;
};

}  // namespace platforms
