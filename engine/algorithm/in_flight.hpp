// InFlight: the candidates that were asked for and not yet told.
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <utility>

#include "engine/core/archive.hpp"
#include "engine/core/candidate.hpp"

namespace cambrian {

/// Gives out ids and keeps what an algorithm must remember of each candidate until it is told.
/// `Note` has encode(Encoder&) const and static decode(Decoder&).
template <class Note>
class InFlight {
 public:
  /// The id that the next begin() will give.
  CandidateId next_id() const { return CandidateId{next_}; }
  CandidateId begin(Note note) {
    notes_.emplace(next_, std::move(note));
    return CandidateId{next_++};
  }
  /// Takes the note of a candidate that is told. Throws std::logic_error when it is not in flight.
  Note end(CandidateId id) {
    const auto place = notes_.find(static_cast<std::uint64_t>(id));
    if (place == notes_.end()) throw std::logic_error("told of a candidate that is not in flight");
    Note note = std::move(place->second);
    notes_.erase(place);
    return note;
  }
  std::size_t size() const { return notes_.size(); }

  void save(Encoder& out) const {
    out.u64(next_);
    out.u64(notes_.size());
    for (const auto& [id, note] : notes_) {
      out.u64(id);
      note.encode(out);
    }
  }
  void load(Decoder& in) {
    next_ = in.u64();
    notes_.clear();
    for (std::uint64_t count = in.u64(); count > 0; --count) {
      const std::uint64_t id = in.u64();
      if (id >= next_) throw DecodeError("a candidate that was never asked for");
      notes_.emplace(id, Note::decode(in));
    }
  }

 private:
  std::uint64_t next_ = 0;
  std::map<std::uint64_t, Note> notes_;
};

}  // namespace cambrian
