// The HTML that sites and walls show. Text of strangers is escaped, as real sites do; nothing else
// about it is made harmless.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace simulator {

// `body` is markup, `title` is text. Padded with invisible markup to at least `bytes`.
std::string page(std::string_view title, std::string_view body, std::size_t bytes = 0);

std::string home_page(std::string_view platform_name, std::size_t bytes = 0);
std::string login_page();
std::string not_found_page();
std::string cloudflare_challenge();
std::string captcha_page(bool recaptcha);
std::string error_page(int status, std::string_view text);

}  // namespace simulator
