// Constants that the kernels of noise and their reference share (internal).
#pragma once

#include <array>
#include <cstdint>

namespace cambrian::seeds {

inline constexpr int kRounds = 10;
inline constexpr std::uint32_t kMultiplier0 = 0xd2511f53;
inline constexpr std::uint32_t kMultiplier1 = 0xcd9e8d57;
inline constexpr std::uint32_t kWeyl0 = 0x9e3779b9;
inline constexpr std::uint32_t kWeyl1 = 0xbb67ae85;

// ln(1 + f) = f - f^2 / 2 + f^3 P(f) for sqrt(1/2) <= 1 + f < sqrt(2): Cephes (Moshier 1989).
inline constexpr std::array kLog = {7.0376836292e-2f,  -1.1514610310e-1f, 1.1676998740e-1f,
                                    -1.2420140846e-1f, 1.4249322787e-1f,  -1.6668057665e-1f,
                                    2.0000714765e-1f,  -2.4999993993e-1f, 3.3333331174e-1f};
inline constexpr float kLn2High = 0.693359375f;
inline constexpr float kLn2Low = -2.12194440e-4f;
inline constexpr std::int32_t kHalfRoot = 0x3f3504f3;  // the bits of sqrt(1/2)

// Sine and cosine for |x| <= pi/4, from the same source.
inline constexpr std::array kSin = {-1.9515295891e-4f, 8.3321608736e-3f, -1.6666654611e-1f};
inline constexpr std::array kCos = {2.443315711809948e-5f, -1.388731625493765e-3f,
                                    4.166664568298827e-2f};

inline constexpr float kUnit = 0x1.0p-24f;
inline constexpr float kAngle = 3.657295198e-10f;  // pi/4 divided by 2^31

}  // namespace cambrian::seeds
