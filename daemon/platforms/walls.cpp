#include "platforms/walls.hpp"

#include <re2/re2.h>

#include "text/case.hpp"

namespace platforms {
namespace {

using model::Reason;

constexpr std::size_t small_page = std::size_t{16} << 10;

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

// Whole titles, so that an account called 'Just a moment' stays visible as 'Just a moment (@x)'.
const RE2& wall_title() {
  static const RE2 pattern(
      "(?is)\\s*(just a moment\\.*|attention required!?( \\| cloudflare)?|access denied.{0,40}|"
      "ddos-guard|please wait\\.*( \\| cloudflare)?|one more step|security check.{0,20}|"
      "are you (a )?(human|robot)\\??|robot or human\\??|verify(ing)? you are (a )?human.{0,20}|"
      "human verification|captcha.{0,20}|robot check|pardon our interruption.{0,5}|"
      "making sure (you(['’]|&#39;|&#x27;|&apos;)re|you are) not a bot!?|"
      "error 1015.{0,60}|too many requests|429 too many requests|"
      "(log|sign) ?in|(log|sign) in to continue)\\s*");
  return pattern;
}

// Markup that only a challenge page carries: in a tag's attributes or in a script, never in text.
const RE2& wall_markup() {
  static const RE2 pattern(
      "(?is)<(script|iframe|form|link|meta)\\b[^>]{0,400}"
      "(challenges\\.cloudflare\\.com|/cdn-cgi/challenge-platform|hcaptcha\\.com|"
      "google\\.com/recaptcha|recaptcha/api\\.js|captcha-delivery\\.com|/\\.within\\.website/x/|"
      "geo\\.captcha|perimeterx|px-captcha|awswaf)|"
      "<script\\b[^>]{0,400}>[^<]{0,2000}_cf_chl_opt|"
      "<[a-z]+\\b[^>]{0,200}\\b(class|id)=[\"']?(g-recaptcha|h-captcha|cf-turnstile|px-captcha|"
      "challenge-error-text|anubis_challenge|captcha)\\b");
  return pattern;
}

const RE2& login_path() {
  static const RE2 pattern(
      "(?i)/(login|log-in|signin|sign-in|sign_in|accounts/login|authwall|"
      "consent)(/|\\?|$)");
  return pattern;
}

bool cloudflare_denial(std::string_view body) {
  return body.find("Access denied") != std::string_view::npos ||
         body.find("Attention Required") != std::string_view::npos ||
         body.find("error code: 1015") != std::string_view::npos ||
         body.find("1020") != std::string_view::npos;
}

}  // namespace

std::string_view html_title(std::string_view page) {
  constexpr std::size_t far_enough = std::size_t{64} << 10;
  const std::string_view head = page.substr(0, far_enough);
  std::size_t open = 0;
  while ((open = head.find("<", open)) != std::string_view::npos) {
    if (text::to_lower(head.substr(open, 6)) == "<title") break;
    ++open;
  }
  if (open == std::string_view::npos) return {};
  const std::size_t begin = head.find('>', open);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = head.find('<', begin);
  return head.substr(begin + 1, end == std::string_view::npos ? end : end - begin - 1);
}

std::optional<Wall> wall_before_rules(const Answer& answer) {
  const net::Headers& headers = answer.reply().head.headers;
  const std::string server = text::to_lower(net::header(headers, "server"));
  if (text::to_lower(net::header(headers, "cf-mitigated")) == "challenge") {
    return Wall{Reason::blocked, "Cloudflare challenge (cf-mitigated)"};
  }
  if (text::to_lower(net::header(headers, "x-amzn-waf-action")) == "challenge" ||
      text::to_lower(net::header(headers, "x-amzn-waf-action")) == "captcha") {
    return Wall{Reason::blocked, "AWS WAF challenge"};
  }
  if (answer.status() == 403 && server.find("ddos-guard") != std::string::npos) {
    return Wall{Reason::blocked, "DDoS-Guard"};
  }
  if (answer.status() == 403 && server.find("cloudflare") != std::string::npos &&
      answer.json() == nullptr && cloudflare_denial(answer.body())) {
    return Wall{Reason::blocked, "Cloudflare denial"};
  }
  if (!answer.is_html()) return std::nullopt;
  if (RE2::FullMatch(piece(html_title(answer.body())), wall_title())) {
    return Wall{Reason::blocked, "a challenge or log-in page by its title"};
  }
  if (answer.body().size() < small_page && RE2::PartialMatch(piece(answer.body()), wall_markup())) {
    return Wall{Reason::blocked, "a challenge or captcha page by its markup"};
  }
  return std::nullopt;
}

bool is_login_redirect(const Answer& answer) {
  if (answer.status() < 300 || answer.status() > 399) return false;
  return RE2::PartialMatch(piece(answer.reply().head.location), login_path());
}

std::optional<Wall> wall_after_rules(const Answer& answer) {
  const int status = answer.status();
  if (status == 429) return Wall{Reason::rate_limited, "HTTP 429"};
  if (status == 401 || status == 403 || status == 407 || status == 451 || status == 999 ||
      (status >= 500 && status <= 599)) {
    return Wall{Reason::blocked, "a status that refuses or fails"};
  }
  if (is_login_redirect(answer)) return Wall{Reason::blocked, "a redirect to a log-in page"};
  if (status >= 300 && status <= 399) return Wall{Reason::redirect, "a redirect no rule knows"};
  return std::nullopt;
}

}  // namespace platforms
