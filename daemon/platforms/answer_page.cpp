#include "platforms/answer_page.hpp"

#include <algorithm>

namespace platforms {
namespace {

// Markup that the definition knows an account by, or the account's id, is no wall's.
std::optional<Detail> detail_of_page(const Ask& ask, const Reading& reading, bool is_redirect) {
  if (reading.next != Reading::Next::decided || reading.rule == 0) return std::nullopt;
  const Rule& rule = ask.rules[reading.rule - 1];
  if (rule.looks_at_json() || reading.tied || reading.profile.account_id) return std::nullopt;
  if (reading.status == model::Status::claimed && rule.body.empty()) return Detail::whole;
  const bool by_text = !rule.body.empty() || rule.location || is_redirect;
  if (reading.status == model::Status::available && by_text) return Detail::outline;
  return std::nullopt;
}

// On a page that an account's could be, too.
bool tells_free_by_text(const Ask& ask) {
  constexpr int ok = 200;
  return std::any_of(ask.rules.begin(), ask.rules.end(), [](const Rule& rule) {
    return rule.then.status == model::Status::available && !rule.body.empty() &&
           rule.admits_status(ok);
  });
}

}  // namespace

void take_page(const Definition& definition, const Ask& ask, const Answer& answer,
               const std::string& handle, Reading& reading) {
  const bool is_told = reading.next == Reading::Next::decided && reading.rule > 0;
  if (is_told && answer.is_html() && tells_free_by_text(ask)) {
    reading.markup = markup_of(answer.body());
  }
  const bool is_redirect = !answer.reply().head.location.empty();
  const auto detail = detail_of_page(ask, reading, is_redirect);
  if (!detail) return;
  const std::string names[] = {bare_name(definition, handle), handle};
  if (!is_redirect) {
    // Data has no frame around what a holder writes that would be longer than he can write.
    const bool is_data = !answer.is_html() && answer.json() != nullptr;
    const Detail taken = is_data ? Detail::whole : *detail;
    reading.page = look_of_page(answer.status(), answer.title(), answer.body(), names, taken);
  } else {
    const std::string to = percent_decoded(answer.reply().head.location);
    reading.page = look_of_redirect(answer.status(), to, names);
  }
}

}  // namespace platforms
