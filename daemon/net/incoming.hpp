// An answer as it comes in, line by line and piece by piece, held to our caps. Pure: neither
// libcurl nor a socket, so a hostile server is a string in a test.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "net/body_memory.hpp"
#include "net/content_coding.hpp"
#include "net/message.hpp"
#include "net/settings.hpp"

namespace net {

constexpr std::size_t most_header_lines = 1000;
// A body that nobody wants is still read to its end when no more than this remains of it: the
// connection then serves the next request.
constexpr std::size_t drained_at_most = std::size_t{64} << 10U;

class Incoming {
 public:
  // `passing`: a redirect will be followed, so the body of one is not wanted. The request and the
  // memory must outlive this.
  Incoming(const Request& request, const Limits& limits, BodyMemory& memory, bool passing)
      : request_(request), limits_(limits), passing_(passing), body_(memory) {}

  // One line of a head as it was sent, the status line and the empty one included; 1xx responses
  // and trailers too. False: end the transfer, for too_large(), odd() or skipped() says why.
  bool take_line(std::string_view line);
  // Bytes of the body, as they are packed for the way. False as above.
  bool take_body(std::string_view bytes);

  bool has_head() const { return has_head_; }  // of the final response, complete
  int status() const { return has_head_ ? head_.status : 0; }
  // Neither chunks nor a length that was reached say where the body ends.
  bool ends_with_connection() const { return has_head_ && is_open_ && announced_ != body_.size(); }
  // Less of the body came than the head announced.
  bool is_short() const { return has_head_ && announced_ && body_.size() < *announced_; }
  bool skipped() const { return skipped_; }  // the body is not wanted
  // Why nobody can read it, in words: it has no status, or goes on in another protocol (101).
  const std::string& odd() const { return odd_; }
  // What came is, not what was announced: a body may end before, or never come.
  bool too_large() const { return !excess_.empty(); }
  // It is the body that is, and begins as it would without an end.
  bool has_beginning() const { return too_large() && has_head_ && body_.size() > 0; }
  const std::string& excess() const { return excess_; }  // what was too large, in words

  Head take_head() { return std::move(head_); }
  // Of the head that was taken; of a body that is too large, as much as was taken.
  Unpacked take_text(const Head& head);
  std::string too_long() const;  // of a body, in words

 private:
  bool end_of_head();
  bool refuse(std::string excess);

  const Request& request_;
  const Limits& limits_;
  bool passing_;
  Head head_;
  Body body_;
  std::size_t header_bytes_ = 0;
  std::size_t header_lines_ = 0;
  std::size_t drained_ = 0;
  std::optional<std::size_t> announced_;  // bytes of the body
  bool in_head_ = false;
  bool has_head_ = false;
  bool skipped_ = false;
  bool is_open_ = false;
  std::string odd_;
  std::string excess_;
};

}  // namespace net
