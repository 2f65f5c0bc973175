#include "platforms/stencil.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <re2/re2.h>

#include "text/case.hpp"
#include "text/host.hpp"
#include "text/utf8.hpp"

namespace platforms {
namespace {

bool is_word(std::string_view word) {
  const std::size_t dot = word.find('.');
  const std::string_view head = word.substr(0, dot);
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (head.empty() || !std::all_of(head.begin(), head.end(), lower)) return false;
  if (dot == std::string_view::npos) return true;
  const std::string_view key = word.substr(dot + 1);
  const auto plain = [&](char c) {
    return lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !key.empty() && std::all_of(key.begin(), key.end(), plain);
}

std::optional<Piece> placeholder(std::string_view word) {
  const std::size_t dot = word.find('.');
  const auto found = std::find(slot_names.begin(), slot_names.end(), word.substr(0, dot));
  if (found == slot_names.end()) return std::nullopt;
  Piece piece;
  piece.slot = static_cast<Slot>(found - slot_names.begin());
  if (dot != std::string_view::npos) {
    if (piece.slot != Slot::credential) return std::nullopt;
    piece.key = word.substr(dot + 1);
  }
  return piece;
}

// Follows a URL from left to right to know whether the next piece stands in its authority.
class HostTracker {
 public:
  void pass(std::string_view literal) {
    for (const char c : literal) {
      if (state_ == State::scheme && ended_with_slashes(c)) {
        state_ = State::host;
      } else if (state_ == State::host && (c == '/' || c == '?' || c == '#')) {
        state_ = State::beyond;
      }
    }
  }
  // A base URL may end in its host: what follows it directly would prolong the name. Further on it
  // is a value.
  void pass(Slot slot) {
    const bool is_base = slot == Slot::server || slot == Slot::origin;
    if (is_base && state_ == State::scheme) state_ = State::host;
  }
  bool in_host() const { return state_ == State::host; }

 private:
  enum class State { scheme, host, beyond };
  bool ended_with_slashes(char c) {
    tail_ = (tail_ + c);
    if (tail_.size() > 3) tail_.erase(0, 1);
    return tail_ == "://";
  }
  State state_ = State::scheme;
  std::string tail_;
};

std::string json_escaped(std::string_view raw) {
  std::string escaped;
  for (const char c : raw) {
    if (c == '"' || c == '\\') {
      escaped += '\\';
      escaped += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      escaped += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string regex_quoted(std::string_view raw) {
  return RE2::QuoteMeta(re2::StringPiece(raw.data(), raw.size()));
}

std::string caseless_regex(std::string_view raw) {
  std::string pattern = "(?-i:";
  while (!raw.empty()) {
    const char32_t letter = text::take_code_point(raw);
    std::string spellings;
    text::append_utf8(spellings, letter);
    const std::size_t alone = spellings.size();
    for (const char32_t other : {text::to_lower(letter), text::to_upper(letter)}) {
      if (other != letter) text::append_utf8(spellings, other);
    }
    const bool cased = spellings.size() > alone;
    pattern += cased ? '[' + spellings + ']' : regex_quoted(spellings);
  }
  return pattern + ')';
}

}  // namespace

bool Stencil::has(Slot slot) const {
  return std::any_of(pieces.begin(), pieces.end(),
                     [slot](const Piece& piece) { return piece.slot == slot; });
}

bool Stencil::has_slots() const {
  return std::any_of(pieces.begin(), pieces.end(),
                     [](const Piece& piece) { return piece.slot.has_value(); });
}

std::optional<StencilError> cut(std::string_view written, Stencil& stencil) {
  stencil = {};
  stencil.written = written;
  std::string literal;
  const auto flush = [&] {
    if (literal.empty()) return;
    stencil.pieces.push_back({literal, std::nullopt, "", false});
    literal.clear();
  };
  for (std::size_t at = 0; at < written.size();) {
    const std::size_t close = written[at] == '{' ? written.find('}', at) : std::string_view::npos;
    const std::string_view word = close == std::string_view::npos
                                      ? std::string_view{}
                                      : written.substr(at + 1, close - at - 1);
    if (!is_word(word)) {
      literal += written[at++];
      continue;
    }
    auto piece = placeholder(word);
    if (!piece) return StencilError{std::string(word), at};
    flush();
    stencil.pieces.push_back(std::move(*piece));
    at = close + 1;
  }
  flush();
  mark_hosts(stencil);
  return std::nullopt;
}

void mark_hosts(Stencil& stencil) {
  HostTracker tracker;
  for (Piece& piece : stencil.pieces) {
    if (piece.slot) {
      piece.in_host = tracker.in_host();
      tracker.pass(*piece.slot);
    } else {
      tracker.pass(piece.text);
    }
  }
}

std::string percent_encoded(std::string_view raw) {
  std::string encoded;
  for (const char c : raw) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::string percent_decoded(std::string_view escaped) {
  std::string raw;
  for (std::size_t at = 0; at < escaped.size(); ++at) {
    const std::string_view digits = escaped.substr(std::min(at + 1, escaped.size()), 2);
    unsigned byte = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    const bool escape = escaped[at] == '%' && digits.size() == 2 && error == std::errc{} &&
                        end == digits.data() + digits.size();
    raw += escape ? static_cast<char>(byte) : escaped[at];
    if (escape) at += 2;
  }
  return raw;
}

std::string encoded(std::string_view raw, Encoding encoding) {
  switch (encoding) {
    case Encoding::none: return std::string(raw);
    case Encoding::url: return percent_encoded(raw);
    case Encoding::json_string: return json_escaped(raw);
    case Encoding::regex: return regex_quoted(raw);
    case Encoding::regex_caseless: return caseless_regex(raw);
  }
  return "";
}

std::string fill(const Stencil& stencil, const Values& values, Encoding encoding) {
  std::string filled;
  for (const Piece& piece : stencil.pieces) {
    if (!piece.slot) {
      filled += piece.text;
      continue;
    }
    switch (*piece.slot) {
      case Slot::handle:
      case Slot::name: {
        const std::string& name = piece.slot == Slot::handle ? values.handle : values.name;
        // Hosts are lower case on the wire, whatever the list says of its names.
        const bool in_host = piece.in_host && encoding == Encoding::url;
        filled += encoded(in_host ? text::to_lower(name) : name, encoding);
        break;
      }
      case Slot::handles: filled += values.handles; break;
      case Slot::n: filled += std::to_string(values.n); break;
      case Slot::server:
      case Slot::origin: {
        const bool whole = piece.slot == Slot::server;
        const std::string base = whole ? values.server : origin_of(values.server);
        const bool head_of_url = encoding == Encoding::url && &piece == &stencil.pieces.front();
        filled += head_of_url ? base : encoded(base, encoding);
        break;
      }
      case Slot::host: {
        const std::string host = host_of(values.server);
        const bool in_url = piece.in_host && encoding == Encoding::url;
        filled += in_url ? host : encoded(host, encoding);
        break;
      }
      case Slot::credential:
        if (values.credential) filled += encoded(values.credential(piece.key), encoding);
        break;
      case Slot::token: filled += encoded(values.token, encoding); break;
    }
  }
  return filled;
}

std::string origin_of(std::string_view url) {
  const auto authority = text::authority_at(url);
  if (!authority) return std::string(url);
  return std::string(url.substr(0, url.find_first_of("/?#", *authority)));
}

std::string host_of(std::string_view url) {
  return origin_of(url).substr(text::authority_at(url).value_or(0));
}

}  // namespace platforms
