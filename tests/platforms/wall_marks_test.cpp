// Every mark by which a wall is known, one by one, and how near a page may come without being one.
#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"
#include "platforms/walls.hpp"

namespace {

net::Reply answered(int status, std::string_view type, std::string_view body,
                    const net::Headers& more = {}) {
  net::Reply reply = tests::reply(status, type, body);
  reply.head.headers.insert(reply.head.headers.end(), more.begin(), more.end());
  return reply;
}

// The reason and what it was known by, or "none".
std::string wall_in(const net::Reply& reply) {
  const auto wall = platforms::wall_before_rules(platforms::Answer(reply));
  return wall ? fmt::format("{}: {}", name(wall->reason), wall->what) : "none";
}

std::string marked(std::string_view markup) {
  return wall_in(
      answered(200, "text/html",
               fmt::format("<!DOCTYPE html><html><head><title>A</title>{}</head></html>", markup)));
}

std::string titled(std::string_view title) {
  return wall_in(answered(200, "text/html", fmt::format("<html><title>{}</title>", title)));
}

const std::string by_markup = "blocked: a challenge or captcha page by its markup";
const std::string by_title = "blocked: a challenge or log-in page by its title";

}  // namespace

TEST_CASE("whole titles of firewalls and failing servers are marks, and longer ones are none") {
  for (const std::string title :
       {"Request Rejected", "Too Many Requests", "429 Too Many Requests",
        "500 Internal Server Error", "502 Bad Gateway", "503 Service Temporarily Unavailable",
        "504 Gateway Time-out", "Access to this page has been denied.", "Client Challenge",
        "Vercel Security Checkpoint", "Sucuri WebSite Firewall - Access Denied"}) {
    CAPTURE(title);
    CHECK(titled(title) == by_title);
    CHECK(titled(" " + title + "\n") == by_title);
    CHECK(titled(title + " (@nobody) | A") == "none");
    CHECK(titled("A: " + title) == "none");
  }
}

TEST_CASE("each address that only a challenge loads from is a mark, in a script, frame or form") {
  const char* const addresses[] = {
      "https://challenges.cloudflare.com/turnstile/v0/api.js",
      "/cdn-cgi/challenge-platform/h/b/orchestrate",
      "https://newassets.hcaptcha.com/captcha/v1",
      "https://www.google.com/recaptcha/enterprise.js",
      "https://www.recaptcha.net/recaptcha/api.js?render=x",
      "https://ct.captcha-delivery.com/c.js",
      "https://geo.captcha.example/x",
      "//client.perimeterx.net/PX1/main.min.js",
      "https://a.example/px-captcha/x.js",
      "https://a1.b2.eu-west-3.token.awswaf.com/challenge.js",
      "/_Incapsula_Resource?SWUDNSAI=9&incident_id=1",
      "/149e9513-01fa-4fb0-aad4-566afd725d1b/2d206a39-8ed7-437e-a3be-862e0f06eea3/ips.js",
      "https://static.geetest.com/v4/gt4.js",
      "https://client-api.arkoselabs.com/fc/api",
      "/TSPD/0800d1?type=9",
      "https://smartcaptcha.example/captcha.js",
  };
  for (const std::string address : addresses) {
    CAPTURE(address);
    CHECK(marked("<script src=\"" + address + "\">") == by_markup);
    CHECK(marked("<iframe title='x' src='" + address + "'>") == by_markup);
    CHECK(marked("<form method=post action=" + address + ">") == by_markup);
    CHECK(marked("<SCRIPT async SRC=\"" + address + "\">") == by_markup);
    // Where others may write it is none.
    CHECK(marked("<a href=\"" + address + "\">") == "none");
    CHECK(marked("<img src=\"" + address + "\">") == "none");
    CHECK(marked("<script data-src=\"x\" alt=' src=" + address + "'>") == "none");
    CHECK(marked("<p>" + address) == "none");
  }
  CHECK(marked("<script src=\"https://www.google.com/maps/api.js\">") == "none");
  CHECK(marked("<script src=\"https://challengesXcloudflare.com/x.js\">") == "none");
  CHECK(marked("<script src=\"https://a.example/hcaptcha-com.js\">") == "none");
}

TEST_CASE("each class or id that only a challenge carries is a mark, whole and in a tag") {
  const char* const names[] = {
      "g-recaptcha",          "h-captcha",        "cf-turnstile", "px-captcha",
      "challenge-error-text", "anubis_challenge", "captcha"};
  for (const std::string name : names) {
    CAPTURE(name);
    CHECK(marked("<div class=\"" + name + "\">") == by_markup);
    CHECK(marked("<div id='" + name + "'>") == by_markup);
    CHECK(marked("<div data-x=y id=" + name + ">") == by_markup);
    CHECK(marked("<section class=\"wide " + name + " dark\">") == by_markup);
    CHECK(marked("<div class=\"" + name + "-off\">") == "none");
    CHECK(marked("<div class=\"no" + name + "\">") == "none");
    CHECK(marked("<div data-class=\"" + name + "\">") == "none");
    CHECK(marked("<p>class=\"" + name + "\"") == "none");
  }
  CHECK(marked("<script>x=1; window._cf_chl_opt = {}</script>") == by_markup);
  CHECK(marked("<script>_cf_chl_opt</script>") == "none");
  CHECK(marked("<script type=module src=/.within.website/x/cmd/anubis/main.mjs>") == by_markup);
  CHECK(marked("<link rel=stylesheet href='/.within.website/x/xess.css'>") == by_markup);
  CHECK(marked("<link rel=stylesheet href='/within.website/x/xess.css'>") == "none");
}

