// Whole files into memory, with a sentence when that fails.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/problem.hpp"

namespace reading {

// Far above any definition, dataset or site list (Maigret's, the largest known, has 1.5 MB).
constexpr std::size_t largest_file = std::size_t{64} << 20;

model::Result<std::string> read_file(const std::filesystem::path& path,
                                     std::size_t at_most = largest_file);

// The files of a folder with this extension (".json"), in order; none where there is no folder.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                            std::string_view extension);

}  // namespace reading
