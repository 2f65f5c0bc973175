// Whole files into memory, with a sentence when that fails.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "model/problem.hpp"

namespace reading {

// Far above any definition, dataset or site list (Maigret's, the largest known, has 1.5 MB).
constexpr std::size_t largest_file = std::size_t{64} << 20;

model::Result<std::string> read_file(const std::filesystem::path& path,
                                     std::size_t at_most = largest_file);

}  // namespace reading
