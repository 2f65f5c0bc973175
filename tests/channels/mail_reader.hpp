// Reads a mail back, strictly: what RFC 5322 and MIME demand of its form is checked on the way.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace tests {

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find("\r\n", at);
    lines.push_back(text.substr(at, end - at));
    if (end == std::string::npos) break;
    at = end + 2;
  }
  return lines;
}

inline std::string decoded_quoted_printable(const std::string& encoded) {
  std::string text;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded.compare(i, 3, "=\r\n") == 0) {
      i += 2;
    } else if (encoded.compare(i, 2, "\r\n") == 0) {
      text += '\n';
      i += 1;
    } else if (encoded[i] == '=') {
      text += static_cast<char>(std::stoi(encoded.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      text += encoded[i];
    }
  }
  return text;
}

struct ReadPart {
  std::string type;
  std::string content;  // decoded
};

struct ReadMail {
  std::vector<std::pair<std::string, std::string>> headers;  // unfolded
  std::vector<ReadPart> parts;

  // Of the only header of that name; empty: there is none.
  std::string header(const std::string& name) const {
    std::string found;
    int count = 0;
    for (const auto& [key, value] : headers) {
      if (key != name) continue;
      found = value;
      ++count;
    }
    CHECK(count <= 1);
    return found;
  }
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;

inline HeaderList read_headers(const std::string& head) {
  HeaderList headers;
  for (const std::string& line : lines_of(head)) {
    CHECK(line.size() <= 998);
    if (line.starts_with(' ')) {
      REQUIRE(!headers.empty());
      headers.back().second += line;
      continue;
    }
    const std::size_t colon = line.find(": ");
    REQUIRE(colon != std::string::npos);
    headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return headers;
}

inline ReadMail read_mail(const std::string& raw) {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const bool lonely = (raw[i] == '\n' && (i == 0 || raw[i - 1] != '\r')) ||
                        (raw[i] == '\r' && (i + 1 == raw.size() || raw[i + 1] != '\n'));
    if (lonely) FAIL("a CR or LF stands alone at " << i);
    if (static_cast<unsigned char>(raw[i]) > 126) FAIL("not ASCII at " << i);
  }
  const std::size_t body = raw.find("\r\n\r\n");
  REQUIRE(body != std::string::npos);
  ReadMail mail;
  mail.headers = read_headers(raw.substr(0, body));
  const std::string type = mail.header("Content-Type");
  const std::string before = "multipart/alternative; boundary=\"";
  REQUIRE(type.starts_with(before));
  const std::string boundary = type.substr(before.size(), type.size() - before.size() - 1);
  CHECK(boundary.size() <= 70);
  const std::string mark = "--" + boundary;
  std::size_t at = body + 4;
  while (raw.compare(at, mark.size() + 2, mark + "\r\n") == 0) {
    at += mark.size() + 2;
    const std::size_t end = raw.find("\r\n" + mark, at);
    REQUIRE(end != std::string::npos);
    const std::string part = raw.substr(at, end - at);
    const std::size_t inside = part.find("\r\n\r\n");
    REQUIRE(inside != std::string::npos);
    const HeaderList headers = read_headers(part.substr(0, inside));
    REQUIRE(headers.size() == 2);
    CHECK(headers[1] ==
          std::pair<std::string, std::string>("Content-Transfer-Encoding", "quoted-printable"));
    mail.parts.push_back({headers[0].second, decoded_quoted_printable(part.substr(inside + 4))});
    at = end + 2;
  }
  CHECK(raw.substr(at) == mark + "--\r\n");
  return mail;
}

}  // namespace tests
