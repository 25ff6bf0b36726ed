// What every adapter does where C begins: exceptions end, parameters are described and read.
#pragma once

#include <exception>
#include <string>
#include <vector>

#include "engine/plugin/abi.h"
#include "engine/plugin/requirements.hpp"

namespace cambrian::plugin {

inline void write_text(CambrianOut* out, const std::string& text) {
  out->write(out, text.data(), text.size());
}
inline void write_numbers(CambrianOut* out, const std::vector<double>& numbers) {
  out->write(out, numbers.data(), numbers.size() * sizeof(double));
}

/// Runs `body`; 1 when it throws, and what it throws goes into the note.
template <class Body>
int guarded(CambrianOut* note, Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const std::exception& fault) {
    cambrian_write_text(note, fault.what());
  } catch (...) {
    cambrian_write_text(note, "threw something that is no std::exception");
  }
  return 1;
}

template <class T>
struct NoParams {};
template <class T>
void fields(FieldTable&, NoParams<T>&) {}
template <class T>
void fields(ValueReader&, NoParams<T>&) {}
template <class T>
struct ParamsOf {
  using type = NoParams<T>;
};
template <HasParams T>
struct ParamsOf<T> {
  using type = typename T::Params;
};
template <class T>
using Params = typename ParamsOf<T>::type;

template <class T>
FieldTable describe_params() {
  FieldTable table;
  Params<T> params{};
  fields(table, params);
  return table;
}
template <class T>
Params<T> read_params(const CambrianValue* values) {
  Params<T> params{};
  ValueReader reader(values);
  fields(reader, params);
  return params;
}

template <class T>
constexpr const char* summary_of() {
  if constexpr (requires { T::summary; })
    return T::summary;
  else
    return "";
}

}  // namespace cambrian::plugin
