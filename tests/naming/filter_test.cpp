#include "naming/filter.hpp"

#include <doctest/doctest.h>

using naming::Filter;

TEST_CASE("every filter does to a name what its own name says") {
  struct Row {
    Filter filter;
    const char* from;
    const char* to;
  };
  const Row rows[] = {
      {Filter::lower, "Île-de-FRANCE", "île-de-france"},
      {Filter::lower, "İSTANBUL", "i\u0307stanbul"},  // root locale: no Turkish rules
      {Filter::lower, "ΑΣ", "ας"},
      {Filter::upper, "Straße", "STRASSE"},
      {Filter::upper, "corrèze", "CORRÈZE"},
      {Filter::title, "LOIRE-ATLANTIQUE", "Loire-Atlantique"},
      {Filter::title, "val-d'oise", "Val-D'oise"},
      {Filter::title, "éire ǆ", "Éire ǅ"},
      {Filter::ascii, "Val-d'Oise", "Val-d'Oise"},
      {Filter::ascii, "Corrèze", "Correze"},
      {Filter::ascii, "Corre\u0300ze", "Correze"},
      {Filter::ascii, "Œuvre, œil", "OEuvre, oeil"},
      {Filter::ascii, "Straße", "Strasse"},
      {Filter::ascii, "l’Oise ‘x’", "l'Oise 'x'"},
      {Filter::ascii, "Łódź Ærø Đà", "Lodz AEro Da"},
      {Filter::ascii, "Ελλάδα Москва 서울", "Ellada Moskva seoul"},
      {Filter::ascii, "a🇫🇷b€", "ab"},
      {Filter::ascii, "", ""},
      {Filter::slug, "Val-d'Oise", "valdoise"},
      {Filter::slug, "Loire-Atlantique", "loireatlantique"},
      {Filter::slug, "Provence-Alpes-Côte d’Azur", "provencealpescotedazur"},
      {Filter::slug, "Baden-Württemberg 2", "badenwurttemberg2"},
      {Filter::slug, "_-. '", ""},
      {Filter::initials, "Loire-Atlantique", "LA"},
      {Filter::initials, "Provence-Alpes-Côte d'Azur", "PACdA"},
      {Filter::initials, "New  York", "NY"},
      {Filter::initials, "2e arrondissement, Élysée", "2aÉ"},
      {Filter::initials, "e\u0301t e\u0301", "ee"},
      {Filter::initials, "Москва-Сити", "МС"},
      {Filter::initials, "44", "4"},
      {Filter::initials, "--", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.from);
    CHECK(naming::filtered(row.filter, row.from) == row.to);
  }
}

TEST_CASE("filters are known by their names and by nothing else") {
  CHECK(naming::filter_names().size() == 6);
  CHECK(naming::parse_filter("lower") == Filter::lower);
  CHECK(naming::parse_filter("initials") == Filter::initials);
  for (const char* name : {"", "Lower", "lower ", "slugs"}) {
    CHECK_FALSE(naming::parse_filter(name).has_value());
  }
}
