// Whether a platform is read by its pages: an account is told from none there by the text of a page
// or by where a redirect goes, and not by data or a status. What one target's page is worth, only
// the pages of the others show, so that nothing of it stands before all have been seen (contract,
// 'Truth' 6). Pure.
#pragma once

#include "platforms/definition.hpp"

namespace platforms {

bool reads_pages(const Definition& definition);

}  // namespace platforms
