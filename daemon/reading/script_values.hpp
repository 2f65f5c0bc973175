// The objects and lists that a JavaScript is, or assigns to a name ("window.state = {…}"), as they
// stand. Read as a browser's lexer does, as far as it takes to know what is code: strings,
// templates, comments and regular expressions may hold anything, an owner's text among it.
//
// Whether '/' divides or begins a regular expression only a whole parser knows in every place.
// Where this one does not, or where no script goes on so, it ends: a value counts only where all
// that stands before it is understood. Pure, linear; any bytes will do.
#pragma once

#include <string>
#include <string_view>

namespace reading {

class ScriptValues {
 public:
  // The script outlives it.
  explicit ScriptValues(std::string_view script) : script_(script) {}

  // The next value, to its last bracket; values within it are none of their own. Empty: no more.
  std::string_view next();

 private:
  // What ends here, which is what '/' behind it depends on.
  enum class Before { operand, expression, doubt };

  std::string_view rest() const { return script_.substr(at_); }
  std::string_view take_value();
  bool pass_blanks();
  bool pass_comment();
  bool pass_line_comment();
  bool pass_token();
  bool pass_string();
  bool pass_template();
  bool pass_slash();
  bool pass_regex();
  bool pass_word();
  bool pass_dots();
  bool pass_opening();
  bool pass_closing();
  bool pass_sign();
  bool pass_comparison();
  bool pass_operator();
  bool doubt();

  std::string_view script_;
  std::size_t at_ = 0;
  Before before_ = Before::expression;
  Before behind_parenthesis_ = Before::operand;  // of one that opens here
  bool is_member_ = false;                       // behind '.' or '#', where no word is a keyword
  bool is_assigned_ = true;                      // what begins here; the script itself counts, too
  bool begins_line_ = true;
  std::string open_;  // brackets: '$' is that of a template; 'f' one of `if (…)`, '?' may be
};

}  // namespace reading
