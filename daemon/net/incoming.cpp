#include "net/incoming.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "net/redirect.hpp"
#include "net/url.hpp"
#include "text/case.hpp"
#include "text/trim.hpp"
#include "text/visible.hpp"

namespace net {
namespace {

template <class Number>
std::optional<Number> number(std::string_view digits) {
  Number value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return value;
}

// Of "HTTP/1.1 200 OK" and "HTTP/2 200"; 0 where three digits are not all that stands there:
// libcurl 8.14 reads 200 of 2000.
int status_of(std::string_view line) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return 0;
  const std::string_view rest = line.substr(blank + 1);
  const std::string_view digits = rest.substr(0, rest.find_first_of(" \r\n"));
  return digits.size() == 3 ? number<int>(digits).value_or(0) : 0;
}

constexpr std::string_view of_transfer = "transfer-encoding";

// Which coding of the transfer the head names: none, one that changes nothing (`identity`), chunks.
enum class Coding { none, identity, chunked };

Coding coding_of(const Headers& headers) {
  Coding coding = Coding::none;
  for (const auto& [name, value] : headers) {
    if (name.size() != of_transfer.size() || text::to_lower(name) != of_transfer) continue;
    if (text::to_lower(text::trimmed(value)) == "chunked") return Coding::chunked;
    coding = Coding::identity;
  }
  return coding;
}

// Where nobody knows what belongs to the answer, or in which coding that was not asked for.
std::string fault_of_length(const Headers& headers) {
  std::optional<std::size_t> length;
  constexpr std::string_view of_length = "content-length";
  for (const auto& [name, value] : headers) {
    if (name.size() != of_length.size() && name.size() != of_transfer.size()) continue;
    const std::string lower = text::to_lower(name);
    if (lower == of_transfer) {
      const std::string coding = text::to_lower(text::trimmed(value));
      if (coding != "chunked" && coding != "identity" && !coding.empty()) {
        return fmt::format("the answer is transferred as '{}', which was not asked for",
                           text::visible(value));
      }
    }
    if (lower != of_length) continue;
    const auto told = number<std::size_t>(text::trimmed(value));
    if (!told || (length && *length != *told)) {
      return fmt::format("the answer's length is told as '{}'", text::visible(value));
    }
    length = told;
  }
  return {};
}

}  // namespace

bool Incoming::refuse(std::string excess) {
  excess_ = std::move(excess);
  return false;
}

bool Incoming::take_line(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > limits_.headers) {
    return refuse(fmt::format("more than {} bytes of headers", limits_.headers));
  }
  if (++header_lines_ > most_header_lines) {
    return refuse(fmt::format("more than {} header lines", most_header_lines));
  }
  if (has_head_) return true;  // a trailer
  if (!in_head_) {
    in_head_ = true;
    head_ = Head{};
    head_.status = status_of(line);
    if (head_.status < 100) odd_ = "the answer has no status of three digits";
    return odd_.empty();
  }
  const std::string_view field = text::trimmed(line);
  if (field.empty()) {
    in_head_ = false;
    if (head_.status == 101) odd_ = "the answer changes to a protocol that was not asked for (101)";
    if (!odd_.empty()) return false;
    return head_.status < 200 || end_of_head();
  }
  if ((line.front() == ' ' || line.front() == '\t') && !head_.headers.empty()) {
    head_.headers.back().second += ' ';  // a folded line goes on where the last one ended
    head_.headers.back().second += field;
    return true;
  }
  const std::size_t colon = field.find(':');
  if (colon == std::string_view::npos) return true;
  head_.headers.emplace_back(text::trimmed(field.substr(0, colon)),
                             text::trimmed(field.substr(colon + 1)));
  return true;
}

bool Incoming::end_of_head() {
  has_head_ = true;
  const std::string_view location = header(head_.headers, "Location");
  if (!location.empty()) head_.location = absolute_url(request_.url, std::string(location));

  const bool followed = passing_ && is_redirect(head_);
  skipped_ = followed || (request_.wants_body && !request_.wants_body(head_));
  if (request_.method == "HEAD" || head_.status == 204 || head_.status == 304) return true;
  odd_ = fault_of_length(head_.headers);
  if (!odd_.empty()) return false;
  const Coding coding = coding_of(head_.headers);
  if (coding != Coding::chunked) {
    announced_ = number<std::size_t>(header(head_.headers, "Content-Length"));
  }
  // Beside a coding libcurl does not believe in a length, and waits for the end.
  is_open_ = coding == Coding::identity || (coding == Coding::none && !announced_);
  if (skipped_) return announced_ && !is_open_ && *announced_ <= drained_at_most;
  if (announced_) body_.expect(*announced_);
  return true;
}

bool Incoming::take_body(std::string_view bytes) {
  if (skipped_) {
    drained_ += bytes.size();  // a small body may still be a bomb when unpacked
    return drained_ <= limits_.body;
  }
  const std::string_view fitting = bytes.substr(0, limits_.body - body_.size());
  if (!body_.append(fitting)) return refuse("more than there is memory for, beside others");
  if (fitting.size() == bytes.size()) return true;
  const bool is_announced = announced_ && *announced_ > limits_.body;
  return refuse(is_announced ? fmt::format("a body of {} bytes", *announced_) : too_long());
}

Unpacked Incoming::take_text(const Head& head) {
  return unpack(body_.take(), header(head.headers, "Content-Encoding"), limits_.body);
}

std::string Incoming::too_long() const {
  return fmt::format("a body of more than {} bytes", limits_.body);
}

}  // namespace net
