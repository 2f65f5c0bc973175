// Where redirects lead: whether the page at their end still is the page of the handle that was
// asked for (contract, 'Configuration'). Pure.
#pragma once

#include <string>
#include <string_view>

#include "platforms/compose.hpp"

namespace platforms {

// Host and what follows, without scheme and port: http://a.example:80/x and https://A.example/x are
// one page.
std::string page_of(std::string_view url);

// The URL of a request, which names whoever it is about in some of its parts.
class AskedPage {
 public:
  // What is given must outlive this.
  AskedPage(const Definition& definition, const Ask& ask, const RequestContext& road,
            std::span<const std::string> handles);

  const std::string& url() const { return url_; }

  // Whether redirects that began here ended at a page that is not the handle's: a home page, a
  // regional front door, a number. What it shows is nobody's account, unless a rule says that
  // accounts are where redirects go (its `location`).
  //
  // The handle counts only as a whole part and in the place where it was asked for: as the first
  // label of the same host; behind the same segment of the path, or one that means an account as
  // well (/u/, /users/); first in the path, behind a language at most, or marked there (/@name); as
  // the value of the same parameter. Alone, or with the same text around it.
  bool left_behind(std::string_view ended, const std::string& handle) const;

 private:
  bool names(const std::string& part, const std::string& asked, const std::string& handle) const;

  const Definition& definition_;
  const Ask& ask_;
  const RequestContext& road_;
  std::string url_;
};

}  // namespace platforms
