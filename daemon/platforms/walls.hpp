// Answers that are no answers, common to all platforms: challenges, captchas, log-in pages, limits
// and outages. They give `unknown` with a reason, never a verdict.
//
// Three kinds, in the order the field's experience dictates: what is known by its headers or markup
// comes before a definition's rules; a bare status comes after them, because some platforms say
// real things with 403; a log-in redirect comes before every rule that does not look at Location
// itself. A page is searched only where it is text/html, in its <title>, or where it is under 16
// KiB, and only for markup: a stranger must not be able to hide behind a biography that looks like
// a wall.
#pragma once

#include <optional>

#include "model/words.hpp"
#include "platforms/answer.hpp"

namespace platforms {

struct Wall {
  model::Reason reason;
  std::string_view what;  // for --explain
  // Only the page says so. One that the definition's own claimed rule recognises by its markup is
  // none: a blog may be called 'Captcha' (contract, 'Truth' 6).
  bool by_page = false;
};

std::optional<Wall> wall_before_rules(const Answer& answer);
// Redirects that were followed from `asked` ended at a log-in page, whatever it answers.
std::optional<Wall> wall_at_the_end(std::string_view asked, std::string_view effective);
bool is_login_redirect(const Answer& answer);
std::optional<Wall> wall_after_rules(const Answer& answer);

// The text of <title>, or empty.
std::string_view html_title(std::string_view page);

}  // namespace platforms
