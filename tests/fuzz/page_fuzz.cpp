// Any page, held beside itself with other numbers, names and nonces in it; what it says as data; in
// which charset it says that it is written. The first line is a handle, the rest the page.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "platforms/answer.hpp"
#include "platforms/crossing.hpp"
#include "platforms/declared_charset.hpp"
#include "platforms/page_look.hpp"
#include "platforms/walls.hpp"
#include "text/charset.hpp"
#include "text/utf8.hpp"

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string with_other_digits(std::string text) {
  for (char& c : text) {
    if (is_digit(c)) c = c == '9' ? '0' : static_cast<char>(c + 1);
  }
  return text;
}

void compare(const std::string& handle, const std::string& page) {
  using platforms::Detail;
  const std::string names[] = {handle};
  const std::string blanked = platforms::blanked(page, names);
  demand(blanked.size() <= page.size());
  demand(std::none_of(blanked.begin(), blanked.end(), is_digit));
  // A handle with digits in it is another name with others.
  const bool is_plain = std::none_of(handle.begin(), handle.end(), is_digit);
  const std::string other = with_other_digits(page);
  if (is_plain) demand(platforms::blanked(other, names) == blanked);
  const auto look =
      platforms::look_of_page(200, platforms::html_title(page), page, names, Detail::whole);
  demand(look ==
         platforms::look_of_page(200, platforms::html_title(page), page, names, Detail::whole));
  demand(look.size <= page.size() && look.title.size() <= page.size());
  demand(platforms::looks_like(look, look));
  demand(platforms::look_of_page(404, platforms::html_title(page), page, names, Detail::whole)
             .digest != look.digest);
  const auto outline =
      platforms::look_of_page(200, platforms::html_title(page), page, names, Detail::outline);
  demand(outline.title == look.title && outline.size == look.size && outline.digest == 0);
}

void read(const std::string& page) {
  net::Reply reply;
  reply.head.status = 200;
  reply.head.headers = {{"Content-Type", "text/html"}};
  reply.body = page;
  const std::string charset = platforms::declared_charset(reply);
  if (const auto decoded = text::decoded(page, charset)) demand(text::is_utf8(*decoded));
  const platforms::Answer answer(reply);
  demand(text::is_utf8(answer.body()));
  const platforms::PageData* data = answer.page_data();
  if (data == nullptr) return;
  std::size_t found = 0;
  const auto count = [&found](const reading::Json&) -> std::optional<std::string> {
    ++found;
    return std::nullopt;
  };
  demand(!data->in_scripts(count).has_value());
  demand(!data->in_linked_data(count).has_value());
  demand(found <= page.size());
  for (const char* name : {"og:title", "id", ""}) {
    if (const auto meta = data->meta(name)) demand(text::is_utf8(*meta));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string page(text.substr(std::min(end + 1, text.size())));
  compare(std::string(text.substr(0, end)), page);
  read(page);
  platforms::runs_across(text.substr(0, end));
  return 0;
}
