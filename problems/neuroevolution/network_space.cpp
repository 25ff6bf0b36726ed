#include "problems/neuroevolution/network_space.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "operators/seeds/dense.hpp"

namespace cambrian::neuroevolution {
namespace {

/// A part of the weights with its name and its shape, as NumPy calls it.
struct Array {
  std::string name;
  std::vector<std::size_t> shape;
  std::span<const float> values;
};

std::vector<Array> arrays(const NetworkShape& shape, std::span<const float> weights) {
  std::vector<Array> all;
  std::size_t first = 0;
  for (std::size_t l = 0; l < shape.convolutions.size(); ++l) {
    const Convolution& c = shape.convolutions[l];
    const std::size_t count = c.window() * c.filters;
    const std::string number = std::to_string(l + 1);
    all.push_back({"convolution_" + number,
                   {c.size, c.size, c.channels, c.filters},
                   weights.subspan(first, count)});
    first += count;
    all.push_back({"convolution_biases_" + number, {c.filters}, weights.subspan(first, c.filters)});
    first += c.filters;
  }
  for (std::size_t l = 0; l < shape.layers(); ++l) {
    const std::size_t inputs = shape.widths[l];
    const std::size_t outputs = shape.widths[l + 1];
    all.push_back({"weights_" + std::to_string(l + 1),
                   {inputs, outputs},
                   weights.subspan(first, inputs * outputs)});
    first += inputs * outputs;
    if (const std::size_t remembered = shape.remembered(l); remembered > 0) {
      all.push_back({"recurrent_" + std::to_string(l + 1),
                     {remembered, outputs},
                     weights.subspan(first, remembered * outputs)});
      first += remembered * outputs;
    }
    all.push_back({"biases_" + std::to_string(l + 1), {outputs}, weights.subspan(first, outputs)});
    first += outputs;
  }
  return all;
}

/// Nested as deep as the shape is long.
nlohmann::ordered_json nested(std::span<const std::size_t> shape, std::span<const float> values) {
  auto all = nlohmann::ordered_json::array();
  if (shape.size() == 1) {
    for (const float value : values) all.push_back(value);
    return all;
  }
  const std::size_t part = values.size() / shape[0];
  for (std::size_t i = 0; i < shape[0]; ++i)
    all.push_back(nested(shape.subspan(1), values.subspan(i * part, part)));
  return all;
}

std::string json_of(const std::vector<Array>& all, Activation activation) {
  nlohmann::ordered_json json;
  json["activation"] = activation == Activation::tanh ? "tanh" : "relu";
  for (const Array& array : all) json[array.name] = nested(array.shape, array.values);
  return json.dump() + "\n";
}

void append(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

// NumPy's format 1.0: a header that ends at a multiple of 64 bytes, then the values.
std::string npy_of(const Array& array) {
  std::string shape;
  for (const std::size_t n : array.shape) shape += std::to_string(n) + ", ";
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
  constexpr std::size_t kPreamble = 10;
  header.append(63 - (kPreamble + header.size()) % 64, ' ');
  header += '\n';
  std::string out = "\x93NUMPY";
  out += '\x01';
  out += '\0';
  append(out, header.size(), 2);
  out += header;
  const auto bytes = std::as_bytes(array.values);
  out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return out;
}

/// CRC-32 of ZIP files.
std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = ~0u;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1)));
  }
  return ~crc;
}

// A ZIP file of stored entries, as numpy.savez writes it.
std::string npz_of(const std::vector<Array>& all) {
  std::string out;
  std::string directory;
  for (const Array& array : all) {
    const std::string name = array.name + ".npy";
    const std::string content = npy_of(array);
    std::string facts;  // what local and central headers share: version 2.0, stored, 1980-01-01
    append(facts, 20, 2);
    append(facts, 0, 4);
    append(facts, 0x00210000, 4);
    append(facts, crc32(content), 4);
    append(facts, content.size(), 4);
    append(facts, content.size(), 4);
    append(facts, name.size(), 2);
    append(facts, 0, 2);
    append(directory, 0x02014b50, 4);
    append(directory, 20, 2);
    directory += facts;
    append(directory, 0, 8);
    append(directory, 0, 2);
    append(directory, out.size(), 4);
    directory += name;
    append(out, 0x04034b50, 4);
    out += facts + name + content;
  }
  const std::size_t start = out.size();
  out += directory;
  append(out, 0x06054b50, 4);
  append(out, 0, 4);
  append(out, all.size(), 2);
  append(out, all.size(), 2);
  append(out, directory.size(), 4);
  append(out, start, 4);
  append(out, 0, 2);
  return out;
}

}  // namespace