TEST_CASE("a title that a wall writes is known in each of its spellings") {
  for (const char* title : {"Just a moment&hellip;",
                            "just A MOMENT...",
                            "Please wait… | Cloudflare",
                            "Please wait",
                            "Error 1015 Ray ID: 0123456789abcdef",
                            "Security check required",
                            "Are you a human?",
                            "Are you human",
                            "Are you robot",
                            "Robot or human",
                            "Verify that you are a human",
                            "Verify you are a human…",
                            "Verifying that you are human",
                            "Human verification",
                            "Robot check",
                            "Making sure you&#x27;re not a bot",
                            "Making sure you&apos;re not a bot!",
                            "Making sure you&rsquo;re not a bot!",
                            "Making sure you are not a bot!",
                            "Signin",
                            "Sign in to continue"}) {
    CAPTURE(std::string(title));
    CHECK(titled(title) == by_title);
  }
  for (const char* title :
       {"Just a moments", "Just a moment..", "One more steps", "Error 1016", "Error 10151",
        "Error 1015 Ray ID: 0123456789abcde", "Are you a humanist?", "Verify you human", "Robots",
        "Human", "Captcha Challenges", "Making sure you're a bot!", "Log-in", "Login to continue",
        "Log in to stay", "Access denied | a b used Cloudflare to restrict access", ""}) {
    CAPTURE(std::string(title));
    CHECK(titled(title) == "none");
  }
}

TEST_CASE("a wall that its headers tell is known whatever it sends, and by its own words alone") {
  const auto said = [](int status, std::string_view type, const net::Headers& headers,
                       std::string_view body = "{}") {
    return wall_in(answered(status, type, body, headers));
  };
  const std::string challenge = "blocked: Cloudflare challenge (cf-mitigated)";
  CHECK(said(200, "application/json", {{"CF-Mitigated", "Challenge"}}) == challenge);
  CHECK(said(200, "application/json", {{"cf-mitigated", "block"}}) == "none");
  const std::string aws = "blocked: AWS WAF challenge";
  CHECK(said(202, "application/json", {{"x-amzn-waf-action", "Challenge"}}) == aws);
  CHECK(said(405, "application/json", {{"x-amzn-waf-action", "CAPTCHA"}}) == aws);
  CHECK(said(200, "application/json", {{"x-amzn-waf-action", "allow"}}) == "none");
  CHECK(said(403, "application/json", {{"Server", "DDoS-Guard/2"}}) == "blocked: DDoS-Guard");
  CHECK(said(200, "application/json", {{"Server", "ddos-guard"}}) == "none");
}

TEST_CASE("Cloudflare's denial is a small page of its own with 403 and one of its own sentences") {
  const auto said = [](int status, std::string_view server, const std::string& body) {
    return wall_in(answered(status, "text/html", body, {{"Server", std::string(server)}}));
  };
  const std::string denial = "blocked: Cloudflare denial";
  for (const std::string words :
       {"Access denied", "Attention Required", "error code: 1015", "Error 1020"}) {
    CAPTURE(words);
    const std::string body = "<title>A</title><h1>" + words;
    CHECK(said(403, "cloudflare", body) == denial);
    CHECK(said(404, "cloudflare", body) == "none");
    CHECK(said(403, "nginx", body) == "none");
    const std::size_t limit = std::size_t{16} << 10U;
    CHECK(said(403, "cloudflare", body + std::string(limit - 1 - body.size(), 'x')) == denial);
    CHECK(said(403, "cloudflare", body + std::string(limit - body.size(), 'x')) == "none");
  }
  CHECK(said(403, "cloudflare", "<title>A</title><h1>No such account, 1015") == "none");
}

TEST_CASE("a limit stays a limit whatever page comes with it") {
  const std::string body =
      "<title>Just a moment...</title><div class=\"g-recaptcha\">Access denied";
  CHECK(wall_in(answered(429, "text/html", body, {{"Server", "cloudflare"}})) == "none");
  CHECK(wall_in(answered(428, "text/html", body)) == by_title);
  CHECK(wall_in(answered(200, "application/json", body)) == "none");
}

