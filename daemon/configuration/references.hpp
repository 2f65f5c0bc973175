// What only the whole configuration, the catalogue and other files can show to be wrong: a platform
// that nobody knows, a template that does not parse, two watches of one name. Every mistake at
// once, so it reads the file as it is, right or wrong, and passes over what check() refused.
#pragma once

#include <filesystem>

#include "configuration/configuration.hpp"
#include "targets/place.hpp"

namespace configuration {

void check_references(const reading::Json& configuration, const std::filesystem::path& folder,
                      Known known, reading::Document& document);

// Where a watch looks: its platforms, and those that only its owned handles name.
std::vector<targets::Place> places_of(const watching::Watch& watch,
                                      const importing::Catalogue& catalogue);

// Where a watch has its expected handles from. Datasets are read anew: what was right at the check
// and is not now is refused.
model::Result<targets::TargetSources> sources_of(const watching::Watch& watch,
                                                 naming::DatasetStore& datasets);

// The CSV of --owned and of a watch.
model::Result<std::vector<judging::OwnedHandle>> read_owned_file(const std::filesystem::path& file);

}  // namespace configuration
