// Answers that are no answers (facts: section 2), under rules that would take each for a verdict.
#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

namespace {

struct Answer {
  const char* what;
  int status;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  const char* said;
};

const std::pair<std::string, std::string> html = {"Content-Type", "text/html; charset=UTF-8"};
const std::pair<std::string, std::string> plain = {"Content-Type", "text/plain"};
const std::pair<std::string, std::string> data = {"Content-Type", "application/json"};

net::Reply made(const Answer& answer) {
  net::Reply reply;
  reply.head.status = answer.status;
  reply.head.headers = answer.headers;
  reply.body = answer.body;
  return reply;
}

// Rules that take whatever comes: by status alone, and by something in the body.
platforms::Definition gullible(std::string_view verdict) {
  return tests::ruled(fmt::format(
      R"({{"status":[200,202,400,402,403,404,405,410],"then":"{}"}},{{"body":"zzz","then":"claimed"}})",
      verdict));
}

std::string page(std::string_view title, std::string_view rest, std::size_t size = 0) {
  std::string text =
      fmt::format("<!DOCTYPE html><html><head><title>{}</title></head><body>{}", title, rest);
  if (text.size() < size) text += "<p>" + std::string(size - text.size(), 'x');
  return text;
}

constexpr std::size_t big = std::size_t{17} << 10;

}  // namespace

