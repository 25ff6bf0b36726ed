// TemporaryRun: a run folder that goes away with the test.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "engine/state/run_folder.hpp"

namespace cambrian::test {

class TemporaryRun {
 public:
  TemporaryRun() {
    std::string pattern = ::testing::TempDir() + "run_XXXXXX";
    path_ = ::mkdtemp(pattern.data());
    Manifest manifest;
    manifest.command = "test";
    RunFolder::create(path(), manifest).value();
  }
  ~TemporaryRun() { std::filesystem::remove_all(path_); }
  TemporaryRun(const TemporaryRun&) = delete;
  TemporaryRun& operator=(const TemporaryRun&) = delete;

  std::string path() const { return path_ + "/run"; }
  /// For writing: one at a time.
  RunFolder open() const { return std::move(RunFolder::open(path())).value(); }

 private:
  std::string path_;
};

}  // namespace cambrian::test
