#include "platforms/walls.hpp"

#include <algorithm>

#include <re2/re2.h>

#include "reading/html_reader.hpp"
#include "text/case.hpp"

namespace platforms {
namespace {

using model::Reason;

constexpr std::size_t small_page = std::size_t{16} << 10;

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

// Whole titles, with nothing behind that the wall itself does not write: a site that puts a display
// name into its title adds something, and so an account called 'Captcha' stays visible as
// 'Captcha (@x)'.
const RE2& wall_title() {
  static const std::string dots = "(\\.{3}|…|&hellip;)?";
  static const std::string apostrophe = "(['’]|&#39;|&#x27;|&apos;|&rsquo;)";
  static const std::string cloudflare =
      "just a moment" + dots + "|attention required!?( \\| cloudflare)?|please wait" + dots +
      "( \\| cloudflare)?|one more step|" +
      "access denied( \\| [a-z0-9.-]{1,253} used cloudflare to restrict access)?|"
      "error 10(15|20)( ray id: [0-9a-f]{16}( • [0-9-]{10} [0-9:]{8} utc)?)?";
  static const std::string others =
      "ddos-guard|security check( required)?|are you (a )?(human|robot)\\??|robot or human\\??|"
      "verify(ing)? (that )?you are (a )?human" +
      dots + "|human verification|captcha( challenge)?|robot check|pardon our interruption" + dots +
      "|making sure (you" + apostrophe +
      "re|you are) not a bot!?|access to this page has been denied\\.?|client challenge|"
      "vercel security checkpoint|sucuri website firewall - access denied";
  // F5 refuses with this one and status 200, other servers fail with the rest and, misconfigured,
  // with 200 as well.
  static const std::string failures =
      "request rejected|(429 )?too many requests|(500 )?internal server error|(502 )?bad gateway|"
      "(503 )?service (temporarily )?unavailable|(504 )?gateway time-?out";
  static const std::string log_in = "(log|sign) ?in|(log|sign) in to continue";
  static const RE2 pattern("(?is)\\s*(" + cloudflare + "|" + others + "|" + failures + "|" +
                           log_in + ")\\s*");
  return pattern;
}

// Markup that only a challenge page carries, and only where the page's own author writes: the
// address of a script or frame, the class of a tag, code before any string. An attribute that shows
// a biography (<meta content="...">), a link to somebody's site, a state in JSON are none of these.
const RE2& wall_markup() {
  // The attributes before the one looked at: quoted ones are passed over whole.
  static const std::string after_others =
      "(\\s+[a-z:_-]+(\\s*=\\s*(\"[^\"]*\"|'[^']*'|[^\\s\"'>]*))?)*\\s+";
  static const std::string challenge_address =
      "<(script|iframe|form)" + after_others +
      "(src|action)=[\"']?[^\"'\\s>]*"
      "(challenges\\.cloudflare\\.com|/cdn-cgi/challenge-platform|hcaptcha\\.com|"
      "google\\.com/recaptcha|recaptcha/api\\.js|captcha-delivery\\.com|geo\\.captcha|perimeterx|"
      "px-captcha|awswaf|_incapsula_resource|/ips\\.js|geetest\\.com|arkoselabs\\.com|"
      "/tspd/|smartcaptcha)";
  static const std::string anubis =
      "<(script|link)" + after_others + "(src|href)=[\"']?/\\.within\\.website/x/";
  static const std::string challenge_code = "<script\\b[^>]*>[^\"'`<]*_cf_chl_opt\\s*=";
  static const std::string challenge_class =
      "<[a-z]+" + after_others +
      "(class|id)=([\"'][^\"'>]*\\s|[\"']?)"
      "(g-recaptcha|h-captcha|cf-turnstile|frc-captcha|smart-?captcha|px-captcha|challenge-error-"
      "text|anubis_challenge|"
      "captcha)[\"'\\s>]";
  static const RE2 pattern("(?is)" + challenge_address + "|" + anubis + "|" + challenge_code + "|" +
                           challenge_class);
  return pattern;
}

const RE2& login_path() {
  static const RE2 pattern(
      "(?i)/(login|log-in|signin|sign-in|sign_in|accounts/login|authwall|"
      "consent)(/|\\?|$)");
  return pattern;
}

bool cloudflare_denial(std::string_view text) {
  return text.find("Access denied") != std::string_view::npos ||
         text.find("Attention Required") != std::string_view::npos ||
         text.find("error code: 1015") != std::string_view::npos ||
         text.find("1020") != std::string_view::npos;
}

constexpr std::string_view title_tag = "<title>";

// The title of a page that has it among the plainest tags of its head, as most pages have: there
// no text, script or odd quote stands before it that could hold another.
std::optional<std::string_view> plain_title(std::string_view head) {
  constexpr std::string_view plain[] = {"meta ", "link ", "!DOCTYPE ", "!doctype ",
                                        "html",  "head",  "base "};
  std::size_t at = head.find('<');
  for (; at != std::string_view::npos; at = head.find('<', at + 1)) {
    const std::string_view tag = head.substr(at + 1);
    if (tag.starts_with('t') && head.substr(at).starts_with(title_tag)) break;
    const auto begins = [tag](std::string_view name) {
      return !tag.empty() && tag.front() == name.front() && tag.starts_with(name);
    };
    if (!std::any_of(std::begin(plain), std::end(plain), begins)) return std::nullopt;
  }
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view before = head.substr(0, at);
  const bool is_in_quotes = std::count(before.begin(), before.end(), '"') % 2 != 0 ||
                            before.find('\'') != std::string_view::npos;
  const std::string_view title = head.substr(at + title_tag.size());
  const std::size_t end = title.find('<');
  const bool ends = end != std::string_view::npos && title.substr(end).starts_with("</title>");
  if (is_in_quotes || !ends || title.find_first_not_of(" \t\r\n\f") >= end) return std::nullopt;
  return title.substr(0, end);
}

bool may_have_title(std::string_view head) {
  for (std::size_t at = head.find('<'); at != std::string_view::npos; at = head.find('<', at + 1)) {
    const std::string_view tag = head.substr(at + 1, 5);
    const bool may_be = tag.size() == 5 && (tag.front() | 0x20) == 't';
    if (may_be && text::to_lower(tag) == "title") return true;
  }
  return false;
}

}  // namespace

std::string_view html_title(std::string_view page) {
  constexpr std::size_t far_enough = std::size_t{64} << 10;
  const std::string_view head = page.substr(0, far_enough);
  if (const auto plain = plain_title(head)) return *plain;
  if (!may_have_title(head)) return {};
  std::string_view title;
  bool is_open = false;
  bool is_over = false;
  reading::HtmlListener listener;
  listener.wants_attributes = false;
  listener.tag = [&](const reading::HtmlTag& tag) {
    is_over = is_open;
    is_open = tag.name == "title" && !tag.closes;
  };
  listener.text = [&](std::string_view text) {
    if (is_open) title = text;
  };
  listener.has_enough = [&] { return is_over; };
  reading::read_html(head, listener);
  return title;
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
  // A limit is a limit, whatever page comes with it: it is waited for and asked again.
  if (!answer.is_html() || answer.status() == 429) return std::nullopt;
  const bool small = answer.body().size() < small_page;
  if (answer.status() == 403 && small && server.find("cloudflare") != std::string::npos &&
      cloudflare_denial(answer.body())) {
    return Wall{Reason::blocked, "Cloudflare denial"};
  }
  if (RE2::FullMatch(piece(answer.title()), wall_title())) {
    return Wall{Reason::blocked, "a challenge or log-in page by its title", true};
  }
  if (small && RE2::PartialMatch(piece(answer.body()), wall_markup())) {
    return Wall{Reason::blocked, "a challenge or captcha page by its markup", true};
  }
  return std::nullopt;
}

std::optional<Wall> wall_at_the_end(std::string_view asked, std::string_view effective) {
  // Who asks for an account called 'login' has not been sent to a log-in page.
  if (RE2::PartialMatch(piece(asked), login_path())) return std::nullopt;
  if (!RE2::PartialMatch(piece(effective), login_path())) return std::nullopt;
  return Wall{Reason::blocked, "redirects that ended at a log-in page"};
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
