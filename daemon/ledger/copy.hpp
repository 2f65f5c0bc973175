// Whole copies of the ledger, made while others go on writing: for a person, and before a schema
// changes, since an older handlewatch cannot read what a migration makes.
#pragma once

#include <string>

namespace ledger {

class Database;

// Into a file that is not there; it is on the disk when this returns, and from its first byte on as
// private as the ledger. What cannot be done is a Failure, and leaves no file.
void copy_into(Database& database, const std::string& file);

// Beside the ledger, under a name that is free: ledger.db.schema-2. Its name. Where somebody may
// open the ledger at the same time, the caller holds its FolderLock.
std::string keep_copy(Database& database, long long version);

}  // namespace ledger