TEST_CASE("what is a wall by its headers or markup gives blocked before any rule") {
  const Answer answers[] = {
      {"cf-mitigated", 403, {html, {"CF-Mitigated", "challenge"}}, page("x", ""), ""},
      {"cf-mitigated on a 200", 200, {data, {"cf-mitigated", "challenge"}}, "{}", ""},
      {"Cloudflare 403, access denied",
       403,
       {html, {"Server", "cloudflare"}},
       page("x", "<h1>Access denied</h1>"),
       ""},
      {"Cloudflare 403, attention",
       403,
       {html, {"Server", "cloudflare"}},
       page("Attention Required! | Cloudflare", ""),
       ""},
      {"Cloudflare 403, 1015",
       403,
       {html, {"Server", "cloudflare"}},
       page("x", "error code: 1015"),
       ""},
      {"Cloudflare 403, 1020", 403, {html, {"Server", "Cloudflare"}}, page("x", "Error 1020"), ""},
      {"AWS 202", 202, {{"x-amzn-waf-action", "challenge"}}, "", ""},
      {"AWS 405", 405, {html, {"X-AMZN-WAF-ACTION", "captcha"}}, page("x", ""), ""},
      {"DDoS-Guard", 403, {html, {"Server", "ddos-guard"}}, page("x", ""), ""},
      {"Just a moment, 403", 403, {html}, page("Just a moment...", ""), ""},
      {"Just a moment, 200", 200, {html}, page("Just a moment...", "zzz"), ""},
      {"Just a moment in a big page", 200, {html}, page(" Just a moment...\n", "zzz", big), ""},
      {"challenges.cloudflare.com",
       200,
       {html},
       page(
           "x",
           R"(<script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async></script>)"),
       ""},
      {"challenge-platform",
       200,
       {html},
       page("x",
            R"(<script async defer src='/cdn-cgi/challenge-platform/h/b/orchestrate'></script>)"),
       ""},
      {"_cf_chl_opt",
       200,
       {html},
       page("x", "<script>(function(){window._cf_chl_opt={cvId: '3',cZone:'a'}})()</script>"),
       ""},
      {"challenge-error-text",
       200,
       {html},
       page("x", R"(<span id="challenge-error-text">Enable JavaScript</span>)"),
       ""},
      {"Anubis by its title", 200, {html}, page("Making sure you&#39;re not a bot!", ""), ""},
      {"Anubis by its title, plain",
       200,
       {html},
       page("Making sure you're not a bot!", "", big),
       ""},
      {"Anubis by its script",
       200,
       {html},
       page("Wait", R"(<script async type="module" src="/.within.website/x/cmd/anubis/main.mjs">)"),
       ""},
      {"Anubis by its style",
       200,
       {html},
       page("Wait", R"(<link rel="stylesheet" href="/.within.website/x/xess/xess.min.css">)"),
       ""},
      {"hCaptcha",
       200,
       {html},
       page("x", R"(<script src="https://js.hcaptcha.com/1/api.js">)"),
       ""},
      {"reCAPTCHA",
       200,
       {html},
       page("x", R"(<div class="g-recaptcha" data-sitekey="k"></div>)"),
       ""},
      {"reCAPTCHA among classes",
       200,
       {html},
       page("x", R"(<div data-sitekey="k" class="box g-recaptcha"></div>)"),
       ""},
      {"DataDome",
       403,
       {html},
       page("a.example",
            R"(<script data-cfasync="false" src="https://ct.captcha-delivery.com/c.js">)"),
       ""},
      {"PerimeterX", 403, {html}, page("Access to this page", R"(<div id=px-captcha></div>)"), ""},
      {"captcha by its title", 200, {html}, page("Robot or human?", "zzz"), ""},
      {"log-in by its title", 200, {html}, page("Log in", "zzz"), ""},
      {"a page that says no type", 200, {}, page("Just a moment...", "zzz"), ""},
  };
  for (const char* verdict :
       {"claimed", "available", "suspended", "reserved", "invalid", "unknown:ambiguous"}) {
    const auto definition = gullible(verdict);
    for (const Answer& answer : answers) {
      CAPTURE(std::string(answer.what));
      CHECK(tests::said(definition, made(answer)) == "unknown:blocked");
      CHECK(tests::said(definition, made(answer), {"a", "b"}) == "unknown:blocked unknown:blocked");
    }
  }
}

TEST_CASE("a stranger cannot hide: what looks like a wall in a name, a biography or JSON is none") {
  const Answer answers[] = {
      {"an account named so", 200, {html}, page("Just a moment... (@nobody) | A", ""), "claimed"},
      {"named so, first", 200, {html}, page("A: Just a moment...", ""), "claimed"},
      {"named captcha, with much behind",
       200,
       {html},
       page("captcha lover of the first hour since 1999", ""),
       "claimed"},
      {"a title in the biography",
       200,
       {html},
       page("Ada", "&lt;title&gt;Just a moment...&lt;/title&gt;<title>Just a moment...</title>"),
       "claimed"},
      {"biography as text",
       200,
       {html},
       page("Ada", "<p>challenges.cloudflare.com _cf_chl_opt Anubis g-recaptcha Just a moment"),
       "claimed"},
      {"biography in an attribute",
       200,
       {html},
       page("Ada",
            R"(<meta name="description" content="see hcaptcha.com id=captcha class=captcha x">)"),
       "claimed"},
      {"biography in an attribute of a form",
       200,
       {html},
       page("Ada",
            R"(<form data-bio="src=https://hcaptcha.com/ action=hcaptcha.com" action="/follow">)"),
       "claimed"},
      {"biography in a state",
       200,
       {html},
       page("Ada", R"(<script>window.S={"bio":"window._cf_chl_opt={}"}</script>)"),
       "claimed"},
      {"a link to one's own site",
       200,
       {html},
       page(
           "Ada",
           R"(<a rel="me" href="https://hcaptcha.com/ada"><link rel="me" href="https://x.y/.within.website/x/">)"),
       "claimed"},
      {"markup in a big page",
       200,
       {html},
       page("Ada", R"(<div class="g-recaptcha"></div>)", big),
       "claimed"},
      {"JSON",
       200,
       {data},
       R"({"bio":"<title>Just a moment...</title><div class='g-recaptcha'>"})",
       "claimed"},
      {"JSON sent as a page",
       200,
       {html},
       R"({"bio":"<title>Just a moment...</title><div class='g-recaptcha' >"})",
       "claimed"},
      {"plain text",
       200,
       {plain},
       page("Just a moment...", "<div class='g-recaptcha'>"),
       "claimed"},
      {"a server called cloudflare, 403, JSON",
       403,
       {data, {"Server", "cloudflare"}},
       R"({"bio":"Access denied, error code: 1015, 1020"})",
       "claimed"},
      {"a server called cloudflare, 403, big page",
       403,
       {html, {"Server", "cloudflare"}},
       page("Ada", "Access denied 1020", big),
       "claimed"},
  };
  const auto definition = gullible("claimed");
  for (const Answer& answer : answers) {
    CAPTURE(std::string(answer.what));
    CHECK(tests::said(definition, made(answer)) == answer.said);
  }
}

TEST_CASE("a title is a wall's when it is the whole title, and nobody's when a name is in it") {
  const char* const walls[] = {
      "Just a moment...",
      "Just a moment…",
      "Just a moment",
      "Attention Required! | Cloudflare",
      "Attention Required!",
      "Please Wait... | Cloudflare",
      "Please wait...",
      "One more step",
      "Access denied",
      "Access Denied",
      "Access denied | www.a.example used Cloudflare to restrict access",
      "Error 1015",
      "Error 1015 Ray ID: 8f2a4c6e8f2a4c6e • 2026-11-22 06:40:00 UTC",
      "Error 1020",
      "DDoS-Guard",
      "Security check",
      "Security Check Required",
      "Are you human?",
      "Are you a robot?",
      "Robot or human?",
      "Verify you are human",
      "Verifying you are human...",
      "Human Verification",
      "CAPTCHA",
      "Captcha Challenge",
      "Robot Check",
      "Pardon Our Interruption",
      "Pardon Our Interruption...",
      "Making sure you're not a bot!",
      "Making sure you’re not a bot!",
      "Making sure you&#39;re not a bot!",
      "Log in",
      "Login",
      "Sign in",
      "Log in to continue",
  };
  const auto definition = gullible("claimed");
  const auto said = [&](const std::string& title, int status) {
    const Answer answer{"", status, {html, {"Server", "cloudflare"}}, page(title, "", big), ""};
    return tests::said(definition, made(answer));
  };
  for (const std::string wall : walls) {
    CAPTURE(wall);
    CHECK(said(wall, 200) == "unknown:blocked");
    CHECK(said("\n  " + wall + " \n", 200) == "unknown:blocked");
    for (const char* behind : {" (@x)", " fan (@x)", " (@x) | A", " | A", " - A", ", A", " · A",
                               "!!", " by A", ": x", " 2", " • A", " | A used Cloudflare"}) {
      CAPTURE(std::string(behind));
      CHECK(said(wall + behind, 200) == "claimed");
      CHECK(said(wall + behind, 403) == "claimed");
      CHECK(said("A" + std::string(behind) + " " + wall, 200) == "claimed");
    }
  }
}

TEST_CASE("the 16 KiB begin to count at the last byte") {
  const auto definition = gullible("claimed");
  const std::string start = page("Ada", R"(<div class="g-recaptcha"></div><p>)");
  const std::size_t limit = std::size_t{16} << 10;
  const auto of_size = [&](std::size_t size) {
    return start + std::string(size - start.size(), 'x');
  };
  CHECK(tests::said(definition, tests::reply(200, "text/html", of_size(limit - 1))) ==
        "unknown:blocked");
  CHECK(tests::said(definition, tests::reply(200, "text/html", of_size(limit))) == "claimed");
}

TEST_CASE("a status that refuses, limits or fails is a wall only where no rule knows it") {
  struct Row {
    int status;
    const char* said;
  };
  const Row rows[] = {
      {401, "unknown:blocked"},  {403, "unknown:blocked"},  {407, "unknown:blocked"},
      {451, "unknown:blocked"},  {500, "unknown:blocked"},  {502, "unknown:blocked"},
      {503, "unknown:blocked"},  {504, "unknown:blocked"},  {520, "unknown:blocked"},
      {522, "unknown:blocked"},  {526, "unknown:blocked"},  {530, "unknown:blocked"},
      {599, "unknown:blocked"},  {999, "unknown:blocked"},  {429, "unknown:rate-limited"},
      {300, "unknown:redirect"}, {301, "unknown:redirect"}, {304, "unknown:redirect"},
      {308, "unknown:redirect"}, {400, "unknown:no-rule"},  {402, "unknown:no-rule"},
      {404, "unknown:no-rule"},  {410, "unknown:no-rule"},  {204, "unknown:no-rule"},
      {100, "unknown:no-rule"},
  };
  const auto nothing_known = tests::ruled(R"({"status":200,"body":"zzz","then":"claimed"})");
  for (const Row& row : rows) {
    for (const char* body : {"", "<title>Oops</title>", "{\"error\":\"zz\"}"}) {
      CAPTURE(row.status);
      CHECK(tests::said(nothing_known, tests::reply(row.status, "text/html", body)) == row.said);
    }
    const auto known =
        tests::ruled(fmt::format(R"({{"status":{},"body":"real","then":"claimed"}})", row.status));
    CHECK(tests::said(known, tests::reply(row.status, "text/html", "really")) == "claimed");
    CHECK(tests::said(known, tests::reply(row.status, "text/html", "other")) == row.said);
  }
}