TEST_CASE("the title is the first one of the page, within its first 64 KiB") {
  using platforms::html_title;
  CHECK(html_title("<title>A</title><title>B</title>") == "A");
  CHECK(html_title("<html><head><TITLE lang=fr>A b</TITLE>") == "A b");
  CHECK(html_title("<p><a><title>A") == "A");
  const std::string plain =
      "<!DOCTYPE html><html lang=\"fr\"><head><meta name=\"a\" content=\"b\">";
  CHECK(html_title(plain + "<title>A &lt;b</title>") == "A &lt;b");
  CHECK(html_title(plain + "<title>A <b></title>") == "A <b>");
  CHECK(html_title(plain + "<title> \n </title><title>B</title>").empty());
  CHECK(html_title(plain + "<title>A").empty() == html_title("<p><title>A").empty());
  CHECK(html_title(plain + "<!-- <title>A</title> --><title>B</title>") == "B");
  CHECK(html_title(plain + "<script>'<title>A</title>'</script><title>B</title>") == "B");
  CHECK(html_title(plain + "<meta content=\"<title>A</title>\"><title>B</title>") == "B");
  CHECK(html_title(plain + "<meta content='<title>A</title>'><title>B</title>") == "B");
  CHECK(html_title(plain + "<meta a='\"' content=\"<title>A</title>\"><title>B</title>") == "B");
  CHECK(html_title("<titl>A</titl><title>B</title>") == "B");
  CHECK(html_title("<title></title><title>B</title>").empty());
  CHECK(html_title("<title").empty());
  CHECK(html_title("<titl").empty());
  CHECK(html_title("<p>A<b>B").empty());
  CHECK(html_title("title>A").empty());
  CHECK(html_title("").empty());
  CHECK(html_title("<title>a < b </title >c") == "a < b ");
  for (const char* text :
       {"<!-- <title>B</title> -->", "<script>a='<title>B</title>'</script>",
        "<meta content='<title>B</title>'>", "<style><title>B</style>", "<titles>B</titles>"}) {
    CAPTURE(std::string(text));
    CHECK(html_title(text + std::string("<title>A</title>")) == "A");
    CHECK(html_title(text).empty());
  }
  const std::string_view title = "<title>A</title>";
  const std::size_t limit = std::size_t{64} << 10U;
  CHECK(html_title(std::string(limit - title.size(), ' ') + std::string(title)) == "A");
  CHECK(html_title(std::string(limit, ' ') + std::string(title)).empty());
}

TEST_CASE("a log-in page is known by a whole part of its path") {
  const auto redirected = [](int status, const std::string& location) {
    net::Reply reply = tests::reply(status, "text/html", "moved");
    reply.head.location = location;
    return platforms::is_login_redirect(platforms::Answer(reply));
  };
  for (const std::string part : {"login", "log-in", "signin", "sign-in", "sign_in",
                                 "accounts/login", "authwall", "consent"}) {
    CAPTURE(part);
    const std::string url = "https://a.example/" + part;
    CHECK(redirected(302, url));
    CHECK(redirected(302, url + "/"));
    CHECK(redirected(302, url + "?next=x"));
    CHECK_FALSE(redirected(302, url + "s"));
    CHECK_FALSE(redirected(302, "https://a.example/x" + part + "x"));
    CHECK(platforms::wall_at_the_end("https://a.example/ada", url));
    CHECK_FALSE(platforms::wall_at_the_end(url, url + "?next=x"));
    CHECK_FALSE(platforms::wall_at_the_end(url, "https://a.example/ada"));
  }
  CHECK(redirected(300, "https://a.example/login"));
  CHECK(redirected(399, "https://a.example/login"));
  CHECK_FALSE(redirected(200, "https://a.example/login"));
  CHECK_FALSE(redirected(299, "https://a.example/login"));
  CHECK_FALSE(redirected(400, "https://a.example/login"));
  CHECK_FALSE(redirected(302, ""));
}

TEST_CASE("what a status alone says comes last, with its reason") {
  const auto after = [](int status, const std::string& location = "") {
    net::Reply reply = tests::reply(status, "text/html", "x");
    reply.head.location = location;
    const auto wall = platforms::wall_after_rules(platforms::Answer(reply));
    return wall ? fmt::format("{}: {}", name(wall->reason), wall->what) : "none";
  };
  CHECK(after(429) == "rate-limited: HTTP 429");
  for (const int status : {401, 403, 407, 451, 500, 599, 999}) {
    CAPTURE(status);
    CHECK(after(status) == "blocked: a status that refuses or fails");
  }
  for (const int status : {200, 299, 400, 402, 404, 406, 408, 428, 430, 450, 452, 499, 600, 998}) {
    CAPTURE(status);
    CHECK(after(status) == "none");
  }
  CHECK(after(302, "https://a.example/login") == "blocked: a redirect to a log-in page");
  CHECK(after(302, "https://a.example/x") == "redirect: a redirect no rule knows");
  CHECK(after(300) == "redirect: a redirect no rule knows");
  CHECK(after(399) == "redirect: a redirect no rule knows");
}
