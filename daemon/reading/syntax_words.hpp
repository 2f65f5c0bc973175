// What is wrong where a text stops being JSON, in words for the person who wrote it: RapidJSON's
// own speak of its parser ("the document root must not be followed by other values"). `code` is a
// rapidjson::ParseErrorCode: no header shows the library.
#pragma once

namespace reading {

const char* syntax_words(int code);

}  // namespace reading
