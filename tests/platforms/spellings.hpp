// Which names a platform admits: spellings/ID.txt, one statement a line, lines may repeat.
//
//   # comment
//   fits: yyy--y                         (y or - for each template of section 7 of the facts)
//   admits: a | ab | {a*63}              ({a*63} stands for 63 times a)
//   forbids: a- | -a | {a*64}
//   becomes: PNationale75 = pnationale75 (canonical spelling)
#pragma once

#include <sstream>

#include "platforms/reading_platforms.hpp"

namespace tests {

struct Spellings {
  std::string fits;
  std::vector<std::string> admits;
  std::vector<std::string> forbids;
  std::vector<std::pair<std::string, std::string>> becomes;
};

inline std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(" | ", at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 3;
  }
  return parts;
}

// {TEXT*N} is N times TEXT; other braces are text.
inline std::string repeated(const std::string& written) {
  std::string name;
  for (std::size_t at = 0; at < written.size();) {
    const std::size_t end = written.find('}', at);
    const std::size_t star = end == std::string::npos ? end : written.rfind('*', end);
    const bool counted = written[at] == '{' && star != std::string::npos && star > at + 1 &&
                         end > star + 1 && written.find_first_not_of("0123456789", star + 1) == end;
    if (!counted) {
      name += written[at++];
      continue;
    }
    for (int n = std::stoi(written.substr(star + 1)); n > 0; --n) {
      name += written.substr(at + 1, star - at - 1);
    }
    at = end + 1;
  }
  return name;
}

inline Spellings spellings_in(const std::filesystem::path& file) {
  REQUIRE_MESSAGE(std::filesystem::exists(file), file.string());
  std::istringstream stream(contents(file));
  Spellings spellings;
  std::string line;
  while (std::getline(stream, line)) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t colon = line.find(": ");
    REQUIRE_MESSAGE(colon != std::string::npos, line);
    const std::string key = line.substr(0, colon);
    for (const std::string& part : parts_of(line.substr(colon + 2))) {
      const std::string name = repeated(part);
      if (key == "fits") {
        REQUIRE_MESSAGE(spellings.fits.empty(), "'fits' stands twice");
        spellings.fits = name;
      } else if (key == "admits") {
        spellings.admits.push_back(name);
      } else if (key == "forbids") {
        spellings.forbids.push_back(name);
      } else if (key == "becomes") {
        const std::size_t equals = name.find(" = ");
        REQUIRE_MESSAGE(equals != std::string::npos, line);
        spellings.becomes.emplace_back(name.substr(0, equals), name.substr(equals + 3));
      } else {
        FAIL("unknown key in spellings: " << line);
      }
    }
  }
  return spellings;
}

}  // namespace tests
