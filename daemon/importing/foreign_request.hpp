// Requests of foreign lists: their placeholders in URLs and bodies, and which of their headers are
// sent.
#pragma once

#include <string>
#include <string_view>

#include "importing/foreign_list.hpp"
#include "platforms/definition.hpp"

namespace importing {

// Where a text stands; decides how a brace is written that our language would take for a
// placeholder.
enum class Place { url, form, json_text };

// `placeholder` is the only one of the list; every other brace is text. `written` is how our
// language says it.
platforms::Stencil site_stencil(std::string_view text, std::string_view placeholder, Place place);

// The URL that is asked and the page for people. As a file, a page that has the name in its host
// would narrow the grammar to what a host can hold: then the URL that is asked stands in for it.
void set_urls(Intake& intake, platforms::Ask& ask, std::string_view asked, std::string_view page,
              std::string_view placeholder);

bool is_in_host(std::string_view url, std::string_view placeholder);

// A JSON value as the text of a body, with the placeholder in its strings. Python's format() wants
// braces that are text written twice: then `braces_doubled`.
platforms::Stencil json_stencil(const reading::Json& value, std::string_view placeholder,
                                bool braces_doubled);

// The headers of a site. Those by which a browser is played are left out, with a remark, and those
// that belong to the transfer itself. Gives whether the body is declared to be JSON.
bool read_headers(reading::ObjectReader& site, Intake& intake, platforms::Ask& ask);

// GET, HEAD or POST. HEAD is asked as GET: the walls show in the body alone. Gives whether the
// request may have a body.
bool read_method(reading::ObjectReader& site, std::string_view key, platforms::Ask& ask);

// Says that the body is JSON, where the list's own program takes that for granted.
void add_json_type(platforms::Ask& ask);

// Reports a URL that cannot be asked, or a request that is the same for every name.
void check_request(reading::ObjectReader& site, std::string_view key, std::string_view placeholder,
                   const platforms::Ask& ask);

}  // namespace importing
