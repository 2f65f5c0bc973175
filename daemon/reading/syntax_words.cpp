#include "reading/syntax_words.hpp"

#include <rapidjson/error/en.h>

namespace reading {

const char* syntax_words(int code) {
  switch (code) {
    case rapidjson::kParseErrorDocumentEmpty: return "nothing is in it";
    case rapidjson::kParseErrorDocumentRootNotSingular: return "something stands after its end";
    case rapidjson::kParseErrorValueInvalid: return "a value is needed here";
    case rapidjson::kParseErrorObjectMissName: return "a key in double quotes is needed here";
    case rapidjson::kParseErrorObjectMissColon: return "':' is needed after a key";
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket: return "',' or '}' is needed here";
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket: return "',' or ']' is needed here";
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
      return "'\\u' needs four hexadecimal digits";
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
      return "half of a surrogate pair is no character";
    case rapidjson::kParseErrorStringEscapeInvalid:
      return "a string cannot hold this escape or control character as it is";
    case rapidjson::kParseErrorStringMissQuotationMark: return "this string has no closing '\"'";
    case rapidjson::kParseErrorStringInvalidEncoding: return "this is not UTF-8";
    case rapidjson::kParseErrorNumberTooBig: return "this number is too big";
    case rapidjson::kParseErrorNumberMissFraction: return "digits are needed after the point";
    case rapidjson::kParseErrorNumberMissExponent: return "digits are needed in the exponent";
    case rapidjson::kParseErrorUnspecificSyntaxError: return "this comment is not right";
    default: return rapidjson::GetParseError_En(static_cast<rapidjson::ParseErrorCode>(code));
  }
}

}  // namespace reading