std::vector<NetworkSpace::Scale> NetworkSpace::scales(std::span<const double> context) const {
  constexpr double kLeastDeviation = 0.01;  // numbers that hardly change would drown the others
  std::vector<Scale> scales;
  if (!normalizes_ || context[0] == 0) return scales;
  const std::size_t inputs = shape_.widths[0];
  for (std::size_t i = 0; i < inputs; ++i) {
    const double mean = context[1 + i] / context[0];
    const double square = context[1 + inputs + i] / context[0];
    const double variance = std::max(square - mean * mean, 0.0);
    scales.push_back({mean, std::max(std::sqrt(variance), kLeastDeviation)});
  }
  return scales;
}

Genome NetworkSpace::encode(std::span<const double> vector, std::span<const double> context) const {
  std::vector<float> weights(vector.begin(), vector.end());
  const auto scales = this->scales(context);
  if (scales.empty()) return seeds::encode_weights(weights);
  const std::size_t outputs = shape_.widths[1];
  const std::size_t first_bias = shape_.inputs(0) * outputs;
  const auto bias = vector.begin() + static_cast<std::ptrdiff_t>(first_bias);
  std::vector<double> biases(bias, bias + static_cast<std::ptrdiff_t>(outputs));
  for (std::size_t i = 0; i < scales.size(); ++i) {
    for (std::size_t j = 0; j < outputs; ++j) {
      const double weight = vector[i * outputs + j] / scales[i].deviation;
      weights[i * outputs + j] = static_cast<float>(weight);
      biases[j] -= weight * scales[i].mean;
    }
  }
  for (std::size_t j = 0; j < outputs; ++j) weights[first_bias + j] = static_cast<float>(biases[j]);
  return seeds::encode_weights(weights);
}

Genome NetworkSpace::encode_near(std::span<const double> centre, std::span<const double> factors,
                                 std::span<const double> context) const {
  std::vector<double> own(factors.begin(), factors.end());
  double taken = 0;  // from what the columns' factors are multiplied by
  const auto scales = this->scales(context);
  for (std::size_t i = 0; i < scales.size(); ++i) {
    own[i] /= scales[i].deviation;
    taken += own[i] * scales[i].mean;
  }
  const std::size_t outputs = shape_.widths[1];
  const std::size_t columns = shape_.inputs(0);
  for (std::size_t j = 0; j < outputs; ++j) own[columns + outputs + j] -= taken * own[columns + j];
  std::vector<float> numbers = seeds::decode_weights(encode(centre, context));
  numbers.insert(numbers.end(), own.begin(), own.end());
  return seeds::encode_weights(numbers);
}

bool NetworkSpace::are_near(const Genome& one, const Genome& other) const {
  return is_near(one) && is_near(other) &&
         std::memcmp(one.bytes.data(), other.bytes.data(), size() * sizeof(float)) == 0;
}

std::vector<double> NetworkSpace::decode(const Genome& genome) const {
  const seeds::Weights all = weights(genome);
  return {all->begin(), all->begin() + static_cast<std::ptrdiff_t>(size())};
}

std::vector<double> NetworkSpace::context() const {
  return std::vector<double>(normalizes_ ? 1 + 2 * shape_.widths[0] : 0);
}

void NetworkSpace::learn(std::span<const double> descriptor, std::span<double> context) const {
  if (descriptor.size() != first_sum_ + context.size()) return;
  for (std::size_t i = 0; i < context.size(); ++i) context[i] += descriptor[first_sum_ + i];
}

std::string NetworkSpace::print(const Genome& genome, std::size_t format) const {
  const seeds::Weights all = weights(genome);
  const auto parts = arrays(shape_, std::span(*all).first(size()));
  return formats().at(format) == "json" ? json_of(parts, shape_.activation) : npz_of(parts);
}

}  // namespace cambrian::neuroevolution
