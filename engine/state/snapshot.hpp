// Snapshot: the newest saved state of a run, replaced in one step.
#pragma once

#include <string>

#include "engine/core/bytes.hpp"
#include "engine/core/result.hpp"
#include "engine/state/file_system.hpp"

namespace cambrian {

/// Writes `payload` to a temporary file beside `path`, syncs it and renames it over `path`: a crash
/// at any moment leaves the previous snapshot or the new one. Durable on return. An error (e.g. a
/// full disk) leaves the previous one. Format: docs/formats/snapshot.md.
Result<void> write_snapshot(const std::string& path, BytesView payload,
                            const FileSystem& files = FileSystem::posix());

/// The payload, checked. A damaged, cut or foreign file is an error.
Result<Bytes> read_snapshot(const std::string& path, const FileSystem& files = FileSystem::posix());

}  // namespace cambrian
