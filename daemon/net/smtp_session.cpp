#include "net/smtp_session.hpp"

#include <algorithm>

namespace net {
namespace {

constexpr std::size_t longest_text = 1'000;  // of a reply; more is not kept

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool begins_with(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  return std::equal(word.begin(), word.end(), text.begin(),
                    [](char a, char b) { return a == upper(b); });
}

std::string_view trimmed(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  return line;
}

bool holds_word(std::string_view list, std::string_view word) {
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(' ', at), list.size());
    if (end - at == word.size() && begins_with(list.substr(at, end - at), word)) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

void SmtpSession::said(std::string_view line) {
  if (over_) return;
  if (begins_with(line, "QUIT")) {
    over_ = true;
  } else if (begins_with(line, "EHLO") || begins_with(line, "HELO")) {
    stage_ = MailStage::hello;
    offers_tls_ = false;  // what was offered in the clear does not count under TLS
    offers_login_ = false;
  } else if (begins_with(line, "STARTTLS")) {
    stage_ = MailStage::securing;
  } else if (begins_with(line, "AUTH")) {
    stage_ = MailStage::authenticating;
  } else if (begins_with(line, "MAIL")) {
    stage_ = MailStage::sender;
  } else if (begins_with(line, "RCPT")) {
    stage_ = MailStage::recipient;
  } else if (begins_with(line, "DATA")) {
    stage_ = MailStage::content;
  }
}

bool SmtpSession::heard(std::string_view line) {
  if (over_) return true;
  line = trimmed(line);
  const auto digit = [&](std::size_t at) { return line[at] >= '0' && line[at] <= '9'; };
  if (line.size() < 3 || !digit(0) || !digit(1) || !digit(2)) return true;  // libcurl's business
  if (!in_reply_) text_.clear();
  code_ = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  const std::string_view words = line.substr(std::min<std::size_t>(4, line.size()));
  if (!text_.empty()) text_ += ' ';
  text_ += words.substr(0, longest_text - std::min(text_.size(), longest_text));
  if (stage_ == MailStage::hello) look_for_offers(words);
  in_reply_ = line.size() > 3 && line[3] == '-';
  return in_reply_ || end_of_reply();
}

void SmtpSession::look_for_offers(std::string_view text) {
  if (begins_with(text, "STARTTLS")) offers_tls_ = true;
  // The second form is that of servers before RFC 2554.
  if (!begins_with(text, "AUTH ") && !begins_with(text, "AUTH=")) return;
  const std::string_view list = text.substr(5);
  if (holds_word(list, "PLAIN") || holds_word(list, "LOGIN")) offers_login_ = true;
}

bool SmtpSession::end_of_reply() {
  const bool good = code_ >= 200 && code_ < 300;
  if (stage_ == MailStage::securing && good) secured_ = true;
  if (stage_ == MailStage::content) {
    if (data_accepted_ && good) taken_ = true;
    if (code_ == 354) data_accepted_ = true;
  }
  const bool plain_is_final = !needs_.starttls && !(needs_.takes_tls && offers_tls_);
  const bool settled = secured_ || plain_is_final;
  if (stage_ != MailStage::hello || !good || !settled) return true;
  lacks_login_ = needs_.login && !offers_login_;
  return !lacks_login_;
}

bool SmtpSession::lacks_tls() const {
  const bool heard_hello = stage_ == MailStage::hello && code_ >= 200 && code_ < 300;
  return needs_.starttls && !secured_ && heard_hello && !in_reply_ && !offers_tls_;
}

}  // namespace net
