// The hard maze of Lehman and Stanley (2008): its walls, its goal and its robot's size.
#pragma once

namespace cambrian::neuroevolution::maze {

struct Wall {
  double x1, y1, x2, y2;
};
constexpr double kGoalX = 31;
constexpr double kGoalY = 20;
constexpr double kRadius = 8;
constexpr Wall kWalls[] = {{41, 5, 3, 8},       {3, 8, 4, 49},      {4, 49, 57, 53},
                           {4, 49, 7, 202},     {7, 202, 195, 198}, {195, 198, 186, 8},
                           {186, 8, 39, 5},     {56, 54, 56, 157},  {57, 106, 158, 162},
                           {77, 201, 108, 164}, {6, 80, 33, 121},   {192, 146, 87, 91},
                           {56, 55, 133, 30}};

}  // namespace cambrian::neuroevolution::maze
