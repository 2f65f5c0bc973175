// A name as a person writes it down or pastes it: into a template, a list, a table, a command.
// Blanks and invisible characters around it come with the pasting and are left out; within it they
// would make another name of it that looks the same. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace text {

bool is_blank(char32_t character);  // by Unicode: no-break spaces too
// Shows nothing by itself, and is no blank: joiners, variation selectors, the empty braille sign.
bool is_unseen(char32_t character);

// Letters with their marks in Unicode's normal form C: an 'é' is one, however it was typed. A
// letter with hundreds of marks stays as it is.
std::string nfc(std::string_view utf8);

// Without what stands around it, in normal form C; may be empty. Nothing, and why in words: a blank
// within it that is no single space, a control or an invisible character. For ids and the like.
std::optional<std::string> pasted(std::string_view utf8, std::string& why);

// The same without '@' before it, which a platform shows and nobody is called.
std::optional<std::string> name_written(std::string_view utf8, std::string& why);

// Without blanks and invisible characters around it.
std::string_view without_surroundings(std::string_view utf8);

}  // namespace text
