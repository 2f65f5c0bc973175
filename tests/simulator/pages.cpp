#include "simulator/pages.hpp"

#include "simulator/text.hpp"

namespace simulator {

std::string page(std::string_view title, std::string_view body, std::size_t bytes) {
  static constexpr std::string_view filler =
      "<div class=\"card\"><a href=\"/about\">More</a></div>\n";
  std::string html = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>";
  html += escaped_html(title);
  html += "</title></head>\n<body>\n";
  html += body;
  html += "\n<footer>\n";
  while (html.size() < bytes) html += filler;
  html += "</footer></body></html>\n";
  return html;
}

std::string home_page(std::string_view platform_name, std::size_t bytes) {
  return page("Welcome to " + std::string(platform_name),
              "<h1>Welcome</h1><p><a href=\"/login\">Log in</a> or <a href=\"/join\">join</a>.</p>",
              bytes);
}

std::string login_page() {
  return page(
      "Log in",
      "<form action=\"/login\" method=\"post\"><input name=\"user\"><input name=\"password\" "
      "type=\"password\"><button>Log in</button></form>");
}

std::string not_found_page() {
  return page("Page not found", "<h1>Oops</h1><p>This page does not exist.</p>");
}

std::string cloudflare_challenge() {
  return "<!DOCTYPE html><html lang=\"en-US\"><head><title>Just a moment...</title>"
         "<meta name=\"robots\" content=\"noindex,nofollow\"></head><body>"
         "<noscript>Enable JavaScript and cookies to continue</noscript>"
         "<script>window._cf_chl_opt = {cvId: '3', cType: 'managed'};</script>"
         "<script src=\"https://challenges.cloudflare.com/turnstile/v0/api.js\"></script>"
         "</body></html>\n";
}

std::string captcha_page(bool recaptcha) {
  const std::string_view widget =
      recaptcha ? "<script src=\"https://www.google.com/recaptcha/api.js\"></script>"
                  "<div class=\"g-recaptcha\" data-sitekey=\"6LcSimulator\"></div>"
                : "<script src=\"https://js.hcaptcha.com/1/api.js\"></script>"
                  "<div class=\"h-captcha\" data-sitekey=\"10000000-ffff-ffff-ffff-000000000001\">"
                  "</div>";
  std::string body = "<h1>Are you human?</h1><form method=\"post\">";
  body += widget;
  return page("Security check", body + "</form>");
}

std::string error_page(int status, std::string_view text) {
  const std::string title = std::to_string(status) + " " + std::string(text);
  return "<html>\n<head><title>" + title + "</title></head>\n<body>\n<center><h1>" + title +
         "</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n";
}

}  // namespace simulator
